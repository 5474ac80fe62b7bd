/* What the instrumenter tells the machine of a protocol's code: see src/instrument. */
#ifndef WARPAGE_SITE_H
#define WARPAGE_SITE_H

#include <warpage/types.h>

/* A place in the source: a constant for each access and fence. */
struct site {
	const char *file, *function;
	u32 line, column;
	u32 data;   /* the value loaded here steers nothing: no branch, no address */
	u32 unused; /* nor does it reach the result: it is thrown away */
	u32 leads;  /* a read begins with this load: all other accesses come after it */
	u32 floor; /* of memory that reads keep, and touch only after all else (src/instrument/floor.c) */
	/* the variable that is stored to, or kept, or that a loop carries over, if one with a name is; or NULL */
	const char *variable;
};

/* A loop; see src/instrument/loops.c. */
enum loop_class {
	LOOP_COUNTED,	 /* not a retry: a copy or a delay */
	LOOP_MEMORYLESS, /* a retry that carries nothing over */
	LOOP_CARRIES,	 /* a retry that may carry something over ... */
	LOOP_COUNTS,	 /* ... but no more than a count of its rounds ... */
	LOOP_LAST_ROUND, /* ... or that, and what the last round loaded */
};

#endif
