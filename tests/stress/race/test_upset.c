/*
 * What happens to the computer during a race: it is suspended, its clocks step, a TSC or a thread
 * moves.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "protocols/registry.h"
#include "stress/cpu/pin.h"
#include "stress/race/race.h"
#include "stress/cpu/upset.h"

#define HZ 1000000000ull

static const struct upset_sample calm = {
	.monotonic = 1000000000,
	.boottime = 2000000000,
	.realtime = 3000000000,
	.tsc = 500,
};

/* What 1 s later looks like, if nothing happened. */
static struct upset_sample later(void)
{
	struct upset_sample sample = calm;

	sample.monotonic += 1000000000;
	sample.boottime += 1000000000;
	sample.realtime += 1000000000;
	sample.tsc += HZ;
	return sample;
}

static enum upset_kind check(const struct upset_sample *sample, char *text)
{
	struct upset upset;

	upset = (struct upset){HZ, calm};
	return upset_check(&upset, sample, text, 160);
}

static void test_upsets(void **state)
{
	struct upset_sample sample = later();
	char text[160] = "";

	(void)state;
	assert_int_equal(check(&sample, text), UPSET_NONE);
	sample.tsc += HZ / 2000; /* 0.5 ms: a preemption between two clocks */
	assert_int_equal(check(&sample, text), UPSET_NONE);

	sample = later();
	sample.boottime += 5000000000;
	sample.realtime += 5000000000;
	assert_int_equal(check(&sample, text), UPSET_SUSPEND);
	assert_non_null(strstr(text, "suspended for 5.000 s"));

	sample = later();
	sample.tsc = 100; /* begun anew */
	assert_int_equal(check(&sample, text), UPSET_TSC);
	sample = later();
	sample.tsc += HZ / 100;
	assert_int_equal(check(&sample, text), UPSET_TSC);

	sample = later();
	sample.realtime -= 3600000000000;
	assert_int_equal(check(&sample, text), UPSET_CLOCK_STEP);
	assert_non_null(strstr(text, "-3600.000 s"));
}

/* What a preemption while the clocks were looked at explains is none. */
static void test_late_looks_are_no_upsets(void **state)
{
	struct upset_sample sample = later();
	char text[160] = "";

	(void)state;
	sample.monotonic += 5000000;
	sample.boottime += 10000000;
	sample.realtime += 10000000;
	assert_int_equal(check(&sample, text), UPSET_SUSPEND);
	sample.width = HZ / 100;
	assert_int_equal(check(&sample, text), UPSET_NONE);
	sample.boottime += 10000000;
	assert_int_equal(check(&sample, text), UPSET_SUSPEND);

	sample = later();
	sample.tsc -= HZ / 100;
	assert_int_equal(check(&sample, text), UPSET_TSC);
	sample.width = HZ / 100;
	assert_int_equal(check(&sample, text), UPSET_NONE);
}

static void test_steal(void **state)
{
	struct upset_sample from = calm, to = later();

	(void)state;
	assert_true(upset_stolen(&from, &to) == 0);
	to.busy = 200;
	to.stolen = 50;
	assert_true(upset_stolen(&from, &to) == 0.25);
	/* counters that go back, or do not add up */
	to.stolen = 201;
	assert_true(upset_stolen(&from, &to) == 1);
	assert_true(upset_stolen(&to, &from) == 0);
	to.busy = 300;
	from.stolen = 300;
	assert_true(upset_stolen(&from, &to) == 0);
}

static unsigned int measured;
static s64 skew_from_second_on;

/* Right at the start of the race, and then a TSC that has moved. */
static int moving_tsc(unsigned int a, unsigned int b, s64 *low, s64 *high)
{
	s64 skew = measured++ ? skew_from_second_on : 0;

	(void)a;
	(void)b;
	*low = skew - 300;
	*high = skew + 300;
	return 0;
}

static unsigned int notices, told;

static void count_notice(void *arg, const char *what, const char *text)
{
	(void)arg;
	(void)text;
	notices += !strcmp(what, "tsc");
}

static void count_violation(void *arg, const char *lane, const struct format *format,
			    const struct race_violation *violation)
{
	(void)arg;
	(void)lane;
	(void)format;
	(void)violation;
	told++;
}

/* A race that tears within milliseconds. */
static void race_with_moving_tsc(s64 skew, struct race_summary *summary)
{
	static unsigned int cpus[RACE_CPUS_MAX];
	struct race_options options = {
		.seconds = 1,
		.cpus = cpus,
		.measure_skew = moving_tsc,
		.calls = {.violation = count_violation, .notice = count_notice},
	};
	int status;

	options.ncpus = pin_allowed(cpus, RACE_CPUS_MAX);
	if (options.ncpus < 2)
		skip();
	measured = notices = told = 0;
	skew_from_second_on = skew;
	options.format = registry_find_format("hyperv-tsc");
	options.host = registry_find_host(ENGINE_NATIVE, options.format, "single-store");
	options.guest = registry_find_guest(ENGINE_NATIVE, options.format, "hv-seed");
	options.gapped_host = registry_find_host(ENGINE_GAPPED, options.format, "single-store");
	options.gapped_guest = registry_find_guest(ENGINE_GAPPED, options.format, "hv-seed");
	options.ncpus = 2;
	for (options.seed = 1; options.seed < 30; options.seed++) {
		status = race_run(&options, summary);
		if (status == RACE_SKIPPED)
			skip();
		assert_int_equal(status, 0);
		if (measured > 1)
			return;
		measured = 0;
	}
	fail_msg("30 races without a violation");
}

static void test_moved_tsc_discards(void **state)
{
	static struct race_summary summary;

	(void)state;
	race_with_moving_tsc(5000, &summary);
	assert_int_equal(race_violations(&summary.total.counts), 0);
	assert_true(summary.total.counts.unjudged[RACE_CLOCK] > 0);
	assert_true(notices > 0);
	assert_int_equal(told, 0);
	assert_non_null(strstr(summary.reason, "TSC of CPU"));
}

/* The same race with a TSC that stays is a violation: the test above can fail. */
static void test_steady_tsc_does_not(void **state)
{
	static struct race_summary summary;

	(void)state;
	race_with_moving_tsc(100, &summary);
	assert_true(race_violations(&summary.total.counts) > 0);
	assert_int_equal(summary.total.counts.unjudged[RACE_CLOCK], 0);
	assert_int_equal(notices, 0);
	assert_true(told > 0);
}

/* Move every thread of the process but this one to the CPU at arg. */
static void move_threads(void *arg, double seconds, const struct race_counts *counts)
{
	DIR *tasks = opendir("/proc/self/task");
	const struct dirent *task;
	cpu_set_t set;

	(void)seconds;
	(void)counts;
	assert_non_null(tasks);
	CPU_ZERO(&set);
	CPU_SET(*(const unsigned int *)arg, &set);
	while ((task = readdir(tasks)))
		if (atoi(task->d_name) > 0 && atoi(task->d_name) != getpid())
			sched_setaffinity(atoi(task->d_name), sizeof(set), &set);
	closedir(tasks);
}

static void test_a_host_that_was_moved_ends_the_race(void **state)
{
	static struct race_summary summary;
	static unsigned int cpus[RACE_CPUS_MAX];
	struct race_options options = {.seconds = 60, .seed = 1, .cpus = cpus};

	(void)state;
	options.ncpus = pin_allowed(cpus, RACE_CPUS_MAX);
	if (options.ncpus < 2)
		skip();
	options.ncpus = 2;
	options.calls.progress = move_threads;
	options.calls.arg = &cpus[1];
	options.format = registry_find_format("hyperv-tsc");
	/* a pair that is right on every CPU, as nobody is asked what a late TSC sample is */
	options.host = registry_find_host(ENGINE_NATIVE, options.format, "invalidate");
	options.guest = registry_find_guest(ENGINE_NATIVE, options.format, "hv-fenced");
	if (race_run(&options, &summary) == RACE_SKIPPED)
		skip();
	assert_non_null(strstr(summary.reason, "was moved off"));
	assert_int_equal(race_violations(&summary.total.counts), 0);
	assert_false(summary.interrupted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_upsets),
		cmocka_unit_test(test_late_looks_are_no_upsets),
		cmocka_unit_test(test_steal),
		cmocka_unit_test(test_moved_tsc_discards),
		cmocka_unit_test(test_steady_tsc_does_not),
		cmocka_unit_test(test_a_host_that_was_moved_ends_the_race),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
