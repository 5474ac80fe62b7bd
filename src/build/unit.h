/*
 * One C file, compiled as cmake/protocols.cmake compiles those of the tree: a protocol's for the machine,
 * natively, and natively with gaps; a format's natively. What goes wrong is told by the compiler for the
 * machine alone, once.
 */
#ifndef WARPAGE_UNIT_H
#define WARPAGE_UNIT_H

#include <limits.h>

#include "build/tools.h"

#define UNIT_JOBS 3 /* kinds of compilation that a protocol file has */

struct unit {
	const char *source;  /* what the compiler is given */
	const char *folder;  /* where #include "..." looks besides */
	const char *headers; /* the folder of the format.h that it means, or "" */
	const char *front;   /* header that goes in front, as <warpage/linux.h>; NULL: none */
	const char *called, *whole; /* ... and how that file is called, and where it is */
	bool is_format;		    /* format.c */
	char objects[PATH_MAX];	    /* the files to be: NAME.0.o and so on */
};

/* How many objects there will be. */
unsigned int unit_jobs(const struct unit *unit);

/*
 * Make the job-th: 0, or the status of what failed; what that said is in objects.JOB.err, of a job of which
 * an earlier one failed too it does not count.
 */
int unit_compile(const struct unit *unit, const struct tools *tools, unsigned int job);

/* What clang's syntax tree says of the source, as JSON into the file out; 0, or a status and errors. */
int unit_tree(const struct unit *unit, const struct tools *tools, const char *out,
	      const char *errors);

/* The text that the compiler for the machine gets to see, into the file out; 0, or a status and errors. */
int unit_preprocess(const struct unit *unit, const struct tools *tools, const char *out,
		    const char *errors);

#endif
