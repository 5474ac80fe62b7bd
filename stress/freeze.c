/*
 * Signals that act on threads wherever they are, in the guest's code or in the judge: park for as
 * long as the host freezes the vCPUs, give a sign of life, break off a call that never returns,
 * pause at an instruction.
 * Behind it are the calls of a host (freeze_vcpus(), thaw_vcpus(), host_dies()).
 */
#define _GNU_SOURCE
#include "stress/engine.h"

#include <errno.h>
#include <linux/futex.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SIGNAL_PARK (SIGRTMIN + 4)
#define SIGNAL_NUDGE (SIGRTMIN + 5)
#define SPINS 2000

static struct engine *running; /* a handler and a host get no other argument */

static struct reader *self(void)
{
	pthread_t me = pthread_self();

	for (unsigned int i = 0; running && i < running->nreaders; i++)
		if (running->readers[i].created && pthread_equal(running->readers[i].thread, me))
			return &running->readers[i];
	return NULL;
}

/* Parked until the freeze that asked for it is over; entering a handler serialises the CPU. */
static void park(int signal)
{
	struct reader *reader = self();
	int saved = errno;
	u32 freeze;

	(void)signal;
	if (!reader)
		return;
	freeze = atomic_load(&running->freeze);
	if (freeze & 1) {
		atomic_store(&reader->parked, freeze);
		for (unsigned int i = 0; i < SPINS && atomic_load(&running->freeze) == freeze; i++)
			cpu_relax();
		while (atomic_load(&running->freeze) == freeze)
			syscall(SYS_futex, &running->freeze, FUTEX_WAIT_PRIVATE, freeze, NULL, NULL,
				0);
	}
	errno = saved;
}

static void nudge(int signal)
{
	struct reader *reader = self();
	u64 batch;

	(void)signal;
	if (!reader) {
		if (running && atomic_load(&running->writer.hung))
			siglongjmp(running->writer.home, 1);
		return;
	}
	batch = atomic_load(&reader->batch);
	atomic_fetch_add(&reader->answers, 1);
	if (batch & 1 && atomic_load(&reader->leave) == batch)
		siglongjmp(reader->home, 1);
}

static void trap(int signal, siginfo_t *info, void *context)
{
	struct reader *reader = self();

	(void)signal;
	(void)info;
	if (running)
		gap_step(reader ? &reader->gap : &running->writer.gap, context);
}

void freeze_install(struct engine *engine)
{
	struct sigaction action = {.sa_flags = SA_RESTART};

	running = engine;
	sigemptyset(&action.sa_mask);
	action.sa_handler = engine ? park : SIG_DFL;
	sigaction(SIGNAL_PARK, &action, NULL);
	action.sa_handler = engine ? nudge : SIG_DFL;
	sigaction(SIGNAL_NUDGE, &action, NULL);
	action.sa_flags = SA_SIGINFO;
	action.sa_sigaction = trap;
	if (!engine)
		action = (struct sigaction){.sa_handler = SIG_DFL};
	sigaction(SIGTRAP, &action, NULL);
}

void freeze_break_host(struct engine *engine)
{
	atomic_store(&engine->writer.hung, true);
	pthread_kill(engine->writer.thread, SIGNAL_NUDGE);
}

void freeze_nudge(struct reader *reader)
{
	pthread_kill(reader->thread, SIGNAL_NUDGE);
}

/* Not pthread_kill(): that blocks signals meanwhile, and a host may be single-stepped here. */
static void send(struct reader *reader, int signal)
{
	syscall(SYS_tgkill, getpid(), atomic_load(&reader->tid), signal);
}

void race_freeze(unsigned int which)
{
	unsigned int first = which == FREEZE_ALL_BUT_ONE; /* reader 0 goes on */
	u32 freeze = atomic_fetch_add(&running->freeze, 1) + 1;

	for (unsigned int i = first; i < running->nreaders; i++)
		if (!atomic_load(&running->readers[i].done))
			send(&running->readers[i], SIGNAL_PARK);
	for (unsigned int i = first; i < running->nreaders; i++) {
		struct reader *reader = &running->readers[i];

		for (unsigned int spins = 1;
		     atomic_load(&reader->parked) != freeze && !atomic_load(&reader->done);
		     spins++) {
			if (spins % SPINS == 0)
				sched_yield();
			cpu_relax();
		}
	}
	smp_mb();
}

void race_thaw(void)
{
	atomic_fetch_add(&running->freeze, 1);
	syscall(SYS_futex, &running->freeze, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

void race_die(void)
{
	if (atomic_load(&running->freeze) & 1)
		race_thaw();
	siglongjmp(running->writer.home, 1);
}
