/* The way of one loaded value through the code: what uses.c and uses_compare.c share, and nobody else. */
#ifndef WARPAGE_WALK_H
#define WARPAGE_WALK_H

#include <machine/site.h>

#include "instrument/form.h"
#include "instrument/reach.h"

#define FOLLOWED_MAX 256

struct followed {
	LLVMValueRef value;
	struct form form;
};

/* Of one load. */
struct walk {
	struct reach *reach;
	LLVMValueRef load;
	struct uses uses;
	bool counts; /* something of it is stored, and all that is stored is the whole of it */
	bool falls;
	bool compared; /* it is held against anything */
	bool data;     /* it is computed with, or so compared, for the result */
	unsigned int n;
	struct followed followed[FOLLOWED_MAX];
};

/* It is looked at in a way that has no form, by what reaches that; or in one that has. */
void walk_look_oddly(struct walk *walk, unsigned int reached);
void walk_look(struct walk *walk, unsigned int reached);

/* Is this a comparison for equality? */
bool walk_tests_equality(LLVMValueRef test);

/* What form has is held against a constant, or by test against other. */
void walk_compare_constant(struct walk *walk, const struct form *form, unsigned long long constant);
void walk_compare(struct walk *walk, LLVMValueRef test, const struct form *form,
		  LLVMValueRef other);

/* So are two values together, if 0 is all that matters of what is made of them: (a & 1) | (a ^ b); false if not. */
bool walk_compare_together(struct walk *walk, LLVMValueRef instruction, unsigned int mine,
			   const struct form *form);

#endif
