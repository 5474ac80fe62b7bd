/*
 * Finds out whether the code at the head of a retry loop is in a state that a count of rounds and the
 * last round's loads tell: then two executions that come there alike go on alike, and one of them is
 * enough. When in doubt it is not.
 */
#include "instrument/rounds.h"

#include <string.h>

#include "instrument/ir.h"

#define DEPTH_MAX 32

/* Does it look at memory or at the TSC? */
static bool looks(LLVMValueRef instruction)
{
	if (LLVMIsALoadInst(instruction) || LLVMIsAAtomicRMWInst(instruction) ||
	    LLVMIsAAtomicCmpXchgInst(instruction))
		return true;
	return LLVMIsACallInst(instruction) && !ir_is_remark(instruction) &&
	       !ir_is_pure(instruction) && !ir_is_fence(instruction) &&
	       !ir_calls(instruction, "warpage_vcpu_pin") &&
	       strcmp(ir_callee(instruction), "warpage_loop");
}

/* Can the loop be come to by way of block, which is not in it? */
static bool before_loop(const struct graph *graph, unsigned int block, unsigned int head,
			unsigned int depth)
{
	LLVMValueRef end = LLVMGetBasicBlockTerminator(graph->blocks[block]);

	if (depth == graph->n)
		return false;
	for (unsigned int i = 0; i < LLVMGetNumSuccessors(end); i++) {
		unsigned int to = graph_successor(graph, block, i);

		if (to == head || (!graph->body[to] && before_loop(graph, to, head, depth + 1)))
			return true;
	}
	return false;
}

/* Is value, which was made before the loop, used in it or after it, but for a phi at its head? */
static bool outlives(const struct graph *graph, LLVMValueRef value, unsigned int head,
		     unsigned int depth)
{
	if (depth > DEPTH_MAX)
		return true;
	ir_each_user(user, value) {
		unsigned int block = graph_index(graph, LLVMGetInstructionParent(user));

		if (block == head && LLVMIsAPHINode(user))
			continue;
		if (graph->body[block] || LLVMIsAStoreInst(user) ||
		    !before_loop(graph, block, head, 0) || outlives(graph, user, head, depth + 1))
			return true;
	}
	return false;
}

/*
 * Does something that was loaded before the loop live on in it? On which vCPU it began is what another read,
 * which begins there and comes to this one's at once, has as well.
 */
static bool looked_before(const struct graph *graph, unsigned int head)
{
	for (unsigned int b = 0; b < graph->n; b++) {
		if (graph->body[b] || !before_loop(graph, b, head, 0))
			continue;
		ir_each_of_block(i, graph->blocks[b])
			if (looks(i) && !ir_calls(i, "warpage_vcpu_id") &&
			    outlives(graph, i, head, 0))
				return true;
	}
	return false;
}

static bool of_this_round(const struct graph *graph, LLVMValueRef value, LLVMBasicBlockRef head,
			  unsigned int depth);

/* Which way a round comes to a phi inside of it: is that decided by nothing but what the round loaded? */
static bool way_of_this_round(const struct graph *graph, LLVMValueRef phi, LLVMBasicBlockRef head,
			      unsigned int depth)
{
	unsigned int to = graph_index(graph, LLVMGetInstructionParent(phi));
	unsigned int start = graph_index(graph, head);

	for (unsigned int b = 0; b < graph->n; b++) {
		LLVMValueRef end = LLVMGetBasicBlockTerminator(graph->blocks[b]);
		unsigned int ways = 0;

		for (unsigned int i = 0; graph->body[b] && i < LLVMGetNumSuccessors(end); i++)
			ways += graph_in_round(graph, graph_successor(graph, b, i), to, start);
		if (ways > 1 && !of_this_round(graph, LLVMGetOperand(end, 0), head, depth))
			return false;
	}
	return true;
}

/* Is value, of the loop, made of nothing but what was loaded in this round, and constants? */
static bool of_this_round(const struct graph *graph, LLVMValueRef value, LLVMBasicBlockRef head,
			  unsigned int depth)
{
	if (!LLVMIsAInstruction(value) || !graph_in_body(graph, value))
		return true;
	if (depth > DEPTH_MAX || LLVMIsAAllocaInst(value))
		return false;
	if (looks(value))
		return true;
	if (LLVMIsAPHINode(value)) {
		if (LLVMGetInstructionParent(value) == head ||
		    !way_of_this_round(graph, value, head, depth + 8))
			return false;
		for (unsigned int i = 0; i < LLVMCountIncoming(value); i++)
			if (!of_this_round(graph, LLVMGetIncomingValue(value, i), head, depth + 8))
				return false;
		return true;
	}
	for (int i = 0; i < LLVMGetNumOperands(value); i++)
		if (!of_this_round(graph, LLVMGetOperand(value, (unsigned int)i), head, depth + 1))
			return false;
	return true;
}

enum loop_class carries_what(const struct graph *graph, unsigned int head, LLVMValueRef *carried)
{
	enum loop_class class = LOOP_COUNTS;

	*carried = LLVMGetFirstInstruction(graph->blocks[head]);
	for (LLVMValueRef phi = LLVMGetFirstInstruction(graph->blocks[head]); LLVMIsAPHINode(phi);
	     phi = LLVMGetNextInstruction(phi)) {
		if (bound_counts(graph, phi))
			continue;
		if (class == LOOP_COUNTS)
			*carried = phi;
		class = LOOP_LAST_ROUND;
		for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++)
			if (graph->body[graph_index(graph, LLVMGetIncomingBlock(phi, i))] &&
			    !of_this_round(graph, LLVMGetIncomingValue(phi, i), graph->blocks[head],
					   0))
				return LOOP_CARRIES;
	}
	return looked_before(graph, head) ? LOOP_CARRIES : class;
}
