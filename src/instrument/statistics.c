/*
 * Removes what is only counted: accesses to memory of the file whose contents reach nothing but that memory
 * again. A guest that says how often it had to try again decides nothing by it, keeps nothing of the kind
 * over from one read to the next, and no loop carries the count.
 *
 * A place is a part of a global variable at one offset, or all of the variable where offsets are not known.
 * All places are presumed to be such, and those whose contents are used are struck out until none is left.
 * An atomic operation that goes was ordered for the compiler; what it did to the CPU's order is not counted on.
 */
#include <llvm-c/DebugInfo.h>
#include <stdlib.h>

#include "instrument/instrument.h"
#include "instrument/ir.h"

#define ACCESSES_MAX 512
#define VALUES_MAX 512
#define WHOLE IR_ADDED_UNKNOWN

struct access {
	LLVMValueRef instruction, global;
	long long offset; /* or WHOLE */
	unsigned long long size;
	bool counts; /* its place is presumed to be one that reaches nothing else */
};

struct statistics {
	LLVMModuleRef module;
	unsigned int n;
	struct access accesses[ACCESSES_MAX];
	unsigned int nvalues; /* that were looked at on the way */
	LLVMValueRef values[VALUES_MAX];
};

static bool is_computation(LLVMValueRef value, unsigned int opcode)
{
	return LLVMIsAConstantExpr(value)
		       ? LLVMGetConstOpcode(value) == opcode
		       : LLVMIsAInstruction(value) && LLVMGetInstructionOpcode(value) == opcode;
}

/* The type of what this instruction moves to or from pointer; NULL if it does anything else with it. */
static LLVMTypeRef moved(LLVMValueRef instruction, LLVMValueRef pointer)
{
	if (LLVMIsALoadInst(instruction))
		return LLVMTypeOf(instruction);
	if (LLVMIsAStoreInst(instruction) && LLVMGetOperand(instruction, 0) != pointer)
		return LLVMTypeOf(LLVMGetOperand(instruction, 0));
	if (LLVMIsAAtomicRMWInst(instruction) && LLVMGetOperand(instruction, 1) != pointer)
		return LLVMTypeOf(instruction);
	return NULL;
}

/* Collect the accesses by way of pointer. false if there is more to it than those. */
static bool collect(struct statistics *statistics, LLVMValueRef global, LLVMValueRef pointer,
		    long long offset)
{
	ir_each_user(user, pointer) {
		LLVMTypeRef type;

		if (is_computation(user, LLVMBitCast)) {
			if (!collect(statistics, global, user, offset))
				return false;
			continue;
		}
		if (is_computation(user, LLVMGetElementPtr)) {
			long long more = ir_added(statistics->module, user);

			if (!collect(statistics, global, user,
				     offset == WHOLE || more == WHOLE ? WHOLE : offset + more))
				return false;
			continue;
		}
		type = moved(user, pointer);
		if (!type || statistics->n == ACCESSES_MAX)
			return false;
		statistics->accesses[statistics->n++] =
			(struct access){.instruction = user,
					.global = global,
					.offset = offset,
					.size = ir_size(statistics->module, type),
					.counts = true};
	}
	return true;
}

static bool same_place(const struct access *a, const struct access *b)
{
	return a->global == b->global && a->offset == b->offset;
}

/* Are they different places that share a byte? */
static bool overlap(const struct access *a, const struct access *b)
{
	if (a->offset == WHOLE || b->offset == WHOLE)
		return a->offset != b->offset;
	return a->offset != b->offset && a->offset < b->offset + (long long)b->size &&
	       b->offset < a->offset + (long long)a->size;
}

/* The accesses from first on are all those of one variable. */
static void find_places(struct statistics *statistics, unsigned int first)
{
	bool whole = false;

	for (unsigned int i = first; i < statistics->n; i++)
		for (unsigned int j = first; j < i; j++)
			whole = whole ||
				overlap(&statistics->accesses[i], &statistics->accesses[j]);
	for (unsigned int i = first; whole && i < statistics->n; i++)
		statistics->accesses[i].offset = WHOLE;
}

static const struct access *access_by(const struct statistics *statistics, LLVMValueRef instruction)
{
	for (unsigned int i = 0; i < statistics->n; i++)
		if (statistics->accesses[i].instruction == instruction)
			return &statistics->accesses[i];
	return NULL;
}

/* Does value reach anything but places that are presumed to be counted? */
static bool reaches(struct statistics *statistics, LLVMValueRef value)
{
	for (unsigned int i = 0; i < statistics->nvalues; i++)
		if (statistics->values[i] == value)
			return false;
	if (statistics->nvalues == VALUES_MAX)
		return true;
	statistics->values[statistics->nvalues++] = value;
	ir_each_user(user, value) {
		const struct access *access = access_by(statistics, user);

		if (access ? !access->counts || LLVMIsALoadInst(user)
			   : !ir_computes(user) || reaches(statistics, user))
			return true;
	}
	return false;
}

static bool strike_out(struct statistics *statistics, const struct access *used)
{
	bool changed = false;

	for (unsigned int i = 0; i < statistics->n; i++) {
		struct access *access = &statistics->accesses[i];

		changed = changed || (access->counts && same_place(access, used));
		access->counts = access->counts && !same_place(access, used);
	}
	return changed;
}

static void take_out(LLVMValueRef access)
{
	LLVMAtomicOrdering order = LLVMIsAAtomicRMWInst(access) ? LLVMGetOrdering(access)
								: LLVMAtomicOrderingNotAtomic;
	LLVMBuilderRef builder = LLVMCreateBuilder();

	LLVMPositionBuilderBefore(builder, access);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(access));
	if (order == LLVMAtomicOrderingAcquireRelease ||
	    order == LLVMAtomicOrderingSequentiallyConsistent)
		LLVMBuildFence(builder, LLVMAtomicOrderingAcquireRelease, 1, "");
	if (!LLVMIsAStoreInst(access))
		LLVMReplaceAllUsesWith(access, LLVMGetUndef(LLVMTypeOf(access)));
	LLVMInstructionEraseFromParent(access);
	LLVMDisposeBuilder(builder);
}

void statistics_remove(LLVMModuleRef module)
{
	struct statistics *statistics = calloc(1, sizeof(*statistics));
	bool changed = true;

	if (!statistics)
		abort();
	statistics->module = module;
	for (LLVMValueRef g = LLVMGetFirstGlobal(module); g; g = LLVMGetNextGlobal(g)) {
		unsigned int first = statistics->n;

		if (LLVMIsDeclaration(g) || LLVMGetSection(g) || !collect(statistics, g, g, 0))
			statistics->n = first;
		find_places(statistics, first);
	}
	while (changed) {
		changed = false;
		for (unsigned int i = 0; i < statistics->n; i++) {
			const struct access *access = &statistics->accesses[i];

			statistics->nvalues = 0;
			if (access->counts && !LLVMIsAStoreInst(access->instruction) &&
			    reaches(statistics, access->instruction))
				changed = strike_out(statistics, access) || changed;
		}
	}
	for (unsigned int i = 0; i < statistics->n; i++)
		if (statistics->accesses[i].counts)
			take_out(statistics->accesses[i].instruction);
	free(statistics);
}
