/*
 * How a host's sequence goes on from update to update, as far as a guest looks at it: after how many updates
 * what the guest tests comes round, what it compares is the same again, and where something else happens.
 */
#ifndef WARPAGE_COURSE_H
#define WARPAGE_COURSE_H

#include "verify/run.h"

#define COURSE_SPECIAL_MAX 32
#define COURSE_PERIOD_MAX 16

struct course {
	/* each update changes the sequence by so much; 0: not always by the same, or not known for good */
	u64 step;
	unsigned int period; /* B: updates after which all bits that are tested come round */
	/* P: at least so many updates lie between two stores that a comparison of the guest takes for one ... */
	u64 span;
	bool counted; /* ... by arithmetic; else because as many were run */
	unsigned int
		nspecial; /* sequences at which host or guest may do something else, ascending */
	u64 special[COURSE_SPECIAL_MAX];
	unsigned int events; /* stores of one update, at most */
	const char *why;     /* nothing can be said, for this reason */
	const struct site *against;
};

/*
 * Find out, from what the machine has seen of both so far (machine_grounds()), and by running the host alone. Sequences
 * start at start, far from everything special if that can be had.
 */
void course_find(struct run *run, struct course *course);

/* May a host that goes on by course->step come to this sequence, from one that it may start with? */
bool course_comes_to(const struct run *run, const struct course *course, u64 sequence);

/* The sequence that the host goes on to from this one; false if it can't be run. */
bool course_next(struct run *run, u64 *sequence);

#endif
