/* What every part of the instrumenter asks of LLVM's code, which is all in LLVM's one global context. */
#ifndef WARPAGE_IR_H
#define WARPAGE_IR_H

#include <llvm-c/Core.h>
#include <stdbool.h>
#include <stddef.h>

/* Each function of module; one that is only declared has no instruction. */
#define ir_each_function(f, module)                                                                \
	for (LLVMValueRef f = LLVMGetFirstFunction(module); f; f = LLVMGetNextFunction(f))

/* Each instruction of a block, or of a function; this one may go meanwhile. Only return leaves early. */
#define ir_each_of_block(i, block)                                                                 \
	for (LLVMValueRef i = LLVMGetFirstInstruction(block), i##_next;                            \
	     i && ((i##_next = LLVMGetNextInstruction(i)), true); i = i##_next)
#define ir_each(i, function)                                                                       \
	for (LLVMBasicBlockRef i##_block = LLVMGetFirstBasicBlock(function); i##_block;            \
	     i##_block = LLVMGetNextBasicBlock(i##_block))                                         \
		ir_each_of_block(i, i##_block)

/* What uses value, once for each use. Only return leaves early. */
#define ir_each_user(user, value)                                                                  \
	for (LLVMUseRef user##_use = LLVMGetFirstUse(value), user##_next;                          \
	     user##_use && ((user##_next = LLVMGetNextUse(user##_use)), true);                     \
	     user##_use = user##_next)                                                             \
		for (LLVMValueRef user = LLVMGetUser(user##_use); user; user = NULL)

/* The name of the function that instruction calls; "" if it is no call, or not one of a function. */
const char *ir_callee(LLVMValueRef instruction);

/* Does it call a function whose name begins so? */
bool ir_calls(LLVMValueRef instruction, const char *prefix);

/* May something in its file call function? By a pointer it may, if anything is called so. */
bool ir_is_called(LLVMValueRef function);

/* Does it call what only tells a debugger, or the compiler, something? */
bool ir_is_remark(LLVMValueRef instruction);

/* Is it a fence of kernel.h, or does it take or give back a lock? It orders accesses, and makes none. */
bool ir_is_fence(LLVMValueRef instruction);

/* Does it call what makes a value of its operands and does nothing else: a builtin, or assembly on registers? */
bool ir_is_pure(LLVMValueRef instruction);

/* Is it arithmetic, or a choice between values? */
bool ir_computes(LLVMValueRef instruction);

/* What pointer points into; without parts: only if it is to all of it. */
LLVMValueRef ir_base(LLVMValueRef pointer, bool parts);

/* The bytes that this computation of an address adds; they may depend on more than constants. */
#define IR_ADDED_UNKNOWN (-1)
long long ir_added(LLVMModuleRef module, LLVMValueRef pointer);

/* What the program does by way of pointer, or of what is computed from it: a bit each. */
enum {
	IR_LOADS = 1,
	IR_STORES = 2,
	IR_CALLS = 4,
	IR_LEAKS = 8, /* the pointer itself is stored, or used for whatever else */
};
unsigned int ir_uses(LLVMValueRef pointer);

/* Insert a call of the machine's entry point of that name, with n numbers. */
LLVMValueRef ir_call(LLVMValueRef before, const char *name, LLVMTypeRef result, unsigned int n,
		     const unsigned int *numbers);

/* The file that an instruction is of, or else module, not ended by a zero. */
const char *ir_file(LLVMModuleRef module, LLVMValueRef instruction, unsigned int *length);

/* Stop: that is wrong with that. */
void ir_fail(const char *what, const char *why) __attribute__((noreturn));

/* Run LLVM's passes over module. */
void ir_run(LLVMModuleRef module, const char *passes);

/* The kind of metadata of that name. */
unsigned int ir_metadata(const char *name);

/* Leave a mark without contents on instruction, or take it away. */
void ir_mark(LLVMValueRef instruction, unsigned int kind, bool set);

/* Leave a number on instruction; what is there, or -1. */
void ir_number(LLVMValueRef instruction, unsigned int kind, unsigned int number);
int ir_numbered(LLVMValueRef instruction, unsigned int kind);

/* The bytes that an access of a value of type takes. */
unsigned long long ir_size(LLVMModuleRef module, LLVMTypeRef type);

/*
 * The name that a variable has in the source, of a global or of a value that was made of a local; NULL if
 * there was none. A string of its own, for ever.
 */
const char *ir_variable(LLVMValueRef value);

#endif
