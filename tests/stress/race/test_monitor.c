/* What the monitor of a race makes of the findings once the race is over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "stress/race/engine.h"

static unsigned int told;

static void tell(void *arg, const char *lane, const struct format *format,
		 const struct race_violation *violation)
{
	(void)arg;
	(void)lane;
	(void)format;
	(void)violation;
	told++;
}

/* What was found while the clocks were good is counted, and so it is told, if only at the end. */
static void test_what_stands_is_told(void **state)
{
	static struct race_options options = {.calls = {.violation = tell}};
	static struct engine engine = {.options = &options};
	struct monitor monitor = {.engine = &engine, .distrusted = true};
	static struct race_tally total;

	(void)state;
	monitor.trusted.found[VIOLATION_TORN] = 1;
	total.counts.found[VIOLATION_TORN] = 3;
	total.counts.found[VIOLATION_STALE] = 2;
	monitor_settle(&monitor, &total);
	assert_int_equal(total.counts.found[VIOLATION_TORN], 1);
	assert_int_equal(total.counts.found[VIOLATION_STALE], 0);
	assert_int_equal(total.counts.unjudged[RACE_CLOCK], 4);
	assert_int_equal(told, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_stands_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
