/* Until when each clock is due; see reign.h. */
#include "machine/reign.h"

static bool covers(const struct event *event, unsigned int byte)
{
	return byte >= event->offset && byte < (unsigned int)event->offset + event->size;
}

/* The place in the log behind the last store of update k to a byte, or to anything (-1). */
static unsigned int behind_own(const struct log *log, unsigned int k, int byte)
{
	unsigned int i = log->nevents;

	while (i && (log->events[i - 1].update != k ||
		     (byte >= 0 && !covers(&log->events[i - 1], (unsigned int)byte))))
		i--;
	return i;
}

/* When the first of the other updates that store over the byte from there on is complete. */
static u64 stored_over(const struct log *log, unsigned int k, unsigned int byte)
{
	u64 first = TIME_NEVER;

	for (unsigned int i = behind_own(log, k, (int)byte); i < log->nevents; i++) {
		const struct event *event = &log->events[i];

		if (event->update != k && covers(event, byte) && log->done[event->update] < first)
			first = log->done[event->update];
	}
	return first;
}

static u64 overwritten(const struct log *log, unsigned int k)
{
	u64 last = 0;

	for (unsigned int n = 0; n < layout_count(&log->layout); n++) {
		u64 time = log->layout.parameters >> n & 1
				   ? stored_over(log, k, log->layout.byte[n])
				   : 0;

		last = time > last ? time : last;
	}
	return last;
}

/* When an update was complete that was handed over later, and all of whose stores did not come before its own. */
static u64 succeeded(const struct log *log, unsigned int k)
{
	unsigned int own = behind_own(log, k, -1);
	u64 last = own ? log->events[own - 1].time : 0, first = TIME_NEVER;

	for (unsigned int j = k + 1; j < log->ngenerations; j++)
		if (log->done[j] > last && log->done[j] < first)
			first = log->done[j];
	return first;
}

static void find_several(struct log *log)
{
	for (unsigned int k = 0; k < log->ngenerations; k++) {
		u64 over = overwritten(log, k), next = succeeded(log, k);

		log->until[k] = over < next ? over : next;
		for (unsigned int j = k + 1; j < log->ngenerations; j++)
			log->lost = log->lost || (k && log->done[k] > log->done[j]);
	}
}

void reigns_find(struct log *log)
{
	if (log->several) {
		find_several(log);
		return;
	}
	for (unsigned int k = 0; k < log->ngenerations; k++)
		log->until[k] = k + log->nclocks < log->ngenerations ? log->done[k + log->nclocks]
								     : TIME_NEVER;
}
