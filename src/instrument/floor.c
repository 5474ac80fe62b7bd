/*
 * Finds memory of the file that guests keep over reads and touch only once they have looked at the page and the
 * TSC for the last time, and stored to the page: a floor, under which no read that comes later is to go. What is in it has no
 * say in what a read loads, nor in what others see. So each single read from such memory as it is at first is one of the real program, and
 * that is what the machine runs.
 *
 * It has to hold for every function that touches a variable, on each of its ways, once helpers are inlined;
 * a variable whose address is used for anything but accesses is none.
 */
#include <stdlib.h>
#include <string.h>

#include "instrument/graph.h"
#include "instrument/instrument.h"
#include "instrument/ir.h"

#define FLOORS_MAX 64
#define DEPTH_MAX 16

static LLVMValueRef floors[FLOORS_MAX];
static unsigned int nfloors;

static bool is_atomic(LLVMValueRef instruction)
{
	return LLVMIsAAtomicRMWInst(instruction) || LLVMIsAAtomicCmpXchgInst(instruction);
}

LLVMValueRef floor_touched(LLVMValueRef instruction)
{
	LLVMValueRef base;

	if (!LLVMIsALoadInst(instruction) && !LLVMIsAStoreInst(instruction) &&
	    !is_atomic(instruction))
		return NULL;
	base = ir_base(LLVMGetOperand(instruction, LLVMIsAStoreInst(instruction) != NULL), true);
	return floor_is(base) ? base : NULL;
}

bool floor_is(LLVMValueRef variable)
{
	for (unsigned int i = 0; i < nfloors; i++)
		if (floors[i] == variable)
			return true;
	return false;
}

/* Is it memory that is no page: a local, or a variable of the file? */
static bool is_elsewhere(LLVMValueRef pointer)
{
	LLVMValueRef base = ir_base(pointer, true);

	return LLVMIsAAllocaInst(base) || LLVMIsAGlobalVariable(base);
}

/* May it be the page? A guest's results are where its second argument says. */
static bool may_be_page(LLVMValueRef instruction, LLVMValueRef pointer)
{
	LLVMValueRef function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(instruction));
	LLVMValueRef base = ir_base(pointer, true);

	return !is_elsewhere(pointer) &&
	       !(LLVMIsAArgument(base) && base != LLVMGetParam(function, 0));
}

/* May it look at the page, or at the TSC, or store to the page? */
static bool looks(LLVMValueRef instruction)
{
	if (LLVMIsAStoreInst(instruction))
		return may_be_page(instruction, LLVMGetOperand(instruction, 1));
	if (LLVMIsALoadInst(instruction) || is_atomic(instruction))
		return !is_elsewhere(LLVMGetOperand(instruction, 0));
	if (ir_calls(instruction, "llvm.memcpy.") || ir_calls(instruction, "llvm.memmove."))
		return !is_elsewhere(LLVMGetOperand(instruction, 1)) ||
		       may_be_page(instruction, LLVMGetOperand(instruction, 0));
	if (ir_calls(instruction, "llvm.memset."))
		return may_be_page(instruction, LLVMGetOperand(instruction, 0));
	return LLVMIsACallInst(instruction) && !ir_is_remark(instruction) &&
	       !ir_is_pure(instruction) && !ir_is_fence(instruction) &&
	       !ir_calls(instruction, "warpage_vcpu_pin") &&
	       strcmp(ir_callee(instruction), "warpage_stop") != 0;
}

/* Does any way from instruction on, it included, come to a look at the page or the TSC? */
static bool looks_on(const struct graph *graph, LLVMValueRef instruction, bool *seen)
{
	LLVMValueRef end = LLVMGetBasicBlockTerminator(LLVMGetInstructionParent(instruction));

	for (LLVMValueRef i = instruction; i; i = LLVMGetNextInstruction(i))
		if (looks(i))
			return true;
	for (unsigned int i = 0; i < LLVMGetNumSuccessors(end); i++) {
		LLVMBasicBlockRef next = LLVMGetSuccessor(end, i);
		unsigned int index = graph_index(graph, next);

		if (seen[index])
			continue;
		seen[index] = true;
		if (looks_on(graph, LLVMGetFirstInstruction(next), seen))
			return true;
	}
	return false;
}

/* Does a list of the file's hosts lead to value? */
static bool is_of_host(LLVMValueRef value, unsigned int depth)
{
	const char *section = LLVMIsAGlobalVariable(value) ? LLVMGetSection(value) : NULL;

	if (section && !strcmp(section, "machine_hosts"))
		return true;
	ir_each_user(user, value)
		if (!LLVMIsAInstruction(user) && depth < DEPTH_MAX && is_of_host(user, depth + 1))
			return true;
	return false;
}

bool floor_comes_last(LLVMValueRef instruction)
{
	LLVMValueRef function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(instruction));
	struct graph graph;
	bool *seen, last;

	if (ir_is_called(function) || is_of_host(function, 0))
		return false;
	graph_make(&graph, function);
	seen = calloc(graph.n, sizeof(*seen));
	if (!seen)
		abort();
	last = !looks_on(&graph, instruction, seen);
	free(seen);
	graph_free(&graph);
	return last;
}

/* Is pointer where instruction loads or stores, and nothing that it stores? */
static bool accesses(LLVMValueRef instruction, LLVMValueRef pointer)
{
	bool store = LLVMIsAStoreInst(instruction);

	if (!store && !LLVMIsALoadInst(instruction) && !is_atomic(instruction))
		return false;
	for (int i = 0; i < LLVMGetNumOperands(instruction); i++)
		if (i != store && LLVMGetOperand(instruction, (unsigned int)i) == pointer)
			return false;
	return true;
}

/* Is pointer, into a variable, used for nothing but accesses that come last? *stored: does one of them store? */
static bool touched_at_end(LLVMValueRef pointer, bool *stored)
{
	ir_each_user(user, pointer) {
		if (ir_base(user, true) != user) {
			if (!touched_at_end(user, stored))
				return false;
			continue;
		}
		if (!accesses(user, pointer) || !floor_comes_last(user))
			return false;
		*stored = *stored || !LLVMIsALoadInst(user);
	}
	return true;
}

void floor_find(LLVMModuleRef module)
{
	for (LLVMValueRef g = LLVMGetFirstGlobal(module); g; g = LLVMGetNextGlobal(g)) {
		bool stored = false;

		if (!LLVMIsDeclaration(g) && !LLVMGetSection(g) && nfloors < FLOORS_MAX &&
		    touched_at_end(g, &stored) && stored)
			floors[nfloors++] = g;
	}
}
