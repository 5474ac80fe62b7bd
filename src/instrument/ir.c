/* Questions about LLVM's code, and the calls that are added to it. */
#include "instrument/ir.h"

#include <llvm-c/DebugInfo.h>
#include <llvm-c/Target.h>
#include <llvm-c/Transforms/PassBuilder.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "instrument/assembly_text.h"

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

bool ir_is_called(LLVMValueRef function)
{
	ir_each_user(user, function)
		if (LLVMIsAInstruction(user))
			return true;
	ir_each_function(f, LLVMGetGlobalParent(function))
		ir_each(i, f)
			if (LLVMIsACallInst(i) && !LLVMIsAFunction(LLVMGetCalledValue(i)) &&
			    !LLVMIsAInlineAsm(LLVMGetCalledValue(i)))
				return true;
	return false;
}

bool ir_is_remark(LLVMValueRef instruction)
{
	return ir_calls(instruction, "llvm.dbg.") || ir_calls(instruction, "llvm.lifetime.");
}

bool ir_is_fence(LLVMValueRef instruction)
{
	const char *callee = ir_callee(instruction);

	return !strcmp(callee, "warpage_fence") || !strcmp(callee, "warpage_lock") ||
	       !strcmp(callee, "warpage_unlock") || !strcmp(callee, "warpage_full");
}

bool ir_is_pure(LLVMValueRef instruction)
{
	static const char *const pure[] = {
		"llvm.abs.",  "llvm.bitreverse.", "llvm.bswap.",       "llvm.ctlz.", "llvm.ctpop.",
		"llvm.cttz.", "llvm.expect",	  "llvm.fsh",	       "llvm.sadd.", "llvm.smax.",
		"llvm.smin.", "llvm.smul.",	  "llvm.threadlocal.", "llvm.ssub.", "llvm.uadd.",
		"llvm.umax.", "llvm.umin.",	  "llvm.umul.",	       "llvm.usub."};
	struct assembly assembly;

	if (!LLVMIsACallInst(instruction))
		return false;
	for (unsigned int i = 0; i < sizeof(pure) / sizeof(pure[0]); i++)
		if (ir_calls(instruction, pure[i]))
			return true;
	if (!LLVMIsAInlineAsm(LLVMGetCalledValue(instruction)))
		return false;
	assembly_parse(LLVMGetCalledValue(instruction), &assembly);
	return !assembly.unseen && !assembly.memory && assembly.tsc == TSC_NONE &&
	       assembly.before == FENCE_NONE && assembly.after == FENCE_NONE;
}

bool ir_computes(LLVMValueRef instruction)
{
	return LLVMIsABinaryOperator(instruction) || LLVMIsACastInst(instruction) ||
	       LLVMIsACmpInst(instruction) || LLVMIsASelectInst(instruction) ||
	       LLVMIsAPHINode(instruction) || LLVMIsAExtractValueInst(instruction) ||
	       LLVMIsAInsertValueInst(instruction) || LLVMIsAFreezeInst(instruction) ||
	       ir_is_pure(instruction);
}

/* The opcode of an instruction or of a constant expression; 0 of anything else. */
static unsigned int opcode(LLVMValueRef value)
{
	if (LLVMIsAConstantExpr(value))
		return LLVMGetConstOpcode(value);
	return LLVMIsAInstruction(value) ? LLVMGetInstructionOpcode(value) : 0;
}

/* From LLVM 16 on, what is thread-local has its address from there. */
static bool is_own(LLVMValueRef pointer)
{
	return LLVMIsACallInst(pointer) && ir_calls(pointer, "llvm.threadlocal.address");
}

LLVMValueRef ir_base(LLVMValueRef pointer, bool parts)
{
	while (opcode(pointer) == LLVMBitCast || is_own(pointer) ||
	       (parts && opcode(pointer) == LLVMGetElementPtr))
		pointer = LLVMGetOperand(pointer, 0);
	return pointer;
}

long long ir_added(LLVMModuleRef module, LLVMValueRef pointer)
{
	LLVMTargetDataRef layout = LLVMGetModuleDataLayout(module);
	LLVMTypeRef type = LLVMGetGEPSourceElementType(pointer);
	long long offset = 0;

	for (unsigned int i = 1; i < (unsigned int)LLVMGetNumOperands(pointer); i++) {
		LLVMValueRef index = LLVMGetOperand(pointer, i);
		bool is_struct = i > 1 && LLVMGetTypeKind(type) == LLVMStructTypeKind;

		if (!LLVMIsAConstantInt(index))
			return IR_ADDED_UNKNOWN;
		if (is_struct) {
			unsigned int member = (unsigned int)LLVMConstIntGetZExtValue(index);

			offset += (long long)LLVMOffsetOfElement(layout, type, member);
			type = LLVMStructGetTypeAtIndex(type, member);
			continue;
		}
		if (i > 1)
			type = LLVMGetElementType(type);
		offset += LLVMConstIntGetSExtValue(index) *
			  (long long)LLVMABISizeOfType(layout, type);
	}
	return offset < 0 ? IR_ADDED_UNKNOWN : offset;
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

	if (LLVMIsAInstruction(instruction)) {
		LLVMValueRef function =
			LLVMGetBasicBlockParent(LLVMGetInstructionParent(instruction));
		LLVMMetadataRef about = LLVMGetSubprogram(function);

		file = LLVMGetDebugLocFilename(instruction, length);
		if ((!file || !*length) && about)
			file = LLVMDIFileGetFilename(LLVMDIScopeGetFile(about), length);
	}
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

void ir_mark(LLVMValueRef instruction, unsigned int kind, bool set)
{
	LLVMSetMetadata(instruction, kind, set ? LLVMMDNode(NULL, 0) : NULL);
}

void ir_number(LLVMValueRef instruction, unsigned int kind, unsigned int number)
{
	LLVMValueRef constant = LLVMConstInt(LLVMInt32Type(), number, 0);

	LLVMSetMetadata(instruction, kind, LLVMMDNode(&constant, 1));
}

int ir_numbered(LLVMValueRef instruction, unsigned int kind)
{
	LLVMValueRef node = LLVMGetMetadata(instruction, kind), number;

	if (!node)
		return -1;
	LLVMGetMDNodeOperands(node, &number);
	return (int)LLVMConstIntGetZExtValue(number);
}

unsigned long long ir_size(LLVMModuleRef module, LLVMTypeRef type)
{
	return LLVMStoreSizeOfType(LLVMGetModuleDataLayout(module), type);
}

/*
 * A value that was a local has its name, with more behind a dot; a static of a function has that
 * function's name and a dot before its own.
 */
const char *ir_variable(LLVMValueRef value)
{
	static const char *const made_up[] = {"retval",	  "cleanup", "tmp",
					      "agg-temp", "ref",     "coerce"};
	size_t length;
	const char *name = LLVMGetValueName2(value, &length), *dot = memchr(name, '.', length);

	if (LLVMIsAGlobalVariable(value)) {
		if (dot && LLVMGetLinkage(value) == LLVMInternalLinkage &&
		    !(dot[1] >= '0' && dot[1] <= '9'))
			name = dot + 1;
	} else if (!dot && !LLVMIsAAllocaInst(value)) {
		return NULL; /* what an expression is made of */
	}
	length = strcspn(name, ".");
	for (unsigned int i = 0; i < sizeof(made_up) / sizeof(made_up[0]); i++)
		if (strlen(made_up[i]) == length && !strncmp(name, made_up[i], length) &&
		    !LLVMIsAGlobalVariable(value))
			return NULL;
	return length ? strndup(name, length) : NULL;
}
