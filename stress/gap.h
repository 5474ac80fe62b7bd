/*
 * Gaps: pauses inside publish() and read() as an interrupt would make them, in native code that
 * knows nothing of it. The CPU's trap flag single-steps the code up to a drawn instruction; there
 * the thread waits, and then goes on at full speed.
 */
#ifndef STRESS_GAP_H
#define STRESS_GAP_H

#include <warpage/kernel.h>

/* One thread's gap. Only that thread and its own SIGTRAP handler touch it. */
struct gap {
	u32 at;	    /* instruction after which to pause; 0: not armed */
	u32 done;   /* instructions so far */
	u32 length; /* instructions that the code is known to have */
	u64 pause;  /* ticks */
};

/*
 * The next code is to pause for pause ticks after one of its instructions, which random (any 32
 * bits) chooses. Follow it with gap_begin() and, behind the code, gap_end().
 */
void gap_arm(struct gap *gap, u32 random, u64 pause);

/* Behind the code: learn its length, and disarm. */
void gap_settle(struct gap *gap);

/* In the SIGTRAP handler, with the handler's context: one more instruction was executed. */
void gap_step(struct gap *gap, void *context);

/* Start and stop single steps in this thread. The red zone below the stack is left alone. */
static __always_inline void gap_begin(void)
{
	__asm__ volatile("lea -128(%%rsp), %%rsp; pushfq; orq $0x100, (%%rsp); popfq; "
			 "lea 128(%%rsp), %%rsp" ::
				 : "memory", "cc");
}

static __always_inline void gap_end(void)
{
	__asm__ volatile("lea -128(%%rsp), %%rsp; pushfq; andq $~0x100, (%%rsp); popfq; "
			 "lea 128(%%rsp), %%rsp" ::
				 : "memory", "cc");
}

#endif
