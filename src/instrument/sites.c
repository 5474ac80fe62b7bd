/* Gives every call into the machine its call site, and the name of the machine's entry point. */
#include <llvm-c/DebugInfo.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "instrument/instrument.h"

#define ARGS_MAX 8

/* The machine's name for a callee, or NULL if calls of it are left alone. */
static const char *entry_point(const char *callee, char *out, size_t size)
{
	if (!strncmp(callee, "warpage.was.", 12))
		callee += 12;
	if (!strncmp(callee, "__tsan_", 7))
		snprintf(out, size, "warpage_%s", callee + 7);
	else if (!strcmp(callee, "memcpy") || !strcmp(callee, "memmove") ||
		 !strcmp(callee, "memset") || !strcmp(callee, "memcmp") || !strcmp(callee, "bcmp"))
		snprintf(out, size, "warpage_%s", callee);
	else if (!strncmp(callee, "warpage_", 8))
		snprintf(out, size, "%s", callee);
	else
		return NULL;
	return out;
}

static LLVMValueRef string_constant(LLVMModuleRef module, const char *text, size_t length)
{
	LLVMContextRef context = LLVMGetModuleContext(module);
	LLVMValueRef value = LLVMConstStringInContext(context, text, (unsigned int)length, 0);
	LLVMValueRef global = LLVMAddGlobal(module, LLVMTypeOf(value), "warpage.string");
	LLVMValueRef zero = LLVMConstInt(LLVMInt32TypeInContext(context), 0, 0);
	LLVMValueRef indices[] = {zero, zero};

	LLVMSetInitializer(global, value);
	LLVMSetGlobalConstant(global, 1);
	LLVMSetLinkage(global, LLVMPrivateLinkage);
	return LLVMConstInBoundsGEP2(LLVMTypeOf(value), global, indices, 2);
}

/* Does the TSC read, or the load that this hook announces, bear the mark of steering_mark()? */
static bool is_data(LLVMContextRef context, LLVMValueRef call)
{
	unsigned int kind =
		LLVMGetMDKindIDInContext(context, STEERING_METADATA, sizeof(STEERING_METADATA) - 1);
	LLVMValueRef next = LLVMGetNextInstruction(call);

	if (LLVMGetMetadata(call, kind))
		return true;
	return next && LLVMIsALoadInst(next) && LLVMGetMetadata(next, kind);
}

/* Is the value of the load that this call is, or that this hook announces, thrown away? */
static bool is_unused(LLVMValueRef call)
{
	LLVMValueRef next = LLVMGetNextInstruction(call);

	if (LLVMGetTypeKind(LLVMTypeOf(call)) == LLVMIntegerTypeKind)
		return steering_unused(call);
	return next && LLVMIsALoadInst(next) && steering_unused(next);
}

/* A private constant laid out as struct site of src/machine/site.h. */
static LLVMValueRef site_constant(LLVMModuleRef module, LLVMValueRef call, LLVMValueRef function)
{
	LLVMContextRef context = LLVMGetModuleContext(module);
	LLVMTypeRef i32 = LLVMInt32TypeInContext(context);
	LLVMTypeRef byte_ptr = LLVMPointerType(LLVMInt8TypeInContext(context), 0);
	unsigned int length = 0;
	const char *file = LLVMGetDebugLocFilename(call, &length);
	size_t name_length;
	const char *name = LLVMGetValueName2(function, &name_length);
	LLVMValueRef members[6], value, global;

	if (!file || !length) {
		file = LLVMGetSourceFileName(module, &name_length);
		length = (unsigned int)name_length;
		name = LLVMGetValueName2(function, &name_length);
	}
	members[0] = string_constant(module, file, length);
	members[1] = string_constant(module, name, name_length);
	members[2] = LLVMConstInt(i32, LLVMGetDebugLocLine(call), 0);
	members[3] = LLVMConstInt(i32, LLVMGetDebugLocColumn(call), 0);
	members[4] = LLVMConstInt(i32, is_data(context, call), 0);
	members[5] = LLVMConstInt(i32, is_unused(call), 0);
	value = LLVMConstStructInContext(context, members, 6, 0);
	global = LLVMAddGlobal(module, LLVMTypeOf(value), "warpage.site");
	LLVMSetInitializer(global, value);
	LLVMSetGlobalConstant(global, 1);
	LLVMSetLinkage(global, LLVMPrivateLinkage);
	return LLVMConstBitCast(global, byte_ptr);
}

/* Does this entry point store to what its first argument points to? */
static bool is_store(const char *name)
{
	return strstr(name, "write") || !strcmp(name, "warpage_memcpy") ||
	       !strcmp(name, "warpage_memmove") || !strcmp(name, "warpage_memset") ||
	       (!strncmp(name, "warpage_atomic", 14) && !strstr(name, "_load") &&
		!strstr(name, "_fence"));
}

/*
 * A store to what the function's first argument points to, the page: function and site go into a section
 * of their own, as struct page_store of src/machine/site.h. A guest that makes one is refused, so one that
 * is not has a store which no execution came to.
 */
static void note_page_store(LLVMModuleRef module, LLVMValueRef function, LLVMValueRef address,
			    LLVMValueRef site)
{
	LLVMContextRef context = LLVMGetModuleContext(module);
	LLVMTypeRef byte_ptr = LLVMPointerType(LLVMInt8TypeInContext(context), 0);
	LLVMValueRef members[] = {LLVMConstBitCast(function, byte_ptr), site}, global, value;

	while (LLVMIsABitCastInst(address) || LLVMIsAGetElementPtrInst(address))
		address = LLVMGetOperand(address, 0);
	if (!LLVMCountParams(function) || address != LLVMGetParam(function, 0))
		return;
	value = LLVMConstStructInContext(context, members, 2, 0);
	global = LLVMAddGlobal(module, LLVMTypeOf(value), "warpage.page_store");
	LLVMSetInitializer(global, value);
	LLVMSetGlobalConstant(global, 1);
	LLVMSetLinkage(global, LLVMInternalLinkage);
	LLVMSetSection(global, "warpage_page_stores");
}

static void replace_call(LLVMModuleRef module, LLVMValueRef function, LLVMValueRef call,
			 const char *name)
{
	LLVMContextRef context = LLVMGetModuleContext(module);
	LLVMTypeRef old_type = LLVMGetCalledFunctionType(call);
	LLVMTypeRef parameters[ARGS_MAX + 1], type;
	LLVMValueRef arguments[ARGS_MAX + 1], target, fresh;
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(context);
	unsigned int n = LLVMGetNumArgOperands(call);

	if (n > ARGS_MAX || LLVMIsFunctionVarArg(old_type)) {
		fprintf(stderr, "warpage-instrument: a call of %s has too many arguments\n", name);
		exit(1);
	}
	for (unsigned int i = 0; i < n; i++) {
		arguments[i] = LLVMGetOperand(call, i);
		parameters[i] = LLVMTypeOf(arguments[i]);
	}
	arguments[n] = site_constant(module, call, function);
	parameters[n] = LLVMTypeOf(arguments[n]);
	if (n && is_store(name))
		note_page_store(module, function, arguments[0], arguments[n]);
	type = LLVMFunctionType(LLVMGetReturnType(old_type), parameters, n + 1, 0);
	target = LLVMGetNamedFunction(module, name);
	/* The declaration may have the shape without a site: make one with it beside that. */
	if (!target || LLVMGlobalGetValueType(target) != type) {
		if (target) {
			char was[160];

			snprintf(was, sizeof(was), "warpage.was.%s", name);
			LLVMSetValueName2(target, was, strlen(was));
		}
		target = LLVMAddFunction(module, name, type);
	}
	LLVMPositionBuilderBefore(builder, call);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(call));
	fresh = LLVMBuildCall2(builder, type, target, arguments, n + 1, "");
	LLVMReplaceAllUsesWith(call, fresh);
	LLVMInstructionEraseFromParent(call);
	LLVMDisposeBuilder(builder);
}

static void add_in_block(LLVMModuleRef module, LLVMValueRef function, LLVMBasicBlockRef block)
{
	LLVMValueRef next;
	char name[128];

	for (LLVMValueRef i = LLVMGetFirstInstruction(block); i; i = next) {
		LLVMValueRef callee;
		size_t length;

		next = LLVMGetNextInstruction(i);
		if (!LLVMIsACallInst(i))
			continue;
		callee = LLVMGetCalledValue(i);
		if (!LLVMIsAFunction(callee))
			continue;
		if (entry_point(LLVMGetValueName2(callee, &length), name, sizeof(name)))
			replace_call(module, function, i, name);
	}
}

bool sites_known(const char *callee)
{
	char name[128];

	return entry_point(callee, name, sizeof(name));
}

void sites_add(LLVMModuleRef module)
{
	LLVMValueRef next;

	for (LLVMValueRef f = LLVMGetFirstFunction(module); f; f = LLVMGetNextFunction(f))
		for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(f); b;
		     b = LLVMGetNextBasicBlock(b))
			add_in_block(module, f, b);
	for (LLVMValueRef f = LLVMGetFirstFunction(module); f; f = next) {
		next = LLVMGetNextFunction(f);
		if (LLVMIsDeclaration(f) && !LLVMGetFirstUse(f))
			LLVMDeleteFunction(f);
	}
}
