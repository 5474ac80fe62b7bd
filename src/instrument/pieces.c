/*
 * Makes values of what LLVM leaves in locals' memory though nothing needs it there: of volatile ones that nobody else
 * can see, and of those that are filled in other pieces than they are taken out in, which then are single bytes. This
 * is for hosts, whose loads of their own memory are no choices.
 */
#include <llvm-c/DebugInfo.h>

#include "instrument/instrument.h"
#include "instrument/ir.h"
#include "instrument/moves.h"

static bool is_constant_offset(LLVMValueRef pointer)
{
	for (unsigned int i = 1; i < (unsigned int)LLVMGetNumOperands(pointer); i++)
		if (!LLVMIsAConstantInt(LLVMGetOperand(pointer, i)))
			return false;
	return true;
}

/* The pointer of a load or store; NULL of anything else. */
static LLVMValueRef pointer_of(LLVMValueRef access)
{
	return LLVMIsALoadInst(access)	  ? LLVMGetOperand(access, 0)
	       : LLVMIsAStoreInst(access) ? LLVMGetOperand(access, 1)
					  : NULL;
}

static LLVMValueRef value_of(LLVMValueRef access)
{
	return LLVMIsALoadInst(access) ? access : LLVMGetOperand(access, 0);
}

/* Is pointer, to a local, used for nothing but plain loads and stores at places that are known? */
static bool is_seen_through(LLVMValueRef pointer)
{
	ir_each_user(user, pointer) {
		if (LLVMIsABitCastInst(user) ||
		    (LLVMIsAGetElementPtrInst(user) && is_constant_offset(user))) {
			if (!is_seen_through(user))
				return false;
		} else if (pointer_of(user) == pointer && value_of(user) != pointer) {
			if (LLVMGetOrdering(user) != LLVMAtomicOrderingNotAtomic)
				return false;
		} else if (!ir_is_remark(user)) {
			return false;
		}
	}
	return true;
}

static bool all_bytes(LLVMValueRef pointer)
{
	ir_each_user(user, pointer)
		if (pointer_of(user) ? !moves_size(value_of(user))
				     : !ir_is_remark(user) && !all_bytes(user))
			return false;
	return true;
}

static void make_quiet(LLVMValueRef pointer)
{
	ir_each_user(user, pointer) {
		if (pointer_of(user))
			LLVMSetVolatile(user, 0);
		else if (!ir_is_remark(user))
			make_quiet(user);
	}
}

static void split(LLVMValueRef access)
{
	LLVMValueRef value = value_of(access), whole = NULL, pointer;
	LLVMTypeRef type = LLVMTypeOf(value), byte = LLVMInt8Type();
	LLVMBuilderRef builder = LLVMCreateBuilder();

	LLVMPositionBuilderBefore(builder, access);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(access));
	pointer = LLVMBuildBitCast(builder, pointer_of(access), LLVMPointerType(byte, 0), "");
	for (unsigned int b = 0; b < moves_size(value); b++) {
		LLVMValueRef at = LLVMConstInt(LLVMInt64Type(), b, 0);
		LLVMValueRef up = LLVMConstInt(type, 8ull * b, 0), part;

		at = LLVMBuildGEP2(builder, byte, pointer, &at, 1, "");
		if (LLVMIsAStoreInst(access)) {
			part = b ? LLVMBuildLShr(builder, value, up, "") : value;
			LLVMBuildStore(builder, LLVMBuildTrunc(builder, part, byte, ""), at);
			continue;
		}
		part = LLVMBuildLoad2(builder, byte, at, "");
		part = LLVMBuildZExt(builder, part, type, "");
		part = b ? LLVMBuildShl(builder, part, up, "") : part;
		whole = whole ? LLVMBuildOr(builder, whole, part, "") : part;
	}
	if (whole)
		LLVMReplaceAllUsesWith(access, whole);
	LLVMInstructionEraseFromParent(access);
	LLVMDisposeBuilder(builder);
}

void pieces_quiet(LLVMValueRef function)
{
	ir_each(i, function)
		if (LLVMIsAAllocaInst(i) && is_seen_through(i))
			make_quiet(i);
}

void pieces_split(LLVMValueRef function)
{
	ir_each(i, function) {
		LLVMValueRef pointer = pointer_of(i), base;

		base = pointer ? ir_base(pointer, true) : NULL;
		if (base && LLVMIsAAllocaInst(base) && moves_size(value_of(i)) > 1 &&
		    is_seen_through(base) && all_bytes(base))
			split(i);
	}
}

/* The sum of a value and a choice between constants is a choice between two sums, which have forms (form.h). */
static void spread(LLVMValueRef sum, unsigned int choice)
{
	LLVMValueRef select = LLVMGetOperand(sum, choice), value = LLVMGetOperand(sum, !choice);
	LLVMBuilderRef builder = LLVMCreateBuilder();
	LLVMValueRef sums[2], chosen;

	LLVMPositionBuilderBefore(builder, sum);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(sum));
	for (unsigned int i = 0; i < 2; i++)
		sums[i] = LLVMBuildAdd(builder, value, LLVMGetOperand(select, i + 1), "");
	chosen = LLVMBuildSelect(builder, LLVMGetOperand(select, 0), sums[0], sums[1], "");
	LLVMReplaceAllUsesWith(sum, chosen);
	LLVMInstructionEraseFromParent(sum);
	LLVMDisposeBuilder(builder);
}

void pieces_spread(LLVMValueRef function)
{
	ir_each(i, function) {
		if (!LLVMIsABinaryOperator(i) || LLVMGetInstructionOpcode(i) != LLVMAdd)
			continue;
		for (unsigned int o = 0; o < 2; o++) {
			LLVMValueRef one = LLVMGetOperand(i, o);

			if (!LLVMIsASelectInst(one) ||
			    !LLVMIsAConstantInt(LLVMGetOperand(one, 1)) ||
			    !LLVMIsAConstantInt(LLVMGetOperand(one, 2)))
				continue;
			spread(i, o);
			break;
		}
	}
}
