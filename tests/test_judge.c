/*
 * The race engine's judge, on logs and reads made by hand: each case is one violation, and its
 * neighbour none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "protocols/registry.h"
#include "stress/judge.h"

#define TSC (1ull << 42)
#define RATE (1ull << 24) /* 1/256 unit per tick */
#define SECOND 10000000
#define MARGIN 50
#define GENERATIONS 16

struct bench {
	const struct format *format;
	struct hostlog *log;
	struct generation generations[GENERATIONS];
	struct log_entry last;
	struct race_tally tally;
	struct judge judge;
};

static int set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	struct schedule schedule = {.tsc = TSC, .value = 1ull << 50, .rate = RATE};

	bench->format = registry_find_format("hyperv-tsc");
	assert_non_null(bench->format);
	bench->log = aligned_alloc(4096, (sizeof(*bench->log) + 4095) / 4096 * 4096);
	memset(bench->log, 0, sizeof(*bench->log));
	generation_first(bench->format, &schedule, &bench->generations[0]);
	bench->last.rate = RATE;
	bench->last.valid = 1;
	memcpy(bench->last.params, bench->generations[0].params, sizeof(bench->last.params));
	hostlog_open(bench->log, &bench->last);
	hostlog_close(bench->log, &bench->last);
	judge_start(&bench->judge, bench->format, bench->log, false, 0, MARGIN, &bench->tally);
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	free(bench->log);
	free(bench);
	return 0;
}

/* The host's next update, within [begin, begin + 200]. */
static void update(struct bench *bench, enum update_kind kind, s64 step, u64 begin)
{
	struct update next = {.kind = kind, .rate = bench->last.rate, .step = step};
	u64 number = bench->last.number + 1;
	struct generation *made = &bench->generations[number % GENERATIONS];

	if (kind == UPDATE_FASTER)
		next.rate = bench->last.rate * 2;
	if (kind == UPDATE_SLOWER)
		next.rate = bench->last.rate / 2;
	generation_next(bench->format, &bench->generations[(number - 1) % GENERATIONS], &next,
			begin, begin, made);
	bench->last.number = number;
	bench->last.kind = kind;
	bench->last.rate = next.rate;
	bench->last.step = step;
	bench->last.back += step < 0 ? (u64)-step : 0;
	bench->last.anchor = bench->last.begin = begin;
	bench->last.settled = begin + 1000;
	bench->last.end = begin + 200;
	bench->last.valid = 1;
	memcpy(bench->last.params, made->params, sizeof(made->params));
	hostlog_open(bench->log, &bench->last);
}

static void made_update(struct bench *bench, enum update_kind kind, s64 step, u64 begin)
{
	update(bench, kind, step, begin);
	hostlog_close(bench->log, &bench->last);
}

static u64 at(struct bench *bench, unsigned int generation, u64 tsc)
{
	return generation_time(bench->format, &bench->generations[generation], tsc);
}

/* One read within [s, e]. */
static void read_value(struct bench *bench, u64 s, u64 e, u64 value, const struct outcome *peer)
{
	struct batch batch = {.n = 1, .stamps = {s, e}, .values = {value}};

	judge_batch(&bench->judge, &batch, peer);
}

static void read_fallback(struct bench *bench, u64 s, u64 e)
{
	struct batch batch = {.n = 1, .stamps = {s, e}, .fell_back = 1};

	judge_batch(&bench->judge, &batch, NULL);
}

/* Exactly the given number of violations of that kind, and nothing of any other. */
static void assert_only(struct bench *bench, enum race_kind kind, u64 n)
{
	judge_settle(&bench->tally);
	for (unsigned int i = 0; i < RACE_KINDS; i++)
		assert_int_equal(bench->tally.counts.found[i], i == kind ? n : 0);
}

static void assert_clean(struct bench *bench)
{
	assert_only(bench, RACE_TORN, 0);
	for (unsigned int i = 0; i < RACE_UNJUDGED_REASONS; i++)
		assert_int_equal(bench->tally.counts.unjudged[i], 0);
}

/* A page with the scale of generation scale and the offset of generation offset, at tsc. */
static u64 mixed(struct bench *bench, unsigned int scale, unsigned int offset, u64 tsc)
{
	u64 page[3], params[WARPAGE_PARAMS_MAX / 8] = {0};

	memcpy(page, bench->generations[scale].page, 16);
	memcpy(page + 2, bench->generations[offset].page + 16, 8);
	bench->format->decode(params, page);
	return (u64)bench->format->time(params, tsc);
}

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
	const struct race_violation *first = &bench->tally.first[RACE_TORN];

	made_update(bench, UPDATE_FASTER, 0, TSC + 10000);
	read_value(bench, TSC + 9900, TSC + 10400, mixed(bench, 0, 1, TSC + 10100), NULL);
	assert_only(bench, RACE_TORN, 1);
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
	assert_int_equal(bench->tally.counts.found[RACE_TORN], 1);
	assert_int_equal(bench->tally.counts.found[RACE_STALE], 1);
	assert_int_equal(bench->tally.counts.torn_updates, 1);
}

static void test_torn_by_halves(void **state)
{
	struct bench *bench = *state;
	u64 offsets[2], params[WARPAGE_PARAMS_MAX / 8] = {0}, page[3];

	made_update(bench, UPDATE_STEP_FORWARD, 1ll << 40 | 12345678, TSC + 10000);
	memcpy(page, bench->generations[0].page, sizeof(page));
	offsets[0] = page[2];
	memcpy(&offsets[1], bench->generations[1].page + 16, 8);
	page[2] = (offsets[0] & 0xffffffff) | (offsets[1] & 0xffffffff00000000);
	bench->format->decode(params, page);
	read_value(bench, TSC + 9900, TSC + 10400, (u64)bench->format->time(params, TSC + 10100),
		   NULL);
	assert_only(bench, RACE_TORN, 1);
	assert_true(bench->tally.first[RACE_TORN].nmix >= 1);
	assert_int_equal(bench->tally.first[RACE_TORN].pieces[2].size, 4);
}

static void test_arithmetic_at_rest_and_amid_updates(void **state)
{
	struct bench *bench = *state;

	made_update(bench, UPDATE_FASTER, 0, TSC + 10000);
	read_value(bench, TSC + 9900, TSC + 10400, 12345, NULL);
	assert_int_equal(bench->tally.counts.unexplained, 1);
	read_value(bench, TSC + 12000, TSC + 12400, mixed(bench, 0, 1, TSC + 12100), NULL);
	assert_only(bench, RACE_ARITHMETIC, 2);
}

static void test_unexplained_is_torn_if_the_guest_is_right_at_rest(void **state)
{
	struct bench *bench = *state;

	made_update(bench, UPDATE_FASTER, 0, TSC + 10000);
	read_value(bench, TSC + 9900, TSC + 10400, 12345, NULL);
	assert_only(bench, RACE_TORN, 1);
	assert_int_equal(bench->tally.first[RACE_TORN].nmix, 0);
}

static void test_torn_over_many_updates(void **state)
{
	struct bench *bench = *state;
	const struct race_violation *first = &bench->tally.first[RACE_TORN];

	made_update(bench, UPDATE_FASTER, 0, TSC + 10000);
	for (unsigned int i = 2; i < 12; i++)
		made_update(bench, UPDATE_STEP_FORWARD, i * SECOND, TSC + 10000 * i);
	read_value(bench, TSC + 9900, TSC + 110400, mixed(bench, 0, 7, TSC + 100100), NULL);
	assert_only(bench, RACE_TORN, 1);
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
	assert_only(bench, RACE_STALE, 1);
	assert_int_equal(bench->tally.first[RACE_STALE].stale, 0);
}

static void test_stale_is_not_within_the_margin(void **state)
{
	struct bench *bench = *state;

	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 10000);
	read_value(bench, TSC + 10200 + MARGIN, TSC + 10600, at(bench, 0, TSC + 10200), NULL);
	assert_clean(bench);
	read_value(bench, TSC + 10201 + MARGIN, TSC + 10600, at(bench, 0, TSC + 10600), NULL);
	assert_only(bench, RACE_STALE, 1);
}

static void test_too_early_is_not_within_the_margin(void **state)
{
	struct bench *bench = *state;

	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 10000);
	read_value(bench, TSC + 9000, TSC + 10000 - MARGIN, at(bench, 1, TSC + 10000), NULL);
	assert_clean(bench);
	bench->judge.last.set = 0;
	read_value(bench, TSC + 9000, TSC + 9999 - MARGIN, at(bench, 1, TSC + 9800), NULL);
	assert_only(bench, RACE_STALE, 1);
	assert_int_equal(bench->tally.first[RACE_STALE].stale, 1);
}

static void test_backwards(void **state)
{
	struct bench *bench = *state;

	made_update(bench, UPDATE_STEP_FORWARD, SECOND, TSC + 10000);
	read_value(bench, TSC + 9900, TSC + 10050, at(bench, 1, TSC + 10040), NULL);
	assert_clean(bench);
	read_value(bench, TSC + 10060, TSC + 10150, at(bench, 0, TSC + 10100), NULL);
	assert_only(bench, RACE_BACKWARDS, 1);
	assert_false(bench->tally.first[RACE_BACKWARDS].host);
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
	assert_only(bench, RACE_TORN, 0);
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
	assert_only(bench, RACE_ARITHMETIC, 1);
}

static void test_step_back_covers_no_other_decrease(void **state)
{
	struct bench *bench = *state;

	made_update(bench, UPDATE_STEP_BACK, -SECOND, TSC + 10000);
	made_update(bench, UPDATE_STEP_FORWARD, SECOND / 2, TSC + 11000);
	read_value(bench, TSC + 10990, TSC + 11050, at(bench, 2, TSC + 11040), NULL);
	assert_clean(bench);
	read_value(bench, TSC + 11060, TSC + 11150, at(bench, 1, TSC + 11100), NULL);
	assert_only(bench, RACE_BACKWARDS, 1);
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
	assert_only(bench, RACE_BACKWARDS, 1);
	assert_int_equal(bench->tally.first[RACE_BACKWARDS].before_reader, 1);
}

static void test_unordered_tsc_is_no_violation(void **state)
{
	struct bench *bench = *state;

	read_value(bench, TSC + 9000, TSC + 9600, at(bench, 0, TSC + 9590), NULL);
	read_value(bench, TSC + 9000, TSC + 9600, at(bench, 0, TSC + 9010), NULL);
	assert_only(bench, RACE_UNORDERED_TSC, 1);
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
	assert_only(bench, RACE_TORN, 0);
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
	assert_only(bench, RACE_BACKWARDS, 1);
	assert_true(bench->tally.first[RACE_BACKWARDS].host);
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
	assert_only(bench, RACE_WRONG_FALLBACK, 1);
	assert_true(bench->tally.first[RACE_WRONG_FALLBACK].fell_back);
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
	assert_only(bench, RACE_WRONG_FALLBACK, 1);
}

static void test_open_update_allows_both(void **state)
{
	struct bench *bench = *state;

	update(bench, UPDATE_FASTER, 0, TSC + 10000);
	read_value(bench, TSC + 50000, TSC + 50100, at(bench, 0, TSC + 50050), NULL);
	read_value(bench, TSC + 60000, TSC + 60100, at(bench, 1, TSC + 60050), NULL);
	assert_clean(bench);
	read_value(bench, TSC + 70000, TSC + 70100, mixed(bench, 1, 0, TSC + 70050), NULL);
	assert_only(bench, RACE_TORN, 1);
}

static void test_overwritten_log_is_unjudged(void **state)
{
	struct bench *bench = *state;

	for (unsigned int i = 0; i < HOSTLOG_SIZE + 8; i++)
		made_update(bench, UPDATE_REFRESH, 0, TSC + 10000 + i * 1000);
	read_value(bench, TSC + 10000, TSC + 10100, 12345, NULL);
	assert_only(bench, RACE_TORN, 0);
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
	assert_only(bench, RACE_TORN, 0);
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
	assert_only(bench, RACE_STALE, 1);
}

#define JUDGE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		JUDGE_TEST(test_legal_reads_of_both_sides),
		JUDGE_TEST(test_torn),
		JUDGE_TEST(test_stale_among_tears_is_not_torn),
		JUDGE_TEST(test_torn_by_halves),
		JUDGE_TEST(test_arithmetic_at_rest_and_amid_updates),
		JUDGE_TEST(test_unexplained_is_torn_if_the_guest_is_right_at_rest),
		JUDGE_TEST(test_torn_over_many_updates),
		JUDGE_TEST(test_stale),
		JUDGE_TEST(test_stale_is_not_within_the_margin),
		JUDGE_TEST(test_too_early_is_not_within_the_margin),
		JUDGE_TEST(test_backwards),
		JUDGE_TEST(test_intended_step_back_is_none),
		JUDGE_TEST(test_a_value_that_wraps_is_in_order),
		JUDGE_TEST(test_step_back_covers_no_other_decrease),
		JUDGE_TEST(test_step_back_between_two_threads_is_none),
		JUDGE_TEST(test_backwards_across_threads),
		JUDGE_TEST(test_unordered_tsc_is_no_violation),
		JUDGE_TEST(test_late_host_is_unjudged),
		JUDGE_TEST(test_host_with_own_params_steps_back),
		JUDGE_TEST(test_wrong_fallback),
		JUDGE_TEST(test_time_from_an_invalid_page),
		JUDGE_TEST(test_open_update_allows_both),
		JUDGE_TEST(test_overwritten_log_is_unjudged),
		JUDGE_TEST(test_long_batch_is_unjudged),
		JUDGE_TEST(test_stamped_batch),
	};

	return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
