/* Questions about LLVM's code, and the calls that are added to it. */
#include "instrument/ir.h"

#include <llvm-c/DebugInfo.h>
#include <llvm-c/Transforms/PassBuilder.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *ir_callee(LLVMValueRef instruction)
{
	size_t length;

	if (!LLVMIsACallInst(instruction) || !LLVMIsAFunction(LLVMGetCalledValue(instruction)))
		return "";
	return LLVMGetValueName2(LLVMGetCalledValue(instruction), &length);
}

bool ir_calls(LLVMValueRef instruction, const char *prefix)
{
	return !strncmp(ir_callee(instruction), prefix, strlen(prefix));
}

bool ir_is_remark(LLVMValueRef instruction)
{
	return ir_calls(instruction, "llvm.dbg.") || ir_calls(instruction, "llvm.lifetime.");
}

bool ir_computes(LLVMValueRef instruction)
{
	return LLVMIsABinaryOperator(instruction) || LLVMIsACastInst(instruction) ||
	       LLVMIsACmpInst(instruction) || LLVMIsASelectInst(instruction) ||
	       LLVMIsAPHINode(instruction);
}

LLVMValueRef ir_base(LLVMValueRef pointer, bool parts)
{
	while (LLVMIsABitCastInst(pointer) || (parts && LLVMIsAGetElementPtrInst(pointer)))
		pointer = LLVMGetOperand(pointer, 0);
	return pointer;
}

unsigned int ir_uses(LLVMValueRef pointer)
{
	unsigned int uses = 0;

	ir_each_user(user, pointer) {
		if (LLVMIsABitCastInst(user) || LLVMIsAGetElementPtrInst(user))
			uses |= ir_uses(user);
		else if (LLVMIsAStoreInst(user))
			uses |= LLVMGetOperand(user, 0) == pointer ? IR_LEAKS : IR_STORES;
		else if (LLVMIsALoadInst(user))
			uses |= IR_LOADS;
		else
			uses |= LLVMIsACallInst(user) ? IR_CALLS : IR_LEAKS;
	}
	return uses;
}

LLVMValueRef ir_call(LLVMValueRef before, const char *name, LLVMTypeRef result, unsigned int n,
		     const unsigned int *numbers)
{
	LLVMModuleRef module =
		LLVMGetGlobalParent(LLVMGetBasicBlockParent(LLVMGetInstructionParent(before)));
	LLVMTypeRef types[] = {LLVMInt32Type(), LLVMInt32Type()};
	LLVMTypeRef type = LLVMFunctionType(result, types, n, 0);
	LLVMValueRef function = LLVMGetNamedFunction(module, name), arguments[2], call;
	LLVMBuilderRef builder = LLVMCreateBuilder();

	for (unsigned int i = 0; i < n; i++)
		arguments[i] = LLVMConstInt(types[i], numbers[i], 0);
	if (!function)
		function = LLVMAddFunction(module, name, type);
	LLVMPositionBuilderBefore(builder, before);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(before));
	call = LLVMBuildCall2(builder, type, function, arguments, n, "");
	LLVMDisposeBuilder(builder);
	return call;
}

const char *ir_file(LLVMModuleRef module, LLVMValueRef instruction, unsigned int *length)
{
	const char *file = NULL;
	size_t whole;

	if (LLVMIsAInstruction(instruction))
		file = LLVMGetDebugLocFilename(instruction, length);
	if (file && *length)
		return file;
	file = LLVMGetSourceFileName(module, &whole);
	*length = (unsigned int)whole;
	return file;
}

void ir_fail(const char *what, const char *why)
{
	fprintf(stderr, "warpage-instrument: %s: %s\n", what, why);
	exit(1);
}

void ir_run(LLVMModuleRef module, const char *passes)
{
	LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
	LLVMErrorRef error = LLVMRunPasses(module, passes, NULL, options);

	if (error)
		ir_fail(passes, LLVMGetErrorMessage(error));
	LLVMDisposePassBuilderOptions(options);
}

unsigned int ir_metadata(const char *name)
{
	return LLVMGetMDKindID(name, (unsigned int)strlen(name));
}
