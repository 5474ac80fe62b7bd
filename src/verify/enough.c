/*
 * After the first violation other kinds are looked for, as long as there is reason to. A kind that labels show of
 * short logs (proof.c) is looked for until it is found, or the budget is used up. What else there is, is a matter of
 * values, and as rare as the executions that show it: it is enough when all kinds were met in the first 25th of what
 * was explored, and when each start, placement and pace has been tried, as a guest may compare the sequence with a
 * number that only one of the starts comes to. The first 25th is asked of one log, too, so that a large one does not
 * keep others from being tried; and when each pace has been tried, of a log no more is explored than shows what its
 * values are. Where retries carry something over, what is rare is not told by that, and the budget is used.
 *
 * A worker explores a schedule without what others find meanwhile (share.c). So a log is judged by itself, and by
 * what was known before there were any workers.
 */
#include "clock/scenario.h"
#include "clock/vcpus.h"
#include "verify/run.h"

#define LEAST 4000 /* executions of a log, and of all */
#define MOST 10000 /* and if it takes more than that, longer schedules are not waited for */
#define TIMES 25   /* as many as it took to the newest kind */
#define SLICE 500  /* of a log, when each pace has been tried */

static bool carries(const struct run *run)
{
	return run->further.settled ? run->further.carrying : !run_memoryless(run);
}

void enough_settle(struct run *run)
{
	if (run->further.settled)
		return;
	run->further.known = verdict_violations(run->verdict);
	run->further.carrying = !run_memoryless(run);
	run->further.settled = run->verdict->executions >= RUN_ALONE;
}

/* Schedules that differ in the host's death and the vCPUs' TSCs alone, one after the other. */
static u64 variants(const struct run *run)
{
	const struct verify_options *options = run->options;

	return (u64)vcpus_count(run->vcpus, options->tscs) *
	       scenario_round(options->format, options->host, run->deaths) /
	       scenario_round(options->format, options->host, false);
}

static bool tried_paces(const struct run *run)
{
	return run->come && !run->writes &&
	       !scenario_pace((unsigned int)((run->come - 1) / variants(run)));
}

void enough_begin_log(struct run *run)
{
	run->further.log_began = run->verdict->executions;
	run->further.log_newest = run->further.log_kinds = 0;
	run->further.paces = tried_paces(run);
}

void enough_note(struct run *run, enum violation violation)
{
	struct verdict *verdict = run->verdict;

	if (!verdict->counts[violation])
		verdict->met_at[violation] = verdict->executions;
	if (run->further.log_kinds >> violation & 1)
		return;
	run->further.log_kinds |= (u32)1 << violation;
	run->further.log_newest = verdict->executions - run->further.log_began;
}

bool enough_of_log(const struct run *run)
{
	const struct further *further = &run->further;
	u64 executions = run->verdict->executions - further->log_began;
	u32 found = further->settled ? further->known : verdict_violations(run->verdict);
	/* those of two reads are looked for when all were made */
	u32 missing = further->expected & ~(further->log_kinds | further->known) &
		      ~((u32)1 << VIOLATION_BACKWARDS);

	if (!run->options->budget || run->options->thorough || run->options->executions ||
	    carries(run))
		return false;
	if (found && !(further->expected & ~found) && executions >= SLICE && further->paces)
		return true;
	return further->log_newest && !missing && executions >= LEAST + TIMES * further->log_newest;
}

/*
 * Has each start, placement and pace been tried, with as many updates as there may be, or are schedules too large
 * for that?
 */
static bool tried_each(const struct run *run)
{
	const struct verify_options *options = run->options;
	u64 schedules = run->verdict->schedules;

	if (run->verdict->executions < MOST)
		schedules = run->nupdates < run->most ? 0 : schedules - run->further.shorter;
	return schedules >= scenario_round(options->format, options->host, false) * variants(run);
}

bool enough_of_all(const struct run *run)
{
	const struct verdict *verdict = run->verdict;
	u32 found = verdict_violations(verdict);
	u64 newest = 0;

	if (!run->options->budget || run->options->thorough || !found ||
	    run->further.expected & ~found || carries(run))
		return false;
	for (int violation = 0; violation < VIOLATIONS; violation++)
		if (found >> violation & 1 && verdict->met_at[violation] > newest)
			newest = verdict->met_at[violation];
	return verdict->executions >= LEAST + TIMES * newest && tried_each(run);
}
