/*
 * Brute force of joint reads: the host's timeline. Time has positions, two for each step, its start and its end; what
 * the host stores is seen from the start of a step on. In weak a row of stores, of which no fence says which
 * is first, is a block: each of them is seen from its own step on or later, by the end of the block at the latest.
 *
 * weak: what has happened so far is a row of events, and a moment is how many of them there were.
 */
#ifndef TESTS_BRUTE_JOINT_TIME_H
#define TESTS_BRUTE_JOINT_TIME_H

#include "brute_joint.h"
#include "brute_order.h"

#define TIMES_MAX 64
#define EVENTS_MAX 96

/* Time passes; a store of a reader is made; and below that are stores of the host. */
enum { EVENT_TICK = 0xf0, EVENT_WRITE };

struct joint_past {
	u8 n;
	u8 events[EVENTS_MAX];
};

/* The timeline of what the host did; its number of positions. */
unsigned int joint_time_make(const struct brute_case *brute_case, const struct program *program,
			     bool weak);

/* The TSC, by position. */
const u64 *joint_time_tscs(void);

/* sc, x86: the page at a position. */
const u8 *joint_time_page(unsigned int position);

/* sc, x86: since which position the host's last store to this byte has been there; -1: it has made none yet. */
int joint_time_stored(u16 byte, unsigned int position);

/* The n-th store of the host to any of these bytes: since when it has been there; -1: there is none. */
int joint_time_nth(u16 offset, u16 size, unsigned int n);

void joint_past_add(struct joint_past *past, u8 event);

/* The position at a moment; how many stores of readers there were; the page. */
u8 joint_past_position(const struct joint_past *past, u8 moment);
u8 joint_past_writes(const struct joint_past *past, u8 moment);
void joint_past_page(const struct joint_past *past, u8 moment, u8 *page);

/* The moment at which the n-th store of readers, from 0, had been made. */
u8 joint_past_made(const struct joint_past *past, unsigned int n);

/* Is it a position of its own, or one of the same TSC as the one before? */
bool joint_time_is_new(unsigned int position);

/* The first moment from this one on that is not within a block; EVENTS_MAX + 1: there was none yet. */
u8 joint_past_out(const struct joint_past *past, u8 moment);

/* May the host's store come to be seen now? The host has so many. */
bool joint_past_may_see(const struct joint_past *past, unsigned int store);

#endif
