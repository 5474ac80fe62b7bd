/*
 * Refuses, with its line, what the machine could not see: an access, or code that may make one,
 * which no hook announces. What is let pass has every access in C, in the sizes that hooks have.
 */
#include <llvm-c/DebugInfo.h>
#include <llvm-c/Target.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "instrument/assembly_text.h"
#include "instrument/instrument.h"
#include "instrument/ir.h"

#define FAULTS_MAX 3 /* lines about one file */

struct sight {
	LLVMModuleRef module;
	unsigned int faults;
};

__attribute__((format(printf, 3, 4))) static void refuse(struct sight *sight, LLVMValueRef at,
							 const char *what, ...)
{
	unsigned int length = 0, line = LLVMIsAInstruction(at) ? LLVMGetDebugLocLine(at) : 1;
	const char *file = ir_file(sight->module, at, &length);
	va_list list;

	if (sight->faults++ >= FAULTS_MAX)
		return;
	fprintf(stderr, "%.*s:%u: error: ", (int)length, file, line ? line : 1);
	va_start(list, what);
	vfprintf(stderr, what, list);
	va_end(list);
	fprintf(stderr, "\n");
}

static bool is_pointer(LLVMValueRef value)
{
	return LLVMGetTypeKind(LLVMTypeOf(value)) == LLVMPointerTypeKind;
}

/* Is the pointer one to a local variable that can't hold a pointer itself? */
static bool is_local(LLVMValueRef pointer)
{
	LLVMTypeRef type;

	pointer = ir_base(pointer, true);
	if (!LLVMIsAAllocaInst(pointer))
		return false;
	type = LLVMGetAllocatedType(pointer);
	while (LLVMGetTypeKind(type) == LLVMArrayTypeKind)
		type = LLVMGetElementType(type);
	return LLVMGetTypeKind(type) == LLVMIntegerTypeKind;
}

/* Is value an address, or computed from one? */
static bool is_address(LLVMValueRef value, unsigned int depth)
{
	if (is_pointer(value))
		return !is_local(value) && !LLVMIsAConstantPointerNull(value);
	if (depth == 16 || !LLVMIsAInstruction(value) || LLVMIsALoadInst(value) ||
	    LLVMIsACallInst(value))
		return false;
	for (int i = 0; i < LLVMGetNumOperands(value); i++) {
		LLVMValueRef operand = LLVMGetOperand(value, (unsigned int)i);

		if (!LLVMValueIsBasicBlock(operand) && is_address(operand, depth + 1))
			return true;
	}
	return false;
}

static void look_at_assembly(struct sight *sight, LLVMValueRef call)
{
	struct assembly assembly;
	const char *why;

	assembly_parse(LLVMGetCalledValue(call), &assembly);
	if (!assembly.known && assembly.tsc)
		refuse(sight, call,
		       "the machine can't tell what this does to the TSC that it reads: use "
		       "rdtsc() "
		       "or rdtsc_ordered() of kernel.h");
	why = assembly.unseen;
	for (unsigned int i = 0; i < LLVMGetNumArgOperands(call) && !why && !assembly.empty; i++)
		if (is_address(LLVMGetOperand(call, i), 0))
			why = "it gets an address";
	if (why)
		refuse(sight, call,
		       "the machine can't see what this assembly does (%s): write accesses in C, "
		       "and barriers as in kernel.h",
		       why);
}

/* Intrinsics that take a pointer and access nothing, or whose accesses hooks announce. */
static bool is_seen_intrinsic(const char *name)
{
	static const char *const seen[] = {"llvm.memcpy.",
					   "llvm.memmove.",
					   "llvm.memset.",
					   "llvm.lifetime.",
					   "llvm.dbg.",
					   "llvm.prefetch",
					   "llvm.objectsize.",
					   "llvm.assume",
					   "llvm.expect.",
					   "llvm.annotation.",
					   "llvm.ptrmask.",
					   "llvm.threadlocal.",
					   "llvm.x86.sse2.clflush",
					   "llvm.x86.clf",
					   "llvm.stack",
					   "llvm.invariant.",
					   "llvm.experimental.noalias."};

	for (unsigned int i = 0; i < sizeof(seen) / sizeof(seen[0]); i++)
		if (!strncmp(name, seen[i], strlen(seen[i])))
			return true;
	return false;
}

static void look_at_call(struct sight *sight, LLVMValueRef call)
{
	LLVMValueRef callee = LLVMGetCalledValue(call);
	bool pointer = false;
	const char *name;
	size_t length;

	if (LLVMIsAInlineAsm(callee)) {
		look_at_assembly(sight, call);
		return;
	}
	if (!LLVMIsAFunction(callee) || !LLVMIsDeclaration(callee))
		return;
	name = LLVMGetValueName2(callee, &length);
	if (sites_known(name))
		return;
	for (unsigned int i = 0; i < LLVMGetNumArgOperands(call); i++)
		pointer = pointer || is_pointer(LLVMGetOperand(call, i));
	if (!strncmp(name, "llvm.", 5)) {
		if (pointer && !is_seen_intrinsic(name))
			refuse(sight, call,
			       "the machine can't see what %s, a builtin, does with its pointer: "
			       "write it out",
			       name);
	} else if (pointer) {
		refuse(sight, call,
		       "%s() gets a pointer, and the machine can't see what it does with it: "
		       "write it out",
		       name);
	} else {
		refuse(sight, call,
		       "%s() is not of kernel.h, and this file does not define it: write it out, "
		       "or leave it out",
		       name);
	}
}

static void look_at_access(struct sight *sight, LLVMValueRef access)
{
	bool store = LLVMIsAStoreInst(access);
	LLVMValueRef pointer = ir_base(LLVMGetOperand(access, store), true);
	LLVMTypeRef type = store ? LLVMTypeOf(LLVMGetOperand(access, 0)) : LLVMTypeOf(access);
	unsigned long long size = LLVMStoreSizeOfType(LLVMGetModuleDataLayout(sight->module), type);

	if (LLVMIsAAllocaInst(pointer) || (size <= 16 && !(size & (size - 1))))
		return;
	refuse(sight, access,
	       "an access of %llu bytes at once, which the machine can't see: make accesses of 1, "
	       "2, "
	       "4, 8 or 16 bytes, or memcpy()",
	       size);
}

/* Is it a variable, or in a constant expression of one, that nothing of this file defines? */
static LLVMValueRef lacking_variable(LLVMValueRef value, unsigned int depth)
{
	LLVMValueRef found = NULL;

	if (LLVMIsAGlobalVariable(value))
		return LLVMIsDeclaration(value) ? value : NULL;
	if (!LLVMIsAConstantExpr(value) || depth == 4)
		return NULL;
	for (int i = 0; i < LLVMGetNumOperands(value) && !found; i++)
		found = lacking_variable(LLVMGetOperand(value, (unsigned int)i), depth + 1);
	return found;
}

static void look_at_operands(struct sight *sight, LLVMValueRef instruction)
{
	for (int i = 0; i < LLVMGetNumOperands(instruction); i++) {
		LLVMValueRef operand = LLVMGetOperand(instruction, (unsigned int)i);
		LLVMValueRef lacking =
			LLVMValueIsBasicBlock(operand) ? NULL : lacking_variable(operand, 0);
		size_t length;

		if (lacking)
			refuse(sight, instruction, "this file does not define the variable %s",
			       LLVMGetValueName2(lacking, &length));
	}
}

static void look_at_function(struct sight *sight, LLVMValueRef function)
{
	ir_each(i, function) {
		look_at_operands(sight, i);
		if (LLVMIsACallInst(i))
			look_at_call(sight, i);
		else if (LLVMGetInstructionOpcode(i) == LLVMCallBr)
			refuse(sight, i,
			       "the machine can't see where assembly with "
			       "labels (asm goto) goes: write it in C");
		else if (LLVMIsALoadInst(i) || LLVMIsAStoreInst(i))
			look_at_access(sight, i);
	}
}

/* What the linker collects stands in these sections. */
static bool defines_something(LLVMModuleRef module)
{
	for (LLVMValueRef g = LLVMGetFirstGlobal(module); g; g = LLVMGetNextGlobal(g)) {
		const char *section = LLVMGetSection(g);

		if (section &&
		    (!strcmp(section, "machine_hosts") || !strcmp(section, "machine_guests")))
			return true;
	}
	return false;
}

bool visible_all(LLVMModuleRef module)
{
	struct sight sight = {.module = module};
	LLVMValueRef none = LLVMGetUndef(LLVMInt32Type());
	size_t length;

	if (!defines_something(module))
		refuse(&sight, none,
		       "there is no DEFINE_HOST or DEFINE_GUEST in this file: nothing would run "
		       "it");
	LLVMGetModuleInlineAsm(module, &length);
	if (length)
		refuse(&sight, none,
		       "the machine can't see assembly that is outside of functions: write it in "
		       "C");
	ir_each_function(f, module)
		look_at_function(&sight, f);
	return !sight.faults;
}
