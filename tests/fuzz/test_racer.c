/*
 * The races of the target race: a reader that gets no CPU is not stuck, one that waits for ever is,
 * and a value is illegal if and only if no clock gave it during the read.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "clock/scenario.h"
#include "fuzz/racer/racer.h"
#include "protocols/registry.h"

static struct racer *racer;
static const struct format *format;
static const struct guest *real, *fenced; /* fenced: right on every CPU, with invalidate */

static const struct host *host_of(const char *name)
{
	const struct host *host = registry_find_host(ENGINE_GAPPED, format, name);

	assert_non_null(host);
	return host;
}

static int set_up(void **context)
{
	char why[200];

	(void)context;
	format = registry_find_format("hyperv_tsc");
	assert_non_null(format);
	real = registry_find_guest(ENGINE_GAPPED, format, "hv_spin_even");
	assert_non_null(real);
	fenced = registry_find_guest(ENGINE_GAPPED, format, "hv_fenced");
	assert_non_null(fenced);
	racer = racer_new(1, why, sizeof(why));
	if (!racer)
		print_message("skipped: %s\n", why);
	return 0;
}

/* nupdates steps forward, a little apart. */
static struct schedule plain_schedule(unsigned int nupdates)
{
	struct schedule schedule = {.nupdates = nupdates};

	scenario_plain_clock(format, &schedule);
	schedule.sequence = 2;
	schedule.tail = 10000;
	for (unsigned int i = 0; i < nupdates; i++) {
		scenario_plain_update(&schedule.updates[i], UPDATE_STEP_FORWARD, schedule.rate,
				      false);
		schedule.updates[i].hold = 5000;
		schedule.updates[i].dies_after = -1;
	}
	return schedule;
}

static void play(const struct host *host, const struct guest *guest, unsigned int nupdates,
		 struct racer_result *result)
{
	struct schedule schedule = plain_schedule(nupdates);

	racer_run(racer, format, host, guest, &schedule, NULL, 0, result);
}

/* Nothing is waited for: that time passes is what must not matter. */
static void let_pass(double seconds)
{
	struct timespec first, now;

	clock_gettime(CLOCK_MONOTONIC, &first);
	do {
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while ((double)(now.tv_sec - first.tv_sec) + (double)(now.tv_nsec - first.tv_nsec) / 1e9 <
		 seconds);
}

/* Longer than whatever patience a clock may have measured, in the middle of the guest. */
static bool read_late(const void *page, u64 *value)
{
	let_pass(0.3);
	return fenced->read(page, value);
}

/* Now and then the whole process stops, between two accesses. */
static bool read_stopped(const void *page, u64 *value)
{
	static unsigned int reads;
	bool good = fenced->read(page, value);

	if (++reads % 1000)
		return good;
	kill(getpid(), SIGSTOP);
	return fenced->read(page, value);
}

static void late_is_not_stuck(void **context)
{
	struct guest late;
	struct racer_result result;

	(void)context;
	if (!racer)
		skip();
	late = *fenced;
	late.read = read_late;
	for (unsigned int updates = 0; updates < 3; updates++) {
		play(host_of("invalidate"), &late, updates, &result);
		assert_false(result.stuck);
		assert_false(result.illegal);
		assert_true(result.accepted > 0);
	}
}

/* One update leaves the sequence of single-store odd, which this guest waits out for ever. */
static void stuck_is_told_with_its_reasons(void **context)
{
	struct racer_result result = {0};
	size_t length;
	char *text;
	FILE *out;

	(void)context;
	if (!racer)
		skip();
	/* the reader has to be at it before the race is over */
	for (unsigned int i = 0; i < 10000 && !result.stuck; i++)
		play(host_of("single_store"), real, 1, &result);
	assert_true(result.stuck);
	assert_true(result.stuck_accesses >= RACER_PATIENCE);
	assert_true(result.stuck_read.s <= result.stuck_read.e);
	assert_true(result.stuck_read.e >= result.log->end[1]);
	out = open_memstream(&text, &length);
	racer_explain(out, format, &result);
	fclose(out);
	assert_non_null(strstr(text, "accesses after the last update"));
	assert_non_null(strstr(text, "clock 1: rate"));
	free(text);
	/* and the next race is none the worse for it */
	play(host_of("invalidate"), fenced, 2, &result);
	assert_false(result.stuck);
	assert_false(result.illegal);
}

static bool read_wrong(const void *page, u64 *value)
{
	bool good = real->read(page, value);

	*value += (u64)1 << 32;
	return good;
}

static void illegal_is_told_with_its_reasons(void **context)
{
	struct guest wrong;
	struct racer_result result = {0};
	size_t length;
	char *text;
	FILE *out;

	(void)context;
	if (!racer)
		skip();
	wrong = *real;
	wrong.read = read_wrong;
	for (unsigned int i = 0; i < 10000 && !result.accepted; i++)
		play(host_of("odd_even"), &wrong, 2, &result);
	assert_true(result.illegal);
	assert_false(result.stuck);
	out = open_memstream(&text, &length);
	racer_explain(out, format, &result);
	fclose(out);
	assert_non_null(strstr(text, "no clock gave that then"));
	assert_non_null(strstr(text, ": gave "));
	free(text);
}

/* A process that is stopped in its reads, as by a user or by an engine, finds nothing. */
static void stopped_finds_nothing(void **context)
{
	struct guest stopped;
	struct racer_result result;
	unsigned int stops = 0;
	pid_t child;
	int status;

	(void)context;
	if (!racer)
		skip();
	stopped = *fenced;
	stopped.read = read_stopped;
	child = fork();
	if (!child) {
		char why[200];

		/* threads do not come along */
		racer = racer_new(1, why, sizeof(why));
		for (unsigned int i = 0; racer && i < 20000; i++) {
			play(host_of("invalidate"), &stopped, i % 4, &result);
			if (result.stuck || result.illegal) {
				racer_explain(stderr, format, &result);
				_exit(1);
			}
		}
		_exit(racer ? 0 : 77);
	}
	assert_true(child > 0);
	while (waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status)) {
		if (stops++ < 20)
			let_pass(0.08);
		kill(child, SIGCONT);
	}
	assert_true(WIFEXITED(status));
	assert_true(WEXITSTATUS(status) == 77 || (WEXITSTATUS(status) == 0 && stops));
}

static bool read_lacking(const void *page, u64 *value)
{
	(void)page;
	*value = 0;
	__asm__ volatile(".byte 0x0f, 0xff, 0xc0"); /* UD0 */
	return true;
}

static void publish_lacking(void *page, const void *next)
{
	(void)page;
	(void)next;
	__asm__ volatile(".byte 0x0f, 0xff, 0xc0");
}

/* What can't be run here is known before a thread runs it. */
static void missing_instructions_are_known(void **state)
{
	struct host host = *host_of("invalidate");
	struct guest guest = *fenced;

	(void)state;
	assert_true(racer_has_instructions(format, &host, &guest));
	guest.read = read_lacking;
	assert_false(racer_has_instructions(format, &host, &guest));
	host.publish = publish_lacking;
	assert_false(racer_has_instructions(format, &host, fenced));
}

static void publish_all(void *const *pages, const void *next, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		host_of("odd_even")->publish(pages[i], (const u8 *)next + i * format->params_size);
}

static void publish_locked(void *page, const void *next)
{
	race_lock(NULL);
	host_of("odd_even")->publish(page, next);
	race_unlock(NULL);
}

/* Out of a race a lock keeps nobody out. */
static void locks_are_free_elsewhere(void **state)
{
	struct host host = *host_of("odd_even");

	(void)state;
	host.publish = publish_locked;
	assert_true(racer_has_instructions(format, &host, fenced));
}

/* A host that is there for pages of several vCPUs is called with one. */
static void all_pages_are_one(void **state)
{
	struct host host = *host_of("odd_even");
	struct racer_result result = {0};

	(void)state;
	host.publish = NULL;
	host.publish_all = publish_all;
	assert_true(racer_has_instructions(format, &host, fenced));
	if (!racer)
		skip();
	for (unsigned int i = 0; i < 10000 && !result.accepted; i++)
		play(&host, real, 2, &result);
	assert_true(result.accepted > 0);
	assert_int_equal(result.log->nclocks, 3);
	assert_false(result.illegal);
	assert_false(result.stuck);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(late_is_not_stuck),
		cmocka_unit_test(stuck_is_told_with_its_reasons),
		cmocka_unit_test(illegal_is_told_with_its_reasons),
		cmocka_unit_test(missing_instructions_are_known),
		cmocka_unit_test(locks_are_free_elsewhere),
		cmocka_unit_test(all_pages_are_one),
		cmocka_unit_test(stopped_finds_nothing),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
