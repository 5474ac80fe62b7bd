/*
 * A signal that parks threads wherever they are, in the guest's code or in the judge, for as long as
 * vCPUs are frozen. Behind it are the calls of a host (freeze_vcpus(), thaw_vcpus(), host_dies(), host_lock()).
 * Freezes nest: the engine may have parked readers already when the host asks for it.
 *
 * The gate is the gentler way, without signals: readers stop between two reads.
 */
#define _GNU_SOURCE
#include "stress/race/engine.h"

#include <errno.h>
#include <linux/futex.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SIGNAL_PARK (SIGRTMIN + 4)
#define SPINS 2000
#define GATE_PATIENCE 20 /* parts of a second */

/* A handler and a host get no other argument. */
static struct engine *running;
static _Thread_local struct reader *self; /* NULL: not a reader's thread */

void freeze_enter(struct reader *reader)
{
	self = reader;
}

static void wait_while(const _Atomic u32 *word, u32 value)
{
	for (unsigned int i = 0; i < SPINS && atomic_load(word) == value; i++)
		cpu_relax();
	while (atomic_load(word) == value)
		syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static void wake(const _Atomic u32 *word)
{
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

/* Parked until the freeze that asked for it is over; entering a handler serialises the CPU. */
static void park(int signal)
{
	int saved = errno;
	u32 freeze;

	(void)signal;
	if (!self)
		return;
	freeze = atomic_load(&running->freeze);
	if (freeze & 1) {
		atomic_store(&self->parked, freeze);
		wait_while(&running->freeze, freeze);
	}
	errno = saved;
}

void freeze_install(struct engine *engine)
{
	struct sigaction action = {.sa_handler = engine ? park : SIG_DFL, .sa_flags = SA_RESTART};

	running = engine;
	sigemptyset(&action.sa_mask);
	sigaction(SIGNAL_PARK, &action, NULL);
}

void freeze_break_host(struct engine *engine)
{
	atomic_store(&engine->writer.hung, true);
	runner_break_off(&engine->writer.runner);
	if (engine->hosts.n)
		runner_break_off(&engine->hosts.second);
}

static void park_from(struct engine *engine, unsigned int first)
{
	u32 freeze = atomic_load(&engine->freeze);

	for (unsigned int i = first; i < engine->nreaders; i++)
		if (!atomic_load(&engine->readers[i].runner.done))
			pthread_kill(engine->readers[i].runner.thread, SIGNAL_PARK);
	for (unsigned int i = first; i < engine->nreaders; i++) {
		struct reader *reader = &engine->readers[i];

		for (unsigned int spins = 1;
		     atomic_load(&reader->parked) != freeze && !atomic_load(&reader->runner.done);
		     spins++) {
			if (spins % SPINS == 0)
				sched_yield();
			cpu_relax();
		}
	}
}

void race_freeze(unsigned int which)
{
	struct writer *writer = &running->writer;
	unsigned int first = which == FREEZE_ALL_BUT_ONE; /* reader 0 goes on */

	if (!writer->depth++) {
		atomic_fetch_add(&running->freeze, 1);
		writer->first = first;
		park_from(running, first);
	} else if (first < writer->first) {
		writer->first = first;
		park_from(running, first);
	}
	smp_mb();
}

void race_thaw(void)
{
	struct writer *writer = &running->writer;

	smp_mb();
	if (writer->depth && !--writer->depth) {
		atomic_fetch_add(&running->freeze, 1);
		wake(&running->freeze);
	}
}

void freeze_end(struct engine *engine)
{
	engine->writer.depth = engine->writer.depth != 0;
	if (engine->writer.depth)
		race_thaw();
}

void race_die(void)
{
	siglongjmp(running->writer.runner.guard.home, GUARD_LEAVE);
}

/* That of this address; all that are too many are one. */
static _Atomic u32 *find_lock(const void *lock)
{
	__typeof__(&running->hosts.locks[0]) slot = running->hosts.locks;
	uintptr_t name = (uintptr_t)lock + 1;

	for (unsigned int i = 0; i < HOST_LOCKS - 1; i++, slot++) {
		uintptr_t free = 0;

		if (atomic_load(&slot->name) == name ||
		    atomic_compare_exchange_strong(&slot->name, &free, name) || free == name)
			break;
	}
	return &slot->taken;
}

/* In no race there is nobody to keep out; nor has a host that is alone, which may well forget to give it back, or die with it. */
static bool keeps_out(void)
{
	return !self && running && running->hosts.n;
}

void race_lock(const void *lock)
{
	_Atomic u32 *taken;

	if (!keeps_out())
		return;
	taken = find_lock(lock);
	for (unsigned int spins = 1;
	     atomic_load_explicit(taken, memory_order_relaxed) || atomic_exchange(taken, 1);
	     spins++) {
		if (spins % SPINS == 0)
			sched_yield();
		cpu_relax();
	}
}

void race_unlock(const void *lock)
{
	if (keeps_out())
		atomic_store_explicit(find_lock(lock), 0, memory_order_release);
}

/* Is the reader outside the guest, waiting or gone? */
static bool is_out(const struct reader *reader, u32 gate)
{
	return atomic_load(&reader->gated) == gate || atomic_load(&reader->runner.done);
}

bool gate_close(struct engine *engine)
{
	u64 deadline = rdtsc() + engine->tsc_hz / GATE_PATIENCE;
	u32 gate = atomic_fetch_add(&engine->gate, 1) + 1;

	for (unsigned int i = 0; i < engine->nreaders; i++) {
		for (unsigned int spins = 1; !is_out(&engine->readers[i], gate); spins++) {
			if (spins % SPINS == 0) {
				if (rdtsc() > deadline || atomic_load(&engine->stop)) {
					gate_open(engine);
					return false;
				}
				sched_yield();
			}
			cpu_relax();
		}
	}
	return true;
}

void gate_open(struct engine *engine)
{
	atomic_fetch_add(&engine->gate, 1);
	wake(&engine->gate);
}

void gate_pass(struct reader *reader)
{
	u32 gate = atomic_load(&reader->engine->gate);

	if (!(gate & 1))
		return;
	atomic_store(&reader->gated, gate);
	wait_while(&reader->engine->gate, gate);
}
