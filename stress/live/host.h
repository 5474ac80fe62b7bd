/* A host that is driven. For stress/live/ and its tests only. */
#ifndef STRESS_LIVE_HOST_H
#define STRESS_LIVE_HOST_H

#include "stress/cpu/crew.h"
#include "stress/live/track.h"

/* What drives a host. Only the thread that runs live_host_update() writes. */
struct live_writer {
	struct runner runner;
	struct live_lane *lanes;
	unsigned int nlanes;
	u64 tsc_hz, random;
	u64 margin;				  /* ticks: what another CPU's TSC is off at most */
	struct log_entry entries[LIVE_VCPUS_MAX]; /* newest, per lane */
	struct race_counts counts;
	u64 checked, asked_worst, vcpus_worst;
	struct live_track *tracks; /* per lane: what the host did not do as told */
	u64 told_at
		[LIVE_VCPUS_MAX]; /* the update of a lane from which on the flag stands; 0: not */
	u64 lost_at[LIVE_VCPUS_MAX]; /* told_at of the flag that was last found to be gone */
	bool away;		     /* the update at hand was not, or not all, made there */
	u64 told, shown, lost;	     /* guests told to be stopped; flags so shown; gone too early */
};

/* Read what the pages show as generation 0, after a first publication. 0 or an errno value. */
int live_host_start(struct live_writer *writer);

/* Set a new clock, have every vCPU publish it, log and check that. 0 or an errno value. */
int live_host_update(struct live_writer *writer);

/*
 * On the readers' own CPU: shall there be another update before they have their turn? Drawn so that
 * a read which was interrupted meets only so few that it can be judged.
 */
bool live_host_goes_on(struct live_writer *writer);

#endif
