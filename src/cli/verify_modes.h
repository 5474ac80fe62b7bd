/* The other modes of `warpage verify`. */
#ifndef WARPAGE_VERIFY_MODES_H
#define WARPAGE_VERIFY_MODES_H

#include "cli/trial.h"

struct verify_mode {
	bool all, barriers;
	const char *expect; /* the reviewed table, or NULL */
};

/* --all: every pair x every model (matrix.c). Returns the exit status. */
int verify_all(const struct verify_mode *mode, const struct trial *trial);

/* --barriers: every barrier dropped in turn (barriers.c). Returns the exit status. */
int verify_barriers(const struct trial *trial);

#endif
