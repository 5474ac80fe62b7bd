/* warpage-instrument IN.bc OUT.bc: from a protocol file's bitcode to the machine's. */
#include <llvm-c/BitReader.h>
#include <llvm-c/BitWriter.h>
#include <llvm-c/Support.h>
#include <llvm-c/Target.h>
#include <llvm-c/Transforms/PassBuilder.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "instrument/instrument.h"

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "warpage-instrument: %s: %s\n", what, why);
	exit(1);
}

static void run_passes(LLVMModuleRef module, const char *passes)
{
	LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
	LLVMErrorRef error = LLVMRunPasses(module, passes, NULL, options);

	if (error)
		fail(passes, LLVMGetErrorMessage(error));
	LLVMDisposePassBuilderOptions(options);
}

static unsigned int attribute(const char *name)
{
	return LLVMGetEnumAttributeKindForName(name, strlen(name));
}

static void set_attribute(LLVMModuleRef module, LLVMValueRef function, const char *name)
{
	LLVMAddAttributeAtIndex(function, LLVMAttributeFunctionIndex,
				LLVMCreateEnumAttribute(LLVMGetModuleContext(module),
							attribute(name), 0));
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
	for (LLVMValueRef f = LLVMGetFirstFunction(module); f; f = LLVMGetNextFunction(f)) {
		if (LLVMIsDeclaration(f))
			continue;
		clear_attribute(f, "disable_sanitizer_instrumentation");
		set_attribute(module, f, "sanitize_thread");
		if (LLVMGetLinkage(f) != LLVMInternalLinkage)
			continue;
		clear_attribute(f, "noinline");
		set_attribute(module, f, "alwaysinline");
	}
}

int main(int argc, char **argv)
{
	/* A read before a write of the same place is an access like any other: `sequence++`. */
	const char *const flags[] = {"warpage-instrument", "-tsan-distinguish-volatile",
				     "-tsan-instrument-read-before-write",
				     "-tsan-instrument-func-entry-exit=0"};
	struct dependencies dependencies;
	LLVMMemoryBufferRef buffer;
	LLVMModuleRef module;
	char *message = NULL;

	if (argc != 3) {
		fprintf(stderr, "usage: warpage-instrument IN.bc OUT.bc\n");
		return 2;
	}
	LLVMParseCommandLineOptions(4, flags, NULL);
	if (LLVMCreateMemoryBufferWithContentsOfFile(argv[1], &buffer, &message))
		fail(argv[1], message);
	if (LLVMParseBitcode2(buffer, &module))
		fail(argv[1], "this is not bitcode of LLVM 14");

	/*
	 * Locals become values, small helpers disappear; no access to memory is moved, merged or
	 * dropped, as that is the freedom of a compiler which the machine itself plays out.
	 */
	prepare_functions(module);
	run_passes(module, "function(sroa,simplifycfg),always-inline,"
			   "function(sroa,simplifycfg,break-crit-edges)");
	if (!visible_all(module))
		return 1;
	for (LLVMValueRef f = LLVMGetFirstFunction(module); f; f = LLVMGetNextFunction(f)) {
		if (LLVMIsDeclaration(f))
			continue;
		dead_remove(f);
		assembly_mark(module, f);
	}
	dependencies_find(module, &dependencies);
	for (LLVMValueRef f = LLVMGetFirstFunction(module); f; f = LLVMGetNextFunction(f)) {
		if (LLVMIsDeclaration(f))
			continue;
		steering_mark(module, f);
		dependencies_mark(module, f, &dependencies);
		loops_mark(module, f);
	}
	run_passes(module, "function(tsan)");
	sites_add(module);
	if (LLVMWriteBitcodeToFile(module, argv[2]))
		fail(argv[2], "cannot be written");
	LLVMDisposeModule(module);
	return 0;
}
