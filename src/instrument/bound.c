/*
 * Finds out how often a loop comes round at most, if a counter that it compares with a constant says
 * so. Too high a number costs time, and too low a one only leaves out what more rounds would show.
 */
#include "instrument/rounds.h"

#include "instrument/ir.h"

/* What a counter that starts at a constant, or is compared with one, can come to at most. */
#define BOUND_MAX 50000

static unsigned long long magnitude(LLVMValueRef constant)
{
	long long value = LLVMConstIntGetSExtValue(constant);

	return value < 0 ? -(unsigned long long)value : (unsigned long long)value;
}

/* Is value, but for casts and a constant added to it, a phi at the head of the loop? */
static LLVMValueRef strip_counter(LLVMValueRef value, LLVMBasicBlockRef head)
{
	for (unsigned int depth = 0; depth < 8 && LLVMIsAInstruction(value); depth++) {
		LLVMOpcode opcode = LLVMGetInstructionOpcode(value);

		if (LLVMIsAPHINode(value))
			return LLVMGetInstructionParent(value) == head ? value : NULL;
		if (!LLVMIsACastInst(value) && !((opcode == LLVMAdd || opcode == LLVMSub) &&
						 LLVMIsAConstantInt(LLVMGetOperand(value, 1))))
			return NULL;
		value = LLVMGetOperand(value, 0);
	}
	return NULL;
}

/* The largest constant that this phi starts from, if in the loop it only counts; else 0. */
static bool counts(const struct graph *graph, LLVMValueRef phi, unsigned long long *from)
{
	LLVMBasicBlockRef head = LLVMGetInstructionParent(phi);

	*from = 0;
	for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++) {
		LLVMValueRef value = LLVMGetIncomingValue(phi, i);
		bool inside = graph->body[graph_index(graph, LLVMGetIncomingBlock(phi, i))];

		if (inside && (value == phi || strip_counter(value, head) != phi))
			return false;
		if (!inside && LLVMIsAConstantInt(value) && magnitude(value) > *from)
			*from = magnitude(value);
	}
	return true;
}

unsigned int bound_of(const struct graph *graph, unsigned int head)
{
	unsigned long long bound = 0, from;

	for (unsigned int b = 0; b < graph->n; b++) {
		if (!graph->body[b])
			continue;
		ir_each_of_block(test, graph->blocks[b]) {
			LLVMValueRef phi;

			if (!LLVMIsAICmpInst(test) || !LLVMIsAConstantInt(LLVMGetOperand(test, 1)))
				continue;
			phi = strip_counter(LLVMGetOperand(test, 0), graph->blocks[head]);
			if (!phi || !counts(graph, phi, &from))
				continue;
			from += magnitude(LLVMGetOperand(test, 1)) + 1;
			if (from > bound && from < BOUND_MAX)
				bound = from;
		}
	}
	return (unsigned int)bound;
}

bool bound_counts(const struct graph *graph, LLVMValueRef phi)
{
	unsigned long long from;

	for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++)
		if (!graph->body[graph_index(graph, LLVMGetIncomingBlock(phi, i))] &&
		    !LLVMIsAConstantInt(LLVMGetIncomingValue(phi, i)))
			return false;
	return counts(graph, phi, &from);
}
