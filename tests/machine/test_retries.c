/*
 * Retry loops that are easily taken for what they are not: which of them carry nothing over, which
 * are bounded, and that no flawed one among them is ever proved right.
 */
#include "lib/only.h"
#include "lib/pair.h"
#include "machine/engine.h"
#include "machine/memo.h"

enum class { MEMORYLESS, CARRIES };

struct right_case {
	const char *guest;
	enum class class;
	unsigned int updates;
};

/* Right against odd-even; against single-store all are torn. */
static const struct right_case right_cases[] = {
	{"noinline-loads", MEMORYLESS, 2},
	{"spin-inside", MEMORYLESS, 2},
	{"copy-outside", MEMORYLESS, 2},
	{"copy-inside", MEMORYLESS, 2},
	{"hv-spin-even", MEMORYLESS, 2},
	{"copy-bytes", CARRIES, 1}, /* a copy made byte by byte is not seen to be whole */
	{"carried", CARRIES, 1},
	{"rotated", CARRIES, 2},
	{"two-entries", CARRIES, 2},
	{"recursion", CARRIES, 2},
	{"mutual-recursion", CARRIES, 2},
	{"loop-in-loop", MEMORYLESS, 2},
};

static const struct verdict *retry_verdict(const char *host, const char *guest, enum model model,
					   unsigned int updates, unsigned int retries)
{
	struct verify_options options = pair_options("hyperv-tsc", host, guest, model);

	options.updates = updates;
	options.retries = retries;
	options.budget = 2000;
	return pair_verify(&options);
}

static void check_right(const struct right_case *c, enum model model)
{
	const struct verdict *verdict = retry_verdict("odd-even", c->guest, model, c->updates, 3);

	if (verdict_status(verdict) || verdict->memoryless != (c->class == MEMORYLESS))
		print_error("odd-even x %s, %s: violations 0x%x, memoryless %d, %s\n", c->guest,
			    model_name(model), verdict_violations(verdict), verdict->memoryless,
			    verdict->error);
	assert_int_equal(verdict_status(verdict), 0);
	assert_int_equal(verdict->memoryless, c->class == MEMORYLESS);
	assert_true(verdict->accepted > 0);
	if (c->class == MEMORYLESS) {
		assert_true(verdict->pruning_checked >= 1);
		assert_true(verdict->cut > 0);
		assert_true(verdict->complete);
		assert_int_equal(verdict->retries, 0);
	} else {
		assert_int_equal(verdict->pruning_checked, 0);
		assert_true(verdict->retries > 0);
		/* every schedule was explored; what stopped at the limit is counted */
		assert_true(verdict->complete);
	}
}

static void slow_right(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(right_cases); i++) {
		if (right_cases[i].updates == 1 || right_cases[i].class == MEMORYLESS)
			check_right(&right_cases[i], MODEL_SC);
		check_right(&right_cases[i], MODEL_X86);
	}
}

static void test_right_guest_and_wrong_host(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(right_cases); i++) {
		const struct verdict *verdict =
			retry_verdict("single-store", right_cases[i].guest, MODEL_X86, 1, 3);

		if (verdict->error[0] || !verdict->counts[VIOLATION_TORN])
			print_error("single-store x %s: %s\n", right_cases[i].guest,
				    verdict->error);
		assert_string_equal(verdict->error, "");
		assert_true(verdict->counts[VIOLATION_TORN] > 0);
	}
}

/* A memoryless guest's verdict does not depend on the bound for retries. */
static void test_bound_is_irrelevant_without_memory(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(right_cases); i++) {
		u64 trace;

		if (right_cases[i].class != MEMORYLESS)
			continue;
		retry_verdict("odd-even", right_cases[i].guest, MODEL_X86, 1, 0);
		trace = the_test_verdict.trace;
		retry_verdict("odd-even", right_cases[i].guest, MODEL_X86, 1, 7);
		assert_int_equal(trace, the_test_verdict.trace);
	}
}

/* The exit after the third try must be reached, with the default bound. */
static void test_retry_limit_of_three(void **state)
{
	const struct verdict *verdict = retry_verdict("odd-even", "three-tries", MODEL_X86, 2, 3);

	(void)state;
	assert_string_equal(verdict->error, "");
	assert_false(verdict->memoryless);
	assert_true(verdict->fell_back > 0);
	assert_true(verdict->counts[VIOLATION_WRONG_FALLBACK] > 0);
	assert_int_equal(verdict->counts[VIOLATION_TORN], 0);
	assert_int_equal(verdict->limited, 0);
	/* what it takes after the third try is torn */
	verdict = retry_verdict("odd-even", "three-tries-then-any", MODEL_X86, 2, 3);
	assert_false(verdict->memoryless);
	assert_true(verdict->counts[VIOLATION_TORN] > 0);
}

/* An exit past the bound is not explored, if no counter tells of it: no claim of having seen everything. */
static void test_exit_past_the_bound(void **state)
{
	const struct verdict *verdict;
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "five-tries-by-variable", MODEL_SC);

	(void)state;
	options.updates = 2;
	options.retries = 1;
	options.budget = 20000;
	verdict = pair_verify(&options);
	assert_false(verdict->memoryless);
	assert_int_equal(verdict->counts[VIOLATION_TORN], 0);
	assert_true(verdict->limited > 0);
	verdict = retry_verdict("single-store", "six-tries-then-any", MODEL_X86, 1, 3);
	assert_true(verdict->counts[VIOLATION_TORN] > 0);
}

/* A guest that counts its tries against a constant comes to its last one, however many they are. */
static void test_last_try(void **state)
{
	static const char *const wrong[] = {"ten-tries", "ten-tries-down", "ten-tries-by-two",
					    "thousand-tries"};
	static const char *const right[] = {"ten-tries-right", "thousand-tries-right"};
	char why[256];

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(wrong); i++) {
		const struct verdict *verdict =
			retry_verdict("odd-even", wrong[i], MODEL_X86, 2, 3);

		assert_string_equal(verdict->error, "");
		assert_true(verdict->counts[VIOLATION_TORN] > 0);
		assert_int_equal(finding_replay(verdict->found[VIOLATION_TORN], the_test_machine,
						&the_test_oracle, 0x5a, why, sizeof(why)),
				 VIOLATION_TORN);
		assert_string_equal(why, "");
	}
	/* with more retries than one read has room for, too */
	assert_true(retry_verdict("odd-even", "thousand-tries", MODEL_X86, 1, 1000)
			    ->counts[VIOLATION_TORN] > 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(right); i++) {
		const struct verdict *verdict =
			retry_verdict("odd-even", right[i], MODEL_X86, 1, 1);

		assert_string_equal(verdict->error, "");
		assert_int_equal(verdict->counts[VIOLATION_TORN], 0);
		assert_true(verdict->fell_back > 0);
	}
}

/* All executions; *states: how many of a loop's states were met first, in all schedules. */
static const struct verdict *explore_all(const char *guest, u64 *states)
{
	struct verify_options options = pair_options("hyperv-tsc", "odd-even", guest, MODEL_X86);
	struct memo *memo = the_test_machine->memo;
	const struct verdict *verdict;

	options.updates = 1;
	options.budget = 0;
	memset(memo, 0, sizeof(*memo));
	verdict = pair_verify(&options);
	*states = memo->all;
	return verdict;
}

/* How many tries there are before the last one does not matter: the rounds at the end are alike, and no states of their own. */
static void test_many_tries_are_as_few(void **state)
{
	u64 few, many, executions, accepted, cut;
	const struct verdict *verdict = explore_all("ten-tries-right", &few);

	(void)state;
	executions = verdict->executions;
	accepted = verdict->accepted;
	cut = verdict->cut;
	assert_true(verdict->complete);
	assert_true(verdict->fell_back > 0);
	assert_true(few > 0);
	verdict = explore_all("thousand-tries-right", &many);
	assert_true(verdict->complete);
	assert_true(verdict->fell_back > 0);
	assert_int_equal(verdict->accepted, accepted);
	assert_int_equal(verdict->cut, cut);
	assert_int_equal(verdict->executions, executions);
	assert_int_equal(many, few);
}

/* hv-2016's tear: the page is invalid in one round, and accepted in the next. */
static void test_carried_sequence(void **state)
{
	static const char *const guests[] = {
		"carried-zero",	    "carried-by-pointer", "carried-by-result",
		"carried-by-alias", "carried-by-choice",  "carried-seldom",
	};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(guests); i++) {
		const struct verdict *verdict =
			retry_verdict("invalidate", guests[i], MODEL_X86, 2, 3);
		const struct finding *finding = verdict->found[VIOLATION_TORN];
		unsigned int retries = 0;

		if (!finding || verdict->memoryless)
			print_error("invalidate x %s: torn %d, memoryless %d, %s\n", guests[i],
				    !!finding, verdict->memoryless, verdict->error);
		assert_non_null(finding);
		assert_false(verdict->memoryless);
		for (unsigned int a = 0; a < finding->reads[0].naccesses; a++)
			retries += finding->reads[0].accesses[a].kind == ACCESS_RETRY;
		assert_in_range(retries, 1, 3);
	}
	/* hv-2016 itself needs no retry for it */
	pair_shows("invalidate", "hv-2016", MODEL_X86, TORN);
	/* without a retry there is nothing to be carried over */
	retry_verdict("invalidate", "carried-zero", MODEL_X86, 1, 0);
	assert_int_equal(the_test_verdict.counts[VIOLATION_TORN], 0);
	assert_true(the_test_verdict.limited > 0);
}

/* What is hard to see to carry something over is said to do so, whatever was found first. */
static void test_hidden_carriers_with_a_violation(void **state)
{
	static const char *const guests[] = {"carried-by-pointer", "carried-by-result",
					     "carried-by-alias", "carried-by-choice",
					     "carried-seldom"};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(guests); i++) {
		const struct verdict *verdict =
			retry_verdict("odd-even", guests[i], MODEL_X86, 1, 3);

		if (verdict->memoryless)
			print_error("odd-even x %s: taken for memoryless\n", guests[i]);
		assert_true(verdict->counts[VIOLATION_TORN] > 0);
		assert_false(verdict->memoryless);
	}
}

/* A flawed guest, its flaw and all, without any retry that would show it. */
static void test_flawed_without_retries(void **state)
{
	(void)state;
	pair_shows("odd-even", "spin-once", MODEL_X86, TORN);
	pair_shows("odd-even", "copy-sequence", MODEL_X86, TORN);
	pair_shows("odd-even", "hv-no-recheck", MODEL_X86, TORN);
}

/* A copy of bytes is no retry: it is not cut, not counted and not limited. */
static void test_counted_loops(void **state)
{
	const struct verdict *verdict =
		retry_verdict("odd-even", "copy-bytes-once", MODEL_X86, 1, 0);

	(void)state;
	assert_string_equal(verdict->error, "");
	assert_true(verdict->counts[VIOLATION_TORN] > 0);
	assert_int_equal(verdict->cut + verdict->limited + verdict->retries + verdict->stuck, 0);
	assert_true(verdict->memoryless);
	/* 16 bytes and the sequence twice, and nothing of them lost */
	assert_true(verdict->found[VIOLATION_TORN]->reads[0].naccesses >= 17);
}

/* Left by a flag that is set in a branch: a retry, too. */
static void test_flag(void **state)
{
	const struct verdict *verdict = retry_verdict("odd-even", "flag", MODEL_X86, 1, 3);

	(void)state;
	assert_string_equal(verdict->error, "");
	assert_int_equal(verdict_status(verdict), 0);
	verdict = retry_verdict("dies-odd", "flag", MODEL_X86, 1, 3);
	assert_string_equal(verdict->error, "");
	assert_true(verdict->counts[VIOLATION_STUCK] > 0);
}

/* Whatever its class, a loop that waits for a host that is gone is stuck, and replays so. */
static void test_stuck(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(right_cases); i++) {
		const struct verdict *verdict =
			retry_verdict("dies-odd", right_cases[i].guest, MODEL_X86, 1, 3);
		struct finding *finding = verdict->found[VIOLATION_STUCK];
		char why[256] = "";

		if (!finding)
			print_error("dies-odd x %s: not stuck, %s\n", right_cases[i].guest,
				    verdict->error);
		assert_string_equal(verdict->error, "");
		assert_non_null(finding);
		if (finding_replay(finding, the_test_machine, &the_test_oracle, 0x5a, why,
				   sizeof(why)) != VIOLATION_STUCK)
			print_error("dies-odd x %s: does not replay: %s\n", right_cases[i].guest,
				    why);
		assert_string_equal(why, "");
		assert_int_equal(finding_replay(finding, the_test_machine, &the_test_oracle, 0x5a,
						why, sizeof(why)),
				 VIOLATION_STUCK);
	}
}

static const struct verdict *pvclock_verdict(const char *host, const char *guest, enum model model)
{
	struct verify_options options = pair_options("pvclock", host, guest, model);

	options.updates = 1;
	return pair_verify(&options);
}

/* What a read has loaded before a loop may keep it there, with nothing new in the loop to see. */
static void test_waits(void **state)
{
	static const enum model models[] = {MODEL_SC, MODEL_X86, MODEL_WEAK};
	static const char *const guests[] = {"waits-for-version", "waits-for-time"};

	(void)state;
	for (unsigned int i = 0; i < 2 * ARRAY_SIZE(models); i++) {
		const struct verdict *verdict =
			pvclock_verdict("pvclock-odd-even", guests[i / 3], models[i % 3]);
		struct finding *finding = verdict->found[VIOLATION_STUCK];
		char why[256] = "";

		assert_string_equal(verdict->error, "");
		assert_non_null(finding);
		assert_int_equal(finding_replay(finding, the_test_machine, &the_test_oracle, 0x5a,
						why, sizeof(why)),
				 VIOLATION_STUCK);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(models); i++) {
		assert_int_equal(verdict_status(pvclock_verdict("pvclock-odd-even",
								"waits-for-none", models[i])),
				 0);
		assert_int_equal(verdict_status(pvclock_verdict("pvclock-odd-even", "waits-within",
								models[i])),
				 0);
	}
}

/* A loop that time ends is not stuck, and not proved to end either: it is told, at its line. Others are as before. */
static void test_waits_for_the_tsc(void **state)
{
	static const char *const guests[] = {"waits-for-tsc", "rests"};

	(void)state;
	for (unsigned int i = 0; i < MODELS * ARRAY_SIZE(guests); i++) {
		struct verify_options options =
			pair_options("pvclock", "pvclock-odd-even", guests[i / MODELS], i % MODELS);
		const struct verdict *verdict;

		options.updates = 1;
		verdict = pair_verify(&options);
		assert_string_equal(verdict->error, "");
		assert_null(verdict->found[VIOLATION_STUCK]);
		assert_true(verdict->accepted > 0);
		assert_true(verdict->limited > 0);
		assert_non_null(verdict->timed);
		assert_non_null(strstr(verdict->timed->file, "guest_waits.c"));
		assert_int_equal(verdict_outcome(verdict), i % MODELS == MODEL_X86_MANUAL
								   ? OUTCOME_VIOLATION
								   : OUTCOME_WITHIN_RETRIES);
	}
	/* nothing has it wait: the host always ends with an even version */
	assert_null(pvclock_verdict("pvclock-odd-even", "waits-for-none", MODEL_X86)->timed);
	assert_null(pvclock_verdict("pvclock-odd-even", "waits-for-version", MODEL_X86)->timed);
	/* the page stays odd where the host dies: one gives up in time, the others are stuck */
	for (unsigned int i = 0; i < 2; i++) {
		struct verify_options options =
			pair_options("pvclock", "pvclock-odd-even",
				     i ? "waits-for-none" : "gives-up-in-time", MODEL_X86);
		const struct verdict *verdict;

		options.updates = 1;
		options.deaths = true;
		verdict = pair_verify(&options);
		assert_int_equal(verdict->found[VIOLATION_STUCK] != NULL, i);
		assert_int_equal(verdict->timed != NULL, !i);
	}
}

/* A plain load of what is stored in halves may be ahead of the load before it as any other may. */
static void test_parts_ahead(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 2; i++) {
		enum model model = i ? MODEL_X86 : MODEL_SC;
		struct finding *finding =
			pvclock_verdict("mul-halves", "plain-ahead", model)->found[VIOLATION_TORN];
		char why[256] = "";

		assert_non_null(finding);
		assert_int_equal(finding_replay(finding, the_test_machine, &the_test_oracle, 0x5a,
						why, sizeof(why)),
				 VIOLATION_TORN);
		assert_int_equal(
			verdict_status(pvclock_verdict("mul-halves", "waits-for-none", model)), 0);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slow_right),
		cmocka_unit_test(test_right_guest_and_wrong_host),
		cmocka_unit_test(test_bound_is_irrelevant_without_memory),
		cmocka_unit_test(test_retry_limit_of_three),
		cmocka_unit_test(test_exit_past_the_bound),
		cmocka_unit_test(test_last_try),
		cmocka_unit_test(test_many_tries_are_as_few),
		cmocka_unit_test(test_carried_sequence),
		cmocka_unit_test(test_hidden_carriers_with_a_violation),
		cmocka_unit_test(test_flawed_without_retries),
		cmocka_unit_test(test_counted_loops),
		cmocka_unit_test(test_flag),
		cmocka_unit_test(test_stuck),
		cmocka_unit_test(test_waits),
		cmocka_unit_test(test_waits_for_the_tsc),
		cmocka_unit_test(test_parts_ahead),
	};

	only(argc, argv);
	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
