/* What lies beyond a verdict. */
#include "lib/pair.h"

#include "analysis/beyond.h"

/* A look beyond a verdict that was not to its end says how far it came, and claims no more. */
static void test_a_look_beyond(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "frozen", "hv-ordered", MODEL_X86);
	struct outcome *outcome = outcome_new("verify");
	struct verdict verdict;
	const char *told;

	(void)state;
	verdict = *pair_verify(&options);
	assert_int_equal(verdict_outcome(&verdict), OUTCOME_CLEAN);
	beyond_look(the_test_machine, &the_test_oracle, &options, &verdict, 8, outcome);
	told = said_text(&outcome->text);
	assert_non_null(strstr(told, "  x86-manual no violation so far where "));
	assert_non_null(strstr(told, " of 672 schedules: not explored to the end\n"));
	assert_non_null(strstr(told, "\n  deaths     no violation so far if "));
	assert_int_equal(outcome->nbeyond, 2);
	assert_int_equal(outcome->beyond[0]->verdict, OUTCOME_UNFINISHED);
	assert_string_equal(
		json_string_value(json_object_get(outcome->beyond[0]->parameters, "model")),
		"x86-manual");
	assert_true(json_is_true(json_object_get(outcome->beyond[1]->parameters, "deaths")));
	outcome_free(outcome);
	/* to its end */
	outcome = outcome_new("verify");
	beyond_look(the_test_machine, &the_test_oracle, &options, &verdict,
		    beyond_patience(&verdict), outcome);
	told = said_text(&outcome->text);
	assert_non_null(strstr(told, "  x86-manual no violation where "));
	assert_non_null(strstr(told, "\n  deaths     torn+"));
	assert_int_equal(outcome->beyond[0]->verdict, OUTCOME_CLEAN);
	assert_int_equal(outcome->beyond[1]->verdict, OUTCOME_VIOLATION);
	/* and the verdict itself is not told by them */
	assert_int_equal(outcome->nviolations, 0);
	outcome_free(outcome);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_look_beyond),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
