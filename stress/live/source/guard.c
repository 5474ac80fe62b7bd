/*
 * Signals that a reader of somebody else's page may need: SIGBUS, if the page is not there (a page
 * of the vvar that is not in use) or goes away, and a nudge that breaks off a read which does not
 * return. Both bring the thread that they are for back to where it said; others are not disturbed.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>

#include "stress/live/source/lane.h"

#define SIGNAL_LEAVE (SIGRTMIN + 6)

static _Thread_local struct live_guard *self;
static struct sigaction on_bus, on_segv, on_leave; /* as they were before */
static unsigned int installed;

static void fault(int signal_number)
{
	if (self)
		siglongjmp(self->home, LIVE_GUARD_FAULT);
	signal(signal_number, SIG_DFL); /* none of ours: it comes again, and ends the program */
}

static void leave(int signal_number)
{
	(void)signal_number;
	if (!self)
		return;
	atomic_fetch_add(&self->answers, 1);
	if (atomic_load(&self->batch) & 1 && atomic_load(&self->leave) == atomic_load(&self->batch))
		siglongjmp(self->home, LIVE_GUARD_LEAVE);
}

void live_guard_install(bool install)
{
	struct sigaction action = {.sa_handler = fault};

	sigemptyset(&action.sa_mask);
	if (install && !installed++) {
		sigaction(SIGBUS, &action, &on_bus);
		sigaction(SIGSEGV, &action, &on_segv);
		action.sa_handler = leave;
		sigaction(SIGNAL_LEAVE, &action, &on_leave);
	} else if (!install && !--installed) {
		sigaction(SIGBUS, &on_bus, NULL);
		sigaction(SIGSEGV, &on_segv, NULL);
		sigaction(SIGNAL_LEAVE, &on_leave, NULL);
	}
}

void live_guard_enter(struct live_guard *guard)
{
	self = guard;
}

void live_guard_nudge(pthread_t thread)
{
	pthread_kill(thread, SIGNAL_LEAVE);
}

bool live_guarded(bool (*fill)(void *arg), void *arg)
{
	struct live_guard *const outer = self;
	struct live_guard guard = {.batch = 0};
	volatile bool good = false;

	if (!sigsetjmp(guard.home, 1)) {
		self = &guard;
		good = fill(arg);
	}
	self = outer;
	return good;
}
