/*
 * Instructions that a CPU does not have, in a guest or in a host: such a pair can't be raced here, which
 * is said, and is no crash and no verdict. A trap is not taken for one: it is the code's own end.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "protocols/registry.h"
#include "stress/cpu/crew.h"
#include "stress/cpu/pin.h"
#include "stress/race/race.h"

/* UD0 is in no CPU, and will not be; nor is 06h (PUSH ES) in 64-bit mode. */
#define NO_INSTRUCTION ".byte 0x0f, 0xff, 0xc0"
#define NO_OTHER ".byte 0x06"

static struct host host;   /* the real ones, and what is called before they are */
static struct guest guest; /* ... */
static bool (*real_read)(const void *page, u64 *time);
static void (*real_publish)(void *page, const void *next);
static _Atomic u64 calls;
static u64 good; /* so many calls come before the first of the instruction */

static bool read_lacking(const void *page, u64 *time)
{
	if (atomic_fetch_add(&calls, 1) >= good)
		__asm__ volatile(NO_INSTRUCTION);
	return real_read(page, time);
}

static void publish_lacking(void *page, const void *next)
{
	if (atomic_fetch_add(&calls, 1) >= good)
		__asm__ volatile(NO_OTHER);
	real_publish(page, next);
}

static bool read_trap(const void *page, u64 *time)
{
	(void)page;
	*time = 0;
	__builtin_trap();
}

/* A right pair, and what of it lacks an instruction after so many calls. */
static int race(u64 after, bool in_guest, bool in_host, struct race_summary *summary)
{
	static unsigned int cpus[RACE_CPUS_MAX];
	struct race_options options = {.seconds = 20, .seed = 1, .cpus = cpus};

	options.ncpus = pin_allowed(cpus, RACE_CPUS_MAX);
	options.format = registry_find_format("hyperv-tsc");
	host = *registry_find_host(ENGINE_NATIVE, options.format, "invalidate");
	guest = *registry_find_guest(ENGINE_NATIVE, options.format, "hv-fenced");
	real_read = guest.read;
	real_publish = host.publish;
	if (in_guest)
		guest.read = read_lacking;
	if (in_host)
		host.publish = publish_lacking;
	options.host = &host;
	options.guest = &guest;
	calls = 0;
	good = after;
	if (!in_guest && !in_host)
		options.seconds = 0.3;
	return race_run(&options, summary);
}

static void missing_instructions_are_told(void **state)
{
	static struct race_summary summary;
	static const u64 when[] = {0, 100};

	(void)state;
	if (race(0, false, false, &summary) == RACE_SKIPPED)
		skip(); /* no races here at all */
	assert_string_equal(summary.reason, "");
	for (unsigned int i = 0; i < ARRAY_SIZE(when); i++) {
		assert_int_equal(race(when[i], true, false, &summary), RACE_SKIPPED);
		assert_non_null(strstr(summary.reason, GUARD_NO_INSTRUCTION));
		assert_int_equal(race(when[i], false, true, &summary), RACE_SKIPPED);
		assert_non_null(strstr(summary.reason, GUARD_NO_INSTRUCTION));
		assert_true(summary.seconds < 10);
	}
	/* and it is over with the race: the next one, and signals, are as before */
	assert_int_equal(race(0, false, false, &summary), 0);
	assert_string_equal(summary.reason, "");
}

static bool fill_lacking(void *arg)
{
	__asm__ volatile(NO_INSTRUCTION);
	*(bool *)arg = true;
	return true;
}

static void guarded_calls_come_back(void **state)
{
	bool filled = false;

	(void)state;
	guard_install(false);
	assert_false(guarded(fill_lacking, &filled));
	guard_remove();
	assert_false(filled);
}

/* The signal that a child process ends with which does this. */
static int ends_with(void (*what)(void))
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (!child) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
		signal(SIGILL, SIG_DFL);
		what();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static bool fill_trap(void *arg)
{
	return read_trap(NULL, arg);
}

static void trap_when_guarded(void)
{
	u64 time;

	guard_install(false);
	guarded(fill_trap, &time);
}

static void lacking_when_nobody_guards(void)
{
	bool filled;

	guard_install(false);
	fill_lacking(&filled);
}

static void nothing(void)
{
}

static void traps_end_the_program(void **state)
{
	(void)state;
	assert_int_equal(ends_with(nothing), 0);
	assert_int_equal(ends_with(trap_when_guarded), SIGILL);
	assert_int_equal(ends_with(lacking_when_nobody_guards), SIGILL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(guarded_calls_come_back),
		cmocka_unit_test(traps_end_the_program),
		cmocka_unit_test(missing_instructions_are_told),
	};

	return cmocka_run_group_tests_name("illegal", tests, NULL, NULL);
}
