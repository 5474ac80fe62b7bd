/* Logs of more stores than two words have bits: what is ordered late in them, and what is not. */
#include "lib/pair.h"

#define MANY 128

/* A row of n updates from version 2, in weak; how many of its stores precede the last update. */
static unsigned int make_row(struct verify_options *options, const char *host, unsigned int n,
			     struct schedule *schedule)
{
	const struct log *log;
	unsigned int i = 0;

	*options = pair_options("pvclock", host, "pv-ordered", MODEL_WEAK);
	options->budget = PAIR_BUDGET;
	options->wanted = TORN;
	assert_true(scenario_row(options->format, options->host, 0, n, schedule));
	schedule->sequence = 2;
	log = run_host(options, schedule);
	assert_non_null(log);
	assert_false(log->ordered);
	while (log->events[i].update < n)
		i++;
	return i;
}

static u32 violations_of(const struct verify_options *options, const struct schedule *schedule)
{
	verdict_free(&the_test_verdict);
	verify_schedule(the_test_machine, &the_test_oracle, options, schedule, &the_test_verdict);
	assert_string_equal(the_test_verdict.error, "");
	assert_true(the_test_verdict.accepted > 0);
	return verdict_violations(&the_test_verdict);
}

static void test_late_stores_without_order(void **state)
{
	struct verify_options options;
	struct schedule schedule;
	char why[256];

	(void)state;
	/* the last update finds version 36 */
	assert_true(make_row(&options, "unfenced-at-36", 18, &schedule) > MANY);
	assert_int_equal(violations_of(&options, &schedule) & TORN, TORN);
	assert_int_equal(finding_replay(the_test_verdict.found[VIOLATION_TORN], the_test_machine,
					&the_test_oracle, 0x5a, why, sizeof(why)),
			 VIOLATION_TORN);
	/* by no other one */
	make_row(&options, "unfenced-at-36", 17, &schedule);
	assert_int_equal(violations_of(&options, &schedule), 0);
}

static void test_late_stores_in_order(void **state)
{
	struct verify_options options;
	struct schedule schedule;

	(void)state;
	assert_true(make_row(&options, "pvclock-odd-even", UPDATES_MAX, &schedule) > MANY);
	assert_int_equal(violations_of(&options, &schedule), 0);
	assert_true(the_test_verdict.overlapped > 0);
}

/* The widest page, in the narrowest words: a row as long as any fits. */
static void test_room(void **state)
{
	struct verify_options options;
	struct schedule schedule;
	const struct log *log;

	(void)state;
	make_row(&options, "pvclock-odd-even", UPDATES_MAX, &schedule);
	options.word = 32;
	log = run_host(&options, &schedule);
	assert_non_null(log);
	assert_int_equal(log->ngenerations, UPDATES_MAX + 1);
	assert_true(log->nevents > MANY && log->nevents <= EVENTS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_late_stores_without_order),
		cmocka_unit_test(test_late_stores_in_order),
		cmocka_unit_test(test_room),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
