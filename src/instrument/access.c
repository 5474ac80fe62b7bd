/* Reads the calls that the thread sanitizer's pass has put in front of loads and stores, or in place of them. */
#include "instrument/access.h"

#include <string.h>

#include "instrument/instrument.h"
#include "instrument/ir.h"

const char *access_atomic(LLVMValueRef call)
{
	const char *name = ir_callee(call);

	if (strncmp(name, "__tsan_atomic", 13) != 0)
		return "";
	name += 13;
	name += strspn(name, "0123456789");
	return *name == '_' && strcmp(name, "_thread_fence") && strcmp(name, "_signal_fence")
		       ? name + 1
		       : "";
}

static bool announces(LLVMValueRef call, const char *what)
{
	static const char *const before[] = {"__tsan_", "unaligned_", "volatile_"};
	const char *name = ir_callee(call);

	if (strncmp(name, before[0], strlen(before[0])) != 0)
		return false;
	for (unsigned int i = 0; i < sizeof(before) / sizeof(before[0]); i++)
		if (!strncmp(name, before[i], strlen(before[i])))
			name += strlen(before[i]);
	return !strncmp(name, what, strlen(what));
}

bool access_reads(LLVMValueRef call)
{
	return announces(call, "read");
}

bool access_writes(LLVMValueRef call)
{
	return announces(call, "write");
}

LLVMValueRef access_call(LLVMValueRef value)
{
	LLVMValueRef before;

	if (!LLVMIsAInstruction(value))
		return NULL;
	if (*access_atomic(value))
		return value;
	before = LLVMGetPreviousInstruction(value);
	if (before && ((LLVMIsALoadInst(value) && access_reads(before)) ||
		       (LLVMIsAStoreInst(value) && access_writes(before))))
		return before;
	return NULL;
}

LLVMValueRef access_loaded(LLVMValueRef call)
{
	LLVMValueRef next = LLVMGetNextInstruction(call);

	if (*access_atomic(call))
		return strcmp(access_atomic(call), "store") != 0 ? call : NULL;
	return next && LLVMIsALoadInst(next) && access_reads(call) ? next : NULL;
}

LLVMValueRef access_stored(LLVMValueRef call)
{
	LLVMValueRef next = LLVMGetNextInstruction(call);

	if (*access_atomic(call))
		return strcmp(access_atomic(call), "store") ? NULL : LLVMGetOperand(call, 1);
	return next && LLVMIsAStoreInst(next) && access_writes(call) ? LLVMGetOperand(next, 0)
								     : NULL;
}

bool access_own(LLVMValueRef address)
{
	LLVMValueRef base = ir_base(address, true);

	return LLVMIsAAllocaInst(base) || LLVMIsAGlobalVariable(base);
}

enum place access_place(LLVMValueRef function, LLVMValueRef address)
{
	LLVMValueRef base = ir_base(address, true);

	if (!LLVMIsAArgument(base))
		return PLACE_ELSEWHERE;
	return result_wanted(function) && base == LLVMGetParam(function, 1) ? PLACE_RESULT
									    : PLACE_GIVEN;
}
