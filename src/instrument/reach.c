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
#include "instrument/moves.h"

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

static unsigned int go_on(struct reach *reach, LLVMValueRef value, int byte);

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
				reached |= go_on(reach, i, MOVES_COMPUTES);
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

/* Is that byte of what call stores a byte as it was loaded? Its site tells which. */
static bool is_copy(LLVMValueRef call, int byte)
{
	LLVMValueRef stored = call ? access_stored(call) : NULL;
	unsigned int from;

	return stored && byte != MOVES_COMPUTES &&
	       LLVMGetMetadata(call, ir_metadata(COPIES_METADATA)) &&
	       moves_source(stored, (unsigned int)byte, &from);
}

/* Storing that byte there, by that call or, if there is none, just so. */
static unsigned int store_reaches(const struct reach *reach, LLVMValueRef address,
				  LLVMValueRef call, int byte)
{
	switch (access_place(reach->function, address)) {
	case PLACE_RESULT:
		return 0;
	case PLACE_GIVEN:
		return is_copy(call, byte) ? 0 : REACH_STORED;
	default:
		return REACH_ALL;
	}
}

/* What comes of that byte of an operand in what instruction computes. */
static unsigned int result_reaches(struct reach *reach, LLVMValueRef instruction,
				   unsigned int operand, int byte)
{
	if (byte != MOVES_COMPUTES)
		byte = moves_to(instruction, operand, (unsigned int)byte);
	return byte == MOVES_DROPS ? 0 : go_on(reach, instruction, byte);
}

static unsigned int use_reaches(struct reach *reach, LLVMValueRef user, unsigned int operand,
				int byte)
{
	LLVMValueRef value = LLVMGetOperand(user, operand);

	if (ir_is_remark(user))
		return 0;
	if (LLVMIsAStoreInst(user))
		return operand ? REACH_ALL
			       : store_reaches(reach, LLVMGetOperand(user, 1), access_call(user),
					       byte);
	if (LLVMIsABranchInst(user) || LLVMIsASwitchInst(user))
		return branch_reaches(reach, user);
	if (LLVMIsAReturnInst(user))
		return REACH_RETURNED;
	if (LLVMIsAGetElementPtrInst(user))
		return reach_only_address(user) ? REACH_STEERS : REACH_ALL;
	if (ir_computes(user))
		return result_reaches(reach, user, operand, byte);
	if (*access_atomic(user) && LLVMGetOperand(user, 0) != value &&
	    !strstr(access_atomic(user), "compare"))
		return store_reaches(reach, LLVMGetOperand(user, 0), user, byte);
	return REACH_ALL;
}

/* byte: the one of value that is followed, or MOVES_COMPUTES if all of it is. */
static unsigned int go_on(struct reach *reach, LLVMValueRef value, int byte)
{
	unsigned int reached = 0;

	for (unsigned int i = 0; i < reach->n; i++)
		if (reach->values[i] == value && reach->bytes[i] == byte)
			return 0;
	if (reach->n == REACH_VALUES_MAX)
		return REACH_ALL;
	reach->bytes[reach->n] = byte;
	reach->values[reach->n++] = value;
	ir_each_user(user, value)
		for (unsigned int i = 0; i < (unsigned int)LLVMGetNumOperands(user); i++)
			if (LLVMGetOperand(user, i) == value)
				reached |= use_reaches(reach, user, i, byte);
	return reached;
}

unsigned int reach_of(struct reach *reach, LLVMValueRef value)
{
	reach->n = 0;
	return go_on(reach, value, MOVES_COMPUTES);
}

unsigned int reach_of_byte(struct reach *reach, LLVMValueRef value, unsigned int byte)
{
	reach->n = 0;
	return go_on(reach, value, byte < moves_size(value) ? (int)byte : MOVES_COMPUTES);
}

unsigned int reach_of_branch(struct reach *reach, LLVMValueRef branch)
{
	reach->n = 0;
	return branch_reaches(reach, branch);
}
