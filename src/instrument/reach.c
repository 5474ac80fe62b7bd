/*
 * Finds out what a value reaches. A branch that decides over an access, a fence or a call steers; one that does
 * not is one more way to compute, and what comes together where its ways meet is what it reaches. steering.c
 * asks the same of code before it is instrumented, and takes a store for something that steers.
 *
 * When in doubt a value reaches everything.
 */
#include "instrument/reach.h"

#include <stdlib.h>
#include <string.h>

#include "instrument/access.h"
#include "instrument/instrument.h"
#include "instrument/ir.h"

#define REACH_ALL (REACH_STEERS | REACH_STORED | REACH_RETURNED)

/* Where the ways of a block meet, graph.n if they do not; or one of these. */
#define JOIN_STEERS (~0u)
#define JOIN_UNKNOWN (~1u)

/* Does this store to memory that is not the code's own? */
static bool is_store(LLVMValueRef function, LLVMValueRef i)
{
	if (!LLVMIsACallInst(i) || !sites_known(ir_callee(i)) || !LLVMGetNumArgOperands(i) ||
	    access_reads(i) || !strcmp(access_atomic(i), "load"))
		return false;
	return LLVMGetTypeKind(LLVMTypeOf(LLVMGetOperand(i, 0))) == LLVMPointerTypeKind &&
	       !access_own(LLVMGetOperand(i, 0)) &&
	       access_place(function, LLVMGetOperand(i, 0)) != PLACE_RESULT;
}

void reach_make(struct reach *reach, LLVMValueRef function)
{
	reach->function = function;
	graph_make(&reach->graph, function);
	reach->joins = calloc(reach->graph.n, sizeof(*reach->joins));
	reach->region = calloc(reach->graph.n + 1, sizeof(*reach->region));
	if (!reach->joins || !reach->region)
		abort();
	for (unsigned int b = 0; b < reach->graph.n; b++)
		reach->joins[b] = JOIN_UNKNOWN;
	reach->stores = false;
	ir_each(i, function)
		reach->stores = reach->stores || is_store(function, i);
}

void reach_free(struct reach *reach)
{
	graph_free(&reach->graph);
	free(reach->joins);
	free(reach->region);
}

/* May it matter whether this instruction is executed? */
static bool matters(const struct reach *reach, LLVMValueRef i)
{
	if (access_reads(i))
		return !access_own(LLVMGetOperand(i, 0));
	if (access_writes(i) || LLVMIsAStoreInst(i))
		return access_place(reach->function,
				    LLVMGetOperand(i, LLVMIsAStoreInst(i) ? 1 : 0)) != PLACE_RESULT;
	/* a loop without accesses is a way to compute */
	return !ir_computes(i) && !ir_is_remark(i) && !ir_calls(i, "warpage_loop") &&
	       !LLVMIsALoadInst(i) && !LLVMIsABranchInst(i) && !LLVMIsASwitchInst(i) &&
	       !LLVMIsAReturnInst(i) && !LLVMIsAGetElementPtrInst(i) && !LLVMIsAUnreachableInst(i);
}

static bool decides_little(const struct reach *reach)
{
	for (unsigned int b = 0; b < reach->graph.n; b++) {
		if (!reach->region[b])
			continue;
		ir_each_of_block(i, reach->graph.blocks[b])
			if (matters(reach, i))
				return false;
	}
	return true;
}

static unsigned int find_join(struct reach *reach, unsigned int block)
{
	for (unsigned int join = 0; join <= reach->graph.n; join++)
		if (graph_find_region(&reach->graph, block, join, reach->region) &&
		    decides_little(reach))
			return join;
	return JOIN_STEERS;
}

static unsigned int go_on(struct reach *reach, LLVMValueRef value);

static unsigned int branch_reaches(struct reach *reach, LLVMValueRef branch)
{
	unsigned int block = graph_index(&reach->graph, LLVMGetInstructionParent(branch));
	unsigned int *join = &reach->joins[block], reached = 0;
	bool *region;

	if (*join == JOIN_UNKNOWN)
		*join = find_join(reach, block);
	if (*join == JOIN_STEERS)
		return reach->stores ? REACH_ALL : REACH_STEERS | REACH_RETURNED;
	region = calloc(reach->graph.n + 1, sizeof(*region));
	if (!region)
		abort();
	graph_find_region(&reach->graph, block, *join, region);
	for (unsigned int b = 0; b < reach->graph.n; b++) {
		if (!region[b] && b != *join)
			continue;
		ir_each_of_block(i, reach->graph.blocks[b]) {
			if (LLVMIsAPHINode(i))
				reached |= go_on(reach, i);
			else if (LLVMIsAReturnInst(i) && b != *join)
				reached |= REACH_RETURNED;
		}
	}
	free(region);
	return reached;
}

bool reach_only_address(LLVMValueRef pointer)
{
	ir_each_user(user, pointer) {
		if (LLVMIsAGetElementPtrInst(user) || LLVMIsABitCastInst(user)) {
			if (!reach_only_address(user))
				return false;
		} else if (LLVMIsAStoreInst(user)) {
			if (LLVMGetOperand(user, 0) == pointer)
				return false;
		} else if (!LLVMIsALoadInst(user) &&
			   (!sites_known(ir_callee(user)) || access_stored(user) == pointer)) {
			return false;
		}
	}
	return true;
}

/* Storing value there, by that call or, if there is none, just so. */
static unsigned int store_reaches(const struct reach *reach, LLVMValueRef address,
				  LLVMValueRef call)
{
	switch (access_place(reach->function, address)) {
	case PLACE_RESULT:
		return 0;
	case PLACE_GIVEN:
		return call && LLVMGetMetadata(call, ir_metadata(COPIES_METADATA)) ? 0
										   : REACH_STORED;
	default:
		return REACH_ALL;
	}
}

static unsigned int use_reaches(struct reach *reach, LLVMValueRef user, LLVMValueRef value)
{
	if (ir_is_remark(user))
		return 0;
	if (LLVMIsAStoreInst(user))
		return LLVMGetOperand(user, 1) == value
			       ? REACH_ALL
			       : store_reaches(reach, LLVMGetOperand(user, 1), access_call(user));
	if (LLVMIsABranchInst(user) || LLVMIsASwitchInst(user))
		return branch_reaches(reach, user);
	if (LLVMIsAReturnInst(user))
		return REACH_RETURNED;
	if (LLVMIsAGetElementPtrInst(user))
		return reach_only_address(user) ? REACH_STEERS : REACH_ALL;
	if (ir_computes(user))
		return go_on(reach, user);
	if (*access_atomic(user) && LLVMGetOperand(user, 0) != value &&
	    !strstr(access_atomic(user), "compare"))
		return store_reaches(reach, LLVMGetOperand(user, 0), user);
	return REACH_ALL;
}

static unsigned int go_on(struct reach *reach, LLVMValueRef value)
{
	unsigned int reached = 0;

	for (unsigned int i = 0; i < reach->n; i++)
		if (reach->values[i] == value)
			return 0;
	if (reach->n == REACH_VALUES_MAX)
		return REACH_ALL;
	reach->values[reach->n++] = value;
	ir_each_user(user, value)
		reached |= use_reaches(reach, user, value);
	return reached;
}

unsigned int reach_of(struct reach *reach, LLVMValueRef value)
{
	reach->n = 0;
	return go_on(reach, value);
}

unsigned int reach_of_branch(struct reach *reach, LLVMValueRef branch)
{
	reach->n = 0;
	return branch_reaches(reach, branch);
}
