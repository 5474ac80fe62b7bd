/* What a value reaches, by way of whatever is computed from it or decided by it. */
#ifndef WARPAGE_REACH_H
#define WARPAGE_REACH_H

#include "instrument/graph.h"

enum {
	REACH_STEERS =
		1, /* a branch that decides over accesses, an address, a call, other memory */
	REACH_STORED = 2,  /* what is stored on the page, otherwise than as a plain copy */
	REACH_RETURNED = 4 /* what the function returns */
};

#define REACH_VALUES_MAX 512

/* Of one function, instrumented already, that nothing in its file calls. */
struct reach {
	LLVMValueRef function;
	struct graph graph;
	unsigned int *joins; /* by block, see reach.c */
	bool *region;
	bool stores; /* to memory that is not its own: then a way which steers decides what is stored */
	unsigned int n; /* values that were looked at on the way */
	LLVMValueRef values[REACH_VALUES_MAX];
	int bytes[REACH_VALUES_MAX]; /* of it, see reach.c */
};

void reach_make(struct reach *reach, LLVMValueRef function);
void reach_free(struct reach *reach);

/* All that value reaches, being computed with. */
unsigned int reach_of(struct reach *reach, LLVMValueRef value);

/* All that this byte of value reaches, which was loaded: but for being stored as it is (moves.h). */
unsigned int reach_of_byte(struct reach *reach, LLVMValueRef value, unsigned int byte);

/* What the way that this branch or switch takes reaches. */
unsigned int reach_of_branch(struct reach *reach, LLVMValueRef branch);

/* Is this pointer used for nothing but accesses? */
bool reach_only_address(LLVMValueRef pointer);

#endif
