/*
 * Migrations: before an access a read may come to another vCPU, if both run at that moment. That is a full
 * barrier, waits for TSC samples, and leaves what the read has seen as it was. One that nothing could tell
 * from a read which was on the other vCPU all the time is left out.
 */
#include "machine/reader_vcpu.h"

#include "machine/reader_order.h"

/* The first position of another view that is not before position of the one at hand; or its npositions. */
static u16 carried(const struct machine *m, const struct view *view, u16 position)
{
	u16 at = 0;

	if (view == m->view)
		return position;
	while (at < view->npositions && view->position[at] < m->view->position[position])
		at++;
	return at;
}

u16 reader_latest(const struct machine *m)
{
	u16 position = m->in_order ? m->cursor.position : m->latest.position;

	if (m->in_order && m->plain.position > position)
		position = m->plain.position;
	return m->sampled > position ? m->sampled : position;
}

static const struct view *view_at(const struct machine *m, unsigned int vcpu)
{
	return &m->views[view_of(&m->log, vcpu)];
}

static bool can_move(const struct machine *m, unsigned int vcpu)
{
	const struct view *view = view_at(m, vcpu);

	return vcpu != m->vcpu && vcpu < m->log.nvcpus &&
	       carried(m, view, reader_latest(m)) < view->npositions;
}

/* From here on the start of the read stands. */
static void fix_start(struct machine *m)
{
	const struct view *view = m->view;
	u16 start = view->first[m->start], end = view->first[m->start + 1] - 1u;

	if (m->moves)
		return;
	if (m->earliest < start)
		start = end = m->earliest;
	m->start_low = view->position[start];
	m->start_high = view->position[end];
	m->earliest = 0;
}

static void carry_front(const struct machine *m, const struct view *view, struct front *front)
{
	front->position = carried(m, view, front->position);
}

static void change_view(struct machine *m, const struct view *view)
{
	carry_front(m, view, &m->cursor);
	carry_front(m, view, &m->region_floor);
	carry_front(m, view, &m->plain);
	carry_front(m, view, &m->fence_floor);
	carry_front(m, view, &m->latest);
	carry_front(m, view, &m->last);
	carry_front(m, view, &m->depends);
	for (unsigned int i = 0; i < DEPENDENCIES_MAX; i++)
		m->loaded[i].position = m->latest.position;
	m->serial = carried(m, view, m->serial);
	m->sampled = carried(m, view, m->sampled);
	m->view = (struct view *)view;
}

static void move(struct machine *m, unsigned int vcpu)
{
	static const struct site nowhere = {.file = "", .function = ""};
	const struct view *view = view_at(m, vcpu);
	struct access *access;

	shared_leave(m, vcpu, &nowhere);
	access = reader_note(m, ACCESS_MOVE, &nowhere);
	fix_start(m);
	reader_mb(m, false);
	if (view != m->view)
		change_view(m, view);
	reader_pass_freezes(m, m->in_order ? m->cursor.position : m->latest.position);
	m->first_access = false;
	m->vcpu = (u8)vcpu;
	m->moves++;
	m->round_moved = true;
	/* in joint reads it may be anywhere until it is told */
	m->told = m->told && !m->sharing.on;
	access->vcpu = m->vcpu;
	access->position = m->in_order ? m->cursor.position : m->latest.position;
	access->value = vcpu;
}

static void move_by(struct machine *m, unsigned int i)
{
	unsigned int vcpu = (unsigned int)m->script[i].value;

	if (m->pins || !can_move(m, vcpu))
		machine_fail(m, "the finding's read can't come to vCPU %u where it does", vcpu);
	m->script_used[i] = true;
	m->script_left--;
	move(m, vcpu);
}

/* What stands before the next access of that kind, to that place. */
static void move_as_prescribed(struct machine *m, enum access_kind kind, u16 offset)
{
	unsigned int i;

	if (!reader_prescribed(m))
		return;
	for (i = 0; i < m->nscript; i++)
		if (!m->script_used[i] && m->script[i].kind == kind &&
		    (kind != ACCESS_LOAD || m->script[i].offset == offset))
			break;
	if (i && i < m->nscript && !m->script_used[i - 1] && m->script[i - 1].kind == ACCESS_MOVE)
		move_by(m, i - 1);
}

/* What comes next of all, if that is a move. */
static void move_next(struct machine *m)
{
	unsigned int i = 0;

	if (!reader_prescribed(m))
		return;
	while (i < m->nscript && (m->script_used[i] || m->script[i].kind == ACCESS_RETRY))
		i++;
	if (i < m->nscript && m->script[i].kind == ACCESS_MOVE)
		move_by(m, i);
}

/*
 * Is a move just before this access one of those that were offered already, or of a read that began on the
 * other vCPU? In order, with nothing afloat, one moves right after what told it where it was: that orders
 * least. What it has stored is made when it leaves: that is one thing before an access, and another behind it.
 */
static bool is_idle(const struct machine *m, bool loose)
{
	if (!m->told && (m->first_access || !m->log.partial))
		return true;
	if (m->sharing.on && m->sharing.stores && m->options.model != MODEL_SC)
		return false;
	return m->offered && !loose && m->in_order && !m->log.partial &&
	       m->sampled <= m->cursor.position && m->plain.position <= m->cursor.position;
}

void reader_offer_move(struct machine *m, enum access_kind kind, u16 offset, bool loose)
{
	unsigned int n = 0, to[VCPUS_MAX], taken;

	if (m->script) {
		move_as_prescribed(m, kind, offset);
		return;
	}
	if (m->pins || m->moves == m->options.moves || m->settled || m->staying ||
	    is_idle(m, loose))
		return;
	m->offered = true;
	for (unsigned int vcpu = 0; vcpu < m->log.nvcpus; vcpu++)
		if (can_move(m, vcpu))
			to[n++] = vcpu;
	taken = choose(m->choice, n + 1, CHOOSE_VCPU);
	if (taken)
		move(m, to[taken - 1]);
}

void reader_pin(struct machine *m, bool one, const struct site *at)
{
	if (m->log.nvcpus > 1 && m->script)
		move_next(m);
	else if (m->log.nvcpus > 1)
		reader_offer_move(m, ACCESS_VCPU, 0, true);
	if (!m->pins && one)
		shared_here(m, at);
	else if (!m->pins)
		shared_pin(m, at);
	m->pins++;
}

void reader_unpin(struct machine *m)
{
	if (m->pins && !--m->pins)
		shared_unpin(m);
}

void reader_is_told(struct machine *m)
{
	reader_offer_move(m, ACCESS_VCPU, 0, false);
	m->told = true;
	m->offered = false;
}

u32 reader_vcpu_id(struct machine *m, const struct site *site)
{
	struct access *access;

	m->asked = true;
	if (m->log.nvcpus == 1)
		return 0;
	reader_offer_move(m, ACCESS_VCPU, 0, false);
	if (reader_prescribed(m))
		reader_scripted(m, ACCESS_VCPU, 0, 0);
	shared_here(m, site);
	m->told = true;
	m->offered = false;
	access = reader_note(m, ACCESS_VCPU, site);
	access->position = reader_latest(m);
	access->value = m->vcpu;
	m->sharing.unpinned = m->view->position[access->position];
	m->way = barren_way(m->way, site, 0, m->vcpu);
	return m->vcpu;
}
