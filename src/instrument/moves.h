/* Bytes that code only moves: cut out of what was loaded, put side by side, and stored as they are. */
#ifndef WARPAGE_MOVES_H
#define WARPAGE_MOVES_H

#include <llvm-c/Core.h>
#include <stdbool.h>

#define MOVES_BYTES_MAX 16 /* of one value */

enum {
	MOVES_COMPUTES = -1, /* what becomes of a byte is not that byte, or not known to be */
	MOVES_DROPS = -2,    /* nothing becomes of it */
};

/* The bytes of an integer; 0 of what is none, or of more than can be told of. */
unsigned int moves_size(LLVMValueRef value);

/* Which byte of instruction is that byte of its operand? Or one of the above. */
int moves_to(LLVMValueRef instruction, unsigned int operand, unsigned int byte);

/* Is that byte of value 0 for certain? */
bool moves_zero(LLVMValueRef value, unsigned int byte);

/* The load that this byte of value is from, as *from of what was loaded; NULL if it was computed, or is a constant. */
LLVMValueRef moves_source(LLVMValueRef value, unsigned int byte, unsigned int *from);

#endif
