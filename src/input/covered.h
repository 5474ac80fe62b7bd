/*
 * What the targets of a campaign have judged: sums in a file that all of its processes have mapped,
 * as engines count executions alone.
 */
#ifndef WARPAGE_COVERED_H
#define WARPAGE_COVERED_H

#include <warpage/types.h>

struct covered {
	u64 inputs, updates;
	u64 reads, overlapped; /* overlapped: met an update */
};

/* Make the file anew, all sums 0, and map it; NULL with errno. */
struct covered *covered_make(const char *path);

/* Map the file; NULL with errno. */
struct covered *covered_open(const char *path);

/* Add one input; covered may be NULL. */
void covered_add(struct covered *covered, u64 updates, u64 reads, u64 overlapped);

/* Unmap it; covered may be NULL. */
void covered_close(struct covered *covered);

#endif
