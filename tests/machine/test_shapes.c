/*
 * Readers in the shapes in which kernels write them: those that carry nothing over are proved for any number of
 * retries, wrong ones of the same shapes are found, and what is carried or kept is named with its line.
 */
#include "lib/only.h"
#include "lib/pair.h"

#define SHAPES "tests/protocols/hyperv-tsc/guest_shapes_wrong.c"
#define KEPT "tests/protocols/hyperv-tsc/guest_kept.c"

static const char *const shapes[] = {
	"scoped",   "nested-returns", "gotos",	  "switched", "filled",
	"by-value", "seconds",	      "returned", "wide",     "or-zero",
	"or-ones",  "copied",	      "macros",	  "guarded",  "outside",
};

/* What finds the page, and what only counts. */
static const char *const kept[] = {"found-once", "found-in-struct", "counts-tries", "by-pointer",
				   "by-counter"};

/* Clean, and shown to be so for any number of retries: by the code, and by executions with real ones. */
static void proved(const char *host, const char *guest, enum model model)
{
	const struct verdict *verdict;

	pair_clean(host, guest, model);
	verdict = &the_test_verdict;
	if (!verdict->memoryless || !verdict->pruning_checked || verdict->limited)
		print_error("%s x %s, %s: memoryless %d, checked %u, limited %lu\n", host, guest,
			    model_name(model), verdict->memoryless, verdict->pruning_checked,
			    (unsigned long)verdict->limited);
	assert_true(verdict->memoryless);
	assert_null(verdict->carries);
	assert_true(verdict->pruning_checked >= 1);
	assert_int_equal(verdict->limited + verdict->retries, 0);
	assert_true(verdict->cut > 0);
}

static void slow_shapes(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(shapes); i++) {
		for (int model = 0; model < MODELS; model++)
			if (model != MODEL_X86_MANUAL)
				proved("odd-even", shapes[i], (enum model)model);
	}
}

/* The same against hosts that are wrong: nothing is lost on the way. */
static void test_shapes_and_wrong_hosts(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(shapes); i++) {
		pair_shows("single-store", shapes[i], MODEL_X86, TORN);
		pair_shows("no-wmb", shapes[i], MODEL_WEAK, TORN);
		assert_true(the_test_verdict.memoryless);
	}
}

static void test_kept(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(kept); i++) {
		for (int model = 0; model < MODELS; model++)
			if (model != MODEL_X86_MANUAL)
				proved("invalidate", kept[i], (enum model)model);
		pair_shows("single-store", kept[i], MODEL_X86, TORN);
	}
}

struct kernel_case {
	const char *format, *host, *guest;
	u32 violations[MODELS]; /* sc, x86, x86-manual, weak */
};

/* In x86-manual a TSC read may be late, and without barriers of the CPU's loads pass each other in weak. */
static const struct kernel_case kernels[] = {
	{"hyperv-tsc", "invalidate", "kernel-linux-2018", {0, 0, STALE, 0}},
	{"hyperv-tsc", "invalidate", "kernel-linux-2023", {0, 0, STALE, 0}},
	{"hyperv-tsc", "invalidate", "kernel-freebsd", {0, 0, STALE, 0}},
	{"hyperv-tsc", "invalidate", "kernel-vdso", {0, 0, STALE, 0}},
	{"hyperv-tsc", "invalidate", "kernel-illumos", {0, 0, STALE, 0}},
	{"pvclock", "pvclock-odd-even", "kernel-linux", {0, 0, STALE, 0}},
	{"pvclock", "says_stable", "kernel-vdso", {0, 0, STALE, 0}},
	/* the TSC comes after the recheck, when the next clock may be due */
	{"pvclock", "pvclock-odd-even", "kernel-xen", {STALE, STALE, STALE, STALE}},
	{"pvclock", "pvclock-odd-even", "kernel-freebsd", {0, 0, STALE, 0}},
	{"pvclock", "pvclock-odd-even", "kernel-openbsd", {0, 0, STALE, 0}},
	{"pvclock", "pvclock-odd-even", "kernel-osv", {0, 0, STALE, TORN}},
};

/* Whatever they are worth, the verdict on them is a whole one. */
static void slow_kernels(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(kernels); i++) {
		const struct kernel_case *c = &kernels[i];

		for (int model = 0; model < MODELS; model++) {
			struct verify_options options =
				pair_options(c->format, c->host, c->guest, (enum model)model);
			const struct verdict *verdict;

			options.updates =
				model == MODEL_WEAK && strcmp(c->format, "pvclock") == 0 ? 1 : 2;
			options.budget = 20000;
			verdict = pair_verify(&options);
			if (verdict->error[0] || !verdict->memoryless ||
			    (verdict_violations(verdict) & c->violations[model]) !=
				    c->violations[model] ||
			    (!c->violations[model] && verdict_status(verdict)))
				print_error("%s x %s, %s: violations 0x%x, memoryless %d %s\n",
					    c->host, c->guest, model_name((enum model)model),
					    verdict_violations(verdict), verdict->memoryless,
					    verdict->error);
			assert_string_equal(verdict->error, "");
			assert_true(verdict->memoryless);
			assert_int_equal(verdict->limited, 0);
			assert_int_equal(verdict_violations(verdict) & c->violations[model],
					 c->violations[model]);
			if (!c->violations[model])
				assert_int_equal(verdict_outcome(verdict), OUTCOME_CLEAN);
		}
	}
}

/* An address that a pointer of the file gives comes from no load of the page. */
static void test_pointers_order_nothing(void **state)
{
	(void)state;
	pair_shows("invalidate", "found-unfenced", MODEL_WEAK, TORN);
}

struct wrong_case {
	const char *host, *guest;
	u32 violations;
	const char *carried;   /* variable, or NULL if no loop carries anything */
	unsigned int from, to; /* lines of that loop, of which one is told */
};

static const struct wrong_case wrong_cases[] = {
	{"odd-even", "scoped-once", TORN, NULL, 0, 0},
	{"invalidate", "scoped-carried", TORN, "before", 42, 58},
	{"odd-even", "fills-once", TORN, "sample", 67, 79},
	{"odd-even", "continues", TORN, "now", 90, 98},
	{"odd-even", "filled-late", TORN, NULL, 0, 0},
	{"odd-even", "or-any", TORN, NULL, 0, 0},
	{"odd-even", "patience", TORN, "tries", 158, 164},
	{"odd-even", "copied-once", TORN, NULL, 0, 0},
};

static void test_wrong(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(wrong_cases); i++) {
		const struct wrong_case *c = &wrong_cases[i];
		const struct site *site;

		pair_shows(c->host, c->guest, MODEL_X86, c->violations);
		site = the_test_verdict.carries;
		if (!site != !c->carried ||
		    (site && (!site->variable || site->line < c->from || site->line > c->to)))
			print_error("%s: carries %s, line %u\n", c->guest,
				    site ? site->variable : "nothing", site ? site->line : 0);
		assert_int_equal(the_test_verdict.memoryless, !c->carried);
		assert_int_equal(!site, !c->carried);
		if (!site)
			continue;
		assert_string_equal(site->file, SHAPES);
		assert_string_equal(site->variable, c->carried);
		assert_in_range(site->line, c->from, c->to);
	}
}

struct refused_case {
	const char *guest, *line, *variable;
};

static const struct refused_case refused_cases[] = {
	{"counter-decides", KEPT ":107: ", "'budget'"},
	{"member-decides", KEPT ":122: ", "'clock_state'"},
	{"counts-decide", KEPT ":131: ", "'first_count'"},
	{"writes-static", "guest_refused.c:", "'calls'"},
	{"copies-to-static", "guest_refused.c:", "'cache'"},
};

/* What is kept and decides something is refused, by its name. */
static void test_refused(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(refused_cases); i++) {
		const struct refused_case *c = &refused_cases[i];
		struct verify_options options =
			pair_options("hyperv-tsc", "invalidate", c->guest, MODEL_WEAK);
		const struct verdict *verdict;

		/* with several vCPUs each read is judged by itself */
		options.vcpus = 2;
		verdict = pair_verify(&options);
		if (!strstr(verdict->error, c->line) || !strstr(verdict->error, c->variable))
			print_error("%s: %s\n", c->guest, verdict->error);
		assert_int_equal(verdict_status(verdict), 2);
		assert_non_null(strstr(verdict->error, "writes memory that outlives the read"));
		assert_non_null(strstr(verdict->error, c->line));
		assert_non_null(strstr(verdict->error, c->variable));
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slow_shapes),
		cmocka_unit_test(slow_kernels),
		cmocka_unit_test(test_shapes_and_wrong_hosts),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_pointers_order_nothing),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_refused),
	};

	only(argc, argv);
	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
