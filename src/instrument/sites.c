/* Gives every call into the machine its call site, and the name of the machine's entry point. */
#include <llvm-c/DebugInfo.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "instrument/instrument.h"
#include "instrument/ir.h"
#include "machine/site.h"

#define ARGS_MAX 8
#define PLACES_MAX 4096
#define LEADS_METADATA "warpage.leads"

struct places {
	LLVMValueRef sites[PLACES_MAX];
};

/*
 * The machine's name for a callee, or NULL if calls of it are left alone. What an access may be aligned
 * to tells it nothing; its memcpy() is a memmove(), and its memcmp() a bcmp().
 */
static const char *entry_point(const char *callee, char *out, size_t size)
{
	if (!strncmp(callee, "warpage.was.", 12))
		callee += 12;
	if (!strncmp(callee, "warpage_", 8))
		callee += 8;
	else if (!strncmp(callee, "__tsan_unaligned_", 17))
		callee += 17;
	else if (!strncmp(callee, "__tsan_", 7))
		callee += 7;
	else if (strcmp(callee, "memcpy") && strcmp(callee, "memmove") &&
		 strcmp(callee, "memcmp") && strcmp(callee, "bcmp") && strcmp(callee, "memset"))
		return NULL;
	if (!strcmp(callee, "memmove"))
		callee = "memcpy";
	else if (!strcmp(callee, "bcmp"))
		callee = "memcmp";
	snprintf(out, size, "warpage_%s", callee);
	return out;
}

/* A constant that no other file sees. */
static LLVMValueRef add_constant(LLVMModuleRef module, LLVMValueRef value, const char *name)
{
	LLVMValueRef global = LLVMAddGlobal(module, LLVMTypeOf(value), name);

	LLVMSetInitializer(global, value);
	LLVMSetGlobalConstant(global, 1);
	LLVMSetLinkage(global, LLVMPrivateLinkage);
	return global;
}

static LLVMValueRef byte_pointer(LLVMValueRef constant)
{
	return LLVMConstBitCast(constant, LLVMPointerType(LLVMInt8Type(), 0));
}

static LLVMValueRef string_constant(LLVMModuleRef module, const char *text, size_t length)
{
	LLVMValueRef value = LLVMConstString(text, (unsigned int)length, 0);

	return byte_pointer(add_constant(module, value, "warpage.string"));
}

/* Does the TSC read, or the load that this hook announces, bear the mark of steering_mark()? */
static bool is_data(LLVMValueRef call)
{
	unsigned int kind = ir_metadata(STEERING_METADATA);
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

/* Does this entry point store to what its first argument points to? */
static bool is_store(const char *name)
{
	return strstr(name, "write") || !strcmp(name, "warpage_memcpy") ||
	       !strcmp(name, "warpage_memset") ||
	       (!strncmp(name, "warpage_atomic", 14) && !strstr(name, "_load") &&
		!strstr(name, "_fence"));
}

/* The variable of the file that this call loads from or stores to; NULL if none. */
static LLVMValueRef variable_of(LLVMValueRef call)
{
	LLVMValueRef base = LLVMGetNumArgOperands(call) ? LLVMGetOperand(call, 0) : NULL;

	base = base ? ir_base(base, true) : NULL;
	return base && LLVMIsAGlobalVariable(base) ? base : NULL;
}

/* The name of a variable that this call stores to, or keeps, or that a loop carries; a null pointer if none. */
static LLVMValueRef variable_constant(LLVMModuleRef module, LLVMValueRef call, const char *entry)
{
	LLVMValueRef node = LLVMGetMetadata(call, ir_metadata(VARIABLE_METADATA)), text;
	LLVMValueRef variable = variable_of(call);
	const char *name = NULL;
	unsigned int length;

	if (node) {
		LLVMGetMDNodeOperands(node, &text);
		name = LLVMGetMDString(text, &length);
		return string_constant(module, name, length);
	}
	if (variable && (is_store(entry) || floor_is(variable)))
		name = ir_variable(variable);
	return name ? string_constant(module, name, strlen(name))
		    : LLVMConstNull(LLVMPointerType(LLVMInt8Type(), 0));
}

/* The number that was left on this call, or 0. */
static LLVMValueRef number_constant(LLVMValueRef call, const char *metadata)
{
	int number = ir_numbered(call, ir_metadata(metadata));

	return LLVMConstInt(LLVMInt32Type(), number < 0 ? 0 : (unsigned int)number, 0);
}

/* A pointer to the constant that was left on this call, or a null pointer. */
static LLVMValueRef left_constant(LLVMModuleRef module, LLVMValueRef call, const char *metadata)
{
	LLVMValueRef node = LLVMGetMetadata(call, ir_metadata(metadata)), constant;

	if (!node)
		return LLVMConstNull(LLVMPointerType(LLVMInt8Type(), 0));
	LLVMGetMDNodeOperands(node, &constant);
	return byte_pointer(add_constant(module, constant, metadata));
}

/* An operand that is a number; what is none is 0. */
static unsigned long long number_of(LLVMValueRef call, unsigned int operand)
{
	LLVMValueRef value = LLVMGetOperand(call, operand);

	return LLVMIsAConstantInt(value) ? LLVMConstIntGetZExtValue(value) : 0;
}

/* enum site_order of this access. */
static unsigned int order_of(LLVMValueRef call, const char *entry)
{
	unsigned long long order;

	if (!strcmp(entry, "warpage_rdtsc"))
		return number_of(call, 0) ? SITE_ORDERED : 0;
	if (strncmp(entry, "warpage_atomic", 14))
		return strstr(entry, "volatile") ? 0 : SITE_PLAIN;
	if (!strstr(entry, "_load"))
		return 0;
	order = number_of(call, 1);
	return order == __ATOMIC_RELAXED || order == __ATOMIC_RELEASE ? 0 : SITE_ORDERED;
}

/* A constant laid out as struct site of src/machine/site.h. */
static LLVMValueRef site_constant(LLVMModuleRef module, LLVMValueRef call, LLVMValueRef function,
				  const char *entry)
{
	LLVMTypeRef i32 = LLVMInt32Type();
	unsigned int length = 0;
	const char *file = ir_file(module, call, &length);
	size_t name_length;
	const char *name = LLVMGetValueName2(function, &name_length);
	LLVMValueRef members[] = {
		string_constant(module, file, length),
		string_constant(module, name, name_length),
		LLVMConstInt(i32, LLVMGetDebugLocLine(call), 0),
		LLVMConstInt(i32, LLVMGetDebugLocColumn(call), 0),
		LLVMConstInt(i32, is_data(call), 0),
		LLVMConstInt(i32, is_unused(call), 0),
		number_constant(call, LEADS_METADATA),
		LLVMConstInt(i32, floor_is(variable_of(call)), 0),
		number_constant(call, NUMBER_METADATA),
		number_constant(call, LOOPS_METADATA),
		number_constant(call, LOOP_METADATA),
		LLVMConstInt(i32, order_of(call, entry), 0),
		left_constant(module, call, COPIES_METADATA),
		variable_constant(module, call, entry),
		left_constant(module, call, USES_METADATA),
	};
	LLVMValueRef site = LLVMConstStruct(members, sizeof(members) / sizeof(members[0]), 0);

	return byte_pointer(add_constant(module, site, "warpage.site"));
}

/*
 * The same for a copy of a call as for all of its copies, by the number that settle_values() gave it. The calls of
 * loads and stores have none: they were instructions then.
 */
static LLVMValueRef shared_site(struct places *places, LLVMModuleRef module, LLVMValueRef call,
				LLVMValueRef function, const char *entry)
{
	int place = ir_numbered(call, ir_metadata(PLACE_METADATA));

	if (place < 0 || place >= PLACES_MAX)
		return site_constant(module, call, function, entry);
	if (!places->sites[place])
		places->sites[place] = site_constant(module, call, function, entry);
	return places->sites[place];
}

/*
 * A store to what the function's first argument points to, the page: function and site go into a section
 * of their own, as struct page_store of src/machine/site.h. A guest that makes one is refused, so one that
 * is not has a store which no execution came to.
 */
static void note_page_store(LLVMModuleRef module, LLVMValueRef function, LLVMValueRef address,
			    LLVMValueRef site)
{
	LLVMValueRef members[] = {byte_pointer(function), site}, global;

	if (!LLVMCountParams(function) || ir_base(address, true) != LLVMGetParam(function, 0))
		return;
	global = add_constant(module, LLVMConstStruct(members, 2, 0), "warpage.page_store");
	LLVMSetLinkage(global, LLVMInternalLinkage);
	LLVMSetSection(global, "warpage_page_stores");
}

static void replace_call(struct places *places, LLVMModuleRef module, LLVMValueRef function,
			 LLVMValueRef call, const char *name)
{
	LLVMTypeRef old_type = LLVMGetCalledFunctionType(call);
	LLVMTypeRef parameters[ARGS_MAX + 1], type;
	LLVMValueRef arguments[ARGS_MAX + 1], target, fresh;
	LLVMBuilderRef builder = LLVMCreateBuilder();
	unsigned int n = LLVMGetNumArgOperands(call);

	if (n > ARGS_MAX || LLVMIsFunctionVarArg(old_type))
		ir_fail(name, "a call has too many arguments");
	for (unsigned int i = 0; i < n; i++) {
		arguments[i] = LLVMGetOperand(call, i);
		parameters[i] = LLVMTypeOf(arguments[i]);
	}
	arguments[n] = shared_site(places, module, call, function, name);
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

/* What copies of one call share a site for is in no more loops than each of them. */
static void common_loops(LLVMModuleRef module)
{
	unsigned int kind = ir_metadata(LOOPS_METADATA);
	static int loops[PLACES_MAX];

	for (unsigned int pass = 0; pass < 3; pass++)
		ir_each_function(f, module)
			ir_each(i, f) {
				int place = ir_numbered(i, ir_metadata(PLACE_METADATA));
				int in = ir_numbered(i, kind);

				if (place < 0 || place >= PLACES_MAX)
					continue;
				if (!pass)
					loops[place] = -1;
				else if (pass == 1)
					loops[place] &= in < 0 ? 0 : in;
				else
					ir_number(i, kind, (unsigned int)loops[place]);
			}
}

bool sites_known(const char *callee)
{
	char name[128];

	return entry_point(callee, name, sizeof(name));
}

void sites_add(LLVMModuleRef module)
{
	static struct places places;
	unsigned int nloops = 0;
	LLVMValueRef next;
	char name[128];

	/* as long as all calls have their own names */
	ir_each_function(f, module) {
		bool all;
		LLVMValueRef leads = leads_find(f, &all);

		if (leads)
			ir_number(leads, ir_metadata(LEADS_METADATA), all ? 2 : 1);
		past_mark(f, &nloops);
	}
	common_loops(module);
	ir_each_function(f, module)
		ir_each(i, f)
			if (entry_point(ir_callee(i), name, sizeof(name)))
				replace_call(&places, module, f, i, name);
	for (LLVMValueRef f = LLVMGetFirstFunction(module); f; f = next) {
		next = LLVMGetNextFunction(f);
		if (LLVMIsDeclaration(f) && !LLVMGetFirstUse(f))
			LLVMDeleteFunction(f);
	}
}
