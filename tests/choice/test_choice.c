/* The four sources of choices, and what may be left out of an enumeration. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>
#include <string.h>

#include "choice/choice.h"

static struct choice choice;

static void test_one_answer_costs_nothing(void **state)
{
	static const u8 bytes[] = {7, 9};

	(void)state;
	choice_bytes(&choice, bytes, sizeof(bytes));
	choice_begin(&choice);
	assert_int_equal(choose(&choice, 1, CHOOSE_LOAD), 0);
	assert_int_equal(choose(&choice, 0, CHOOSE_LOAD), 0);
	assert_int_equal(choose_monotone(&choice, 1, CHOOSE_LOAD), 0);
	assert_int_equal(choice.n, 0);
	assert_int_equal(choice.nbytes, 2);
	assert_int_equal(choose(&choice, 10, CHOOSE_LOAD), 7);
	assert_int_equal(choice.n, 1);
	assert_int_equal(choice.nbytes, 1);

	choice_random(&choice, 1);
	choice_begin(&choice);
	assert_int_equal(choose(&choice, 1, CHOOSE_TSC), 0);
	assert_int_equal(choice.sampler.state, 1);

	choice_exhaustive(&choice);
	choice_begin(&choice);
	for (int i = 0; i < 100; i++)
		choose(&choice, 1, CHOOSE_START);
	assert_int_equal(choice.n, 0);
	assert_false(choice_next(&choice));
}

static void test_bytes(void **state)
{
	static const u8 bytes[] = {0, 1, 2, 255, 254};

	(void)state;
	choice_bytes(&choice, bytes, sizeof(bytes));
	choice_begin(&choice);
	assert_int_equal(choose(&choice, 3, CHOOSE_LOAD), 0);
	assert_int_equal(choose(&choice, 3, CHOOSE_LOAD), 1);
	assert_int_equal(choose(&choice, 2, CHOOSE_LOAD), 0);
	assert_int_equal(choose(&choice, 256, CHOOSE_LOAD), 255);
	assert_int_equal(choose(&choice, 250, CHOOSE_LOAD), 4);
	/* used up */
	for (int i = 0; i < 1000; i++)
		assert_int_equal(choose(&choice, 7, (enum choice_kind)(i % CHOOSE_KINDS)), 0);
	assert_int_equal(choice.n, 1005);
	assert_false(choice_next(&choice));

	choice_bytes(&choice, NULL, 0);
	choice_begin(&choice);
	assert_int_equal(choose(&choice, 7, CHOOSE_LOAD), 0);
}

static void walk(u64 seed, unsigned int length, u16 *out)
{
	choice_random(&choice, seed);
	choice_begin(&choice);
	for (unsigned int i = 0; i < length; i++)
		out[i] = (u16)choose(&choice, 2 + i % 50, (enum choice_kind)(i % CHOOSE_KINDS));
}

static void test_random_walks(void **state)
{
	static u16 first[1000], second[1000];
	unsigned int differ = 0;

	(void)state;
	for (u64 seed = 0; seed < 50; seed++) {
		walk(seed, 1000, first);
		walk(seed, 1000, second);
		assert_memory_equal(first, second, sizeof(first));
		for (unsigned int i = 0; i < 1000; i++)
			assert_true(first[i] < 2 + i % 50);
		walk(seed + 1, 1000, second);
		differ += memcmp(first, second, sizeof(first)) != 0;
	}
	assert_int_equal(differ, 50);
	assert_true(choice_next(&choice));
}

/* Every answer turns up, and the second execution of a walk is another one. */
static void test_random_reaches_all(void **state)
{
	unsigned int seen[16] = {0}, stays = 0;

	(void)state;
	choice_random(&choice, 42);
	for (unsigned int i = 0; i < 4000; i++) {
		unsigned int answer;

		choice_begin(&choice);
		answer = choose(&choice, 16, CHOOSE_SCHEDULE);
		seen[answer]++;
		stays += !choose(&choice, 16, CHOOSE_LOAD);
		choice_next(&choice);
	}
	for (unsigned int i = 0; i < 16; i++)
		assert_in_range(seen[i], 150, 350);
	/* a load stays in half of the cases, and in one in 16 of the others */
	assert_in_range(stays, 1950, 2300);
}

static void test_overflow(void **state)
{
	(void)state;
	choice_random(&choice, 3);
	choice_begin(&choice);
	for (unsigned int i = 0; i < CHOICES_MAX; i++)
		choose(&choice, 3, CHOOSE_SCHEDULE);
	assert_false(choice.overflow);
	assert_int_equal(choose(&choice, 3, CHOOSE_SCHEDULE), 0);
	assert_true(choice.overflow);
	assert_int_equal(choice.n, CHOICES_MAX);
}

/* Steps 0 ... length-1 with a choice of moving on at each: as a reader does on a log. */
static u64 cursor_path(unsigned int loads, unsigned int steps)
{
	unsigned int at = 0;
	u64 path = 0;

	for (unsigned int i = 0; i < loads; i++) {
		at += choose(&choice, steps - at, CHOOSE_LOAD);
		path = path * steps + at;
	}
	return path;
}

static u64 binomial(u64 n, u64 k)
{
	u64 result = 1;

	for (u64 i = 1; i <= k; i++)
		result = result * (n - k + i) / i;
	return result;
}

/* k loads on n steps: as many as there are ways to choose k of n with repetition. */
static void test_exhaustive_counts(void **state)
{
	(void)state;
	for (unsigned int loads = 0; loads < 6; loads++) {
		for (unsigned int steps = 1; steps < 8; steps++) {
			u8 *seen = calloc(1, 1 << 18);
			u64 n = 0;

			assert_non_null(seen);
			choice_exhaustive(&choice);
			do {
				u64 path;

				choice_begin(&choice);
				path = cursor_path(loads, steps);
				assert_true(path < 1 << 18);
				assert_int_equal(seen[path], 0);
				seen[path] = 1;
				n++;
			} while (choice_next(&choice));
			assert_int_equal(n, binomial(loads + steps - 1, loads));
			free(seen);
		}
	}
}

/* What a choice is among may depend on the answers before. */
static void test_exhaustive_of_uneven_trees(void **state)
{
	u64 n = 0, sum = 0;

	(void)state;
	choice_exhaustive(&choice);
	do {
		unsigned int a, b = 0;

		choice_begin(&choice);
		a = choose(&choice, 5, CHOOSE_LOAD);
		for (unsigned int i = 0; i < a; i++)
			b += choose(&choice, 2 + i, CHOOSE_LOAD);
		n++;
		sum += b;
	} while (choice_next(&choice));
	/* 1 + 2 + 2*3 + 2*3*4 + 2*3*4*5, and the same weighted by the mean of each sum */
	assert_int_equal(n, 153);
	assert_int_equal(sum, 0 + 1 + 6 * 3 / 2 + 24 * 6 / 2 + 120 * 10 / 2);
}

static void test_replay_repeats(void **state)
{
	static u16 taken[64];

	(void)state;
	for (u64 seed = 0; seed < 20; seed++) {
		unsigned int n;
		u64 path;

		choice_random(&choice, seed);
		choice_begin(&choice);
		path = cursor_path(6, 7);
		n = choice.n;
		memcpy(taken, choice.taken, n * sizeof(*taken));
		choice_replay(&choice, taken, n);
		choice_begin(&choice);
		assert_int_equal(cursor_path(6, 7), path);
		assert_false(choice_next(&choice));
		/* all others are 0 */
		assert_int_equal(choose(&choice, 9, CHOOSE_LOAD), 0);
		choice_begin(&choice);
		assert_int_equal(cursor_path(6, 7), path);
	}
}

/* A prescribed answer that does not exist any more is no answer. */
static void test_replay_of_what_does_not_fit(void **state)
{
	static const u16 taken[] = {3, 200, 1};

	(void)state;
	choice_replay(&choice, taken, 3);
	choice_begin(&choice);
	assert_int_equal(choose(&choice, 4, CHOOSE_LOAD), 3);
	assert_int_equal(choose(&choice, 4, CHOOSE_LOAD), 0);
	assert_int_equal(choose(&choice, 4, CHOOSE_LOAD), 1);
}

/*
 * A monotone choice at, then a load that must see at least at, and is good only if it sees limit
 * or less. Answers of the first one past the first dead one are all dead.
 */
static unsigned int count_monotone(bool monotone, unsigned int n, unsigned int limit, u64 *good)
{
	unsigned int executions = 0;

	choice_exhaustive(&choice);
	do {
		unsigned int at, load;

		choice_begin(&choice);
		at = monotone ? choose_monotone(&choice, n, CHOOSE_LOAD)
			      : choose(&choice, n, CHOOSE_LOAD);
		load = at + choose(&choice, n - at, CHOOSE_LOAD);
		executions++;
		if (load > limit)
			continue;
		choice_alive(&choice);
		assert_false(*good >> (at * 8 + load) & 1);
		*good |= (u64)1 << (at * 8 + load);
	} while (choice_next(&choice));
	return executions;
}

static void test_monotone_skips_only_the_dead(void **state)
{
	(void)state;
	for (unsigned int n = 2; n < 8; n++) {
		for (unsigned int limit = 0; limit < n; limit++) {
			u64 all = 0, some = 0;
			unsigned int full = count_monotone(false, n, limit, &all);
			unsigned int less = count_monotone(true, n, limit, &some);

			assert_int_equal(full, n * (n + 1) / 2);
			assert_int_equal(all, some);
			/* the first dead answer, limit + 1, is still tried; those after it are not */
			if (limit + 2 < n)
				assert_int_equal(full - less,
						 (n - limit - 2) * (n - limit - 1) / 2);
			else
				assert_int_equal(full, less);
		}
	}
}

/* An answer is alive if something under it is, however deep; and a later choice is on its own. */
static void test_monotone_under_others(void **state)
{
	unsigned int executions = 0, good = 0;

	(void)state;
	choice_exhaustive(&choice);
	do {
		unsigned int a, b, c;

		choice_begin(&choice);
		a = choose(&choice, 3, CHOOSE_START);
		b = choose_monotone(&choice, 4, CHOOSE_LOAD);
		c = choose(&choice, 2, CHOOSE_LOAD);
		executions++;
		if (b > a || !c)
			continue;
		choice_alive(&choice);
		good++;
	} while (choice_next(&choice));
	/* a = 0: b = 0 lives, 1 is dead; a = 1: 0 and 1 live, 2 is dead; a = 2: 3 is dead */
	assert_int_equal(good, 1 + 2 + 3);
	assert_int_equal(executions, 2 * (2 + 3 + 4));
}

/* All answers but those that are barren, and one if there are no others; what is barren may be known late. */
static void test_barren_answers(void **state)
{
	(void)state;
	for (unsigned int barren = 0; barren < 64; barren++) {
		unsigned int seen = 0, executions = 0;

		choice_exhaustive(&choice);
		do {
			unsigned int a, b;

			choice_begin(&choice);
			a = choose(&choice, 3, CHOOSE_START);
			b = choose_but(&choice, 6, CHOOSE_LOAD, a ? barren : 0);
			assert_int_equal(choose(&choice, 2, CHOOSE_LOAD), executions++ % 2);
			assert_int_equal(choice.taken[1], b);
			assert_false(a && barren != 63 && barren >> b & 1);
			seen |= 1u << (6 * a + b);
		} while (choice_next(&choice));
		assert_int_equal(seen & 63, 63);
		assert_int_equal(seen >> 6 & 63, barren == 63 ? 1 : 63 & ~barren);
		assert_int_equal(seen >> 6 & 63, seen >> 12);
		assert_int_equal(executions, 2 * (unsigned int)__builtin_popcount(seen));
	}
	/* other sources know nothing of it, nor does a choice that is none */
	choice_replay(&choice, (u16[]){4}, 1);
	choice_begin(&choice);
	assert_int_equal(choose_but(&choice, 6, CHOOSE_LOAD, 63), 4);
	assert_int_equal(choose_but(&choice, 6, CHOOSE_LOAD, 63), 0);
	choice_exhaustive(&choice);
	choice_begin(&choice);
	assert_int_equal(choose_but(&choice, 1, CHOOSE_LOAD, 1), 0);
	assert_int_equal(choice.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_answer_costs_nothing),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_random_walks),
		cmocka_unit_test(test_random_reaches_all),
		cmocka_unit_test(test_overflow),
		cmocka_unit_test(test_exhaustive_counts),
		cmocka_unit_test(test_exhaustive_of_uneven_trees),
		cmocka_unit_test(test_replay_repeats),
		cmocka_unit_test(test_replay_of_what_does_not_fit),
		cmocka_unit_test(test_monotone_skips_only_the_dead),
		cmocka_unit_test(test_monotone_under_others),
		cmocka_unit_test(test_barren_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
