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

static const char *const words[] = {"sc", "x86"}, *const halves[] = {"sc/32", "x86/32"};

/* Two readers of so many reads, by one schedule: the first n of the guests. */
static void compare(unsigned int reads, const char *schedule, unsigned int n,
		    const char *const *models)
{
	unsigned int executions, differ = 0;
	char arguments[128];

	for (unsigned int i = 0; i < n; i++)
		for (unsigned int m = 0; m < 2; m++) {
			snprintf(arguments, sizeof(arguments), "%u pvclock few %s %s 3 %s", reads,
				 guests[i], models[m], schedule);
			differ += !agree(arguments, "", &executions);
			assert_true(executions > 7);
		}
	assert_int_equal(differ, 0);
}

static void test_one_read_each(void **state)
{
	(void)state;
	compare(1, "slower", ARRAY_SIZE(guests), words);
}

static void test_two_reads_each(void **state)
{
	(void)state;
	compare(2, "none", ARRAY_SIZE(guests), words);
}

/* The page itself is as it was: no update of halves is played. */
static void test_halves(void **state)
{
	(void)state;
	compare(1, "none", ARRAY_SIZE(guests), halves);
}

static void slow_two_updates(void **state)
{
	(void)state;
	compare(1, "slower,step-forward", ARRAY_SIZE(guests), words);
}

static void slow_two_reads_each(void **state)
{
	(void)state;
	compare(2, "slower", 2, words);
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
		cmocka_unit_test(slow_two_updates),   cmocka_unit_test(slow_two_reads_each),
	};

	only(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
