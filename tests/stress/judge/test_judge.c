/*
 * The race engine's judge, on single values: each case is one violation, and its neighbour none.
 */
#include "lib/judge_bench.h"
#include "stress/judge/window.h"

#include "protocols/pvclock/format.h"

static void test_legal_reads_of_both_sides(void **state)
{
	struct bench *bench = *state;

	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 10000);
	read_value(bench, TSC + 9000, TSC + 9900, at(bench, 0, TSC + 9500), NULL);
	read_value(bench, TSC + 9900, TSC + 10400, at(bench, 0, TSC + 10200), NULL);
	read_value(bench, TSC + 10000, TSC + 10900, at(bench, 1, TSC + 10000), NULL);
	read_value(bench, TSC + 11000, TSC + 11900, at(bench, 1, TSC + 11500), NULL);
	assert_clean(bench);
	assert_int_equal(bench->tally.counts.reads, 4);
}

static void test_torn(void **state)
{
	struct bench *bench = *state;
	const struct race_violation *first = &bench->tally.first[VIOLATION_TORN];

	made_update(bench, UPDATE_FASTER, 0, TSC + 10000);
	read_value(bench, TSC + 9900, TSC + 10400, mixed(bench, 0, 1, TSC + 10100), NULL);
	assert_only(bench, VIOLATION_TORN, 1);
	assert_int_equal(first->nmix, 1);
	assert_int_equal(first->npieces, 2);
	assert_int_equal(first->ngenerations, 2);
	assert_string_equal(first->pieces[0].field, "scale");
	assert_int_equal(first->generations[first->pieces[0].generation].number, 0);
	assert_string_equal(first->pieces[1].field, "offset");
	assert_int_equal(first->generations[first->pieces[1].generation].number, 1);
}

/* After a tear: the old clock at a later time, amid updates that leave the page as it is. */
static void test_stale_among_tears_is_not_torn(void **state)
{
	struct bench *bench = *state;
	u64 stale;

	made_update(bench, UPDATE_FASTER, 0, TSC + 10000);
	read_value(bench, TSC + 9900, TSC + 10400, mixed(bench, 0, 1, TSC + 10100), NULL);
	assert_true(bench->judge.has_tear);
	made_update(bench, UPDATE_REFRESH, 0, TSC + 20000);
	made_update(bench, UPDATE_STEP_BACK, -SECOND, TSC + 21000);
	stale = at(bench, 2, TSC + 29000);
	read_value(bench, TSC + 19000, TSC + 30000, stale, NULL);
	assert_int_equal(bench->tally.counts.found[VIOLATION_TORN], 1);
	assert_int_equal(bench->tally.counts.found[VIOLATION_STALE], 1);
	assert_int_equal(bench->tally.counts.torn_updates, 1);
}

static void test_torn_by_halves(void **state)
{
	struct bench *bench = *state;
	u64 params[WARPAGE_PARAMS_MAX / 8] = {0}, page[3], next[3];

	made_update(bench, UPDATE_STEP_FORWARD, 1ll << 40 | 12345678, TSC + 10000);
	generation_page(bench->format, &bench->generations[0], (u8 *)page);
	generation_page(bench->format, &bench->generations[1], (u8 *)next);
	page[2] = (page[2] & 0xffffffff) | (next[2] & 0xffffffff00000000);
	bench->format->decode(params, page);
	read_value(bench, TSC + 9900, TSC + 10400, (u64)bench->format->time(params, TSC + 10100),
		   NULL);
	assert_only(bench, VIOLATION_TORN, 1);
	assert_true(bench->tally.first[VIOLATION_TORN].nmix >= 1);
	assert_int_equal(bench->tally.first[VIOLATION_TORN].pieces[2].size, 4);
}

static void test_arithmetic_at_rest_and_amid_updates(void **state)
{
	struct bench *bench = *state;

	made_update(bench, UPDATE_FASTER, 0, TSC + 10000);
	read_value(bench, TSC + 9900, TSC + 10400, 12345, NULL);
	assert_int_equal(bench->tally.counts.unexplained, 1);
	read_value(bench, TSC + 12000, TSC + 12400, mixed(bench, 0, 1, TSC + 12100), NULL);
	assert_only(bench, VIOLATION_ARITHMETIC, 2);
}

/* What a guest that is wrong at rest gives now and then looks like a tear, or like an old clock. */
static void test_chance(void **state)
{
	struct bench *bench = *state;
	struct race_counts *counts = &bench->tally.counts;

	made_update(bench, UPDATE_FASTER, 0, TSC + 10000);
	for (unsigned int i = 0; i < 3; i++)
		read_value(bench, TSC + 12000, TSC + 12400, 12345 + i, NULL);
	read_value(bench, TSC + 9900, TSC + 10400, mixed(bench, 0, 1, TSC + 10100), NULL);
	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 20000);
	read_value(bench, TSC + 22000, TSC + 30000, at(bench, 1, TSC + 25000), NULL);
	assert_int_equal(counts->found[VIOLATION_TORN], 1);
	assert_int_equal(counts->found[VIOLATION_STALE], 1);
	assert_only(bench, VIOLATION_ARITHMETIC, 5);
	assert_int_equal(counts->torn_updates, 0);
}

/* Tears that outnumber what is wrong at rest are no chance. */
static void test_no_chance(void **state)
{
	struct bench *bench = *state;
	struct race_counts *counts = &bench->tally.counts;

	made_update(bench, UPDATE_FASTER, 0, TSC + 10000);
	read_value(bench, TSC + 12000, TSC + 12400, 12345, NULL);
	for (unsigned int i = 0; i < 3; i++)
		read_value(bench, TSC + 9900, TSC + 10400, mixed(bench, 0, 1, TSC + 10100), NULL);
	judge_settle(&bench->tally);
	assert_int_equal(counts->found[VIOLATION_TORN], 3);
	assert_int_equal(counts->found[VIOLATION_ARITHMETIC], 1);
	assert_int_equal(counts->torn_updates, 1);
}

static void test_unexplained_is_torn_if_the_guest_is_right_at_rest(void **state)
{
	struct bench *bench = *state;

	made_update(bench, UPDATE_FASTER, 0, TSC + 10000);
	read_value(bench, TSC + 9900, TSC + 10400, 12345, NULL);
	assert_only(bench, VIOLATION_TORN, 1);
	assert_int_equal(bench->tally.first[VIOLATION_TORN].nmix, 0);
}

static void test_torn_over_many_updates(void **state)
{
	struct bench *bench = *state;
	const struct race_violation *first = &bench->tally.first[VIOLATION_TORN];

	made_update(bench, UPDATE_FASTER, 0, TSC + 10000);
	for (unsigned int i = 2; i < 12; i++)
		made_update(bench, UPDATE_STEP_FORWARD, i * SECOND, TSC + 10000 * i);
	read_value(bench, TSC + 9900, TSC + 110400, mixed(bench, 0, 7, TSC + 100100), NULL);
	assert_only(bench, VIOLATION_TORN, 1);
	assert_int_equal(first->nmix, 1);
	assert_int_equal(first->ngenerations, 2);
	assert_int_equal(first->generations[0].number, 0);
	assert_int_equal(first->generations[1].number, 7);
}

static void test_stale(void **state)
{
	struct bench *bench = *state;

	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 10000);
	read_value(bench, TSC + 9000, TSC + 20000, at(bench, 0, TSC + 10200), NULL);
	assert_clean(bench);
	read_value(bench, TSC + 9000, TSC + 20000, at(bench, 0, TSC + 15000), NULL);
	assert_only(bench, VIOLATION_STALE, 1);
	assert_int_equal(bench->tally.first[VIOLATION_STALE].stale, 0);
}

/* A page of the reader's own that the host has left as it was, many updates ago; elsewhere nothing shows that. */
static void test_stale_by_its_own_page(void **state)
{
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX];
	struct schedule vcpus = {.vcpus = 2};
	struct judge_pages pages = {page, 1, 0, &vcpus, TSCS_EQUAL};
	struct bench *bench = *state;
	struct generation left = bench->generations[0];
	u64 old;

	generation_page(bench->format, &left, page);
	for (unsigned int i = 1; i <= 40; i++)
		made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 10000 * i);
	old = generation_time(bench->format, &left, TSC + 405500);
	bench->judge.pages = &pages;
	read_value(bench, TSC + 405000, TSC + 406000, old, NULL);
	assert_int_equal(bench->tally.counts.found[VIOLATION_STALE], 1);
	assert_int_equal(bench->tally.first[VIOLATION_STALE].stale, 0);
	bench->judge.pages = NULL;
	read_value(bench, TSC + 405000, TSC + 406000, old, NULL);
	assert_int_equal(bench->tally.counts.wrong_at_rest, 1);
}

/* As guests have it: the ticks modulo 2^64. */
static u64 of_ticks(const struct bench *bench, u64 tsc)
{
	const struct pvclock_params *params = (const void *)bench->generations[0].params;

	return params->system_time + pvclock_scale(tsc - params->tsc_timestamp,
						   params->tsc_to_system_mul, params->tsc_shift);
}

/* A page by the TSC of another vCPU, which is ahead or behind; where TSCs are equal nothing gives such a value. */
static void test_stale_by_another_tsc(void **state)
{
	_Alignas(16) u8 page[2][WARPAGE_PAGE_MAX];
	struct schedule vcpus;
	struct judge_pages pages = {page[0], 2, WARPAGE_PAGE_MAX, &vcpus, TSCS_AHEAD};
	struct bench *bench = *state;
	u64 odd = 1ull << 40, off, found = 0;

	bench->judge.pages = &pages;
	for (unsigned int kind = TSCS_AHEAD; kind <= TSCS_BEHIND; kind++) {
		struct schedule start = {.tsc = TSC, .value = 1ull << 50, .rate = RATE};

		vcpus_give(2, (enum tscs)kind, &vcpus);
		vcpus_give(2, (enum tscs)kind, &start);
		off = vcpus_tsc(&vcpus, 1, 0);
		for (unsigned int vcpu = 0; vcpu < 2; vcpu++) {
			generation_first_of(bench->format, &start, vcpu, &bench->generations[1]);
			generation_page(bench->format, &bench->generations[1], page[vcpu]);
		}
		read_value(bench, TSC + 5000, TSC + 6000, of_ticks(bench, TSC + off + 5500), NULL);
		read_value(bench, TSC + 5000, TSC + 6000, of_ticks(bench, TSC - off + 5500), NULL);
		found += 2;
		assert_int_equal(bench->tally.counts.foreign, found);
		/* what is right by its own */
		read_value(bench, TSC + 5000, TSC + 6000, at(bench, 1, TSC + off + 5500), NULL);
		assert_int_equal(bench->tally.counts.found[VIOLATION_STALE], found);
		assert_int_equal(bench->tally.first[VIOLATION_STALE].tscs, TSCS_AHEAD);
	}
	read_value(bench, TSC + 5000, TSC + 6000, odd, NULL);
	assert_only(bench, VIOLATION_STALE, found + 1); /* as the others are */
	vcpus_give(2, TSCS_EQUAL, &vcpus);
	read_value(bench, TSC + 5000, TSC + 6000, of_ticks(bench, TSC + off + 5500), NULL);
	assert_int_equal(bench->tally.counts.found[VIOLATION_ARITHMETIC], 1);
}

/* What the page of the vCPU whose TSC is faster gives, by that of another vCPU or by its own. */
static u64 on_second(struct bench *bench, const struct schedule *vcpus, unsigned int vcpu, u64 tsc)
{
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX] = {0};

	judge_params(&bench->judge, judge_entry(&bench->judge, 0), 1, params);
	return (u64)bench->format->time(params, vcpus_tsc(vcpus, vcpu, tsc));
}

/* TSCs at other rates: pages round apart, by units, which is right, and in whatever order; and nothing more is. */
static void test_pages_that_round_apart(void **state)
{
	_Alignas(16) u8 page[2][WARPAGE_PAGE_MAX] = {{0}};
	struct schedule vcpus;
	struct judge_pages pages = {page[0], 2, WARPAGE_PAGE_MAX, &vcpus, TSCS_FASTER};
	struct bench *bench = *state;
	u64 apart = 0, less = 0;

	vcpus_give(2, TSCS_FASTER, &vcpus);
	bench->judge.pages = &pages;
	for (u64 tsc = TSC + 1000; tsc < TSC + 3000; tsc++) {
		u64 first = at(bench, 0, tsc), second = on_second(bench, &vcpus, 1, tsc);

		/* one after the other; not all of that batch are times, so each is looked at */
		struct batch both = {
			.n = 3, .stamps = {tsc, tsc}, .values = {first, second}, .fell_back = 4};

		assert_in_range(first - second + 2, 0, 4);
		read_value(bench, tsc, tsc, first, NULL);
		read_value(bench, tsc, tsc, second, NULL);
		judge_batch(&bench->judge, &both, NULL);
		apart += first != second;
		less += second < first;
	}
	assert_true(apart > 0);
	assert_true(less > 0);
	assert_clean(bench);
	/* the second vCPU's TSC with the first page, and the other way round */
	read_value(bench, TSC + 5000, TSC + 5000, at(bench, 0, vcpus_tsc(&vcpus, 1, TSC + 5000)),
		   NULL);
	assert_int_equal(bench->tally.counts.foreign, 1);
	assert_only(bench, VIOLATION_STALE, 1);
	/* more than they are apart */
	read_value(bench, TSC + 6000, TSC + 6000, at(bench, 0, TSC + 6000) + 5, NULL);
	assert_int_equal(bench->tally.counts.found[VIOLATION_STALE], 1);
	assert_int_equal(bench->tally.counts.odd, 1);
	/* and less than what came before, by more than that */
	read_value(bench, TSC + 7000, TSC + 17000, at(bench, 0, TSC + 17000), NULL);
	read_value(bench, TSC + 7000, TSC + 17000, at(bench, 0, TSC + 8000), NULL);
	assert_int_equal(bench->tally.counts.found[VIOLATION_UNORDERED_TSC], 1);
}

/* If no clock is found by another TSC, what is odd is the guest's arithmetic. */
static void test_odd_by_itself(void **state)
{
	_Alignas(16) u8 page[2][WARPAGE_PAGE_MAX];
	struct schedule vcpus;
	struct judge_pages pages = {page[0], 2, WARPAGE_PAGE_MAX, &vcpus, TSCS_AHEAD};
	struct bench *bench = *state;

	vcpus_give(2, TSCS_AHEAD, &vcpus);
	generation_page(bench->format, &bench->generations[0], page[0]);
	generation_page(bench->format, &bench->generations[0], page[1]);
	bench->judge.pages = &pages;
	read_value(bench, TSC + 5000, TSC + 6000, 1ull << 40, NULL);
	assert_int_equal(bench->tally.counts.found[VIOLATION_ARITHMETIC], 0);
	assert_only(bench, VIOLATION_ARITHMETIC, 1);
}

static void test_stale_is_not_within_the_margin(void **state)
{
	struct bench *bench = *state;

	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 10000);
	read_value(bench, TSC + 10200 + MARGIN, TSC + 10600, at(bench, 0, TSC + 10200 + MARGIN),
		   NULL);
	assert_clean(bench);
	read_value(bench, TSC + 10201 + MARGIN, TSC + 10600, at(bench, 0, TSC + 10600), NULL);
	assert_only(bench, VIOLATION_STALE, 1);
}

static void test_too_early_is_not_within_the_margin(void **state)
{
	struct bench *bench = *state;

	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 10000);
	read_value(bench, TSC + 9000, TSC + 10000 - MARGIN, at(bench, 1, TSC + 10000 - MARGIN),
		   NULL);
	assert_clean(bench);
	bench->judge.last.set = 0;
	read_value(bench, TSC + 9000, TSC + 9999 - MARGIN, at(bench, 1, TSC + 9800), NULL);
	assert_only(bench, VIOLATION_STALE, 1);
	assert_int_equal(bench->tally.first[VIOLATION_STALE].stale, 1);
}

/* A reader whose TSC is off by the margin works with that TSC, not with the host's. */
static void test_a_skewed_readers_values_are_its_own(void **state)
{
	struct bench *bench = *state;
	u64 end = TSC + 100200, skewed = end + 10000;

	bench->judge.margin = 10000;
	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 100000);
	read_value(bench, end - 500, end + 12000, at(bench, 0, skewed), NULL);
	assert_clean(bench);
	read_value(bench, end - 500, end + 12000, at(bench, 0, skewed + 256), NULL);
	assert_only(bench, VIOLATION_STALE, 1);
	/* its own stamps are of that TSC as well: nothing is sampled before or after them */
	read_value(bench, end - 500, end - 100, at(bench, 0, end - 1000), NULL);
	read_value(bench, end - 500, end - 100, at(bench, 0, end + 400), NULL);
	assert_int_equal(race_violations(&bench->tally.counts), 3);
}

static void test_wrong_fallback(void **state)
{
	struct bench *bench = *state;

	made_update(bench, UPDATE_REFRESH, 0, TSC + 10000);
	read_fallback(bench, TSC + 9900, TSC + 10100);
	read_fallback(bench, TSC + 10200 + MARGIN, TSC + 10400);
	assert_clean(bench);
	assert_int_equal(bench->tally.counts.fallbacks, 2);
	read_fallback(bench, TSC + 10201 + MARGIN, TSC + 10400);
	assert_only(bench, VIOLATION_WRONG_FALLBACK, 1);
	assert_true(bench->tally.first[VIOLATION_WRONG_FALLBACK].fell_back);
}

static void test_time_from_an_invalid_page(void **state)
{
	struct bench *bench = *state;

	update(bench, UPDATE_REFRESH, 0, TSC + 10000);
	bench->last.valid = 0;
	hostlog_close(bench->log, &bench->last);
	read_value(bench, TSC + 10100, TSC + 10900, at(bench, 1, TSC + 10800), NULL);
	read_fallback(bench, TSC + 11000, TSC + 11100);
	assert_clean(bench);
	read_value(bench, TSC + 11000, TSC + 11100, at(bench, 1, TSC + 11050), NULL);
	assert_only(bench, VIOLATION_WRONG_FALLBACK, 1);
}

static void test_open_update_allows_both(void **state)
{
	struct bench *bench = *state;

	update(bench, UPDATE_FASTER, 0, TSC + 10000);
	read_value(bench, TSC + 50000, TSC + 50100, at(bench, 0, TSC + 50050), NULL);
	read_value(bench, TSC + 60000, TSC + 60100, at(bench, 1, TSC + 60050), NULL);
	assert_clean(bench);
	read_value(bench, TSC + 70000, TSC + 70100, mixed(bench, 1, 0, TSC + 70050), NULL);
	assert_only(bench, VIOLATION_TORN, 1);
}

static void test_overwritten_log_is_unjudged(void **state)
{
	struct bench *bench = *state;

	for (unsigned int i = 0; i < HOSTLOG_SIZE + 8; i++)
		made_update(bench, UPDATE_REFRESH, 0, TSC + 10000 + i * 1000);
	read_value(bench, TSC + 10000, TSC + 10100, 12345, NULL);
	assert_only(bench, VIOLATION_TORN, 0);
	assert_int_equal(bench->tally.counts.unjudged[RACE_OVERWRITTEN] +
				 bench->tally.counts.unjudged[RACE_LONG],
			 1);
}

static void test_long_batch_is_unjudged(void **state)
{
	struct bench *bench = *state;

	for (unsigned int i = 0; i < JUDGE_SPAN + 8; i++)
		made_update(bench, UPDATE_REFRESH, 0, TSC + 10000 + i * 1000);
	read_value(bench, TSC + 10000, TSC + 200000, 12345, NULL);
	assert_only(bench, VIOLATION_TORN, 0);
	assert_int_equal(bench->tally.counts.unjudged[RACE_LONG], 1);
}

static void test_stamped_batch(void **state)
{
	struct bench *bench = *state;
	struct batch batch = {
		.n = 3,
		.stamped = true,
		.stamps = {TSC + 9000, TSC + 9900, TSC + 10100, TSC + 15000},
	};

	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 10000);
	batch.values[0] = at(bench, 0, TSC + 9500);
	batch.values[1] = at(bench, 0, TSC + 10000);
	batch.values[2] = at(bench, 1, TSC + 14000);
	judge_batch(&bench->judge, &batch, NULL);
	assert_clean(bench);
	assert_int_equal(bench->tally.counts.stamped, 3);
	assert_int_equal(bench->tally.counts.overlapped, 2);
	bench->judge.last.set = 0;
	batch.values[0] = at(bench, 1, TSC + 9800); /* taken before it was published */
	batch.values[1] = at(bench, 1, TSC + 10010);
	judge_batch(&bench->judge, &batch, NULL);
	assert_only(bench, VIOLATION_STALE, 1);
}

/* Each word of the counts is told of once, but for those that only judges need. */
static void test_counters(void **state)
{
	struct race_counts counts = {0};
	const struct race_counter *counter;

	(void)state;
	for (unsigned int i = 0; (counter = race_counter(i)); i++)
		for (unsigned int n = 0; n < counter->n; n++)
			((u64 *)race_counted(&counts, counter))[n]++;
	assert_int_equal(counts.unexplained++, 0);
	assert_int_equal(counts.wrong_at_rest++, 0);
	assert_int_equal(counts.halved++, 0);
	assert_int_equal(counts.foreign++, 0);
	assert_int_equal(counts.odd++, 0);
	assert_int_equal(counts.inherited++, 0);
	assert_int_equal(counts.at_rest++, 0);
	assert_int_equal(counts.late_pairs++, 0);
	for (unsigned int i = 0; i < RACE_LATES; i++)
		assert_int_equal(counts.late_open[i]++, 0);
	for (size_t i = 0; i < sizeof(counts) / sizeof(u64); i++)
		assert_int_equal(((u64 *)&counts)[i], 1);
	assert_string_equal(race_counter(21)->name, "unjudged");
	assert_string_equal(race_counter(21)->name_of(RACE_MIGRATED), "migrated");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		JUDGE_TEST(test_legal_reads_of_both_sides),
		JUDGE_TEST(test_torn),
		JUDGE_TEST(test_stale_among_tears_is_not_torn),
		JUDGE_TEST(test_torn_by_halves),
		JUDGE_TEST(test_arithmetic_at_rest_and_amid_updates),
		JUDGE_TEST(test_chance),
		JUDGE_TEST(test_no_chance),
		JUDGE_TEST(test_unexplained_is_torn_if_the_guest_is_right_at_rest),
		JUDGE_TEST(test_torn_over_many_updates),
		JUDGE_TEST(test_stale),
		JUDGE_TEST(test_stale_by_its_own_page),
		JUDGE_TEST(test_odd_by_itself),
		cmocka_unit_test_setup_teardown(test_stale_by_another_tsc, set_up_pvclock,
						tear_down),
		cmocka_unit_test_setup_teardown(test_pages_that_round_apart, set_up_pvclock,
						tear_down),
		JUDGE_TEST(test_stale_is_not_within_the_margin),
		JUDGE_TEST(test_too_early_is_not_within_the_margin),
		JUDGE_TEST(test_a_skewed_readers_values_are_its_own),
		JUDGE_TEST(test_wrong_fallback),
		JUDGE_TEST(test_time_from_an_invalid_page),
		JUDGE_TEST(test_open_update_allows_both),
		JUDGE_TEST(test_overwritten_log_is_unjudged),
		JUDGE_TEST(test_long_batch_is_unjudged),
		JUDGE_TEST(test_stamped_batch),
		cmocka_unit_test(test_counters),
	};

	return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
