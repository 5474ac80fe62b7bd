/*
 * What a guest's read does besides its loads: TSC samples, which fall somewhere as loads do, and what
 * keeps accesses in order.
 */
#include "machine/reader_order.h"

#include "machine/reader.h"
#include "machine/reader_vcpu.h"
#include "machine/shared_order.h"

#include <warpage/primitives.h>

/*
 * How far before the first load a plain rdtsc may have been sampled: back to the last thaw, as long
 * as nothing has serialised. The read then began at that moment, and its first load came later.
 */
static u16 ahead_of_loads(const struct machine *m)
{
	u16 start = m->view->first[m->start], back = m->view->first[m->view->thaw[m->start]];

	if (m->after.position > back)
		back = m->after.position;
	if (!m->in_order || m->first_access || m->settled || m->serialised || start < back)
		return 0;
	return (u16)(start - back);
}

/* low itself, then the ahead positions before it, then the later ones. */
static u16 pick_plain_tsc(struct machine *m, u16 low, u16 ahead, const struct site *site,
			  u16 wanted)
{
	u16 first = low - ahead, asked = wanted >= low ? wanted - first : low - wanted;
	unsigned int i = reader_pick(m, 0, (unsigned int)m->view->npositions - first, CHOOSE_TSC,
				     site, asked);

	if (m->script)
		return wanted;
	if (!i)
		return low;
	return (u16)(i > ahead ? first + i : low - i);
}

/* By the letter of Intel's manual that waits for loads and stores, and RDTSC is neither. */
static void hold_by_mb(struct machine *m, const struct site *tsc)
{
	if (!m->read.held)
		m->read.held = tsc;
}

u64 reader_rdtsc(struct machine *m, enum warpage_tsc how, const struct site *site)
{
	bool ordered = how != WARPAGE_TSC_PLAIN;
	enum model model = m->options.model;
	bool here = model == MODEL_SC || (ordered && model != MODEL_X86_MANUAL);
	u16 before, low, last, position, wanted = 0;
	struct view *view;
	struct access *access;
	unsigned int n;
	bool tells;

	if (m->by_mb && how != WARPAGE_TSC_ORDERED)
		hold_by_mb(m, site);
	m->tsc_site = site;
	reader_may_move(m, ACCESS_TSC, 0, !here);
	tells = m->log.nvcpus > 1 && vcpus_apart(m->log.schedule);
	if (tells && m->sharing.on)
		shared_here(m, site);
	view = m->view;
	n = view->npositions;
	last = view->npositions - 1u;
	before = m->in_order ? m->cursor.position : m->latest.position;
	machine_tell_apart(m, 1u << (ordered ? MODEL_X86_MANUAL : MODEL_SC));
	before = before > m->sampled ? before : m->sampled;
	low = ordered || model == MODEL_SC ? before : m->serial;
	m->sharing.floats = m->sharing.floats || !(ordered || model == MODEL_SC);
	if (here && m->first_access && m->in_order && !m->script)
		n = view->first[m->start + 1];
	if (m->settled)
		low = last;
	else if (reader_prescribed(m))
		wanted = reader_scripted(m, ACCESS_TSC, 0, 0)->position;
	if (ordered || model == MODEL_SC || m->settled || m->staying)
		position = (u16)reader_pick(m, low, n, CHOOSE_TSC, site, wanted);
	else
		position = pick_plain_tsc(m, low, ahead_of_loads(m), site, wanted);
	if (position < m->earliest)
		m->earliest = position;
	/* what it steers may be whether a loop goes on */
	if (!site->data && m->log.nvcpus == 1 && !m->sharing.on && !m->nwritten &&
	    view->step[position] < m->round_tsc)
		m->round_tsc = view->step[position];
	m->first_access = m->elsewhere = false;
	/* no fence for loads waits for one that is plain */
	if (ordered || m->in_order)
		front_reach(&m->latest, position);
	if (position > m->sampled)
		m->sampled = position;
	if (ordered) {
		m->serial = before;
		m->serialised = true;
		m->by_mb = how == WARPAGE_TSC_BEHIND_MFENCE;
	}
	if (here && m->in_order)
		front_reach(&m->cursor, position);
	reader_pass_freezes(m, position);
	if (m->moves
		    ? view->position[position] == m->start_low
		    : position == view->first[m->start] && view->first[m->start + 1] > position + 1)
		m->pinned = true;
	m->read.tsc_position = position;
	m->read.tsc = reader_own_tsc(m, view->tsc[position]);
	m->read.tsc_vcpu = m->vcpu;
	m->tsc_view = view;
	if (tells) {
		m->told = true;
		m->offered = false;
	}
	access = reader_note(m, ACCESS_TSC, site);
	access->position = position;
	access->value = m->read.tsc;
	if (tells)
		m->sharing.unpinned = view->position[reader_latest(m)];
	if (m->options.by_label)
		grounds_guest_tsc(m, site);
	if (!site->data)
		m->way = barren_way(m->way, site, 0, access->value);
	return m->read.tsc;
}

void reader_compiler_barrier(struct machine *m)
{
	m->barred = true;
	if (!m->in_order)
		return;
	front_join(&m->cursor, &m->plain);
	front_set(&m->region_floor, &m->cursor);
}

void reader_rmb(struct machine *m)
{
	front_join(&m->fence_floor, &m->latest);
	order_loads(m);
	reader_compiler_barrier(m);
}

void reader_serialise(struct machine *m, bool by_mb)
{
	struct front *front = m->in_order ? &m->cursor : &m->latest;

	if (by_mb && m->sampled > front->position)
		hold_by_mb(m, m->tsc_site);
	front_reach(front, m->sampled);
	if (!by_mb || !m->serialised || m->serial != front->position)
		m->by_mb = by_mb;
	m->serial = front->position;
	m->serialised = true;
}

void reader_mb(struct machine *m, bool by_mb)
{
	reader_compiler_barrier(m);
	reader_serialise(m, by_mb);
	reader_rmb(m);
}

void reader_loaded(struct machine *m, unsigned int n)
{
	front_set(&m->loaded[n % DEPENDENCIES_MAX], &m->last);
	m->dependent = true;
}

void reader_depends(struct machine *m, unsigned int n)
{
	front_join(&m->depends, &m->loaded[n % DEPENDENCIES_MAX]);
}
