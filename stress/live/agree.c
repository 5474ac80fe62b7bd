/* Does a clock run as fast as CLOCK_MONOTONIC_RAW, over a whole race? */
#include "stress/cpu/stamp.h"
#include "stress/live/engine.h"

#define TRIES 20
#define COMPARE_S 0.2 /* a shorter run says nothing about a rate */

/*
 * The lane's time now; not by its guest, which may wait for ever if the page stays odd. Of a host
 * that is driven, which sets its clock all the time, it is the TSC.
 */
static bool time_now(const struct live_lane *lane, u64 *ns)
{
	struct live_snapshot snapshot;

	if (lane->host) {
		*ns = rdtsc_ordered();
		return true;
	}
	if (lane->kind == LIVE_CLOCK) {
		*ns = clock_ns(lane->clock);
		return true;
	}
	live_snapshot(lane, &snapshot);
	*ns = (u64)lane->format->time(snapshot.params, rdtsc_ordered()) * lane->format->unit_ns;
	return snapshot.good && snapshot.valid;
}

static bool take_pair(void *arg)
{
	struct live_pair *pair = arg;

	pair->apart = U64_MAX;
	for (unsigned int i = 0; i < TRIES; i++) {
		u64 before = clock_ns(CLOCK_MONOTONIC_RAW), value, after;

		if (!time_now(pair->lane, &value))
			break;
		after = clock_ns(CLOCK_MONOTONIC_RAW);
		if (after - before >= pair->apart)
			continue;
		pair->apart = after - before;
		pair->raw = before + pair->apart / 2;
		pair->ns = value;
	}
	return pair->apart != U64_MAX;
}

/* Whose rate is to be compared with the kernel's raw clock? */
static bool comparable(const struct live_lane *lane)
{
	if (lane->kind == LIVE_CLOCK)
		return !lane->coarse && !lane->settable;
	return lane->kind == LIVE_PAGE;
}

/* By how many ns the clock that the page now has goes on from one TSC to another. */
static bool page_growth(const struct live_lane *lane, u64 from, u64 to, u64 *ns)
{
	struct live_snapshot snapshot;

	live_snapshot(lane, &snapshot);
	*ns = (u64)(lane->format->time(snapshot.params, to) -
		    lane->format->time(snapshot.params, from)) *
	      lane->format->unit_ns;
	return snapshot.good && snapshot.valid;
}

void live_agree_start(const struct live_lane *lane, struct live_pair *pair)
{
	*pair = (struct live_pair){.lane = lane, .apart = U64_MAX};
	if (comparable(lane))
		guarded(take_pair, pair);
}

void live_agree_end(const struct live_pair *first, struct live_lane_summary *lane)
{
	struct live_pair last = {.lane = first->lane};
	u64 grown;

	if (first->apart == U64_MAX || !guarded(take_pair, &last) ||
	    (double)(last.raw - first->raw) < COMPARE_S * 1e9)
		return;
	grown = last.ns - first->ns;
	if (first->lane->host && !page_growth(first->lane, first->ns, last.ns, &grown))
		return;
	lane->compared = true;
	lane->ppm = ((double)(s64)grown / (double)(last.raw - first->raw) - 1) * 1e6;
}
