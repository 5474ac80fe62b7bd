/*
 * The threads of a litmus test. They meet between two rounds only; within one each goes its own
 * pace, a few instructions per iteration. What orders accesses here is what a protocol file has:
 * smp_rmb() and smp_wmb() are no instructions on x86.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

#include "stress/cpu/crew.h"
#include "stress/survey/litmus.h"
#include "stress/cpu/upset.h"
#include <warpage/kernel.h>

#define PAGE 4096
#define LINE 64
#define PATIENCE_NS 500000000

struct arena {
	char page[2 * PAGE]; /* the second one for what lies across */
	_Alignas(64) _Atomic unsigned int arrived;
	_Alignas(64) _Atomic unsigned int round;
	_Alignas(64) _Atomic bool writing; /* of tests with readers: not over yet */
	enum litmus_test test;
	unsigned int nthreads;
	u64 begin, length; /* ns */
	_Atomic bool over;
	struct litmus_tally *tally;
	u64 met_before;
	struct litmus_seen seen[2]; /* of the threads that read */
};

struct member {
	struct runner runner;
	struct arena *arena;
	unsigned int number;
};

static _Atomic u64 *location(struct arena *arena, size_t offset)
{
	return (_Atomic u64 *)&arena->page[offset];
}

#define X(arena) location(arena, 4 * LINE)
#define Y(arena) location(arena, 9 * LINE)

static u64 load(const _Atomic u64 *from)
{
	return atomic_load_explicit(from, memory_order_relaxed);
}

static void store(_Atomic u64 *to, u64 value)
{
	atomic_store_explicit(to, value, memory_order_relaxed);
}

/* Eight bytes in one instruction, wherever they lie. */
static u64 load_8(const char *from)
{
	u64 value;

	__asm__ volatile("movq (%1), %0" : "=r"(value) : "r"(from) : "memory");
	return value;
}

static void store_8(char *to, u64 value)
{
	__asm__ volatile("movq %1, (%0)" : : "r"(to), "r"(value) : "memory");
}

static void run_sb(struct arena *arena, unsigned int number)
{
	_Atomic u64 *mine = number ? Y(arena) : X(arena), *other = number ? X(arena) : Y(arena);
	struct litmus_seen *seen = &arena->seen[number];

	for (unsigned int i = 0; i < LITMUS_ROUND; i++) {
		store(mine, i + 1);
		if (arena->test == LITMUS_SB)
			barrier();
		else if (arena->test == LITMUS_SB_MFENCE)
			__asm__ volatile("mfence" ::: "memory");
		else
			smp_mb();
		seen->first[i] = load(other);
	}
	seen->n = LITMUS_ROUND;
}

static void run_writer(struct arena *arena, unsigned int number)
{
	for (u64 i = 1; i <= LITMUS_ROUND; i++) {
		if (!number)
			store(X(arena), i);
		smp_wmb();
		if (number || arena->test == LITMUS_MP)
			store(Y(arena), i);
		barrier();
	}
	atomic_store_explicit(&arena->writing, false, memory_order_release);
}

/* number 0 reads x and then y, but for message passing; 1 the other way round. */
static void run_reader(struct arena *arena, unsigned int number)
{
	const _Atomic u64 *first = number || arena->test == LITMUS_MP ? Y(arena) : X(arena);
	const _Atomic u64 *second = first == X(arena) ? Y(arena) : X(arena);
	struct litmus_seen *seen = &arena->seen[number];
	unsigned int n = 0;

	if (arena->test == LITMUS_CORR)
		second = first;
	while (n < LITMUS_ROUND && atomic_load_explicit(&arena->writing, memory_order_relaxed)) {
		seen->first[n] = load(first);
		smp_rmb();
		seen->second[n++] = load(second);
		barrier();
	}
	seen->n = n;
}

static char *halves(struct arena *arena)
{
	size_t offset = arena->test == LITMUS_ALIGNED ? 16 * LINE
			: arena->test == LITMUS_LINE  ? 16 * LINE - 4
						      : PAGE - 4;

	return &arena->page[offset];
}

static void run_halves(struct arena *arena, unsigned int number)
{
	struct litmus_seen *seen = &arena->seen[0];
	char *at = halves(arena);
	unsigned int n = 0;

	if (!number) {
		for (u64 i = 1; i <= LITMUS_ROUND; i++)
			store_8(at, i << 32 | i);
		atomic_store_explicit(&arena->writing, false, memory_order_release);
		return;
	}
	while (n < LITMUS_ROUND && atomic_load_explicit(&arena->writing, memory_order_relaxed)) {
		u64 value = load_8(at);

		seen->first[n] = (u32)value;
		seen->second[n++] = value >> 32;
	}
	seen->n = n;
}

static void run_round(struct arena *arena, unsigned int number)
{
	switch (arena->test) {
	case LITMUS_SB:
	case LITMUS_SB_MFENCE:
	case LITMUS_SB_MB:
		run_sb(arena, number);
		break;
	case LITMUS_MP:
	case LITMUS_CORR:
		if (number)
			run_reader(arena, 0);
		else
			run_writer(arena, 0);
		break;
	case LITMUS_IRIW:
		if (number < 2)
			run_writer(arena, number);
		else
			run_reader(arena, number - 2);
		break;
	default:
		run_halves(arena, number);
	}
}

/* Is it time to end? Not before the threads have met, unless the machine is too busy for that. */
static bool ends(const struct arena *arena)
{
	u64 passed = upset_now() - arena->begin;

	if (arena->tally->met == arena->met_before && passed < PATIENCE_NS)
		return false;
	return passed >= arena->length;
}

/* All are here: judge what they did, and begin anew. */
static void between_rounds(struct arena *arena)
{
	if (arena->round) {
		litmus_judge(arena->test, &arena->seen[0], &arena->seen[1], arena->tally);
		arena->over = ends(arena);
	}
	store(X(arena), 0);
	store(Y(arena), 0);
	store_8(halves(arena), 0);
	arena->seen[0].n = arena->seen[1].n = 0;
	atomic_store(&arena->writing, true);
}

/* Returns when all threads are here; the last one does what lies between two rounds. */
static void meet(struct arena *arena)
{
	unsigned int round = atomic_load(&arena->round);

	if (atomic_fetch_add(&arena->arrived, 1) + 1 == arena->nthreads) {
		between_rounds(arena);
		atomic_store(&arena->arrived, 0);
		atomic_store(&arena->round, round + 1);
		return;
	}
	while (atomic_load(&arena->round) == round && !arena->over)
		cpu_relax(); /* not sched_yield(): who yields is away when the others come */
}

static void run_member(void *arg)
{
	struct member *member = arg;

	for (;;) {
		meet(member->arena);
		if (member->arena->over)
			return;
		run_round(member->arena, member->number);
	}
}

int litmus_run(enum litmus_test test, const unsigned int *cpus, double seconds,
	       struct litmus_tally *tally)
{
	struct arena *arena = mmap(NULL, sizeof(*arena), PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	struct member members[LITMUS_THREADS] = {0};
	struct crew crew = {.stop = &arena->over};
	int error;

	if (arena == MAP_FAILED)
		return errno;
	arena->test = test;
	arena->nthreads = litmus_tests[test].threads;
	arena->begin = upset_now();
	arena->length = (u64)(seconds * 1e9);
	arena->tally = tally;
	arena->met_before = tally->met;
	for (unsigned int i = 0; i < arena->nthreads; i++) {
		members[i].arena = arena;
		members[i].number = i;
		crew_add(&crew, &members[i].runner, cpus[i], run_member, &members[i]);
	}
	error = crew_run(&crew);
	munmap(arena, sizeof(*arena));
	return error;
}
