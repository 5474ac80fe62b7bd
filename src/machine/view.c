/* Views of the log, and the chains of values in them. */
#include "machine/view.h"

static bool included(const struct log *log, const struct step *step, unsigned int vcpu)
{
	if (step->frozen < 0)
		return true;
	return vcpu == 1 && log->freezes[step->frozen].which == FREEZE_ALL_BUT_ONE;
}

static void add_position(struct view *view, u16 step, u64 time, u64 tsc, u16 position)
{
	u16 p = view->npositions++;

	view->step[p] = step;
	view->time[p] = time;
	view->tsc[p] = tsc;
	view->position[p] = position;
}

void view_make(struct view *view, const struct log *log, u64 tsc, unsigned int vcpu)
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
		add_position(view, v, step->start, tsc + step->start + step->tsc_offset,
			     (u16)(2 * i));
		if (step->end > step->start)
			add_position(view, v, step->end, tsc + step->end + step->tsc_offset,
				     (u16)(2 * i + 1));
		view->nsteps++;
	}
	view->first[view->nsteps] = view->npositions;
}

/* Whole words of the usual sizes, as a copy of any size stalls the load behind it. */
static u64 bytes_at(const u8 *page, u16 offset, u16 size)
{
	u64 value = 0;
	u32 half;

	if (size == 8) {
		memcpy(&value, page + offset, 8);
	} else if (size == 4) {
		memcpy(&half, page + offset, 4);
		value = half;
	} else {
		memcpy(&value, page + offset, size);
	}
	return value;
}

static u64 parameter_mask(const struct format *format, u16 offset, u16 size)
{
	u64 mask = 0;

	for (unsigned int f = 0; f < format->nfields; f++) {
		const struct field *field = &format->fields[f];

		for (u16 b = 0; b < size && field->role == FIELD_PARAM; b++)
			if (offset + b >= field->offset && offset + b < field->offset + field->size)
				mask |= (u64)0xff << (8 * b);
	}
	return mask;
}

static u32 matching_generations(const struct log *log, const struct slot *slot, u64 mask, u64 value)
{
	u32 generations = 0;

	if (!mask)
		return ((u32)2 << (log->ngenerations - 1)) - 1;
	for (unsigned int k = 0; k < log->ngenerations; k++) {
		u64 bytes = bytes_at(log->generations[k].page, slot->offset, slot->size);

		if (!((bytes ^ value) & mask))
			generations |= (u32)1 << k;
	}
	return generations;
}

static void add_entry(struct slot *slot, const struct log *log, const struct view *view, u64 mask,
		      u64 value, int event)
{
	struct entry *entry = &slot->entries[slot->n++];

	entry->value = value;
	entry->event = (s16)event;
	entry->generations = matching_generations(log, slot, mask, value);
	entry->enter = 0;
	entry->events = entry->down = 0;
	if (event >= 0) {
		entry->enter = view->map[log->events[event].enter];
		entry->events = EVENT_BIT(event);
		entry->down = entry->events | log->events[event].before;
	}
}

/*
 * A store that leaves the value as it was makes no entry: to see it is to see the one before. An
 * entry that the next one replaces in the same moment (a thaw) can't be seen and is dropped.
 */
static void fill_slot(struct slot *slot, const struct log *log, const struct view *view, u64 mask)
{
	u8 page[WARPAGE_PAGE_MAX];
	u16 force[EVENTS_MAX + 1];
	event_set stores = 0;
	u16 from = 0;

	memcpy(page, log->start_page, sizeof(page));
	add_entry(slot, log, view, mask, bytes_at(page, slot->offset, slot->size), -1);
	for (unsigned int i = 0; i < log->nevents; i++) {
		const struct event *event = &log->events[i];
		event_set hidden = EVENT_BIT(i);
		u64 value;

		if (event->offset >= slot->offset + slot->size ||
		    slot->offset >= event->offset + event->size)
			continue;
		slot->chain = slot->chain && (event->before & stores) == stores;
		stores |= EVENT_BIT(i);
		if (event->offset == slot->offset && event->size == slot->size) {
			value = event->value;
			memcpy(page + event->offset, &value, event->size);
		} else {
			memcpy(page + event->offset, &event->value, event->size);
			value = bytes_at(page, slot->offset, slot->size);
		}
		while (slot->n > 1 && view->map[event->force] <= slot->entries[slot->n - 1].enter)
			hidden |= slot->entries[--slot->n].events;
		if (value == slot->entries[slot->n - 1].value) {
			if (slot->n > 1)
				slot->entries[slot->n - 1].events |= hidden;
			continue;
		}
		force[slot->n] = view->map[event->force];
		add_entry(slot, log, view, mask, value, (int)i);
		slot->entries[slot->n - 1].events |= hidden;
	}
	for (unsigned int e = 0; e < slot->n; e++) {
		u16 to = view->nsteps;

		if (e + 1 < slot->n && force[e + 1] < to)
			to = force[e + 1] > from ? force[e + 1] : from;
		memset(slot->forced + from, (int)e, to - from);
		from = to;
	}
}

struct slot *view_slot(struct view *view, const struct log *log, const struct format *format,
		       u16 offset, u16 size)
{
	u8 *index = &view->slot_of[offset][size];
	struct slot *slot;
	u64 mask;

	if (*index)
		return &view->slots[*index - 1];
	if (view->nslots == SLOTS_MAX)
		return NULL;
	slot = &view->slots[view->nslots++];
	*index = (u8)view->nslots;
	slot->offset = offset;
	slot->size = size;
	slot->n = 0;
	slot->chain = true;
	mask = parameter_mask(format, offset, size);
	slot->parameters = mask != 0;
	fill_slot(slot, log, view, mask);
	return slot;
}
