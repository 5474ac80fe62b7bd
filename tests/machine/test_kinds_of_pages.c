/*
 * Formats that exist: large pages of which little is of a field, counters that are shorter than the TSC, several
 * numbers from one read, several sequences, and none. Each has a right pair and wrong ones.
 */
#include "lib/pair.h"

struct pair {
	const char *format, *host, *guest;
	u32 violations; /* one of these is found, and no other kind: 0: clean */
	bool proved;	/* for any number of updates and any values */
};

static const struct pair pairs[] = {
	{"big-page", "big-fields", "big-even", 0, true},
	{"big-page", "big-block", "big-even", 0, true},
	{"big-page", "big-fields", "big-copy", 0, true},
	{"big-page", "big-block", "big-copy", 0, true},

	{"split-page", "split", "split-right", 0, true},
	{"split-page", "split", "split-early-tsc", ARITHMETIC, false},
	{"split-page", "split", "split-late-tsc", ARITHMETIC, false},
	{"split-page", "split", "split-early-seconds", ARITHMETIC | BACKWARDS, false},
	{"split-page", "split", "split-whole-rest", ARITHMETIC, false},

	{"short-counter", "short-count", "short-cut", 0, true},
	{"short-counter", "short-count", "short-uncut", ARITHMETIC | BACKWARDS, false},
	{"short-counter", "short-count", "short-clamps", ARITHMETIC | BACKWARDS, false},
	{"short-counter", "short-count", "short-signed", ARITHMETIC | BACKWARDS, false},
	{"long-counter", "long-count", "long-cut", 0, true},
	{"long-counter", "long-count", "long-uncut", ARITHMETIC | BACKWARDS, false},
	{"long-counter", "long-count", "long-half", ARITHMETIC | BACKWARDS, false},

	{"flag-page", "flag-base", "flag-by-base", 0, false},
	{"flag-page", "flag-base", "flag-never", WRONG_FALLBACK, false},
	{"flag-page", "flag-toggles", "flag-twice", TORN | STALE | BACKWARDS | ARITHMETIC, false},

	{"high-low-high", "high2-low-high1", "reads-high1-first", 0, false},
	{"high-low-high", "high1-low-high2", "reads-high1-first", TORN | BACKWARDS, false},
	{"high-low-high", "high-skips", "reads-high1-first", STALE, false},

	{"two-counts", "two-counts", "first-then-last", 0, false},
	{"two-counts", "two-counts", "first-twice", TORN | STALE | BACKWARDS | ARITHMETIC, false},
	{"two-counts", "two-counts-back", "first-then-last", TORN | STALE | BACKWARDS | ARITHMETIC,
	 false},
};

static bool as_told(const struct pair *pair, enum model model)
{
	struct verify_options options = pair_options(pair->format, pair->host, pair->guest, model);
	const struct verdict *verdict;
	u32 found;

	options.updates = pair->violations ? 1 : 2;
	/* a sequence that is seen twice takes two updates to tear, a short counter half of one */
	if (pair->violations & TORN)
		options.updates = 2;
	options.budget = 10000;
	verdict = pair_verify(&options);
	found = verdict_violations(verdict);
	if (verdict->error[0] || !found != !pair->violations || found & ~pair->violations ||
	    (pair->proved && !verdict->claim.any) || !verdict->overlapped) {
		print_error("%s: %s x %s, %s: violations 0x%x, claim %d %s\n", pair->format,
			    pair->host, pair->guest, model_name(model), found, verdict->claim.any,
			    verdict->error);
		return false;
	}
	return true;
}

static void test_pairs(void **state)
{
	bool good = true;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(pairs); i++)
		for (int model = 0; model < MODELS; model++)
			if (model != MODEL_X86_MANUAL)
				good = as_told(&pairs[i], (enum model)model) && good;
	assert_true(good);
}

static void test_weak_host(void **state)
{
	const struct pair pair = {"big-page", "big-no-wmb", "big-even",
				  TORN | STALE | BACKWARDS | ARITHMETIC, false};

	(void)state;
	assert_true(as_told(&pair, MODEL_WEAK));
}

/* Random executions see what all of them show. */
static void test_search(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(pairs); i++) {
		const struct pair *pair = &pairs[i];
		struct verify_options options =
			pair_options(pair->format, pair->host, pair->guest, MODEL_X86);
		struct verdict verdict;
		u32 found;

		options.executions = 50000;
		options.seed = 1;
		search(the_test_machine, &the_test_oracle, &options, &verdict);
		found = verdict_violations(&verdict);
		if (verdict.error[0] || !found != !pair->violations || found & ~pair->violations)
			fail_msg("%s: %s x %s: violations 0x%x %s", pair->format, pair->host,
				 pair->guest, found, verdict.error);
		verdict_free(&verdict);
	}
}

static void refused(const char *guest, unsigned int byte)
{
	struct verify_options options = pair_options("big-page", "big-fields", guest, MODEL_X86);
	const struct verdict *verdict = pair_verify(&options);
	char what[128];

	assert_int_equal(verdict_status(verdict), 2);
	snprintf(what, sizeof(what), "the guest makes something of byte %u of the page", byte);
	if (!strstr(verdict->error, what) ||
	    !strstr(verdict->error, "tests/protocols/big-page/guest_big.c:"))
		fail_msg("%s: %s", guest, verdict->error);
}

/* What no field has is nobody's: told with its line, whether it gets into the result or decides. */
static void test_no_field(void **state)
{
	(void)state;
	refused("big-unused", 108);
	refused("big-looks", 4008);
	refused("big-copies-unused", 208);
}

/* Bytes of no field make no event. */
static void test_no_event(void **state)
{
	struct verify_options options =
		pair_options("big-page", "big-block", "big-copy", MODEL_X86);
	struct schedule schedule = one_update(UPDATE_SLOWER);
	const struct log *log = run_host(&options, &schedule);

	(void)state;
	assert_int_equal(layout_count(&log->layout), 24);
	/* odd, even, and of the block two halves of its first word and the last two words */
	assert_int_equal(log->nevents, 6);
	for (unsigned int i = 0; i < log->nevents; i++)
		assert_true(layout_within(&log->layout, log->events[i].offset,
					  log->events[i].size) == log->events[i].size);
}

/* A page on which there is nothing yet is tried, and told in the finding. */
static void test_blank(void **state)
{
	struct verify_options options =
		pair_options("flag-page", "flag-base", "flag-never", MODEL_X86);
	const struct verdict *verdict = pair_verify(&options);

	(void)state;
	assert_int_equal(verdict_violations(verdict), WRONG_FALLBACK);
	assert_true(verdict->found[VIOLATION_WRONG_FALLBACK]->schedule.blank);
	assert_true(scenario_blank(options.format));
	assert_false(scenario_blank(registry_find_format("hyperv-tsc")));
	assert_false(scenario_blank(registry_find_format("pvclock")));
	assert_false(scenario_blank(registry_find_format("vmclock")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pairs),	 cmocka_unit_test(test_weak_host),
		cmocka_unit_test(test_search),	 cmocka_unit_test(test_no_field),
		cmocka_unit_test(test_no_event), cmocka_unit_test(test_blank),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
