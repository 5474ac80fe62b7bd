/* Views of the log, and the chains of values in them. */
#include "machine/view.h"

static bool included(const struct log *log, const struct step *step, unsigned int vcpu)
{
	if (step->frozen < 0)
		return true;
	return vcpu == 1 && log->freezes[step->frozen].which == FREEZE_ALL_BUT_ONE;
}

static void add_position(struct view *view, const struct log *log, u16 step, u16 position)
{
	u16 p = view->npositions++;

	view->step[p] = step;
	view->tsc[p] = log_tsc(log, position);
	view->position[p] = position;
}

void view_make(struct view *view, const struct log *log, unsigned int vcpu)
{
	u16 thaw = 0;
	bool frozen = false;

	view->nsteps = 0;
	view->npositions = 0;
	for (unsigned int i = 0; i < view->nslots; i++)
		view->slot_of[view->slots[i].offset][view->slots[i].size] = 0;
	view->nslots = 0;
	for (unsigned int i = 0; i < log->nsteps; i++) {
		const struct step *step = &log->steps[i];
		u16 v = view->nsteps;

		view->map[i] = v;
		if (!included(log, step, vcpu)) {
			frozen = true;
			continue;
		}
		if (frozen)
			thaw = v;
		frozen = false;
		view->base[v] = (u16)i;
		view->thaw[v] = thaw;
		view->first[v] = view->npositions;
		add_position(view, log, v, (u16)(2 * i));
		if (step->end > step->start)
			add_position(view, log, v, (u16)(2 * i + 1));
		view->nsteps++;
	}
	view->first[view->nsteps] = view->npositions;
}

/* The bytes of a slot that are of parameters. */
static u64 parameter_mask(const struct log *log, u16 offset, u16 size)
{
	const struct layout *layout = &log->layout;
	u64 mask = 0;

	for (u16 b = 0; b < size; b++)
		if (layout_has(layout, offset + b) &&
		    layout->parameters >> layout->number[offset + b] & 1)
			mask |= (u64)0xff << (8 * b);
	return mask;
}

/* What a slot is filled with. */
struct filling {
	const struct log *log;
	const struct view *view;
	u64 mask;			/* bytes of parameters */
	u64 published[GENERATIONS_MAX]; /* those bytes of each generation's page */
	u32 clocks;			/* generations of the clock of this page */
};

static u32 matching_generations(const struct filling *filling, u64 value)
{
	unsigned int n = filling->log->ngenerations;
	u32 generations = 0;

	if (!filling->mask)
		return ((u32)2 << (n - 1)) - 1;
	value &= filling->mask;
	for (unsigned int k = 0; k < n; k++)
		generations |= (u32)(filling->published[k] == value) << k;
	return generations & filling->clocks;
}

/* The update that all bytes of parameters are of. */
static u32 labelled_generation(const struct filling *filling, u64 labels)
{
	u64 mask = filling->mask, label;

	if (!mask)
		return matching_generations(filling, 0);
	label = labels >> (__builtin_ctzll(mask) & ~7) & 0xff;
	return (labels & mask) == (label * 0x0101010101010101 & mask) ? (u32)1 << label : 0;
}

static struct entry *add_entry(struct slot *slot, const struct filling *filling, u64 value,
			       u64 labels)
{
	struct entry *entry = &slot->entries[slot->n++];

	entry->value = value;
	entry->labels = labels;
	entry->event = -1;
	entry->generations = filling->log->by_label ? labelled_generation(filling, labels)
						    : matching_generations(filling, value);
	entry->enter = 0;
	entry->first = 0;
	entry->bytes = 0;
	return entry;
}

/* The slot's bytes after a store, which overlaps it. */
static u64 overlay(const struct slot *slot, u64 value, const struct event *event, u64 stored)
{
	int shift = 8 * (event->offset - slot->offset);
	u64 mask = bytes_mask(event->size);

	if (shift < 0) {
		stored >>= -shift;
		mask >>= -shift;
	} else {
		stored <<= shift;
		mask <<= shift;
	}
	mask &= bytes_mask(slot->size);
	return (value & ~mask) | (stored & mask);
}

/* force[e]: from which step on entry e is visible for certain. */
static void fill_forced(struct slot *slot, const u16 *force, u16 nsteps)
{
	u16 from = 0;

	for (unsigned int e = 0; e < slot->n; e++) {
		if (e && force[e] > from)
			from = force[e];
		/* in strides: what comes later is written over */
		for (unsigned int at = from; at < nsteps; at += FORCED_STRIDE)
			memset(slot->forced + at, (int)e, FORCED_STRIDE);
	}
}

/*
 * A store that leaves the value as it was makes no entry: to see it is to see the one before. An
 * entry that the next one replaces in the same moment (a thaw) can't be seen and is dropped.
 */
static void fill_slot(struct slot *slot, const struct filling *filling)
{
	const struct log *log = filling->log;
	const u16 *map = filling->view->map;
	u64 value = bytes_get(log->start_page + slot->offset, slot->size), labels = 0;
	u16 force[EVENTS_MAX + 1];
	struct event_set left;
	int i;

	add_entry(slot, filling, value, labels);
	event_set_clear(&slot->stores);
	log_stores_near(log, slot->offset, slot->size, &left);
	while ((i = event_set_pop_first(&left)) >= 0) {
		const struct event *event = &log->events[i];
		struct entry *entry;
		u16 first = (u16)i;

		if (event->offset >= slot->offset + slot->size ||
		    slot->offset >= event->offset + event->size)
			continue;
		if (!log->ordered)
			slot->chain =
				slot->chain && event_set_within(&slot->stores, &event->before);
		event_set_add(&slot->stores, first);
		slot->last = first;
		value = overlay(slot, value, event, event->value);
		if (log->by_label)
			labels = filling->mask &
				 overlay(slot, labels, event, event->update * 0x0101010101010101);
		while (slot->n > 1 && map[event->force] <= slot->entries[slot->n - 1].enter)
			first = slot->entries[--slot->n].first;
		if (value == slot->entries[slot->n - 1].value &&
		    labels == slot->entries[slot->n - 1].labels)
			continue;
		force[slot->n] = map[event->force];
		entry = add_entry(slot, filling, value, labels);
		entry->event = (s16)i;
		entry->enter = map[event->enter];
		entry->first = first;
		entry->bytes = slot_bytes_of(slot, &log->events[first]);
	}
	fill_forced(slot, force, filling->view->nsteps);
}

static u32 clocks_of(const struct log *log, u16 offset)
{
	u32 clocks = 0;

	for (unsigned int k = log_clock_of(log, offset); k < log->ngenerations; k += log->nclocks)
		clocks |= (u32)1 << k;
	return clocks;
}

struct slot *view_slot_make(struct view *view, const struct log *log, u16 offset, u16 size)
{
	struct filling filling;
	struct slot *slot;

	if (view->nslots == SLOTS_MAX)
		return NULL;
	slot = &view->slots[view->nslots++];
	view->slot_of[offset][size] = (u8)view->nslots;
	slot->offset = offset;
	slot->size = size;
	slot->n = 0;
	slot->chain = true;
	slot->crosses = log_page_of(log, offset) != log_page_of(log, offset + size - 1u);
	filling.log = log;
	filling.view = view;
	filling.mask = parameter_mask(log, offset, size);
	filling.clocks = clocks_of(log, offset);
	slot->parameters = filling.mask != 0;
	for (unsigned int k = 0; k < log->ngenerations; k++)
		filling.published[k] = log_published(log, k, offset, size) & filling.mask;
	fill_slot(slot, &filling);
	return slot;
}
