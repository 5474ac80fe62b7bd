/*
 * Numbers the loads of a file, and finds stores of bytes as loads have just found them, side by side with whatever
 * else. Loads and stores are never shared between copies of a place in the source: each call has a number of its
 * own, so that it is the load which was executed last.
 */
#include <machine/site.h>

#include "instrument/access.h"
#include "instrument/instrument.h"
#include "instrument/ir.h"
#include "instrument/moves.h"

/* For each byte that call stores, where it is from; NULL if that is not known of any. */
static LLVMValueRef copies_constant(LLVMValueRef stored)
{
	LLVMTypeRef i16 = LLVMInt16Type();
	LLVMValueRef bytes[MOVES_BYTES_MAX], load;
	unsigned int size = moves_size(stored), from, number;
	bool any = false;

	for (unsigned int b = 0; b < MOVES_BYTES_MAX; b++) {
		load = b < size ? moves_source(stored, b, &from) : NULL;
		number = load ? (unsigned int)ir_numbered(access_call(load),
							  ir_metadata(NUMBER_METADATA))
			      : 0;
		if (number > COPIES_NUMBER_MAX)
			number = 0;
		bytes[b] = LLVMConstInt(i16, number ? COPIES_BYTE(number, from) : 0, 0);
		any = any || number;
	}
	return any ? LLVMConstStruct(bytes, MOVES_BYTES_MAX, 0) : NULL;
}

void copies_find(LLVMModuleRef module)
{
	unsigned int number = 0;

	ir_each_function(f, module)
		ir_each(i, f)
			if (LLVMIsACallInst(i) && access_loaded(i))
				ir_number(i, ir_metadata(NUMBER_METADATA), ++number);
	ir_each_function(f, module) {
		if (LLVMIsDeclaration(f) || ir_is_called(f))
			continue;
		ir_each(i, f) {
			LLVMValueRef stored = LLVMIsACallInst(i) ? access_stored(i) : NULL;
			LLVMValueRef copies = stored ? copies_constant(stored) : NULL;

			if (copies)
				LLVMSetMetadata(i, ir_metadata(COPIES_METADATA),
						LLVMMDNode(&copies, 1));
		}
	}
}
