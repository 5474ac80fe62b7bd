/*
 * The time that a guest returns goes to memory of its caller. In here that becomes a local: what the guest
 * does with it, by way of helpers and again and again in a loop, is then a matter of values, and a
 * comparison of the time with "no time" is no load. It is stored once, at the end, if there is a time.
 */
#include <llvm-c/DebugInfo.h>

#include "instrument/instrument.h"
#include "instrument/ir.h"

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

/* Before this return, store what is in local to where it is wanted, if true is returned. */
static void hand_out(LLVMValueRef end, LLVMValueRef local, LLVMValueRef wanted)
{
	LLVMValueRef function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(end));
	LLVMValueRef returned = LLVMGetOperand(end, 0), time;
	LLVMMetadataRef place = LLVMInstructionGetDebugLoc(end);
	LLVMBasicBlockRef good = LLVMAppendBasicBlock(function, "");
	LLVMBasicBlockRef done = LLVMAppendBasicBlock(function, "");
	LLVMBuilderRef builder = LLVMCreateBuilder();

	LLVMPositionBuilderBefore(builder, end);
	LLVMSetCurrentDebugLocation2(builder, place);
	LLVMBuildCondBr(builder, returned, good, done);
	LLVMInstructionEraseFromParent(end);
	LLVMPositionBuilderAtEnd(builder, good);
	time = LLVMBuildLoad2(builder, LLVMInt64Type(), local, "");
	LLVMBuildStore(builder, time,
		       LLVMBuildBitCast(builder, wanted, LLVMPointerType(LLVMInt64Type(), 0), ""));
	LLVMBuildBr(builder, done);
	LLVMPositionBuilderAtEnd(builder, done);
	LLVMBuildRet(builder, returned);
	LLVMDisposeBuilder(builder);
}

void result_localise(LLVMValueRef function)
{
	LLVMValueRef wanted = LLVMGetParam(function, 1), local, pointer;
	LLVMBuilderRef builder = LLVMCreateBuilder();

	LLVMPositionBuilderBefore(builder,
				  LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(function)));
	local = LLVMBuildAlloca(builder, LLVMInt64Type(), "time");
	LLVMBuildStore(builder, LLVMConstInt(LLVMInt64Type(), 0, 0), local);
	pointer = LLVMBuildBitCast(builder, local, LLVMTypeOf(wanted), "");
	LLVMReplaceAllUsesWith(wanted, pointer);
	LLVMDisposeBuilder(builder);
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function),
			       last = LLVMGetLastBasicBlock(function);
	     ; block = LLVMGetNextBasicBlock(block)) {
		LLVMValueRef end = LLVMGetBasicBlockTerminator(block);

		if (LLVMIsAReturnInst(end))
			hand_out(end, local, wanted);
		if (block == last)
			break;
	}
}
