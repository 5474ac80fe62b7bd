/* Loads and stores in code that is instrumented already: which call announces them, or is them, and of what. */
#ifndef WARPAGE_ACCESS_H
#define WARPAGE_ACCESS_H

#include <llvm-c/Core.h>
#include <stdbool.h>

/* The call that announces this load or store, or that is itself an atomic one; NULL if there is none. */
LLVMValueRef access_call(LLVMValueRef value);

/* What the access by this call loads, and what it stores; NULL if it does not. */
LLVMValueRef access_loaded(LLVMValueRef call);
LLVMValueRef access_stored(LLVMValueRef call);

/* What this call does if it is an atomic access: "load", "store", "fetch_add" and so on; or else "". */
const char *access_atomic(LLVMValueRef call);

/* Does this call announce a load, or a store, that is not atomic? */
bool access_reads(LLVMValueRef call);
bool access_writes(LLVMValueRef call);

/* Is this address a local's, or one of a variable of the file? */
bool access_own(LLVMValueRef address);

/* Whose memory an address is in. */
enum place {
	PLACE_GIVEN,  /* a pointer of the caller's leads there: to the page, or to the parameters */
	PLACE_RESULT, /* where a guest's time is wanted */
	PLACE_ELSEWHERE /* a local, a variable of the file, or what is not known */
};
enum place access_place(LLVMValueRef function, LLVMValueRef address);

#endif
