/*
 * Finds out which loaded values steer the code, and which are thrown away. A value that ends in the result alone, by way of
 * arithmetic, may be anything without the code taking another way; the machine then need not try
 * later moments for a load once an earlier one has led nowhere.
 *
 * When in doubt a value steers: that costs time, never an execution.
 */
#include <stdbool.h>
#include <string.h>

#include "instrument/instrument.h"

#define DEPTH_MAX 64
#define UNUSED_MAX 32

static bool steers(LLVMValueRef value, unsigned int depth);

static bool is_argument(LLVMValueRef pointer)
{
	while (LLVMIsABitCastInst(pointer))
		pointer = LLVMGetOperand(pointer, 0);
	return LLVMIsAArgument(pointer);
}

/* A result that is handed out through an argument, and that nobody loads again. */
static bool only_stored(LLVMValueRef store)
{
	LLVMValueRef pointer = LLVMGetOperand(store, 1);

	if (!is_argument(pointer))
		return false;
	while (LLVMIsABitCastInst(pointer))
		pointer = LLVMGetOperand(pointer, 0);
	for (LLVMUseRef use = LLVMGetFirstUse(pointer); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (!LLVMIsAStoreInst(user) || LLVMGetOperand(user, 1) != pointer)
			return false;
	}
	return true;
}

static bool use_steers(LLVMValueRef user, LLVMValueRef value, unsigned int depth)
{
	if (LLVMIsAStoreInst(user))
		return LLVMGetOperand(user, 0) != value || !only_stored(user);
	if (LLVMIsACallInst(user)) {
		size_t length;
		const char *name = LLVMIsAFunction(LLVMGetCalledValue(user))
					   ? LLVMGetValueName2(LLVMGetCalledValue(user), &length)
					   : "";

		return strncmp(name, "llvm.dbg.", 9) != 0;
	}
	if (LLVMIsABinaryOperator(user) || LLVMIsACastInst(user) || LLVMIsACmpInst(user) ||
	    LLVMIsASelectInst(user) || LLVMIsAPHINode(user))
		return steers(user, depth + 1);
	return true;
}

static bool steers(LLVMValueRef value, unsigned int depth)
{
	if (depth > DEPTH_MAX)
		return true;
	for (LLVMUseRef use = LLVMGetFirstUse(value); use; use = LLVMGetNextUse(use))
		if (use_steers(LLVMGetUser(use), value, depth))
			return true;
	return false;
}

/* Values that are looked at already, so that those which go round in a loop come to an end. */
struct unused {
	unsigned int n;
	LLVMValueRef values[UNUSED_MAX];
};

static bool is_unused(LLVMValueRef value, struct unused *unused)
{
	for (unsigned int i = 0; i < unused->n; i++)
		if (unused->values[i] == value)
			return true;
	if (unused->n == UNUSED_MAX)
		return false;
	unused->values[unused->n++] = value;
	for (LLVMUseRef use = LLVMGetFirstUse(value); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (!LLVMIsABinaryOperator(user) && !LLVMIsACastInst(user) &&
		    !LLVMIsACmpInst(user) && !LLVMIsASelectInst(user) && !LLVMIsAPHINode(user) &&
		    !LLVMIsAExtractValueInst(user))
			return false;
		if (!is_unused(user, unused))
			return false;
	}
	return true;
}

bool steering_unused(LLVMValueRef value)
{
	struct unused unused = {0};

	return is_unused(value, &unused);
}

static bool is_rdtsc(LLVMValueRef instruction)
{
	size_t length;

	return LLVMIsACallInst(instruction) && LLVMIsAFunction(LLVMGetCalledValue(instruction)) &&
	       !strcmp(LLVMGetValueName2(LLVMGetCalledValue(instruction), &length),
		       "warpage_rdtsc");
}

void steering_mark(LLVMModuleRef module, LLVMValueRef function)
{
	LLVMContextRef context = LLVMGetModuleContext(module);
	unsigned int kind =
		LLVMGetMDKindIDInContext(context, STEERING_METADATA, sizeof(STEERING_METADATA) - 1);
	LLVMValueRef node = LLVMMDNodeInContext(context, NULL, 0);

	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(function); b;
	     b = LLVMGetNextBasicBlock(b))
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i; i = LLVMGetNextInstruction(i))
			if ((LLVMIsALoadInst(i) || is_rdtsc(i)) && !steers(i, 0))
				LLVMSetMetadata(i, kind, node);
}
