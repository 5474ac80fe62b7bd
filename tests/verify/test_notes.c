/*
 * What a verdict notes beside violations: a store of the host that it undoes itself, and a store of the
 * guest to the page that no execution came to.
 */
#include "lib/pair.h"

/* What a host stores and puts back in the same update is told, and is no violation. */
static void test_undone(void **state)
{
	struct verify_options options =
		pair_options("pvclock", "clears-too-early", "pv-ordered", MODEL_X86);

	(void)state;
	options.quick = true;
	options.updates = 1;
	pair_verify(&options);
	/* it stores the flag ahead of the version, so that a much slower clock goes back: by no short schedule */
	assert_int_equal(verdict_violations(&the_test_verdict), BACKWARDS);
	assert_non_null(the_test_verdict.undone);
	assert_true(the_test_verdict.undone->line < the_test_verdict.undone_by->line);
	options = pair_options("pvclock", "clears-in-time", "pv-ordered", MODEL_X86);
	options.quick = true;
	options.updates = 1;
	pair_verify(&options);
	assert_int_equal(verdict_outcome(&the_test_verdict), OUTCOME_CLEAN);
	assert_null(the_test_verdict.undone);
}

/* A store to the page that no execution came to is told: of guests that come to theirs nothing is. */
static void test_uncovered(void **state)
{
	struct verify_options options =
		pair_options("pvclock", "pvclock-odd-even", "acks", MODEL_X86);

	(void)state;
	options.quick = true;
	options.updates = 1;
	pair_verify(&options);
	assert_int_equal(verdict_outcome(&the_test_verdict), OUTCOME_CLEAN);
	assert_non_null(verdict_uncovered(&the_test_verdict, options.guest));
	assert_non_null(
		strstr(verdict_uncovered(&the_test_verdict, options.guest)->file, "guest_acks.c"));
	options = pair_options("pvclock", "pvclock-odd-even", "pv-ordered", MODEL_X86);
	assert_null(verdict_uncovered(&the_test_verdict, options.guest));
	options = pair_options("hyperv-tsc", "odd-even", "hv-spin-even", MODEL_X86);
	assert_null(verdict_uncovered(&the_test_verdict, options.guest));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_undone),
		cmocka_unit_test(test_uncovered),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
