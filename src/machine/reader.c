/*
 * A guest's loads: the parts that each is made in, what they are not before, and what comes after them. What a part sees
 * is reader_see.c's.
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

unsigned int reader_pick(struct machine *m, unsigned int low, unsigned int n, enum choice_kind kind,
			 const struct site *site, u16 wanted)
{
	if (m->staying || m->waits || (m->script && m->settled))
		return low;
	if (!m->script && kind == CHOOSE_LOAD && site->unused && !m->options.every_load)
		return low + choose_but(m->choice, n - low, kind, ~(u128)1);
	if (!m->script && site->data && !m->options.every_load)
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

void reader_no_slot(struct machine *m, const struct slot *slot)
{
	machine_fail(m, slot ? "the guest loads parts of two pages at once"
			     : "the guest loads too many different parts of the page");
}

static const struct front *floor_of(const struct machine *m, const struct request *request)
{
	if (!m->in_order)
		return &m->fence_floor;
	return request->plain ? &m->region_floor : &m->cursor;
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
		value |= reader_part(m, request, part, &from, n == 1)
			 << (8 * (part->offset - request->offset));
	}
	return value;
}

u64 reader_load(struct machine *m, const struct request *request)
{
	struct part all = {request->offset, request->size};
	u64 value;

	if (m->options.by_label)
		grounds_guest_load(m, request);
	if (machine_one_part(m, request)) {
		reader_may_move(m, ACCESS_LOAD, request->offset, request->plain);
		value = reader_part(m, request, &all, floor_of(m, request), true);
	} else {
		front_begin(&m->last, 0);
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
