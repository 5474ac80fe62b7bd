/* When the stores of several hosts are seen: their order is known, and the moments that clocks are anchored at. */
#include "machine/hosts.h"

/* How many events from i on come before one at which a clock that is to come is anchored, and when that is. */
static unsigned int before_anchor(const struct log *log, unsigned int i, const bool *anchored,
				  u64 *time)
{
	for (unsigned int j = i; j < log->nevents; j++) {
		const struct event *event = &log->events[j];

		*time = log->handed[event->update];
		if (!anchored[event->update] && !event->early)
			return j - i;
	}
	*time = TIME_NEVER;
	return 0;
}

static u64 gap_before(const struct machine *m, const struct event *event)
{
	/* a store before any update was handed over has the gaps of the first */
	unsigned int i = event->update ? event->update - 1u : 0;
	const struct update *update = &m->schedule->updates[i];
	u64 gap = update->gap;

	if (event->ordinal < GAPS_MAX && update->gaps[event->ordinal])
		gap = update->gaps[event->ordinal];
	return gap ? gap : 1;
}

/* Are these all a guest's? Those before an update are as late as they can be, so that time may pass before each. */
static bool all_of_guest(const struct event *events, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		if (!events[i].guest)
			return false;
	return n > 0;
}

/*
 * A clock is anchored at the moment at which the first store is seen that was made after it was handed over, unless
 * one that was handed over later has been seen before.
 */
void hosts_place(struct machine *m)
{
	struct log *log = &m->log;
	bool anchored[GENERATIONS_MAX] = {true}; /* the page is there from the start */
	u64 now = TIME_START;

	for (unsigned int i = 0; i < log->nevents; i++) {
		struct event *event = &log->events[i];
		u64 gap = gap_before(m, event), next;
		unsigned int before = before_anchor(log, i, anchored, &next);

		if (before && next > now && gap > (next - now) / (before + 1))
			gap = (next - now) / (before + 1);
		if (next > now + before && all_of_guest(event, before))
			gap = next - now - before;
		if (!before && next != TIME_NEVER && next > now)
			now = next;
		else
			now += gap;
		anchored[event->update] = anchored[event->update] || !event->early;
		event->time = now;
		/* room for the end of an open block */
		if (i && event[-1].fence == event->fence &&
		    (i + 1 == log->nevents || event[1].fence != event->fence))
			now++;
	}
	m->now = now;
}
