/*
 * Readers that share memory on a weakly ordered CPU: what they may see of each other and of the page, with barriers
 * and without, what is refused, and what is clean or not of guests that keep the last time they have read.
 */
#include "lib/pair.h"
#include "joint/joint.h"

#define READERS_MAX 3
#define SEEN_MAX 8192

struct seen {
	unsigned int n;
	u64 values[SEEN_MAX][READERS_MAX];
	char error[256];
	struct joint_counts counts;
};

static struct seen seen;

static bool complete(void *arg, struct joint *joint)
{
	const struct joint_read *reads;
	unsigned int n = joint_reads(joint, &reads);

	(void)arg;
	if (seen.n == SEEN_MAX)
		return false;
	for (unsigned int i = 0; i < n; i++)
		seen.values[seen.n][reads[i].reader] = reads[i].read.value;
	seen.n++;
	return true;
}

static void run_joint(const char *guest, unsigned int readers)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "single-store", guest, MODEL_WEAK);
	struct machine_options setup = {.format = options.format,
					.model = MODEL_WEAK,
					.word = 64,
					.retries = 3,
					.poison = 0xa5};
	struct joint_options joint_options = {
		.guest = options.guest, .readers = readers, .reads = 1, .complete = complete};
	struct schedule schedule = one_update(UPDATE_SLOWER);
	struct joint *joint = joint_new(the_test_machine);
	struct choice choice;

	assert_non_null(joint);
	machine_setup(the_test_machine, &setup);
	choice_replay(&choice, NULL, 0);
	choice_begin(&choice);
	assert_true(machine_host(the_test_machine, options.host, &schedule, &choice));
	memset(&seen, 0, sizeof(seen));
	if (!joint_explore(joint, &joint_options, &seen.counts))
		snprintf(seen.error, sizeof(seen.error), "%s", machine_error(the_test_machine));
	joint_free(joint);
	assert_true(seen.n < SEEN_MAX);
}

/* Did so many readers return these, in any order? */
static bool returned(const u64 *wanted, unsigned int readers)
{
	for (unsigned int i = 0; i < seen.n; i++) {
		unsigned int found = 0;

		for (unsigned int w = 0; w < readers; w++)
			for (unsigned int r = 0; r < readers; r++)
				if (!(found >> r & 1) && seen.values[i][r] == wanted[w]) {
					found |= 1u << r;
					break;
				}
		if (found == (1u << readers) - 1)
			return true;
	}
	return false;
}

struct litmus {
	const char *guest;
	unsigned int readers;
	u64 values[READERS_MAX];
	bool allowed;
};

static const struct litmus table[] = {
	/* A: new page, then x == 0; B: x = 1, then old page */
	{"weak-store", 2, {101, 0}, true},
	{"weak-store-rmb", 2, {101, 0}, true},
	{"weak-store-release", 2, {101, 0}, true},
	{"weak-store-sc", 2, {101, 0}, true},
	{"weak-store-mb", 2, {101, 0}, false},
	{"weak-store-xchg", 2, {101, 0}, false},
	/* ... and A is free to look at x first, and finds what B had stored after it saw the new page or not */
	{"weak-store-loose", 2, {101, 0}, true},
	/* A: new page, x = 1; B: x == 1, then old page */
	{"weak-passed", 2, {1, 10}, false},
	{"weak-passed", 2, {1, 11}, true},
	{"weak-passed", 2, {0, 10}, true},
	{"weak-passed-acquire", 2, {1, 10}, false},
	{"weak-passed-fence", 2, {1, 10}, false},
	{"weak-passed-branch", 2, {1, 10}, false},
	{"weak-passed-value", 2, {1, 10}, false},
	{"weak-passed-loose", 2, {1, 10}, true},
	/* A: new page, then counts; B counts after it, then old page */
	{"weak-counted", 2, {1, 110}, false},
	{"weak-counted", 2, {101, 10}, false},
	{"weak-counted", 2, {101, 11}, true},
	{"weak-counted-acquire", 2, {101, 10}, false},
	{"weak-counted-release", 2, {101, 10}, true},
	/* three in a chain */
	{"weak-chain", 3, {10, 1, 101}, false},
	{"weak-chain", 3, {10, 11, 101}, false},
	{"weak-chain", 3, {10, 11, 111}, true},
	{"weak-chain-loose", 3, {10, 11, 101}, false},
	{"weak-chain-loose", 3, {10, 1, 111}, true},
	/* one place never goes back */
	{"weak-twice", 2, {0, 10}, false},
	{"weak-twice", 2, {0, 1}, true},
	{"weak-twice", 2, {0, 11}, true},
};

static void test_litmus(void **state)
{
	bool wrong = false;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(table); i++) {
		const struct litmus *l = &table[i];

		run_joint(l->guest, l->readers);
		if (getenv("JOINT_SHOW"))
			print_message("%s: %lu executions, %lu blocked, %lu reads\n", l->guest,
				      (unsigned long)seen.counts.executions,
				      (unsigned long)seen.counts.blocked,
				      (unsigned long)seen.counts.reads);
		if (!seen.error[0] && seen.n && returned(l->values, l->readers) == l->allowed)
			continue;
		print_error("%s, row %u: not %s %s\n", l->guest, i,
			    l->allowed ? "seen" : "forbidden", seen.error);
		wrong = true;
	}
	assert_false(wrong);
}

/* What is not made in its place is refused, with the line of both. */
static void test_refused(void **state)
{
	static const char *const refused[] = {
		"weak-load-buffering", "weak-page-first", "weak-two-loads", "weak-two-stores",
		"weak-relaxed",	       "weak-spurious",	  "weak-own"};
	bool wrong = false;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(refused); i++) {
		run_joint(refused[i], 2);
		if (getenv("JOINT_SHOW"))
			print_message("%s: %s\n", refused[i], seen.error);
		if (strstr(seen.error, "guest_litmus_weak.c:") && strstr(seen.error, "weak"))
			continue;
		print_error("%s: not refused: '%s'\n", refused[i], seen.error);
		wrong = true;
	}
	assert_false(wrong);
}

static const struct verdict *clamp_verdict(const char *guest, bool first)
{
	struct verify_options options =
		pair_options("pvclock", "pvclock-odd-even", guest, MODEL_WEAK);

	options.updates = 1;
	options.first_only = first;
	return pair_verify(&options);
}

static void test_clamps_are_right(void **state)
{
	static const char *const right[] = {"clamp-swaps", "clamp-relaxed", "clamp-half-right"};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(right); i++) {
		const struct verdict *verdict = clamp_verdict(right[i], false);

		if (verdict_status(verdict))
			print_error("%s: violations 0x%x %s\n", right[i],
				    verdict_violations(verdict), verdict->error);
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
	{"clamp-stores", BACKWARDS},
	{"clamp-early", BACKWARDS},
	{"clamp-half", ARITHMETIC},
	{"clamp-sign", ARITHMETIC},
};

/* And each comes back under another poison, as what is saved. */
static void test_clamps_are_wrong(void **state)
{
	char why[256];

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(wrong_clamps); i++) {
		const struct wrong_clamp *c = &wrong_clamps[i];
		const struct verdict *verdict = clamp_verdict(c->guest, true);
		struct finding *finding;

		if (!(verdict_violations(verdict) & c->shows))
			print_error("%s: violations 0x%x %s\n", c->guest,
				    verdict_violations(verdict), verdict->error);
		assert_string_equal(verdict->error, "");
		assert_true(verdict_violations(verdict) & c->shows);
		finding = verdict->found[verdict->first];
		assert_non_null(finding);
		assert_int_equal(finding->joint.readers, 2);
		why[0] = '\0';
		if (!finding_confirm(finding, the_test_machine, &the_test_oracle, why, sizeof(why)))
			print_error("%s: %s\n", c->guest, why);
		assert_string_equal(why, "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_litmus),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_clamps_are_right),
		cmocka_unit_test(test_clamps_are_wrong),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
