/* warpage-instrument IN.bc OUT.bc: from a protocol file's bitcode to the machine's. */
#include <llvm-c/BitReader.h>
#include <llvm-c/BitWriter.h>
#include <llvm-c/Support.h>
#include <llvm-c/Target.h>
#include <llvm/Config/llvm-config.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "instrument/instrument.h"
#include "instrument/ir.h"

static unsigned int attribute(const char *name)
{
	return LLVMGetEnumAttributeKindForName(name, strlen(name));
}

static void set_attribute(LLVMValueRef function, const char *name)
{
	LLVMAddAttributeAtIndex(function, LLVMAttributeFunctionIndex,
				LLVMCreateEnumAttribute(LLVMGetGlobalContext(), attribute(name),
							0));
}

static void clear_attribute(LLVMValueRef function, const char *name)
{
	LLVMRemoveEnumAttributeAtIndex(function, LLVMAttributeFunctionIndex, attribute(name));
}

/*
 * Helpers are inlined whatever they say: it changes no access, and a local that is filled through
 * a pointer becomes a value, which tells more about the loop that it is in. And no function is
 * spared the hooks, whatever it says of sanitizers.
 */
static void prepare_functions(LLVMModuleRef module)
{
	ir_each_function(f, module) {
		if (LLVMIsDeclaration(f))
			continue;
		clear_attribute(f, "disable_sanitizer_instrumentation");
		set_attribute(f, "sanitize_thread");
		clear_attribute(f, "optnone");
		clear_attribute(f, "noinline");
		set_attribute(f, "alwaysinline");
	}
}

/* In a copy of module without code that is never executed: what is in that is no fault. */
static bool all_visible(LLVMModuleRef module)
{
	LLVMModuleRef copy = LLVMCloneModule(module);
	bool visible;

	ir_run(copy, "function(simplifycfg)");
	visible = visible_all(copy);
	LLVMDisposeModule(copy);
	return visible;
}

int main(int argc, char **argv)
{
	/* A read before a write of the same place is an access like any other: `sequence++`. */
	const char *const flags[] = {"warpage-instrument", "-tsan-distinguish-volatile",
				     "-tsan-instrument-read-before-write",
				     "-tsan-instrument-func-entry-exit=0",
				     "-jump-threading-threshold=32"};
	struct dependencies dependencies;
	LLVMMemoryBufferRef buffer;
	LLVMModuleRef module;
	char *message = NULL;

	if (argc != 3) {
		fprintf(stderr, "usage: warpage-instrument IN.bc OUT.bc\n");
		return 2;
	}
	LLVMParseCommandLineOptions(5, flags, NULL);
	if (LLVMCreateMemoryBufferWithContentsOfFile(argv[1], &buffer, &message))
		ir_fail(argv[1], message);
	if (LLVMParseBitcode2(buffer, &module))
		ir_fail(argv[1], "this is not bitcode of LLVM " LLVM_VERSION_STRING);

	/*
	 * Locals become values, helpers disappear; no access to memory is moved, merged or
	 * dropped, as that is the freedom of a compiler which the machine itself plays out.
	 */
	prepare_functions(module);
	ir_run(module, "function(sroa),always-inline");
	ir_each_function(f, module)
		blocks_split(f);
	ir_run(module, "function(sroa)");
	ir_each_function(f, module)
		if (!result_wanted(f))
			pieces_quiet(f);
	ir_run(module, "function(sroa)");
	ir_each_function(f, module)
		if (!result_wanted(f))
			pieces_split(f);
	ir_run(module, "function(sroa)");
	ir_each_function(f, module)
		blocks_drop(f);
	if (!all_visible(module))
		return 1;
	ir_each_function(f, module) {
		if (LLVMIsDeclaration(f))
			continue;
		dead_remove(f);
		assembly_mark(f);
		if (result_wanted(f))
			result_localise(f);
	}
	statistics_remove(module);
	settle_values(module);
	floor_find(module);
	dependencies_find(module, &dependencies);
	ordered_find(module);
	ir_each_function(f, module) {
		if (LLVMIsDeclaration(f))
			continue;
		steering_mark(f);
		dependencies_mark(f, &dependencies);
		ordered_mark(f);
		loops_mark(module, f);
	}
	ir_run(module, "function(tsan)");
	ir_each_function(f, module)
		if (!result_wanted(f))
			pieces_spread(f);
	locals_announce(module);
	copies_find(module);
	uses_find(module);
	sites_add(module);
	if (LLVMWriteBitcodeToFile(module, argv[2]))
		ir_fail(argv[2], "cannot be written");
	LLVMDisposeModule(module);
	return 0;
}
