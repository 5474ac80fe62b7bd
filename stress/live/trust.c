/*
 * What TSC stamps of two CPUs are good for. They are compared only where the TSC is invariant,
 * RDTSCP tells the CPU, the skew could be bounded at the start, and is still the same when
 * something rests on it. All else must do without.
 */
#include <stdio.h>
#include <string.h>

#include "stress/live/engine.h"
#include "stress/cpu/tsc.h"

#define SKEW_MAX_US 100 /* more than that between two CPUs: the stamps say nothing */
#define AGAIN_MAX 16	/* CPUs that are measured once more */

static int measure(const struct live_engine *engine, unsigned int cpu, s64 *low, s64 *high)
{
	const struct live_options *options = engine->options;
	int (*skew)(unsigned int a, unsigned int b, s64 *low, s64 *high) =
		options->measure_skew ? options->measure_skew : tsc_measure_skew;

	*low = INT64_MIN;
	*high = INT64_MAX;
	return skew(options->cpus[0], options->cpus[cpu], low, high);
}

bool live_trust_start(struct live_engine *engine, char *why, size_t size)
{
	const struct live_options *options = engine->options;
	const char *problem = options->tsc_problem ? options->tsc_problem() : tsc_problem();
	s64 most = (s64)(engine->tsc_hz / 1000000 * SKEW_MAX_US);
	struct live_trust *trust = &engine->trust;

	if (problem) {
		snprintf(why, size, "%s", problem);
		return false;
	}
	trust->rdtscp = true;
	for (unsigned int i = 1; i < options->ncpus; i++) {
		s64 low, high;
		int error = measure(engine, i, &low, &high);

		trust->error = error;
		if (error || low == INT64_MIN) {
			snprintf(why, size, "cannot measure the TSC skew to CPU %u: %s",
				 options->cpus[i],
				 error ? strerror(error) : "no round was completed");
			return false;
		}
		if (low < -most || high > most) {
			snprintf(why, size,
				 "the TSC of CPU %u may be off by %lld to %lld ticks: too much for "
				 "stamps to be compared",
				 options->cpus[i], (long long)low, (long long)high);
			return false;
		}
		trust->skew[i].low = low;
		trust->skew[i].high = high;
	}
	atomic_store(&trust->good, true);
	return true;
}

enum live_again live_trust_again(struct live_engine *engine, bool all, s64 *low, s64 *high,
				 char *why, size_t size)
{
	const struct live_options *options = engine->options;
	unsigned int every = all ? 1 : (options->ncpus + AGAIN_MAX - 1) / AGAIN_MAX;
	enum live_again again = LIVE_AGAIN_SAME;

	for (unsigned int i = every; i < options->ncpus; i += every) {
		const __typeof__(engine->trust.skew[0]) *was = &engine->trust.skew[i];
		s64 from, to;
		int error = measure(engine, i, &from, &to);

		if (error || from == INT64_MIN) {
			snprintf(why, size, "the TSC skew to CPU %u cannot be measured again: %s",
				 options->cpus[i],
				 error ? strerror(error) : "no round was completed");
			again = LIVE_AGAIN_UNKNOWN;
			continue;
		}
		if (low && from < *low)
			*low = from;
		if (high && to > *high)
			*high = to;
		if (from <= was->high && to >= was->low)
			continue;
		snprintf(why, size,
			 "the TSC of CPU %u is now off by %lld to %lld ticks, at the start "
			 "it was %lld to %lld",
			 options->cpus[i], (long long)from, (long long)to, (long long)was->low,
			 (long long)was->high);
		return LIVE_AGAIN_OTHER;
	}
	return again;
}

u64 live_trust_ahead(const struct live_engine *engine, const struct live_reader *a,
		     const struct live_reader *b)
{
	s64 ahead = engine->trust.skew[b->where].high - engine->trust.skew[a->where].low;

	return a->where == b->where || ahead < 0 ? 0 : (u64)ahead;
}
