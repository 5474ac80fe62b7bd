/*
 * One read from start to end: where it begins, the guest's call, and what is to be said of it: its
 * span, and the generations that it may be of.
 */
#include "machine/read.h"

#include <stdio.h>

#include "clock/result.h"
#include "machine/reader.h"

void reader_begin(struct machine *m, u8 vcpu, u16 start)
{
	struct view *view = &m->views[view_of(&m->log, vcpu)];
	u16 position = view->first[start];

	if (m->after.position > position)
		position = m->after.position;
	m->view = view;
	m->tsc_view = view;
	m->vcpu = vcpu;
	m->moves = m->pins = 0;
	m->told = m->offered = m->round_moved = false;
	m->start = start;
	front_begin(&m->cursor, position);
	front_begin(&m->region_floor, position);
	front_begin(&m->fence_floor, position);
	front_begin(&m->latest, position);
	front_begin(&m->last, position);
	front_begin(&m->plain, 0);
	front_begin(&m->depends, 0);
	event_set_clear(&m->exactly);
	m->serial = m->sampled = m->earliest = position;
	m->first_access = true;
	m->elsewhere = m->pinned = m->settled = m->staying = m->alike = m->waits = m->serialised =
		m->by_mb = m->barred = false;
	m->split_loads = -1;
	m->round_low = m->round_tsc = 0xffff;
	m->whole_read = (struct loop_round){.low = 0xffff, .tsc = 0xffff};
	m->nloop_rounds = 0;
	m->rounds = m->settled_rounds = m->stay_rounds = m->bound = 0;
	m->stored = NULL;
	m->way = 0;
	m->on_way = false;
	memset(m->results, 0, sizeof(m->results));
	m->ncopies = 0;
	m->read.end = READ_ERROR;
	m->read.fell_back = m->read.parameters = m->read.apart = false;
	m->nwritten = 0;
	m->read.vcpu = vcpu;
	m->read.start_step = start;
	m->read.tsc_position = -1;
	m->read.floor = m->read.held = m->read.timed = NULL;
	m->read.retries = m->read.naccesses = m->round_accesses = 0;
	m->barriers = 0;
	m->loose = false;
	m->in_order = m->options.model != MODEL_WEAK;
	m->dependent = false;
	if (!m->after.seen.some)
		return;
	front_join(&m->cursor, &m->after);
	front_join(&m->region_floor, &m->after);
	front_join(&m->fence_floor, &m->after);
}

/* Is generation k's page as byte b of what access loaded? */
static bool matches(struct machine *m, const struct access *access, u16 b, unsigned int k)
{
	const struct layout *layout = &m->log.layout;
	u16 at = log_in_page(&m->log, access->offset + b), n = layout->number[at];
	const struct slot *slot;

	if (!layout_has(layout, at) || !(layout->parameters >> n & 1))
		return true;
	if (m->log.by_label) {
		slot = reader_slot(m, access->offset, access->size);
		return (slot->entries[access->entry].labels >> (8 * b) & 0xff) == k;
	}
	return log_clock(&m->log, k) == log_clock_of(&m->log, access->offset) &&
	       m->log.pages[k][n] == (u8)(access->value >> (8 * b));
}

/* The generations whose page has the bytes of access that are in the set wanted, by their places in a page. */
static u32 partly_matching(struct machine *m, const struct access *access, u128 wanted)
{
	u16 at = log_in_page(&m->log, access->offset);
	u32 generations = 0;

	for (unsigned int k = 0; k < m->log.ngenerations; k++) {
		bool match = true;

		for (u16 b = 0; b < access->size && match; b++)
			match = !(wanted >> m->log.layout.number[at + b] & 1) ||
				matches(m, access, b, k);
		if (match)
			generations |= (u32)1 << k;
	}
	return generations;
}

/* The generations whose page has every byte that the read loaded last, from any page, and did not throw away. */
static u32 common_generations(struct machine *m)
{
	const struct read *read = &m->read;
	u32 generations = ~(u32)0;
	u128 covered = 0;

	for (unsigned int i = read->naccesses; i-- > 0;) {
		const struct access *access = &read->accesses[i];
		u128 bytes;

		if (access->kind != ACCESS_LOAD || access->site->unused || access->past)
			continue;
		bytes = layout_bytes(&m->log.layout, log_in_page(&m->log, access->offset),
				     access->size);
		if (!(bytes & covered))
			generations &= access->generations;
		else if (bytes & ~covered)
			generations &= partly_matching(m, access, bytes & ~covered);
		covered |= bytes;
	}
	return generations;
}

static void note_refusal(struct machine *m, const struct site *site)
{
	bool named = site->variable;

	m->shares = site;
	snprintf(
		m->error, sizeof(m->error),
		"%s:%u: the guest writes memory that outlives the read%s%s%s: only what is touched "
		"after the last look at the page and the TSC alone may be kept",
		site->file, site->line, named ? ", '" : "", named ? site->variable : "",
		named ? "'" : "");
}

static bool is_kept(const struct machine *m, const void *address, u32 size)
{
	for (unsigned int i = 0; i < m->nkept; i++)
		if (m->kept[i].address == address && m->kept[i].size >= size)
			return true;
	return false;
}

bool reader_keep(struct machine *m, void *address, u32 size)
{
	struct kept *kept = &m->kept[m->nkept];

	if (is_kept(m, address, size))
		return true;
	if (size > sizeof(kept->before) || m->nkept == KEPT_MAX)
		return false;
	*kept = (struct kept){.address = address, .size = size};
	memcpy(kept->before, address, size);
	m->nkept++;
	return true;
}

void reader_stores(struct machine *m, void *address, u32 size, const struct site *site)
{
	reader_touches(m, site);
	m->stored_by = site;
	if (!site->floor && size != sizeof(m->page))
		reader_refuse_store(m);
	m->stored = site->floor ? NULL : address;
	if (!reader_keep(m, address, size))
		reader_refuse_store(m);
}

/* Each read finds the variables of the file as they were at first. */
static void take_back(struct machine *m)
{
	while (m->nkept) {
		const struct kept *kept = &m->kept[--m->nkept];

		memcpy(kept->address, kept->before, kept->size);
	}
}

bool reader_points_to_page(struct machine *m, const void *stored)
{
	const u8 *value;
	uintptr_t before;

	memcpy(&value, stored, sizeof(value));
	if ((uintptr_t)value - (uintptr_t)m->page < m->span)
		return true;
	/* a struct around the page, as Xen's vcpu_info: always the same, so that it tells nothing */
	before = (uintptr_t)m->page - (uintptr_t)value;
	if (!m->around && before <= AROUND_MAX)
		m->around = before;
	return m->around && m->around == before;
}

bool reader_stored_pointer(struct machine *m)
{
	const void *stored = m->stored;

	if (m->sharing.on) {
		shared_settle(m);
		return true;
	}
	m->stored = NULL;
	if ((uintptr_t)stored - (uintptr_t)m->page < m->span) {
		reader_written(m);
		return true;
	}
	if (reader_points_to_page(m, stored))
		return true;
	note_refusal(m, m->stored_by);
	return false;
}

void reader_refuse_store(struct machine *m)
{
	note_refusal(m, m->stored_by);
	m->read.end = READ_ERROR;
	machine_escape(m);
}

/* The latest start and the earliest end that this read can have had. */
static void find_span(struct machine *m)
{
	const struct view *view = m->view;
	u16 s = view->first[m->start], e = m->latest.position;

	if (m->moves)
		s = 0;
	else if (m->earliest < s)
		s = m->earliest;
	else if (!m->pinned)
		s = view->first[m->start + 1] - 1u;
	if (m->cursor.position > e && m->in_order)
		e = m->cursor.position;
	if (m->sampled > e)
		e = m->sampled;
	if (e < s && !m->moves)
		e = s;
	m->read.e = view->position[e];
	m->read.s = !m->moves ? view->position[s] : m->pinned ? m->start_low : m->start_high;
	if (m->read.e < m->read.s)
		m->read.e = m->read.s;
	if (m->read.tsc_position >= 0)
		m->read.tsc_position = m->tsc_view->position[m->read.tsc_position];
}

/* The guest, until it returns or is left through m->escape; alone for the reason of run_updates(). */
static noinline void run_guest(struct machine *m, const struct guest *guest)
{
	if (__builtin_setjmp(m->escape))
		return;
	m->read.fell_back = !guest->read(m->page, m->results) || m->elsewhere;
	if (m->sharing.pending)
		shared_settle(m);
	m->read.end = m->waits ? READ_CUT : m->read.fell_back ? READ_FELL_BACK : READ_ACCEPTED;
}

/* The guest's pages are as far apart as it says. false: there is no room for that. */
static bool lay_cells(struct machine *m, const struct guest *guest)
{
	const struct log *log = &m->log;
	size_t room = sizeof(m->cells) - 16u - m->schedule->placement;

	m->page = m->cells + m->schedule->placement;
	m->stride = log->npages > 1 && guest->stride ? guest->stride : log->page_size;
	m->span = (u16)((log->npages - 1) * m->stride + log->page_size);
	if (m->stride >= log->page_size && m->span <= room)
		return true;
	m->span = log->page_size;
	snprintf(m->error, sizeof(m->error),
		 "%s: pages of %u bytes, of %u vCPUs, can't be %u bytes apart", guest->file,
		 log->page_size, log->npages, m->stride);
	return false;
}

void reader_run(struct machine *m, const struct guest *guest)
{
	if (!lay_cells(m, guest))
		return;
	m->phase = PHASE_GUEST;
	m->escape = m->landing;
	m->base = (uintptr_t)__builtin_frame_address(0);
	run_guest(m, guest);
	/* that round was one more, of which nothing is to be told but that it comes round */
	if (m->waits && !m->staying && m->read.end == READ_LIMIT && !m->read.timed)
		m->read.end = READ_CUT;
	m->phase = PHASE_IDLE;
	if (m->sharing.on)
		m->stored = NULL;
	if (m->stored && !reader_stored_pointer(m))
		m->read.end = READ_ERROR;
	take_back(m);
	reader_poison(m);
	if (m->nwritten)
		reader_place_written(m);
	find_span(m);
	if (m->read.end != READ_ACCEPTED && m->read.end != READ_FELL_BACK)
		return;
	m->read.value = result_time(m->options.format, m->results);
	m->read.improper = !result_proper(m->options.format, m->results);
	m->read.of_tsc = m->options.format->with_tsc ? result_tsc(m->options.format, m->results)
						     : m->read.tsc;
	m->read.generations = common_generations(m) & (((u32)2 << (m->log.ngenerations - 1)) - 1);
	if (m->options.by_label)
		grounds_read(m);
}

const struct read *machine_read(struct machine *m, const struct guest *guest, struct choice *choice)
{
	u8 vcpu;

	m->choice = choice;
	m->script = NULL;
	memo_begin(m->memo, choice->source == CHOICE_EXHAUSTIVE && !choice->depth);
	if (!choice->depth)
		barren_begin(m->barren);
	front_begin(&m->after, 0);
	vcpu = (u8)choose(choice, log_readers(&m->log), CHOOSE_VCPU);
	reader_begin(m, vcpu, (u16)choose(choice, machine_steps(m, vcpu), CHOOSE_START));
	reader_run(m, guest);
	if (m->read.end != READ_CUT && m->read.end != READ_LIMIT)
		choice_alive(choice);
	return &m->read;
}

void reader_set_poison(struct machine *m, u8 poison, bool restless)
{
	m->options.poison = poison;
	m->options.restless = restless;
	memset(m->cells, poison, m->span + 64u + 16u);
}

bool machine_read_again(struct machine *m, const struct guest *guest, struct choice *choice)
{
	const struct read first = m->read;
	u8 poison = m->options.poison;
	bool restless = m->options.restless;
	unsigned int depth = choice->depth, n = choice->n;

	choice->depth = n;
	choice->n = 0;
	m->again = true;
	m->cut_at = first.end == READ_CUT ? m->rounds : 0;
	reader_set_poison(m, (u8)~poison, true);
	choose(choice, log_readers(&m->log), CHOOSE_VCPU);
	choose(choice, machine_steps(m, first.vcpu), CHOOSE_START);
	reader_begin(m, first.vcpu, first.start_step);
	reader_run(m, guest);
	reader_set_poison(m, poison, restless);
	m->again = false;
	choice->depth = depth;
	return choice->n == n && m->read.end == first.end && m->read.s == first.s &&
	       m->read.e == first.e && m->read.naccesses == first.naccesses &&
	       m->read.retries == first.retries &&
	       (first.end != READ_ACCEPTED ||
		(m->read.value == first.value && m->read.of_tsc == first.of_tsc));
}

const struct read *machine_read_directed(struct machine *m, const struct guest *guest, u8 vcpu,
					 u16 start_step, const struct access *accesses,
					 unsigned int n)
{
	m->error[0] = '\0';
	if (vcpu >= log_readers(&m->log) || start_step >= machine_steps(m, vcpu)) {
		m->read.end = READ_ERROR;
		snprintf(m->error, sizeof(m->error), "the finding's read starts where no read can");
		return &m->read;
	}
	m->script = accesses;
	m->nscript = n;
	m->script_at = m->script_left = 0;
	for (unsigned int i = 0; i < n; i++)
		m->script_left += accesses[i].kind != ACCESS_RETRY;
	m->script_retries = n - m->script_left;
	memset(m->script_used, 0, n * sizeof(*m->script_used));
	reader_begin(m, vcpu, start_step);
	reader_run(m, guest);
	m->script = NULL;
	/* rounds that are alike are not all prescribed, nor are they all made again */
	for (unsigned int i = 0; i < n && m->read.end != READ_ERROR && !m->settled && !m->staying;
	     i++) {
		if (m->script_used[i] || m->read.end == READ_STUCK ||
		    accesses[i].kind == ACCESS_RETRY)
			continue;
		m->read.end = READ_ERROR;
		snprintf(m->error, sizeof(m->error),
			 "the guest does not make access %u of the finding", i + 1);
	}
	return &m->read;
}
