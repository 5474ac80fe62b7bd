/* A guest's loads, and what they share with all else that its read does. */
#ifndef WARPAGE_READER_H
#define WARPAGE_READER_H

#include "machine/engine.h"

/* A front that has come to position and has seen nothing. */
static inline void front_begin(struct front *front, u16 position)
{
	front->position = position;
	event_set_clear(&front->seen);
}

/* It has come to position as well. */
static inline void front_reach(struct front *front, u16 position)
{
	if (position > front->position)
		front->position = position;
}

static inline void front_join(struct front *front, const struct front *other)
{
	front_reach(front, other->position);
	event_set_join(&front->seen, &other->seen);
}

static inline void front_set(struct front *front, const struct front *other)
{
	front->position = other->position;
	event_set_copy(&front->seen, &other->seen);
}

/*
 * The read has come to position. A thaw there is a full barrier: what is after it pulls all that
 * follows after it.
 */
void reader_pass_freezes(struct machine *machine, u16 position);

/* Add an access to those of the read. */
static __always_inline struct access *reader_note(struct machine *m, enum access_kind kind,
						  const struct site *site)
{
	struct access *access;

	/* of rounds that are alike the last one is kept */
	if (m->alike)
		m->read.naccesses = m->round_accesses;
	m->alike = false;
	if (m->read.naccesses == ACCESSES_MAX)
		machine_fail(m,
			     "the guest makes more than %d accesses in one read (endless "
			     "recursion?)",
			     ACCESSES_MAX);
	m->on_way = false;
	access = &m->accesses[m->read.naccesses++];
	access->kind = (u8)kind;
	access->vcpu = m->vcpu;
	access->site = site;
	access->position = 0;
	access->past = false;
	access->barriers = m->barriers;
	return access;
}

/* Is what the next access sees prescribed? Not in rounds that repeat. */
bool reader_prescribed(struct machine *machine);

/* The next prescribed access of this kind to this place, of a directed read. */
const struct access *reader_scripted(struct machine *machine, enum access_kind kind, u16 offset,
				     u16 size);

/* How wide a plain load at offset was in the read that is being repeated. */
u16 reader_scripted_width(const struct machine *machine, u16 offset);

/* Did that read make the second part of a load in two parts first? */
bool reader_scripted_back(const struct machine *machine, const struct part *parts);

/*
 * Choose one of low to n - 1 for what the code loads or samples at site; a directed read takes the one that is wanted.
 * What the code does with the value (site.h) tells what an enumeration can leave out: if it steers no branch and no
 * address, a higher one does no more than to take away from what can be chosen later on. Of a load that is thrown away
 * low is all, then.
 */
unsigned int reader_pick(struct machine *machine, unsigned int low, unsigned int n,
			 enum choice_kind kind, const struct site *site, u16 wanted);

/* The run fails: there are too many slots, or slot is of two pages. */
void reader_no_slot(struct machine *machine, const struct slot *slot);

/* The slot of size bytes at offset. */
static inline struct slot *reader_slot(struct machine *machine, u16 offset, u16 size)
{
	struct slot *slot = view_slot(machine->view, &machine->log, offset, size);

	if (!slot || slot->crosses)
		reader_no_slot(machine, slot);
	return slot;
}

/*
 * One part of a load, atomic in itself, and not before from: what it sees. whole: it is all of what the guest loads at once.
 */
u64 reader_part(struct machine *machine, const struct request *request, const struct part *part,
		const struct front *from, bool whole);

/* A load by the guest, of any size and order: what it sees. */
u64 reader_load(struct machine *machine, const struct request *request);

#endif
