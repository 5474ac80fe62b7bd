/*
 * The program's flag for SIGINT and SIGTERM: a signal counts wherever it arrives, also between two
 * races, and the second of a kind ends the program.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
/* cmocka.h wants the first three before it. */
#include <cmocka.h>

#include "cli/stop.h"
#include "protocols/registry.h"
#include "stress/cpu/pin.h"
#include "stress/race/race.h"

/* What becomes of a program that takes note of signals and then gets these. */
static int status_after(volatile int *(*catch)(void), const int *signals, unsigned int n)
{
	pid_t child = fork();
	int status;

	if (!child) {
		const volatile int *stop = catch ();

		for (unsigned int i = 0; i < n; i++)
			raise(signals[i]);
		_exit(100 + *stop);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

static void signals_are_counted(void **state)
{
	static const int both[] = {SIGINT, SIGTERM}, again[] = {SIGINT, SIGINT, SIGINT};

	(void)state;
	assert_int_equal(status_after(stop_catch, both, 0), 100);
	assert_int_equal(status_after(stop_catch, both, 1), 101);
	assert_int_equal(status_after(stop_catch, both, 2), 102);
	assert_int_equal(status_after(stop_catch, again, 2), SIGINT);
	assert_int_equal(status_after(stop_catch_all, again, 3), 103);
}

static void prepare(struct race_options *options)
{
	static unsigned int cpus[RACE_CPUS_MAX];

	options->ncpus = pin_allowed(cpus, RACE_CPUS_MAX);
	if (options->ncpus < 2)
		skip();
	options->ncpus = 2;
	options->cpus = cpus;
	options->seed = 1;
	options->format = registry_find_format("hyperv-tsc");
	options->host = registry_find_host(ENGINE_NATIVE, options->format, "invalidate");
	options->guest = registry_find_guest(ENGINE_NATIVE, options->format, "hv-fenced");
}

/* Last: what came stays. */
static void a_signal_between_races_is_not_lost(void **state)
{
	static struct race_summary summary;
	struct race_options options = {.seconds = 0.2};

	(void)state;
	prepare(&options);
	options.stop = stop_catch();
	if (race_run(&options, &summary) == RACE_SKIPPED)
		skip();
	assert_false(summary.interrupted);
	assert_true(summary.seconds >= 0.2);
	raise(SIGINT);
	options.seconds = 60;
	for (unsigned int race = 0; race < 2; race++) {
		assert_int_equal(race_run(&options, &summary), 0);
		assert_true(summary.interrupted);
		assert_true(summary.seconds < 20);
		assert_int_equal(*stop_catch(), 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signals_are_counted),
		cmocka_unit_test(a_signal_between_races_is_not_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
