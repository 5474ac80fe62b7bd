/*
 * The judge on guests that keep the last time: what an earlier read had is legal again, if it is no less than what is
 * due, and from then on no read may return less than one before it. What somebody should not have kept is counted as
 * what that one was.
 */
#include "lib/judge_bench.h"

#define BACK 20	    /* units: 5120 ticks of the clock */
#define UPDATES 900 /* more than late samples that were judged are looked for in */

static _Atomic bool keeps;

static struct bench *shared(void **state)
{
	struct bench *bench = *state;

	keeps = false;
	bench->judge.shares = true;
	bench->judge.keeps = &keeps;
	return bench;
}

/* Before a step back and behind it the same value. */
static void keep(struct bench *bench)
{
	u64 last = at(bench, 0, TSC + 9900);

	made_update(bench, UPDATE_STEP_BACK, -BACK, TSC + 10000);
	read_value(bench, TSC + 9000, TSC + 9900, last, NULL);
	read_value(bench, TSC + 10300, TSC + 10400, last, NULL);
}

static void test_kept(void **state)
{
	struct bench *bench = shared(state);

	keep(bench);
	read_value(bench, TSC + 10400, TSC + 10500, at(bench, 0, TSC + 9900), NULL);
	assert_clean(bench);
	assert_int_equal(bench->tally.counts.kept, 2);
	assert_true(keeps);
}

static void test_not_without_memory(void **state)
{
	struct bench *bench = *state;

	keep(bench);
	assert_only(bench, VIOLATION_ARITHMETIC, 1);
	assert_int_equal(bench->tally.counts.kept, 0);
}

static void test_less_than_is_due_is_not_kept(void **state)
{
	struct bench *bench = shared(state);

	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 10000);
	read_value(bench, TSC + 12000, TSC + 12400, at(bench, 0, TSC + 9900), NULL);
	assert_only(bench, VIOLATION_ARITHMETIC, 1);
	assert_int_equal(bench->tally.counts.kept, 0);
}

static void test_what_keeps_never_goes_back(void **state)
{
	struct bench *bench = shared(state);

	keep(bench);
	read_value(bench, TSC + 10500, TSC + 10600, at(bench, 1, TSC + 10550), NULL);
	assert_only(bench, VIOLATION_BACKWARDS, 1);
	assert_int_equal(bench->tally.first[VIOLATION_BACKWARDS].before, at(bench, 0, TSC + 9900));
}

/* Nor between two reads that have kept nothing, where the clock was meant to step back. */
static void test_nor_where_the_clock_does(void **state)
{
	struct bench *bench = shared(state);

	made_update(bench, UPDATE_STEP_BACK, -BACK, TSC + 10000);
	read_value(bench, TSC + 9000, TSC + 9900, at(bench, 0, TSC + 9900), NULL);
	read_value(bench, TSC + 10300, TSC + 10400, at(bench, 1, TSC + 10350), NULL);
	assert_clean(bench);
	keeps = true;
	bench->judge.last.set = 0;
	read_value(bench, TSC + 9000, TSC + 9900, at(bench, 0, TSC + 9900), NULL);
	read_value(bench, TSC + 10300, TSC + 10400, at(bench, 1, TSC + 10350), NULL);
	assert_only(bench, VIOLATION_BACKWARDS, 1);
}

/* A late sample's value, kept: as good as the late sample. */
static void test_a_late_sample_is_kept(void **state)
{
	struct bench *bench = shared(state);

	bench->excuse = 1u << VIOLATION_STALE;
	made_update(bench, UPDATE_STEP_BACK, -BACK, TSC + 10000);
	read_value(bench, TSC + 10900, TSC + 11000, at(bench, 0, TSC + 10700), NULL);
	assert_int_equal(race_violations(&bench->tally.counts), 0);
	assert_int_equal(bench->tally.counts.found[VIOLATION_LATE_TSC], 1);
	bench->excuse = 0;
	read_value(bench, TSC + 11000, TSC + 11100, at(bench, 0, TSC + 10700), NULL);
	assert_int_equal(race_violations(&bench->tally.counts), 1);
}

static u64 before[3]; /* times of the first clock */

/* The judge is the first of two readers', of which the other one may be late. */
static struct bench *one_of_two(void **state, struct unjudged unjudged[2])
{
	struct bench *bench = shared(state);

	memset(unjudged, 0, 2 * sizeof(*unjudged));
	bench->judge.unjudged = unjudged;
	bench->judge.nreaders = 2;
	bench->excuse = 1u << VIOLATION_STALE;
	unjudged_begin(&unjudged[0], TSC + 900000);
	unjudged_begin(&unjudged[1], TSC + 900000);
	before[0] = at(bench, 0, TSC + 988000);
	before[1] = at(bench, 0, TSC + 999000);
	before[2] = at(bench, 0, TSC + 1000000);
	made_update(bench, UPDATE_STEP_BACK, -BACK, TSC + 10000);
	for (unsigned int k = 0; k < UPDATES; k++) /* until it is long ago */
		made_update(bench, UPDATE_PAUSE, 0, TSC + 20000 + 1000 * k);
	return bench;
}

/* What another reader returned that was preempted for longer than anybody judges. */
static void test_what_nobody_judged_is_kept(void **state)
{
	struct unjudged unjudged[2];
	struct bench *bench = one_of_two(state, unjudged);
	u64 late = before[2], no = late + 1;

	unjudged_note(&unjudged[1], &late, 1);
	read_value(bench, TSC + 990000, TSC + 990100, late, NULL);
	assert_only(bench, VIOLATION_ARITHMETIC, 0);
	assert_int_equal(bench->tally.counts.unjudged[RACE_LONG], 1);
	read_value(bench, TSC + 990100, TSC + 990200, no, NULL);
	assert_only(bench, VIOLATION_ARITHMETIC, 1);
}

/* If the pair can't be late, what is kept was right once, or nobody should have had it. */
static void test_it_is_not_where_none_is_late(void **state)
{
	struct unjudged unjudged[2];
	struct bench *bench = one_of_two(state, unjudged);
	u64 late = before[2];

	bench->excuse = 0;
	unjudged_note(&unjudged[1], &late, 1);
	read_value(bench, TSC + 990000, TSC + 990100, late, NULL);
	assert_only(bench, VIOLATION_ARITHMETIC, 1);
}

/* What a reader has stored that is not back yet: of a clock that it may have loaded, and at no time to come. */
static void test_who_is_not_back_may_be_late(void **state)
{
	struct unjudged unjudged[2];
	struct bench *bench = one_of_two(state, unjudged);

	unjudged_begin(&unjudged[1], TSC + 9000);
	read_value(bench, TSC + 990000, TSC + 990100, before[0], NULL);
	assert_only(bench, VIOLATION_ARITHMETIC, 0);
	assert_int_equal(bench->tally.counts.unjudged[RACE_LONG], 1);
	unjudged_begin(&unjudged[1], TSC + 19000);
	read_value(bench, TSC + 990100, TSC + 990200, before[0] + 1, NULL);
	assert_only(bench, VIOLATION_ARITHMETIC, 1);
	unjudged_begin(&unjudged[1], TSC + 9000);
	read_value(bench, TSC + 990200, TSC + 990300, before[1], NULL);
	assert_only(bench, VIOLATION_ARITHMETIC, 2);
	assert_false(unjudged_has(&unjudged[0],
				  before[0])); /* who returned it first is not acquitted by that */
}

/* A host that was preempted amid an update stepped back far: what somebody read just before that is kept for long. */
static struct bench *far_back(void **state, struct unjudged unjudged[2], unsigned int updates)
{
	struct bench *bench = shared(state);

	memset(unjudged, 0, 2 * sizeof(*unjudged));
	bench->judge.unjudged = unjudged;
	bench->judge.nreaders = 2;
	bench->excuse = 0;
	before[0] = at(bench, 0, TSC + 9900);
	before[1] = at(bench, 0, TSC + 10700);
	read_value(bench, TSC + 9000, TSC + 9900, before[0], NULL);
	made_update(bench, UPDATE_STEP_BACK, -(s64)SECOND / 10, TSC + 10000);
	for (unsigned int k = 0; k < updates; k++)
		made_update(bench, UPDATE_PAUSE, 0, TSC + 20000 + 1000 * k);
	return bench;
}

/* By who has not read it before as well, as long as the log has its clock. */
static void test_what_was_read_long_ago_is_kept(void **state)
{
	struct unjudged unjudged[2];
	struct bench *bench = far_back(state, unjudged, HOSTLOG_SIZE - 10);
	u64 e = TSC + 20000 + 1000 * HOSTLOG_SIZE;

	bench->judge.last.set = 0;
	read_value(bench, e, e + 100, before[0], NULL);
	assert_clean(bench);
	assert_int_equal(bench->tally.counts.kept, 1);
	assert_true(unjudged_has(&unjudged[0], before[0]));
	read_value(bench, e, e + 100, before[0] + SECOND / 1000, NULL);
	assert_only(bench, VIOLATION_ARITHMETIC, 1);
}

/* When the log has lost it: by the reader of that value, or if others say so. */
static void test_and_when_the_log_has_lost_it(void **state)
{
	struct unjudged unjudged[2];
	struct bench *bench = far_back(state, unjudged, HOSTLOG_SIZE + 10);
	u64 e = TSC + 20000 + 1000 * (HOSTLOG_SIZE + 20);

	read_value(bench, e, e + 100, before[0], NULL);
	assert_clean(bench);
	assert_int_equal(bench->tally.counts.kept, 1);
	bench->judge.last.set = 0;
	unjudged_note(&unjudged[1], before, 1);
	read_value(bench, e + 100, e + 200, before[0], NULL);
	assert_only(bench, VIOLATION_ARITHMETIC, 0);
	assert_int_equal(bench->tally.counts.unjudged[RACE_LONG], 1);
	read_value(bench, e + 200, e + 300, before[0] + 1, NULL);
	assert_only(bench, VIOLATION_ARITHMETIC, 1);
	unjudged_begin(&unjudged[1], TSC + 9000);
	read_value(bench, e + 300, e + 400, before[0] + 2, NULL);
	assert_only(bench, VIOLATION_ARITHMETIC, 1);
}

/* A late sample of a clock that led by far. */
static void test_who_is_not_back_may_be_late_by_little_and_lead_by_far(void **state)
{
	struct unjudged unjudged[2];
	struct bench *bench = far_back(state, unjudged, UPDATES);
	u64 e = TSC + 20000 + 1000 * UPDATES, late = before[1];

	bench->excuse = 1u << VIOLATION_STALE;
	unjudged_begin(&unjudged[1], TSC + 9000);
	read_value(bench, e, e + 100, late, NULL);
	assert_only(bench, VIOLATION_ARITHMETIC, 0);
	assert_int_equal(bench->tally.counts.unjudged[RACE_LONG], 1);
	bench->excuse = 0;
	read_value(bench, e + 100, e + 200, late + 1, NULL);
	assert_only(bench, VIOLATION_ARITHMETIC, 1);
}

/* However long a reader was away, by seconds none of its samples leads; by some milliseconds one may, and the log does not say. */
static void test_who_was_long_away_is_not_seconds_ahead(void **state)
{
	struct unjudged unjudged[2];
	struct bench *bench = one_of_two(state, unjudged);

	for (unsigned int k = UPDATES; k < HOSTLOG_SIZE + UPDATES; k++)
		made_update(bench, UPDATE_PAUSE, 0, TSC + 20000 + 1000 * k);
	unjudged_begin(&unjudged[1], TSC + 9000);
	read_value(bench, TSC + 6000000, TSC + 6000100, at(bench, 0, TSC + 7000000), NULL);
	assert_only(bench, VIOLATION_ARITHMETIC, 0);
	assert_int_equal(bench->tally.counts.unjudged[RACE_LONG], 1);
	read_value(bench, TSC + 6000100, TSC + 6000200, at(bench, 0, TSC + 7000000) + 2 * SECOND,
		   NULL);
	assert_only(bench, VIOLATION_ARITHMETIC, 1);
}

/* What it passes itself others find, the last ones of many. */
static void test_what_it_passes_is_found(void **state)
{
	struct unjudged unjudged[2];
	struct bench *bench = one_of_two(state, unjudged);
	u64 values[3] = {4, 5, 6};

	for (unsigned int i = 0; i < UNJUDGED_KEPT; i++)
		judge_pass(&bench->judge, values, i ? 2 : 3);
	assert_true(unjudged_has(&unjudged[0], 5));
	assert_false(unjudged_has(&unjudged[0], 6));
	assert_false(unjudged_has(&unjudged[1], 5));
}

/* A torn time, and what comes of keeping it. */
static void test_a_kept_tear_is_a_tear(void **state)
{
	struct bench *bench = shared(state);
	u64 torn;

	made_update(bench, UPDATE_SLOWER, 0, TSC + 10000);
	torn = mixed(bench, 1, 0, TSC + 10100);
	if ((s64)(torn - at(bench, 1, TSC + 10100)) < 0)
		torn = mixed(bench, 0, 1, TSC + 10100);
	assert_true((s64)(torn - at(bench, 1, TSC + 20000)) > 0);
	read_value(bench, TSC + 9900, TSC + 10400, torn, NULL);
	read_value(bench, TSC + 10500, TSC + 10600, torn, NULL);
	read_value(bench, TSC + 10600, TSC + 10700, torn, NULL);
	assert_only(bench, VIOLATION_TORN, 3);
}

/* What was wrong before anything else was is the guest's own. */
static void test_wrong_at_rest_is_its_own(void **state)
{
	struct bench *bench = shared(state);
	u64 torn;

	made_update(bench, UPDATE_SLOWER, 0, TSC + 10000);
	torn = mixed(bench, 0, 1, TSC + 10100);
	for (unsigned int i = 0; i < 3; i++)
		read_value(bench, TSC + 500 + 1000 * i, TSC + 1000 + 1000 * i,
			   at(bench, 0, TSC + 1000000), NULL);
	read_value(bench, TSC + 9900, TSC + 10400, torn, NULL);
	assert_only(bench, VIOLATION_ARITHMETIC, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		JUDGE_TEST(test_kept),
		JUDGE_TEST(test_not_without_memory),
		JUDGE_TEST(test_less_than_is_due_is_not_kept),
		JUDGE_TEST(test_what_keeps_never_goes_back),
		JUDGE_TEST(test_nor_where_the_clock_does),
		JUDGE_TEST(test_a_late_sample_is_kept),
		JUDGE_TEST(test_what_nobody_judged_is_kept),
		JUDGE_TEST(test_it_is_not_where_none_is_late),
		JUDGE_TEST(test_who_is_not_back_may_be_late),
		JUDGE_TEST(test_what_was_read_long_ago_is_kept),
		JUDGE_TEST(test_and_when_the_log_has_lost_it),
		JUDGE_TEST(test_who_is_not_back_may_be_late_by_little_and_lead_by_far),
		JUDGE_TEST(test_who_was_long_away_is_not_seconds_ahead),
		JUDGE_TEST(test_what_it_passes_is_found),
		JUDGE_TEST(test_a_kept_tear_is_a_tear),
		JUDGE_TEST(test_wrong_at_rest_is_its_own),
	};

	return cmocka_run_group_tests_name("kept", tests, NULL, NULL);
}
