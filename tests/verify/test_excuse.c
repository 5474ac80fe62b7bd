/*
 * What the machine says of a pair before it is raced: whether it is refused, and what a late sample of
 * the TSC may look like with it.
 */
#include "lib/pair.h"

static u32 late(const char *format, const char *host, const char *guest)
{
	struct verify_options options = pair_options(format, host, guest, MODEL_X86);

	return verify_late(the_test_machine, &the_test_oracle, &options);
}

static void test_a_late_sample_alone_is_excused(void **state)
{
	(void)state;
	assert_int_equal(late("hyperv-tsc", "odd-even", "hv-spin-even"), STALE | BACKWARDS);
	assert_int_equal(late("hyperv-tsc", "invalidate", "hv-ordered"), STALE | BACKWARDS);
	assert_int_equal(late("pvclock", "pvclock-odd-even", "pv-ordered"), STALE | BACKWARDS);
}

/* What x86 has as well is no late sample's doing alone. */
static void test_what_x86_has_is_not(void **state)
{
	(void)state;
	assert_int_equal(late("hyperv-tsc", "odd-even", "hv-deferred"), 0);
	assert_int_equal(late("hyperv-tsc", "odd-even", "hv-no-recheck"), 0);
	assert_int_equal(late("hyperv-tsc", "invalidate", "hv-seed"), 0);
	assert_int_equal(late("hyperv-tsc", "odd-even", "hv-ordered"), STALE);
	assert_int_equal(late("hyperv-tsc", "early-anchor", "hv-spin-even"), STALE);
}

/* And what x86-manual has not, either, can't be one. */
static void test_what_cannot_be_late_is_not(void **state)
{
	(void)state;
	assert_int_equal(late("hyperv-tsc", "odd-even", "hv-fenced"), 0);
	assert_int_equal(late("hyperv-tsc", "invalidate", "hv-fenced"), 0);
	assert_int_equal(late("pvclock", "pvclock-odd-even", "pv-fenced"), 0);
	assert_int_equal(late("hyperv-tsc", "frozen", "hv-ordered"), 0);
}

static void before(const char *guest, u64 limit, struct verdict *verdict)
{
	struct verify_options options = pair_options("hyperv-tsc", "odd-even", guest, MODEL_X86);

	verify_before_race(the_test_machine, &the_test_oracle, &options, limit, verdict);
}

/* A guest that writes the page: told by the line where it does; what is late of it is excused as of any other. */
static void test_who_writes(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "writes-page", MODEL_X86);
	struct verdict verdict;
	char why[256];

	(void)state;
	before("writes-page", 1000, &verdict);
	assert_string_equal(verdict.error, "");
	assert_non_null(strstr(verify_not_shared(&verdict, why, sizeof(why)), "writes the page"));
	assert_string_equal(pair_verify(&options)->error, "");
	verdict_free(&verdict);
	assert_int_equal(late("pvclock", "signals-locked", "acks-locked"), STALE | BACKWARDS);
}

/* One whose reads keep something: races tell by the floor, and those that share nothing refuse it. */
static void test_what_threads_would_share(void **state)
{
	struct verdict verdict;
	char why[256];

	(void)state;
	before("hv-ordered", 1000, &verdict);
	assert_string_equal(verdict.error, "");
	assert_null(verdict.floor);
	assert_string_equal(verify_not_shared(&verdict, why, sizeof(why)), "");
	verdict_free(&verdict);
	before("floor-tried", 1000, &verdict);
	assert_string_equal(verdict.error, "");
	assert_non_null(verdict.floor);
	assert_non_null(strstr(verify_not_shared(&verdict, why, sizeof(why)), "guest_floor.c:"));
	assert_non_null(strstr(why, "keeps 'latest' over reads: not raced here"));
	verdict_free(&verdict);
}

/* So many executions and no more, and then it does not say that it was complete. */
static void test_the_limit_is_kept(void **state)
{
	struct verdict verdict;

	(void)state;
	before("hv-spin-even", 1000, &verdict);
	assert_int_equal(verdict.executions, 1000);
	assert_false(verdict.complete);
	assert_string_equal(verdict.error, "");
	verdict_free(&verdict);
	before("hv-spin-even", 10000000, &verdict);
	assert_true(verdict.complete);
	assert_int_equal(verdict_violations(&verdict), 0);
	verdict_free(&verdict);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_late_sample_alone_is_excused),
		cmocka_unit_test(test_what_x86_has_is_not),
		cmocka_unit_test(test_what_cannot_be_late_is_not),
		cmocka_unit_test(test_who_writes),
		cmocka_unit_test(test_what_threads_would_share),
		cmocka_unit_test(test_the_limit_is_kept),
	};

	return cmocka_run_group_tests_name("excuse", tests, pair_set_up, pair_tear_down);
}
