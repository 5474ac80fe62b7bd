/* The race engine's judge where guests store to the page: what it shows at rest, and when it may fall back. */
#include "lib/judge_bench.h"

/* To a page that guests store to an old word may have come back, and gone again: only the machine knows whose fault that is. */
static void test_at_rest_where_guests_store(void **state)
{
	struct bench *bench = *state;
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX] = {0};

	made_update(bench, UPDATE_FASTER, 0, TSC + 10000);
	generation_page(bench->format, &bench->generations[1], page);
	bench->judge.written = page;
	read_value(bench, TSC + 12000, TSC + 12400, 12345, NULL);
	assert_int_equal(bench->tally.counts.at_rest, 1);
	assert_int_equal(race_violations(&bench->tally.counts), 1);
	assert_only(bench, VIOLATION_TORN, 1);
	assert_false(bench->tally.first[VIOLATION_TORN].tentative);
	assert_int_equal(bench->tally.first[VIOLATION_TORN].npieces, 0);
}

static void test_arithmetic_where_guests_store(void **state)
{
	struct bench *bench = *state;
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX] = {0};

	made_update(bench, UPDATE_FASTER, 0, TSC + 10000);
	generation_page(bench->format, &bench->generations[1], page);
	bench->judge.written = page;
	read_value(bench, TSC + 12000, TSC + 12400, 12345, NULL);
	read_value(bench, TSC + 13000, TSC + 13400, 54321, NULL);
	/* by chance, and known to be that once the machine has said what the others are */
	read_value(bench, TSC + 14000, TSC + 14400, mixed(bench, 0, 1, TSC + 14100), NULL);
	judge_settle_wrong(&bench->tally);
	assert_only(bench, VIOLATION_ARITHMETIC, 3);
}

/* What is on the page by now is no update's: an old word is there still. */
static void test_not_as_left_where_guests_store(void **state)
{
	struct bench *bench = *state;
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX] = {0};

	made_update(bench, UPDATE_FASTER, 0, TSC + 10000);
	generation_page(bench->format, &bench->generations[0], page);
	bench->judge.written = page;
	read_value(bench, TSC + 12000, TSC + 12400, 12345, NULL);
	judge_settle_wrong(&bench->tally);
	assert_only(bench, VIOLATION_TORN, 1);
}

/* One read of a page that guests store to, at rest: what it was like then, if nobody stored to it meanwhile. */
static void read_rested(struct bench *bench, bool fell_back, bool rested, bool valid)
{
	struct batch batch = {.n = 1,
			      .stamps = {TSC + 12000, TSC + 12100},
			      .fell_back = fell_back,
			      .values = {at(bench, 1, TSC + 12050)},
			      .rested = rested,
			      .valid = valid};

	judge_batch(&bench->judge, &batch, NULL);
}

static void test_fallback_where_guests_store(void **state)
{
	struct bench *bench = *state;
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX] = {0};

	/* what the host has left says nothing: a guest may have cleared it */
	made_update(bench, UPDATE_REFRESH, 0, TSC + 10000);
	bench->judge.written = page;
	read_rested(bench, true, false, false);
	read_rested(bench, true, true, false);
	read_rested(bench, false, false, false);
	read_rested(bench, false, true, true);
	assert_clean(bench);
	read_rested(bench, true, true, true);
	assert_only(bench, VIOLATION_WRONG_FALLBACK, 1);
	assert_true(bench->tally.first[VIOLATION_WRONG_FALLBACK].fell_back);
	read_rested(bench, false, true, false);
	assert_only(bench, VIOLATION_WRONG_FALLBACK, 2);
}

/* An update is under way, or the host died in it: whatever the page says, the read may fall back. */
static void test_fallback_amid_an_update_where_guests_store(void **state)
{
	struct bench *bench = *state;
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX] = {0};

	update(bench, UPDATE_REFRESH, 0, TSC + 10000);
	bench->judge.written = page;
	read_rested(bench, true, true, true);
	read_rested(bench, false, true, false);
	assert_clean(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		JUDGE_TEST(test_at_rest_where_guests_store),
		JUDGE_TEST(test_arithmetic_where_guests_store),
		JUDGE_TEST(test_not_as_left_where_guests_store),
		JUDGE_TEST(test_fallback_where_guests_store),
		JUDGE_TEST(test_fallback_amid_an_update_where_guests_store),
	};

	return cmocka_run_group_tests_name("writers", tests, NULL, NULL);
}
