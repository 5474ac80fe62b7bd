/*
 * A schedule is all that is decided before host and guests run: how the page starts, which updates
 * the host makes, and how much time passes between its stores. Times are TSC ticks.
 */
#ifndef WARPAGE_SCHEDULE_H
#define WARPAGE_SCHEDULE_H

#include <warpage/protocol.h>

#define UPDATES_MAX 20 /* updates in one schedule */
#define HOSTS_MAX 2    /* hosts on one page */
#define GAPS_MAX 16    /* gaps of one update that are given one by one */
#define VCPUS_MAX 4
#define GUEST_STORES_MAX 8 /* of reads that act on each other */

enum update_kind {
	UPDATE_REFRESH,	     /* the same clock again, anchored anew: equal values */
	UPDATE_FASTER,	     /* continuous, at a higher rate */
	UPDATE_SLOWER,	     /* continuous, at a lower rate */
	UPDATE_STEP_FORWARD, /* the same rate, the time jumps ahead */
	UPDATE_STEP_BACK,    /* the same rate, the time jumps back */
	UPDATE_TSC_JUMP,     /* every vCPU frozen, the TSC jumps, the time goes on */
	UPDATE_PAUSE,	     /* every vCPU frozen, the time stands still meanwhile */
	UPDATE_KINDS
};

struct update {
	enum update_kind kind;
	u64 rate;	    /* units per tick of the new clock, 32.32 fixed point */
	s64 step;	    /* STEP_*: how far the time jumps, in format units */
	s64 jump;	    /* TSC_JUMP: how far the TSC jumps, in ticks */
	u64 hold;	    /* ticks from the anchor of the update before to this one's */
	u64 lead;	    /* ticks between the start of publish() and its first store */
	u64 behind;	    /* ticks from its anchor's TSC to its first store */
	u64 gap;	    /* ticks between two stores, where gaps[] has no entry */
	u64 gaps[GAPS_MAX]; /* ticks before store 1, 2, ... if not 0: a stall */
	int dies_after;	    /* the host dies after so many stores; -1: it lives */
};

/* What a guest's read stores to the page. */
struct guest_store {
	u16 offset, size; /* bytes of the page; 1 to 8 */
	u64 value;
};

struct schedule {
	u64 sequence;	      /* the page's sequence before the first update */
	u16 placement;	      /* byte offset of the page in a cache line */
	bool blank;	      /* all else is 0: nobody has written the page yet */
	u64 tsc, value, rate; /* the first clock gives value at tsc and runs at rate */
	u64 tail;	      /* ticks that readers see after the last store */
	/* vcpus.h: how many vCPUs (0: one), and from each to the next: */
	unsigned int vcpus;
	s64 apart; /* by how many ticks the next one's TSC is ahead at a TSC of 0 */
	u64 drift; /* how much faster it is, ticks a tick of the first one's, 32.32 fixed point */
	unsigned int hosts;   /* that make the updates: 0 or 1, one; 2, side by side */
	unsigned int writers; /* 1: a read of a guest that stores to the page, beside the host */
	/* by reads that act on each other, in this order, whenever the host's run has them be seen; without writers */
	unsigned int nstores;
	struct guest_store stores[GUEST_STORES_MAX];
	unsigned int nupdates;
	struct update updates[UPDATES_MAX];
};

/* The name of an update's kind, as it stands in findings ("faster", "step-back", ...). */
const char *update_kind_name(enum update_kind kind);

#endif
