/*
 * Fibers: tasks on stacks of their own, of which one runs at a time, until it pauses or ends. They are made
 * once, with a guard page below each stack; to begin one, to go on with one and to leave one makes no
 * system call. A task that was left in the middle is forgotten when its fiber begins another.
 */
#ifndef WARPAGE_FIBER_H
#define WARPAGE_FIBER_H

#include <stddef.h>
#include <warpage/types.h>

#define FIBERS_MAX 6
#define FIBER_STACK ((size_t)256 << 10)

struct fiber {
	void *rest[5];	/* __builtin_setjmp: where it waits for a task ... */
	void *point[5]; /* ... and where that has paused */
	u8 *stack;
	void (*task)(void *argument);
	void *argument;
	void *kept; /* by the address sanitizer, of its stack */
	bool begun, ended;
};

struct fibers {
	struct fiber fibers[FIBERS_MAX];
	struct fiber *running;	   /* NULL: none */
	void *outside[5];	   /* who went on with it */
	const void *outside_stack; /* for the address sanitizer ... */
	size_t outside_size;
	void *kept; /* ... and what it keeps of that stack */
};

/* Make the stacks of all fibers; false without memory. */
bool fibers_make(struct fibers *fibers);
void fibers_free(struct fibers *fibers);

/* The next fiber_go() of fiber n calls task, whatever the fiber was in. */
void fiber_begin(struct fibers *fibers, unsigned int n, void (*task)(void *argument),
		 void *argument);

/* Go on with fiber n until its task pauses; false: it has returned. Called from outside of all fibers. */
bool fiber_go(struct fibers *fibers, unsigned int n);

/* Of the task that runs: let the caller of fiber_go() go on. */
void fiber_pause(struct fibers *fibers);

#endif
