/*
 * Announces what the thread sanitizer's pass leaves out: loads from and stores to locals that block copies go to
 * or come from. To whom it may concern, bytes that were copied into such a local, and out of it to a page, are
 * then the same as long as no store to it was announced, and what the code does with one is known by a load.
 */
#include <llvm-c/DebugInfo.h>
#include <stdio.h>

#include "instrument/access.h"
#include "instrument/instrument.h"
#include "instrument/ir.h"

#define ACCESS_BYTES_MAX 16 /* of one hook */

/* Does a call that copies, compares or sets a block get this pointer, or one that is computed from it? */
static bool is_copied(LLVMValueRef pointer)
{
	ir_each_user(user, pointer) {
		if (LLVMIsABitCastInst(user) || LLVMIsAGetElementPtrInst(user)) {
			if (is_copied(user))
				return true;
		} else if (sites_known(ir_callee(user)) && !access_reads(user) &&
			   !access_writes(user)) {
			return true;
		}
	}
	return false;
}

static void announce_part(LLVMBuilderRef builder, LLVMModuleRef module, LLVMValueRef pointer,
			  const char *what, unsigned long long bytes)
{
	LLVMTypeRef parameter = LLVMPointerType(LLVMInt8Type(), 0);
	LLVMTypeRef type = LLVMFunctionType(LLVMVoidType(), &parameter, 1, 0);
	LLVMValueRef function;
	char name[64];

	snprintf(name, sizeof(name), "__tsan_%s%llu", what, bytes);
	function = LLVMGetNamedFunction(module, name);
	if (!function)
		function = LLVMAddFunction(module, name, type);
	LLVMBuildCall2(builder, type, function, &pointer, 1, "");
}

/* An access that is wider than hooks are, or of an odd size, is a row of parts; the last is in front of it. */
static void announce(LLVMModuleRef module, LLVMValueRef access, LLVMValueRef pointer,
		     LLVMTypeRef type, const char *what)
{
	LLVMBuilderRef builder = LLVMCreateBuilder();
	unsigned long long size = ir_size(module, type), done = 0, part;
	LLVMTypeRef bytes = LLVMPointerType(LLVMInt8Type(), 0);

	LLVMPositionBuilderBefore(builder, access);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(access));
	pointer = LLVMBuildBitCast(builder, pointer, bytes, "");
	for (; done < size; done += part) {
		LLVMValueRef offset = LLVMConstInt(LLVMInt64Type(), done, 0), there = pointer;

		for (part = ACCESS_BYTES_MAX; part > size - done; part /= 2)
			;
		if (done)
			there = LLVMBuildGEP2(builder, LLVMInt8Type(), pointer, &offset, 1, "");
		announce_part(builder, module, there, what, part);
	}
	LLVMDisposeBuilder(builder);
}

static void announce_all(LLVMModuleRef module, LLVMValueRef pointer)
{
	ir_each_user(user, pointer) {
		if (LLVMIsABitCastInst(user) || LLVMIsAGetElementPtrInst(user))
			announce_all(module, user);
		else if (LLVMIsALoadInst(user) && !access_call(user))
			announce(module, user, pointer, LLVMTypeOf(user), "read");
		else if (LLVMIsAStoreInst(user) && LLVMGetOperand(user, 1) == pointer &&
			 !access_call(user))
			announce(module, user, pointer, LLVMTypeOf(LLVMGetOperand(user, 0)),
				 "write");
	}
}

void locals_announce(LLVMModuleRef module)
{
	ir_each_function(f, module)
		ir_each(i, f)
			if (LLVMIsAAllocaInst(i) && is_copied(i))
				announce_all(module, i);
}
