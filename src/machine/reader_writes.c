/*
 * A read that stores to the page. What it stores is seen by the host and by others: that is a matter of the log, in
 * which a guest beside the host makes the same read (hosts_guest.c). Here it is noted, and the read goes on; so it
 * must not look at what may depend on that, its own bytes or those that the host goes by. A read of several that act on each
 * other is told which of the log's stores is its own (shared.h).
 */
#include <stdio.h>

#include "machine/hooks.h"

void reader_writes(struct machine *m, void *address, const struct request *request)
{
	const struct site *site = request->site;
	const char *why =
		!m->options.writer		 ? "only verify, search and replay run such guests"
		: m->options.model == MODEL_WEAK ? "in model weak such guests are not supported yet"
		: m->log.npages > 1 || m->log.nvcpus > 1
			? "of several vCPUs such guests are not supported yet"
		: m->log.several ? "beside several hosts such guests are not supported yet"
		: request->size > (m->sharing.on ? m->options.word / 8 : 8)
			? "in a block: such guests are not supported yet"
		: m->nwritten == WRITTEN_MAX ? "too often in one read"
					     : NULL;

	if (why)
		machine_fail(m, "%s:%u: the guest writes the page: %s", site->file, site->line,
			     why);
	/* by itself a read finds that memory as it is at first, and what is stored here may depend on it */
	if (!m->sharing.on && m->read.floor) {
		m->stored_by = m->read.floor;
		reader_refuse_store(m);
	}
	if (m->options.by_label)
		grounds_spoil(m, site, "the guest writes the page");
	if (!m->writes)
		m->writes = site;
	m->pending_store = *request;
	m->sharing.pending = m->sharing.on;
	m->stored = address;
	m->patched_offset = (u16)((const u8 *)address - m->page);
}

/* What it has just loaded there, to store it with a change, is no part of the time. */
static void leave_load(struct machine *m, const struct request *store)
{
	for (unsigned int i = m->read.naccesses; i-- > 0;) {
		struct access *access = &m->accesses[i];

		if (access->kind != ACCESS_LOAD || access->offset < store->offset ||
		    access->offset + access->size > store->offset + store->size)
			return;
		access->past = true;
	}
}

void reader_written(struct machine *m)
{
	const struct request *store = &m->pending_store;
	u16 at = m->cursor.position;

	leave_load(m, store);
	if (m->sharing.on)
		shared_store_page(m, bytes_get(m->page + store->offset, store->size));
	if (m->plain.position > at)
		at = m->plain.position;
	m->written[m->nwritten++] = (struct written){
		.offset = store->offset,
		.size = store->size,
		.position = at,
		.naccesses = (u16)m->read.naccesses,
		.value = bytes_get(m->page + store->offset, store->size),
	};
}

static bool overlaps(const struct access *access, const struct written *written)
{
	return access->kind == ACCESS_LOAD && access->offset < written->offset + written->size &&
	       written->offset < access->offset + access->size;
}

/* Does the read look at what its own store may have had a part in? */
static bool looks_again(struct machine *m, const struct written *written)
{
	/* of reads that act on each other it is known when all is made, but for what a buffer has */
	u128 bytes = m->sharing.on ? 0 : hook_bytes(m, m->page + written->offset, written->size);

	for (unsigned int i = written->naccesses; i < m->read.naccesses; i++) {
		const struct access *access = &m->accesses[i];

		if (overlaps(access, written) ||
		    ((access->kind == ACCESS_LOAD || access->kind == ACCESS_TSC) &&
		     m->host_loads & bytes))
			return true;
	}
	return false;
}

/* The first event by which guests beside the host have stored this byte; the end of the log if none has. */
static unsigned int stored_by(const struct log *log, u16 byte, u8 value)
{
	for (unsigned int i = 0; i < log->nevents; i++) {
		const struct event *event = &log->events[i];

		if (event->guest && byte >= event->offset && byte < event->offset + event->size &&
		    (u8)(event->value >> (8 * (byte - event->offset))) == value)
			return i;
	}
	return log->nevents;
}

void reader_place_written(struct machine *m)
{
	const struct log *log = &m->log;

	for (unsigned int w = 0; w < m->nwritten; w++) {
		const struct written *written = &m->written[w];

		if (m->read.end != READ_ERROR && looks_again(m, written)) {
			m->read.end = READ_ERROR;
			snprintf(
				m->error, sizeof(m->error),
				"%s:%u: the guest writes the page, and then looks at what may come "
				"of that: such guests are not supported yet",
				m->writes->file, m->writes->line);
			return;
		}
		if (m->sharing.on)
			continue;
		m->read.apart = m->read.apart || written->naccesses != m->read.naccesses;
		for (u16 b = 0; b < written->size; b++) {
			unsigned int i = stored_by(log, written->offset + b,
						   (u8)(written->value >> (8 * b)));
			u16 at = i == log->nevents
					 ? 0
					 : m->view->first[m->view->map[log->events[i].enter]];

			if (i == log->nevents || at <= written->position)
				m->read.apart = true;
			else
				front_reach(&m->latest, at);
		}
	}
}
