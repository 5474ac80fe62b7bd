/*
 * Finds loads whose address was computed from an earlier load's value: a weakly ordered CPU keeps
 * those two in order. Addresses that pass through memory or through a call are not followed, so
 * that the machine assumes too little order there, never too much.
 */
#include "instrument/instrument.h"

#define DEPTH_MAX 16
#define SOURCES_MAX 8

struct sources {
	unsigned int n;
	LLVMValueRef loads[SOURCES_MAX];
};

static void find_sources(LLVMValueRef value, unsigned int depth, struct sources *sources)
{
	if (!LLVMIsAInstruction(value) || depth > DEPTH_MAX || sources->n == SOURCES_MAX)
		return;
	if (LLVMIsALoadInst(value)) {
		for (unsigned int i = 0; i < sources->n; i++)
			if (sources->loads[i] == value)
				return;
		sources->loads[sources->n++] = value;
		return;
	}
	if (LLVMIsAPHINode(value) || LLVMIsACallInst(value))
		return;
	for (int i = 0; i < LLVMGetNumOperands(value); i++)
		find_sources(LLVMGetOperand(value, (unsigned int)i), depth + 1, sources);
}

static void insert_call(LLVMModuleRef module, LLVMValueRef before, const char *name, unsigned int n)
{
	LLVMContextRef context = LLVMGetModuleContext(module);
	LLVMTypeRef i32 = LLVMInt32TypeInContext(context);
	LLVMTypeRef type = LLVMFunctionType(LLVMVoidTypeInContext(context), &i32, 1, 0);
	LLVMValueRef hook = LLVMGetNamedFunction(module, name);
	LLVMValueRef argument = LLVMConstInt(i32, n, 0);
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(context);

	if (!hook)
		hook = LLVMAddFunction(module, name, type);
	LLVMPositionBuilderBefore(builder, before);
	LLVMBuildCall2(builder, type, hook, &argument, 1, "");
	LLVMDisposeBuilder(builder);
}

void dependencies_mark(LLVMModuleRef module, LLVMValueRef function)
{
	unsigned int id = 0;

	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(function); b;
	     b = LLVMGetNextBasicBlock(b)) {
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i;
		     i = LLVMGetNextInstruction(i)) {
			struct sources sources = {0};

			if (!LLVMIsALoadInst(i))
				continue;
			find_sources(LLVMGetOperand(i, 0), 0, &sources);
			for (unsigned int s = 0; s < sources.n; s++) {
				/* the number is the machine's slot; it has 32, and they may repeat */
				insert_call(module, LLVMGetNextInstruction(sources.loads[s]),
					    "warpage_loaded", id % 32);
				insert_call(module, i, "warpage_depends", id % 32);
				id++;
			}
		}
	}
}
