/* Signals that act on one thread, and the loop of whoever waits for all of them. */
#define _GNU_SOURCE
#include "stress/cpu/crew.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <warpage/kernel.h>

#include "stress/cpu/pin.h"
#include "stress/cpu/stamp.h"
#include "stress/cpu/upset.h"

#define SIGNAL_LEAVE (SIGRTMIN + 5)
#define NUDGES 5
#define TICK_NS 10000000
#define PROGRESS_NS 200000000ull
#define MOVES_NS 1000000000ull /* between two notices of threads that were moved */

static _Thread_local struct guard *self; /* handlers get no other argument */

static struct {
	unsigned int installed;
	bool faults;
	struct sigaction bus, segv, ill, leave; /* as they were before */
} handlers;

static void fault(int signal_number)
{
	if (self)
		siglongjmp(self->home, GUARD_FAULT);
	signal(signal_number, SIG_DFL); /* none of ours: it comes again, and ends the program */
}

/* Was it put there to end the program (ud2; ud1, which some compilers take)? */
static bool is_trap(const u8 *instruction)
{
	if (*instruction == 0x67)
		instruction++;
	return instruction[0] == 0x0f && (instruction[1] == 0x0b || instruction[1] == 0xb9);
}

static void illegal(int signal_number, siginfo_t *info, void *context)
{
	(void)context;
	if (self && atomic_load(&self->batch) & 1 && !is_trap(info->si_addr))
		siglongjmp(self->home, GUARD_ILLEGAL);
	signal(signal_number, SIG_DFL);
}

static void leave(int signal_number)
{
	u64 batch;

	(void)signal_number;
	if (!self)
		return;
	batch = atomic_load(&self->batch);
	atomic_fetch_add(&self->answers, 1);
	if (batch & 1 && atomic_load(&self->leave) == batch)
		siglongjmp(self->home, GUARD_LEAVE);
}

void guard_install(bool faults)
{
	struct sigaction action = {.sa_handler = leave, .sa_flags = SA_RESTART};

	sigemptyset(&action.sa_mask);
	if (handlers.installed++)
		return;
	handlers.faults = faults;
	sigaction(SIGNAL_LEAVE, &action, &handlers.leave);
	action.sa_handler = fault;
	if (faults) {
		sigaction(SIGBUS, &action, &handlers.bus);
		sigaction(SIGSEGV, &action, &handlers.segv);
	}
	action.sa_sigaction = illegal;
	action.sa_flags |= SA_SIGINFO;
	sigaction(SIGILL, &action, &handlers.ill);
}

void guard_remove(void)
{
	if (--handlers.installed)
		return;
	sigaction(SIGNAL_LEAVE, &handlers.leave, NULL);
	sigaction(SIGILL, &handlers.ill, NULL);
	if (handlers.faults) {
		sigaction(SIGBUS, &handlers.bus, NULL);
		sigaction(SIGSEGV, &handlers.segv, NULL);
	}
}

bool guarded(bool (*fill)(void *arg), void *arg)
{
	struct guard *const outer = self;
	struct guard guard = {.batch = 1};
	volatile bool good = false;

	if (!sigsetjmp(guard.home, 1)) {
		self = &guard;
		good = fill(arg);
	}
	self = outer;
	return good;
}

void runner_return(struct runner *runner)
{
	if (pin_self(runner->cpu))
		atomic_store(&runner->gone, true);
	else
		atomic_store(&runner->moves, atomic_load(&runner->moves) + 1);
}

void runner_break_off(struct runner *runner)
{
	u64 batch = atomic_load(&runner->guard.batch);

	if (atomic_load(&runner->done))
		return;
	if (atomic_load(&runner->guard.leave) != batch) {
		atomic_store(&runner->proven, false);
		atomic_store(&runner->guard.leave, batch);
	}
	pthread_kill(runner->thread, SIGNAL_LEAVE);
}

static u64 cpu_ns(const struct runner *runner)
{
	clockid_t clock;

	return pthread_getcpuclockid(runner->thread, &clock) ? 0 : clock_ns(clock);
}

static void look_after(const struct crew *crew, struct runner *runner, u64 now)
{
	u64 batch = atomic_load(&runner->guard.batch);
	u32 answers = atomic_load(&runner->guard.answers);

	/* a batch that it was to leave, but came out of by itself, is none any more */
	if (atomic_load(&runner->done) || atomic_load(&runner->guard.leave) == batch)
		return;
	if (!(batch & 1) || batch != runner->batch_was || (crew->still && !crew->still(runner))) {
		runner->batch_was = batch;
		runner->since = now;
		runner->cpu_ns = cpu_ns(runner);
		runner->nudges = 0;
		if (crew->note)
			crew->note(runner);
		return;
	}
	if (now - runner->since < crew->stuck || cpu_ns(runner) - runner->cpu_ns < crew->stuck / 2)
		return;
	if (runner->nudges && answers == runner->answers_were)
		return;
	runner->answers_were = answers;
	if (++runner->nudges > NUDGES) {
		atomic_store(&runner->proven, true);
		atomic_store(&runner->guard.leave, batch);
	}
	pthread_kill(runner->thread, SIGNAL_LEAVE);
}

static void tell(const struct crew *crew, const char *what)
{
	if (crew->notice)
		crew->notice(crew->notice_arg, what, crew->text);
}

/*
 * Threads that somebody has moved go back by themselves; what readers read meanwhile is unjudged. One
 * that can't ends the race: the next one is made without its CPU.
 */
static void check_moves(struct crew *crew, u64 now)
{
	const struct runner *last = NULL;

	crew->moves = 0;
	for (const struct runner *runner = crew->first; runner; runner = runner->next) {
		u64 moves = atomic_load(&runner->moves);

		last = moves ? runner : last;
		crew->moves += moves;
		if (!atomic_load(&runner->gone))
			continue;
		snprintf(crew->text, sizeof(crew->text),
			 "CPU %u, which %s was on, is gone: the race is over", runner->cpu,
			 runner->name);
		crew->evicted = true;
		tell(crew, "cpus");
		return;
	}
	if (crew->moves == crew->moves_told || (crew->told && now - crew->told < MOVES_NS))
		return;
	snprintf(crew->text, sizeof(crew->text),
		 "%s was moved off CPU %u, and is back; %llu such moves so far", last->name,
		 last->cpu, (unsigned long long)crew->moves);
	crew->moves_told = crew->moves;
	crew->told = now;
	tell(crew, "moved");
}

static bool is_over(const struct crew *crew, unsigned int left, u64 elapsed)
{
	return !left || crew->ends || crew->evicted || atomic_load(crew->stop) ||
	       (crew->ask && *crew->ask) ||
	       (crew->seconds > 0 && (double)elapsed >= crew->seconds * 1e9);
}

static void look_after_all(struct crew *crew, u64 now)
{
	for (struct runner *runner = crew->first; runner; runner = runner->next) {
		if (runner->host)
			continue;
		look_after(crew, runner, now);
		if (crew->stopped && now - crew->stopped > crew->grace)
			runner_break_off(runner);
	}
}

/* Until all are done; false if they do not come to an end. */
static bool watch(struct crew *crew)
{
	const struct timespec tick = {0, TICK_NS};
	u64 start = upset_now(), shown = start, now;

	for (;; crew->ticks++) {
		unsigned int left = 0, hosts = 0;

		for (const struct runner *runner = crew->first; runner; runner = runner->next)
			*(runner->host ? &hosts : &left) += !atomic_load(&runner->done);
		now = upset_now();
		if (!crew->stopped && is_over(crew, left, now - start))
			crew->stopped = now;
		if (crew->stopped)
			atomic_store(crew->stop, true);
		if (!left && !hosts)
			break;
		if (crew->stopped && now - crew->stopped > crew->patience)
			return false;
		look_after_all(crew, now);
		crew->tick(crew->arg, now);
		if (!crew->stopped)
			check_moves(crew, now);
		if (!crew->stopped && now - shown >= PROGRESS_NS) {
			crew->progress(crew->arg, (double)(now - start) / 1e9);
			shown = now;
		}
		nanosleep(&tick, NULL);
	}
	crew->told = 0; /* nothing is told later */
	if (!crew->evicted)
		check_moves(crew, now);
	return true;
}

static void *begin(void *arg)
{
	struct runner *runner = arg;

	runner->error = pin_self(runner->cpu);
	if (runner->error)
		atomic_store(runner->crew->stop, true);
	self = &runner->guard;
	runner->main(runner->arg);
	self = NULL;
	atomic_store(&runner->ready, true); /* whoever waits for it waits for nothing */
	atomic_store(&runner->done, true);
	return NULL;
}

void crew_add(struct crew *crew, struct runner *runner, unsigned int cpu, void (*main)(void *arg),
	      void *arg)
{
	struct runner **last = &crew->first;

	while (*last)
		last = &(*last)->next;
	*last = runner;
	runner->crew = crew;
	runner->cpu = cpu;
	runner->main = main;
	runner->arg = arg;
}

int crew_run(struct crew *crew)
{
	sigset_t asynchronous, before;
	int error = 0;

	sigemptyset(&asynchronous);
	sigaddset(&asynchronous, SIGINT);
	sigaddset(&asynchronous, SIGTERM);
	sigaddset(&asynchronous, SIGHUP);
	guard_install(false);
	pthread_sigmask(SIG_BLOCK, &asynchronous, &before); /* the threads inherit it */
	for (struct runner *runner = crew->first; runner && !error; runner = runner->next) {
		error = pthread_create(&runner->thread, NULL, begin, runner);
		runner->created = !error;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error)
		atomic_store(crew->stop, true);
	else if (crew->tick && !watch(crew)) { /* they still run on what would be freed */
		fprintf(stderr, "warpage: a thread did not end when asked to; giving up\n");
		_Exit(2);
	}
	for (struct runner *runner = crew->first; runner; runner = runner->next) {
		if (runner->created)
			pthread_join(runner->thread, NULL);
		error = error ? error : runner->error;
	}
	guard_remove();
	return error;
}

void crew_problem(int error, char *why, size_t size)
{
	snprintf(why, size,
		 "cannot run the threads: %s; take fewer --readers, or raise the limit (ulimit -u)",
		 strerror(error));
}
