/*
 * Finds loads that a weakly ordered CPU makes before every store behind them, for what the code does with their
 * values: it stores something that is computed of one, or goes by it before it comes to the store. As with the
 * dependencies of addresses that counts only if it is still there in each copy of the load that clang -O2 makes;
 * and a branch whose ways meet again after nothing but arithmetic may have become a choice, and is none.
 *
 * Fences, and operations that name an order, are the machine's. When in doubt a load is not ordered: that costs
 * what can be judged, never truth.
 */
#include <stdlib.h>

#include "instrument/graph.h"
#include "instrument/instrument.h"
#include "instrument/ir.h"

#define LOADS_MAX 256
#define DEPTH_MAX 32
#define NUMBER "warpage.ordered"

/* Of the loads of the module, by number: is each copy that was found ordered, and was one found? */
static struct {
	bool found, ordered;
} loads[LOADS_MAX];

/* Is value computed of what load has found, whichever way the code came? */
static bool comes_of(LLVMValueRef value, LLVMValueRef load, unsigned int depth)
{
	if (value == load)
		return true;
	if (!LLVMIsAInstruction(value) || depth > DEPTH_MAX)
		return false;
	if (LLVMIsAPHINode(value)) {
		for (unsigned int i = 0; i < LLVMCountIncoming(value); i++)
			if (LLVMGetIncomingValue(value, i) != value &&
			    !comes_of(LLVMGetIncomingValue(value, i), load, depth + 8))
				return false;
		return true;
	}
	if (LLVMIsASelectInst(value))
		return comes_of(LLVMGetOperand(value, 0), load, depth + 1) ||
		       (comes_of(LLVMGetOperand(value, 1), load, depth + 1) &&
			comes_of(LLVMGetOperand(value, 2), load, depth + 1));
	if (!ir_computes(value) && !LLVMIsAGetElementPtrInst(value))
		return false;
	for (int i = 0; i < LLVMGetNumOperands(value); i++)
		if (comes_of(LLVMGetOperand(value, (unsigned int)i), load, depth + 1))
			return true;
	return false;
}

/* The address of what may be a store that others see, which is not a release; *stored: what it stores. */
static LLVMValueRef stores_to(LLVMValueRef i, LLVMValueRef *stored)
{
	LLVMAtomicOrdering order = LLVMAtomicOrderingNotAtomic;
	LLVMValueRef address = NULL, base;

	if (LLVMIsAStoreInst(i)) {
		address = LLVMGetOperand(i, 1);
		*stored = LLVMGetOperand(i, 0);
		order = LLVMGetOrdering(i);
	} else if (LLVMIsAAtomicRMWInst(i)) {
		address = LLVMGetOperand(i, 0);
		*stored = LLVMGetOperand(i, 1);
		order = LLVMGetOrdering(i);
	} else if (LLVMIsAAtomicCmpXchgInst(i)) {
		address = LLVMGetOperand(i, 0);
		*stored = LLVMGetOperand(i, 2);
		order = LLVMGetCmpXchgSuccessOrdering(i);
	} else if (ir_calls(i, "llvm.mem")) {
		address = LLVMGetOperand(i, 0);
		*stored = LLVMGetOperand(i, 1);
	}
	/* the machine sees to what a release comes after */
	if (!address || order >= LLVMAtomicOrderingRelease)
		return NULL;
	base = ir_base(address, true);
	return LLVMIsAAllocaInst(base) || LLVMIsAArgument(base) ? NULL : address;
}

static bool only_computes(LLVMBasicBlockRef block)
{
	ir_each_of_block(i, block)
		if (!ir_computes(i) && !ir_is_remark(i) && !LLVMIsABranchInst(i))
			return false;
	return true;
}

/* The one block behind this one, if it does nothing but compute and comes to one. */
static LLVMBasicBlockRef behind(LLVMBasicBlockRef block)
{
	LLVMValueRef end = LLVMGetBasicBlockTerminator(block);

	return only_computes(block) && LLVMGetNumSuccessors(end) == 1 ? LLVMGetSuccessor(end, 0)
								      : block;
}

/* Is there really one way or the other here, as load says? */
static bool goes_by(LLVMValueRef end, LLVMValueRef load)
{
	bool branch = LLVMIsABranchInst(end) && LLVMIsConditional(end);
	LLVMBasicBlockRef a, b;

	if ((!branch && !LLVMIsASwitchInst(end)) || !comes_of(LLVMGetOperand(end, 0), load, 0))
		return false;
	if (!branch)
		return true;
	a = LLVMGetSuccessor(end, 0);
	b = LLVMGetSuccessor(end, 1);
	return a != b && behind(a) != b && behind(b) != a && behind(a) != behind(b);
}

static bool ordered_from(const struct graph *graph, LLVMValueRef from, LLVMValueRef load,
			 bool *seen)
{
	LLVMValueRef end = LLVMGetBasicBlockTerminator(LLVMGetInstructionParent(from));
	LLVMValueRef stored = NULL;

	for (LLVMValueRef i = from; i; i = LLVMGetNextInstruction(i)) {
		LLVMValueRef address = stores_to(i, &stored);

		/* what it found before is not what the code goes by now */
		if (i == load)
			return false;
		if (address && address != LLVMGetOperand(load, 0) && !comes_of(stored, load, 0) &&
		    !comes_of(address, load, 0))
			return false;
	}
	if (goes_by(end, load))
		return true;
	for (unsigned int i = 0; i < LLVMGetNumSuccessors(end); i++) {
		LLVMBasicBlockRef next = LLVMGetSuccessor(end, i);
		unsigned int index = graph_index(graph, next);

		if (seen[index])
			continue;
		seen[index] = true;
		if (!ordered_from(graph, LLVMGetFirstInstruction(next), load, seen))
			return false;
	}
	return true;
}

static bool is_ordered(LLVMValueRef load)
{
	struct graph graph;
	bool *seen, ordered;

	graph_make(&graph, LLVMGetBasicBlockParent(LLVMGetInstructionParent(load)));
	seen = calloc(graph.n, sizeof(*seen));
	if (!seen)
		abort();
	ordered = ordered_from(&graph, LLVMGetNextInstruction(load), load, seen);
	free(seen);
	graph_free(&graph);
	return ordered;
}

/* Does it store to memory that is kept over its calls? */
static bool touches_kept(LLVMValueRef function)
{
	LLVMValueRef stored, address;

	ir_each(i, function) {
		address = stores_to(i, &stored);
		if (LLVMIsAAtomicRMWInst(i) || LLVMIsAAtomicCmpXchgInst(i) ||
		    (address && LLVMIsAGlobalVariable(ir_base(address, true))))
			return true;
		if (LLVMIsAStoreInst(i) &&
		    LLVMIsAGlobalVariable(ir_base(LLVMGetOperand(i, 1), true)))
			return true;
	}
	return false;
}

void ordered_find(LLVMModuleRef module)
{
	unsigned int kind = ir_metadata(NUMBER), n = 0;
	LLVMModuleRef optimised;

	ir_each_function(f, module)
		ir_each(i, f)
			if (LLVMIsALoadInst(i) && n < LOADS_MAX &&
			    !LLVMIsAAllocaInst(ir_base(LLVMGetOperand(i, 0), true)))
				ir_number(i, kind, n++);
	optimised = LLVMCloneModule(module);
	ir_run(optimised, "default<O2>");
	ir_each_function(f, optimised)
		ir_each(i, f) {
			int number = LLVMIsALoadInst(i) ? ir_numbered(i, kind) : -1;

			if (number < 0)
				continue;
			loads[number].ordered =
				(!loads[number].found || loads[number].ordered) && is_ordered(i);
			loads[number].found = true;
		}
	LLVMDisposeModule(optimised);
}

/* Does it load from a variable that nothing in the file stores to? */
static bool is_steady(LLVMValueRef load)
{
	LLVMValueRef base = ir_base(LLVMGetOperand(load, 0), true);

	return LLVMIsAGlobalVariable(base) && !(ir_uses(base) & ~(unsigned int)IR_LOADS);
}

void ordered_mark(LLVMValueRef function)
{
	unsigned int kind = ir_metadata(NUMBER);

	if (!touches_kept(function))
		return;
	ir_each(i, function) {
		int number = LLVMIsALoadInst(i) ? ir_numbered(i, kind) : -1;

		if (LLVMIsALoadInst(i) && is_steady(i))
			ir_call(i, "warpage_steady", LLVMVoidType(), 0, NULL);
		if (number >= 0 && loads[number].ordered && is_ordered(i))
			ir_call(LLVMGetNextInstruction(i), "warpage_ordered", LLVMVoidType(), 0,
				NULL);
		if (LLVMIsAAtomicCmpXchgInst(i) && LLVMGetWeak(i))
			ir_call(i, "warpage_may_fail", LLVMVoidType(), 0, NULL);
	}
}
