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

static void split(LLVMValueRef call)
{
	LLVMValueRef to = LLVMGetOperand(call, 0), from = LLVMGetOperand(call, 1);
	unsigned int size = (unsigned int)LLVMConstIntGetZExtValue(LLVMGetOperand(call, 2)), part;
	LLVMBuilderRef builder = LLVMCreateBuilder();

	LLVMPositionBuilderBefore(builder, call);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(call));
	for (unsigned int offset = 0; offset < size; offset += part) {
		LLVMTypeRef type;
		LLVMValueRef load, store;

		for (part = 8; part > size - offset;)
			part /= 2;
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

void blocks_drop(LLVMValueRef function)
{
	ir_each(i, function)
		if (LLVMIsALoadInst(i) && LLVMGetMetadata(i, ir_metadata(BLOCK_METADATA)) &&
		    !LLVMGetFirstUse(i))
			LLVMInstructionEraseFromParent(i);
}
