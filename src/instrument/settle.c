/*
 * Has LLVM find out which values there are in a function: ways that a constant decides are told apart (what a
 * `return` out of a variable's scope leaves, say, or a helper's verdict that its caller looks at), locals
 * become values, and what nobody uses goes. Then a value at the head of a loop is one that is carried over.
 *
 * Accesses to memory other than locals are volatile meanwhile, so that none is moved, merged or dropped. Code
 * may be copied; calls get a number, by which copies of one are known for one place in the source.
 */
#include <string.h>

#include "instrument/instrument.h"
#include "instrument/ir.h"

#define VOLATILE_METADATA "warpage.volatile"
#define HOLD "warpage.hold"

static bool is_memory(LLVMValueRef instruction)
{
	LLVMValueRef pointer;

	if (!LLVMIsALoadInst(instruction) && !LLVMIsAStoreInst(instruction))
		return false;
	pointer = LLVMGetOperand(instruction, LLVMIsAStoreInst(instruction) ? 1 : 0);
	return !LLVMIsAAllocaInst(ir_base(pointer, true));
}

static void protect(LLVMModuleRef module)
{
	unsigned int kind = ir_metadata(VOLATILE_METADATA), calls = 0;

	ir_each_function(f, module) {
		ir_each(i, f) {
			if (LLVMIsACallInst(i) && !ir_is_remark(i))
				ir_number(i, ir_metadata(PLACE_METADATA), calls++);
			if (!is_memory(i))
				continue;
			ir_mark(i, kind, LLVMGetVolatile(i));
			LLVMSetVolatile(i, 1);
		}
	}
}

/* An access without the mark was plain before; one that has lost it is taken for what is ordered less. */
static void release(LLVMModuleRef module)
{
	unsigned int kind = ir_metadata(VOLATILE_METADATA);

	ir_each_function(f, module) {
		ir_each(i, f) {
			if (!is_memory(i))
				continue;
			LLVMSetVolatile(i, LLVMGetMetadata(i, kind) != NULL);
			ir_mark(i, kind, false);
		}
	}
}

/*
 * Before each access a call that no pass may copy, and the same of all other calls: what is left to copy at the
 * head of a loop are tests of values.
 */
static void hold(LLVMModuleRef module)
{
	const char *name = "noduplicate";
	LLVMAttributeRef attribute =
		LLVMCreateEnumAttribute(LLVMGetModuleContext(module),
					LLVMGetEnumAttributeKindForName(name, strlen(name)), 0);

	ir_each_function(f, module) {
		ir_each(i, f) {
			if (LLVMIsAAtomicRMWInst(i) || LLVMIsAAtomicCmpXchgInst(i) || is_memory(i))
				ir_call(i, HOLD, LLVMVoidType(), 0, NULL);
		}
		ir_each(i, f)
			if (LLVMIsACallInst(i) && !ir_is_remark(i))
				LLVMAddCallSiteAttribute(i, LLVMAttributeFunctionIndex, attribute);
	}
}

static void let_go(LLVMModuleRef module)
{
	const char *name = "noduplicate";
	unsigned int kind = LLVMGetEnumAttributeKindForName(name, strlen(name));

	ir_each_function(f, module) {
		ir_each(i, f) {
			if (!strcmp(ir_callee(i), HOLD))
				LLVMInstructionEraseFromParent(i);
			else if (LLVMIsACallInst(i) && !ir_is_remark(i))
				LLVMRemoveCallSiteEnumAttribute(i, LLVMAttributeFunctionIndex,
								kind);
		}
	}
}

void settle_values(LLVMModuleRef module)
{
	protect(module);
	ir_run(module, "function(sroa,early-cse)");
	hold(module);
	ir_run(module, "function(loop(loop-rotate))");
	let_go(module);
	for (int i = 0; i < 2; i++)
		ir_run(module, "function(break-crit-edges,jump-threading,simplifycfg,sroa,"
			       "early-cse)");
	ir_run(module, "function(adce,break-crit-edges)");
	release(module);
}
