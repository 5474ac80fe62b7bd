/*
 * Late samples of the TSC: which values and decreases the judge takes for them, by how many ticks, and
 * that it takes nothing else for one.
 */
#include "lib/judge_bench.h"

#define EXCUSED (1u << VIOLATION_STALE | 1u << VIOLATION_BACKWARDS)
#define UPDATE (TSC + 10000)
#define DUE (UPDATE + 200 + MARGIN) /* the last tick at which generation 0 may be due */

/* An excused pair, and one update. */
static struct bench *one_update(void **state)
{
	struct bench *bench = *state;

	bench->excuse = EXCUSED;
	made_update(bench, UPDATE_STEP_FORWARD, SECOND, UPDATE);
	return bench;
}

/* The first tick at which the generation gives what it gives at tsc: what the judge goes by. */
static u64 first_tick(struct bench *bench, unsigned int generation, u64 tsc)
{
	u64 value = at(bench, generation, tsc);

	while (at(bench, generation, tsc - 1) == value)
		tsc--;
	return tsc;
}

static void test_late_within_the_read(void **state)
{
	struct bench *bench = one_update(state);
	const struct race_violation *first = &bench->tally.first[VIOLATION_LATE_TSC];
	u64 sample = first_tick(bench, 0, TSC + 15000), other = first_tick(bench, 0, TSC + 12000);

	read_value(bench, TSC + 9000, TSC + 20000, at(bench, 0, sample), NULL);
	assert_only(bench, VIOLATION_LATE_TSC, 1);
	assert_int_equal(race_violations(&bench->tally.counts), 0);
	assert_int_equal(first->late, sample - DUE);
	assert_int_equal(first->stale, 0);
	assert_int_equal(first->ngenerations, 2);
	assert_int_equal(bench->tally.counts.late_most, sample - DUE);
	/* the most of all stays */
	read_value(bench, TSC + 9000, TSC + 20000, at(bench, 0, other), NULL);
	assert_only(bench, VIOLATION_LATE_TSC, 2);
	assert_int_equal(bench->tally.counts.late_most, sample - DUE);
	assert_int_equal(bench->tally.counts.late_pairs, 0);
}

static void test_late_to_the_very_end(void **state)
{
	struct bench *bench = one_update(state);
	u64 end = first_tick(bench, 0, TSC + 15000);

	read_value(bench, TSC + 9000, end, at(bench, 0, end), NULL);
	assert_only(bench, VIOLATION_LATE_TSC, 1);
	read_value(bench, TSC + 9000, end - 1, at(bench, 0, end), NULL);
	assert_int_equal(bench->tally.counts.found[VIOLATION_LATE_TSC], 1);
	assert_int_equal(race_violations(&bench->tally.counts), 1);
}

/* The same values without an excuse, and with that for the other kind: --model x86-manual. */
static void test_without_an_excuse_it_is_stale(void **state)
{
	struct bench *bench = one_update(state);

	bench->excuse = 1u << VIOLATION_BACKWARDS;
	read_value(bench, TSC + 9000, TSC + 20000, at(bench, 0, TSC + 15000), NULL);
	assert_only(bench, VIOLATION_STALE, 1);
	bench->excuse = 0;
	read_value(bench, TSC + 9000, TSC + 20000, at(bench, 0, TSC + 15000), NULL);
	assert_only(bench, VIOLATION_STALE, 2);
	bench->judge.excuse = NULL;
	read_value(bench, TSC + 9000, TSC + 20000, at(bench, 0, TSC + 15000), NULL);
	assert_only(bench, VIOLATION_STALE, 3);
	assert_int_equal(bench->tally.first[VIOLATION_STALE].late, 0);
	assert_int_equal(bench->tally.counts.late_most, 0);
}

/* A page that was no longer there when the read began: a host or a memory that is stale. */
static void test_over_before_the_read_is_stale(void **state)
{
	struct bench *bench = one_update(state);

	read_value(bench, DUE, TSC + 20000, at(bench, 0, TSC + 15000), NULL);
	assert_only(bench, VIOLATION_LATE_TSC, 1);
	bench->judge.last.set = 0;
	read_value(bench, DUE + 1, TSC + 20000, at(bench, 0, TSC + 15000), NULL);
	assert_int_equal(bench->tally.counts.found[VIOLATION_STALE], 1);
	assert_int_equal(bench->tally.counts.found[VIOLATION_LATE_TSC], 1);
}

static void test_an_older_clock_is_stale(void **state)
{
	struct bench *bench = one_update(state);

	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 20000);
	read_value(bench, TSC + 19000, TSC + 30000, at(bench, 0, TSC + 25000), NULL);
	assert_only(bench, VIOLATION_STALE, 1);
	read_value(bench, TSC + 19000, TSC + 30000, at(bench, 1, TSC + 25000), NULL);
	assert_int_equal(bench->tally.counts.found[VIOLATION_LATE_TSC], 1);
	assert_int_equal(bench->tally.first[VIOLATION_LATE_TSC].stale, 1);
}

static void test_early_is_stale(void **state)
{
	struct bench *bench = one_update(state);

	read_value(bench, TSC + 5000, TSC + 20000, at(bench, 1, TSC + 7000), NULL);
	assert_only(bench, VIOLATION_STALE, 1);
	assert_int_equal(bench->tally.first[VIOLATION_STALE].stale, 1);
}

static void test_torn_is_torn(void **state)
{
	struct bench *bench = *state;

	bench->excuse = EXCUSED;
	made_update(bench, UPDATE_FASTER, 0, UPDATE);
	read_value(bench, TSC + 9900, TSC + 20000, mixed(bench, 0, 1, TSC + 15000), NULL);
	assert_only(bench, VIOLATION_TORN, 1);
}

static s128 four_a_tick(const void *params, u64 tsc)
{
	return 1024 * registry_find_format("hyperv-tsc")->time(params, tsc) + 4 * (tsc % 256);
}

/* A clock of some units a tick, and a value between two ticks' of it, which no sample gives. */
static void test_between_two_values_is_none(void **state)
{
	struct bench *bench = one_update(state);
	struct format coarse = *bench->format;
	u64 value;

	coarse.time = four_a_tick;
	bench->judge.format = &coarse;
	value = (u64)four_a_tick(bench->generations[0].params, TSC + 15000);
	assert_int_equal((u64)four_a_tick(bench->generations[0].params, TSC + 15001), value + 4);
	read_value(bench, TSC + 9000, TSC + 20000, value, NULL);
	assert_only(bench, VIOLATION_LATE_TSC, 1);
	assert_int_equal(bench->tally.counts.late_most, TSC + 15000 - DUE);
	read_value(bench, TSC + 9000, TSC + 20000, value + 1, NULL);
	assert_int_equal(bench->tally.counts.found[VIOLATION_LATE_TSC], 1);
	assert_int_equal(race_violations(&bench->tally.counts), 1);
}

static void read_two(struct bench *bench, u64 s, u64 e, u64 first, u64 second)
{
	struct batch batch = {.n = 2, .stamps = {s, e}, .values = {first, second}};

	judge_batch(&bench->judge, &batch, NULL);
}

/* A thread that has seen the new clock can't load the old one any more, late or not. */
static void test_behind_the_thread_itself_is_stale(void **state)
{
	struct bench *bench = one_update(state);

	read_two(bench, TSC + 9000, TSC + 20000, at(bench, 0, TSC + 15000),
		 at(bench, 1, TSC + 16000));
	assert_only(bench, VIOLATION_LATE_TSC, 1);
	read_two(bench, TSC + 9000, TSC + 20000, at(bench, 1, TSC + 16000),
		 at(bench, 0, TSC + 17000));
	assert_int_equal(bench->tally.counts.found[VIOLATION_LATE_TSC], 1);
	assert_int_equal(bench->tally.counts.found[VIOLATION_STALE], 1);
}

static void test_each_read_of_a_stamped_batch_by_its_own_stamps(void **state)
{
	struct bench *bench = one_update(state);
	struct batch batch = {
		.n = 3,
		.stamped = true,
		.stamps = {TSC + 9000, TSC + 10100, TSC + 12000, TSC + 16000},
	};

	batch.values[0] = at(bench, 0, TSC + 9500);
	batch.values[1] = at(bench, 0, TSC + 11000);
	batch.values[2] = at(bench, 1, TSC + 15000);
	judge_batch(&bench->judge, &batch, NULL);
	assert_only(bench, VIOLATION_LATE_TSC, 1);
	bench->judge.last.set = 0;
	batch.values[2] = at(bench, 0, TSC + 15000); /* began when the clock was over */
	judge_batch(&bench->judge, &batch, NULL);
	assert_int_equal(bench->tally.counts.found[VIOLATION_LATE_TSC], 2);
	assert_int_equal(bench->tally.counts.found[VIOLATION_STALE], 1);
}

/* What is found before anybody knows the pair is decided later, either way. */
static void decided(void **state, u32 excuse, enum violation kind)
{
	struct bench *bench = one_update(state);
	u64 sample = first_tick(bench, 0, TSC + 15000);

	bench->excuse = RACE_EXCUSE_UNKNOWN;
	read_value(bench, TSC + 9000, TSC + 20000, at(bench, 0, sample), NULL);
	read_value(bench, TSC + 9000, TSC + 20000, at(bench, 0, sample - 1000), NULL);
	assert_int_equal(bench->tally.counts.late_open[RACE_LATE_STALE], 2);
	assert_int_equal(race_violations(&bench->tally.counts), 0);
	judge_settle_late(&bench->tally, excuse);
	assert_only(bench, kind, 2);
	assert_int_equal(bench->tally.counts.late_open[RACE_LATE_STALE], 0);
	assert_int_equal(bench->tally.first[kind].kind, kind);
	assert_false(bench->tally.first[kind].tentative);
	assert_int_equal(bench->tally.counts.late_most,
			 kind == VIOLATION_LATE_TSC ? sample - DUE : 0);
	/* and by the next one itself */
	bench->excuse = excuse;
	read_value(bench, TSC + 9000, TSC + 20000, at(bench, 0, sample), NULL);
	assert_only(bench, kind, 3);
}

static void test_decided_later_as_late(void **state)
{
	decided(state, EXCUSED, VIOLATION_LATE_TSC);
}

static void test_decided_later_as_stale(void **state)
{
	decided(state, 1u << VIOLATION_BACKWARDS, VIOLATION_STALE);
}

/* A clock that the host slows down, and that goes on as before 200000 ticks later. */
static struct bench *slow_and_fast(void **state)
{
	struct bench *bench = *state;

	bench->excuse = EXCUSED;
	made_update(bench, UPDATE_SLOWER, 0, UPDATE);
	made_update(bench, UPDATE_FASTER, 0, UPDATE + 200000);
	return bench;
}

/*
 * The first clock, 120000 ticks late, gives what the third one will give, so the value is legal; the next read is of the second clock, and gives less.
 */
static void test_a_decrease_by_a_late_sample(void **state)
{
	struct bench *bench = slow_and_fast(state);
	u64 sample = first_tick(bench, 0, UPDATE + 120000);

	read_two(bench, TSC + 9000, UPDATE + 300000, at(bench, 0, sample),
		 at(bench, 1, UPDATE + 150000));
	assert_only(bench, VIOLATION_LATE_TSC, 1);
	assert_int_equal(bench->tally.counts.late_pairs, 1);
	assert_int_equal(bench->tally.counts.late_most, sample - DUE);
	assert_int_equal(bench->tally.first[VIOLATION_LATE_TSC].before, at(bench, 0, sample));
}

static void test_a_decrease_without_an_excuse(void **state)
{
	struct bench *bench = slow_and_fast(state);

	bench->excuse = 1u << VIOLATION_STALE;
	read_two(bench, TSC + 9000, UPDATE + 300000, at(bench, 0, UPDATE + 120000),
		 at(bench, 1, UPDATE + 150000));
	assert_only(bench, VIOLATION_BACKWARDS, 1);
}

/* The second sample of a thread can't be earlier than its first one, however late that was. */
static void test_a_decrease_to_an_earlier_sample_is_none(void **state)
{
	struct bench *bench = slow_and_fast(state);

	read_two(bench, TSC + 9000, UPDATE + 300000, at(bench, 0, UPDATE + 120000),
		 at(bench, 1, UPDATE + 60000));
	assert_only(bench, VIOLATION_BACKWARDS, 1);
}

/* The new clock and then the old one, amid the handover: no sample is late there. */
static void test_a_decrease_in_the_handover_is_none(void **state)
{
	struct bench *bench = one_update(state);

	read_value(bench, TSC + 9900, TSC + 10050, at(bench, 1, TSC + 10040), NULL);
	read_value(bench, TSC + 10060, TSC + 10150, at(bench, 0, TSC + 10100), NULL);
	assert_only(bench, VIOLATION_BACKWARDS, 1);
}

/* The most is no sum. */
static void test_sums_keep_the_most(void **state)
{
	struct race_counts one = {.reads = 1, .late_most = 5}, sum = {.reads = 2, .late_most = 3};
	struct race_counts before = {.late_most = 4}, since;

	(void)state;
	race_counts_add(&sum, &one);
	assert_int_equal(sum.reads, 3);
	assert_int_equal(sum.late_most, 5);
	race_counts_since(&sum, &before, &since);
	assert_int_equal(since.reads, 3);
	assert_int_equal(since.late_most, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		JUDGE_TEST(test_late_within_the_read),
		JUDGE_TEST(test_late_to_the_very_end),
		JUDGE_TEST(test_without_an_excuse_it_is_stale),
		JUDGE_TEST(test_over_before_the_read_is_stale),
		JUDGE_TEST(test_an_older_clock_is_stale),
		JUDGE_TEST(test_early_is_stale),
		JUDGE_TEST(test_torn_is_torn),
		JUDGE_TEST(test_between_two_values_is_none),
		JUDGE_TEST(test_behind_the_thread_itself_is_stale),
		JUDGE_TEST(test_each_read_of_a_stamped_batch_by_its_own_stamps),
		JUDGE_TEST(test_decided_later_as_late),
		JUDGE_TEST(test_decided_later_as_stale),
		JUDGE_TEST(test_a_decrease_by_a_late_sample),
		JUDGE_TEST(test_a_decrease_without_an_excuse),
		JUDGE_TEST(test_a_decrease_to_an_earlier_sample_is_none),
		JUDGE_TEST(test_a_decrease_in_the_handover_is_none),
		JUDGE_TEST(test_sums_keep_the_most),
	};

	return cmocka_run_group_tests_name("late", tests, NULL, NULL);
}
