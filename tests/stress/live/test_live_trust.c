/* Whose stamps are believed: skews that are measured, and measured again, and what follows for pairs of CPUs. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "stress/live/engine.h"

#define HZ 1000000000

/* What the TSCs of CPUs 1 and 2 are measured to be ahead of that of CPU 0. */
static s64 skews[3][2];
static int skew_error;

static int measure_skew(unsigned int a, unsigned int b, s64 *low, s64 *high)
{
	assert_int_equal(a, 0);
	*low = skews[b][0];
	*high = skews[b][1];
	return skew_error;
}

static const char *a_problem(void)
{
	return "no TSC to trust";
}

static const char *no_problem(void)
{
	return NULL;
}

static void who_is_trusted(void **state)
{
	struct live_engine *engine = aligned_alloc(64, (sizeof(*engine) + 63) / 64 * 64);
	static const unsigned int cpus[] = {0, 1, 2};
	struct tsc_skews *skew = &engine->skews;
	struct live_reader readers[3];
	s64 low = 0, high = 0;
	char why[LIVE_WHY];

	(void)state;
	memset(engine, 0, sizeof(*engine));
	*skew = (struct tsc_skews){
		.cpus = cpus, .n = 3, .problem = a_problem, .measure = measure_skew};
	assert_false(tsc_skews_measure(skew, HZ, why, sizeof(why)));
	assert_false(skew->failed);
	assert_string_equal(why, "no TSC to trust");
	skew->problem = no_problem;
	skew_error = EAGAIN;
	assert_false(tsc_skews_measure(skew, HZ, why, sizeof(why)));
	assert_true(skew->failed);
	skew_error = 0;
	skews[1][0] = -40;
	skews[1][1] = 60;
	skews[2][0] = 200;
	skews[2][1] = 150000; /* 150 us */
	assert_false(tsc_skews_measure(skew, HZ, why, sizeof(why)));
	assert_non_null(strstr(why, "CPU 2"));
	assert_false(skew->failed);
	skews[2][1] = 300;
	assert_true(tsc_skews_measure(skew, HZ, why, sizeof(why)));
	assert_int_equal(skew->lowest, -40);
	assert_int_equal(skew->highest, 300);
	assert_int_equal(skew->margin, 300);

	for (unsigned int r = 0; r < 3; r++)
		readers[r].where = r;
	assert_int_equal(live_trust_ahead(engine, &readers[0], &readers[0]), 0);
	assert_int_equal(live_trust_ahead(engine, &readers[0], &readers[1]), 60);
	assert_int_equal(live_trust_ahead(engine, &readers[1], &readers[0]), 40);
	assert_int_equal(live_trust_ahead(engine, &readers[1], &readers[2]), 340);
	assert_int_equal(live_trust_ahead(engine, &readers[2], &readers[0]), 0);

	skews[1][0] = 55; /* it may still be what it was */
	skews[1][1] = 155;
	assert_int_equal(live_trust_again(engine, true, &low, &high, why, sizeof(why)),
			 TSC_AGAIN_SAME);
	assert_int_equal(low, 0);
	assert_int_equal(high, 300);
	skew_error = EAGAIN; /* no measurement is no evidence, neither for nor against */
	skews[1][0] = 61;
	assert_int_equal(live_trust_again(engine, true, NULL, NULL, why, sizeof(why)),
			 TSC_AGAIN_UNKNOWN);
	assert_non_null(strstr(why, " again: "));
	skew_error = 0;
	assert_int_equal(live_trust_again(engine, true, NULL, NULL, why, sizeof(why)),
			 TSC_AGAIN_OTHER);
	assert_non_null(strstr(why, "CPU 1"));
	free(engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_is_trusted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
