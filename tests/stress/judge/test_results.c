/*
 * The judge on formats with several results: a rest that is none, and a TSC that is not the one of the time, or not of the
 * read, are wrong whatever the time is.
 */
#include "lib/judge_bench.h"

static struct format two_results;

/* As the bench's format, with the TSC, or with seconds and a rest. */
static struct bench *several(void **state, bool with_tsc)
{
	struct bench *bench = *state;

	two_results = *bench->format;
	two_results.with_tsc = with_tsc;
	two_results.whole = with_tsc ? 0 : SECOND;
	bench->judge.format = &two_results;
	return bench;
}

static void read_of(struct bench *bench, u64 s, u64 e, u64 value, u64 tsc)
{
	struct batch batch = {.n = 1, .stamps = {s, e}, .values = {value}, .tscs = {tsc}};

	judge_batch(&bench->judge, &batch, NULL);
}

static void test_the_tsc_of_the_time(void **state)
{
	struct bench *bench = several(state, true);

	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 10000);
	read_of(bench, TSC + 9000, TSC + 9900, at(bench, 0, TSC + 9500), TSC + 9500);
	read_of(bench, TSC + 9900, TSC + 10400, at(bench, 0, TSC + 10200), TSC + 10200);
	read_of(bench, TSC + 10000, TSC + 10900, at(bench, 1, TSC + 10600), TSC + 10600);
	assert_clean(bench);
}

static void test_another_tsc(void **state)
{
	struct bench *bench = several(state, true);

	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 10000);
	read_of(bench, TSC + 12000, TSC + 14000, at(bench, 1, TSC + 13500), TSC + 12500);
	assert_only(bench, VIOLATION_ARITHMETIC, 1);
}

static void test_a_tsc_of_before(void **state)
{
	struct bench *bench = several(state, true);

	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 10000);
	read_of(bench, TSC + 12000, TSC + 14000, at(bench, 1, TSC + 11000), TSC + 11000);
	assert_only(bench, VIOLATION_STALE, 1);
}

/* The old clock at a TSC at which the new one was due. */
static void test_a_tsc_behind_the_update(void **state)
{
	struct bench *bench = several(state, true);

	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 10000);
	read_of(bench, TSC + 9000, TSC + 14000, at(bench, 0, TSC + 13000), TSC + 13000);
	assert_only(bench, VIOLATION_STALE, 1);
}

static void test_a_late_tsc(void **state)
{
	struct bench *bench = several(state, true);

	bench->excuse = 1u << VIOLATION_STALE;
	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 10000);
	read_of(bench, TSC + 9000, TSC + 14000, at(bench, 0, TSC + 13000), TSC + 13000);
	assert_int_equal(bench->tally.counts.found[VIOLATION_LATE_TSC], 1);
	read_of(bench, TSC + 9000, TSC + 14000, at(bench, 0, TSC + 13000), TSC + 13600);
	assert_int_equal(bench->tally.counts.found[VIOLATION_LATE_TSC], 1);
	assert_int_equal(race_violations(&bench->tally.counts), 1);
}

static void test_no_rest(void **state)
{
	struct bench *bench = several(state, false);
	struct batch batch = {.n = 2,
			      .stamps = {TSC + 9000, TSC + 9900},
			      .values = {at(bench, 0, TSC + 9500), at(bench, 0, TSC + 9600)}};

	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 10000);
	judge_batch(&bench->judge, &batch, NULL);
	assert_clean(bench);
	batch.improper = 2;
	judge_batch(&bench->judge, &batch, NULL);
	assert_only(bench, VIOLATION_ARITHMETIC, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		JUDGE_TEST(test_the_tsc_of_the_time), JUDGE_TEST(test_another_tsc),
		JUDGE_TEST(test_a_tsc_of_before),     JUDGE_TEST(test_a_tsc_behind_the_update),
		JUDGE_TEST(test_a_late_tsc),	      JUDGE_TEST(test_no_rest),
	};

	return cmocka_run_group_tests_name("results", tests, NULL, NULL);
}
