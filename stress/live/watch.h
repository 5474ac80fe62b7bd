/* What the thread that watches a live race knows of the machine. For stress/live/ only. */
#ifndef STRESS_LIVE_WATCH_H
#define STRESS_LIVE_WATCH_H

#include "stress/live/engine.h"
#include "stress/cpu/upset.h"

#define LIVE_AROUND_NS 250000000ull /* what is found so long before or after an upset is of it */

struct live_watch_lane {
	u64 baseline; /* ns: when the newer levels of its tracks were taken */
	u64 forgive;  /* ns: until then, whatever is found is taken back */
};

struct live_watch {
	struct live_engine *engine;
	struct live_summary *summary;
	int timer; /* tells that the wall clock was set; -1: none */
	int tai;   /* s: how far CLOCK_TAI is ahead of it */
	struct upset upset;
	struct live_watch_lane lanes[LIVE_LANES_MAX];
	u64 measured;	  /* ns: when the TSCs were last measured again */
	u64 rest;	  /* ns: how long to wait then */
	u64 pending;	  /* values that were not yet explained then */
	u64 measured_tsc; /* what a reader found before is settled by that */
	char text[LIVE_WHY];
	bool distrusted;
};

/* Start to watch what happens to the machine's clocks. */
void live_watch_start(struct live_watch *watch);

/*
 * Look whether somebody has set the wall clock, and if machine at all other clocks as well; take
 * back what that explains, and settle what the readers have found, by measuring the TSCs again.
 * ended: the readers are gone, what is not settled now never is. now is upset_now().
 */
void live_watch_look(struct live_watch *watch, bool machine, bool ended, u64 now);
#endif
