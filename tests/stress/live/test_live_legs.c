/*
 * The turns of a live run's sources, with races that are only said to have happened: one that fails
 * or cannot be run takes nothing away from what was found before.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "analysis/live.h"
#include "analysis/race_log.h"
#include "stress/cpu/pin.h"

static struct {
	int status;
	u64 reads, found;
	const char *why;
} legs[4];
static unsigned int leg, signal_after; /* legs; 0: none comes */
static volatile int stopped;
static char noticed[64];

int live_run(const struct live_options *options, struct live_summary *summary)
{
	(void)options;
	memset(summary, 0, sizeof(*summary));
	if (legs[leg].reads) {
		summary->nlanes = summary->race.readers = 1;
		summary->lanes[0].reads = summary->race.total.counts.reads = legs[leg].reads;
		summary->race.total.counts.found[VIOLATION_TORN] = legs[leg].found;
	}
	summary->race.seconds = 60;
	if (legs[leg].why)
		snprintf(summary->why, sizeof(summary->why), "%s", legs[leg].why);
	stopped = leg + 1 == signal_after;
	return legs[leg++].status;
}

void race_log_heartbeat(struct legs *of, const struct race_counts *counts)
{
	(void)of;
	(void)counts;
}

void race_log_violation(struct legs *of, const char *lane, const struct format *format,
			const struct race_violation *violation)
{
	(void)of;
	(void)lane;
	(void)format;
	(void)violation;
}

void race_log_explained(struct legs *of, const struct race_violation *violation, const char *path,
			const char *text, const char *trace)
{
	(void)of;
	(void)violation;
	(void)path;
	(void)text;
	(void)trace;
}

void race_log_notice(struct legs *of, const char *what, const char *text)
{
	(void)of;
	(void)text;
	snprintf(noticed, sizeof(noticed), "%s", what);
}

static struct live *new_run(unsigned int seconds)
{
	struct live_arguments *arguments = calloc(1, sizeof(*arguments));
	struct live *live = calloc(1, sizeof(*live));

	arguments->asked = (struct legs_asked){
		.command = "live", .seconds = seconds, .ncpus = 1, .stop = &stopped};
	pin_allowed(arguments->asked.cpus, 1);
	live->arguments = arguments;
	live->legs.asked = &arguments->asked;
	live->nparts = 2;
	leg = 0;
	noticed[0] = '\0';
	return live;
}

static struct live *race_legs(void)
{
	struct live *live = new_run(120); /* turns of a minute; the other source is not there */

	live->parts[0].source = live_source_find("kvm");
	live->parts[0].exists = true;
	live->parts[1].source = live_source_find("tsc");
	live_run_all(live, 2);
	return live;
}

/* Two sources that exist, and the signal after the leg of that number; 240 s, or until it comes. */
static struct live *race_until(unsigned int after, unsigned int seconds)
{
	struct live *live = new_run(seconds);

	memset(legs, 0, sizeof(legs));
	for (unsigned int i = 0; i < ARRAY_SIZE(legs); i++)
		legs[i].reads = 10;
	live->parts[0].source = live_source_find("clock");
	live->parts[1].source = live_source_find("tsc");
	live->parts[0].exists = live->parts[1].exists = true;
	signal_after = after;
	stopped = 0;
	live_run_all(live, 2);
	signal_after = 0;
	stopped = 0;
	return live;
}

static void live_free(struct live *live)
{
	free((void *)live->arguments);
	free(live);
}

static void a_leg_that_fails(void **state)
{
	struct live *live;

	(void)state;
	legs[0].status = -1;
	legs[0].reads = 10;
	legs[0].found = 3;
	legs[0].why = "broken";
	live = race_legs();
	assert_true(live->parts[0].failed);
	assert_string_equal(live->parts[0].why, "broken");
	assert_int_equal(live->parts[0].total.race.total.counts.found[VIOLATION_TORN], 3);
	assert_int_equal(leg, 1);
	live_free(live);
}

static void a_leg_that_fails_early(void **state)
{
	struct live *live;

	(void)state;
	memset(legs, 0, sizeof(legs));
	legs[0].status = -1;
	live = race_legs();
	assert_true(live->parts[0].failed);
	assert_int_equal(live->parts[0].total.race.total.counts.reads, 0);
	live_free(live);
}

static void a_source_that_is_skipped(void **state)
{
	struct live *live;

	(void)state;
	memset(legs, 0, sizeof(legs));
	legs[0].status = RACE_SKIPPED;
	legs[0].why = "no TSC";
	live = race_legs();
	assert_false(live->parts[0].ran);
	assert_false(live->parts[0].failed);
	assert_string_equal(live->parts[0].why, "no TSC");
	assert_string_equal(noticed, "skipped");
	live_free(live);
}

static void check_part(const struct live *live, unsigned int i, enum outcome_verdict verdict,
		       const char *reason)
{
	struct outcome *outcome = outcome_new("live");

	live_judge_part(outcome, &live->parts[i]);
	assert_int_equal(outcome->verdict, verdict);
	assert_string_equal(outcome->reason, reason);
	outcome_free(outcome);
}

static void check_whole(const struct live *live, enum outcome_verdict verdict)
{
	struct outcome *outcome = outcome_new("live");

	for (unsigned int i = 0; i < live->nparts; i++)
		live_judge_part(outcome_part(outcome), &live->parts[i]);
	live_judge(outcome, live);
	assert_int_equal(outcome->verdict, verdict);
	outcome_free(outcome);
}

/* Stopped before its time was over, or before its turn: neither clean nor skipped. */
static void a_run_that_is_stopped(void **state)
{
	struct live *live = race_until(1, 240);

	(void)state;
	check_part(live, 0, OUTCOME_UNFINISHED, "no violation in the 60.0 s that it had");
	assert_false(live->parts[1].ran);
	check_part(live, 1, OUTCOME_UNFINISHED, "");
	check_whole(live, OUTCOME_UNFINISHED);
	live_free(live);
	/* the first has had its two minutes, the second one of them */
	live = race_until(3, 240);
	check_part(live, 0, OUTCOME_CLEAN, "");
	check_part(live, 1, OUTCOME_UNFINISHED, "no violation in the 60.0 s that it had");
	check_whole(live, OUTCOME_UNFINISHED);
	live_free(live);
	/* the signal came when all was over */
	live = race_until(4, 240);
	check_part(live, 0, OUTCOME_CLEAN, "");
	check_part(live, 1, OUTCOME_CLEAN, "");
	check_whole(live, OUTCOME_CLEAN);
	live_free(live);
}

/* Without a time, it is the signal that ends a run, but each source must have had a turn. */
static void a_run_without_end(void **state)
{
	struct live *live = race_until(2, 0);

	(void)state;
	check_part(live, 0, OUTCOME_CLEAN, "");
	check_part(live, 1, OUTCOME_CLEAN, "");
	check_whole(live, OUTCOME_CLEAN);
	live_free(live);
	live = race_until(1, 0);
	check_part(live, 0, OUTCOME_CLEAN, "");
	check_part(live, 1, OUTCOME_UNFINISHED, "");
	check_whole(live, OUTCOME_UNFINISHED);
	live_free(live);
}

static void a_violation_before_the_signal(void **state)
{
	struct live *live = race_until(1, 240);

	(void)state;
	live->parts[0].total.race.total.counts.found[VIOLATION_TORN] = 3;
	check_part(live, 0, OUTCOME_VIOLATION, "");
	check_whole(live, OUTCOME_VIOLATION);
	live_free(live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_leg_that_fails),
		cmocka_unit_test(a_leg_that_fails_early),
		cmocka_unit_test(a_source_that_is_skipped),
		cmocka_unit_test(a_run_that_is_stopped),
		cmocka_unit_test(a_run_without_end),
		cmocka_unit_test(a_violation_before_the_signal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
