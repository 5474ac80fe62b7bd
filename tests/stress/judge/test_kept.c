/*
 * The judge on guests that keep the last time: what an earlier read had is legal again, if it is no less than what is
 * due, and from then on no read may return less than one before it. What somebody should not have kept is counted as
 * what that one was.
 */
#include "lib/judge_bench.h"

#define BACK 20 /* units: 5120 ticks of the clock */

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
		JUDGE_TEST(test_a_kept_tear_is_a_tear),
		JUDGE_TEST(test_wrong_at_rest_is_its_own),
	};

	return cmocka_run_group_tests_name("kept", tests, NULL, NULL);
}
