/* What the instrumenter tells the machine of a loop; see src/instrument/loops.c. */
#ifndef WARPAGE_LOOP_CLASS_H
#define WARPAGE_LOOP_CLASS_H

enum loop_class {
	LOOP_COUNTED,	 /* not a retry: a copy or a delay */
	LOOP_MEMORYLESS, /* a retry that carries nothing over */
	LOOP_CARRIES,	 /* a retry that may carry something over ... */
	LOOP_COUNTS,	 /* ... but no more than a count of its rounds ... */
	LOOP_LAST_ROUND, /* ... or that, and what the last round loaded */
};

#endif
