/*
 * Fibers; see fiber.h. A switch is a builtin long jump, and contexts are for the first entry alone. Functions that
 * are come back to have no objects in their frames, for the reason of run_updates().
 */
#include "machine/fiber.h"

#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>
#include <warpage/kernel.h>

#include "machine/fiber_sanitizer.h"

/* Back to the caller of fiber_go(), for good or until the fiber goes on. */
static noinline __attribute__((noreturn)) void leave(struct fibers *fibers, void **kept)
{
	fiber_leaves_stack(kept, fibers->outside_stack, fibers->outside_size);
	__builtin_longjmp(fibers->outside, 1);
}

static void arrive(struct fibers *fibers, void *kept)
{
	fiber_is_on_stack(kept, &fibers->outside_stack, &fibers->outside_size);
}

/* The bottom of a fiber's stack, which is never left. */
static noinline void live(u32 high, u32 low)
{
	struct fibers *fibers = (struct fibers *)((uintptr_t)high << 16 << 16 | low);
	struct fiber *fiber = fibers->running;

	if (!__builtin_setjmp(fiber->rest)) {
		arrive(fibers, NULL);
		leave(fibers, NULL);
	}
	arrive(fibers, NULL);
	fiber->task(fiber->argument);
	fiber->ended = true;
	leave(fibers, NULL);
}

/* Enter the running fiber, at a point that it has been at, or for the first time. */
static noinline void enter(struct fibers *fibers, void **point, const ucontext_t *context)
{
	if (__builtin_setjmp(fibers->outside)) {
		fiber_is_on_stack(fibers->kept, NULL, NULL);
		return;
	}
	fiber_leaves_stack(&fibers->kept, fibers->running->stack, FIBER_STACK);
	if (context)
		setcontext(context);
	__builtin_longjmp(point, 1);
}

static bool make(struct fibers *fibers, struct fiber *fiber)
{
	size_t guard = (size_t)sysconf(_SC_PAGESIZE);
	uintptr_t address = (uintptr_t)fibers;
	ucontext_t context;
	u8 *memory;

	memory = mmap(NULL, guard + FIBER_STACK, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return false;
	fiber->stack = memory + guard;
	if (mprotect(fiber->stack, FIBER_STACK, PROT_READ | PROT_WRITE) || getcontext(&context))
		return false;
	context.uc_stack.ss_sp = fiber->stack;
	context.uc_stack.ss_size = FIBER_STACK;
	context.uc_link = NULL;
	makecontext(&context, (void (*)(void))live, 2, (u32)(address >> 16 >> 16), (u32)address);
	fibers->running = fiber;
	enter(fibers, NULL, &context);
	fibers->running = NULL;
	fiber->ended = true;
	return true;
}

bool fibers_make(struct fibers *fibers)
{
	memset(fibers, 0, sizeof(*fibers));
	for (unsigned int i = 0; i < FIBERS_MAX; i++)
		if (!make(fibers, &fibers->fibers[i])) {
			fibers_free(fibers);
			return false;
		}
	return true;
}

void fibers_free(struct fibers *fibers)
{
	size_t guard = (size_t)sysconf(_SC_PAGESIZE);

	for (unsigned int i = 0; i < FIBERS_MAX; i++)
		if (fibers->fibers[i].stack)
			munmap(fibers->fibers[i].stack - guard, guard + FIBER_STACK);
	memset(fibers, 0, sizeof(*fibers));
}

void fiber_begin(struct fibers *fibers, unsigned int n, void (*task)(void *argument),
		 void *argument)
{
	struct fiber *fiber = &fibers->fibers[n];

	if (!fiber->ended)
		fiber_forgets(fiber->stack, FIBER_STACK);
	fiber->task = task;
	fiber->argument = argument;
	fiber->begun = fiber->ended = false;
}

bool fiber_go(struct fibers *fibers, unsigned int n)
{
	struct fiber *fiber = &fibers->fibers[n];
	bool begun = fiber->begun;

	if (fiber->ended)
		return false;
	fiber->begun = true;
	fibers->running = fiber;
	enter(fibers, begun ? fiber->point : fiber->rest, NULL);
	fibers->running = NULL;
	return !fiber->ended;
}

noinline void fiber_pause(struct fibers *fibers)
{
	if (__builtin_setjmp(fibers->running->point)) {
		arrive(fibers, fibers->running->kept);
		return;
	}
	leave(fibers, &fibers->running->kept);
}
