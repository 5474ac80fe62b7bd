/*
 * Inline assembly is invisible to the machine, but for the few forms that everybody writes: fences
 * become the machine's own, and the TSC, in assembly or by the compiler's builtins, the machine's
 * TSC. RDTSCP, and RDTSC just behind LFENCE or MFENCE, are what rdtsc_ordered() is; that it was MFENCE alone is passed
 * on. A TSC among other things is refused; what else is, visible.c says.
 */
#include <llvm-c/DebugInfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "instrument/assembly_text.h"
#include "instrument/instrument.h"
#include "instrument/ir.h"

static void insert_fence(LLVMValueRef before, int kind)
{
	if (kind != FENCE_NONE)
		ir_call(before, "warpage_fence", LLVMVoidType(), 1,
			(unsigned int[]){(unsigned int)kind});
}

/* The argument of warpage_rdtsc(). */
static unsigned int how_ordered(enum tsc_read tsc)
{
	return tsc == TSC_ORDERED	  ? WARPAGE_TSC_ORDERED
	       : tsc == TSC_BEHIND_MFENCE ? WARPAGE_TSC_BEHIND_MFENCE
					  : WARPAGE_TSC_PLAIN;
}

static LLVMValueRef insert_tsc(LLVMValueRef before, enum tsc_read tsc)
{
	return ir_call(before, "warpage_rdtsc", LLVMInt64Type(), 1,
		       (unsigned int[]){how_ordered(tsc)});
}

/* What an RDTSC just behind this one is. TSC_NONE: this is neither LFENCE nor MFENCE. */
static enum tsc_read hard_fence(LLVMValueRef instruction)
{
	const char *name = ir_callee(instruction);
	struct assembly assembly;

	if (!strcmp(name, "llvm.x86.sse2.lfence"))
		return TSC_ORDERED;
	if (!strcmp(name, "llvm.x86.sse2.mfence"))
		return TSC_BEHIND_MFENCE;
	if (!LLVMIsACallInst(instruction) || !LLVMIsAInlineAsm(LLVMGetCalledValue(instruction)))
		return TSC_NONE;
	assembly_parse(LLVMGetCalledValue(instruction), &assembly);
	return assembly.known ? assembly.then : TSC_NONE;
}

/* Is this a fence, of any kind, or assembly that has no instruction? Neither looks at anything. */
static bool is_fence(LLVMValueRef instruction)
{
	struct assembly assembly;

	if (ir_is_fence(instruction))
		return true;
	if (!LLVMIsACallInst(instruction) || !LLVMIsAInlineAsm(LLVMGetCalledValue(instruction)))
		return false;
	assembly_parse(LLVMGetCalledValue(instruction), &assembly);
	return assembly.known && assembly.tsc == TSC_NONE;
}

#define BEFORE_MAX 1000 /* instructions that are looked at */

/* What is executed before instruction; NULL if that may be one thing or another. */
static LLVMValueRef before(LLVMValueRef instruction)
{
	LLVMValueRef previous = LLVMGetPreviousInstruction(instruction), end = NULL;

	if (previous)
		return previous;
	ir_each_user(user, LLVMBasicBlockAsValue(LLVMGetInstructionParent(instruction))) {
		if (end || !LLVMIsABranchInst(user))
			return NULL;
		end = user;
	}
	return end;
}

/* This read of the TSC is plain by itself: does nothing but arithmetic and fences stand between it and LFENCE or MFENCE? */
static enum tsc_read behind_fence(LLVMValueRef read)
{
	LLVMValueRef i = before(read);
	enum tsc_read tsc = TSC_PLAIN, fence;

	for (unsigned int n = 0; i && n < BEFORE_MAX; n++, i = before(i)) {
		fence = hard_fence(i);
		if (fence == TSC_ORDERED)
			return fence;
		if (fence)
			tsc = fence;
		if (LLVMIsALoadInst(i) || LLVMIsAStoreInst(i) || LLVMIsAFenceInst(i) ||
		    LLVMIsAAtomicRMWInst(i) || LLVMIsAAtomicCmpXchgInst(i) ||
		    (LLVMIsACallInst(i) && !ir_is_remark(i) && !is_fence(i)))
			break;
	}
	return tsc;
}

/* The part of a 64-bit TSC that is found in a register, as a value of type. */
static LLVMValueRef register_value(LLVMBuilderRef builder, LLVMValueRef tsc, char name, bool whole,
				   LLVMTypeRef type)
{
	LLVMTypeRef i64 = LLVMTypeOf(tsc);

	if (name == 'c') /* the number in TSC_AUX: one CPU is like another here */
		return LLVMConstInt(type, 0, 0);
	if (name == 'd')
		tsc = LLVMBuildLShr(builder, tsc, LLVMConstInt(i64, 32, 0), "");
	else if (!whole)
		tsc = LLVMBuildAnd(builder, tsc, LLVMConstInt(i64, 0xffffffff, 0), "");
	return LLVMBuildIntCast2(builder, tsc, type, 0, "");
}

/*
 * Take call, which yields the outputs, for one of the machine's TSC. Parts that are taken out of it
 * are values of their own, so that nothing stands between them and what they are made of.
 */
static void replace_tsc(LLVMValueRef call, LLVMValueRef tsc, unsigned int n, const char *outputs,
			bool whole)
{
	LLVMBuilderRef builder = LLVMCreateBuilder();
	LLVMTypeRef type = LLVMTypeOf(call);
	LLVMValueRef all;

	LLVMPositionBuilderBefore(builder, call);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(call));
	if (n == 1)
		LLVMReplaceAllUsesWith(call, register_value(builder, tsc, outputs[0], whole, type));
	ir_each_user(user, call) {
		if (!LLVMIsAExtractValueInst(user))
			continue;
		LLVMReplaceAllUsesWith(user,
				       register_value(builder, tsc, outputs[*LLVMGetIndices(user)],
						      whole, LLVMTypeOf(user)));
		LLVMInstructionEraseFromParent(user);
	}
	if (LLVMGetFirstUse(call)) {
		all = LLVMGetUndef(type);
		for (unsigned int i = 0; i < n; i++)
			all = LLVMBuildInsertValue(
				builder, all,
				register_value(builder, tsc, outputs[i], whole,
					       LLVMStructGetTypeAtIndex(type, i)),
				i, "");
		LLVMReplaceAllUsesWith(call, all);
	}
	LLVMDisposeBuilder(builder);
	LLVMInstructionEraseFromParent(call);
}

static void take_assembly(LLVMValueRef call)
{
	struct assembly assembly;
	enum tsc_read tsc;

	assembly_parse(LLVMGetCalledValue(call), &assembly);
	tsc = assembly.tsc == TSC_PLAIN ? behind_fence(call) : assembly.tsc;
	insert_fence(call, assembly.before);
	if (tsc == TSC_NONE)
		return;
	insert_fence(LLVMGetNextInstruction(call), assembly.after);
	replace_tsc(call, insert_tsc(call, tsc), assembly.n, assembly.outputs, assembly.joined);
}

static void take_builtin(LLVMValueRef call, const char *name)
{
	static const char outputs[] = {'a', 'c'};

	if (!strcmp(name, "llvm.x86.sse2.lfence"))
		insert_fence(call, FENCE_SERIAL);
	else if (!strcmp(name, "llvm.x86.sse2.mfence"))
		insert_fence(call, FENCE_MB);
	else if (!strcmp(name, "llvm.x86.sse.sfence"))
		insert_fence(call, FENCE_WMB);
	else if (!strcmp(name, "llvm.x86.rdtsc"))
		replace_tsc(call, insert_tsc(call, behind_fence(call)), 1, outputs, true);
	else if (!strcmp(name, "llvm.x86.rdtscp"))
		replace_tsc(call, insert_tsc(call, TSC_ORDERED), 2, outputs, true);
	else if (!strcmp(name, "warpage_rdtsc") &&
		 LLVMConstIntGetZExtValue(LLVMGetOperand(call, 0)) == WARPAGE_TSC_PLAIN)
		LLVMSetOperand(call, 0,
			       LLVMConstInt(LLVMTypeOf(LLVMGetOperand(call, 0)),
					    how_ordered(behind_fence(call)), 0));
}

void assembly_mark(LLVMValueRef function)
{
	ir_each(i, function) {
		if (LLVMIsACallInst(i) && LLVMIsAInlineAsm(LLVMGetCalledValue(i)))
			take_assembly(i);
		else
			take_builtin(i, ir_callee(i));
	}
}
