/* The strategies on choices alone: names, turns, and the distribution that each one gives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "choice/choice.h"
#include "choice/strategy.h"

#define DRAWS 60000

static struct choice choice;

static void test_names(void **state)
{
	(void)state;
	assert_ptr_equal(strategy_find("walk"), &strategy_walk);
	assert_ptr_equal(strategy_find("pos"), &strategy_pos);
	assert_ptr_equal(strategy_find("pct"), &strategy_pct);
	assert_ptr_equal(strategy_find("rf"), &strategy_rf);
	assert_ptr_equal(strategy_find("all"), &strategy_all);
	assert_null(strategy_find(""));
	assert_null(strategy_find("walks"));
	assert_null(strategy_get(5));
}

/* n is that share of DRAWS, within five standard deviations of a fair coin. */
static void assert_share(unsigned int n, double share)
{
	double mean = share * DRAWS;

	assert_true(n > mean - 612 && n < mean + 612);
}

static unsigned int one_load(unsigned int n)
{
	choice_begin(&choice);
	return choose(&choice, n, CHOOSE_LOAD);
}

static void test_rf_is_even(void **state)
{
	unsigned int seen[8] = {0};

	(void)state;
	choice_strategy(&choice, &strategy_rf, 1, 3);
	for (unsigned int i = 0; i < DRAWS; i++)
		seen[one_load(8)]++;
	for (unsigned int i = 0; i < 8; i++)
		assert_share(seen[i], 1.0 / 8);
}

/* Never more moves than asked for; and every number up to that, and every place. */
static void test_pct_moves_now_and_then(void **state)
{
	(void)state;
	for (unsigned int depth = 1; depth <= 4; depth++) {
		unsigned int counts[11] = {0}, places[10] = {0};

		choice_strategy(&choice, &strategy_pct, depth, depth);
		for (unsigned int i = 0; i < DRAWS; i++) {
			unsigned int moves = 0;

			choice_begin(&choice);
			for (unsigned int j = 0; j < 10; j++) {
				bool moved = choose(&choice, 5, j % 2 ? CHOOSE_LOAD : CHOOSE_TSC);

				moves += moved;
				places[j] += moved;
			}
			counts[moves]++;
		}
		for (unsigned int n = 0; n <= 10; n++)
			assert_int_equal(counts[n] > 0, n <= depth);
		for (unsigned int j = 1; j < 10; j++)
			assert_in_range(places[j], places[0] - 800, places[0] + 800);
		/* 11 places, the last past the end */
		if (depth == 1)
			assert_share(counts[0], 1.0 / 11);
	}
}

/* Which of two is first if all priorities are random: the laws that follow from order statistics. */
static void test_pos_goes_by_priorities(void **state)
{
	static const u16 near[] = {0, 1}, far[] = {0, 4}, second[] = {0, 2};
	unsigned int one = 0, four = 0, a = 0, b = 0, tsc = 0;

	(void)state;
	choice_strategy(&choice, &strategy_pos, 1, 11);
	for (unsigned int i = 0; i < DRAWS; i++) {
		choice_begin(&choice);
		choice_tell(&choice, 0, near, sizeof(u16), false);
		one += choose(&choice, 2, CHOOSE_LOAD);
		/* four stores in a row, all above one load */
		choice_begin(&choice);
		choice_tell(&choice, 0, far, sizeof(u16), false);
		four += choose(&choice, 2, CHOOSE_LOAD);
		/* the store of the second load's place comes first: both loads have to beat it */
		choice_begin(&choice);
		choice_tell(&choice, 0, second, sizeof(u16), false);
		a += choose(&choice, 2, CHOOSE_LOAD);
		choice_tell(&choice, 0, near, sizeof(u16), false);
		b += choose(&choice, 2, CHOOSE_LOAD);
		/* a moment that nothing is told of: three events, all above it */
		choice_begin(&choice);
		tsc += choose(&choice, 4, CHOOSE_TSC) == 3;
	}
	assert_share(one, 1.0 / 2);
	assert_share(four, 1.0 / 5);
	assert_share(a, 1.0 / 3);
	assert_share(b, 2.0 / 3);
	assert_share(tsc, 1.0 / 4);
}

/* A load that may go before an earlier one is not tied to how far the host was for that one. */
static void test_pos_where_order_is_loose(void **state)
{
	static const u16 near[] = {0, 1}, both[] = {0, 3};
	unsigned int tied = 0, loose = 0;

	(void)state;
	choice_strategy(&choice, &strategy_pos, 1, 12);
	for (unsigned int i = 0; i < 2 * DRAWS; i++) {
		unsigned int first, second;

		choice_begin(&choice);
		choice_tell(&choice, 0, both, sizeof(u16), i % 2);
		first = choose(&choice, 2, CHOOSE_LOAD);
		choice_tell(&choice, 0, near, sizeof(u16), i % 2);
		second = choose(&choice, 2, CHOOSE_LOAD);
		if (first && !second && i % 2)
			loose++;
		else if (first && !second)
			tied++;
	}
	assert_int_equal(tied, 0);
	/* the first one sees it in 1 of 4, the coin falls in 1 of 2, the second one wins in 1 of 2 */
	assert_share(loose, 1.0 / 16);
}

static void test_all_take_turns(void **state)
{
	(void)state;
	choice_strategy(&choice, &strategy_all, 2, 1);
	for (unsigned int i = 0; i < 40; i++) {
		choice_begin(&choice);
		assert_ptr_equal(choice.sampler.turn, strategy_get(i % 4));
		choose(&choice, 9, CHOOSE_LOAD);
		/* what is learnt, and whose turn it is, outlives a replay */
		if (i % 5 == 0) {
			choice_replay(&choice, NULL, 0);
			choice_begin(&choice);
			assert_int_equal(choose(&choice, 9, CHOOSE_LOAD), 0);
			choice_reseed(&choice, i);
		}
	}
	assert_int_equal(choice.sampler.longest, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_rf_is_even),
		cmocka_unit_test(test_pct_moves_now_and_then),
		cmocka_unit_test(test_pos_goes_by_priorities),
		cmocka_unit_test(test_pos_where_order_is_loose),
		cmocka_unit_test(test_all_take_turns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
