/* What a statement in assembly does, as far as the machine can tell from its text. */
#ifndef WARPAGE_ASSEMBLY_TEXT_H
#define WARPAGE_ASSEMBLY_TEXT_H

#include <llvm-c/Core.h>
#include <stdbool.h>

#include <warpage/primitives.h>

#define FENCE_NONE (-1)

/* RDTSC; RDTSCP and RDTSC behind LFENCE, which wait for what is before them; and RDTSC behind MFENCE alone. */
enum tsc_read { TSC_NONE, TSC_PLAIN, TSC_ORDERED, TSC_BEHIND_MFENCE };

#define ASSEMBLY_OUTPUTS_MAX 4

struct assembly {
	bool known;  /* every instruction of it is one that the machine has a name for */
	bool empty;  /* there is none */
	bool memory; /* it clobbers memory: the compiler moves no access across it */
	enum tsc_read
		then; /* what an RDTSC just behind it is, if it ends in LFENCE or MFENCE; TSC_NONE: plain */
	int before; /* the fence in front of the TSC read, or the only one; FENCE_NONE */
	enum tsc_read tsc;
	int after;	/* the fence behind the TSC read; FENCE_NONE */
	bool joined;	/* it joins both halves of the TSC in RAX */
	unsigned int n; /* outputs: the register of each, 'a', 'c', 'd', or 0 for any other */
	char outputs[ASSEMBLY_OUTPUTS_MAX];
	/*
	 * Why an instruction of it may look at memory, by an operand that it spells out or by
	 * itself, or leave for code elsewhere; NULL if none does. The stack does not count, nor do
	 * operands that are passed to it.
	 */
	const char *unseen;
};

/* Take an inline assembly value of LLVM apart. */
void assembly_parse(LLVMValueRef value, struct assembly *assembly);

#endif
