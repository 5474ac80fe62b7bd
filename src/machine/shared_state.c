/* Where a read has come to, as far as it matters for how it goes on: two that have done the same are compared. */
#include "machine/shared.h"

#include "machine/reader.h"
#include "machine/shared_order.h"

static void to_log(const struct machine *m, struct front *to, const struct front *from)
{
	front_set(to, from);
	to->position = m->view->position[from->position];
}

/* A position of struct read: of the view in which the TSC was sampled. */
static u16 at(const struct machine *m, const struct access *access)
{
	return m->views[view_of(&m->log, access->vcpu)].position[access->position];
}

/* Where the read has been, where it is about to be, and what it has to be told yet. */
static u64 where(const struct machine *m, u64 trace)
{
	const struct sharing *s = &m->sharing;

	for (unsigned int i = 0; i < s->nops; i++)
		trace = barren_way(trace, NULL,
				   (u32)s->ops[i].vcpu << 16 | (u32)s->ops[i].pinned << 8 |
					   s->ops[i].kind,
				   s->ops[i].accesses);
	return barren_way(trace, NULL, (u32)m->vcpu << 8 | s->to,
			  (u64)s->loose_pin | (u64)s->tie << 1 | (u64)s->expects << 2 |
				  (u64)s->pin_told << 3 | (u64)s->pin_stays << 4 |
				  (u64)s->knows << 5 | (u64)m->told << 6);
}

/* Has it loaded what it stores back to the page? Which of several stores alike it saw there counts, then. */
static bool stores_back(const struct machine *m, const struct access *access)
{
	const struct sharing *s = &m->sharing;

	for (unsigned int i = 0; i < s->nops; i++)
		if (s->ops[i].kind == SHARED_PAGE && access->offset >= s->ops[i].offset &&
		    access->offset + access->size <= s->ops[i].offset + s->ops[i].size)
			return true;
	return false;
}

static u64 trace_of(const struct machine *m)
{
	const struct read *read = &m->read;
	u64 trace = (u64)read->vcpu << 8 | read->end;

	for (unsigned int i = 0; i < read->naccesses; i++) {
		const struct access *access = &read->accesses[i];

		trace = barren_way(trace, access->site,
				   (u32)access->kind << 24 | (u32)access->offset << 8 |
					   (u32)access->vcpu << 4 |
					   (access->kind == ACCESS_LOAD ? access->size : 0),
				   access->kind == ACCESS_LOAD	? access->value
				   : access->kind == ACCESS_TSC ? at(m, access)
								: 0);
		if (access->kind == ACCESS_LOAD)
			trace = barren_way(trace, NULL, access->generations,
					   stores_back(m, access) ? access->entry : 0);
	}
	if (m->log.nvcpus > 1)
		trace = where(m, trace);
	if (read->end == READ_ACCEPTED || read->end == READ_FELL_BACK)
		trace = barren_way(trace, NULL, read->fell_back, read->value);
	return trace;
}

static bool front_within(const struct front *front, const struct front *other)
{
	return front->position <= other->position && event_set_within(&front->seen, &other->seen);
}

void shared_state(const struct machine *m, struct shared_state *state)
{
	const struct sharing *s = &m->sharing;
	struct front cursor, look, end;

	front_set(&cursor, &m->cursor);
	if (!m->in_order)
		order_floor(m, &cursor, s->nops ? s->ops[s->nops - 1].kind : SHARED_LOAD);
	else if (s->nops && (s->ops[s->nops - 1].kind == SHARED_STORE ||
			     s->ops[s->nops - 1].kind == SHARED_PAGE))
		front_reach(&cursor, m->sampled);
	if (s->nops && s->ops[s->nops - 1].kind == SHARED_PAGE)
		front_join(&cursor, &m->plain);
	front_set(&look, &cursor);
	if (!m->in_order)
		order_floor(m, &look, SHARED_LOAD);
	to_log(m, &state->cursor, &cursor);
	to_log(m, &state->look, &look);
	front_begin(&state->fence, 0);
	front_begin(&state->latest, 0);
	if (!m->in_order) {
		to_log(m, &state->fence, &m->fence_floor);
		to_log(m, &state->latest, &m->latest);
	}
	state->depends = m->dependent;
	to_log(m, &state->region, &m->region_floor);
	/* in order, one that all to come is behind already holds nothing back */
	front_begin(&state->plain, 0);
	if (!m->in_order || !front_within(&m->plain, &m->cursor))
		to_log(m, &state->plain, &m->plain);
	front_set(&end, &m->cursor);
	front_join(&end, &m->plain);
	front_reach(&end, m->latest.position);
	if (!m->in_order)
		front_join(&end, &m->latest);
	front_reach(&end, m->sampled);
	to_log(m, &state->end, &end);
	event_set_copy(&state->exactly, &m->exactly);
	state->unpinned = s->unpinned;
	state->s = m->read.s;
	state->e = m->read.e;
	state->sampled = m->sampled;
	/* how far back a sample goes that floats */
	state->serial = s->floats ? m->serial : 0;
	state->barred = m->barred;
	state->serialised = m->serialised;
	state->elsewhere = m->elsewhere;
	state->settled = m->settled;
	state->staying = m->staying;
	state->split = m->split_loads;
	state->trace = trace_of(m);
	state->waits =
		m->read.end == READ_WAITS ? m->sharing.ops[m->sharing.nops - 1].address : NULL;
	state->nops = m->sharing.nops;
	state->round = m->sharing.last_round;
}

/* Whatever can follow other, and show that it is wrong, can follow state. */
bool shared_covers(const struct shared_state *state, const struct shared_state *other)
{
	return state->trace == other->trace && state->nops == other->nops &&
	       state->waits == other->waits && state->s >= other->s && state->e <= other->e &&
	       state->sampled <= other->sampled && state->serial <= other->serial &&
	       state->barred == other->barred && state->serialised == other->serialised &&
	       state->elsewhere == other->elsewhere && state->settled == other->settled &&
	       state->unpinned <= other->unpinned && state->staying == other->staying &&
	       state->split == other->split && state->round == other->round && !state->depends &&
	       !other->depends && front_within(&state->look, &other->look) &&
	       front_within(&state->fence, &other->fence) &&
	       front_within(&state->latest, &other->latest) &&
	       front_within(&state->cursor, &other->cursor) &&
	       front_within(&state->region, &other->region) &&
	       front_within(&state->plain, &other->plain) &&
	       front_within(&state->end, &other->end) &&
	       event_set_within(&state->exactly, &other->exactly);
}
