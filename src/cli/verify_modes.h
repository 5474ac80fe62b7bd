/* The other modes of `warpage verify`. */
#ifndef WARPAGE_VERIFY_MODES_H
#define WARPAGE_VERIFY_MODES_H

#include "verify/verify.h"

struct verify_mode {
	bool all, barriers, json;
	bool one_model;	    /* --model was given: only that */
	const char *expect; /* the reviewed table, or NULL */
	const char *folder; /* for findings */
};

/* --all: every pair x every model (matrix.c). Returns the exit status. */
int verify_all(const struct verify_mode *mode, const struct verify_options *options);

/* --barriers: every barrier dropped in turn (barriers.c). Returns the exit status. */
int verify_barriers(const struct verify_mode *mode, const struct verify_options *options);

#endif
