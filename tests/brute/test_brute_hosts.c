/*
 * Several hosts in the machine against brute force: both come to the same logs (brute_hosts.h says what one is).
 * And a machine that is broken on purpose does not pass.
 */
#include "two_programs.h"

static const struct {
	const char *host;
	unsigned int updates; /* at most */
	bool weak;	      /* it does all under one lock */
} hosts[] = {
	{"odd-even", 3, false},		  {"locked", 3, true},
	{"locked-single-store", 3, true}, {"locked-no-wmb", 2, true},
	{"locked-plain", 2, true},	  {"locked-late", 2, false},
	{"unlocks-early", 2, false},	  {"flags-without-mb", 2, false},
	{"flags-with-mb", 2, false},	  {"test-and-set", 2, false},
	{"test-then-set", 2, false},	  {"adds-twice", 2, false},
	{"takes-the-low-bit", 2, false},
};

static bool agree(const char *arguments, const char *mutation, unsigned int *logs)
{
	return programs_agree(BRUTE_HOSTS, MACHINE_HOSTS, arguments, mutation, logs);
}

static void test_agree(void **state)
{
	static const char *const models[] = {"sc", "x86", "weak"};
	char arguments[128];
	unsigned int logs;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(hosts); i++)
		for (unsigned int m = 0; m < 3; m++)
			for (unsigned int n = 2; n <= hosts[i].updates; n++) {
				if (m == 2 && !hosts[i].weak)
					continue;
				snprintf(arguments, sizeof(arguments), "%s %s %u", hosts[i].host,
					 models[m], n);
				assert_true(agree(arguments, "", &logs));
				assert_true(logs > 0);
			}
}

static void test_disagree(void **state)
{
	unsigned int logs;

	(void)state;
	assert_false(agree("odd-even x86 2", "first", &logs));
	assert_true(logs > 70);
	assert_false(agree("flags-without-mb x86 2", "sc", &logs));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agree),
		cmocka_unit_test(test_disagree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
