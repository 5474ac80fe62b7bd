/*
 * Block copies between a local and other memory, as the row of plain accesses that they are to the machine. The
 * local may then become values (by LLVM's own passes), and what is made of them is seen.
 */
#include <llvm-c/DebugInfo.h>

#include "instrument/instrument.h"
#include "instrument/ir.h"

#define BLOCK_MAX 128 /* bytes */
#define BLOCK_METADATA "warpage.block"

static LLVMValueRef part_of(LLVMBuilderRef builder, LLVMValueRef pointer, unsigned int offset,
			    LLVMTypeRef type)
{
	LLVMTypeRef byte = LLVMInt8Type();
	LLVMValueRef at = LLVMConstInt(LLVMInt64Type(), offset, 0);
	LLVMValueRef bytes = LLVMBuildBitCast(builder, pointer, LLVMPointerType(byte, 0), "");

	return LLVMBuildBitCast(builder, LLVMBuildGEP2(builder, byte, bytes, &at, 1, ""),
				LLVMPointerType(type, 0), "");
}

static bool is_local(LLVMValueRef pointer)
{
	return LLVMIsAAllocaInst(ir_base(pointer, true));
}

static bool is_copy(LLVMValueRef call)
{
	LLVMValueRef size;

	if (!ir_calls(call, "llvm.memcpy.") && !ir_calls(call, "llvm.memmove."))
		return false;
	size = LLVMGetOperand(call, 2);
	return LLVMIsAConstantInt(size) && LLVMConstIntGetZExtValue(size) <= BLOCK_MAX &&
	       is_local(LLVMGetOperand(call, 0)) != is_local(LLVMGetOperand(call, 1));
}

/*
 * How far into what it points into does pointer lead? That tells how fields lie there, as what is around is not often
 * at a place that they could not be at. IR_ADDED_UNKNOWN if it is not a constant.
 */
static long long place_in(LLVMModuleRef module, LLVMValueRef pointer)
{
	long long place = 0, added;

	for (; LLVMIsAInstruction(pointer) && pointer != ir_base(pointer, true);
	     pointer = LLVMGetOperand(pointer, 0)) {
		added = LLVMIsAGetElementPtrInst(pointer) ? ir_added(module, pointer) : 0;
		if (added == IR_ADDED_UNKNOWN)
			return IR_ADDED_UNKNOWN;
		place += added;
	}
	return place;
}

/*
 * As wide as it may lie there. Where that is not known, wide parts first; from an odd place on, as the padding at the
 * end of a struct is, narrow ones.
 */
static unsigned int next_part(unsigned int left, bool aligned, long long place)
{
	unsigned int part = 8;

	while (part > left || (place > 0 ? place % part != 0 : !aligned && left % part != 0))
		part /= 2;
	return part;
}

/* Are both sides known to start at an even place? */
static bool is_aligned(LLVMValueRef call)
{
	for (unsigned int i = 1; i <= 2; i++) {
		unsigned int kind = LLVMGetEnumAttributeKindForName("align", 5);
		LLVMAttributeRef align = LLVMGetCallSiteEnumAttribute(call, i, kind);

		if (!align || LLVMGetEnumAttributeValue(align) < 2)
			return false;
	}
	return true;
}

static void split(LLVMValueRef call)
{
	bool aligned = is_aligned(call);
	LLVMValueRef to = LLVMGetOperand(call, 0), from = LLVMGetOperand(call, 1);
	LLVMModuleRef module =
		LLVMGetGlobalParent(LLVMGetBasicBlockParent(LLVMGetInstructionParent(call)));
	long long place = place_in(module, is_local(to) ? from : to);
	unsigned int size = (unsigned int)LLVMConstIntGetZExtValue(LLVMGetOperand(call, 2)), part;
	LLVMBuilderRef builder = LLVMCreateBuilder();

	LLVMPositionBuilderBefore(builder, call);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(call));
	for (unsigned int offset = 0; offset < size; offset += part) {
		LLVMTypeRef type;
		LLVMValueRef load, store;

		part = next_part(size - offset, aligned, place > 0 ? place + offset : place);
		type = LLVMIntType(8 * part);
		load = LLVMBuildLoad2(builder, type, part_of(builder, from, offset, type), "");
		store = LLVMBuildStore(builder, load, part_of(builder, to, offset, type));
		LLVMSetAlignment(load, 1);
		ir_mark(load, ir_metadata(BLOCK_METADATA), true);
		LLVMSetAlignment(store, 1);
	}
	LLVMDisposeBuilder(builder);
	LLVMInstructionEraseFromParent(call);
}

void blocks_split(LLVMValueRef function)
{
	ir_each(i, function)
		if (is_copy(i))
			split(i);
}

/* From the end on, so that what is made of a value goes before it. */
void blocks_drop(LLVMValueRef function)
{
	for (LLVMBasicBlockRef b = LLVMGetLastBasicBlock(function); b;
	     b = LLVMGetPreviousBasicBlock(b)) {
		for (LLVMValueRef i = LLVMGetLastInstruction(b), before; i; i = before) {
			before = LLVMGetPreviousInstruction(i);
			if (!LLVMGetFirstUse(i) &&
			    (ir_computes(i) || (LLVMIsALoadInst(i) &&
						LLVMGetMetadata(i, ir_metadata(BLOCK_METADATA)))))
				LLVMInstructionEraseFromParent(i);
		}
	}
}
