/* Makes the timeline of a log: what is ordered before what, blocks, steps, freezes. */
#include "machine/log.h"

static bool overlap(const struct event *a, const struct event *b)
{
	return a->offset < b->offset + b->size && b->offset < a->offset + a->size;
}

/* Must a, earlier in the host's program, be visible no later than b? */
static bool ordered(const struct event *a, const struct event *b, enum model model)
{
	if (overlap(a, b) || a->fence != b->fence || b->release)
		return true;
	if (model == MODEL_WEAK)
		return false;
	return a->region != b->region || (!a->plain && !b->plain);
}

static unsigned int highest(event_set set)
{
	u64 high = (u64)(set >> 64);

	if (high)
		return 127u - (unsigned int)__builtin_clzll(high);
	return 63u - (unsigned int)__builtin_clzll((u64)set);
}

static void find_order(struct log *log, enum model model)
{
	for (unsigned int j = 0; j < log->nevents; j++) {
		struct event *event = &log->events[j];
		event_set left = EVENT_BIT(j) - 1;

		event->before = 0;
		/* those just before it mostly stand for all the others */
		while (left) {
			unsigned int i = highest(left);

			left &= ~EVENT_BIT(i);
			if (!ordered(&log->events[i], event, model))
				continue;
			event->before |= log->events[i].before | EVENT_BIT(i);
			left &= ~event->before;
		}
	}
}

/* How many of the first events, without a gap, are before this one. */
static unsigned int leading(event_set before)
{
	u64 low = ~(u64)before, high = ~(u64)(before >> 64);

	if (low)
		return (unsigned int)__builtin_ctzll(low);
	return high ? 64 + (unsigned int)__builtin_ctzll(high) : 128;
}

/* Blocks end where all events so far are before all others: ends[i] tells whether one does before i. */
static void find_blocks(const struct log *log, bool *ends)
{
	unsigned int least = 128;

	ends[log->nevents] = true;
	for (unsigned int i = log->nevents; i-- > 0;) {
		unsigned int n = leading(log->events[i].before);

		least = n < least ? n : least;
		ends[i] = least >= i;
	}
}

static void add_step(struct log *log, u64 time, u16 event, bool open)
{
	struct step *step = &log->steps[log->nsteps];

	*step = (struct step){.start = time, .frozen = -1, .event = event, .open = open};
	step->out = (u16)log->nsteps++;
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

static void find_steps(struct log *log)
{
	unsigned int mark = 0, end;
	bool ends[EVENTS_MAX + 1];

	log->nsteps = 0;
	log->ordered = true;
	find_blocks(log, ends);
	add_step(log, 0, NO_EVENT, false);
	for (unsigned int first = 0; first < log->nevents; first = end) {
		bool open;

		end = first + 1;
		while (!ends[end])
			end++;
		open = end - first > 1;
		add_marks(log, &mark, log->events[first].time);
		for (unsigned int i = first; i < end; i++) {
			log->events[i].enter = (u16)log->nsteps;
			add_step(log, log->events[i].time, (u16)i, open);
		}
		if (open) {
			log->ordered = false;
			add_step(log, log->events[end - 1].time + 1, NO_EVENT, false);
		}
		for (unsigned int i = first; i < end; i++) {
			log->events[i].force = (u16)(log->nsteps - 1);
			log->steps[log->events[i].enter].out = log->events[i].force;
		}
	}
	add_marks(log, &mark, TIME_NEVER);
}

static void find_ends(struct log *log, u64 tail)
{
	for (unsigned int i = 0; i < log->nsteps; i++) {
		struct step *step = &log->steps[i];
		u64 end = i + 1 < log->nsteps ? log->steps[i + 1].start - 1 : step->start + tail;

		for (unsigned int f = 0; f < log->nfreezes; f++) {
			const struct freeze *freeze = &log->freezes[f];

			if (step->start < freeze->start)
				continue;
			step->tsc_offset += freeze->jump;
			if (step->start < freeze->end)
				step->frozen = (s16)f;
		}
		step->end = end < step->start ? step->start : end;
	}
}

static void find_validity(struct log *log, const struct format *format)
{
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX];

	memcpy(page, log->start_page, sizeof(page));
	for (unsigned int i = 0; i < log->nsteps; i++) {
		const struct step *step = &log->steps[i];

		if (step->event != NO_EVENT) {
			const struct event *event = &log->events[step->event];

			memcpy(page + event->offset, &event->value, event->size);
		}
		log->valid[i] = format->valid(page) ? 1 : 2;
	}
	/* in an open block the page may be any of what it is on the way through */
	for (unsigned int i = 1; i < log->nsteps; i++) {
		unsigned int out = log->steps[i].out;
		u8 any = log->valid[i - 1];

		for (unsigned int j = i; j < out; j++)
			any |= log->valid[j];
		for (; i < out; i++)
			log->valid[i] = any;
	}
}

static void find_handovers(struct log *log)
{
	for (unsigned int k = 1; k < log->ngenerations; k++) {
		log->begin[k] = TIME_NEVER;
		log->done[k] = TIME_NEVER;
	}
	log->begin[0] = log->done[0] = 0;
	for (unsigned int i = 0; i < log->nevents; i++) {
		const struct event *event = &log->events[i];
		u64 entered = log->steps[event->enter].start;
		u64 forced = log->steps[event->force].start;

		if (entered < log->begin[event->update])
			log->begin[event->update] = entered;
		if (log->done[event->update] == TIME_NEVER || forced > log->done[event->update])
			log->done[event->update] = forced;
	}
	if (log->died && log->ngenerations > 1)
		log->done[log->ngenerations - 1] = TIME_NEVER;
}

void log_finish(struct log *log, const struct format *format, enum model model, u64 tail)
{
	find_order(log, model);
	find_steps(log);
	find_ends(log, tail);
	find_validity(log, format);
	find_handovers(log);
}
