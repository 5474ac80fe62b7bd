/* Does a clock run as fast as CLOCK_MONOTONIC_RAW, over a whole race? */
#include "stress/live/engine.h"

#define COMPARE_S 0.2 /* a shorter run says nothing about a rate */

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
		guarded(live_pair_take, pair);
}

void live_agree_end(const struct live_pair *first, struct live_lane_summary *lane)
{
	struct live_pair last = {.lane = first->lane};
	u64 grown;

	if (first->apart == U64_MAX || !guarded(live_pair_take, &last) ||
	    (double)(last.raw - first->raw) < COMPARE_S * 1e9)
		return;
	grown = last.ns - first->ns;
	if (first->lane->host && !page_growth(first->lane, first->ns, last.ns, &grown))
		return;
	lane->compared = true;
	lane->ppm = live_pair_ppm(first, &last, grown);
}
