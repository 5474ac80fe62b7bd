/*
 * The judge, on updates of two hosts that overlap: which of their clocks may a page show, and until when? Each case
 * has a neighbour that is the other way round.
 */
#include "lib/judge_bench.h"

/* The next update, which lies within [begin, end]; the oldest that was not complete then is `beside` numbers before. */
static void overlapping(struct bench *bench, enum update_kind kind, s64 step, u64 begin, u64 end,
			u64 beside)
{
	update(bench, kind, step, TSC + begin);
	bench->last.beside = beside;
	bench->last.end = TSC + end;
	bench->last.valid = LOG_VALID_SOME;
	hostlog_open(bench->log, &bench->last);
	hostlog_close(bench->log, &bench->last);
}

/* Update 1 takes long, 2 and 3 are made meanwhile by the other host, and 4 comes after all. */
static void slow_and_quick(struct bench *bench)
{
	bench->judge.several = true;
	overlapping(bench, UPDATE_STEP_FORWARD, SECOND, 10000, 20000, 0);
	overlapping(bench, UPDATE_STEP_FORWARD, SECOND, 11000, 11200, 1);
	overlapping(bench, UPDATE_STEP_FORWARD, SECOND, 13000, 13200, 2);
	overlapping(bench, UPDATE_STEP_FORWARD, SECOND, 30000, 30200, 0);
}

static void read_at(struct bench *bench, unsigned int generation, u64 tsc)
{
	read_value(bench, TSC + tsc - 50, TSC + tsc + 50, at(bench, generation, TSC + tsc), NULL);
}

static u64 stale(const struct bench *bench)
{
	return bench->tally.counts.found[VIOLATION_STALE];
}

/* The slow host's clock is due as long as its stores may be the last ones; that of the quick one until the next. */
static void test_either_may_be_last(void **state)
{
	struct bench *bench = *state;

	slow_and_quick(bench);
	read_at(bench, 0, 11100);
	read_at(bench, 1, 10200);
	read_at(bench, 2, 11100);
	read_at(bench, 2, 13100);
	read_at(bench, 1, 19000);
	read_at(bench, 3, 19000);
	bench->judge.last.set = 0;
	read_at(bench, 1, 25000);
	read_at(bench, 3, 25000);
	bench->judge.last.set = 0;
	read_at(bench, 1, 30100);
	read_at(bench, 3, 30100);
	assert_int_equal(stale(bench), 0);
	bench->judge.last.set = 0;
	read_at(bench, 4, 31000);
	assert_int_equal(stale(bench), 0);
}

/* Gone is what an update has replaced that began when it was complete. */
static void test_gone(void **state)
{
	struct bench *bench = *state;

	slow_and_quick(bench);
	read_at(bench, 0, 12000);
	assert_int_equal(stale(bench), 1);
	read_at(bench, 2, 15000);
	assert_int_equal(stale(bench), 2);
	read_at(bench, 1, 31000);
	assert_int_equal(stale(bench), 3);
	read_at(bench, 3, 31000);
	assert_only(bench, VIOLATION_STALE, 4);
}

/* The same where each read of a batch has its stamps. */
static void test_gone_within_a_batch(void **state)
{
	struct bench *bench = *state;
	struct batch batch = {
		.n = 4,
		.stamped = true,
		.stamps = {TSC + 9000, TSC + 11100, TSC + 15000, TSC + 30100, TSC + 31000},
	};

	slow_and_quick(bench);
	batch.values[0] = at(bench, 0, TSC + 11050);
	batch.values[1] = at(bench, 2, TSC + 13000);
	batch.values[2] = at(bench, 3, TSC + 30000);
	batch.values[3] = at(bench, 4, TSC + 30500);
	judge_batch(&bench->judge, &batch, NULL);
	assert_clean(bench);
	assert_int_equal(bench->tally.counts.overlapped, 4);
	bench->judge.last.set = 0;
	batch.stamps[2] = TSC + 13700;
	batch.stamps[3] = TSC + 14000;
	batch.values[2] = at(bench, 2, TSC + 13900);
	batch.values[3] = at(bench, 3, TSC + 14100);
	judge_batch(&bench->judge, &batch, NULL);
	assert_only(bench, VIOLATION_STALE, 1);
}

/* One host after the other: nothing is beside it, and the second update ends the time of the first. */
static void test_one_after_the_other(void **state)
{
	struct bench *bench = *state;

	bench->judge.several = true;
	overlapping(bench, UPDATE_STEP_FORWARD, SECOND, 10000, 20000, 0);
	overlapping(bench, UPDATE_STEP_FORWARD, SECOND, 21000, 21200, 0);
	read_at(bench, 1, 21100);
	assert_clean(bench);
	read_at(bench, 1, 22000);
	assert_only(bench, VIOLATION_STALE, 1);
}

/* Both have stored, each a part of the page, and nobody touches it any more: a tear, and not the guest's arithmetic. */
static void test_torn_at_rest(void **state)
{
	struct bench *bench = *state;

	bench->judge.several = true;
	overlapping(bench, UPDATE_FASTER, 0, 10000, 10200, 0);
	overlapping(bench, UPDATE_FASTER, 0, 10100, 10300, 1);
	read_value(bench, TSC + 15000, TSC + 15100, mixed(bench, 1, 2, TSC + 15050), NULL);
	assert_only(bench, VIOLATION_TORN, 1);
}

/* The older clock after the newer one: the hosts' own, if it is known which was handed over first. */
static void back_to_the_older(struct bench *bench, bool early)
{
	slow_and_quick(bench);
	bench->judge.early = early;
	read_at(bench, 3, 14000);
	read_at(bench, 1, 25000);
}

static void test_older_after_newer(void **state)
{
	struct bench *bench = *state;

	back_to_the_older(bench, false);
	assert_only(bench, VIOLATION_BACKWARDS, 1);
	assert_true(bench->tally.first[VIOLATION_BACKWARDS].host);
}

static void test_order_not_known(void **state)
{
	struct bench *bench = *state;

	back_to_the_older(bench, true);
	assert_int_equal(bench->tally.counts.unjudged[RACE_LATE], 1);
	assert_only(bench, VIOLATION_BACKWARDS, 0);
}

/* Valid or not, that is known while both hosts are outside, and have been since before the read. */
static void fall_back(struct bench *bench, u64 quick, u64 slow)
{
	_Atomic u64 idle[HOSTS_MAX] = {quick, slow};
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX] = {0};
	struct judge_rest rest = {page, {&idle[0], &idle[1]}};

	page[0] = 2; /* the sequence */
	bench->judge.rest = &rest;
	read_fallback(bench, TSC + 25000, TSC + 25100);
	page[0] = 0;
	read_fallback(bench, TSC + 25000, TSC + 25100);
	bench->judge.rest = NULL;
}

static void test_fallback_at_rest(void **state)
{
	struct bench *bench = *state;

	slow_and_quick(bench);
	fall_back(bench, TSC + 13200, JUDGE_BUSY);
	fall_back(bench, JUDGE_BUSY, TSC + 20000);
	fall_back(bench, TSC + 13200, TSC + 25050);
	fall_back(bench, TSC + 13200, TSC + 25000 - MARGIN);
	assert_int_equal(bench->tally.counts.found[VIOLATION_WRONG_FALLBACK], 0);
	fall_back(bench, TSC + 13200, TSC + 20000);
	assert_only(bench, VIOLATION_WRONG_FALLBACK, 1);
}

/* And a time that comes of a page that is not valid. */
static void test_time_of_invalid_page(void **state)
{
	struct bench *bench = *state;
	_Atomic u64 idle[HOSTS_MAX] = {TSC + 13200, TSC + 30200};
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX] = {2};
	struct judge_rest rest = {page, {&idle[0], &idle[1]}};

	slow_and_quick(bench);
	bench->judge.rest = &rest;
	read_at(bench, 4, 31000);
	assert_int_equal(bench->tally.counts.found[VIOLATION_WRONG_FALLBACK], 0);
	page[0] = 0;
	read_at(bench, 4, 32000);
	assert_only(bench, VIOLATION_WRONG_FALLBACK, 1);
}

/* A late TSC sample of a clock that another host has replaced: after its time, and not after the read. */
static void test_late_sample(void **state)
{
	struct bench *bench = *state;

	slow_and_quick(bench);
	bench->excuse = 1u << VIOLATION_STALE;
	read_value(bench, TSC + 13100, TSC + 14000, at(bench, 2, TSC + 13600), NULL);
	assert_only(bench, VIOLATION_LATE_TSC, 1);
	assert_in_range(bench->tally.counts.late_most, 1, 13600 - 13200 - MARGIN);
}

/* So many updates of the other host that the slow one's entry is gone, or too far away to be searched. */
static void test_very_slow(void **state)
{
	struct bench *bench = *state;
	struct log_entry slow, found;

	bench->judge.several = true;
	update(bench, UPDATE_REFRESH, 0, TSC + 10000);
	slow = bench->last;
	for (u64 i = 1; i <= JUDGE_SPAN; i++)
		overlapping(bench, UPDATE_REFRESH, 0, 10000 + 1000 * i, 10200 + 1000 * i, i);
	read_at(bench, 0, 10500 + 1000 * JUDGE_SPAN);
	assert_int_equal(bench->tally.counts.unjudged[RACE_LONG], 0);
	overlapping(bench, UPDATE_REFRESH, 0, 90000, 90200, JUDGE_SPAN + 1);
	read_at(bench, 0, 91000);
	assert_int_equal(bench->tally.counts.unjudged[RACE_LONG], 1);
	for (u64 i = JUDGE_SPAN + 2; i <= HOSTLOG_SIZE; i++)
		overlapping(bench, UPDATE_REFRESH, 0, 10000 + 1000 * i, 10200 + 1000 * i, i);
	slow.end = TSC + 10000 + 1000 * HOSTLOG_SIZE;
	hostlog_close(bench->log, &slow); /* it finds another one's entry there, and leaves it */
	assert_false(hostlog_copy(bench->log, slow.number, &found));
	assert_true(hostlog_copy(bench->log, slow.number + HOSTLOG_SIZE, &found));
	assert_true(found.end == bench->last.end);
	assert_only(bench, VIOLATION_STALE, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		JUDGE_TEST(test_either_may_be_last),  JUDGE_TEST(test_gone),
		JUDGE_TEST(test_gone_within_a_batch), JUDGE_TEST(test_one_after_the_other),
		JUDGE_TEST(test_torn_at_rest),	      JUDGE_TEST(test_older_after_newer),
		JUDGE_TEST(test_order_not_known),     JUDGE_TEST(test_late_sample),
		JUDGE_TEST(test_fallback_at_rest),    JUDGE_TEST(test_time_of_invalid_page),
		JUDGE_TEST(test_very_slow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
