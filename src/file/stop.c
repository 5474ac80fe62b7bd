/*
 * The flag for SIGINT, SIGTERM and SIGHUP, and its handler. A system call that a signal finds is begun anew,
 * so that no output is lost: whoever waits looks at the flag by himself.
 */
#define _GNU_SOURCE
#include "file/stop.h"

#include <signal.h>
#include <stdbool.h>

static volatile int signals;

/* Two threads may be in here at once. */
static void count(int number)
{
	(void)number;
	__atomic_fetch_add(&signals, 1, __ATOMIC_RELAXED);
}

/* Once: a handler that the first signal has removed does not come back. */
static volatile int *catch (int flags)
{
	struct sigaction old, action = {.sa_handler = count, .sa_flags = SA_RESTART | flags};
	static bool installed;

	if (installed)
		return &signals;
	installed = true;
	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	/* what was started with nohup goes on when the terminal is gone */
	sigaction(SIGHUP, NULL, &old);
	if (old.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &action, NULL);
	return &signals;
}

volatile int *stop_catch(void)
{
	return catch ((int)SA_RESETHAND);
}

volatile int *stop_catch_all(void)
{
	return catch (0);
}

int stop_seen(void)
{
	return signals;
}
