/* What a value is in terms of a loaded one, as long as that can be told bit by bit. */
#ifndef WARPAGE_FORM_H
#define WARPAGE_FORM_H

#include <llvm-c/Core.h>
#include <stdbool.h>

/*
 * ((v + add) & keep) | set, of a loaded value v of width bits; of a constant, keep is 0. moved: that, up by so many
 * bytes, or down; among: and beside it bytes of others.
 */
struct form {
	unsigned int width;
	unsigned long long add, keep, set;
	int moved;
	bool among;
	bool ragged; /* only the low width bits are that */
	bool lost;   /* it is something else */
	bool phi;    /* v may be what an earlier round has loaded */
};

/* Of a value itself: one that is no integer, or wider than 64 bits, is lost. */
struct form form_start(LLVMValueRef value);

/* Is it in its place, alone, and known? */
bool form_plain(const struct form *form);

/* Are all of its bytes, in a value of so many bits, and next to nothing but others? */
bool form_fits(const struct form *form, unsigned int width);

/* The form of what instruction makes of value, which has form. */
struct form form_step(struct form form, LLVMValueRef instruction, LLVMValueRef value);

/* Does instruction make of its operand, and of nothing else but constants, what form_step() can tell? */
bool form_steps(LLVMValueRef instruction, LLVMValueRef *operand);

/* The bits of v that show, if nothing is added: those that are kept, and not set. */
unsigned long long form_kept(const struct form *form);

/* The bits of v that those depend on, with what is carried into them. */
unsigned long long form_bits(const struct form *form);

/* Is it all of v, plus a constant? */
bool form_whole(const struct form *form);

bool form_equal(const struct form *a, const struct form *b);

/* The bits of an integer of that width, up to 64. */
unsigned long long form_mask(unsigned int width);

#define SOURCES_MAX 32

/* What a value may be: a form of a load, or of a constant if load is NULL. */
struct source {
	LLVMValueRef load;
	struct form form;
};

/* All that value may be; how many, or 0 if they are too many. */
unsigned int form_sources(LLVMValueRef value, struct source sources[SOURCES_MAX]);

#endif
