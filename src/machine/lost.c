/* Looks for stores that are put back; see lost.h. */
#include "machine/lost.h"

#include "machine/hosts.h"

static bool stores_to(const struct event *event, u16 byte)
{
	return byte >= event->offset && byte < event->offset + event->size;
}

static u8 stored(const struct event *event, u16 byte)
{
	return (u8)(event->value >> (8 * (byte - event->offset)));
}

static bool loads_from(const struct log_load *load, u16 byte)
{
	return byte >= load->offset && byte < load->offset + load->size;
}

/*
 * The bits of byte that the other side has changed since a load, as event by finds them, and that this one puts back.
 * *store is the last such change.
 */
static u8 bits_put_back(const struct log *log, const struct log_load *load, unsigned int by,
			u16 byte, u16 *store)
{
	const struct event *event = &log->events[by];
	u8 was = (u8)(load->value >> (8 * (byte - load->offset)));
	u8 now = log->start_page[byte], changed = 0, bits;
	u16 last[8] = {0};

	for (unsigned int i = 0; i < by; i++) {
		const struct event *other = &log->events[i];
		u8 turned;

		if (!stores_to(other, byte))
			continue;
		turned = now ^ stored(other, byte);
		now = stored(other, byte);
		if (i < load->events)
			continue;
		for (unsigned int bit = 0; bit < 8; bit++)
			if (turned >> bit & 1)
				last[bit] = (u16)i;
		changed = (u8)((changed & ~turned) | (other->guest != event->guest ? turned : 0));
	}
	bits = (u8)(changed & (now ^ was) & ~(stored(event, byte) ^ was));
	if (bits)
		*store = last[__builtin_ctz(bits)];
	return bits;
}

/* The same store in a run in which a load has found something else; NULL: it is not made. */
static const struct event *same_store(const struct log *log, const struct event *event)
{
	for (unsigned int i = 0; i < log->nevents; i++) {
		const struct event *other = &log->events[i];

		if (other->guest == event->guest && other->stint == event->stint &&
		    other->ordinal == event->ordinal && other->offset == event->offset &&
		    other->size == event->size && other->site == event->site)
			return other;
	}
	return NULL;
}

struct run_again {
	struct machine *machine;
	const struct host *host;
	const struct schedule *schedule;
	const u16 *taken;
	unsigned int n;
};

static void run_again(const struct run_again *again)
{
	struct machine *m = again->machine;

	choice_replay(&m->rehearsal, again->taken, again->n);
	choice_begin(&m->rehearsal);
	machine_host(m, again->host, again->schedule, &m->rehearsal);
}

/* Does the store still put the bits back if its load finds them changed? */
static bool is_meant(const struct run_again *again, u16 load, const struct event *event, u16 byte,
		     u8 bits)
{
	struct machine *m = again->machine;
	struct event first = *event;
	const struct event *other;
	bool meant;

	m->hosts->flip.on = true;
	m->hosts->flip.load = load;
	m->hosts->flip.at = m->host_page + again->schedule->placement + byte;
	m->hosts->flip.bits = bits;
	run_again(again);
	m->hosts->flip.on = false;
	other = m->error[0] ? NULL : same_store(&m->log, &first);
	meant = other && !((stored(other, byte) ^ stored(&first, byte)) & bits);
	run_again(again);
	return meant;
}

static bool is_lost(const struct run_again *again, unsigned int by, u16 byte)
{
	struct log *log = &again->machine->log;

	for (unsigned int i = log->events[by].loads; i-- > 0;) {
		const struct log_load *load = &log->loads[i];
		struct put_back back = {.found = true, .byte = byte, .by = (u16)by, .load = (u16)i};
		u8 bits;

		if (load->host != log->events[by].host || load->stint != log->events[by].stint ||
		    !loads_from(load, byte))
			continue;
		bits = bits_put_back(log, load, by, byte, &back.store);
		if (!bits || is_meant(again, (u16)i, &log->events[by], byte, bits))
			continue;
		log->put_back = back;
		return true;
	}
	return false;
}

bool machine_lost(struct machine *m, const struct host *host, const struct schedule *schedule,
		  const u16 *taken, unsigned int n)
{
	const struct run_again again = {m, host, schedule, taken, n};
	const struct log *log = &m->log;
	bool any = false;

	for (unsigned int i = 0; i < log->nevents; i++)
		any = any || log->events[i].guest;
	for (unsigned int i = 0; i < log->nevents && any; i++) {
		u16 offset = log->events[i].offset, size = log->events[i].size;

		for (u16 byte = offset; byte < offset + size; byte++)
			if (layout_has(&log->layout, byte) && is_lost(&again, i, byte))
				return true;
	}
	return false;
}
