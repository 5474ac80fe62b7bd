/* Counts what happened in a read, by hashes of it. */
#include "input/features.h"

#define LOADS_MAX 12  /* later ones count as this one */
#define STORES_MAX 15 /* of one update, alike */

static void add(struct features *features, enum input_feature feature, unsigned int a,
		unsigned int b, unsigned int c)
{
	u32 hash = ((u32)feature << 24 ^ a << 16 ^ b << 8 ^ c) * 0x9e3779b1;

	features->numbers[features->n++] = (u16)((hash ^ hash >> 15) % INPUT_FEATURES);
}

static unsigned int at_most(unsigned int n, unsigned int max)
{
	return n < max ? n : max;
}

/* How many updates lie between what two loads saw, with a sign, as a small number. */
static unsigned int crossed(int from, int to)
{
	int distance = to - from;

	return (unsigned int)(distance < -2 ? -2 : distance > 3 ? 3 : distance) & 7;
}

void features_read(struct features *features, const struct log *log, const struct read *read)
{
	unsigned int loads = 0, mixed = 0;
	int last = -1;

	features->n = 0;
	for (unsigned int i = 0; i < read->naccesses; i++) {
		const struct access *access = &read->accesses[i];
		int event = access->event, update = 0;

		if (access->kind != ACCESS_LOAD)
			continue;
		if (event >= 0)
			update = log->events[event].update;
		/* to see what the load before saw is nothing new */
		if (update != last)
			mixed += last >= 0;
		if (update != last && features->n < FEATURES_MAX - 2)
			add(features, FEATURE_READS_FROM, at_most(loads, LOADS_MAX),
			    event < 0 ? STORES_MAX + 1
				      : at_most(log->events[event].ordinal, STORES_MAX),
			    last < 0 ? (unsigned int)update : 16 | crossed(last, update));
		last = update;
		loads++;
	}
	/* how a cut read ended is told by the next one */
	if (read->end != READ_CUT)
		add(features, FEATURE_END, read->end, at_most(read->retries, 7), 0);
	/* stopped by the recheck alone, with so many changes of update on the way */
	if (read->end == READ_CUT || read->retries)
		add(features, FEATURE_NEAR_MISS, at_most(loads, LOADS_MAX), at_most(mixed, 7), 0);
}
