/*
 * Schedules drawn at random, for rows of as many updates as asked for: clocks, times and starts that no table of
 * warpage's has. Equal states draw equal schedules.
 */
#ifndef TESTS_PROOF_DRAWN_H
#define TESTS_PROOF_DRAWN_H

#include "clock/schedule.h"

/* Where the page's sequence is at first. */
enum drawn_start {
	START_PLAIN,   /* the format's first */
	START_NAMED,   /* one of those that verify() starts with */
	START_SPECIAL, /* up to as many updates before one at which something else may happen */
	START_ANY,
	DRAWN_STARTS
};

/* special: a sequence that is special besides those at which a counter wraps. */
void drawn_schedule(u64 *state, const struct format *format, const struct host *host,
		    unsigned int nupdates, enum drawn_start start, u64 special,
		    struct schedule *schedule);

#endif
