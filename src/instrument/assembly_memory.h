/* What a statement in assembly may do behind the machine's back, as far as its text tells. */
#ifndef WARPAGE_ASSEMBLY_MEMORY_H
#define WARPAGE_ASSEMBLY_MEMORY_H

#include <llvm-c/Core.h>
#include <stdbool.h>

/*
 * Why an instruction of this inline assembly value may look at memory, by an operand that it spells
 * out or by itself, or leave for code elsewhere; NULL if none does. The stack does not count.
 * Operands that are passed to it are the caller's to look at.
 */
const char *assembly_memory(LLVMValueRef assembly);

/* Has it no instruction at all? */
bool assembly_is_empty(LLVMValueRef assembly);

#endif
