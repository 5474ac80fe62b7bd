/* Where a guest's loops come round: what another round can still show, and what it can't. */
#include "machine/hosts.h"
#include "machine/read.h"
#include "machine/reader.h"
#include "machine/reader_order.h"

#define SETTLED_ROUNDS_MAX 1000 /* after the last store, of a loop without a bound of its own */

/* May this read choose freely in another round? */
static bool has_retries(const struct machine *m)
{
	if (m->script)
		return m->script_left > 0;
	return m->read.retries <= m->options.retries && m->read.naccesses < ACCESSES_MAX / 2 &&
	       m->choice->n < CHOICES_MAX / 2;
}

/* What a loop that carries at most a count over has loaded in its rounds so far makes no time (src/instrument/past.c). */
static void leave_rounds(struct machine *m, const struct site *loop)
{
	for (unsigned int i = m->read.naccesses; loop->loop && i-- > 0;) {
		struct access *access = &m->accesses[i];

		if (!(access->site->loops >> (loop->loop - 1) & 1))
			break;
		access->past = true;
	}
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
			reader_finish(m, READ_LIMIT);
		m->staying = bound > 0 && (!m->script || m->script_retries);
		stays = m->staying && m->script;
	}
	if (m->staying && ++m->stay_rounds > bound + 2)
		reader_finish(m, READ_LIMIT);
	leave_rounds(m, site);
	m->bound = bound;
	m->alike = m->settled || stays;
	if (!m->alike) {
		reader_note(m, ACCESS_RETRY, site);
		m->round_accesses = m->read.naccesses;
	}
	m->settled = at_end;
}

/* What this loop has seen since it came round itself, rounds of loops within it included; of its first one, all of the read. */
static struct loop_round *round_of(struct machine *m, const struct site *site)
{
	struct loop_round *round = m->loop_rounds;

	while (round < m->loop_rounds + m->nloop_rounds && round->site != site)
		round++;
	if (round == m->loop_rounds + m->nloop_rounds) {
		if (m->nloop_rounds == LOOP_ROUNDS_MAX)
			machine_fail(m, "%s:%u: more than %d loops of a read come round",
				     site->file, site->line, LOOP_ROUNDS_MAX);
		m->nloop_rounds++;
		*round = m->whole_read;
		round->site = site;
	}
	return round;
}

static void add_round(const struct machine *m, struct loop_round *to)
{
	if (m->round_low < to->low)
		to->low = m->round_low;
	if (m->round_tsc < to->tsc)
		to->tsc = m->round_tsc;
	to->moved |= m->round_moved;
}

/* A loop comes round: what this round of it has seen. All others' rounds have seen that as well. */
static struct loop_round end_round(struct machine *m, const struct site *site)
{
	struct loop_round *own = round_of(m, site), whole;

	for (unsigned int i = 0; i < m->nloop_rounds; i++)
		add_round(m, &m->loop_rounds[i]);
	add_round(m, &m->whole_read);
	whole = *own;
	if (whole.low != 0xffff || whole.tsc != 0xffff) /* else it goes on */
		*own = (struct loop_round){.site = site, .low = 0xffff, .tsc = 0xffff};
	m->round_low = m->round_tsc = 0xffff;
	m->round_moved = false;
	return whole;
}

struct hash {
	u64 a, b;
};

static void stir(struct hash *hash, u64 value)
{
	hash->a = (hash->a ^ value) * 0x9e3779b97f4a7c15;
	hash->a ^= hash->a >> 29;
	hash->b = (hash->b + value) * 0xd6e8feb86659fd93;
	hash->b ^= hash->b >> 32;
}

static void stir_set(struct hash *hash, const struct event_set *set, u64 more)
{
	stir(hash, more << 1 | set->some);
	for (unsigned int w = 0; set->some && w < EVENT_SET_WORDS; w++)
		stir(hash, set->words[w]);
}

static void stir_front(struct hash *hash, const struct front *front)
{
	stir_set(hash, &front->seen, front->position);
}

/*
 * All that decides how a read goes on, and how it is judged: where each kind of access may fall from
 * here on, what rounds are left, and what the last round loaded.
 */
static u128 state_of(const struct machine *m, bool values, const struct site *loop)
{
	struct hash hash = {.a = m->memo->epoch, .b = (uintptr_t)loop};

	stir(&hash, (u64)m->read.vcpu << 32 | m->start);
	if (m->log.nvcpus > 1)
		stir(&hash, (u64)m->start_low << 48 | (u64)m->start_high << 32 | m->moves << 16 |
				    m->pins << 4 | (u64)m->vcpu << 2 | (u64)m->told << 1 |
				    (u64)m->offered);
	stir(&hash, (u64)m->read.retries << 32 | m->settled_rounds);
	stir(&hash, (u64)m->stay_rounds << 8 | (u64)m->staying << 7 | (u64)m->settled << 6 |
			    (u64)m->pinned << 5 | (u64)m->barred << 4 | (u64)m->serialised << 3 |
			    (u64)m->first_access << 2 | (u64)m->elsewhere << 9 |
			    (u64)(m->split_loads + 1));
	stir(&hash, (u64)m->serial << 32 | (u64)m->earliest << 16 | m->sampled);
	stir_front(&hash, &m->cursor);
	stir_front(&hash, &m->region_floor);
	stir_front(&hash, &m->plain);
	stir_front(&hash, &m->fence_floor);
	stir_front(&hash, &m->latest);
	stir_front(&hash, &m->last);
	stir_front(&hash, &m->depends);
	for (unsigned int i = 0; m->dependent && i < DEPENDENCIES_MAX; i++)
		stir_front(&hash, &m->loaded[i]);
	for (unsigned int i = 0; m->nloop_rounds > 1 && i < m->nloop_rounds; i++)
		stir(&hash, (uintptr_t)m->loop_rounds[i].site ^
				    (m->loop_rounds[i].low | (u64)m->loop_rounds[i].moved << 16 |
				     (u64)m->loop_rounds[i].tsc << 32));
	stir_set(&hash, &m->exactly, 0);
	for (unsigned int i = 0; m->exactly.some && i < m->log.nevents; i++)
		stir(&hash, event_set_has(&m->exactly, i) ? m->exact_bytes[i] : 0);
	for (unsigned int i = m->round_accesses; values && i < m->read.naccesses; i++) {
		const struct access *access = &m->accesses[i];

		stir(&hash, access->kind);
		if (access->kind == ACCESS_LOAD)
			stir(&hash, (u64)access->offset << 16 | access->size);
		stir(&hash, access->value);
	}
	return ((u128)hash.a << 64 | hash.b) | 1; /* 0 is an empty slot */
}

/* Did another read of this enumeration come round here with nothing to tell it from this one? */
static bool been_here(struct machine *m, enum loop_class class, const struct site *site)
{
	if (class == LOOP_CARRIES || class == LOOP_MEMORYLESS || m->script || m->options.unpruned ||
	    m->waits || m->choice->source != CHOICE_EXHAUSTIVE || m->nwritten ||
	    (m->sharing.on && m->sharing.nops))
		return false;
	if (m->again)
		return m->rounds == m->cut_at;
	/* nothing is left to choose: what these rounds come to was a matter of the state before the first of them */
	if (m->staying || m->settled)
		return false;
	/* with the same choices so far, it was this very state that went on from here */
	if (memo_other_loop(m->memo, site) || m->choice->n < m->choice->depth)
		return false;
	return memo_seen(m->memo, state_of(m, class == LOOP_LAST_ROUND, site));
}

/* Has the read loaded, or sampled, something but in this loop? */
static bool has_looked_elsewhere(const struct machine *m, const struct site *loop)
{
	for (unsigned int i = 0; loop->loop && i < m->read.naccesses; i++)
		if (!(m->accesses[i].site->loops >> (loop->loop - 1) & 1))
			return true;
	return !loop->loop;
}

/*
 * What a read has loaded before a loop may be what keeps it there, if no store comes any more: of such a loop one more round is
 * made, at the end of the log. If it comes round there it does so for ever; if not, other reads do the same.
 */
static bool wait_for_end(struct machine *m, const struct site *site)
{
	u16 end = m->view->first[m->view->nsteps - 1];

	if (m->waits || m->sharing.on || m->log.nvcpus > 1 || m->nwritten ||
	    !has_looked_elsewhere(m, site))
		return false;
	m->waits = true;
	front_reach(&m->cursor, end);
	front_reach(&m->region_floor, end);
	front_reach(&m->fence_floor, end);
	if (m->view->thaw[m->view->nsteps - 1])
		reader_pass_freezes(m, end);
	return true;
}

/* Does the page in the end hold what a repeated read has loaded in this loop's last round? Then it comes round there just so. */
static bool is_as_at_end(const struct machine *m, const struct site *loop)
{
	for (unsigned int i = m->read.naccesses; i-- > 0;) {
		const struct access *access = &m->accesses[i];

		if (access->kind == ACCESS_RETRY && access->site == loop)
			return true;
		if (access->kind == ACCESS_RETRY) /* of a loop within */
			continue;
		if (access->kind != ACCESS_LOAD ||
		    bytes_get(m->log.end_page + access->offset, access->size) != access->value)
			return false;
	}
	return false;
}

/* A loop comes round at the end of the log: for ever, unless it waits for time to pass, which no log has enough of. */
static void finish_at_end(struct machine *m, const struct loop_round *round)
{
	if (round->tsc == 0xffff)
		reader_finish(m, READ_STUCK);
	m->read.timed = round->site;
	reader_finish(m, READ_LIMIT);
}

/*
 * A retry loop comes round. If it carries nothing over, what it does from here on is also done by
 * a read that gets there without the rounds before, as time may pass instead: nothing is lost by
 * cutting here, but that it may do so for ever. Of a loop that carries little over, one read that comes there in a certain state is
 * enough. A round wholly after the last store will repeat for ever. bound: the loop gives up after at
 * most so many rounds, if it is not 0.
 */
void reader_loop(struct machine *m, enum loop_class class, unsigned int bound,
		 const struct site *site)
{
	bool memoryless = class == LOOP_MEMORYLESS && !(m->sharing.on && m->sharing.changes),
	     at_end;
	struct loop_round round;

	if (m->phase != PHASE_GUEST) {
		if (m->phase == PHASE_HOST && ++m->rounds > ROUNDS_MAX)
			machine_fail(m, "%s:%u: the host loops without end", site->file,
				     site->line);
		if (m->phase == PHASE_HOST && m->several)
			hosts_loop(m, class, site);
		return;
	}
	if (++m->rounds > ROUNDS_MAX)
		machine_fail(m, "%s:%u: the guest loops without end and without a look at the page",
			     site->file, site->line);
	if (m->sharing.on && m->sharing.nops)
		shared_round(m, class, m->round_low != 0xffff);
	if (class == LOOP_COUNTED)
		return;
	round = end_round(m, site);
	if (round.low == 0xffff && memoryless) /* it may look at the TSC alone */
		round.low = round.tsc;
	if (round.low == 0xffff)
		return;
	/* a round in which it came to another vCPU need not be as the next */
	at_end = round.low == m->view->nsteps - 1 && !round.moved;
	if (at_end && (memoryless || ++m->settled_rounds > SETTLED_ROUNDS_MAX + bound))
		finish_at_end(m, &round);
	if (memoryless && !m->options.unpruned && !m->script) {
		if (m->on_way && !m->carrying && !m->waits)
			barren_add(m->barren, m->way);
		if (!wait_for_end(m, site))
			reader_finish(m, READ_CUT);
	} else if (memoryless && m->script && !m->script_left && wait_for_end(m, site) &&
		   is_as_at_end(m, site)) {
		reader_finish(m, READ_STUCK);
	}
	if (memoryless)
		m->elsewhere = false; /* what that clock said does not live on */
	else if (!m->carrying)
		m->carrying = site;
	if (been_here(m, class, site)) {
		choice_alive(m->choice);
		reader_finish(m, READ_CUT);
	}
	carry_on(m, at_end || m->waits, bound, site);
}
