/*
 * Tells the loops of a protocol apart, for the machine's rule on retries:
 *
 * LOOP_COUNTED	no way out of it depends on memory: a copy or a delay, not a retry; or it has to do
 *		with a floor (floor.c), where a read looks at nothing any more.
 * LOOP_MEMORYLESS	a retry that carries nothing over: no value flows round to its head (no phi
 *		there), and no local memory that is written in it lives across the head.
 * LOOP_COUNTS, LOOP_LAST_ROUND	retries that carry no more over than a count of their rounds, or
 *		that and values which the last round loaded (carries.c).
 * LOOP_CARRIES	any other retry, any cycle with two entries, a function that calls itself.
 *
 * When in doubt a loop carries: that costs a proof for any number of retries, never a false one.
 */
#include <llvm-c/DebugInfo.h>
#include <llvm-c/Target.h>
#include <string.h>

#include "instrument/rounds.h"
#include "instrument/graph.h"
#include "instrument/instrument.h"
#include "instrument/ir.h"
#include "machine/site.h"

/* Does value depend on what memory holds, or on a call, inside the loop? */
static bool depends_on_memory(const struct graph *graph, LLVMValueRef value, unsigned int depth)
{
	if (!LLVMIsAInstruction(value) || !graph_in_body(graph, value))
		return false;
	if (LLVMIsALoadInst(value) || LLVMIsACallInst(value) || LLVMIsAAtomicRMWInst(value) ||
	    LLVMIsAAtomicCmpXchgInst(value))
		return true;
	if (depth > 64)
		return false; /* only phis come round, and they were looked at on the way */
	if (LLVMIsAPHINode(value)) {
		for (unsigned int i = 0; i < LLVMCountIncoming(value); i++)
			if (depends_on_memory(graph, LLVMGetIncomingValue(value, i), depth + 16))
				return true;
		return false;
	}
	for (int i = 0; i < LLVMGetNumOperands(value); i++)
		if (depends_on_memory(graph, LLVMGetOperand(value, (unsigned int)i), depth + 1))
			return true;
	return false;
}

/* It then comes after the last look at the page, and is no retry. */
static bool touches_floor(const struct graph *graph)
{
	for (unsigned int b = 0; b < graph->n; b++) {
		if (!graph->body[b])
			continue;
		ir_each_of_block(i, graph->blocks[b])
			if (floor_touched(i))
				return true;
	}
	return false;
}

/* Every branch in a copy or a delay is decided without memory, the ways out among them. */
static bool counted(const struct graph *graph)
{
	bool leaves = false;

	for (unsigned int b = 0; b < graph->n; b++) {
		LLVMValueRef end = LLVMGetBasicBlockTerminator(graph->blocks[b]);
		unsigned int n = LLVMGetNumSuccessors(end);

		if (!graph->body[b])
			continue;
		if (n > 1 && depends_on_memory(graph, LLVMGetOperand(end, 0), 0))
			return false;
		for (unsigned int i = 0; i < n; i++)
			leaves = leaves || !graph->body[graph_successor(graph, b, i)];
	}
	return leaves;
}

/* Does this instruction replace the whole of local, whatever was there? */
static bool replaces(LLVMModuleRef module, LLVMValueRef instruction, LLVMValueRef local)
{
	LLVMTargetDataRef layout = LLVMGetModuleDataLayout(module);
	unsigned long long size = LLVMABISizeOfType(layout, LLVMGetAllocatedType(local));

	if (ir_calls(instruction, "llvm.lifetime.start"))
		return ir_base(LLVMGetOperand(instruction, 1), true) == local;
	if (LLVMIsAStoreInst(instruction))
		return ir_base(LLVMGetOperand(instruction, 1), false) == local &&
		       LLVMABISizeOfType(layout, LLVMTypeOf(LLVMGetOperand(instruction, 0))) ==
			       size;
	return (ir_calls(instruction, "llvm.memcpy") || ir_calls(instruction, "llvm.memset")) &&
	       ir_base(LLVMGetOperand(instruction, 0), false) == local &&
	       LLVMIsAConstantInt(LLVMGetOperand(instruction, 2)) &&
	       LLVMConstIntGetZExtValue(LLVMGetOperand(instruction, 2)) >= size;
}

static bool comes_first(const struct graph *graph, LLVMValueRef a, LLVMValueRef b)
{
	unsigned int block_a = graph_index(graph, LLVMGetInstructionParent(a));
	unsigned int block_b = graph_index(graph, LLVMGetInstructionParent(b));

	if (block_a != block_b)
		return graph->dominates[block_a * graph->n + block_b];
	for (LLVMValueRef i = a; i; i = LLVMGetNextInstruction(i))
		if (i == b)
			return true;
	return false;
}

static bool uses_local(LLVMValueRef instruction, LLVMValueRef local)
{
	if (LLVMIsABitCastInst(instruction) || LLVMIsAGetElementPtrInst(instruction) ||
	    ir_is_remark(instruction))
		return false;
	for (int i = 0; i < LLVMGetNumOperands(instruction); i++)
		if (ir_base(LLVMGetOperand(instruction, (unsigned int)i), true) == local)
			return true;
	return false;
}

/* Is local used in the loop, and not wholly replaced before every such use? */
static bool lives_across(LLVMModuleRef module, const struct graph *graph, LLVMValueRef local)
{
	LLVMValueRef function = LLVMGetBasicBlockParent(graph->blocks[0]), replacement = NULL;

	ir_each(i, function)
		if (graph_in_body(graph, i) && replaces(module, i, local) &&
		    (!replacement || comes_first(graph, i, replacement)))
			replacement = i;
	ir_each(i, function)
		if (graph_in_body(graph, i) && uses_local(i, local) && i != replacement &&
		    (!replacement || !comes_first(graph, replacement, i)))
			return true;
	return false;
}

/*
 * Does this instruction leave something in memory that a later round might find? Stores through an
 * argument that is never loaded from (the result) do not count.
 */
static bool leaves_behind(LLVMModuleRef module, const struct graph *graph, LLVMValueRef instruction)
{
	LLVMValueRef to;

	if (LLVMIsAAllocaInst(instruction))
		return ir_uses(instruction) & IR_LEAKS || lives_across(module, graph, instruction);
	if (!LLVMIsAStoreInst(instruction) || !graph_in_body(graph, instruction))
		return false;
	to = ir_base(LLVMGetOperand(instruction, 1), true);
	if (LLVMIsAAllocaInst(to))
		return false; /* looked at where it is made */
	return !LLVMIsAArgument(to) || ir_uses(to) & ~IR_STORES;
}

/* *carried: what is carried over, if that is one value, local or global variable; else NULL. */
static enum loop_class classify(LLVMModuleRef module, const struct graph *graph, unsigned int head,
				LLVMValueRef *carried)
{
	*carried = NULL;
	if (counted(graph) || touches_floor(graph))
		return LOOP_COUNTED;
	ir_each(i, LLVMGetBasicBlockParent(graph->blocks[0])) {
		if (!leaves_behind(module, graph, i))
			continue;
		*carried = LLVMIsAStoreInst(i) ? ir_base(LLVMGetOperand(i, 1), true) : i;
		return LOOP_CARRIES;
	}
	if (LLVMIsAPHINode(LLVMGetFirstInstruction(graph->blocks[head])))
		return carries_what(graph, head, carried);
	return LOOP_MEMORYLESS;
}

/* Does block go to head, by itself or by way of a block that does nothing else? */
static bool goes_to(const struct graph *graph, unsigned int block, unsigned int head)
{
	LLVMValueRef end = LLVMGetBasicBlockTerminator(graph->blocks[block]);

	for (unsigned int i = 0; i < LLVMGetNumSuccessors(end); i++) {
		unsigned int to = graph_successor(graph, block, i);
		LLVMValueRef next = LLVMGetBasicBlockTerminator(graph->blocks[to]);

		if (to == head ||
		    (LLVMGetNumSuccessors(next) == 1 && graph_successor(graph, to, 0) == head))
			return true;
	}
	return false;
}

/* Where in the source the loop at hand, with that head, begins, as clang says at its ends; NULL if it does not. */
static LLVMMetadataRef loop_place(const struct graph *graph, unsigned int head)
{
	unsigned int kind = ir_metadata("llvm.loop");

	for (unsigned int b = 0; b < graph->n; b++) {
		LLVMValueRef end = LLVMGetBasicBlockTerminator(graph->blocks[b]), parts[8];
		LLVMValueRef node = graph->body[b] ? LLVMGetMetadata(end, kind) : NULL;
		LLVMMetadataRef place;

		if (!node || !goes_to(graph, b, head) || LLVMGetMDNodeNumOperands(node) < 2 ||
		    LLVMGetMDNodeNumOperands(node) > 8)
			continue;
		LLVMGetMDNodeOperands(node, parts);
		place = LLVMValueAsMetadata(parts[1]);
		if (LLVMGetMetadataKind(place) == LLVMDILocationMetadataKind)
			return place;
	}
	return NULL;
}

static LLVMValueRef insert_hook(LLVMValueRef before, enum loop_class class, unsigned int bound,
				LLVMValueRef carried)
{
	LLVMValueRef call = ir_call(before, "warpage_loop", LLVMVoidType(), 2,
				    (unsigned int[]){class, bound}),
		     text;
	const char *name = carried ? ir_variable(carried) : NULL;

	if (!name)
		return call;
	text = LLVMMDString(name, (unsigned int)strlen(name));
	LLVMSetMetadata(call, ir_metadata(VARIABLE_METADATA), LLVMMDNode(&text, 1));
	return call;
}

#define CALLS_MAX 16 /* how deep a cycle of calls is looked for */

static bool reaches(LLVMValueRef from, LLVMValueRef function, unsigned int depth)
{
	if (from == function)
		return true;
	if (depth == CALLS_MAX)
		return false;
	ir_each(i, from)
		if (LLVMIsACallInst(i) && LLVMIsAFunction(LLVMGetCalledValue(i)) &&
		    reaches(LLVMGetCalledValue(i), function, depth + 1))
			return true;
	return false;
}

/* A function that calls itself to try again, or another that calls it, is a loop, too. */
static void mark_recursion(LLVMValueRef function)
{
	ir_each(i, function)
		if (LLVMIsACallInst(i) && LLVMIsAFunction(LLVMGetCalledValue(i)) &&
		    reaches(LLVMGetCalledValue(i), function, 0))
			insert_hook(i, LOOP_CARRIES, 0, NULL);
}

void loops_mark(LLVMModuleRef module, LLVMValueRef function)
{
	struct graph graph;

	mark_recursion(function);
	graph_make(&graph, function);
	for (unsigned int latch = 0; latch < graph.n; latch++) {
		for (unsigned int head = 0; head < graph.n; head++) {
			enum loop_class class = LOOP_CARRIES;
			LLVMValueRef carried = NULL, hook;
			LLVMMetadataRef place = NULL;
			unsigned int bound = 0;

			if (!graph.retreats[latch * graph.n + head])
				continue;
			if (graph.dominates[head * graph.n + latch]) {
				graph_find_body(&graph, head);
				class = classify(module, &graph, head, &carried);
				bound = bound_of(&graph, head);
				place = loop_place(&graph, head);
			}
			hook = insert_hook(LLVMGetBasicBlockTerminator(graph.blocks[latch]), class,
					   bound, carried);
			if (place)
				LLVMInstructionSetDebugLoc(hook, place);
		}
	}
	graph_free(&graph);
}
