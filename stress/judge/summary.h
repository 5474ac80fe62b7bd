/* What a race of real threads came to, and who is told of it meanwhile. */
#ifndef STRESS_SUMMARY_H
#define STRESS_SUMMARY_H

#include "stress/cpu/pin.h"
#include "stress/judge/tally.h"

#define RACE_READERS_MAX 1024
#define RACE_SKIPPED 77 /* what a race that this machine can't run returns; an exit status */

/* Whether the model has it: LATER, that is not known yet. */
enum race_has { RACE_HAS_NOT, RACE_HAS, RACE_HAS_UNKNOWN, RACE_HAS_LATER };

/*
 * Called by the thread that runs a race, while it goes on; any may be NULL. progress: some times a
 * second, with the leg's seconds and counts so far. violation (or what is just interesting): soon
 * after it was found, when nothing that happened to the machine can explain it; not for every one of
 * a flood, but for the first of each kind and then up to some 100 a second. lane and format are those
 * of a live clock: its name, and its page's format, or NULL; both are NULL in a race of our own.
 * notice: the machine itself did something ("suspend", "tsc", "clock-step"), or somebody its threads
 * ("moved", "cpus").
 */
struct race_calls {
	void (*progress)(void *arg, double seconds, const struct race_counts *counts);
	void (*violation)(void *arg, const char *lane, const struct format *format,
			  const struct race_violation *violation);
	void (*notice)(void *arg, const char *what, const char *text);
	/*
	 * Asked when values turn up that a late TSC sample explains: may it, with this pair? A bit
	 * (1 << VIOLATION_STALE, 1 << VIOLATION_BACKWARDS) for each kind that it brings about and that the
	 * pair has in no other way; or, without wait only, RACE_EXCUSE_UNKNOWN, and it is asked again.
	 * NULL: no.
	 */
	u32 (*excuse)(void *arg, bool wait);
	/*
	 * Asked where a race alone can't tell, of a guest that stores to the page: has the model of this pair what the
	 * violation is? Of VIOLATION_LOST any, as what is put back on purpose is none; of VIOLATION_ARITHMETIC one with
	 * those generations. Without wait it may be RACE_HAS_LATER, and it is asked again. NULL: RACE_HAS_UNKNOWN.
	 */
	enum race_has (*has)(void *arg, const struct race_violation *violation, bool wait);
	void *arg;
};

struct race_summary {
	u64 tsc_hz;
	u64 start;		     /* TSC at which the host began */
	u64 margin;		     /* ticks: bound on host's and readers' skew */
	s64 skew_low, skew_high;     /* ticks: the reader's TSC minus the host's is in between */
	u64 sequence;		     /* on the page before the first update */
	unsigned int readers, hosts; /* hosts: 0 or 1, one */
	double seconds;		     /* as measured */
	u64 inseparable;	     /* updates whose tears may be too small to be seen */
	unsigned int vcpus;	     /* 0: one; else readers are on so many ... */
	unsigned int pages;	     /* ... which have so many of them, ... */
	unsigned int tscs;	     /* ... whose TSCs stand so, a bit for each of enum tscs, ... */
	bool migrates;		     /* ... and are to migrate between them */
	bool writes;		     /* the guest may store to the page */
	bool shares;		     /* readers share memory of the guest's ... */
	bool gapped;		     /* ... in the build that pauses */
	bool host_died, interrupted;
	bool host_hung;	 /* it had to be broken off inside publish() */
	bool evicted;	 /* it ended because the CPU of one of its threads is gone */
	bool unfinished; /* it ended before the time that was asked for, and not by itself */
	double asked;	 /* that time, in seconds; 0: until stopped */
	u64 moves;	 /* readers that were moved off their CPUs, and put back */
	u64 abandoned;	 /* reads broken off at the end that were not proven stuck */
	struct race_tally total;
	char reason[256]; /* why it was skipped or failed, or why it ended early */
};

/*
 * Late samples turned up: what do they mean? *excuse is the answer so far. With wait it is not
 * RACE_EXCUSE_UNKNOWN.
 */
u32 race_find_excuse(const struct race_calls *calls, _Atomic u32 *excuse, bool wait);

/* Add a race to the sum of others, whose first violations stay the first ones. */
void race_summary_add(struct race_summary *total, const struct race_summary *summary);

#endif
