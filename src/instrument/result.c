/*
 * The time that a guest returns goes to memory of its caller. In here that becomes a local: what the guest
 * does with it, by way of helpers and again and again in a loop, is then a matter of values, and a
 * comparison of the time with "no time" is no load. It is stored once, at the end, if there is a time. Where
 * the format has more results than the time, so are they.
 */
#include <llvm-c/DebugInfo.h>

#include "instrument/instrument.h"
#include "instrument/ir.h"

#define RESULTS_MAX 3 /* as protocol.h has them */

static bool is_pointer(LLVMValueRef value)
{
	return LLVMGetTypeKind(LLVMTypeOf(value)) == LLVMPointerTypeKind;
}

bool result_wanted(LLVMValueRef function)
{
	LLVMTypeRef type = LLVMGetReturnType(LLVMGlobalGetValueType(function));

	if (LLVMIsDeclaration(function) || LLVMCountParams(function) != 2 ||
	    LLVMGetTypeKind(type) != LLVMIntegerTypeKind || LLVMGetIntTypeWidth(type) != 1 ||
	    !is_pointer(LLVMGetParam(function, 0)) || !is_pointer(LLVMGetParam(function, 1)))
		return false;
	ir_each_user(user, function)
		if (LLVMIsAInstruction(user))
			return false;
	return true;
}

/* How many numbers may be stored by way of this pointer: one, unless the code goes on from it to others. */
static unsigned int count_results(LLVMValueRef pointer)
{
	ir_each_user(user, pointer)
		if (LLVMIsAGetElementPtrInst(user) || LLVMIsACallInst(user) ||
		    (LLVMIsABitCastInst(user) && count_results(user) > 1))
			return RESULTS_MAX;
	return 1;
}

static LLVMValueRef element(LLVMBuilderRef builder, LLVMValueRef numbers, unsigned int i)
{
	LLVMValueRef index = LLVMConstInt(LLVMInt64Type(), i, 0);

	numbers = LLVMBuildBitCast(builder, numbers, LLVMPointerType(LLVMInt64Type(), 0), "");
	return i ? LLVMBuildGEP2(builder, LLVMInt64Type(), numbers, &index, 1, "") : numbers;
}

/* Before this return, store what is in local to where it is wanted, if true is returned. */
static void hand_out(LLVMValueRef end, LLVMValueRef local, LLVMValueRef wanted, unsigned int n)
{
	LLVMValueRef function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(end));
	LLVMValueRef returned = LLVMGetOperand(end, 0), number;
	LLVMMetadataRef place = LLVMInstructionGetDebugLoc(end);
	LLVMBasicBlockRef good = LLVMAppendBasicBlock(function, "");
	LLVMBasicBlockRef done = LLVMAppendBasicBlock(function, "");
	LLVMBuilderRef builder = LLVMCreateBuilder();

	LLVMPositionBuilderBefore(builder, end);
	LLVMSetCurrentDebugLocation2(builder, place);
	LLVMBuildCondBr(builder, returned, good, done);
	LLVMInstructionEraseFromParent(end);
	LLVMPositionBuilderAtEnd(builder, good);
	for (unsigned int i = 0; i < n; i++) {
		number = LLVMBuildLoad2(builder, LLVMInt64Type(), element(builder, local, i), "");
		LLVMBuildStore(builder, number, element(builder, wanted, i));
	}
	LLVMBuildBr(builder, done);
	LLVMPositionBuilderAtEnd(builder, done);
	LLVMBuildRet(builder, returned);
	LLVMDisposeBuilder(builder);
}

void result_localise(LLVMValueRef function)
{
	LLVMValueRef wanted = LLVMGetParam(function, 1), local, pointer;
	LLVMBuilderRef builder = LLVMCreateBuilder();
	unsigned int n = count_results(wanted);
	LLVMTypeRef type = n > 1 ? LLVMArrayType(LLVMInt64Type(), n) : LLVMInt64Type();

	LLVMPositionBuilderBefore(builder,
				  LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(function)));
	local = LLVMBuildAlloca(builder, type, "time");
	for (unsigned int i = 0; i < n; i++)
		LLVMBuildStore(builder, LLVMConstInt(LLVMInt64Type(), 0, 0),
			       element(builder, local, i));
	pointer = LLVMBuildBitCast(builder, local, LLVMTypeOf(wanted), "");
	LLVMReplaceAllUsesWith(wanted, pointer);
	LLVMDisposeBuilder(builder);
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function),
			       last = LLVMGetLastBasicBlock(function);
	     ; block = LLVMGetNextBasicBlock(block)) {
		LLVMValueRef end = LLVMGetBasicBlockTerminator(block);

		if (LLVMIsAReturnInst(end))
			hand_out(end, local, wanted, n);
		if (block == last)
			break;
	}
}
