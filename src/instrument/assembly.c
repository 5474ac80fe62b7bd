/*
 * Inline assembly is invisible to the machine, but for the few forms that everybody writes: fences
 * become the machine's own, and the TSC by way of the compiler's builtins the machine's TSC. The
 * TSC in assembly is refused.
 */
#include <llvm-c/DebugInfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "instrument/instrument.h"

/* as in src/machine/include/warpage/primitives.h */
enum { FENCE_NONE = -1, FENCE_COMPILER, FENCE_RMB, FENCE_WMB, FENCE_MB, FENCE_SERIAL };

static LLVMValueRef call_before(LLVMModuleRef module, LLVMValueRef before, const char *name,
				LLVMTypeRef result, unsigned int argument)
{
	LLVMContextRef context = LLVMGetModuleContext(module);
	LLVMTypeRef i32 = LLVMInt32TypeInContext(context);
	LLVMTypeRef type = LLVMFunctionType(result, &i32, 1, 0);
	LLVMValueRef function = LLVMGetNamedFunction(module, name);
	LLVMValueRef value = LLVMConstInt(i32, argument, 0), call;
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(context);

	if (!function)
		function = LLVMAddFunction(module, name, type);
	LLVMPositionBuilderBefore(builder, before);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(before));
	call = LLVMBuildCall2(builder, type, function, &value, 1, "");
	LLVMDisposeBuilder(builder);
	return call;
}

static void insert_fence(LLVMModuleRef module, LLVMValueRef before, int kind)
{
	LLVMTypeRef none = LLVMVoidTypeInContext(LLVMGetModuleContext(module));

	call_before(module, before, "warpage_fence", none, (unsigned int)kind);
}

/* What an assembly statement, as LLVM prints it, means for memory. */
static int assembly_fence(const char *text)
{
	if (strstr(text, "mfence") || strstr(text, "lock"))
		return FENCE_MB;
	if (strstr(text, "lfence"))
		return FENCE_SERIAL;
	if (strstr(text, "sfence"))
		return FENCE_WMB;
	return strstr(text, "~{memory}") ? FENCE_COMPILER : FENCE_NONE;
}

static void take_assembly(LLVMModuleRef module, LLVMValueRef call)
{
	char *text = LLVMPrintValueToString(LLVMGetCalledValue(call));
	int fence = assembly_fence(text);
	unsigned int length = 0;
	const char *file = LLVMGetDebugLocFilename(call, &length);

	if (strstr(text, "rdtsc")) {
		fprintf(stderr,
			"%.*s:%u: the machine can't see rdtsc in assembly: use rdtsc() or "
			"rdtsc_ordered() of kernel.h\n",
			(int)length, file ? file : "", LLVMGetDebugLocLine(call));
		exit(1);
	}
	if (fence != FENCE_NONE)
		insert_fence(module, call, fence);
	LLVMDisposeMessage(text);
}

static void take_builtin(LLVMModuleRef module, LLVMValueRef call, const char *name)
{
	LLVMTypeRef i64 = LLVMInt64TypeInContext(LLVMGetModuleContext(module));

	if (!strcmp(name, "llvm.x86.sse2.lfence"))
		insert_fence(module, call, FENCE_SERIAL);
	else if (!strcmp(name, "llvm.x86.sse2.mfence"))
		insert_fence(module, call, FENCE_MB);
	else if (!strcmp(name, "llvm.x86.sse.sfence"))
		insert_fence(module, call, FENCE_WMB);
	else if (!strcmp(name, "llvm.x86.rdtsc"))
		LLVMReplaceAllUsesWith(call, call_before(module, call, "warpage_rdtsc", i64, 0));
}

void assembly_mark(LLVMModuleRef module, LLVMValueRef function)
{
	LLVMValueRef next;

	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(function); b;
	     b = LLVMGetNextBasicBlock(b)) {
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i; i = next) {
			size_t length;

			next = LLVMGetNextInstruction(i);
			if (!LLVMIsACallInst(i))
				continue;
			if (LLVMIsAInlineAsm(LLVMGetCalledValue(i)))
				take_assembly(module, i);
			else if (LLVMIsAFunction(LLVMGetCalledValue(i)))
				take_builtin(module, i,
					     LLVMGetValueName2(LLVMGetCalledValue(i), &length));
		}
	}
}
