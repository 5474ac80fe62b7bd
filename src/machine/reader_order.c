/*
 * What a guest's read does besides its loads: TSC samples, which fall somewhere as loads do, and what
 * keeps accesses in order; and where its loops end.
 */
#include "machine/reader.h"

#define SETTLED_ROUNDS_MAX 1000 /* after the last store, of a loop without a bound of its own */

/*
 * How far before the first load a plain rdtsc may have been sampled: back to the last thaw, as long
 * as nothing has serialised. The read then began at that moment, and its first load came later.
 */
static u16 ahead_of_loads(const struct machine *m)
{
	u16 start = m->view->first[m->start];

	if (!m->in_order || m->first_access || m->settled || m->serialised)
		return 0;
	return (u16)(start - m->view->first[m->view->thaw[m->start]]);
}

/* low itself, then the ahead positions before it, then the later ones. */
static u16 pick_plain_tsc(struct machine *m, u16 low, u16 ahead, bool data, u16 wanted)
{
	u16 first = low - ahead, asked = wanted >= low ? wanted - first : low - wanted;
	unsigned int i = reader_pick(m, 0, (unsigned int)m->view->npositions - first, CHOOSE_TSC,
				     data, asked);

	if (m->script)
		return wanted;
	if (!i)
		return low;
	return (u16)(i > ahead ? first + i : low - i);
}

u64 reader_rdtsc(struct machine *m, bool ordered, const struct site *site)
{
	struct view *view = m->view;
	enum model model = m->options.model;
	bool here = model == MODEL_SC || (ordered && model != MODEL_X86_MANUAL);
	u16 low, last = view->npositions - 1u, position, before, wanted = 0;
	unsigned int n = view->npositions;
	struct access *access;
	struct front at;

	if (!ordered && model != MODEL_SC)
		low = m->serial;
	else if (model == MODEL_WEAK)
		low = m->latest.position;
	else
		low = m->cursor.position > m->sampled ? m->cursor.position : m->sampled;
	if (here && m->first_access && m->in_order && !m->script)
		n = view->first[m->start + 1];
	if (m->settled)
		low = last;
	else if (reader_prescribed(m))
		wanted = reader_scripted(m, ACCESS_TSC, 0, 0)->position;
	if (ordered || model == MODEL_SC || m->settled || m->staying)
		position = (u16)reader_pick(m, low, n, CHOOSE_TSC, site->data, wanted);
	else
		position = pick_plain_tsc(m, low, ahead_of_loads(m), site->data, wanted);
	if (position < m->earliest)
		m->earliest = position;
	m->first_access = false;
	at = (struct front){.position = position};
	before = m->latest.position;
	front_join(&m->latest, &at);
	if (position > m->sampled)
		m->sampled = position;
	if (ordered) {
		m->serial = m->in_order ? m->cursor.position : before;
		m->serialised = true;
	}
	/* later loads may pass it only together with the loads before it; plain ones may as before */
	if (ordered && position > before)
		m->past_tsc = position;
	if (here && m->in_order)
		front_join(&m->cursor, &at);
	reader_pass_freezes(m, position);
	if (position == view->first[m->start] && view->first[m->start + 1] > position + 1)
		m->pinned = true;
	m->read.tsc_position = position;
	m->read.tsc = view->tsc[position];
	access = reader_note(m, ACCESS_TSC, site);
	access->position = position;
	access->value = view->tsc[position];
	return view->tsc[position];
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
	reader_compiler_barrier(m);
}

void reader_serialise(struct machine *m)
{
	struct front sampled = {.position = m->sampled};

	front_join(&m->cursor, &sampled);
	m->serial = m->in_order ? m->cursor.position : m->latest.position;
	m->serialised = true;
}

void reader_mb(struct machine *m)
{
	reader_compiler_barrier(m);
	reader_serialise(m);
	reader_rmb(m);
}

void reader_loaded(struct machine *m, unsigned int n)
{
	front_set(&m->loaded[n % DEPENDENCIES_MAX], &m->last);
}

void reader_depends(struct machine *m, unsigned int n)
{
	if (!m->in_order)
		front_join(&m->depends, &m->loaded[n % DEPENDENCIES_MAX]);
}

static void finish(struct machine *m, enum read_end end)
{
	m->read.end = end;
	machine_escape(m);
}

/* May this read choose freely in another round? */
static bool has_retries(const struct machine *m)
{
	if (m->script)
		return m->script_left > 0;
	return m->read.retries <= m->options.retries && m->read.naccesses < ACCESSES_MAX / 2 &&
	       m->choice->n < CHOICES_MAX / 2;
}

/*
 * A loop that carries something over comes round. At the end of the log rounds are all alike, and the
 * first of them is enough to tell. Elsewhere a read has a few rounds to choose in. If it gives up by
 * itself after some more, it goes on to do so at the moment that it has come to, as it would if the
 * host were stopped there: those rounds are alike, too.
 */
static void carry_on(struct machine *m, bool at_end, unsigned int bound, const struct site *site)
{
	bool stays = m->staying;

	if (!at_end)
		m->read.retries++;
	if (!at_end && !stays && !has_retries(m)) {
		if (!bound && !m->script)
			finish(m, READ_LIMIT);
		m->staying = bound > 0 && (!m->script || m->script_retries);
		stays = m->staying && m->script;
	}
	if (m->staying && ++m->stay_rounds > bound + 2)
		finish(m, READ_LIMIT);
	m->bound = bound;
	m->alike = m->settled || stays;
	if (!m->alike) {
		reader_note(m, ACCESS_RETRY, site);
		m->round_accesses = m->read.naccesses;
	}
	m->settled = at_end;
	m->round_low = 0xffff;
}

/* Did another read of this enumeration come round here with nothing to tell it from this one? */
static bool been_here(struct machine *m, enum loop_class class, const struct site *site)
{
	if (class == LOOP_CARRIES || class == LOOP_MEMORYLESS || m->script || m->options.unpruned ||
	    m->choice->source != CHOICE_EXHAUSTIVE)
		return false;
	return memo_seen(m, class == LOOP_LAST_ROUND, site);
}

/*
 * A retry loop comes round. If it carries nothing over, what it does from here on is also done by
 * a read that gets there without the rounds before, as time may pass instead: nothing is lost by
 * cutting here. Of a loop that carries little over, one read that comes there in a certain state is
 * enough. A round wholly after the last store will repeat for ever. bound: the loop gives up after at
 * most so many rounds, if it is not 0.
 */
void reader_loop(struct machine *m, enum loop_class class, unsigned int bound,
		 const struct site *site)
{
	bool memoryless = class == LOOP_MEMORYLESS, at_end;

	if (m->phase != PHASE_GUEST) {
		if (m->phase == PHASE_HOST && ++m->rounds > ROUNDS_MAX)
			machine_fail(m, "%s:%u: the host loops without end", site->file,
				     site->line);
		return;
	}
	if (++m->rounds > ROUNDS_MAX)
		machine_fail(m, "%s:%u: the guest loops without end and without a look at the page",
			     site->file, site->line);
	if (class == LOOP_COUNTED || m->round_low == 0xffff)
		return;
	at_end = m->round_low == m->view->nsteps - 1;
	if (at_end && (memoryless || ++m->settled_rounds > SETTLED_ROUNDS_MAX + bound))
		finish(m, READ_STUCK);
	if (memoryless && !m->options.unpruned && !m->script)
		finish(m, READ_CUT);
	m->carrying = m->carrying || !memoryless;
	if (been_here(m, class, site)) {
		choice_alive(m->choice);
		finish(m, READ_CUT);
	}
	carry_on(m, at_end, bound, site);
}
