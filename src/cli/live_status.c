/*
 * What a live run comes to: a source that was stopped before its time was over, or before its turn, is
 * unfinished, and so is the run, unless there is a violation.
 */
#include "cli/live.h"
#include "stress/judge/tell.h"

const char *live_verdict(int status)
{
	return outcome_verdict_name(status == 0	   ? OUTCOME_CLEAN
				    : status == 1  ? OUTCOME_VIOLATION
				    : status == 77 ? OUTCOME_SKIPPED
						   : OUTCOME_NOTHING_TESTED);
}

int live_part_status(const struct live_part *part)
{
	if (!part->ran)
		return part->unfinished ? STATUS_ERROR : STATUS_SKIPPED;
	if (race_violations(&part->total.race.total.counts))
		return STATUS_VIOLATION;
	return part->failed || part->unfinished ? STATUS_ERROR : live_status(&part->total);
}

const char *live_part_word(const struct live_part *part)
{
	int status = live_part_status(part);

	if (status != STATUS_ERROR)
		return live_verdict(status);
	return part->failed ? "error" : part->unfinished ? "unfinished" : live_verdict(status);
}

const char *live_word(const struct live *live)
{
	int status = live_exit_status(live);

	for (unsigned int i = 0; i < live->nparts && status == STATUS_ERROR; i++)
		if (live->parts[i].unfinished)
			return "unfinished";
	return live_verdict(status);
}

const char *live_part_why(const struct live_part *part, char *out, size_t size)
{
	if (part->failed || !part->ran)
		snprintf(out, size, "%s", part->why);
	else if (part->unfinished)
		snprintf(out, size, "no violation in the %.1f s that it had",
			 part->total.race.seconds);
	else
		snprintf(out, size, "%s", live_untested(&part->total));
	return out;
}

int live_exit_status(const struct live *live)
{
	bool seen[STATUS_SKIPPED + 1] = {false};

	for (unsigned int i = 0; i < live->nparts; i++)
		seen[live_part_status(&live->parts[i])] = true;
	if (seen[STATUS_VIOLATION])
		return STATUS_VIOLATION;
	if (seen[STATUS_ERROR])
		return STATUS_ERROR;
	return seen[STATUS_CLEAN] ? STATUS_CLEAN : STATUS_SKIPPED;
}
