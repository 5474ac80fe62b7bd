/*
 * Runs a host, alone: its stores become events with a place in its program, and a time from the
 * schedule. A store is picked up at the next hook, as the hook runs before it. What becomes visible
 * late, or out of order, is for the log to say.
 */
#include <stdio.h>

#include "machine/internal.h"

/* Give the first n of the events without one a time: they are visible from then on. */
static void make_visible(struct machine *m, unsigned int n)
{
	const struct update *update = &m->schedule->updates[m->update - 1];

	for (; n && m->unseen < m->log.nevents; n--) {
		struct event *event = &m->log.events[m->unseen++];
		u64 gap = update->gap;

		if (event->update != m->update) {
			m->now++;
		} else if (!event->ordinal) {
			m->now = m->now < m->handover ? m->handover : m->now + 1;
		} else {
			if (event->ordinal < GAPS_MAX && update->gaps[event->ordinal])
				gap = update->gaps[event->ordinal];
			m->now += gap ? gap : 1;
		}
		event->time = m->now;
	}
}

static void make_all_visible(struct machine *m)
{
	bool several = m->log.nevents - m->unseen > 1;

	make_visible(m, m->log.nevents - m->unseen);
	if (several)
		m->now++; /* room for the end of an open block */
}

static void add_event(struct machine *m, const struct request *request, u16 offset, u16 size,
		      u64 value, bool plain)
{
	const struct update *update = &m->schedule->updates[m->update - 1];
	struct log *log = &m->log;
	struct event *event;

	if (log->nevents == EVENTS_MAX)
		machine_fail(m,
			     "the host makes more than %d stores in this schedule: use fewer "
			     "updates",
			     EVENTS_MAX);
	event = &log->events[log->nevents++];
	event->offset = offset;
	event->size = size;
	event->update = (u8)m->update;
	event->ordinal = (u8)m->stores++;
	event->plain = plain;
	event->release = request->release;
	event->region = m->region;
	event->fence = m->fence;
	event->value = value;
	event->site = request->site;
	if (update->dies_after >= 0 && m->stores >= (unsigned int)update->dies_after) {
		log->died = true;
		machine_escape(m);
	}
}

static void host_store(struct machine *m, const struct request *request, u64 value)
{
	struct part parts[16];
	unsigned int n;
	bool back;

	if (machine_one_part(m, request->offset, request->size, request->plain)) {
		add_event(m, request, request->offset, request->size, value, request->plain);
		return;
	}
	n = machine_parts(m, request->offset, request->size, request->plain, &m->split_plain,
			  parts);
	back = n == 2 && !request->plain && choose(m->choice, 2, CHOOSE_SPLIT);
	for (unsigned int i = 0; i < n; i++) {
		const struct part *part = &parts[back ? n - 1 - i : i];
		u64 bytes = value >> (8 * (part->offset - request->offset));

		add_event(m, request, part->offset, part->size, bytes & bytes_mask(part->size),
			  request->plain);
	}
}

void host_settle_pending(struct machine *m)
{
	struct request request;

	m->pending = false;
	if (m->pending_store.size <= 8) {
		host_store(m, &m->pending_store,
			   bytes_get(m->page + m->pending_store.offset, m->pending_store.size));
		return;
	}
	request = m->pending_store;
	while (request.size) {
		u16 left = request.size;

		request.size = left > 8 ? 8 : left;
		host_store(m, &request, bytes_get(m->page + request.offset, request.size));
		request.offset += request.size;
		request.size = left - request.size;
	}
}

void host_drain(struct machine *m)
{
	host_settle(m);
	make_all_visible(m);
}

/* stores: orders them on every model; full: they are visible when it returns. */
void host_fence(struct machine *m, bool stores, bool full)
{
	host_settle(m);
	m->region++;
	if (stores)
		m->fence++;
	if (full)
		make_all_visible(m);
}

/*
 * The host's own TSC reads do not drain its stores: any number of the last ones may become visible
 * only later.
 */
u64 host_rdtsc(struct machine *m)
{
	unsigned int behind;

	host_settle(m);
	if (m->options.model == MODEL_SC)
		make_all_visible(m);
	behind = choose(m->choice, m->log.nevents - m->unseen + 1, CHOOSE_DELAY);
	make_visible(m, m->log.nevents - m->unseen - behind);
	if (m->now + 1 < m->handover || m->stores)
		m->now++;
	return m->schedule->tsc + m->now + m->jumps;
}

void host_freeze(struct machine *m, unsigned int which, u64 jump)
{
	struct log *log = &m->log;

	if (m->freeze_open || log->nfreezes == ARRAY_SIZE(log->freezes))
		machine_fail(m, "the host freezes vCPUs that it has frozen already, or too often");
	host_fence(m, true, true);
	m->now++;
	if (which == FREEZE_ALL_BUT_ONE)
		log->partial = true;
	log->freezes[log->nfreezes++] =
		(struct freeze){.start = m->now, .end = TIME_NEVER, .which = which, .jump = jump};
	m->jumps += jump;
	m->freeze_open = true;
}

void host_thaw(struct machine *m)
{
	if (!m->freeze_open)
		machine_fail(m, "the host thaws vCPUs that it has not frozen");
	host_fence(m, true, true);
	if (m->now < m->handover)
		m->now = m->handover;
	m->now++;
	m->log.freezes[m->log.nfreezes - 1].end = m->now;
	m->freeze_open = false;
}

/* A host may have variables of its own; each schedule starts with them as they were. */
void host_remember(struct machine *m, void *address, u32 size)
{
	for (u8 *at = address; size; at++, size--) {
		unsigned int i = 0;

		while (i < m->nundo && m->undo[i].address != at)
			i++;
		if (i < m->nundo)
			continue;
		if (m->nundo == UNDO_MAX)
			machine_fail(m,
				     "the host changes more than %d bytes of variables of its own",
				     UNDO_MAX);
		m->undo[m->nundo++] = (struct undo){.address = at, .value = *at};
	}
}

static void forget_variables(struct machine *m)
{
	while (m->nundo) {
		const struct undo *undo = &m->undo[--m->nundo];

		*undo->address = undo->value;
	}
}

static void adopt(struct machine *m, unsigned int k, const struct generation *meant)
{
	const struct format *format = m->options.format;
	struct generation *generation = &m->log.generations[k];

	*generation = *meant;
	generation_adopt(format, generation, m->page);
	m->log.host_error[k] = (s64)(generation_time(format, generation, meant->anchor) -
				     generation_time(format, meant, meant->anchor));
}

/* One update: freeze if its kind asks for it, hand over the generation, thaw. */
static noinline void run_update(struct machine *m, const struct host *host,
				struct generation *meant)
{
	const struct schedule *schedule = m->schedule;
	const struct update *update = &schedule->updates[m->update - 1];
	struct log *log = &m->log;
	struct generation prev = *meant;
	bool freezes = update->kind == UPDATE_TSC_JUMP || update->kind == UPDATE_PAUSE;
	u64 frozen_tsc, lead = update->lead + (freezes ? 32 : 1);

	m->handover += update->hold;
	if (m->handover < m->now + lead + 8)
		m->handover = m->now + lead + 8;
	m->now = m->handover - lead;
	m->stores = 0;
	if (freezes) {
		host_freeze(m, FREEZE_ALL, 0);
		frozen_tsc = schedule->tsc + m->now + m->jumps;
		if (update->kind == UPDATE_TSC_JUMP) {
			/* the time goes on while the TSC is moved: its old reading is ahead */
			frozen_tsc = schedule->tsc + m->handover + m->jumps;
			m->jumps += (u64)update->jump;
			log->freezes[log->nfreezes - 1].jump = (u64)update->jump;
		}
	} else {
		frozen_tsc = schedule->tsc + m->handover + m->jumps;
	}
	generation_next(m->options.format, &prev, update, frozen_tsc,
			schedule->tsc + m->handover + m->jumps, meant);
	log->generations[m->update] = *meant;
	log->handed[m->update] = m->handover;
	log->host_error[m->update] = 0;
	log->meant_back[m->update] = log->meant_back[m->update - 1] + (u64)meant->back;
	log->ngenerations = m->update + 1;
	m->region++;
	host->publish(m->page, meant->params);
	host_settle(m);
	m->region++;
	make_all_visible(m);
	if (host->own_params)
		adopt(m, m->update, meant);
	if (freezes)
		host_thaw(m);
}

static void start_page(struct machine *m, struct generation *first)
{
	const struct format *format = m->options.format;
	struct log *log = &m->log;

	generation_first(format, m->schedule, first);
	memset(m->page, 0, WARPAGE_PAGE_MAX);
	memcpy(m->page, first->page, format->page_size);
	for (unsigned int f = 0; f < format->nfields; f++)
		if (format->fields[f].role == FIELD_SEQUENCE)
			memcpy(m->page + format->fields[f].offset, &m->schedule->sequence,
			       format->fields[f].size);
	memcpy(log->start_page, m->page, WARPAGE_PAGE_MAX);
	log->generations[0] = *first;
	log->handed[0] = 0;
	log->meant_back[0] = 0;
	log->host_error[0] = 0;
	log->ngenerations = 1;
}

/*
 * All updates of the schedule, or those before the host leaves through m->escape. A function of its
 * own, without objects in its frame (so run_update() stays out): with those, the address sanitizer
 * finds the frame by a register that __builtin_longjmp() does not restore.
 */
static noinline void run_updates(struct machine *m, const struct host *host,
				 struct generation *meant)
{
	if (__builtin_setjmp(m->escape))
		return;
	for (m->update = 1; m->update <= m->schedule->nupdates; m->update++)
		run_update(m, host, meant);
	m->update = m->schedule->nupdates;
}

bool machine_host(struct machine *m, const struct host *host, const struct schedule *schedule,
		  struct choice *choice)
{
	struct log *log = &m->log;
	struct generation meant;

	m->error[0] = '\0';
	m->choice = choice;
	m->schedule = schedule;
	m->page = m->host_page + schedule->placement;
	m->now = TIME_START;
	m->handover = TIME_START;
	m->jumps = 0;
	m->region = m->fence = 0;
	m->unseen = 0;
	m->rounds = 0;
	m->split_plain = -1;
	m->freeze_open = false;
	m->pending = false;
	log->nevents = log->nfreezes = 0;
	log->partial = log->died = false;
	forget_variables(m);
	start_page(m, &meant);
	m->phase = PHASE_HOST;
	run_updates(m, host, &meant);
	m->pending = false;
	if (log->died && m->freeze_open)
		log->freezes[log->nfreezes - 1].end = m->now + 1;
	if (m->update)
		make_all_visible(m);
	if (m->freeze_open && !m->error[0])
		log->freezes[log->nfreezes - 1].end = ++m->now;
	m->phase = PHASE_IDLE;
	if (m->error[0])
		return false;
	log_finish(log, m->options.format, m->options.model, schedule->tail);
	/* what the events leave must be what the page holds: nothing was stored past the hooks */
	if (!log->died && !bytes_same(log->end_page, m->page, m->options.format->page_size)) {
		snprintf(m->error, sizeof(m->error),
			 "the host stored to the page in a way that the machine did not see "
			 "(inline assembly?): use the accesses of kernel.h");
		return false;
	}
	view_make(&m->views[0], log, schedule->tsc, 0);
	if (log->partial)
		view_make(&m->views[1], log, schedule->tsc, 1);
	return true;
}
