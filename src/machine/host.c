/*
 * A host's accesses: its stores become events with a place in its program, and a time from the
 * schedule. A store is picked up at the next hook, as the hook runs before it. What becomes visible
 * late, or out of order, is for the log to say.
 */
#include "machine/host.h"
#include "machine/hosts.h"

/* Give the first n of the events without one a time: they are visible from then on. */
static void make_visible(struct machine *m, unsigned int n)
{
	const struct update *update = &m->schedule->updates[m->update - 1];

	for (; n && m->unseen < m->log.nevents; n--) {
		struct event *event = &m->log.events[m->unseen++];
		u64 gap = update->gap;

		/* room for the end of the block that the parts of a store are */
		if (!event->part && m->unseen > 1 && event[-1].part)
			m->now++;
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
		      u64 value, bool part)
{
	const struct update *update;
	struct log *log = &m->log;
	struct event *event;

	if (log_page_of(log, offset) != log_page_of(log, offset + size - 1u))
		machine_fail(m, "the host stores to two pages at once");
	if (m->several) {
		hosts_store(m, request, offset, size, value, request->plain);
		return;
	}
	update = &m->schedule->updates[m->update - 1];
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
	event->host = 0;
	event->early = event->guest = false;
	event->plain = request->plain;
	event->part = part;
	event->release = request->release;
	event->acquire = false;
	event->fenced = m->host_fenced;
	m->host_fenced = 0;
	event->region = m->region;
	event->fence = m->fence;
	event->value = value;
	event->site = request->site;
	if (update->dies_after >= 0 && m->stores >= (unsigned int)update->dies_after) {
		log->died = true;
		machine_escape(m);
	}
}

/*
 * Which part of a store comes first is seen only by who finds no other: the host is to die between them, or there
 * are several, which drain stores one by one.
 */
static bool parts_matter(const struct machine *m)
{
	int dies_after;

	if (m->several)
		return true;
	dies_after = m->schedule->updates[m->update - 1].dies_after;
	return dies_after >= 0 && m->stores + 1 == (unsigned int)dies_after;
}

static void host_store(struct machine *m, const struct request *request, u64 value)
{
	struct part parts[16];
	unsigned int n;
	bool back;

	if (machine_one_part(m, request)) {
		add_event(m, request, request->offset, request->size, value, false);
		return;
	}
	n = machine_parts(m, request, 0, &m->split_plain, parts);
	back = n == 2 && !request->plain && parts_matter(m) && choose(m->choice, 2, CHOOSE_SPLIT);
	for (unsigned int i = 0; i < n; i++) {
		const struct part *part = &parts[back ? n - 1 - i : i];
		u64 bytes = value >> (8 * (part->offset - request->offset));

		if (!layout_within(&m->log.layout, part->offset, part->size))
			continue;
		add_event(m, request, part->offset, part->size, bytes & bytes_mask(part->size),
			  i && !request->plain);
	}
}

void host_settle_pending(struct machine *m)
{
	struct request request = m->pending_store;

	m->pending = false;
	if (m->several && m->hosts->announced) {
		hosts_settle(m);
		return;
	}
	while (request.size) {
		u16 left = request.size;

		request.size = left > 8 ? 8 : left;
		if (layout_within(&m->log.layout, request.offset, request.size))
			host_store(m, &request, bytes_get(m->page + request.offset, request.size));
		request.offset += request.size;
		request.size = left - request.size;
	}
}

void host_drain(struct machine *m)
{
	host_settle(m);
	if (m->several)
		hosts_wait(m);
	else
		make_all_visible(m);
}

void host_drain_at_once(struct machine *m)
{
	host_settle(m);
	if (m->several)
		hosts_drain(m);
	else
		make_all_visible(m);
}

/* The last store, to the page, was that of an operation that acquires. */
void host_acquired(struct machine *m)
{
	struct event *event = &m->log.events[m->log.nevents - 1];

	if (m->several)
		return;
	for (event->acquire = true; event->part; event[-1].acquire = true)
		event--;
}

/* stores: orders them on every model; full: they are visible when it returns. */
void host_fence(struct machine *m, bool stores, bool full)
{
	host_settle(m);
	m->region++;
	if (stores)
		m->fence++;
	if (m->several && (full || m->options.model == MODEL_SC))
		hosts_wait(m);
	else if (full && !m->several)
		make_all_visible(m);
}

/* If an event is the second of two parts of a store, which of them is it? */
static void host_turn(struct machine *m, unsigned int i)
{
	struct event *second = &m->log.events[i], first;
	bool two = second->part && !second[-1].part && (i + 1 == m->log.nevents || !second[1].part);

	if (!two || !choose(m->choice, 2, CHOOSE_SPLIT))
		return;
	first = second[-1];
	second[-1].offset = second->offset;
	second[-1].size = second->size;
	second[-1].value = second->value;
	second->offset = first.offset;
	second->size = first.size;
	second->value = first.value;
}

/*
 * The host's own TSC reads do not drain its stores: any number of the last ones may become visible
 * only later.
 */
u64 host_rdtsc(struct machine *m)
{
	unsigned int behind;

	host_settle(m);
	if (m->log.nevents > m->unseen)
		machine_tell_apart(m, 1u << MODEL_SC);
	if (m->options.model == MODEL_SC)
		make_all_visible(m);
	behind = choose(m->choice, m->log.nevents - m->unseen + 1, CHOOSE_DELAY);
	if (behind)
		host_turn(m, m->log.nevents - behind);
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

void host_loads(struct machine *m, const void *address, u32 size, bool plain,
		const struct site *site)
{
	if (m->several)
		hosts_load(m, address, size, plain, site);
	else if (m->options.by_label)
		grounds_host_load(m, address, size, site);
}

/* A host may have variables of its own; each schedule starts with them as they were. */
void host_remember(struct machine *m, void *address, u32 size, const struct site *site)
{
	if (m->options.by_label)
		grounds_spoil(m, site, "the host keeps memory of its own over updates");
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
