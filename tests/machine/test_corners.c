/*
 * Protocols that the machine once judged wrongly: stores that move up, fences around a plain TSC,
 * comparisons of the page itself, copies of all of it.
 */
#include "lib/only.h"
#include "lib/pair.h"

static const enum model right_models[] = {MODEL_SC, MODEL_X86, MODEL_WEAK};

static void test_plain_stores_move_up(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(right_models); i++) {
		pair_shows("early-after-marked", "hv-spin-even", right_models[i], TORN);
		pair_shows("early-after-relaxed", "hv-spin-even", right_models[i], TORN);
		pair_clean("odd-even", "hv-spin-even", right_models[i]);
	}
}

static void test_fences_hold_a_plain_tsc(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(right_models); i++) {
		pair_clean("odd-even", "fences-mb", right_models[i]);
		pair_clean("odd-even", "fences-lfence", right_models[i]);
	}
	/* without them the same loop is stale */
	pair_shows("odd-even", "hv-seed", MODEL_X86, STALE);
}

static void test_ordered_tsc_is_no_fence(void **state)
{
	(void)state;
	pair_clean("odd-even", "fences-acquire-fenced", MODEL_WEAK);
	/* the fields are kept before the recheck, but the TSC is not */
	pair_shows("odd-even", "fences-acquire", MODEL_WEAK, STALE);
	pair_clean("odd-even", "fences-no-last", MODEL_X86);
	pair_shows("odd-even", "fences-no-last", MODEL_WEAK, TORN);
}

static void test_comparisons_are_seen(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(right_models); i++)
		pair_shows("odd-even", "fences-compare", right_models[i], TORN);
}

static void slow_copies_carry_nothing(void **state)
{
	static const char *const guests[] = {"pv-copies-struct", "pv-copies-helper"};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(guests); i++) {
		struct verify_options options =
			pair_options("pvclock", "pvclock-odd-even", guests[i], MODEL_X86);
		const struct verdict *verdict;

		options.updates = 1;
		verdict = pair_verify(&options);
		assert_string_equal(verdict->error, "");
		assert_int_equal(verdict_status(verdict), 0);
		assert_true(verdict->memoryless);
		assert_true(verdict->overlapped > 0);
		options = pair_options("pvclock", "plus-two", guests[i], MODEL_X86);
		options.updates = 1;
		verdict = pair_verify(&options);
		assert_true(verdict->counts[VIOLATION_TORN] > 0);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_stores_move_up),
		cmocka_unit_test(test_fences_hold_a_plain_tsc),
		cmocka_unit_test(test_ordered_tsc_is_no_fence),
		cmocka_unit_test(test_comparisons_are_seen),
		cmocka_unit_test(slow_copies_carry_nothing),
	};

	only(argc, argv);
	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
