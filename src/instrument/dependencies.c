/*
 * Finds loads whose address was computed from an earlier load's value: a weakly ordered CPU keeps
 * those two in order, if the compiler leaves the computation in. It need not: an index that it knows
 * from a test before, a difference of equals, or one bit of what has one value left, are constants.
 * So a dependency counts only if it is still there in every copy of the load that clang -O2 makes.
 *
 * Addresses that pass through memory or through a call are not followed, so that the machine assumes
 * too little order there, never too much.
 */
#include <llvm-c/Transforms/PassBuilder.h>
#include <stdio.h>
#include <stdlib.h>

#include "instrument/instrument.h"

#define DEPTH_MAX 24
#define LOAD_METADATA "warpage.load"

/* A bit for each of the loads with a number. */
typedef unsigned long long load_set;

static load_set load_bit(LLVMValueRef load)
{
	LLVMContextRef context = LLVMGetModuleContext(
		LLVMGetGlobalParent(LLVMGetBasicBlockParent(LLVMGetInstructionParent(load))));
	unsigned int kind =
		LLVMGetMDKindIDInContext(context, LOAD_METADATA, sizeof(LOAD_METADATA) - 1);
	LLVMValueRef node = LLVMGetMetadata(load, kind), number;

	if (!node)
		return 0;
	LLVMGetMDNodeOperands(node, &number);
	return (load_set)1 << LLVMConstIntGetZExtValue(number);
}

/* The loads that value was computed from, whichever way it came. */
static load_set sources(LLVMValueRef value, unsigned int depth)
{
	load_set set = 0;

	if (!LLVMIsAInstruction(value) || depth > DEPTH_MAX)
		return 0;
	if (LLVMIsALoadInst(value))
		return load_bit(value);
	if (LLVMIsAPHINode(value)) {
		set = ~(load_set)0;
		for (unsigned int i = 0; i < LLVMCountIncoming(value); i++)
			if (LLVMGetIncomingValue(value, i) != value)
				set &= sources(LLVMGetIncomingValue(value, i), depth + 8);
		return set;
	}
	if (LLVMIsASelectInst(value)) /* the condition may become a branch */
		return sources(LLVMGetOperand(value, 1), depth + 1) &
		       sources(LLVMGetOperand(value, 2), depth + 1);
	if (LLVMIsACallInst(value) || LLVMIsACmpInst(value))
		return 0;
	for (int i = 0; i < LLVMGetNumOperands(value); i++)
		set |= sources(LLVMGetOperand(value, (unsigned int)i), depth + 1);
	return set;
}

static void for_each_load(LLVMModuleRef module,
			  void (*visit)(LLVMValueRef load, struct dependencies *dependencies),
			  struct dependencies *dependencies)
{
	for (LLVMValueRef f = LLVMGetFirstFunction(module); f; f = LLVMGetNextFunction(f))
		for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(f); b;
		     b = LLVMGetNextBasicBlock(b))
			for (LLVMValueRef i = LLVMGetFirstInstruction(b); i;
			     i = LLVMGetNextInstruction(i))
				if (LLVMIsALoadInst(i))
					visit(i, dependencies);
}

static void give_number(LLVMValueRef load, struct dependencies *dependencies)
{
	LLVMContextRef context = LLVMGetModuleContext(
		LLVMGetGlobalParent(LLVMGetBasicBlockParent(LLVMGetInstructionParent(load))));
	LLVMValueRef number =
		LLVMConstInt(LLVMInt32TypeInContext(context), dependencies->nloads, 0);

	if (dependencies->nloads == DEPENDENCIES_LOADS_MAX)
		return;
	dependencies->kept[dependencies->nloads++] = ~(load_set)0;
	LLVMSetMetadata(load,
			LLVMGetMDKindIDInContext(context, LOAD_METADATA, sizeof(LOAD_METADATA) - 1),
			LLVMMDNodeInContext(context, &number, 1));
}

static void keep_sources(LLVMValueRef load, struct dependencies *dependencies)
{
	load_set bit = load_bit(load);

	for (unsigned int i = 0; i < dependencies->nloads; i++)
		if (bit >> i & 1)
			dependencies->kept[i] &= sources(LLVMGetOperand(load, 0), 0);
}

void dependencies_find(LLVMModuleRef module, struct dependencies *dependencies)
{
	LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
	LLVMModuleRef optimised;
	LLVMErrorRef error;

	dependencies->nloads = 0;
	for_each_load(module, give_number, dependencies);
	optimised = LLVMCloneModule(module);
	error = LLVMRunPasses(optimised, "default<O2>", NULL, options);
	if (error) {
		fprintf(stderr, "warpage-instrument: default<O2>: %s\n",
			LLVMGetErrorMessage(error));
		exit(1);
	}
	for_each_load(optimised, keep_sources, dependencies);
	LLVMDisposeModule(optimised);
	LLVMDisposePassBuilderOptions(options);
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

/* The load of function with that bit. */
static LLVMValueRef find_load(LLVMValueRef function, load_set bit)
{
	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(function); b;
	     b = LLVMGetNextBasicBlock(b))
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i; i = LLVMGetNextInstruction(i))
			if (LLVMIsALoadInst(i) && load_bit(i) == bit)
				return i;
	return NULL;
}

void dependencies_mark(LLVMModuleRef module, LLVMValueRef function,
		       const struct dependencies *dependencies)
{
	unsigned int id = 0;

	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(function); b;
	     b = LLVMGetNextBasicBlock(b)) {
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i;
		     i = LLVMGetNextInstruction(i)) {
			load_set bit = LLVMIsALoadInst(i) ? load_bit(i) : 0, set;

			if (!bit)
				continue;
			set = sources(LLVMGetOperand(i, 0), 0) &
			      dependencies->kept[__builtin_ctzll(bit)];
			for (; set; set &= set - 1) {
				LLVMValueRef source = find_load(function, set & -set);

				if (!source)
					continue;
				/* the number is the machine's slot; it has 32, and they may repeat */
				insert_call(module, LLVMGetNextInstruction(source),
					    "warpage_loaded", id % 32);
				insert_call(module, i, "warpage_depends", id % 32);
				id++;
			}
		}
	}
}
