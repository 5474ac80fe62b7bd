/* What a survey comes to. */
#include "stress/survey/tell.h"

#include <inttypes.h>

#include "outcome/put.h"
#include "stress/cpu/cpu_id.h"

static void judge(const struct survey *survey, struct outcome *outcome)
{
	const char *untested = survey_untested(survey);
	char text[400];

	survey_judge(survey, text, sizeof(text));
	snprintf(outcome->words, sizeof(outcome->words), "this CPU%s: %s",
		 survey->interrupted ? ", so far" : "", text);
	if (survey_findings(survey))
		outcome_judge(outcome, OUTCOME_VIOLATION, NULL);
	else if (survey->interrupted)
		outcome_judge(outcome, OUTCOME_UNFINISHED,
			      "interrupted: what was asked for is not finished");
	else if (untested)
		outcome_judge(outcome, OUTCOME_NOTHING_TESTED,
			      "%s: give more --seconds, or the machine less to do", untested);
	else
		outcome_judge(outcome, OUTCOME_CLEAN, NULL);
}

void survey_tell(const struct survey *survey, struct outcome *outcome)
{
	json_t *counts = outcome->counts;
	enum survey_verdict verdict;
	char text[512], skew[64] = "", left_out[224] = "";

	verdict = survey_judge(survey, text, sizeof(text));
	put_text(counts, "model", survey_model(verdict));
	survey_put(survey, counts);
	if (survey->bounded)
		snprintf(skew, sizeof(skew), ", skew of two of them known to %" PRId64 " ticks",
			 survey->widest.high - survey->widest.low);
	outcome_say(outcome, "probed", "the first %u CPUs; TSC %.6f GHz%s", survey->readers,
		    (double)survey->tsc_hz / 1e9, skew);
	if (survey->doubted)
		snprintf(left_out, sizeof(left_out), ", %u of them left out: %s", survey->doubted,
			 survey->doubt);
	outcome_say(outcome, "ran", "%.1f s%s; %u turns%s", survey->seconds,
		    survey->interrupted ? ", UNFINISHED: interrupted" : "", survey->turns,
		    left_out);
	survey_print(said_more(&outcome->text), survey);
	survey_blame(survey, outcome);
	judge(survey, outcome);
}
