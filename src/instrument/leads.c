/*
 * Finds the load that a read begins with: one that no access comes before and that all others come after, in
 * every model, as it acquires or a fence for loads follows before the next one. A read that begins earlier and makes
 * that load later is then one that begins later.
 *
 * Looks at code that is instrumented already, where accesses are calls.
 */
#include <stdlib.h>
#include <string.h>

#include <warpage/primitives.h>

#include "instrument/graph.h"
#include "instrument/instrument.h"
#include "instrument/ir.h"

enum call { CALL_NOTHING, CALL_LOAD, CALL_ACQUIRES, CALL_FENCE, CALL_OTHER };

#define ORDER_ACQUIRE 2 /* of C11, as a number: consume and acquire, and from acq_rel on */

static unsigned long long number(LLVMValueRef call, unsigned int i)
{
	LLVMValueRef operand = LLVMGetOperand(call, i);

	return LLVMIsAConstantInt(operand) ? LLVMConstIntGetZExtValue(operand) : 0;
}

/* Is it about a local or a variable of the file, and so not about the page? */
static bool is_elsewhere(LLVMValueRef call)
{
	LLVMValueRef base = ir_base(LLVMGetOperand(call, 0), true);

	return LLVMIsAAllocaInst(base) || LLVMIsAGlobalVariable(base);
}

static enum call fence_of(unsigned long long kind)
{
	return kind == FENCE_RMB || kind == FENCE_MB || kind == FENCE_SERIAL ? CALL_FENCE
									     : CALL_NOTHING;
}

/* Is it of one part, as far as its size goes? */
static bool is_small_load(const char *name)
{
	static const char *const kinds[] = {"unaligned_", "volatile_", "read"};

	for (unsigned int i = 0; i < 3; i++) {
		size_t length = strlen(kinds[i]);

		if (!strncmp(name, kinds[i], length))
			name += length;
		else if (i == 2)
			return false;
	}
	return !strcmp(name, "1") || !strcmp(name, "2") || !strcmp(name, "4");
}

static enum call look_at(LLVMValueRef i)
{
	const char *name = ir_callee(i);

	if (!LLVMIsACallInst(i) || ir_is_remark(i) || ir_is_pure(i) ||
	    ir_calls(i, "warpage_loaded") || ir_calls(i, "warpage_depends") ||
	    ir_calls(i, "warpage_ordered") || ir_calls(i, "warpage_may_fail") ||
	    ir_calls(i, "warpage_steady") || ir_calls(i, "warpage_loop") ||
	    ir_calls(i, "warpage_other_clock") || ir_calls(i, "warpage_vcpu_id") ||
	    ir_calls(i, "warpage_vcpu_pin") || ir_calls(i, "__tsan_atomic_signal_fence"))
		return CALL_NOTHING;
	if (!strcmp(name, "warpage_fence"))
		return fence_of(number(i, 0));
	if (ir_is_fence(i))
		return CALL_NOTHING;
	if (!strcmp(name, "__tsan_atomic_thread_fence"))
		return number(i, 0) >= ORDER_ACQUIRE && number(i, 0) != 3 ? CALL_FENCE
									  : CALL_NOTHING;
	if (strncmp(name, "__tsan_", 7) != 0)
		return CALL_OTHER;
	if (is_elsewhere(i))
		return CALL_NOTHING;
	if (!strcmp(name, "__tsan_atomic32_load") || !strcmp(name, "__tsan_atomic16_load"))
		return number(i, 1) >= ORDER_ACQUIRE ? CALL_ACQUIRES : CALL_LOAD;
	return is_small_load(name + 7) ? CALL_LOAD : CALL_OTHER;
}

struct walk {
	const struct graph *graph;
	bool *seen;
	LLVMValueRef first; /* the load that is looked for or, on the second walk, was found */
	bool others;	    /* on that, a variable is loaded before the fence */
};

/* What a way from an instruction on comes to: it is right, or wrong, or that is told further on. */
enum way { WAY_ON, WAY_RIGHT, WAY_WRONG };
typedef enum way look(struct walk *walk, LLVMValueRef instruction);

/* Is every access that comes first the same load? */
static enum way is_first(struct walk *walk, LLVMValueRef instruction)
{
	enum call call = look_at(instruction);

	if (call == CALL_OTHER)
		return WAY_WRONG;
	if (call != CALL_LOAD && call != CALL_ACQUIRES)
		return WAY_ON;
	if (walk->first && walk->first != instruction)
		return WAY_WRONG;
	walk->first = instruction;
	return WAY_RIGHT;
}

/* Is it an access to a variable of the file? */
static bool loads_variable(LLVMValueRef i)
{
	LLVMValueRef base;

	if (strncmp(ir_callee(i), "__tsan_", 7) != 0 || !LLVMGetNumArgOperands(i))
		return false;
	base = ir_base(LLVMGetOperand(i, 0), true);
	return LLVMIsAGlobalVariable(base) && !LLVMIsGlobalConstant(base);
}

/* Does a fence come before any access but that load itself? */
static enum way is_fenced(struct walk *walk, LLVMValueRef instruction)
{
	enum call call = look_at(instruction);

	walk->others = walk->others || loads_variable(instruction);
	if (call == CALL_FENCE || instruction == walk->first)
		return WAY_RIGHT;
	return call == CALL_NOTHING ? WAY_ON : WAY_WRONG;
}

/* Is none of the ways from an instruction on wrong? One that comes to its end is not. */
static bool all_ways(struct walk *walk, LLVMValueRef instruction, look *look_on)
{
	LLVMValueRef end;

	for (LLVMValueRef i = instruction; i; i = LLVMGetNextInstruction(i)) {
		enum way way = look_on(walk, i);

		if (way != WAY_ON)
			return way == WAY_RIGHT;
	}
	end = LLVMGetBasicBlockTerminator(LLVMGetInstructionParent(instruction));
	for (unsigned int i = 0; i < LLVMGetNumSuccessors(end); i++) {
		LLVMBasicBlockRef next = LLVMGetSuccessor(end, i);
		unsigned int index = graph_index(walk->graph, next);

		if (walk->seen[index])
			continue;
		walk->seen[index] = true;
		if (!all_ways(walk, LLVMGetFirstInstruction(next), look_on))
			return false;
	}
	return true;
}

/* A TSC read that nothing orders may be sampled before that load. */
static bool reads_plain_tsc(LLVMValueRef function)
{
	ir_each(i, function)
		if (!strcmp(ir_callee(i), "warpage_rdtsc") && !number(i, 0))
			return true;
	return false;
}

LLVMValueRef leads_find(LLVMValueRef function, bool *all)
{
	struct graph graph;
	struct walk walk = {.graph = &graph};
	bool good;

	if (LLVMIsDeclaration(function) || ir_is_called(function) || reads_plain_tsc(function))
		return NULL;
	graph_make(&graph, function);
	walk.seen = calloc(graph.n, sizeof(*walk.seen));
	if (!walk.seen)
		abort();
	good = all_ways(&walk, LLVMGetFirstInstruction(graph.blocks[0]), is_first) && walk.first;
	if (good && look_at(walk.first) != CALL_ACQUIRES) {
		memset(walk.seen, 0, graph.n);
		good = all_ways(&walk, LLVMGetNextInstruction(walk.first), is_fenced);
	}
	free(walk.seen);
	graph_free(&graph);
	*all = !walk.others;
	return good ? walk.first : NULL;
}
