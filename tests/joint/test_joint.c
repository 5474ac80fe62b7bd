/*
 * Readers that share memory: what the models that keep loads in order allow them to see of each other and of the page, that
 * no execution comes twice, and, in all models, what is clean or not of guests that keep the last time they have read.
 */
#include "joint_seen.h"

#define IN_X86 (IN(X86) | IN(X86_MANUAL))
#define IN_ORDER (IN(SC) | IN_X86)

static const struct litmus table[] = {
	/* A: new page, then x == 0; B: x = 1, then old page */
	{"litmus-store", 2, {101, 0}, IN_ORDER, IN_X86},
	{"litmus-lfence", 2, {101, 0}, IN_ORDER, IN_X86},
	{"litmus-tsc", 2, {101, 0}, IN_ORDER, IN_X86},
	{"litmus-mfence", 2, {101, 0}, IN_ORDER, 0},
	{"litmus-xchg", 2, {101, 0}, IN_ORDER, 0},
	{"litmus-seq-cst", 2, {101, 0}, IN_ORDER, 0},
	/* A: new page, x = 1; B: x == 1, then old page */
	{"litmus-passed", 2, {1, 10}, IN_ORDER, 0},
	{"litmus-passed", 2, {1, 11}, IN_ORDER, IN_ORDER},
	{"litmus-passed", 2, {0, 10}, IN_ORDER, IN_ORDER},
	/* A: new page, x = 1; B: x = 2 after it, locked, then old page */
	{"litmus-counted", 2, {101, 10}, IN_ORDER, 0},
	{"litmus-counted", 2, {101, 11}, IN_ORDER, IN_ORDER},
	{"litmus-counted", 2, {0, 10}, IN_ORDER, IN_ORDER},
	/* A: new page, then x == 0; B reads its own x out of its buffer, then old page */
	{"litmus-own", 2, {1011, 10}, IN_ORDER, IN_X86},
	/* three in a chain */
	{"litmus-chain", 3, {10, 1, 101}, IN_ORDER, 0},
	{"litmus-chain", 3, {10, 11, 101}, IN_ORDER, 0},
	{"litmus-chain", 3, {0, 1, 101}, IN_ORDER, IN_ORDER},
	{"litmus-chain", 3, {10, 11, 111}, IN_ORDER, IN_ORDER},
	/* load buffering */
	{"litmus-load-buffering", 2, {1, 11}, IN_ORDER, 0},
	{"litmus-load-buffering", 2, {1, 10}, IN_ORDER, IN_ORDER},
	{"litmus-load-buffering", 2, {0, 11}, IN_ORDER, IN_ORDER},
	/* stores leave the buffer in order */
	{"litmus-in-order", 2, {100, 10}, IN_ORDER, 0},
	{"litmus-in-order", 2, {100, 1}, IN_ORDER, IN_ORDER},
	{"litmus-in-order", 2, {100, 11}, IN_ORDER, IN_ORDER},
};

static void test_litmus(void **state)
{
	(void)state;
	check_litmus(table, ARRAY_SIZE(table));
}

static void test_none_twice(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(table); i++) {
		check_none_twice(&table[i], MODEL_SC);
		check_none_twice(&table[i], MODEL_X86);
	}
}

static void test_drawn(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(table); i++) {
		check_drawn(&table[i], MODEL_SC);
		check_drawn(&table[i], MODEL_X86);
	}
}

static const struct verdict *clamp_verdict(const char *guest, enum model model, bool first)
{
	struct verify_options options = pair_options("pvclock", "pvclock-odd-even", guest, model);

	options.updates = 1;
	options.first_only = first;
	return pair_verify(&options);
}

static void test_clamps_are_right(void **state)
{
	static const char *const right[] = {"clamp-swaps", "clamp-relaxed", "clamp-half-right"};
	static const enum model models[] = {MODEL_SC, MODEL_X86, MODEL_WEAK};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(right); i++)
		for (unsigned int m = 0; m < ARRAY_SIZE(models); m++) {
			const struct verdict *verdict = clamp_verdict(right[i], models[m], false);

			if (verdict_status(verdict))
				print_error("%s, %s: violations 0x%x %s\n", right[i],
					    model_name(models[m]), verdict_violations(verdict),
					    verdict->error);
			assert_int_equal(verdict_status(verdict), 0);
			assert_true(verdict->acting.judged && verdict->acting.complete);
			assert_true(verdict->acting.executions > 1000);
			assert_int_equal(verdict->acting.readers, 2);
			assert_int_equal(verdict->acting.reads, 2);
		}
}

/* What is kept for a moment in memory of each vCPU's own nobody disturbs (one-scratch, below, has it in one for all). */
static void test_own_memory(void **state)
{
	static const enum model models[] = {MODEL_SC, MODEL_X86};

	(void)state;
	for (unsigned int m = 0; m < ARRAY_SIZE(models); m++) {
		const struct verdict *verdict = clamp_verdict("per-vcpu-scratch", models[m], false);

		assert_int_equal(verdict_status(verdict), 0);
		assert_true(verdict->acting.judged && verdict->acting.complete);
		assert_true(verdict->acting.executions > 1000);
	}
}

struct wrong_clamp {
	const char *guest;
	u32 shows;
};

static const struct wrong_clamp wrong_clamps[] = {
	{"clamp-stores", BACKWARDS}, {"clamp-early", BACKWARDS},  {"clamp-half", ARITHMETIC},
	{"clamp-sign", ARITHMETIC},  {"one-scratch", ARITHMETIC}, {"per-vcpu-clamp", BACKWARDS},
};

/* And each comes back under another poison, as what is saved. */
static void test_clamps_are_wrong(void **state)
{
	static const enum model models[] = {MODEL_SC, MODEL_X86, MODEL_WEAK};
	char why[256];

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(wrong_clamps); i++)
		for (unsigned int m = 0; m < ARRAY_SIZE(models); m++) {
			const struct wrong_clamp *c = &wrong_clamps[i];
			const struct verdict *verdict = clamp_verdict(c->guest, models[m], true);
			struct finding *finding;

			if (!(verdict_violations(verdict) & c->shows))
				print_error("%s, %s: violations 0x%x %s\n", c->guest,
					    model_name(models[m]), verdict_violations(verdict),
					    verdict->error);
			assert_string_equal(verdict->error, "");
			assert_true(verdict_violations(verdict) & c->shows);
			finding = verdict->found[verdict->first];
			assert_non_null(finding);
			assert_int_equal(finding->joint.readers, 2);
			why[0] = '\0';
			if (!finding_confirm(finding, the_test_machine, &the_test_oracle, why,
					     sizeof(why)))
				print_error("%s: %s\n", c->guest, why);
			assert_string_equal(why, "");
		}
}

/* Random schedules and interleavings find it as well, and nothing where nothing is wrong. */
static void test_clamps_are_searched(void **state)
{
	struct verify_options options;
	u64 trace;

	(void)state;
	for (unsigned int i = 0; i <= ARRAY_SIZE(wrong_clamps); i++) {
		const char *guest = i ? wrong_clamps[i - 1].guest : "clamp-swaps";

		options = pair_options("pvclock", "pvclock-odd-even", guest, MODEL_X86);
		options.executions = i ? 400000 : 30000;
		options.seed = 1;
		options.first_only = true;
		verdict_free(&the_test_verdict);
		search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
		if (!verdict_violations(&the_test_verdict) != !i)
			print_error("%s: violations 0x%x %s\n", guest,
				    verdict_violations(&the_test_verdict), the_test_verdict.error);
		assert_string_equal(the_test_verdict.error, "");
		assert_true(the_test_verdict.acting.schedules > 0);
		/* where the read of one reader alone shows it, none of two is drawn */
		assert_true(i || the_test_verdict.acting.executions > 0);
		if (i)
			assert_true(verdict_violations(&the_test_verdict) &
				    wrong_clamps[i - 1].shows);
		else
			assert_int_equal(verdict_violations(&the_test_verdict), 0);
		trace = the_test_verdict.acting.executions;
		verdict_free(&the_test_verdict);
		search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
		assert_int_equal(the_test_verdict.acting.executions, trace);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_litmus),
		cmocka_unit_test(test_none_twice),
		cmocka_unit_test(test_drawn),
		cmocka_unit_test(test_clamps_are_right),
		cmocka_unit_test(test_own_memory),
		cmocka_unit_test(test_clamps_are_wrong),
		cmocka_unit_test(test_clamps_are_searched),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
