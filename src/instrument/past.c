/*
 * Tells the accesses of retry loops that carry no more over than a count of their rounds (loops.c): what such a
 * loop loaded in one round is nothing to the next, nor to what comes after the loop. Each of those loops is a bit,
 * and each access, and the mark where a loop comes round, has the bits of the loops that it is in.
 *
 * Looks at code that is instrumented already, where accesses are calls.
 */
#include <stdlib.h>

#include "instrument/graph.h"
#include "instrument/instrument.h"
#include "instrument/ir.h"
#include "machine/site.h"

#define LOOPS_MAX 31

/* The call with which the end of this block brings a loop round; NULL: it does not. */
static LLVMValueRef hook_of(LLVMBasicBlockRef block)
{
	ir_each_of_block(i, block)
		if (ir_calls(i, "warpage_loop"))
			return i;
	return NULL;
}

static bool forgets(LLVMBasicBlockRef block)
{
	LLVMValueRef hook = hook_of(block);
	unsigned long long class = hook ? LLVMConstIntGetZExtValue(LLVMGetOperand(hook, 0)) : 0;

	return class == LOOP_MEMORYLESS || class == LOOP_COUNTS;
}

/* Is the block at head the head of such a loop, whatever way a round ends? */
static bool is_forgetful(const struct graph *graph, unsigned int head)
{
	bool any = false;

	for (unsigned int latch = 0; latch < graph->n; latch++) {
		if (!graph->retreats[latch * graph->n + head])
			continue;
		if (!graph->dominates[head * graph->n + latch] || !forgets(graph->blocks[latch]))
			return false;
		any = true;
	}
	return any;
}

/* It is this loop, and none around it, that its ends bring round. */
static void number_hooks(const struct graph *graph, unsigned int head, unsigned int loop)
{
	for (unsigned int latch = 0; latch < graph->n; latch++)
		if (graph->retreats[latch * graph->n + head])
			ir_number(hook_of(graph->blocks[latch]), ir_metadata(LOOP_METADATA),
				  loop + 1);
}

static void add_bit(LLVMValueRef call, unsigned int loop)
{
	int loops = ir_numbered(call, ir_metadata(LOOPS_METADATA));

	if (loops < 0)
		loops = 0;
	ir_number(call, ir_metadata(LOOPS_METADATA), (unsigned int)loops | 1u << loop);
}

void past_mark(LLVMValueRef function, unsigned int *nloops)
{
	struct graph graph;

	/* what a function that is called loads may live on in its caller */
	if (!result_wanted(function))
		return;
	graph_make(&graph, function);
	for (unsigned int head = 0; head < graph.n && *nloops < LOOPS_MAX; head++) {
		if (!is_forgetful(&graph, head))
			continue;
		graph_find_body(&graph, head);
		ir_each(i, function)
			if (LLVMIsACallInst(i) && graph_in_body(&graph, i))
				add_bit(i, *nloops);
		number_hooks(&graph, head, *nloops);
		++*nloops;
	}
	graph_free(&graph);
}
