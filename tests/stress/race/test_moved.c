/*
 * Threads that somebody moves to another CPU in the middle of a race, and CPUs that go away: readers
 * are put back and go on being judged, and whoever ran the race is told.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
/* cmocka.h wants the first three before it. */
#include <cmocka.h>

#include "protocols/registry.h"
#include "stress/live/live.h"
#include "stress/cpu/pin.h"
#include "stress/judge/tell.h"
#include "stress/cpu/tsc.h"
#include "stress/race/race.h"

int __real_sched_setaffinity(pid_t thread, size_t size, const cpu_set_t *set);
int __wrap_sched_setaffinity(pid_t thread, size_t size, const cpu_set_t *set);

static unsigned int cpus[RACE_CPUS_MAX];
static int gone = -1;  /* the CPU that is no more */
static bool no_rdtscp; /* as if there were none */
static struct {
	unsigned int moves, evictions;
	bool moving, removing;
	bool moved;
	u64 judged; /* when the thread was moved */
} now;

int __wrap_sched_setaffinity(pid_t thread, size_t size, const cpu_set_t *set)
{
	cpu_set_t only;

	CPU_ZERO(&only);
	if (gone >= 0)
		CPU_SET((unsigned int)gone, &only);
	if (gone >= 0 && CPU_EQUAL(&only, set)) {
		errno = EINVAL;
		return -1;
	}
	return __real_sched_setaffinity(thread, size, set);
}

static bool is_on(pid_t thread, unsigned int cpu)
{
	cpu_set_t set;

	return !sched_getaffinity(thread, sizeof(set), &set) && CPU_COUNT(&set) == 1 &&
	       CPU_ISSET(cpu, &set);
}

/* Move every thread that belongs on the second CPU to the first one. */
static void move_readers(void)
{
	DIR *tasks = opendir("/proc/self/task");
	const struct dirent *task;
	cpu_set_t first;

	assert_non_null(tasks);
	CPU_ZERO(&first);
	CPU_SET(cpus[0], &first);
	while ((task = readdir(tasks)))
		if (atoi(task->d_name) > 0 && is_on(atoi(task->d_name), cpus[1]))
			__real_sched_setaffinity(atoi(task->d_name), sizeof(first), &first);
	closedir(tasks);
}

static void on_progress(void *arg, double seconds, const struct race_counts *counts)
{
	(void)arg;
	if (!now.moving || now.moved || seconds < 0.3)
		return;
	if (now.removing)
		gone = (int)cpus[1];
	now.judged = race_judged(counts);
	now.moved = true;
	move_readers();
}

static void on_notice(void *arg, const char *what, const char *text)
{
	(void)arg;
	(void)text;
	now.moves += !strcmp(what, "moved");
	now.evictions += !strcmp(what, "cpus");
}

static void race_stress(struct race_summary *summary)
{
	struct race_options options = {.seconds = now.removing ? 30 : 2,
				       .seed = 1,
				       .cpus = cpus,
				       .ncpus = 2,
				       .no_rdtscp = no_rdtscp,
				       .calls = {.progress = on_progress, .notice = on_notice}};

	options.format = registry_find_format("hyperv-tsc");
	options.host = registry_find_host(ENGINE_NATIVE, options.format, "invalidate");
	options.guest = registry_find_guest(ENGINE_NATIVE, options.format, "hv-fenced");
	if (race_run(&options, summary) == RACE_SKIPPED)
		skip();
}

static void race_live(struct race_summary *summary)
{
	static const volatile int never;
	static struct live_summary live;
	struct live_options options = {.source = live_source_find("tsc"),
				       .seconds = now.removing ? 30 : 2,
				       .seed = 1,
				       .stop = &never,
				       .cpus = cpus,
				       .ncpus = 2,
				       .no_rdtscp = no_rdtscp,
				       .calls = {.progress = on_progress, .notice = on_notice}};

	assert_int_equal(live_run(&options, &live), 0);
	*summary = live.race;
	memcpy(summary->reason, live.why, sizeof(summary->reason) - 1);
	assert_int_equal(live_status(&live), 0);
}

static void (*const races[])(struct race_summary *summary) = {race_stress, race_live};

static void race(unsigned int which, bool moving, bool removing, struct race_summary *summary)
{
	memset(&now, 0, sizeof(now));
	now.moving = moving;
	now.removing = removing;
	gone = -1;
	if (pin_allowed(cpus, RACE_CPUS_MAX) < 2)
		skip();
	races[which](summary);
	assert_int_equal(race_violations(&summary->total.counts), 0);
}

static void moved_is_judged_again(void)
{
	static struct race_summary summary;
	char text[64];

	for (unsigned int which = 0; which < ARRAY_SIZE(races); which++) {
		const struct race_counts *counts = &summary.total.counts;

		race(which, true, false, &summary);
		assert_true(now.moved);
		assert_true(now.moves);
		assert_true(summary.moves);
		assert_false(summary.evicted);
		assert_string_equal(summary.reason, "");
		/* some, but not all the rest of the race; the order of a bare TSC always is */
		assert_true(!counts->unjudged[RACE_MIGRATED] == (races[which] == race_live));
		assert_true(counts->unjudged[RACE_MIGRATED] < counts->reads / 4);
		assert_true(race_judged(counts) > 2 * now.judged);
		if (races[which] == race_stress)
			assert_non_null(
				strstr(race_judged_text(counts, text, sizeof(text)), " of "));
		assert_true(summary.seconds > 1.9);
	}
}

/* The same races with nobody who moves a thread: the one above can fail. */
static void stays_and_is_not_talked_about(void)
{
	static struct race_summary summary;

	for (unsigned int which = 0; which < ARRAY_SIZE(races); which++) {
		race(which, false, false, &summary);
		assert_int_equal(now.moves + now.evictions, 0);
		assert_int_equal(summary.moves, 0);
		assert_int_equal(summary.total.counts.unjudged[RACE_MIGRATED], 0);
	}
}

/* Whether RDTSCP tells a stamp's CPU, or the kernel. */
static void both_ways(void (*test)(void))
{
	if (tsc_has_rdtscp())
		test();
	else
		print_message("skipped: with rdtscp: " TSC_NO_RDTSCP "\n");
	no_rdtscp = true;
	test();
	no_rdtscp = false;
}

static void a_reader_that_was_moved_is_judged_again(void **state)
{
	(void)state;
	both_ways(moved_is_judged_again);
}

static void one_that_stays_is_not_talked_about(void **state)
{
	(void)state;
	both_ways(stays_and_is_not_talked_about);
}

static void a_reader_whose_cpu_is_gone_ends_the_race(void **state)
{
	static struct race_summary summary;

	(void)state;
	for (unsigned int which = 0; which < ARRAY_SIZE(races); which++) {
		race(which, true, true, &summary);
		gone = -1;
		assert_int_equal(now.evictions, 1);
		assert_true(summary.evicted);
		assert_non_null(strstr(summary.reason, "is gone"));
		assert_true(race_judged(&summary.total.counts));
		assert_true(summary.seconds < 20);
	}
}

static void cpus_that_are_gone_are_left_out(void **state)
{
	unsigned int kept[2];

	(void)state;
	gone = -1;
	if (pin_allowed(cpus, RACE_CPUS_MAX) < 2)
		skip();
	memcpy(kept, cpus, sizeof(kept));
	assert_int_equal(pin_keep(kept, 2), 2);
	assert_memory_equal(kept, cpus, sizeof(kept));
	gone = (int)cpus[0];
	assert_int_equal(pin_keep(kept, 2), 1);
	assert_int_equal(kept[0], cpus[1]);
	kept[0] = cpus[0];
	assert_int_equal(pin_keep(kept, 1), 0);
	assert_int_equal(kept[0], cpus[0]);
	gone = -1;
	/* the caller itself is where it was */
	assert_true(pin_allowed(kept, 2) == 2);
}

static void what_was_not_judged_is_not_clean(void **state)
{
	static struct live_summary live;
	static struct race_counts counts;
	char text[64];

	(void)state;
	counts.reads = 10;
	assert_string_equal(race_judged_text(&counts, text, sizeof(text)), "");
	assert_null(strstr(race_untested(&counts), "judged"));
	counts.unjudged[RACE_MIGRATED] = 3;
	assert_string_equal(race_judged_text(&counts, text, sizeof(text)),
			    "; 7 of 10 reads judged");
	live.race.total.counts = counts;
	live.nlanes = 1;
	live.lanes[0].reads = 10;
	live.lanes[0].unjudged = 3;
	assert_int_equal(live_status(&live), 0);
	live.lanes[0].unjudged = 10;
	assert_int_equal(live_status(&live), 2);
	live.lanes[0].unjudged = 3;
	live.race.total.counts.unjudged[RACE_MIGRATED] = 10;
	assert_int_equal(live_status(&live), 2);
	counts.unjudged[RACE_MIGRATED] = 10;
	assert_string_equal(race_untested(&counts), "no read could be judged");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reader_that_was_moved_is_judged_again),
		cmocka_unit_test(one_that_stays_is_not_talked_about),
		cmocka_unit_test(a_reader_whose_cpu_is_gone_ends_the_race),
		cmocka_unit_test(cpus_that_are_gone_are_left_out),
		cmocka_unit_test(what_was_not_judged_is_not_clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
