/*
 * What TSC stamps of two CPUs are good for. They are compared only where the TSC is invariant,
 * RDTSCP tells the CPU, the skew could be bounded at the start, and is still the same when
 * something rests on it. All else must do without.
 */
#include "stress/live/engine.h"

#define AGAIN_MAX 16 /* CPUs that are measured once more */

enum tsc_again live_trust_again(const struct live_engine *engine, bool all, s64 *low, s64 *high,
				char *why, size_t size)
{
	const struct tsc_skews *skews = &engine->skews;
	unsigned int every = all ? 1 : (skews->n + AGAIN_MAX - 1) / AGAIN_MAX;
	enum tsc_again worst = TSC_AGAIN_SAME;

	for (unsigned int i = every; i < skews->n; i += every) {
		s64 from, to;
		enum tsc_again again = tsc_skews_again(skews, skews->cpus[i], skews->low[i],
						       skews->high[i], &from, &to, why, size);

		if (again == TSC_AGAIN_UNKNOWN) {
			worst = again;
			continue;
		}
		if (low && from < *low)
			*low = from;
		if (high && to > *high)
			*high = to;
		if (again == TSC_AGAIN_OTHER)
			return again;
	}
	return worst;
}

u64 live_trust_ahead(const struct live_engine *engine, const struct live_reader *a,
		     const struct live_reader *b)
{
	s64 ahead = engine->skews.high[b->where] - engine->skews.low[a->where];

	return a->where == b->where || ahead < 0 ? 0 : (u64)ahead;
}
