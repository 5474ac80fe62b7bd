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

/* Is this a constant of two that a condition selects? And which way that has to be for it. */
static bool tells(LLVMValueRef select, LLVMValueRef constant, bool *condition)
{
	LLVMValueRef yes, no;

	if (!LLVMIsASelectInst(select) || !LLVMIsAConstantInt(constant))
		return false;
	yes = LLVMGetOperand(select, 1);
	no = LLVMGetOperand(select, 2);
	*condition = yes == constant;
	return LLVMIsAConstantInt(yes) && LLVMIsAConstantInt(no) && yes != no &&
	       (yes == constant || no == constant) &&
	       LLVMGetTypeKind(LLVMTypeOf(LLVMGetOperand(select, 0))) == LLVMIntegerTypeKind;
}

/* What stands for old where the opposite of test did: branches go the other way. */
static LLVMValueRef turn(LLVMBuilderRef builder, LLVMValueRef old, LLVMValueRef test)
{
	LLVMBasicBlockRef first;

	ir_each_user(user, old) {
		if (!LLVMIsABranchInst(user))
			continue;
		first = LLVMGetSuccessor(user, 0);
		LLVMSetSuccessor(user, 0, LLVMGetSuccessor(user, 1));
		LLVMSetSuccessor(user, 1, first);
		LLVMSetCondition(user, test);
	}
	LLVMPositionBuilderBefore(builder, old);
	return LLVMGetFirstUse(old) ? LLVMBuildNot(builder, test, "") : test;
}

/*
 * A test of a number that a condition has just selected (1 if a helper has found a time, say, and 0 if not)
 * becomes a test of the condition itself, of which ways are told apart.
 */
static void test_conditions(LLVMModuleRef module)
{
	LLVMBuilderRef builder = LLVMCreateBuilder();
	bool condition;

	ir_each_function(f, module) {
		ir_each(i, f) {
			LLVMValueRef test;

			if (!LLVMIsAICmpInst(i) ||
			    !tells(LLVMGetOperand(i, 0), LLVMGetOperand(i, 1), &condition) ||
			    (LLVMGetICmpPredicate(i) != LLVMIntEQ &&
			     LLVMGetICmpPredicate(i) != LLVMIntNE))
				continue;
			test = LLVMGetOperand(LLVMGetOperand(i, 0), 0);
			if (LLVMGetICmpPredicate(i) == LLVMIntNE)
				condition = !condition;
			if (!condition)
				test = turn(builder, i, test);
			LLVMReplaceAllUsesWith(i, test);
			LLVMInstructionEraseFromParent(i);
		}
	}
	LLVMDisposeBuilder(builder);
}

void settle_values(LLVMModuleRef module)
{
	protect(module);
	ir_run(module, "function(sroa,early-cse)");
	test_conditions(module);
	hold(module);
	ir_run(module, "function(loop(loop-rotate))");
	let_go(module);
	for (int i = 0; i < 2; i++)
		ir_run(module, "function(break-crit-edges,jump-threading,correlated-propagation,"
			       "simplifycfg,sroa,"
			       "early-cse)");
	ir_run(module, "function(adce,break-crit-edges)");
	release(module);
}
