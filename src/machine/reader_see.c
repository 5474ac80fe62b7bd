/*
 * What one atomic load sees: which of the stores to its place, and so where in the log it falls. What the model keeps in order
 * never moves back.
 */
#include "machine/reader.h"

#define CHAINS_MAX 8 /* of one load: its bytes */

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

/* At a glance, for stores of which all are in one word: is none of those to the slot from least on among those seen? */
static __always_inline bool none_seen_from(const struct machine *m, const struct slot *slot,
					   unsigned int least, const struct front *floor)
{
	u64 seen = event_set_word(&floor->seen, 0) | event_set_word(&m->exactly, 0);

	return slot->last < 64 && !((seen & slot->stores.words[0]) >> least);
}

/* The first entry that a load with this floor may see. */
static __always_inline unsigned int lowest_entry(const struct machine *m, const struct slot *slot,
						 const struct front *floor)
{
	unsigned int low = slot->forced[m->view->step[floor->position]];

	if (low + 1 == slot->n || !(floor->seen.some | m->exactly.some) ||
	    none_seen_from(m, slot, slot->entries[low + 1].first, floor))
		return low;
	return last_entry_seen(m, slot, low, floor);
}

static u32 place_of(const struct slot *slot)
{
	return (u32)slot->offset << 16 | slot->size;
}

static __always_inline void record(struct machine *m, const struct slot *slot, unsigned int e,
				   bool whole, u16 position, const struct site *site)
{
	struct access *access = reader_note(m, ACCESS_LOAD, site);
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
 * not ahead of one that its address was computed from: the read then began at that moment.
 */
static bool may_be_ahead(const struct machine *m, const struct request *request)
{
	return request->plain && m->in_order && !m->first_access && !m->settled && !m->barred;
}

/* The first entry that a load which may be ahead may see. */
static unsigned int lowest_ahead(const struct machine *m, const struct slot *slot, unsigned int low,
				 const struct request *request)
{
	unsigned int ahead;

	if (!may_be_ahead(m, request))
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

/* Is the next choice, of an enumeration, one that no execution before this has made? */
static bool is_fresh(const struct machine *m)
{
	const struct choice *choice = m->choice;

	/* a script needs no choice: that of the host's run may be gone by now */
	return !m->staying && !m->script && choice->source == CHOICE_EXHAUSTIVE &&
	       choice->n >= choice->depth;
}

/* low itself and what is later, then what is before it, down to ahead. */
static unsigned int pick_entry(struct machine *m, const struct slot *slot, unsigned int low,
			       unsigned int ahead, unsigned int n, const struct request *request,
			       const struct front *floor, u16 wanted)
{
	unsigned int i;

	if (n - low == 1 && ahead == low && !m->script)
		return low;
	if (ahead == low && n - low > 1 && !request->site->data && is_fresh(m))
		return low + choose_but(m->choice, n - low, CHOOSE_LOAD,
					barren_entries(m, slot, low, n, floor, request->site));

	if (ahead == low || m->staying || (m->script && m->settled))
		return reader_pick(m, low, n, CHOOSE_LOAD, request->site, wanted);
	if (m->script)
		return reader_pick(m, ahead, n, CHOOSE_LOAD, request->site, wanted);
	i = reader_pick(m, 0, n - ahead, CHOOSE_LOAD, request->site, 0);
	return i < n - low ? low + i : low - 1 - (i - (n - low));
}

static u64 see_chain(struct machine *m, const struct slot *slot, struct front *floor, bool tight,
		     bool whole, const struct request *request)
{
	unsigned int low = lowest_entry(m, slot, floor), e, n = tight ? low + 1 : slot->n;
	unsigned int ahead = lowest_ahead(m, slot, low, request);
	bool loose = !m->in_order || request->plain || !whole || !m->log.ordered;
	u16 wanted = 0;

	/* at the start itself, but a store of an open block may be there already */
	while (tight && n < slot->n && slot->entries[n].enter <= m->start)
		n++;
	if (m->script && reader_prescribed(m))
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

/* The places that make up slot, stores to each of which are ordered among themselves; returns how many. */
static unsigned int chains_of(struct machine *m, struct slot *slot, struct slot *chains[CHAINS_MAX])
{
	u16 half = slot->size / 2;
	unsigned int n;

	if (slot->chain) {
		*chains = slot;
		return 1;
	}
	n = chains_of(m, reader_slot(m, slot->offset, half), chains);
	return n + chains_of(m, reader_slot(m, slot->offset + half, slot->size - half), chains + n);
}

/* The first entry of slot that is there no sooner than at step; n of them are there then. */
static unsigned int first_new(const struct slot *slot, unsigned int n, u16 step)
{
	while (n > 1 && slot->entries[n - 1].enter >= step)
		n--;
	return n;
}

/* What slot, a chain, shows at one moment. sees_new: of entries that are there sooner none need be tried. */
static unsigned int load_at(struct machine *m, const struct slot *slot, struct front *floor,
			    bool sees_new, const struct request *request)
{
	u16 step = m->view->step[floor->position], wanted = 0;
	unsigned int low = lowest_entry(m, slot, floor), n = low + 1, e;

	while (n < slot->n && (m->script || slot->entries[n].enter <= step))
		n++;
	if (m->script && reader_prescribed(m))
		wanted = reader_scripted(m, ACCESS_LOAD, slot->offset, slot->size)->entry;
	if (n - low > 1 && !request->site->data && !m->options.every_load && is_fresh(m)) {
		unsigned int old = sees_new ? first_new(slot, n, step) : low;
		u128 barren = barren_entries(m, slot, low, n, floor, request->site);

		if (old > low && old - low < 128)
			barren |= ((u128)1 << (old - low)) - 1;
		e = low + choose_but(m->choice, n - low, CHOOSE_LOAD, barren);
	} else {
		e = reader_pick(m, low, n, CHOOSE_LOAD, request->site, wanted);
	}
	see(m, slot, e, floor);
	see_exactly(m, &slot->entries[e]);
	record(m, slot, e, false, floor->position, request->site);
	return e;
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
 * The moment, step or a later one, at which a load falls that sees some of chains. Where nothing new comes to any of
 * them an enumeration has tried all that can be seen; so it has at the start of a read that begins with this load.
 */
static u16 pick_moment(struct machine *m, struct slot *const chains[], unsigned int nchains,
		       u16 step, bool tight, const struct request *request)
{
	unsigned int n = m->view->nsteps - step, i;
	u128 barren = ~(u128)1;

	if (n == 1 || m->options.every_load || !is_fresh(m))
		return (u16)reader_pick(m, step, m->view->nsteps, CHOOSE_LOAD, request->site, 0);
	for (unsigned int c = 0; c < nchains && !tight && !request->site->unused; c++)
		for (unsigned int e = first_new(chains[c], chains[c]->n, step + 1);
		     e < chains[c]->n && chains[c]->entries[e].enter - step < 128; e++)
			barren &= ~((u128)1 << (chains[c]->entries[e].enter - step));
	i = choose_but(m->choice, n, CHOOSE_LOAD, barren);
	m->choice->monotone[m->choice->n - 1] = request->site->data;
	return (u16)(step + i);
}

/* The first step at which a load of parts may be made, if it is ahead of those in front of it; else low. */
static u16 step_ahead(const struct machine *m, u16 low, const struct request *request)
{
	u16 step = m->view->thaw[m->start];

	if (!may_be_ahead(m, request))
		return low;
	if (m->view->step[m->after.position] > step)
		step = m->view->step[m->after.position];
	if (m->view->step[m->depends.position] > step)
		step = m->view->step[m->depends.position];
	return step < low ? step : low;
}

/* It is made then, in front of what else the read has done. */
static void go_ahead(struct machine *m, struct front *floor, u16 position)
{
	front_set(floor, &m->after);
	front_join(floor, &m->depends);
	front_reach(floor, position);
}

/* Can what the accesses since `before` have seen be seen no sooner than floor? */
static bool are_behind(struct machine *m, unsigned int before, const struct front *floor)
{
	for (unsigned int i = before; i < m->read.naccesses; i++) {
		const struct access *access = &m->accesses[i];
		const struct slot *slot = reader_slot(m, access->offset, access->size);

		if (access->entry < lowest_entry(m, slot, floor))
			return false;
	}
	return true;
}

/*
 * One atomic load of a place whose parts are stored without an order between them: the moment is
 * chosen first, then for each part which of the stores possible at that moment it sees. If none of them is new
 * then, an enumeration has come to that at a moment before.
 */
static u64 see_parts(struct machine *m, struct slot *slot, struct front *floor, bool tight,
		     const struct request *request)
{
	u16 first = m->view->step[floor->position], from = floor->position, step = first;
	u16 ahead = step_ahead(m, first, request);
	unsigned int before = m->read.naccesses, last_new = 0, n, i;
	struct slot *chains[CHAINS_MAX];
	struct front in_place;
	bool sees_new = false;
	u64 value = 0;

	front_set(&in_place, floor);
	n = chains_of(m, slot, chains);
	if (m->script && ahead < first) {
		go_ahead(m, floor, m->view->first[ahead]);
	} else if (ahead < first && !m->staying && !m->waits) {
		/* from first on, then what is before it */
		i = choose(m->choice, m->view->nsteps - ahead, CHOOSE_LOAD);
		step = (u16)(first + i < m->view->nsteps ? first + i : m->view->nsteps - 1u - i);
		if (step < first)
			go_ahead(m, floor, m->view->first[step + 1] - 1u);
	} else if (!m->script) {
		step = pick_moment(m, chains, n, step, tight, request);
	}
	if (m->view->first[step] > floor->position && step >= first && !m->script)
		floor->position = m->view->first[step];
	for (unsigned int c = 0; c < n; c++)
		if (first_new(chains[c], chains[c]->n, step) <
		    first_new(chains[c], chains[c]->n, step + 1))
			last_new = c;
	for (unsigned int c = 0; c < n; c++) {
		bool last = c == last_new && step > first && ahead == first && !sees_new;
		const struct entry *entry =
			&chains[c]->entries[load_at(m, chains[c], floor, last, request)];

		sees_new = sees_new || entry->enter == step;
		value |= entry->value << (8 * (chains[c]->offset - slot->offset));
	}
	if (m->script && ahead < first) {
		if (are_behind(m, before, &in_place))
			front_set(floor, &in_place);
		else
			from = m->view->first[ahead];
	} else if (step < first) {
		from = floor->position;
	}
	/* an enumeration comes to each moment by itself, and need not come to the first more than once */
	if (!m->in_order || m->script || m->choice->source != CHOICE_EXHAUSTIVE)
		floor->position = earliest(m, before, from);
	if (ahead < first && floor->position < m->earliest)
		m->earliest = floor->position;
	return value;
}

/* Are all other accesses of the read after this one, which is the first that it makes? */
static bool is_first(const struct machine *m, const struct request *request, bool whole)
{
	return whole && ((m->in_order && !request->plain) ||
			 (request->site->leads > m->sharing.on && !m->options.dropped));
}

u64 reader_part(struct machine *m, const struct request *request, const struct part *part,
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
	value = slot->chain ? see_chain(m, slot, &at, tight, whole, request)
			    : see_parts(m, slot, &at, tight, request);
	m->first_access = false;
	if (whole)
		front_set(&m->last, &at);
	else
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
