/*
 * Parts of the race engine by themselves: pauses of the gapped build, what happens to the machine,
 * and a TSC or a thread that moves during a race.
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
#include "stress/gap.h"
#include "stress/hostlog.h"
#include "stress/pin.h"
#include "stress/race.h"
#include "stress/upset.h"

#define HZ 1000000000ull

static const u32 sequence = 2;
static _Alignas(64) u8 page[128];
static _Atomic bool never;

static struct gap make_gap(const struct format *format)
{
	memset(page, 0, sizeof(page));
	memcpy(page, &sequence, sizeof(sequence));
	return (struct gap){.page = page,
			    .sequence = page,
			    .size = format->page_size,
			    .tsc_hz = HZ,
			    .stop = &never};
}

/* Each store of a host waits as the update says, and no shorter. */
static void test_gapped_host_waits(void **state)
{
	const struct format *format = registry_find_format("hyperv-tsc");
	const struct host *host = registry_find_host(ENGINE_GAPPED, format, "odd-even");
	struct update update = {
		.lead = 100000, .gap = 10, .gaps = {[2] = 200000}, .dies_after = -1};
	struct gap gap = make_gap(format);
	u64 params[8] = {7, 9}, before;

	(void)state;
	gap.update = &update;
	before = rdtsc();
	gap_use(&gap);
	host->publish(page, params);
	gap_use(NULL);
	assert_true(rdtsc() - before >= 300020);
	assert_int_equal(gap.stores, 4);
	assert_int_equal(gap_total(&update, gap.stores), 300020);
	assert_int_equal(((const u32 *)page)[0], 4);
	assert_int_equal(((const u64 *)page)[1], 7);
	assert_int_equal(((const u64 *)page)[2], 9);
}

/* The host dies after so many stores: the later ones are not made. */
static void test_gapped_host_dies(void **state)
{
	const struct format *format = registry_find_format("hyperv-tsc");
	const struct host *host = registry_find_host(ENGINE_GAPPED, format, "odd-even");
	struct gap gap = make_gap(format);
	u64 params[8] = {7, 9};

	(void)state;
	for (int stores = 0; stores < 4; stores++) {
		struct update update = {.dies_after = stores};
		volatile bool died = false;

		gap = make_gap(format);
		gap.update = &update;
		gap_use(&gap);
		if (!sigsetjmp(gap.death, 0))
			host->publish(page, params);
		else
			died = true;
		gap_use(NULL);
		assert_true(died);
		assert_int_equal(((const u32 *)page)[0], stores ? 3 : 2);
		assert_int_equal(((const u64 *)page)[1], stores > 1 ? 7 : 0);
		assert_int_equal(((const u64 *)page)[2], stores > 2 ? 9 : 0);
	}
}

/* Every access of every guest is seen: a pause at each of them is made, and no further one. */
static void test_gapped_guests_pause_anywhere(void **state)
{
	const struct guest *guest;

	(void)state;
	for (unsigned int g = 0; (guest = registry_guest(ENGINE_GAPPED, g)); g++) {
		const struct format *format = registry_find_format(guest->format);
		struct gap gap = make_gap(format);
		u32 accesses;
		u64 time;

		gap_use(&gap);
		guest->read(page, &time);
		accesses = gap.accesses;
		assert_true(accesses >= 4);
		assert_true(gap.sequences >= 1);
		for (u32 at = 1; at <= accesses; at++) {
			u64 before = rdtsc();

			gap.countdown = at;
			gap.pause = 50000;
			guest->read(page, &time);
			assert_int_equal(gap.countdown, 0);
			assert_true(rdtsc() - before >= 50000);
		}
		gap.countdown = accesses + 1;
		guest->read(page, &time);
		assert_int_equal(gap.countdown, 1);
		gap_use(NULL);
	}
}

/* Both builds of a guest read the same from the same page. */
static void test_builds_agree(void **state)
{
	const struct guest *guest;
	u64 one = 0, other = 0;

	(void)state;
	for (unsigned int g = 0; (guest = registry_guest(ENGINE_GAPPED, g)); g++) {
		const struct format *format = registry_find_format(guest->format);
		const struct guest *native =
			registry_find_guest(ENGINE_NATIVE, format, guest->name);
		_Alignas(16) u64 params[8];

		make_gap(format);
		format->anchor(params, rdtsc(), 1000000, 1); /* so slow that it stands still */
		format->encode(page, params);
		assert_true(native->read(page, &one));
		assert_true(guest->read(page, &other));
		assert_int_equal(one, other);
	}
}

static void test_pauses_are_mostly_short(void **state)
{
	unsigned int longer = 0;
	u64 random = 1;

	(void)state;
	for (unsigned int i = 0; i < 100000; i++) {
		u64 pause = gap_draw(&random, HZ);

		assert_in_range(pause, HZ / 10000000, HZ / 1000);
		if (pause > HZ / 100000) {
			assert_int_equal(pause, HZ / 1000);
			longer++;
		}
	}
	assert_in_range(longer, 50, 200); /* about one in 1024 */
}

static void test_torn_updates_count_once(void **state)
{
	struct hostlog *log = calloc(1, sizeof(*log) + 64);
	struct hostlog *aligned = (struct hostlog *)(((size_t)log + 63) / 64 * 64);

	(void)state;
	assert_true(hostlog_mark_torn(aligned, 5));
	assert_false(hostlog_mark_torn(aligned, 5));
	assert_true(hostlog_mark_torn(aligned, 5 + HOSTLOG_SIZE));
	free(log);
}

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

	upset_start(&upset, HZ, &calm);
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

static void count_violation(void *arg, const struct race_violation *violation)
{
	(void)arg;
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
	options.host = registry_find_host(ENGINE_NATIVE, options.format, "odd-even");
	options.guest = registry_find_guest(ENGINE_NATIVE, options.format, "hv-spin-even");
	if (race_run(&options, &summary) == RACE_SKIPPED)
		skip();
	assert_non_null(strstr(summary.reason, "was moved off"));
	assert_int_equal(race_violations(&summary.total.counts), 0);
	assert_false(summary.interrupted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gapped_host_waits),
		cmocka_unit_test(test_gapped_host_dies),
		cmocka_unit_test(test_gapped_guests_pause_anywhere),
		cmocka_unit_test(test_builds_agree),
		cmocka_unit_test(test_pauses_are_mostly_short),
		cmocka_unit_test(test_torn_updates_count_once),
		cmocka_unit_test(test_upsets),
		cmocka_unit_test(test_late_looks_are_no_upsets),
		cmocka_unit_test(test_steal),
		cmocka_unit_test(test_moved_tsc_discards),
		cmocka_unit_test(test_steady_tsc_does_not),
		cmocka_unit_test(test_a_host_that_was_moved_ends_the_race),
	};

	return cmocka_run_group_tests_name("stress parts", tests, NULL, NULL);
}
