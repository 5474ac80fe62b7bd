/*
 * The program's flag for SIGINT, SIGTERM and SIGHUP: a signal counts wherever it arrives, also between two
 * races, and the second of a kind ends the program.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
/* cmocka.h wants the first three before it. */
#include <cmocka.h>

#include "file/source.h"
#include "file/stop.h"
#include "protocols/registry.h"
#include "stress/cpu/pin.h"
#include "stress/race/race.h"

static int status_of_child(void)
{
	int status;

	assert_true(wait(&status) > 0);
	return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

/* What becomes of a program that takes note of signals and then gets these. */
static int status_after(volatile int *(*catch)(void), const int *signals, unsigned int n)
{
	if (!fork()) {
		const volatile int *stop = catch ();

		for (unsigned int i = 0; i < n; i++)
			raise(signals[i]);
		_exit(100 + *stop);
	}
	return status_of_child();
}

static void signals_are_counted(void **state)
{
	static const int all[] = {SIGINT, SIGTERM, SIGHUP}, again[] = {SIGINT, SIGINT, SIGINT};

	(void)state;
	signal(SIGHUP, SIG_DFL);
	assert_int_equal(status_after(stop_catch, all, 0), 100);
	assert_int_equal(status_after(stop_catch, all, 1), 101);
	assert_int_equal(status_after(stop_catch, all, 2), 102);
	assert_int_equal(status_after(stop_catch, all, 3), 103);
	/* as nohup has it: the run goes on */
	signal(SIGHUP, SIG_IGN);
	assert_int_equal(status_after(stop_catch, all, 3), 102);
	signal(SIGHUP, SIG_DFL);
	assert_int_equal(status_after(stop_catch, again, 2), SIGINT);
	assert_int_equal(status_after(stop_catch_all, again, 3), 103);
}

/* A signal that came before a wait for text ends that wait as well; without it, what there is is read. */
static void none_waits_after_a_signal(void **state)
{
	char path[32], *text;
	size_t length;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
	if (!fork()) {
		alarm(60);
		stop_catch();
		raise(SIGINT);
		_exit(source_read(path, 100, &text, &length) == EINTR ? 0 : 1);
	}
	assert_int_equal(status_of_child(), 0);
	assert_int_equal(write(ends[1], "it", 2), 2);
	close(ends[1]);
	assert_int_equal(source_read(path, 100, &text, &length), 0);
	assert_string_equal(text, "it");
	free(text);
	close(ends[0]);
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
		cmocka_unit_test(none_waits_after_a_signal),
		cmocka_unit_test(a_signal_between_races_is_not_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
