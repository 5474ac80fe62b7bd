/*
 * Finds loads whose address was computed from an earlier load's value: a weakly ordered CPU keeps
 * those two in order, if the compiler leaves the computation in. It need not: an index that it knows
 * from a test before, a difference of equals, or one bit of what has one value left, are constants.
 * So a dependency counts only if it is still there in every copy of the load that clang -O2 makes.
 *
 * Addresses that pass through memory or through a call are not followed, so that the machine assumes
 * too little order there, never too much.
 */
#include "instrument/instrument.h"
#include "instrument/ir.h"

#define DEPTH_MAX 24
#define LOAD_METADATA "warpage.load"

/* A bit for each of the loads with a number. */
typedef unsigned long long load_set;

static load_set load_bit(LLVMValueRef load)
{
	int number = ir_numbered(load, ir_metadata(LOAD_METADATA));

	return number < 0 ? 0 : (load_set)1 << number;
}

/* The loads that value was computed from, whichever way it came. */
static load_set sources(LLVMValueRef value, unsigned int depth)
{
	load_set set = 0;

	if (!LLVMIsAInstruction(value) || depth > DEPTH_MAX)
		return 0;
	if (LLVMIsALoadInst(value))
		return load_bit(value);
	if (LLVMIsAPHINode(value)) {
		set = ~(load_set)0;
		for (unsigned int i = 0; i < LLVMCountIncoming(value); i++)
			if (LLVMGetIncomingValue(value, i) != value)
				set &= sources(LLVMGetIncomingValue(value, i), depth + 8);
		return set;
	}
	if (LLVMIsASelectInst(value)) /* the condition may become a branch */
		return sources(LLVMGetOperand(value, 1), depth + 1) &
		       sources(LLVMGetOperand(value, 2), depth + 1);
	if (LLVMIsACallInst(value) || LLVMIsACmpInst(value))
		return 0;
	for (int i = 0; i < LLVMGetNumOperands(value); i++)
		set |= sources(LLVMGetOperand(value, (unsigned int)i), depth + 1);
	return set;
}

static void give_number(LLVMValueRef load, struct dependencies *dependencies)
{
	LLVMValueRef base = ir_base(LLVMGetOperand(load, 0), true);

	/* locals and globals are no page */
	if (dependencies->nloads == DEPENDENCIES_LOADS_MAX || LLVMIsAAllocaInst(base) ||
	    LLVMIsAGlobalVariable(base))
		return;
	ir_number(load, ir_metadata(LOAD_METADATA), dependencies->nloads);
	dependencies->kept[dependencies->nloads++] = ~(load_set)0;
}

static void keep_sources(LLVMValueRef load, struct dependencies *dependencies)
{
	load_set bit = load_bit(load);

	if (bit)
		dependencies->kept[__builtin_ctzll(bit)] &= sources(LLVMGetOperand(load, 0), 0);
}

void dependencies_find(LLVMModuleRef module, struct dependencies *dependencies)
{
	LLVMModuleRef optimised;

	dependencies->nloads = 0;
	ir_each_function(f, module)
		ir_each(i, f)
			if (LLVMIsALoadInst(i))
				give_number(i, dependencies);
	optimised = LLVMCloneModule(module);
	ir_run(optimised, "default<O2>");
	ir_each_function(f, optimised)
		ir_each(i, f)
			if (LLVMIsALoadInst(i))
				keep_sources(i, dependencies);
	LLVMDisposeModule(optimised);
}

/* The load of function with that bit. */
static LLVMValueRef find_load(LLVMValueRef function, load_set bit)
{
	ir_each(i, function)
		if (LLVMIsALoadInst(i) && load_bit(i) == bit)
			return i;
	return NULL;
}

void dependencies_mark(LLVMValueRef function, const struct dependencies *dependencies)
{
	unsigned int id = 0;

	ir_each(i, function) {
		load_set bit = LLVMIsALoadInst(i) ? load_bit(i) : 0, set = 0;

		if (bit)
			set = sources(LLVMGetOperand(i, 0), 0) &
			      dependencies->kept[__builtin_ctzll(bit)];
		for (; set; set &= set - 1) {
			LLVMValueRef source = find_load(function, set & -set);

			if (!source)
				continue;
			ir_call(LLVMGetNextInstruction(source), "warpage_loaded", LLVMVoidType(), 1,
				&id);
			ir_call(i, "warpage_depends", LLVMVoidType(), 1, &id);
			/* the number is the machine's slot; it has 32, and they may repeat */
			id = (id + 1) % 32;
		}
	}
}
