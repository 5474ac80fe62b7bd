/*
 * In an open block the page may be valid and invalid by turns, in more than one order. What a read there has loaded may
 * still be what the page was at one moment of such an order, and then the whole read may have been at that moment.
 */
#include "oracle/oracle.h"

/* Does the page, with these stores of the block there, have what the read's loads saw? */
static bool shows_loads(const struct read *read, const u8 *page)
{
	for (unsigned int i = 0; i < read->naccesses; i++) {
		const struct access *access = &read->accesses[i];

		if (access->kind == ACCESS_LOAD &&
		    bytes_get(page + access->offset, access->size) != access->value)
			return false;
	}
	return true;
}

/* The events of the block that the read has seen, and what is not after those. */
static void seen_of_block(const struct log *log, const struct read *read, unsigned int first,
			  struct event_set *seen)
{
	event_set_clear(seen);
	for (unsigned int i = 0; i < read->naccesses; i++) {
		const struct access *access = &read->accesses[i];

		if (access->kind != ACCESS_LOAD || access->event < (int)first)
			continue;
		event_set_join(seen, &log->events[access->event].before);
		event_set_add(seen, (unsigned int)access->event);
	}
}

static bool is_such(const struct oracle *oracle, const struct read *read, const u8 *page,
		    u8 validity)
{
	return shows_loads(read, page) &&
	       log_validity(oracle->log, oracle->format, page) == validity;
}

bool lies_in_phase(const struct oracle *oracle, const struct read *read, u8 validity)
{
	const struct log *log = oracle->log;
	const struct step *step = &log->steps[read->s / 2];
	_Alignas(16) u8 page[sizeof(log->end_page)], with[sizeof(log->end_page)];
	struct event_set seen, there;
	unsigned int first = 0;

	if (!read->accesses || !step->open || !log->steps[read->e / 2].open ||
	    log->steps[read->e / 2].out != step->out)
		return false;
	memcpy(page, log->start_page, log->extent);
	for (; log->events[first].force != step->out; first++)
		log_store(page, &log->events[first]);
	seen_of_block(log, read, first, &seen);
	for (unsigned int i = first; i < log->nevents && log->events[i].force == step->out; i++) {
		event_set_copy(&there, &seen);
		event_set_join(&there, &log->events[i].before);
		event_set_add(&there, i);
		memcpy(with, page, log->extent);
		for (unsigned int j = first; j < log->nevents; j++)
			if (event_set_has(&there, j))
				log_store(with, &log->events[j]);
		if (is_such(oracle, read, with, validity))
			return true;
	}
	return false;
}
