/*
 * Readers on several vCPUs that share memory: of a page for each, published one after the other, and a last time for all of
 * them, or for each. What is drawn shows which are right, and each finding comes back. All executions: tests/readers/vcpus.sh, and
 * tests/brute.
 */
#include "clock/vcpus.h"
#include "lib/pair.h"

static const struct {
	const char *host, *guest;
	unsigned int reads;
	u32 shows;
} pairs[] = {
	{"pvclock-odd-even", "vcpus-clamp", 1, 0},
	{"vcpus-frozen", "vcpus-scratch", 1, 0},
	{"pvclock-odd-even", "vcpus-own-clamp", 1, BACKWARDS},
	{"pvclock-odd-even", "vcpus-narrow-clamp", 1, ARITHMETIC},
	{"vcpus-frozen", "vcpus-loose-scratch", 1, ARITHMETIC},
	{"pvclock-odd-even", "vcpus-stored-clamp", 2, BACKWARDS},
	/* where TSCs are apart */
	{"pvclock-odd-even", "vcpus-clamp-not-pinned", 1, STALE},
};

#define EQUAL (ARRAY_SIZE(pairs) - 1)

static void check_finding(const struct verdict *verdict, enum violation violation)
{
	struct finding finding = *verdict->found[violation];
	char why[256];

	assert_int_equal(finding_replay(&finding, the_test_machine, &the_test_oracle, 0xa5, why,
					sizeof(why)),
			 violation);
}

static void check_pair(unsigned int i, enum model model, unsigned int tscs)
{
	struct verify_options options =
		pair_options("pvclock", pairs[i].host, pairs[i].guest, model);
	const struct verdict *verdict = &the_test_verdict;
	u32 found;

	options.executions = pairs[i].shows ? 400000 : 10000;
	options.seed = 1;
	options.first_only = true;
	options.updates = 1;
	options.readers = 2;
	options.reads = pairs[i].reads;
	options.tscs = tscs;
	verdict_free(&the_test_verdict);
	search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
	found = verdict_violations(verdict);
	if (found != pairs[i].shows || verdict->error[0])
		print_error("%s x %s, %s: 0x%x %s\n", pairs[i].host, pairs[i].guest,
			    model_name(model), found, verdict->error);
	assert_string_equal(verdict->error, "");
	assert_int_equal(verdict->vcpus, 2);
	assert_true(found == pairs[i].shows);
	assert_true(found || verdict->acting.executions > 0);
	for (unsigned int v = 0; v < VIOLATIONS; v++)
		if (found >> v & 1)
			check_finding(verdict, (enum violation)v);
}

static void test_equal(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < EQUAL; i++) {
		check_pair(i, MODEL_SC, 1u << TSCS_EQUAL);
		check_pair(i, MODEL_X86, 1u << TSCS_EQUAL);
	}
}

/* The clamps, where each vCPU's page is for a TSC of its own. */
static void test_apart(void **state)
{
	(void)state;
	check_pair(0, MODEL_X86, 1u << TSCS_AHEAD);
	check_pair(0, MODEL_X86, 1u << TSCS_FASTER);
	check_pair(2, MODEL_X86, 1u << TSCS_BEHIND);
	check_pair(EQUAL, MODEL_X86, 1u << TSCS_AHEAD);
}

/* What one log is given up for, others are not. */
static void test_left(void **state)
{
	struct verify_options options =
		pair_options("pvclock", "vcpus-at-times-half-frozen", "vcpus-scratch", MODEL_SC);
	const struct acting *acting = &the_test_verdict.acting;

	(void)state;
	options.executions = 20000;
	options.seed = 1;
	options.updates = 1;
	options.tscs = 1u << TSCS_EQUAL;
	verdict_free(&the_test_verdict);
	search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
	assert_string_equal(the_test_verdict.error, "");
	assert_true(acting->judged && acting->left > 0 && acting->left < acting->schedules);
	assert_string_equal(acting->overflowed, "a host that stops some vCPUs, and not others");
	assert_true(acting->executions > 0);
}

/* After so many in a row no more are tried: reads are judged one by one, and the verdict says why. */
static void test_given_up(void **state)
{
	struct verify_options options =
		pair_options("pvclock", "vcpus-frozen", "vcpus-many", MODEL_SC);
	const struct acting *acting = &the_test_verdict.acting;

	(void)state;
	options.executions = 50000; /* one stretch, which gives up for itself */
	options.seed = 1;
	options.updates = 1;
	options.tscs = 1u << TSCS_EQUAL;
	verdict_free(&the_test_verdict);
	search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
	assert_string_equal(the_test_verdict.error, "");
	assert_false(acting->judged);
	assert_non_null(acting->overflowed);
	assert_string_equal(acting->overflowed, "reads share too many variables");
	assert_int_equal(acting->left, 8);
	assert_int_equal(acting->schedules, 8);
	assert_int_equal(verdict_violations(&the_test_verdict), 0);
}

/* Who asks for so many reads, or has one vCPU, has asked about just that: there it is an error. */
static void check_too_many(unsigned int vcpus, unsigned int readers, unsigned int reads)
{
	struct verify_options options =
		pair_options("pvclock", "vcpus-frozen", "vcpus-many", MODEL_SC);

	options.executions = 100000;
	options.seed = 1;
	options.updates = 1;
	options.tscs = 1u << TSCS_EQUAL;
	options.vcpus = vcpus;
	options.readers = readers;
	options.reads = reads;
	verdict_free(&the_test_verdict);
	search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
	assert_string_equal(the_test_verdict.error, "reads share too many variables");
	assert_int_equal(verdict_status(&the_test_verdict), 2);
}

static void test_too_many(void **state)
{
	(void)state;
	check_too_many(1, 0, 0);
	check_too_many(2, 2, 0);
	check_too_many(2, 0, 2);
}

static void check_not_judged(enum model model)
{
	struct verify_options options =
		pair_options("pvclock", "pvclock-odd-even", "vcpus-clamp", model);

	options.executions = 2000;
	options.seed = 1;
	options.updates = 1;
	verdict_free(&the_test_verdict);
	search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
	assert_string_equal(the_test_verdict.error, "");
	assert_false(the_test_verdict.acting.judged);
	assert_true(the_test_verdict.floor != NULL);
}

/* There they are not looked at, and the verdict says so. */
static void test_other_models(void **state)
{
	(void)state;
	check_not_judged(MODEL_X86_MANUAL);
	check_not_judged(MODEL_WEAK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal),	 cmocka_unit_test(test_apart),
		cmocka_unit_test(test_left),	 cmocka_unit_test(test_given_up),
		cmocka_unit_test(test_too_many), cmocka_unit_test(test_other_models),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
