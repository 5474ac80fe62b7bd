/* What the files that look at the course of a sequence share: course*.c, and nobody else. */
#ifndef WARPAGE_FINDER_H
#define WARPAGE_FINDER_H

#include "verify/course.h"

#define COURSE_RUN ((u64)1 << 17) /* updates, where arithmetic does not tell */
#define COURSE_PLACES 8		  /* of the page that a guest compares */
#define COURSE_STORES 8		  /* to one of them, in one update */
#define COURSE_NEAR 64		  /* updates: nearer ones are looked at one by one */
#define COURSE_LOW 4096 /* a host's first sequences, below which each way to go on shows */
#define TABLE (1u << 19)

/* One comparison: (what an earlier load saw & first) == (what a later one of place sees & second) */
struct comparison {
	u16 offset, size;
	u64 first, second;
};

struct finder {
	struct run *run;
	struct course *course;
	const struct format *format;
	unsigned int ncomparisons;
	struct comparison comparisons[COURSE_PLACES * USES_COMPARED_MAX];
	u64 tested; /* bits of the sequence that host or guest test */
	bool counter;
	u64 fixed; /* its lowest bits, that the host makes constants */
};

/* What the updates of one run of the host leave in a place: each value that was stored there, in order. */
struct trail {
	unsigned int nupdates;
	struct {
		unsigned int n;
		u64 values[COURSE_STORES];
		u64 shape; /* a hash of all that is not a parameter, but for the sequence's bits that nobody tests */
		u64 sequence; /* at the end */
	} updates[UPDATES_MAX];
};

/* Nothing can be said, for this reason, the first of all. */
void finder_give_up(struct finder *finder, const struct site *site, const char *why);

/* Run the host alone, from that sequence on, for n updates; false if it can't be. */
bool finder_run_host(struct finder *finder, u64 sequence, unsigned int n);

/* What that run has left in a place of the page, and how its updates look. */
void finder_follow(struct finder *finder, u16 offset, u16 size, struct trail *trail);

/* Is the sequence within so many updates of something special? */
bool finder_is_near(const struct course *course, u64 sequence, u64 max, unsigned int updates);

/* A comparison takes two stores that are so many updates apart for one. */
void finder_limit_span(struct course *course, u64 span);

/* After how many updates does a comparison of the guest come out the same (course_compare.c)? */
void finder_look_at_comparisons(struct finder *finder, u64 sequence);

/* Does it so earlier by way of special sequences, and is all as it is from plain on elsewhere (course_special.c)? */
void finder_look_at_specials(struct finder *finder, u64 plain);
void finder_look_elsewhere(struct finder *finder, u64 sequence);

#endif
