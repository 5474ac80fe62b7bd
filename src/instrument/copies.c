/*
 * Numbers the loads of a file, and finds stores that are plain copies: what they store is bytes that one load
 * has just found, side by side, whatever they are. Loads and stores are never shared between copies of a place
 * in the source: each call has a number of its own, so that it is the load which was executed last.
 */
#include <string.h>

#include "instrument/access.h"
#include "instrument/instrument.h"
#include "instrument/ir.h"
#include "instrument/reach.h"

static unsigned int bits_of(LLVMValueRef value)
{
	LLVMTypeRef type = LLVMTypeOf(value);

	return LLVMGetTypeKind(type) == LLVMIntegerTypeKind ? LLVMGetIntTypeWidth(type) : 0;
}

/* By this much; ~0 if it is not a constant, or not of whole bytes. */
static unsigned long long bytes_shifted(LLVMValueRef shift)
{
	LLVMValueRef by = LLVMGetOperand(shift, 1);
	unsigned long long bits =
		LLVMIsAConstantInt(by) && bits_of(by) <= 64 ? LLVMConstIntGetZExtValue(by) : 1;

	return bits % 8 ? ~0ull : bits / 8;
}

/*
 * The call of the load that all of value's bytes are from, or NULL: from byte *shift of it on. What is cut off
 * above, or moved in, is told by how many bits of it are the load's.
 */
static LLVMValueRef copied_from(LLVMValueRef value, unsigned int *shift)
{
	unsigned long long down = 0, bytes, bits = bits_of(value);

	if (!bits || bits % 8)
		return NULL;
	while (!access_call(value)) {
		if (LLVMIsATruncInst(value) || LLVMIsAFreezeInst(value) ||
		    LLVMIsABitCastInst(value)) {
			value = LLVMGetOperand(value, 0);
		} else if (LLVMIsABinaryOperator(value) &&
			   LLVMGetInstructionOpcode(value) == LLVMLShr) {
			bytes = bytes_shifted(value);
			if (bytes > 16)
				return NULL;
			down += bytes;
			/* so that what was cut off before is not taken for the load's */
			if (bits + 8 * bytes > bits_of(value))
				return NULL;
			bits += 8 * bytes;
			value = LLVMGetOperand(value, 0);
		} else {
			return NULL;
		}
		if (!bits_of(value))
			return NULL;
	}
	/* what an atomic operation finds is looked at by itself, and not as a load is */
	if (bits > bits_of(value) ||
	    (!LLVMIsALoadInst(value) && strcmp(access_atomic(value), "load") != 0))
		return NULL;
	*shift = (unsigned int)down;
	return access_call(value);
}

void copies_find(LLVMModuleRef module)
{
	unsigned int number = 0, shift;

	ir_each_function(f, module)
		ir_each(i, f)
			if (LLVMIsACallInst(i) && access_loaded(i))
				ir_number(i, ir_metadata(NUMBER_METADATA), ++number);
	ir_each_function(f, module) {
		if (LLVMIsDeclaration(f) || ir_is_called(f))
			continue;
		ir_each(i, f) {
			LLVMValueRef stored = LLVMIsACallInst(i) ? access_stored(i) : NULL;
			LLVMValueRef load = stored ? copied_from(stored, &shift) : NULL;

			if (!load)
				continue;
			ir_number(i, ir_metadata(COPIES_METADATA),
				  (unsigned int)ir_numbered(load, ir_metadata(NUMBER_METADATA)));
			ir_number(i, ir_metadata(SHIFT_METADATA), shift);
		}
	}
}
