/*
 * A guest's loads: where in the log each of them falls. A load chooses how far to move; what the model
 * keeps in order never moves back.
 */
#include "machine/reader.h"

#include "machine/reader_vcpu.h"
#include "machine/shared_order.h"

void reader_pass_freezes(struct machine *m, u16 position)
{
	u16 thaw = m->view->thaw[m->view->step[position]];
	u16 after = m->view->first[thaw];

	if (!thaw)
		return;
	front_reach(&m->cursor, after);
	front_reach(&m->region_floor, after);
	front_reach(&m->fence_floor, after);
	if (thaw > m->view->thaw[m->start])
		m->barred = m->serialised = true;
	if (after > m->serial)
		m->serial = after;
}

static __always_inline struct access *note(struct machine *m, enum access_kind kind,
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
	return access;
}

struct access *reader_note(struct machine *m, enum access_kind kind, const struct site *site)
{
	return note(m, kind, site);
}

unsigned int reader_pick(struct machine *m, unsigned int low, unsigned int n, enum choice_kind kind,
			 bool data, u16 wanted)
{
	if (m->staying || (m->script && m->settled))
		return low;
	if (!m->script && data && !m->options.every_load)
		return low + choose_monotone(m->choice, n - low, kind);
	if (!m->script)
		return low + choose(m->choice, n - low, kind);
	if (wanted < low || wanted >= n)
		machine_fail(m,
			     "access %u of the finding can't see what it saw: the model forbids "
			     "it",
			     m->script_at);
	return wanted;
}

/* Of the stores to the slot in a word of sets: those seen; of those that are so for a load of their bytes, the last. */
static __always_inline u64 seen_of(const struct machine *m, const struct slot *slot,
				   unsigned int word, const struct front *floor)
{
	u64 stores = event_set_word(&slot->stores, word);
	u64 seen = stores & event_set_word(&floor->seen, word);
	u64 exact = stores & event_set_word(&m->exactly, word);

	while (exact > seen) {
		unsigned int last = event_set_last_of(word, exact);

		if (m->exact_bytes[last] & slot_bytes_of(slot, &m->log.events[last]))
			return seen | exact;
		exact ^= (u64)1 << last % 64;
	}
	return seen;
}

/* The entry, low or a later one, of the last store to the slot that is among those seen. */
static noinline unsigned int last_entry_seen(const struct machine *m, const struct slot *slot,
					     unsigned int low, const struct front *floor)
{
	unsigned int word = slot->last / 64u + 1, least = slot->entries[low + 1].first, e;
	u64 seen = 0;

	while (!seen && word-- > least / 64)
		seen = seen_of(m, slot, word, floor);
	if (!seen)
		return low;
	for (e = slot->n - 1u; e > low; e--)
		if (slot->entries[e].first <= event_set_last_of(word, seen))
			break;
	return e;
}

/* The first entry that a load with this floor may see. */
static __always_inline unsigned int lowest_entry(const struct machine *m, const struct slot *slot,
						 const struct front *floor)
{
	unsigned int low = slot->forced[m->view->step[floor->position]];

	if (low + 1 == slot->n || !(floor->seen.some | m->exactly.some))
		return low;
	return last_entry_seen(m, slot, low, floor);
}

static u32 place_of(const struct slot *slot)
{
	return (u32)slot->offset << 16 | slot->size;
}

static void record(struct machine *m, const struct slot *slot, unsigned int e, bool whole,
		   u16 position, const struct site *site)
{
	struct access *access = note(m, ACCESS_LOAD, site);
	const struct entry *entry = &slot->entries[e];

	access->whole = whole;
	access->offset = slot->offset;
	access->size = slot->size;
	access->entry = (u16)e;
	access->event = entry->event;
	access->position = position;
	access->generations = entry->generations;
	access->value = entry->value;
	if (slot->parameters)
		m->elsewhere = false;
	if (slot->parameters && !site->unused)
		m->read.parameters = true;
	if (site->data)
		return;
	m->way = barren_way(m->way, site, place_of(slot), entry->value);
	m->on_way = true;
}

static noinline void see_event(const struct log *log, unsigned int event, struct event_set *seen)
{
	event_set_join(seen, &log->events[event].before);
	event_set_add(seen, event);
}

/* A load that is not before floor sees entry e: where it took place is the new floor. */
static __always_inline void see(const struct machine *m, const struct slot *slot, unsigned int e,
				struct front *floor)
{
	const struct entry *entry = &slot->entries[e];

	front_reach(floor, m->view->first[entry->enter]);
	/* in order, to be at a moment tells all that is visible then */
	if (!m->log.ordered && e && !event_set_has(&floor->seen, (unsigned int)entry->event))
		see_event(&m->log, (unsigned int)entry->event, &floor->seen);
}

/* The first of the stores that entry e stands for is one that this read has seen for certain. */
static __always_inline void see_exactly(struct machine *m, const struct entry *entry)
{
	if (!entry->bytes)
		return;
	if (!event_set_has(&m->exactly, entry->first)) {
		m->exact_bytes[entry->first] = 0;
		event_set_add(&m->exactly, entry->first);
	}
	m->exact_bytes[entry->first] |= entry->bytes;
}

static unsigned int not_before(const struct machine *m, const struct slot *slot, unsigned int e,
			       const struct front *front)
{
	unsigned int after = front->position || front->seen.some ? lowest_entry(m, slot, front) : 0;

	return e > after ? e : after;
}

/*
 * A plain load with no compiler barrier before it may have been made ahead of the marked loads that
 * the program has before it, the first of which is where the read starts, and back to the last thaw, but
 * not ahead of one that its address was computed from: the read then began at that moment. Returns the first
 * entry that such a load may see.
 */
static unsigned int lowest_ahead(const struct machine *m, const struct slot *slot, unsigned int low,
				 const struct request *request)
{
	unsigned int ahead;

	if (!request->plain || !m->in_order || m->first_access || m->settled || m->barred)
		return low;
	ahead = slot->forced[m->view->thaw[m->start]];
	ahead = not_before(m, slot, ahead, &m->after);
	ahead = not_before(m, slot, ahead, &m->depends);
	return ahead < low ? ahead : low;
}

/* The last moment, not after floor, at which a load may see entry e. */
static u16 last_seen(const struct machine *m, const struct slot *slot, unsigned int e, u16 floor)
{
	u16 step = m->view->step[floor];

	if (slot->forced[step] <= e)
		return floor;
	while (slot->forced[step] > e)
		step--;
	return m->view->first[step + 1] - 1u;
}

/*
 * Which of the entries from low to n - 1 lead nowhere, a bit each? At the last step the loop may come round for
 * ever, which is something.
 */
static u128 barren_entries(const struct machine *m, const struct slot *slot, unsigned int low,
			   unsigned int n, const struct front *floor, const struct site *site)
{
	unsigned int last = m->view->nsteps - 1u;
	u128 barren = 0;

	if (site->data || !m->barren->n || m->options.unpruned || m->options.every_load ||
	    m->view->step[floor->position] >= last)
		return 0;
	for (unsigned int e = low; e < n && e - low < 128; e++)
		if (slot->entries[e].enter < last &&
		    barren_has(m->barren,
			       barren_way(m->way, site, place_of(slot), slot->entries[e].value)))
			barren |= (u128)1 << (e - low);
	return barren;
}

/* low itself and what is later, then what is before it, down to ahead. */
static unsigned int pick_entry(struct machine *m, const struct slot *slot, unsigned int low,
			       unsigned int ahead, unsigned int n, const struct request *request,
			       const struct front *floor, u16 wanted)
{
	struct choice *choice = m->choice;
	unsigned int i;

	/* a script needs no choice: that of the host's run may be gone by now */
	if (ahead == low && n - low > 1 && !m->staying && !m->script &&
	    choice->source == CHOICE_EXHAUSTIVE && choice->n >= choice->depth &&
	    !request->site->data)
		return low + choose_but(choice, n - low, CHOOSE_LOAD,
					barren_entries(m, slot, low, n, floor, request->site));

	if (ahead == low || m->staying || (m->script && m->settled))
		return reader_pick(m, low, n, CHOOSE_LOAD, request->site->data, wanted);
	if (m->script)
		return reader_pick(m, ahead, n, CHOOSE_LOAD, request->site->data, wanted);
	i = reader_pick(m, 0, n - ahead, CHOOSE_LOAD, request->site->data, 0);
	return i < n - low ? low + i : low - 1 - (i - (n - low));
}

static u64 load_chain(struct machine *m, const struct slot *slot, struct front *floor, bool tight,
		      bool whole, const struct request *request)
{
	unsigned int low = lowest_entry(m, slot, floor), e, n = tight ? low + 1 : slot->n;
	unsigned int ahead = lowest_ahead(m, slot, low, request);
	bool loose = !m->in_order || request->plain || !whole || !m->log.ordered;
	u16 wanted = 0;

	/* at the start itself, but a store of an open block may be there already */
	while (tight && n < slot->n && slot->entries[n].enter <= m->start)
		n++;
	if (reader_prescribed(m))
		wanted = reader_scripted(m, ACCESS_LOAD, slot->offset, slot->size)->entry;
	if (!m->script && m->choice->timed && n - low > 1 && ahead == low)
		choice_tell(m->choice, m->view->step[floor->position], &slot->entries[low].enter,
			    sizeof(slot->entries[low]), loose);
	e = pick_entry(m, slot, low, ahead, n, request, floor, wanted);
	if (e < low)
		floor->position = last_seen(m, slot, e, floor->position);
	else
		see(m, slot, e, floor);
	if (floor->position < m->earliest)
		m->earliest = floor->position;
	if (loose)
		see_exactly(m, &slot->entries[e]);
	record(m, slot, e, whole, floor->position, request->site);
	return slot->entries[e].value;
}

void reader_no_slot(struct machine *m, const struct slot *slot)
{
	machine_fail(m, slot ? "the guest loads parts of two pages at once"
			     : "the guest loads too many different parts of the page");
}

/* What slot shows at one moment; halves of it that are stored without an order are seen apart. */
static u64 load_at(struct machine *m, const struct slot *slot, struct front *floor,
		   const struct request *request)
{
	unsigned int low, n, e;
	u16 half = slot->size / 2, wanted = 0;
	u64 value;

	if (!slot->chain) {
		const struct slot *right = reader_slot(m, slot->offset + half, slot->size - half);
		const struct slot *left = reader_slot(m, slot->offset, half);

		value = load_at(m, left, floor, request);
		return value | load_at(m, right, floor, request) << (8 * half);
	}
	low = lowest_entry(m, slot, floor);
	n = low + 1;
	while (n < slot->n &&
	       (m->script || slot->entries[n].enter <= m->view->step[floor->position]))
		n++;
	if (reader_prescribed(m))
		wanted = reader_scripted(m, ACCESS_LOAD, slot->offset, slot->size)->entry;
	e = reader_pick(m, low, n, CHOOSE_LOAD, request->site->data, wanted);
	see(m, slot, e, floor);
	see_exactly(m, &slot->entries[e]);
	record(m, slot, e, false, floor->position, request->site);
	return slot->entries[e].value;
}

/*
 * The first moment, not before from, at which the loads since `before` can have seen what they saw:
 * as for any other load, nothing else tells when it was, and no finding keeps it.
 */
static u16 earliest(struct machine *m, unsigned int before, u16 from)
{
	for (unsigned int i = before; i < m->read.naccesses; i++) {
		const struct access *access = &m->accesses[i];
		const struct slot *slot = reader_slot(m, access->offset, access->size);
		u16 enter = m->view->first[slot->entries[access->entry].enter];

		from = enter > from ? enter : from;
	}
	for (unsigned int i = before; i < m->read.naccesses; i++)
		m->accesses[i].position = from;
	return from;
}

/*
 * One atomic load of a place whose parts are stored without an order between them: the moment is
 * chosen first, then for each part which of the stores possible at that moment it sees.
 */
static u64 load_unordered(struct machine *m, const struct slot *slot, struct front *floor,
			  const struct request *request)
{
	u16 step = m->view->step[floor->position], from = floor->position;
	unsigned int before = m->read.naccesses;
	u64 value;

	if (!m->script)
		step = (u16)reader_pick(m, step, m->view->nsteps, CHOOSE_LOAD, request->site->data,
					0);
	if (m->view->first[step] > floor->position)
		floor->position = m->view->first[step];
	value = load_at(m, slot, floor, request);
	/* an enumeration comes to each moment by itself, and need not come to the first more than once */
	if (!m->in_order || m->script || m->choice->source != CHOICE_EXHAUSTIVE)
		floor->position = earliest(m, before, from);
	return value;
}

/* Are all other accesses of the read after this one, which is the first that it makes? */
static bool is_first(const struct machine *m, const struct request *request, bool whole)
{
	return whole && ((m->in_order && !request->plain) ||
			 (request->site->leads > m->sharing.on && !m->options.dropped));
}

static const struct front *floor_of(const struct machine *m, const struct request *request)
{
	if (!m->in_order)
		return &m->fence_floor;
	return request->plain ? &m->region_floor : &m->cursor;
}

/* One part of a load, atomic in itself, and not before from. */
static u64 load_part(struct machine *m, const struct request *request, const struct part *part,
		     const struct front *from, bool whole)
{
	struct front at;
	struct slot *slot = reader_slot(m, part->offset, part->size);
	bool tight = m->first_access && !m->script && is_first(m, request, whole);
	u16 step;
	u64 value;

	front_set(&at, from);
	if (!m->in_order || request->plain)
		front_join(&at, &m->depends);
	value = slot->chain ? load_chain(m, slot, &at, tight, whole, request)
			    : load_unordered(m, slot, &at, request);
	m->first_access = false;
	front_join(&m->last, &at);
	if (m->in_order) {
		front_reach(&m->latest, at.position);
		front_join(request->plain ? &m->plain : &m->cursor, &at);
	} else {
		front_join(&m->latest, &at);
	}
	step = m->view->step[at.position];
	if (step < m->round_low)
		m->round_low = step;
	if (m->view->thaw[step])
		reader_pass_freezes(m, at.position);
	return value;
}

/* Which of two parts is first is told by a vCPU that the read leaves between them, and by nothing else. */
static bool high_part_first(struct machine *m, const struct part *parts, unsigned int n)
{
	if (n != 2 || m->log.nvcpus == 1)
		return false;
	if (m->script)
		return reader_scripted_back(m, parts);
	return !m->staying && choose(m->choice, 2, CHOOSE_SPLIT);
}

/* Parts of one load are in no order among themselves. */
static u64 load_parts(struct machine *m, const struct request *request)
{
	struct part parts[16];
	u16 width = m->script ? reader_scripted_width(m, request->offset) : 0;
	unsigned int n = machine_parts(m, request, width, &m->split_loads, parts);
	bool back = high_part_first(m, parts, n);
	struct front from;
	u64 value = 0;

	front_set(&from, floor_of(m, request));
	for (unsigned int i = 0; i < n; i++) {
		const struct part *part = &parts[back ? n - 1 - i : i];
		unsigned int moves = m->moves;

		if (!layout_within(&m->log.layout, part->offset, part->size))
			continue;
		reader_may_move(m, ACCESS_LOAD, part->offset, request->plain || n > 1);
		if (m->moves != moves)
			front_set(&from, floor_of(m, request));
		value |= load_part(m, request, part, &from, n == 1)
			 << (8 * (part->offset - request->offset));
	}
	return value;
}

u64 reader_load(struct machine *m, const struct request *request)
{
	struct part all = {request->offset, request->size};
	u64 value;

	front_begin(&m->last, 0);
	if (m->options.by_label)
		grounds_guest_load(m, request);
	if (machine_one_part(m, request)) {
		reader_may_move(m, ACCESS_LOAD, request->offset, request->plain);
		value = load_part(m, request, &all, floor_of(m, request), true);
	} else {
		value = load_parts(m, request);
	}
	front_begin(&m->depends, 0);
	if (m->sharing.on)
		order_page(m, request->acquire, request->site);
	if (!request->acquire)
		return value;
	front_join(&m->fence_floor, &m->last);
	m->barred = true;
	if (m->in_order) {
		front_join(&m->cursor, &m->last);
		front_set(&m->region_floor, &m->cursor);
	}
	return value;
}
