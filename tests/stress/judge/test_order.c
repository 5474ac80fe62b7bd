/*
 * The race engine's judge, on values that are less than earlier ones: which of them are violations.
 */
#include "lib/judge_bench.h"

static void test_backwards(void **state)
{
	struct bench *bench = *state;

	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 10000);
	read_value(bench, TSC + 9900, TSC + 10050, at(bench, 1, TSC + 10040), NULL);
	assert_clean(bench);
	read_value(bench, TSC + 10060, TSC + 10150, at(bench, 0, TSC + 10100), NULL);
	assert_only(bench, VIOLATION_BACKWARDS, 1);
	assert_false(bench->tally.first[VIOLATION_BACKWARDS].host);
}

/* A clock that has had its day runs ahead of the one that is due, and the next read is behind. */
static void test_backwards_after_a_stale_value(void **state)
{
	struct bench *bench = *state;
	u64 stale;

	made_update(bench, UPDATE_SLOWER, 0, TSC + 10000);
	stale = at(bench, 0, TSC + 90000);
	assert_true(stale > at(bench, 1, TSC + 90150));
	read_value(bench, TSC + 80000, TSC + 90000, stale, NULL);
	assert_only(bench, VIOLATION_STALE, 1);
	read_value(bench, TSC + 90100, TSC + 90200, at(bench, 1, TSC + 90150), NULL);
	assert_int_equal(bench->tally.counts.found[VIOLATION_BACKWARDS], 1);
	assert_int_equal(bench->tally.first[VIOLATION_BACKWARDS].before, stale);
	assert_false(bench->tally.first[VIOLATION_BACKWARDS].host);
	/* that is all that it was */
	read_value(bench, TSC + 90300, TSC + 90400, at(bench, 1, TSC + 90350), NULL);
	assert_int_equal(bench->tally.counts.found[VIOLATION_BACKWARDS], 1);
	assert_int_equal(bench->tally.counts.found[VIOLATION_STALE], 1);
}

/* What comes after a stale value is not less than that, or was to be. */
static void test_no_decrease_after_a_stale_value(void **state)
{
	struct bench *bench = *state;

	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 10000);
	read_value(bench, TSC + 80000, TSC + 90000, at(bench, 0, TSC + 85000), NULL);
	read_value(bench, TSC + 90100, TSC + 90200, at(bench, 1, TSC + 90150), NULL);
	assert_only(bench, VIOLATION_STALE, 1);
	made_update(bench, UPDATE_STEP_BACK, -SECOND, TSC + 100000);
	read_value(bench, TSC + 180000, TSC + 190000, at(bench, 1, TSC + 185000), NULL);
	read_value(bench, TSC + 190100, TSC + 190200, at(bench, 2, TSC + 190150), NULL);
	assert_only(bench, VIOLATION_STALE, 2);
}

static void test_intended_step_back_is_none(void **state)
{
	struct bench *bench = *state;

	made_update(bench, UPDATE_STEP_BACK, -SECOND, TSC + 10000);
	read_value(bench, TSC + 9900, TSC + 10050, at(bench, 0, TSC + 10040), NULL);
	read_value(bench, TSC + 10060, TSC + 10150, at(bench, 1, TSC + 10100), NULL);
	assert_clean(bench);
	/* The way back to the old clock would be a step forward, and this one is unintended. */
	read_value(bench, TSC + 10160, TSC + 10190, at(bench, 0, TSC + 10170), NULL);
	read_value(bench, TSC + 10300, TSC + 10400, at(bench, 1, TSC + 10350), NULL);
	assert_only(bench, VIOLATION_TORN, 0);
}

/* Four steps of a quarter of all values, and one update later the value wraps. */
static void test_a_value_that_wraps_is_in_order(void **state)
{
	struct bench *bench = *state;
	u64 tsc = TSC + 10000;

	for (unsigned int k = 1; k <= 5; k++, tsc += 10000) {
		s64 step = 1ll << 62;

		if (k == 4)
			step = (s64)(0 - at(bench, 3, tsc) - 1);
		made_update(bench, UPDATE_STEP_FORWARD, k == 5 ? 1 : step, tsc);
		read_value(bench, tsc + 300, tsc + 400, at(bench, k, tsc + 350), NULL);
	}
	assert_true(bench->judge.last.value < SECOND);
	assert_clean(bench);
	read_value(bench, tsc + 300, tsc + 400, at(bench, 5, tsc + 350) - SECOND, NULL);
	assert_only(bench, VIOLATION_ARITHMETIC, 1);
}

static void test_step_back_covers_no_other_decrease(void **state)
{
	struct bench *bench = *state;

	made_update(bench, UPDATE_STEP_BACK, -SECOND, TSC + 10000);
	made_update(bench, UPDATE_STEP_FORWARD, SECOND / 2, TSC + 11000);
	read_value(bench, TSC + 10990, TSC + 11050, at(bench, 2, TSC + 11040), NULL);
	assert_clean(bench);
	read_value(bench, TSC + 11060, TSC + 11150, at(bench, 1, TSC + 11100), NULL);
	assert_only(bench, VIOLATION_BACKWARDS, 1);
}

static void test_step_back_between_two_threads_is_none(void **state)
{
	struct bench *bench = *state;
	struct outcome peer = {
		.s = TSC + 12000,
		.e = TSC + 12100,
		.low = 2,
		.high = 2,
		.back_low = SECOND,
		.back_high = SECOND,
		.reader = 1,
		.set = 1,
	};

	made_update(bench, UPDATE_STEP_BACK, -SECOND, TSC + 10000);
	made_update(bench, UPDATE_STEP_FORWARD, 2 * SECOND, TSC + 11000);
	made_update(bench, UPDATE_STEP_BACK, -SECOND, TSC + 13000);
	peer.value = at(bench, 2, TSC + 12050);
	read_value(bench, TSC + 13500, TSC + 13600, at(bench, 3, TSC + 13550), &peer);
	assert_clean(bench);
}

static void test_backwards_across_threads(void **state)
{
	struct bench *bench = *state;
	struct outcome peer = {
		.s = TSC + 9900,
		.e = TSC + 10010,
		.low = 0,
		.high = 1,
		.reader = 1,
		.set = 1,
	};

	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 10000);
	peer.value = at(bench, 1, TSC + 10005);
	/* Within twice the margin: the two may have overlapped. */
	read_value(bench, TSC + 10010 + 2 * MARGIN, TSC + 10180, at(bench, 0, TSC + 10150), &peer);
	assert_clean(bench);
	bench->judge.last.set = 0;
	read_value(bench, TSC + 10011 + 2 * MARGIN, TSC + 10180, at(bench, 0, TSC + 10150), &peer);
	assert_only(bench, VIOLATION_BACKWARDS, 1);
	assert_int_equal(bench->tally.first[VIOLATION_BACKWARDS].before_reader, 1);
}

static void test_unordered_tsc_is_no_violation(void **state)
{
	struct bench *bench = *state;

	read_value(bench, TSC + 9000, TSC + 9600, at(bench, 0, TSC + 9590), NULL);
	read_value(bench, TSC + 9000, TSC + 9600, at(bench, 0, TSC + 9010), NULL);
	assert_only(bench, VIOLATION_UNORDERED_TSC, 1);
	assert_int_equal(race_violations(&bench->tally.counts), 0);
}

static void test_late_host_is_unjudged(void **state)
{
	struct bench *bench = *state;

	update(bench, UPDATE_SLOWER, 0, TSC + 10000);
	bench->last.end = TSC + 90000; /* the clock was anchored 80,000 ticks too early */
	hostlog_close(bench->log, &bench->last);
	read_value(bench, TSC + 80000, TSC + 80100, at(bench, 0, TSC + 80050), NULL);
	read_value(bench, TSC + 80200, TSC + 80300, at(bench, 1, TSC + 80250), NULL);
	assert_only(bench, VIOLATION_TORN, 0);
	assert_int_equal(bench->tally.counts.unjudged[RACE_LATE], 1);
}

static void test_host_with_own_params_steps_back(void **state)
{
	struct bench *bench = *state;

	bench->judge.own_params = true;
	update(bench, UPDATE_SLOWER, 0, TSC + 10000);
	bench->last.end = TSC + 90000;
	hostlog_close(bench->log, &bench->last);
	read_value(bench, TSC + 80000, TSC + 80100, at(bench, 0, TSC + 80050), NULL);
	read_value(bench, TSC + 80200, TSC + 80300, at(bench, 1, TSC + 80250), NULL);
	assert_only(bench, VIOLATION_BACKWARDS, 1);
	assert_true(bench->tally.first[VIOLATION_BACKWARDS].host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		JUDGE_TEST(test_backwards),
		JUDGE_TEST(test_backwards_after_a_stale_value),
		JUDGE_TEST(test_no_decrease_after_a_stale_value),
		JUDGE_TEST(test_intended_step_back_is_none),
		JUDGE_TEST(test_a_value_that_wraps_is_in_order),
		JUDGE_TEST(test_step_back_covers_no_other_decrease),
		JUDGE_TEST(test_step_back_between_two_threads_is_none),
		JUDGE_TEST(test_backwards_across_threads),
		JUDGE_TEST(test_unordered_tsc_is_no_violation),
		JUDGE_TEST(test_late_host_is_unjudged),
		JUDGE_TEST(test_host_with_own_params_steps_back),
	};

	return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
