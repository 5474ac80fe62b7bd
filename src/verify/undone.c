/*
 * Stores of a host that it undoes itself in the same update: a byte that is neither the sequence's nor a
 * parameter's is changed and then put back to what it was. Guests need not mind, so it is no violation;
 * but what the first store was meant for has not come about.
 */
#include "clock/sequence.h"
#include "verify/verdict.h"

static bool stores_to(const struct event *event, u16 byte)
{
	return byte >= event->offset && byte < event->offset + event->size;
}

static u8 stored(const struct event *event, u16 byte)
{
	return (u8)(event->value >> (8 * (byte - event->offset)));
}

/* Is what event i stores to byte, which was before, put back by a later store of its update? */
static const struct event *put_back(const struct log *log, unsigned int i, u16 byte, u8 before)
{
	const struct event *event = &log->events[i], *last = event;

	for (unsigned int j = i + 1; j < log->nevents && log->events[j].update == event->update;
	     j++)
		if (stores_to(&log->events[j], byte))
			last = &log->events[j];
	return last != event && stored(last, byte) == before ? last : NULL;
}

static void look_at_byte(const struct log *log, u16 byte, struct verdict *verdict)
{
	u8 value = log->start_page[byte];

	for (unsigned int i = 0; i < log->nevents && !verdict->undone; i++) {
		const struct event *event = &log->events[i], *by;

		if (!stores_to(event, byte))
			continue;
		by = stored(event, byte) != value ? put_back(log, i, byte, value) : NULL;
		if (by) {
			verdict->undone = event->site;
			verdict->undone_by = by->site;
		}
		value = stored(event, byte);
	}
}

void undone_look(const struct log *log, const struct format *format, struct verdict *verdict)
{
	if (verdict->undone || verdict->runs > UNDONE_RUNS)
		return;
	for (u16 byte = 0; byte < format->page_size; byte++) {
		const struct field *field = field_at(format, byte, format->nfields);

		if (field && field->role == FIELD_OTHER)
			look_at_byte(log, byte, verdict);
	}
}
