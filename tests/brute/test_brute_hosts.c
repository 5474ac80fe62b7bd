/*
 * Several hosts in the machine against brute force: both come to the same logs (brute_hosts.h says what one is).
 * And a machine that is broken on purpose does not pass.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants most of them before it. */
#include <cmocka.h>

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

/* What a program prints; the caller frees it. */
static char *output(const char *program, const char *arguments)
{
	char command[512], *text = NULL;
	size_t size, n;
	char buffer[4096];
	FILE *in, *out;

	snprintf(command, sizeof(command), "%s %s", program, arguments);
	out = open_memstream(&text, &size);
	in = popen(command, "r");
	assert_non_null(in);
	assert_non_null(out);
	while ((n = fread(buffer, 1, sizeof(buffer), in)))
		fwrite(buffer, 1, n, out);
	fclose(out);
	if (pclose(in))
		fail_msg("%s does not succeed", command);
	return text;
}

static unsigned int count(const char *text)
{
	unsigned int n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static bool agree(const char *arguments, const char *mutation, unsigned int *logs)
{
	char broken[256], *brute = output(BRUTE_HOSTS, arguments), *machine;
	bool same;

	snprintf(broken, sizeof(broken), "%s %s", arguments, mutation);
	machine = output(MACHINE_HOSTS, broken);
	same = !strcmp(brute, machine);
	if (!same && !*mutation)
		print_error("%s: brute force has %u logs, the machine %u\n", arguments,
			    count(brute), count(machine));
	*logs = count(brute);
	free(brute);
	free(machine);
	return same;
}

static void test_agree(void **state)
{
	static const char *const models[] = {"sc", "x86", "weak"};
	char arguments[128];
	unsigned int logs;

	(void)state;
	for (unsigned int i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
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
