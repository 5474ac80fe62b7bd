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
#include "instrument/ir.h"

#define DEPTH_MAX 64
#define UNUSED_MAX 32

static bool steers(LLVMValueRef value, unsigned int depth);

/* A result that is handed out through an argument, and that nobody loads again. */
static bool only_stored(LLVMValueRef store)
{
	LLVMValueRef pointer = LLVMGetOperand(store, 1);

	if (!LLVMIsAArgument(pointer))
		return false;
	ir_each_user(user, pointer)
		if (!LLVMIsAStoreInst(user) || LLVMGetOperand(user, 1) != pointer)
			return false;
	return true;
}

static bool use_steers(LLVMValueRef user, LLVMValueRef value, unsigned int depth)
{
	if (LLVMIsAStoreInst(user))
		return LLVMGetOperand(user, 0) != value || !only_stored(user);
	if (LLVMIsACallInst(user))
		return !ir_calls(user, "llvm.dbg.");
	return !ir_computes(user) || steers(user, depth + 1);
}

static bool steers(LLVMValueRef value, unsigned int depth)
{
	if (depth > DEPTH_MAX)
		return true;
	ir_each_user(user, value)
		if (use_steers(user, value, depth))
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
	ir_each_user(user, value)
		if ((!ir_computes(user) && !LLVMIsAExtractValueInst(user)) ||
		    !is_unused(user, unused))
			return false;
	return true;
}

bool steering_unused(LLVMValueRef value)
{
	struct unused unused = {0};

	return is_unused(value, &unused);
}

void steering_mark(LLVMValueRef function)
{
	LLVMValueRef node = LLVMMDNode(NULL, 0);

	ir_each(i, function)
		if ((LLVMIsALoadInst(i) || !strcmp(ir_callee(i), "warpage_rdtsc")) && !steers(i, 0))
			LLVMSetMetadata(i, ir_metadata(STEERING_METADATA), node);
}
