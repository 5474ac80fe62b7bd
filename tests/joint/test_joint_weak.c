/*
 * Readers that share memory on a weakly ordered CPU: what they may see of each other and of the page, with barriers
 * and without, that no execution comes twice, and what is refused.
 */
#include "joint_seen.h"

static const struct litmus table[] = {
	/* A: new page, then x == 0; B: x = 1, then old page */
	{"weak-store", 2, {101, 0}, IN(WEAK), IN(WEAK)},
	{"weak-store-rmb", 2, {101, 0}, IN(WEAK), IN(WEAK)},
	{"weak-store-release", 2, {101, 0}, IN(WEAK), IN(WEAK)},
	{"weak-store-sc", 2, {101, 0}, IN(WEAK), IN(WEAK)},
	{"weak-store-mb", 2, {101, 0}, IN(WEAK), 0},
	{"weak-store-xchg", 2, {101, 0}, IN(WEAK), 0},
	/* ... and A is free to look at x first, and finds what B had stored after it saw the new page or not */
	{"weak-store-loose", 2, {101, 0}, IN(WEAK), IN(WEAK)},
	/* A: new page, x = 1; B: x == 1, then old page */
	{"weak-passed", 2, {1, 10}, IN(WEAK), 0},
	{"weak-passed", 2, {1, 11}, IN(WEAK), IN(WEAK)},
	{"weak-passed", 2, {0, 10}, IN(WEAK), IN(WEAK)},
	{"weak-passed-acquire", 2, {1, 10}, IN(WEAK), 0},
	{"weak-passed-fence", 2, {1, 10}, IN(WEAK), 0},
	{"weak-passed-branch", 2, {1, 10}, IN(WEAK), 0},
	{"weak-passed-value", 2, {1, 10}, IN(WEAK), 0},
	{"weak-passed-loose", 2, {1, 10}, IN(WEAK), IN(WEAK)},
	/* A: new page, then counts; B counts after it, then old page */
	{"weak-counted", 2, {1, 110}, IN(WEAK), 0},
	{"weak-counted", 2, {101, 10}, IN(WEAK), 0},
	{"weak-counted", 2, {101, 11}, IN(WEAK), IN(WEAK)},
	{"weak-counted-acquire", 2, {101, 10}, IN(WEAK), 0},
	{"weak-counted-release", 2, {101, 10}, IN(WEAK), IN(WEAK)},
	/* three in a chain */
	{"weak-chain", 3, {10, 1, 101}, IN(WEAK), 0},
	{"weak-chain", 3, {10, 11, 101}, IN(WEAK), 0},
	{"weak-chain", 3, {10, 11, 111}, IN(WEAK), IN(WEAK)},
	{"weak-chain-loose", 3, {10, 11, 101}, IN(WEAK), 0},
	{"weak-chain-loose", 3, {10, 1, 111}, IN(WEAK), IN(WEAK)},
	/* one place never goes back */
	{"weak-twice", 2, {0, 10}, IN(WEAK), 0},
	{"weak-twice", 2, {0, 1}, IN(WEAK), IN(WEAK)},
	{"weak-twice", 2, {0, 11}, IN(WEAK), IN(WEAK)},
};

static void test_litmus(void **state)
{
	(void)state;
	check_litmus(table, ARRAY_SIZE(table));
}

static void test_none_twice(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(table); i++)
		check_none_twice(&table[i], MODEL_WEAK);
}

static void test_drawn(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(table); i++)
		check_drawn(&table[i], MODEL_WEAK);
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
		run_joint(refused[i], MODEL_WEAK, 2, 0);
		if (strstr(seen.error, "guest_litmus_weak.c:") && strstr(seen.error, "weak"))
			continue;
		print_error("%s: not refused: '%s'\n", refused[i], seen.error);
		wrong = true;
	}
	assert_false(wrong);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_litmus),
		cmocka_unit_test(test_none_twice),
		cmocka_unit_test(test_drawn),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
