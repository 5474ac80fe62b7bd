/*
 * Finds out which loaded values steer the code, and which are thrown away. A value that ends in the result
 * alone, by way of arithmetic, may be anything without the code taking another way; the machine then need
 * not try later moments for a load once an earlier one has led nowhere.
 *
 * A branch on a value steers if what it decides, up to where its ways meet again, holds an access, a fence or
 * any other call. If not, it is one more way to compute: what comes together where the ways meet may steer in
 * its place. A fence that comes after the last look at the page and the TSC is nothing that matters, nor is an
 * access of what is kept over reads. So a test of the time after the last access, for "no time" or a sign, steers nothing.
 *
 * When in doubt a value steers: that costs time, never an execution.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "instrument/graph.h"
#include "instrument/instrument.h"
#include "instrument/ir.h"

#define VALUES_MAX 512
#define UNUSED_MAX 32

/* Of one function; and of one value of it, what was looked at already. */
struct steering {
	struct graph graph;
	bool called; /* what it returns is looked at in here */
	unsigned int n;
	LLVMValueRef values[VALUES_MAX];
};

static bool steers(struct steering *steering, LLVMValueRef value);

/* What is stored there is what loads of it give. */
static bool floor_steers(struct steering *steering, LLVMValueRef floor)
{
	ir_each(i, LLVMGetBasicBlockParent(steering->graph.blocks[0]))
		if (floor_touched(i) == floor && !LLVMIsAStoreInst(i) && steers(steering, i))
			return true;
	return false;
}

/* Is what is at pointer, and near it, stored to and nothing else? */
static bool stored_alone(LLVMValueRef pointer)
{
	ir_each_user(user, pointer) {
		bool goes_on = LLVMIsAGetElementPtrInst(user) || LLVMIsABitCastInst(user);

		if (goes_on ? !stored_alone(user)
			    : !LLVMIsAStoreInst(user) || LLVMGetOperand(user, 1) != pointer)
			return false;
	}
	return true;
}

/* A result that is handed out through an argument, and that nobody loads again. */
static bool only_stored(LLVMValueRef store)
{
	LLVMValueRef base = ir_base(LLVMGetOperand(store, 1), true);

	return LLVMIsAArgument(base) && stored_alone(base);
}

/* May it matter whether this instruction is executed? */
static bool matters(const struct steering *steering, LLVMValueRef instruction)
{
	LLVMValueRef base;

	if (LLVMIsALoadInst(instruction)) {
		base = ir_base(LLVMGetOperand(instruction, 0), true);
		return !LLVMIsAAllocaInst(base) && !LLVMIsAGlobalVariable(base);
	}
	/* that a clock elsewhere was asked is a part of the result */
	if (floor_touched(instruction) || ir_calls(instruction, "warpage_other_clock"))
		return false;
	if (LLVMIsAFenceInst(instruction) || ir_is_fence(instruction) ||
	    ir_calls(instruction, "warpage_vcpu_pin"))
		return !floor_comes_last(instruction);
	if (LLVMIsAStoreInst(instruction))
		return !only_stored(instruction);
	if (LLVMIsAReturnInst(instruction))
		return steering->called;
	return !ir_computes(instruction) && !ir_is_remark(instruction) &&
	       !LLVMIsABranchInst(instruction) && !LLVMIsASwitchInst(instruction) &&
	       !LLVMIsAGetElementPtrInst(instruction) && !LLVMIsAUnreachableInst(instruction);
}

/* Does nothing matter that block decides, if its ways meet at join? */
static bool decides_little(const struct steering *steering, const bool *region)
{
	for (unsigned int b = 0; b < steering->graph.n; b++) {
		if (!region[b])
			continue;
		ir_each_of_block(i, steering->graph.blocks[b])
			if (matters(steering, i))
				return false;
	}
	return true;
}

/* Does what comes together in the region, or where it ends, steer, or what it may leave in a floor? */
static bool what_comes_steers(struct steering *steering, const bool *region, unsigned int join)
{
	for (unsigned int b = 0; b < steering->graph.n; b++) {
		if (!region[b] && b != join)
			continue;
		ir_each_of_block(i, steering->graph.blocks[b])
			if ((LLVMIsAPHINode(i) && steers(steering, i)) ||
			    (region[b] && floor_touched(i) &&
			     floor_steers(steering, floor_touched(i))))
				return true;
	}
	return false;
}

static bool branch_steers(struct steering *steering, LLVMValueRef branch)
{
	unsigned int n = steering->graph.n,
		     block = graph_index(&steering->graph, LLVMGetInstructionParent(branch));
	bool *region = calloc(n + 1, sizeof(*region)), little = false;
	unsigned int join;

	if (!region)
		abort();
	for (join = 0; join <= n; join++) {
		little = graph_find_region(&steering->graph, block, join, region) &&
			 decides_little(steering, region);
		if (little)
			break;
	}
	little = little && !what_comes_steers(steering, region, join);
	free(region);
	return !little;
}

static bool use_steers(struct steering *steering, LLVMValueRef user, LLVMValueRef value)
{
	if (floor_touched(user) && !LLVMIsALoadInst(user))
		return floor_steers(steering, floor_touched(user));
	if (LLVMIsAStoreInst(user))
		return LLVMGetOperand(user, 0) != value || !only_stored(user);
	if (LLVMIsABranchInst(user) || LLVMIsASwitchInst(user))
		return branch_steers(steering, user);
	if (LLVMIsAReturnInst(user))
		return steering->called;
	if (ir_computes(user))
		return steers(steering, user);
	return !ir_is_remark(user);
}

static bool steers(struct steering *steering, LLVMValueRef value)
{
	for (unsigned int i = 0; i < steering->n; i++)
		if (steering->values[i] == value)
			return false;
	if (steering->n == VALUES_MAX)
		return true;
	steering->values[steering->n++] = value;
	ir_each_user(user, value)
		if (use_steers(steering, user, value))
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
		if (!ir_computes(user) || !is_unused(user, unused))
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
	struct steering steering = {.called = ir_is_called(function)};

	graph_make(&steering.graph, function);
	ir_each(i, function) {
		if (!LLVMIsALoadInst(i) && strcmp(ir_callee(i), "warpage_rdtsc") != 0)
			continue;
		steering.n = 0;
		ir_mark(i, ir_metadata(STEERING_METADATA), !steers(&steering, i));
	}
	graph_free(&steering.graph);
}
