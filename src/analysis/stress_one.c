/*
 * One pair. A pair that verify refuses is not raced, as nobody could tell what its values mean; and one that
 * it calls wrong is not clean because a race has not shown it.
 */
#include <unistd.h>

#include "analysis/race_log.h"
#include "analysis/stress.h"
#include "outcome/put.h"

u32 stress_seen(const struct race_summary *summary)
{
	u32 bits = 0;

	for (unsigned int kind = 0; kind < VIOLATIONS; kind++)
		bits |= (u32)(summary->total.counts.found[kind] != 0) << kind;
	return bits;
}

/* What became of each violation, in the machine. */
static void tell_explanations(struct stress *stress, struct outcome *outcome)
{
	for (unsigned int i = 0; i < outcome->nviolations; i++)
		explainer_tell(stress->legs.explainer,
			       (enum violation)violation_kind_parse(outcome->violations[i]->kind),
			       outcome->violations[i]);
}

static void race_one(struct stress *stress, struct outcome *outcome, u32 wrong,
		     struct race_summary *summary)
{
	int status = stress_pair(stress, stress->legs.asked->seconds, summary);
	u32 not_seen = wrong & ~stress_seen(summary);
	char words[160];

	race_tell(outcome, &stress->setup, summary, status);
	tell_explanations(stress, outcome);
	if (!not_seen || !summary->total.counts.reads)
		return;
	violation_names(not_seen, "", words, sizeof(words));
	put_text(outcome->counts, "not_seen", words);
	outcome_say(outcome, "not seen",
		    "%s: verify finds that in this pair; a race is no proof of the contrary",
		    words);
}

void stress_one(struct stress *stress, struct outcome *outcome, struct printer *printer)
{
	static struct race_summary summary;
	struct legs *legs = &stress->legs;
	json_t *parameters = json_object();
	char why[256];
	u32 wrong;

	race_put_setup(parameters, &stress->setup);
	race_log_start(legs, legs->cpus, legs->ncpus, parameters);
	race_tell_setup(outcome, &stress->setup);
	if (!legs_check(legs, &wrong, why, sizeof(why))) {
		outcome_judge(outcome, OUTCOME_ERROR, "%s", why);
	} else {
		race_log_verified(legs, wrong);
		if (legs->ncpus)
			printer_begin(printer, outcome, 0);
		race_one(stress, outcome, wrong, &summary);
		progress_clear();
	}
	race_log_end(legs, outcome_verdict_name(outcome->verdict), &summary.total.counts);
	outcome->failed |= legs->unsaved;
}
