/*
 * Removes copies into locals that nothing ever looks at: what is left of a struct copy once the
 * fields that are used have become values. Any compiler drops them; they change no verdict, and in
 * a loop they would pass for something that is carried over.
 */
#include <stdbool.h>
#include <string.h>

#include "instrument/instrument.h"
#include "instrument/ir.h"

#define WRITES_MAX 64

struct writes {
	unsigned int n;
	LLVMValueRef instructions[WRITES_MAX];
};

static bool is_copy_into(LLVMValueRef call, LLVMValueRef pointer)
{
	if (ir_calls(call, "llvm.lifetime."))
		return true;
	return (ir_calls(call, "llvm.memcpy.") || ir_calls(call, "llvm.memset.")) &&
	       LLVMGetOperand(call, 0) == pointer && LLVMGetOperand(call, 1) != pointer;
}

/* Is pointer only ever written through? Collects what does, users before what they use. */
static bool only_written(LLVMValueRef pointer, struct writes *writes)
{
	ir_each_user(user, pointer) {
		if (LLVMIsABitCastInst(user) || LLVMIsAGetElementPtrInst(user)) {
			if (!only_written(user, writes))
				return false;
		} else if (LLVMIsAStoreInst(user)) {
			if (LLVMGetOperand(user, 0) == pointer || LLVMGetVolatile(user))
				return false;
		} else if (!is_copy_into(user, pointer)) {
			return false;
		}
		if (writes->n == WRITES_MAX)
			return false;
		writes->instructions[writes->n++] = user;
	}
	return true;
}

void dead_remove(LLVMValueRef function)
{
	LLVMBasicBlockRef entry = LLVMGetEntryBasicBlock(function);
	LLVMValueRef next;

	for (LLVMValueRef i = LLVMGetFirstInstruction(entry); i; i = next) {
		struct writes writes = {0};

		next = LLVMGetNextInstruction(i);
		if (!LLVMIsAAllocaInst(i) || !only_written(i, &writes))
			continue;
		/* the next instruction may be among them */
		while (next && !LLVMIsAAllocaInst(next))
			next = LLVMGetNextInstruction(next);
		for (unsigned int w = 0; w < writes.n; w++)
			LLVMInstructionEraseFromParent(writes.instructions[w]);
		LLVMInstructionEraseFromParent(i);
	}
}
