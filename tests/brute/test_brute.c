/*
 * The machine against brute force: for right and wrong protocols, in each model, both engines print
 * the same outcomes and the same verdict (brute.h says what an outcome is, brute.c what is played
 * out). And a machine that is broken on purpose does not pass.
 */
#include "two_programs.h"

#include "lib/only.h"

struct pair {
	const char *names;
	unsigned int retries;
	const char *once, *twice; /* kinds of one update, and of two; NULL: too many states */
	const char *twice_weak;
};

static const struct pair pairs[] = {
	{"hyperv-tsc odd-even hv-spin-even", 2, "slower", "slower,step-forward",
	 "slower,step-forward"},
	{"hyperv-tsc odd-even hv-ordered", 2, "slower", "slower,step-forward",
	 "slower,step-forward"},
	{"hyperv-tsc odd-even hv-deferred", 2, "faster", "slower,step-forward",
	 "slower,step-forward"},
	{"hyperv-tsc invalidate hv-ordered", 2, "slower", "slower,step-back", "slower,step-back"},
	{"hyperv-tsc invalidate hv-fenced", 2, "slower", "slower,step-back", "slower,step-back"},
	{"hyperv-tsc invalidate hv-seed", 2, "slower", "refresh,faster", "refresh,faster"},
	{"hyperv-tsc invalidate hv-2016", 2, "slower", "slower,step-forward",
	 "slower,step-forward"},
	{"hyperv-tsc frozen hv-ordered", 2, "slower", "slower,step-forward", "slower,step-forward"},
	{"hyperv-tsc frozen hv-seed", 2, "slower", "slower,step-forward", "slower,step-forward"},
	{"hyperv-tsc single-store hv-ordered", 2, "slower", "slower,refresh", "slower,refresh"},
	{"hyperv-tsc single-store hv-seed", 2, "slower", "slower,step-forward",
	 "slower,step-forward"},
	{"hyperv-tsc no-wmb hv-spin-even", 2, "slower", "slower,step-forward", NULL},
	{"hyperv-tsc plain-stores hv-spin-even", 2, "slower", NULL, NULL},
	{"hyperv-tsc dies-odd hv-spin-even", 2, "slower", "slower,step-forward",
	 "slower,step-forward"},
	{"hyperv-tsc invalidate rmb-behind-tsc", 2, "slower", "slower,step-forward",
	 "slower,step-forward"},
	{"hyperv-tsc invalidate rmb-before-tsc", 2, "slower", "slower,step-forward",
	 "slower,step-forward"},
	{"hyperv-tsc invalidate mb-around-tsc", 2, "slower", "slower,step-forward",
	 "slower,step-forward"},
	{"hyperv-tsc odd-even index-marked", 2, "slower", "slower,step-forward", NULL},
	{"hyperv-tsc odd-even index-plain", 2, "slower", NULL, NULL},
	{"hyperv-tsc odd-even give-up", 3, "slower", "slower,faster", "slower,faster"},
	{"pvclock clear-low-bit pv-ordered", 2, "slower", "slower,step-forward", NULL},
	{"pvclock clear-low-bit pv-deferred", 2, "slower", "slower,step-forward", NULL},
};

/* Of two vCPUs: each with TSCs that are equal, ahead and at another rate. */
static const struct {
	const char *names;
	bool brief; /* few orders in weak */
} two_vcpus[] = {
	{"pvclock few-frozen two-asked-twice", true},
	{"pvclock few-frozen two-plain-tsc", true},
	{"pvclock few-frozen two-pinned", true},
	{"pvclock few-frozen two-numbered", true},
	{"pvclock few-frozen two-mixed", true},
	{"pvclock few-frozen two-first-page", true},
	{"pvclock few two-asked-twice", false},
	{"pvclock few two-plain-tsc", false},
	{"pvclock few two-pinned", false},
	{"pvclock few two-numbered", false},
	{"pvclock few two-mixed", false},
	{"pvclock few two-first-page", true},
};

static bool agree(const char *arguments, const char *mutation)
{
	return programs_agree(BRUTE_OUTCOMES, MACHINE_OUTCOMES, arguments, mutation, NULL);
}

static void compare_model(const char *model, bool weak)
{
	unsigned int differ = 0;

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		const struct pair *pair = &pairs[i];
		const char *twice = weak ? pair->twice_weak : pair->twice;
		/* orders are many on weak, and of two updates; only a loop that carries tells one
		 * retry from two
		 */
		unsigned int fewer = pair->retries < 3 ? 1 : pair->retries;
		unsigned int retries = weak ? fewer : pair->retries;
		char arguments[256];

		snprintf(arguments, sizeof(arguments), "%s %s %u %s", pair->names, model, retries,
			 pair->once);
		differ += !agree(arguments, "");
		snprintf(arguments, sizeof(arguments), "%s %s %u %s", pair->names, model, fewer,
			 twice);
		if (twice)
			differ += !agree(arguments, "");
	}
	assert_int_equal(differ, 0);
}

static void compare_vcpus(const char *model, bool brief)
{
	static const char *const tscs[] = {"equal", "ahead", "faster"};
	unsigned int differ = 0;

	for (size_t i = 0; i < ARRAY_SIZE(two_vcpus); i++)
		for (size_t t = 0; t < 3 && (two_vcpus[i].brief || !brief); t++) {
			char arguments[256];

			/* a try again is a read that starts later */
			snprintf(arguments, sizeof(arguments), "%s %s 0 step-forward@%s",
				 two_vcpus[i].names, model, tscs[t]);
			differ += !agree(arguments, "");
		}
	assert_int_equal(differ, 0);
}

static void slow_vcpus(void **state)
{
	(void)state;
	compare_vcpus("sc", false);
	compare_vcpus("x86", false);
	compare_vcpus("weak", true);
}

static void slow_sc(void **state)
{
	(void)state;
	compare_model("sc", false);
}

static void slow_x86(void **state)
{
	(void)state;
	compare_model("x86", false);
}

static void slow_weak(void **state)
{
	(void)state;
	compare_model("weak", true);
}

/* Pairs of a format, or of all, by one schedule; without real retries, which are the same for all of these. */
static unsigned int compare_pairs(const char *format, const char *model, const char *schedule)
{
	bool weak = !strncmp(model, "weak", 4);
	unsigned int differ = 0;

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		const struct pair *pair = &pairs[i];
		char arguments[256];

		if (strncmp(pair->names, format, strlen(format)) != 0 ||
		    !(weak ? pair->twice_weak : pair->twice))
			continue;
		snprintf(arguments, sizeof(arguments), "%s %s 0 %s", pair->names, model, schedule);
		differ += !agree(arguments, "");
	}
	return differ;
}

/* Two updates where the halves of words do not have thousands of orders. */
static void slow_halves(void **state)
{
	static const char *const twice[] = {"odd-even hv-spin-even", "invalidate hv-seed",
					    "single-store hv-seed", "invalidate rmb-behind-tsc"};
	unsigned int differ = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(twice); i++) {
		char arguments[256];

		snprintf(arguments, sizeof(arguments), "hyperv-tsc %s x86/32 0 slower,step-forward",
			 twice[i]);
		differ += !agree(arguments, "");
	}
	differ += compare_pairs("", "sc/32", "slower");
	differ += compare_pairs("", "x86/32", "slower");
	differ += compare_pairs("hyperv-tsc", "weak/32", "slower");
	differ += !agree("hyperv-tsc no-wmb hv-spin-even weak/32 0 slower", "");
	differ += !agree("hyperv-tsc plain-stores hv-spin-even x86/32 0 slower", "");
	assert_int_equal(differ, 0);
}

static void slow_late(void **state)
{
	unsigned int differ = 0;

	(void)state;
	differ += compare_pairs("", "x86-manual", "slower,step-forward");
	differ += compare_pairs("", "x86-manual/32", "slower");
	differ += !agree("hyperv-tsc plain-stores hv-spin-even x86-manual 0 slower", "");
	assert_int_equal(differ, 0);
}

/* The TSC jumps, all vCPUs are stopped for a while, or some; clocks told by label, and by all kinds of values. */
static void slow_freezes(void **state)
{
	static const char *const stopping[] = {
		"frozen hv-ordered",	     "frozen hv-seed",	     "partly-frozen hv-ordered",
		"partly-frozen hv-seed",     "odd-even hv-ordered",  "invalidate hv-2016",
		"invalidate rmb-behind-tsc", "dies-odd hv-spin-even"};
	static const char *const models[] = {"sc", "x86", "x86-manual", "weak", "x86/32"};
	static const char *const schedules[] = {"tsc-jump,pause", "pause,tsc-jump", "labels:1:1",
						"labels:1:2",	  "labels:2:1",	    "all:1"};
	unsigned int differ = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(stopping); i++)
		for (size_t m = 0; m < ARRAY_SIZE(models); m++)
			for (size_t k = 0; k < ARRAY_SIZE(schedules); k++) {
				char arguments[256];

				if (strchr(models[m], '/') && schedules[k][7] == '2')
					continue; /* so many orders */
				snprintf(arguments, sizeof(arguments), "hyperv-tsc %s %s 0 %s",
					 stopping[i], models[m], schedules[k]);
				differ += !agree(arguments, "");
			}
	assert_int_equal(differ, 0);
}

/* Brute force by itself finds what is known of these pairs. */
static void test_known(void **state)
{
	static const struct {
		const char *arguments, *verdict;
	} known[] = {
		{"hyperv-tsc odd-even hv-spin-even weak 2 slower", "verdict: accepted\n"},
		{"hyperv-tsc invalidate hv-ordered weak 2 slower", "verdict: accepted\n"},
		{"hyperv-tsc frozen hv-ordered x86 2 slower", "verdict: accepted\n"},
		{"hyperv-tsc no-wmb hv-spin-even x86 2 slower", "verdict: accepted\n"},
		{"hyperv-tsc no-wmb hv-spin-even weak 2 slower", "verdict: accepted torn\n"},
		{"hyperv-tsc single-store hv-ordered sc 2 slower", "verdict: accepted torn\n"},
		{"hyperv-tsc plain-stores hv-spin-even sc 2 slower", "verdict: accepted torn\n"},
		{"hyperv-tsc invalidate hv-2016 sc 2 slower", "verdict: accepted torn\n"},
		{"hyperv-tsc odd-even hv-deferred sc 2 slower,faster", "verdict: accepted aged\n"},
		{"hyperv-tsc invalidate rmb-behind-tsc sc 2 slower", "verdict: accepted\n"},
		{"hyperv-tsc invalidate rmb-behind-tsc x86 2 slower,faster",
		 "verdict: accepted aged\n"},
		{"hyperv-tsc invalidate rmb-behind-tsc weak 2 slower,faster",
		 "verdict: accepted aged\n"},
		{"hyperv-tsc invalidate rmb-before-tsc x86 2 slower,faster",
		 "verdict: accepted aged\n"},
		{"hyperv-tsc invalidate rmb-before-tsc weak 2 slower,faster",
		 "verdict: accepted aged\n"},
		{"hyperv-tsc invalidate mb-around-tsc x86 2 slower,faster", "verdict: accepted\n"},
		{"hyperv-tsc invalidate mb-around-tsc weak 2 slower,faster", "verdict: accepted\n"},
		{"hyperv-tsc dies-odd hv-spin-even sc 2 slower", "verdict: accepted stuck\n"},
		{"hyperv-tsc odd-even index-marked weak 2 slower", "verdict: accepted\n"},
		{"hyperv-tsc odd-even index-plain x86 2 slower", "verdict: accepted\n"},
		{"hyperv-tsc odd-even give-up sc 3 slower,faster",
		 "verdict: accepted torn wrong-fallback\n"},
		{"pvclock clear-low-bit pv-ordered sc 2 slower", "verdict: accepted torn\n"},
		{"pvclock few-frozen two-asked-twice sc 0 step-forward@equal",
		 "verdict: accepted\n"},
		{"pvclock few-frozen two-asked-twice sc 0 step-forward@ahead",
		 "verdict: accepted aged\n"},
		{"pvclock few-frozen two-pinned x86 0 step-forward@ahead", "verdict: accepted\n"},
		{"pvclock few-frozen two-numbered x86 0 step-forward@ahead", "verdict: accepted\n"},
		{"pvclock few-frozen two-mixed sc 0 step-forward@ahead",
		 "verdict: accepted torn aged\n"},
		{"hyperv-tsc odd-even hv-ordered x86-manual 1 slower,faster",
		 "verdict: accepted torn aged\n"},
		{"hyperv-tsc partly-frozen hv-ordered sc 1 slower", "verdict: accepted torn\n"},
		{"hyperv-tsc frozen hv-ordered sc 1 tsc-jump,pause", "verdict: accepted\n"},
		{"hyperv-tsc odd-even hv-spin-even weak/32 1 labels:1:1", "verdict: accepted\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		char *text = program_output(BRUTE_OUTCOMES, known[i].arguments);

		assert_string_equal(strstr(text, "verdict:"), known[i].verdict);
		free(text);
	}
}

/* A machine that cuts, bounds or orders too much, or drops a barrier, is found out. */
static void test_broken_machine(void **state)
{
	static const char *const broken[][2] = {
		{"hyperv-tsc odd-even give-up x86 3 slower,faster", "memoryless"},
		{"hyperv-tsc dies-odd hv-spin-even x86 2 slower", "never-stuck"},
		{"hyperv-tsc odd-even hv-spin-even weak 2 slower", "no-wmb"},
		{"hyperv-tsc single-store hv-seed weak 2 slower", "acquires"},
		{"hyperv-tsc invalidate rmb-behind-tsc weak 1 slower", "tsc-waits"},
		{"hyperv-tsc odd-even index-marked weak 1 slower", "independent"},
		{"hyperv-tsc odd-even index-plain x86 1 slower", "independent"},
		{"pvclock few-frozen two-asked-twice sc 0 step-forward@ahead", "stays"},
		{"hyperv-tsc single-store hv-ordered x86/32 1 slower", "halves-in-order"},
		{"hyperv-tsc single-store hv-ordered x86/32 1 labels:1:1", "halves-in-order"},
		{"hyperv-tsc single-store hv-ordered x86-manual 1 labels:2:1", "tsc-in-place"},
		{"hyperv-tsc partly-frozen hv-ordered x86 1 labels:1:1", "all-frozen"},
		{"hyperv-tsc single-store hv-ordered sc 1 labels:1:1", "one-label"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(broken); i++) {
		if (agree(broken[i][0], broken[i][1]))
			fail_msg("%s: broken by %s, and not seen", broken[i][0], broken[i][1]);
		assert_true(agree(broken[i][0], ""));
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),	cmocka_unit_test(test_broken_machine),
		cmocka_unit_test(slow_sc),	cmocka_unit_test(slow_x86),
		cmocka_unit_test(slow_weak),	cmocka_unit_test(slow_vcpus),
		cmocka_unit_test(slow_halves),	cmocka_unit_test(slow_late),
		cmocka_unit_test(slow_freezes),
	};

	only(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
