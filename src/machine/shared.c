/*
 * A read's accesses to memory that reads share; see shared.h. They are in order, as marked ones are, and a plain
 * one stands where the code has it. A store is made, and a locked operation, when the TSC was sampled that comes before
 * it, however late: the instruction has ended by then. What a read is told by the front of an answer raises its cursor.
 * In weak they are as early as what stands before them allows (shared_order.c), or refused.
 */
#include "machine/shared.h"

#include "machine/hooks.h"
#include "machine/reader.h"
#include "machine/reader_order.h"
#include "machine/shared_order.h"
#include "machine/shared_vcpu.h"

void shared_begin(struct machine *m)
{
	m->sharing.nown = 0;
	for (unsigned int v = 0; v <= m->log.partial; v++) {
		const struct view *view = &m->views[v];
		unsigned int at = 0;

		for (unsigned int p = 0; p < 2 * m->log.nsteps; p++) {
			while (at < view->npositions && view->position[at] < p)
				at++;
			m->sharing.to_view[v][p] = at < view->npositions ? (u16)at : SHARED_NEVER;
		}
	}
}

bool shared_read(struct machine *m, const struct guest *guest, struct choice *choice,
		 const struct front *after, const struct shared_answer *answers, unsigned int n)
{
	struct sharing *s = &m->sharing;
	const struct view *view;
	u8 vcpu = 0;
	u16 first;

	m->choice = choice;
	m->script = NULL;
	memo_begin(m->memo, choice->source == CHOICE_EXHAUSTIVE && !choice->depth);
	if (!choice->depth)
		barren_begin(m->barren);
	if (log_readers(&m->log) > 1)
		vcpu = (u8)choose(choice, log_readers(&m->log), CHOOSE_VCPU);
	view = &m->views[view_of(&m->log, vcpu)];
	front_set(&m->after, after);
	m->after.position = s->to_view[view - m->views][after->position];
	if (m->after.position == SHARED_NEVER) {
		front_begin(&m->after, 0);
		return false;
	}
	first = view->step[m->after.position];
	m->start_after = m->after.position;
	reader_begin(m, vcpu, (u16)(first + choose(choice, view->nsteps - first, CHOOSE_START)));
	s->on = true;
	s->to = 0;
	s->at_once = s->locked = s->misplaced = false;
	s->pending = s->knows = s->expects = s->tie = s->pinned = s->pin_told = s->loose_pin =
		false;
	s->unpinned = 0;
	s->given = n;
	s->nops = s->stores = s->tied = s->changes = s->rounds = 0;
	s->round = s->round_changes = s->last_round = 0;
	order_begin(m);
	if (n)
		memcpy(s->answers, answers, n * sizeof(*answers));
	reader_run(m, guest);
	if (shared_is_another(m))
		m->read.end = READ_CUT;
	s->on = false;
	s->pending = false;
	front_begin(&m->after, 0);
	if ((m->read.end != READ_CUT && m->read.end != READ_LIMIT) || s->misplaced)
		choice_alive(choice);
	return true;
}

void shared_by_host(struct machine *m, const void *address, u32 size, bool stored)
{
	struct sharing *s = &m->sharing;

	for (unsigned int i = 0; i < s->nhost; i++) {
		struct host_place *place = &s->host[i];

		if (place->address != address || place->size != size)
			continue;
		place->stored = place->stored || stored;
		return;
	}
	if (s->nhost < HOST_PLACES_MAX)
		s->host[s->nhost++] = (struct host_place){address, size, stored};
}

/* What a host has stored is not there any more, and what guests store it would not have seen. */
static void refuse_host(struct machine *m, const struct shared_op *op)
{
	for (unsigned int i = 0; i < m->sharing.nhost; i++) {
		const struct host_place *place = &m->sharing.host[i];
		const char *name = op->site->variable;

		if (op->address >= place->address + place->size ||
		    place->address >= op->address + op->size ||
		    (op->kind == SHARED_LOAD && !place->stored))
			continue;
		machine_fail(
			m,
			"%s:%u: the guest writes memory that outlives the read%s%s%s, and the host "
			"touches it: that is not supported yet",
			op->site->file, op->site->line, name ? ", '" : "", name ? name : "",
			name ? "'" : "");
	}
}

const struct shared_answer *shared_arrive(struct machine *m, enum shared_kind kind, void *address,
					  u32 size, u64 value, const struct site *site)
{
	struct sharing *s = &m->sharing;
	const struct shared_answer *answer;
	struct front front;

	if (s->nops == SHARED_OPS_MAX)
		reader_finish(m, READ_LIMIT);
	s->ops[s->nops++] =
		(struct shared_op){.kind = (u8)kind,
				   .vcpu = kind < SHARED_PIN ? shared_vcpu(m, address) : m->vcpu,
				   .pinned = s->pinned,
				   .accesses = (u16)m->read.naccesses,
				   .size = (u16)size,
				   .full = kind == SHARED_PAGE
						   ? s->at_once || m->options.model == MODEL_SC
						   : order_is_full(m, kind),
				   .offset = kind == SHARED_PAGE ? m->pending_store.offset : 0,
				   .address = address,
				   .value = value,
				   .site = site};
	if (kind == SHARED_STORE || kind == SHARED_PAGE)
		machine_tell_apart(m, 1u << MODEL_SC); /* others have buffers */
	if (address)
		refuse_host(m, &s->ops[s->nops - 1]);
	if (s->nops > s->given)
		reader_finish(m, READ_WAITS);
	answer = &s->answers[s->nops - 1];
	m->on_way = false;
	m->first_access = false;
	m->way = barren_way(m->way, site, (u32)(uintptr_t)address, answer->value);
	if (m->in_order && !answer->front.position && !answer->front.seen.some)
		return answer;
	front_set(&front, &answer->front);
	front.position = s->to_view[m->view - m->views][answer->front.position];
	if (front.position == SHARED_NEVER)
		reader_finish(m, READ_CUT);
	if (m->in_order)
		front_join(&m->cursor, &front);
	else
		order_told(m, kind, &front);
	if (m->view->thaw[m->view->step[front.position]])
		reader_pass_freezes(m, front.position);
	return answer;
}

/* How wide the parts are that an access of a word falls into. */
static u32 width(const struct machine *m, u32 size)
{
	u32 widest = m->options.word == 32 ? 4 : 8;

	return size < widest ? size : widest;
}

static void keep(struct machine *m, void *address, u32 size, const struct site *site)
{
	bool good = size <= WARPAGE_PAGE_MAX;

	for (u32 done = 0; good && done < size; done += 16)
		good = reader_keep(m, (u8 *)address + done, size - done < 16 ? size - done : 16);
	if (!good)
		machine_fail(m,
			     "%s:%u: the guest uses more memory that reads share than is supported",
			     site->file, site->line);
}

/* Which part of so many does the compiler access first? */
static bool backwards(struct machine *m, u32 size, u32 part)
{
	return size == 2 * part && choose(m->choice, 2, CHOOSE_SPLIT);
}

static bool holds_pointer(const struct sharing *s, const void *address)
{
	for (unsigned int i = 0; i < s->npointers; i++)
		if (s->pointers[i] == address)
			return true;
	return false;
}

/* An acquire holds back all that is behind it. */
static void acquired(struct machine *m)
{
	m->barred = true;
	front_set(&m->region_floor, &m->cursor);
	if (!m->in_order)
		front_join(&m->fence_floor, &m->last);
}

void shared_load(struct machine *m, void *address, u32 size, int order, const struct site *site)
{
	u32 part = width(m, size);
	bool back = part < size && backwards(m, size, part);
	bool acquire = hook_acquires(order);

	if (holds_pointer(&m->sharing, address))
		return;
	keep(m, address, size, site);
	if (order_waits(m, address, size, order) ||
	    (order == __ATOMIC_SEQ_CST && order_releases(m)))
		shared_fence(m, true, site);
	order_load(m, address, size, acquire, site);
	for (u32 done = 0; done < size; done += part) {
		u8 *at = (u8 *)address + (back ? size - part - done : done);
		u32 left = size - done < part ? size - done : part;

		shared_come_to(m, at, site);
		bytes_put(at, shared_arrive(m, SHARED_LOAD, at, left, 0, site)->value, left);
		front_join(&m->sharing.told, &m->last);
	}
	front_set(&m->last, &m->sharing.told);
	if (acquire)
		acquired(m);
}

void shared_store(struct machine *m, void *address, u32 size, const struct site *site)
{
	keep(m, address, size, site);
	m->pending_store = (struct request){.size = (u16)size, .site = site};
	m->stored = address;
	m->sharing.pending = true;
}

void shared_settle(struct machine *m)
{
	struct sharing *s = &m->sharing;
	u32 size = m->pending_store.size, part = width(m, size);
	const u8 *address = m->stored;
	u8 value[WARPAGE_PAGE_MAX];
	bool back;

	if (!s->pending)
		return;
	s->pending = false;
	m->stored = NULL;
	if ((uintptr_t)address - (uintptr_t)m->page < m->span) {
		reader_written(m);
		return;
	}
	if (size == sizeof(m->page) && reader_points_to_page(m, address)) {
		if (!holds_pointer(s, address) && s->npointers < ARRAY_SIZE(s->pointers))
			s->pointers[s->npointers++] = address;
		return;
	}
	back = part < size && backwards(m, size, part);
	order_store(m, address, size, s->release, m->pending_store.site);
	s->release = false;
	memcpy(value, address, size);
	for (u32 done = 0; done < size; done += part) {
		u32 at = back ? size - part - done : done;
		u32 left = size - done < part ? size - done : part;

		shared_come_to(m, address + at, m->pending_store.site);
		s->changes++;
		s->stores++;
		if (shared_ties(m, address + at)) {
			s->tied++;
			s->excludes = true;
		}
		shared_arrive(m, SHARED_STORE, (u8 *)address + at, left,
			      bytes_get(value + at, left), m->pending_store.site);
		s->tie = false;
	}
}

/* Is what the read has loaded last, of the bytes that it stores to, there until right before an event? */
static bool is_right_before(struct machine *m, const struct request *store, unsigned int event)
{
	u16 step = m->view->map[m->log.events[event].enter] - 1u;

	for (unsigned int i = m->read.naccesses; i-- > 0;) {
		const struct access *access = &m->accesses[i];

		if (access->kind != ACCESS_LOAD || access->offset < store->offset ||
		    access->offset + access->size > store->offset + store->size)
			break;
		if (reader_slot(m, access->offset, access->size)->forced[step] != access->entry)
			return false;
		if (access->offset == store->offset)
			break;
	}
	return true;
}

void shared_store_page(struct machine *m, u64 value)
{
	const struct request *store = &m->pending_store;
	struct sharing *s = &m->sharing;
	const struct shared_answer *answer;
	bool locked = s->locked;

	s->changes++;
	answer = shared_arrive(m, SHARED_PAGE, NULL, store->size, value, store->site);
	s->at_once = s->locked = false;
	if (!s->ops[s->nops - 1].full) {
		s->stores++;
		return;
	}
	if (!locked || is_right_before(m, store, (unsigned int)answer->value))
		return;
	s->misplaced = true;
	reader_finish(m, READ_CUT);
}

void shared_modify(struct machine *m, void *address, u32 size, int order, const struct site *site)
{
	keep(m, address, size, site);
	shared_come_to(m, address, site);
	if (hook_releases(order))
		front_join(&m->cursor, &m->plain);
	front_reach(&m->cursor, m->sampled);
	m->sharing.changes++;
	if (order_waits(m, address, size, order))
		shared_fence(m, true, site);
	order_modify(m, address, size, order, site);
	bytes_put(address, shared_arrive(m, SHARED_MODIFY, address, size, 0, site)->value, size);
	if (!m->in_order)
		return;
	m->sharing.stores = m->sharing.tied = 0;
	if (hook_acquires(order))
		acquired(m);
}

void shared_modified(struct machine *m, void *address, u32 size, u64 value, int order)
{
	struct shared_op *op = &m->sharing.ops[m->sharing.nops - 1];

	op->wrote = true;
	op->value = value;
	bytes_put(address, value, size);
	if (!m->in_order)
		order_modified(m, address, size, order, op);
}

void shared_kept(struct machine *m, void *address, u32 size, int order, const struct site *site)
{
	if (!m->in_order)
		order_kept(m, address, size, order, site);
}

/* A sequentially consistent store is an exchange, but that nobody asks what was there. */
void shared_store_ordered(struct machine *m, void *address, u32 size, u64 value, int order,
			  const struct site *site)
{
	if (order == __ATOMIC_SEQ_CST && m->in_order) {
		shared_modify(m, address, size, order, site);
		shared_modified(m, address, size, value, order);
		return;
	}
	if (hook_releases(order))
		front_join(&m->cursor, &m->plain);
	shared_store(m, address, size, site);
	m->sharing.release = hook_releases(order);
	bytes_put(address, value, size);
	shared_settle(m);
}

void shared_fence(struct machine *m, bool full, const struct site *site)
{
	if (m->sharing.pending)
		shared_settle(m);
	if (!full || m->options.model == MODEL_SC)
		return;
	if (m->sharing.stores)
		shared_arrive(m, SHARED_FENCE, NULL, 0, 0, site);
	m->sharing.stores = m->sharing.tied = 0;
}

/*
 * A round that touches shared memory alone: if it was a retry that changed nothing, it is as if it had not been
 * made. If it did change something there are as many as retries of any kind.
 */
void shared_round(struct machine *m, enum loop_class class, bool looked)
{
	struct sharing *s = &m->sharing;
	bool touched = s->nops > s->round, changed = s->changes > s->round_changes;

	s->round_changes = s->changes;
	s->last_round = s->round;
	if (looked || !touched) {
		s->round = s->nops;
		return;
	}
	if (!changed && class == LOOP_MEMORYLESS)
		reader_finish(m, READ_CUT);
	s->round = s->nops;
	if ((changed || class != LOOP_COUNTED) && ++s->rounds > m->options.retries)
		reader_finish(m, READ_LIMIT);
}
