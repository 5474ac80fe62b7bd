/*
 * What the targets of a campaign have judged, and what they saw without reporting it: sums in a file
 * that all of its processes have mapped, as engines count executions alone.
 */
#ifndef WARPAGE_COVERED_H
#define WARPAGE_COVERED_H

#include <warpage/types.h>

#include "violation/violation.h"

#define COVERED_PAIRS_MAX 65536

struct covered {
	u64 inputs, updates;
	u64 reads, overlapped; /* overlapped: met an update */
	u64 known; /* inputs that showed what the matrix lists for their pair, and nothing else */
	u64 late, late_most; /* TSC samples that came late, and by how many ticks at most */
	u64 kept;	     /* reads that touched memory which reads keep */
	u64 joint;	     /* executions of several such reads together */
	u64 again;	     /* inputs that showed once more what the campaign has found already */
	/* inputs, the known ones left out, by the first kind that they showed; VIOLATION_NONE: by none */
	u64 shown[VIOLATION_NONE + 1];
	u64 known_pairs[COVERED_PAIRS_MAX / 64]; /* a bit for each pair of the known ones */
};

/* Make the file anew, all sums 0, and map it. 0, an errno or an enum file_error (file/folder.h). */
int covered_make(const char *path, struct covered **covered);

/* Map the file; NULL with errno. */
struct covered *covered_open(const char *path);

/* Add one input; covered may be NULL. */
void covered_add(struct covered *covered, u64 updates, u64 reads, u64 overlapped);

/* The input added last showed that kind first, or none. */
void covered_add_shown(struct covered *covered, enum violation kind);

/*
 * The input added last showed no more than the matrix lists for its pair; pair is its number, below
 * COVERED_PAIRS_MAX, the same in all processes.
 */
void covered_add_known(struct covered *covered, unsigned int pair);

/* The input added last showed no more than what has been found. */
void covered_add_again(struct covered *covered);

/* The input added last had so many late samples of the TSC, the latest by most ticks. */
void covered_add_late(struct covered *covered, u64 late, u64 most);

/*
 * So many reads of the input added last touched memory which reads keep, and so many executions were of several
 * reads together.
 */
void covered_add_kept(struct covered *covered, u64 kept, u64 joint);

/* How many pairs the known ones were of. */
unsigned int covered_known_pairs(const struct covered *covered);

/* Unmap it; covered may be NULL. */
void covered_close(struct covered *covered);

#endif
