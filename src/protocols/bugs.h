/* Bugs that people had, of corpus/bugs: each a pair that has it, with what `warpage verify` finds of it. */
#ifndef WARPAGE_BUGS_H
#define WARPAGE_BUGS_H

#include <stddef.h>

struct bug {
	const char *name;
	const char *pair[3];	  /* format, host, guest */
	const char *model, *kind; /* of a violation */
	const char *what;	  /* went wrong, and where: a sentence or two */
};

/* The i-th, in the file's order; NULL past the last. */
const struct bug *bug_get(size_t i);

#endif
