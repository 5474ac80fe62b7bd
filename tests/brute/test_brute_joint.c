/*
 * Joint reads in the machine against brute force: both have the same executions, and the machine has none of them twice
 * (brute_joint.h says what one is). And a machine that is broken on purpose does not pass.
 */
#include "two_programs.h"

#include "lib/only.h"

static bool agree(const char *arguments, const char *mutation, unsigned int *executions)
{
	return programs_agree(BRUTE_JOINT, MACHINE_JOINT, arguments, mutation, executions);
}

static const char *const guests[] = {"joint-plain",  "joint-swaps", "joint-stores",
				     "joint-half",   "joint-early", "joint-unchecked",
				     "joint-passed", "joint-fenced"};

static const char *const words[] = {"sc", "x86", NULL}, *const halves[] = {"sc/32", "x86/32", NULL};
static const char *const weak[] = {"weak", NULL}, *const weak_halves[] = {"weak/32", NULL};

/* Those of guests[] that weak does not refuse. */
#define CLAMPS 6

static const char *const litmus[] = {
	"joint-store",	       "joint-store-loose", "joint-store-rmb",
	"joint-store-release", "joint-store-mb",    "joint-store-xchg",
	"joint-store-sc",      "joint-pass",	    "joint-pass-acquire",
	"joint-pass-loose",    "joint-pass-fence",  "joint-pass-branch",
	"joint-pass-value",    "joint-count",	    "joint-count-release",
	"joint-count-acquire", "joint-compare",	    "joint-compare-acquire",
	"joint-compare-full",  "joint-twice",	    "joint-page-twice",
	"joint-tsc",	       "joint-tsc-rmb",	    "joint-two",
	"joint-two-release",
};

static const char *const refused[] = {"joint-buffers-loads", "joint-page-first", "joint-two-loads",
				      "joint-two-stores",    "joint-relaxed",	 "joint-own",
				      "joint-passed",	     "joint-fenced"};

/* Two readers of so many reads, by one host and schedule; least: so many executions, or more. */
static void compare(const char *host, unsigned int reads, const char *schedule,
		    const char *const *of, unsigned int n, const char *const *models,
		    unsigned int least)
{
	unsigned int executions, differ = 0;
	char arguments[128];

	for (unsigned int i = 0; i < n; i++)
		for (unsigned int m = 0; models[m]; m++) {
			snprintf(arguments, sizeof(arguments), "%u pvclock %s %s %s 3 %s", reads,
				 host, of[i], models[m], schedule);
			differ += !agree(arguments, "", &executions);
			assert_true(executions >= least);
		}
	assert_int_equal(differ, 0);
}

static void test_one_read_each(void **state)
{
	(void)state;
	compare("few", 1, "slower", guests, ARRAY_SIZE(guests), words, 8);
}

static void test_two_reads_each(void **state)
{
	(void)state;
	compare("few", 2, "none", guests, ARRAY_SIZE(guests), words, 8);
}

/* The page itself is as it was: no update of halves is played. */
static void test_halves(void **state)
{
	(void)state;
	compare("few", 1, "none", guests, ARRAY_SIZE(guests), halves, 8);
}

static void test_litmus(void **state)
{
	static const char *const two[] = {"joint-two-release"};

	(void)state;
	compare("fewest", 1, "slower", litmus, ARRAY_SIZE(litmus), weak, 3);
	compare("fewest", 1, "none", two, 1, words, 5);
}

static const char *const pages[] = {"joint-page-counts",  "joint-page-passes", "joint-page-early",
				    "joint-page-buffers", "joint-page-swaps",  "joint-page-twice"};

/* Readers that store to the page as well. */
static void test_pages(void **state)
{
	(void)state;
	compare("few-flags", 1, "slower", pages, ARRAY_SIZE(pages), words, 8);
	compare("few-flags", 1, "none", pages, ARRAY_SIZE(pages), words, 1);
	compare("few-flags", 2, "none", pages, 4, words, 1);
}

static void slow_pages(void **state)
{
	(void)state;
	compare("few-flags", 1, "slower,step-forward", pages, ARRAY_SIZE(pages), words, 8);
	/* the host stores again what one of the two has found there */
	compare("few-flags", 1, "slower,step-forward", &pages[4], 1, words, 1);
	compare("few-flags", 2, "none", pages, ARRAY_SIZE(pages), words, 1);
	compare("few-flags", 2, "slower", pages, 1, words, 1);
}

/* Two stores of the host that no fence keeps in order; the address of a load that another one makes. */
static void test_blocks(void **state)
{
	static const char *const order[] = {"joint-order"}, *const address[] = {"joint-address"};

	(void)state;
	compare("fewer", 1, "slower", order, 1, weak, 32);
	compare("fewer-fenced", 1, "slower", address, 1, weak, 18);
}

/* Both refuse it. */
static void both_refuse(const char *guest, const char *model)
{
	const char *const programs[] = {BRUTE_JOINT, MACHINE_JOINT};

	for (size_t i = 0; i < ARRAY_SIZE(programs); i++) {
		char arguments[128], *text;

		snprintf(arguments, sizeof(arguments), "1 pvclock fewest %s %s 3 none", guest,
			 model);
		text = program_output(programs[i], arguments);
		assert_string_equal(text, "refused\n");
		free(text);
	}
}

/* Of two looks at one word the parts are in no order: refused. */
static void test_weak(void **state)
{
	(void)state;
	compare("fewer-fenced", 1, "slower", guests, CLAMPS, weak, 200);
	compare("fewest", 2, "none", guests, CLAMPS, weak, 80);
	compare("fewest", 1, "none", guests, CLAMPS, weak_halves, 8);
	both_refuse("joint-twice", "weak/32");
}

/* And nothing is refused above. */
static void test_refused(void **state)
{
	(void)state;
	compare("fewest", 1, "slower", refused, ARRAY_SIZE(refused), weak, 1);
	for (unsigned int i = 0; i < ARRAY_SIZE(refused); i++)
		both_refuse(refused[i], "weak");
}

/* Lines in order: how many of them does the other text not have? */
static unsigned int lines_without(const char *text, const char *other)
{
	unsigned int n = 0;

	for (; *text; text += strcspn(text, "\n") + 1) {
		size_t length = strcspn(text, "\n") + 1;

		while (*other && strncmp(other, text, length) < 0)
			other += strcspn(other, "\n") + 1;
		n += strncmp(other, text, length) != 0;
	}
	return n;
}

/*
 * In the machine, as in the kernel's model, two readers may see stores that no fence keeps in order in different orders. Brute
 * force has one timeline, as Armv8 has: all that it finds the machine has, and those besides.
 */
static void slow_orders(void **state)
{
	static const char arguments[] = "1 pvclock fewer joint-orders weak 3 slower";
	char *brute_force = program_output(BRUTE_JOINT, arguments);
	char *machine = program_output(MACHINE_JOINT, arguments);

	(void)state;
	assert_int_equal(lines_without(brute_force, machine), 0);
	assert_true(lines_without(machine, brute_force) > 0);
	free(brute_force);
	free(machine);
}

static void slow_weak(void **state)
{
	static const char *const few[] = {"joint-swaps", "joint-early"};

	(void)state;
	compare("few", 1, "slower", few, 1, weak, 32);
	compare("fewest", 1, "slower", litmus, ARRAY_SIZE(litmus), words, 3);
	compare("fewer", 1, "slower", few, ARRAY_SIZE(few), weak, 600);
	compare("fewest", 2, "slower", litmus, ARRAY_SIZE(litmus) - 4, weak, 8);
}

static const char *const few_vcpus[] = {
	"joint-vcpus-own",    "joint-vcpus-own-loose", "joint-vcpus-array", "joint-vcpus-late",
	"joint-vcpus-leaves", "joint-vcpus-both",      "joint-vcpus-stays", "joint-vcpus-wanders",
	"joint-vcpus-stores", "joint-vcpus-buffers",   "joint-vcpus-swaps", "joint-vcpus-migrates",
	"joint-vcpus-between"};

/* Those of them that have few executions. */
#define FEW_VCPUS 10

/* Where TSCs are apart they tell a read where it is. */
static const char *const samples[] = {"joint-vcpus-samples", "joint-vcpus-late-store"};

/* Two vCPUs, to the other one of which each read may come once. */
static void test_vcpus(void **state)
{
	(void)state;
	compare("fewest", 11, "slower@ahead", few_vcpus, FEW_VCPUS, words, 10);
	compare("fewest", 11, "none@ahead", samples, 1, words, 50);
}

static void slow_vcpus(void **state)
{
	(void)state;
	compare("fewest", 11, "slower@equal", few_vcpus, ARRAY_SIZE(few_vcpus), words, 10);
	compare("fewest", 11, "slower@ahead", few_vcpus + FEW_VCPUS, 3, words, 320);
	compare("fewest", 11, "slower,step-forward@ahead", few_vcpus, FEW_VCPUS, words, 10);
	compare("fewest", 12, "slower@behind", few_vcpus, FEW_VCPUS, words, 10);
	compare("fewest", 11, "slower@ahead", samples, ARRAY_SIZE(samples), words, 50);
	compare("fewer-fenced", 11, "slower@faster", few_vcpus, FEW_VCPUS, words, 10);
}

static void slow_two_updates(void **state)
{
	(void)state;
	compare("few", 1, "slower,step-forward", guests, ARRAY_SIZE(guests), words, 8);
	compare("fewest", 1, "slower,step-forward", guests, CLAMPS, weak, 57);
}

static void slow_two_reads_each(void **state)
{
	(void)state;
	compare("few", 2, "slower", guests, 2, words, 8);
	compare("fewest", 2, "slower", guests, CLAMPS, weak, 800);
}

static void test_broken_machine(void **state)
{
	static const char *const broken[][2] = {
		{"1 pvclock few joint-passed x86 3 slower", "at-once"},
		{"1 pvclock few joint-passed sc 3 slower", "loads-order-nothing"},
		{"1 pvclock few joint-fenced x86 3 slower", "fence-passes"},
		{"1 pvclock few joint-unchecked sc 3 slower", "covers-more"},
		{"1 pvclock few joint-swaps sc 3 slower", "early-end"},
		{"1 pvclock few joint-swaps sc/32 3 none", "low-half-first"},
		{"2 pvclock few joint-early sc 3 none", "nobody-waits-as-long"},
		{"1 pvclock fewest joint-store-loose weak 3 slower", "loads-in-place"},
		{"1 pvclock fewest joint-tsc-rmb weak 3 slower", "rmb-passes"},
		{"1 pvclock fewest joint-pass weak 3 slower", "early-store"},
		{"1 pvclock fewest joint-store-sc weak 3 slower", "locked-is-full"},
		{"1 pvclock fewest joint-store-xchg weak 3 slower", "locked-is-loose"},
		{"1 pvclock fewer-fenced joint-address weak 3 slower", "address-passes"},
		{"1 pvclock few-flags joint-page-early sc 3 slower", "made-before"},
		{"1 pvclock few-flags joint-page-buffers x86 3 slower", "at-once"},
		{"1 pvclock few-flags joint-page-fenced x86 3 slower", "fence-passes"},
		{"1 pvclock few-flags joint-page-swaps x86 3 slower", "loads-apart"},
		{"1 pvclock few-flags joint-page-counts x86 3 slower", "one-store"},
		{"1 pvclock few-flags joint-page-fenced sc 3 slower", "any-value"},
		{"11 pvclock fewest joint-vcpus-own sc 3 slower@ahead", "pins-nothing"},
		{"11 pvclock fewest joint-vcpus-own sc 3 slower@ahead", "own-is-all"},
		{"11 pvclock fewest joint-vcpus-array sc 3 slower@ahead", "switch-passes"},
		{"11 pvclock fewest joint-vcpus-between x86 3 slower@equal", "stores-first"},
		{"11 pvclock fewest joint-vcpus-samples sc 3 none@ahead", "told-anywhere"},
	};
	unsigned int executions;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(broken); i++)
		if (agree(broken[i][0], broken[i][1], &executions))
			fail_msg("%s: broken by %s, and not seen", broken[i][0], broken[i][1]);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_read_each), cmocka_unit_test(test_two_reads_each),
		cmocka_unit_test(test_halves),	      cmocka_unit_test(test_broken_machine),
		cmocka_unit_test(test_litmus),	      cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_weak),	      cmocka_unit_test(test_refused),
		cmocka_unit_test(slow_two_updates),   cmocka_unit_test(slow_two_reads_each),
		cmocka_unit_test(slow_weak),	      cmocka_unit_test(slow_orders),
		cmocka_unit_test(test_vcpus),	      cmocka_unit_test(slow_vcpus),
		cmocka_unit_test(test_pages),	      cmocka_unit_test(slow_pages),
	};

	only(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
