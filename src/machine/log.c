/* Makes the timeline of a log: what is ordered before what, blocks, steps, freezes. */
#include "machine/log.h"

#include "machine/reign.h"

#define BLOCK_PAIRS_MAX 64 /* events of a block of which each two are looked at */

static bool overlap(const struct event *a, const struct event *b)
{
	return a->offset < b->offset + b->size && b->offset < a->offset + a->size;
}

/* The earlier events that one overlaps, among candidates, and what is before them, are before it. */
static void join_overlapped(const struct log *log, struct event *event,
			    struct event_set *candidates)
{
	int i;

	event_set_leave(candidates, &event->before);
	while ((i = event_set_pop_last(candidates)) >= 0) {
		if (!overlap(&log->events[i], event))
			continue;
		event_set_join(&event->before, &log->events[i].before);
		event_set_add(&event->before, (unsigned int)i);
		event_set_leave(candidates, &log->events[i].before);
	}
}

/* Must the event just before another be visible no later than it, by itself? */
static bool follows(const struct event *event, const struct event *previous, enum model model)
{
	if (event->part)
		return false;
	if (event->fence != previous->fence || event->release || overlap(previous, event))
		return true;
	return model != MODEL_WEAK && (event->region != previous->region || previous->acquire ||
				       !(event->plain | previous->plain));
}

/* Is each event ordered after the one just before it, and so after all? The usual case. */
static bool all_follow(const struct log *log, enum model model)
{
	for (unsigned int j = 1; j < log->nevents; j++)
		if (!follows(&log->events[j], &log->events[j - 1], model))
			return false;
	return true;
}

/* Enter an event into the table of stores. */
static void add_store(struct log *log, unsigned int i)
{
	const struct event *event = &log->events[i];
	const u8 *number = log->layout.number;
	unsigned int word = LOG_WORD(number[event->offset]);

	for (; word * LOG_WORD_BYTES < number[event->offset + event->size]; word++)
		event_set_add(&log->stores_to[word], i);
}

/* The events so far, and those of them that later ones come after; with each, what is before it. */
struct past {
	struct event_set all, fenced, marked, acquired;
};

static void past_take(struct past *past, const struct event *event, unsigned int i,
		      enum model model)
{
	event_set_add(&past->all, i);
	if (!event->plain) {
		event_set_join(&past->marked, &event->before);
		event_set_add(&past->marked, i);
	}
	if (event->acquire && model != MODEL_WEAK) {
		event_set_join(&past->acquired, &event->before);
		event_set_add(&past->acquired, i);
	}
}

/*
 * An earlier event must be visible no later than another if the two overlap, if a fence of the host
 * (but for weak: or a compiler barrier) is between them, if the other is a release, or, but for
 * weak, if neither is plain or the earlier one acquires. And so must what is before the earlier one.
 * Parts of one store have the same past, and no order.
 */
static void find_order(struct log *log, enum model model)
{
	struct past past = {.all = {0}};
	struct event_set near;
	unsigned int taken = 0;

	for (unsigned int j = 0; j < log->nevents; j++) {
		struct event *event = &log->events[j];

		for (; taken < j && !event->part; taken++)
			past_take(&past, &log->events[taken], taken, model);
		if (j && (event->fence != event[-1].fence ||
			  (model != MODEL_WEAK && event->region != event[-1].region)))
			event_set_copy(&past.fenced, &past.all);
		event_set_copy(&event->before, event->release ? &past.all : &past.fenced);
		event_set_join(&event->before, &past.acquired);
		if (model != MODEL_WEAK && !event->plain)
			event_set_join(&event->before, &past.marked);
		log_stores_near(log, event->offset, event->size, &near);
		join_overlapped(log, event, &near);
		add_store(log, j);
	}
}

/* Blocks end where all events so far are before all others: ends[i] tells whether one does before i. */
static void find_blocks(const struct log *log, bool *ends)
{
	unsigned int least = EVENTS_MAX;

	ends[log->nevents] = true;
	for (unsigned int i = log->nevents; i-- > 0;) {
		unsigned int n = event_set_first_missing(&log->events[i].before);

		least = n < least ? n : least;
		ends[i] = least >= i;
	}
}

/* The step before ends where this one starts, but is never empty. */
static void add_step(struct log *log, u64 time, u16 event, bool open)
{
	struct step *step = &log->steps[log->nsteps];

	if (log->nsteps)
		step[-1].end = time - 1 < step[-1].start ? step[-1].start : time - 1;
	step->start = time;
	step->tsc_offset = 0;
	step->open = open;
	step->out = (u16)log->nsteps++;
	step->frozen = -1;
	step->event = event;
}

/* Steps for the freezes and thaws up to a time; *mark counts them, two per freeze. */
static void add_marks(struct log *log, unsigned int *mark, u64 until)
{
	for (; *mark < 2 * log->nfreezes; ++*mark) {
		const struct freeze *freeze = &log->freezes[*mark / 2];
		u64 time = *mark % 2 ? freeze->end : freeze->start;

		if (time > until)
			return;
		add_step(log, time, NO_EVENT, false);
	}
}

/*
 * A step for each event of a block, and one for its end if that is none of theirs. Events come by
 * update, and neither of their times falls from one to the next.
 */
static void add_block(struct log *log, unsigned int first, unsigned int end)
{
	bool open = end - first > 1;

	for (unsigned int i = first; i < end; i++) {
		log->events[i].enter = (u16)log->nsteps;
		add_step(log, log->events[i].time, (u16)i, open);
	}
	if (open)
		add_step(log, log->events[end - 1].time + 1, NO_EVENT, false);
	for (unsigned int i = first; i < end; i++) {
		struct event *event = &log->events[i];
		unsigned int k;

		event->force = (u16)(log->nsteps - 1);
		log->steps[event->enter].out = event->force;
		if (event->guest)
			continue;
		k = event->update * log->nclocks + log_clock_of(log, event->offset);
		if (log->done[k] == TIME_NEVER)
			log->begin[k] = log->steps[event->enter].start;
		log->done[k] = log->steps[event->force].start;
	}
}

static void begin_handovers(struct log *log)
{
	for (unsigned int k = 0; k < log->ngenerations; k++)
		log->begin[k] = log->done[k] = k < log->nclocks ? 0 : TIME_NEVER;
}

static void find_steps(struct log *log, u64 tail)
{
	unsigned int mark = 0, end;
	bool ends[EVENTS_MAX + 1];
	struct step *last;

	log->nsteps = 0;
	if (!log->ordered)
		find_blocks(log, ends);
	add_step(log, 0, NO_EVENT, false);
	for (unsigned int first = 0; first < log->nevents; first = end) {
		end = first + 1;
		while (!log->ordered && !ends[end])
			end++;
		add_marks(log, &mark, log->events[first].time);
		add_block(log, first, end);
	}
	/* an update that stores nothing is over as soon as it is handed over */
	for (unsigned int k = log->nclocks; k < log->ngenerations; k++)
		if (log->begin[k] == TIME_NEVER &&
		    !(log->died && k + log->nclocks >= log->ngenerations))
			log->begin[k] = log->done[k] = log->handed[k];
	add_marks(log, &mark, TIME_NEVER);
	last = &log->steps[log->nsteps - 1];
	last->end = last->start + tail < last->start ? last->start : last->start + tail;
}

static void find_freezes(struct log *log)
{
	for (unsigned int i = 0; i < log->nsteps; i++) {
		struct step *step = &log->steps[i];

		for (unsigned int f = 0; f < log->nfreezes; f++) {
			const struct freeze *freeze = &log->freezes[f];

			if (step->start < freeze->start)
				continue;
			step->tsc_offset += freeze->jump;
			if (step->start < freeze->end)
				step->frozen = (s16)f;
		}
	}
}

u8 log_validity(const struct log *log, const struct format *format, const u8 *pages)
{
	u8 any = 0;

	for (unsigned int i = 0; i < log->npages; i++)
		any |= format_valid(format, pages + i * log->page_size) ? LOG_VALID : LOG_INVALID;
	return any;
}

/* What the page may be in a block: with these stores of it there, and what is before them. */
static u8 validity_with(const struct log *log, const struct format *format, const u8 *page,
			unsigned int first, unsigned int end, const struct event_set *there)
{
	_Alignas(16) u8 with[sizeof(log->end_page)];

	memcpy(with, page, log->extent);
	for (unsigned int w = first / 64; 64 * w < end; w++) {
		u64 stores = event_set_word(there, w);

		if (w == first / 64)
			stores &= ~(u64)0 << first % 64;
		for (; stores; stores &= stores - 1)
			log_store(with,
				  &log->events[64 * w + (unsigned int)__builtin_ctzll(stores)]);
	}
	return log_validity(log, format, with);
}

/*
 * What the page may be in a block of these events: as they are made in turn, and, as far as that is a matter of two
 * places of it, in any other order: with each two of them and what is before those. page: before the block.
 */
static u8 validity_in_block(const struct log *log, const struct format *format, const u8 *page,
			    unsigned int first, unsigned int end)
{
	const u8 both = LOG_VALID | LOG_INVALID;
	u8 any = log_validity(log, format, page);
	_Alignas(16) u8 in_turn[sizeof(log->end_page)];

	if (!format->valid)
		return any;
	memcpy(in_turn, page, log->extent);
	for (unsigned int i = first; i < end && any != both; i++) {
		unsigned int last = end - first <= BLOCK_PAIRS_MAX ? end : i + 1;

		log_store(in_turn, &log->events[i]);
		any |= log_validity(log, format, in_turn);
		for (unsigned int j = i; j < last && any != both; j++) {
			struct event_set there;

			event_set_copy(&there, &log->events[i].before);
			event_set_join(&there, &log->events[j].before);
			event_set_add(&there, i);
			event_set_add(&there, j);
			any |= validity_with(log, format, page, first, end, &there);
		}
	}
	return any;
}

/* The events of the open block that starts with this step. */
static unsigned int block_end(const struct log *log, unsigned int step)
{
	unsigned int i = log->steps[step].event;

	while (i < log->nevents && log->events[i].force == log->steps[step].out)
		i++;
	return i;
}

/* Where the page is valid; what the stores leave of it is its end. */
static void find_validity(struct log *log, const struct format *format)
{
	u8 *page = log->end_page, valid;

	memcpy(page, log->start_page, log->extent);
	valid = log_validity(log, format, page);
	for (unsigned int i = 0; i < log->nsteps; i++) {
		const struct step *step = &log->steps[i];
		bool begins = step->open && !(i && step[-1].open && step[-1].out == step->out);

		if (begins)
			valid = validity_in_block(log, format, page, step->event,
						  block_end(log, i));
		if (step->event != NO_EVENT)
			log_store(page, &log->events[step->event]);
		/* in an open block the page may be any of what it is on the way through */
		if (!step->open)
			valid = log_validity(log, format, page);
		log->valid[i] = valid;
	}
}

void log_finish(struct log *log, const struct format *format, enum model model, u64 tail)
{
	for (unsigned int w = 0; w * LOG_WORD_BYTES < layout_count(&log->layout); w++)
		event_set_clear(&log->stores_to[w]);
	log->ordered = all_follow(log, model);
	for (unsigned int i = 0; log->ordered && i < log->nevents; i++)
		add_store(log, i);
	if (!log->ordered)
		find_order(log, model);
	begin_handovers(log);
	find_steps(log, tail);
	for (unsigned int c = 0; log->died && log->ngenerations > log->nclocks && c < log->nclocks;
	     c++)
		log->done[log->ngenerations - 1 - c] = TIME_NEVER;
	reigns_find(log);
	if (log->nfreezes)
		find_freezes(log);
	find_validity(log, format);
}
