/*
 * A view: the log as one class of vCPU can see it. A vCPU that a freeze stops has no moment inside
 * it. For each place of the page that is loaded as a whole (a slot) the view keeps the chain of
 * values, when each may be seen first and when it must be.
 */
#ifndef WARPAGE_VIEW_H
#define WARPAGE_VIEW_H

#include "machine/log.h"

#define SLOTS_MAX 48
#define FORCED_STRIDE 16

struct entry {
	u64 value;
	u32 generations; /* whose page has these bytes (bytes of no parameter always fit) */
	u64 labels;	 /* by label: the update that stored each byte, a byte each */
	s16 event;	 /* the first that leaves this value, -1 for the start of the page */
	u16 first;	 /* it, or one before it that can't be seen without it */
	u16 enter;	 /* view step */
	u8 bytes;	 /* of those that first stores, which the slot has: a bit each */
};

struct slot {
	u16 offset, size;
	u16 n;
	bool chain;	 /* stores to it are ordered among themselves */
	bool parameters; /* has it bytes of a parameter? */
	bool crosses;	 /* has it bytes of two pages? */
	u16 last;	 /* of the stores to it, which fall to the entries by their first */
	struct event_set stores;
	struct entry entries[EVENTS_MAX + 1];
	u8 forced[STEPS_MAX + FORCED_STRIDE]; /* view step -> the entry visible for certain */
};

struct view {
	u16 nsteps, npositions;
	u16 base[STEPS_MAX];	  /* view step -> step of the log */
	u16 map[STEPS_MAX];	  /* step of the log -> first view step not before it */
	u16 thaw[STEPS_MAX];	  /* view step -> the last thaw not after it, or 0 */
	u16 first[STEPS_MAX + 1]; /* view step -> its first position */
	u16 step[2 * STEPS_MAX];  /* position -> view step */
	u64 tsc[2 * STEPS_MAX];
	u16 position[2 * STEPS_MAX]; /* position -> position of struct read */
	unsigned int nslots;
	u8 slot_of[WARPAGE_PAGE_MAX][9]; /* offset, size -> 1 + index, 0 if not made yet */
	struct slot slots[SLOTS_MAX];
};

/* Which view a vCPU has. */
static inline unsigned int view_of(const struct log *log, unsigned int vcpu)
{
	return log->nvcpus == 1 ? vcpu : log->partial && vcpu == log->nvcpus - 1;
}

/* The bytes of a slot that an event stores to, a bit for each of the event's. */
static inline u8 slot_bytes_of(const struct slot *slot, const struct event *event)
{
	int from = slot->offset - event->offset, to = from + slot->size;
	unsigned int low = from > 0 ? (unsigned int)from : 0, high = to < 8 ? (unsigned int)to : 8;

	return (u8)((1u << high) - (1u << low));
}

/* Make the view of a vCPU (0: freezes stop it, 1: FREEZE_ALL_BUT_ONE does not). */
void view_make(struct view *view, const struct log *log, unsigned int vcpu);

/* view_slot() for a slot that is not made yet. */
struct slot *view_slot_make(struct view *view, const struct log *log, u16 offset, u16 size);

/* The slot of size bytes (1 to 8) at offset, made if need be; NULL if there are too many. */
static inline struct slot *view_slot(struct view *view, const struct log *log, u16 offset, u16 size)
{
	unsigned int index = view->slot_of[offset][size];

	return index ? &view->slots[index - 1] : view_slot_make(view, log, offset, size);
}

#endif
