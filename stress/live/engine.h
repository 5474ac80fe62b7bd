/* What the threads of a live race share. For stress/live/ and its tests only. */
#ifndef STRESS_LIVE_ENGINE_H
#define STRESS_LIVE_ENGINE_H

#include "stress/cpu/tsc.h"
#include "stress/cpu/crew.h"
#include "stress/cpu/upset.h"
#include "stress/live/track.h"

/* What drives a host. Only the thread that runs live_host_update() writes. */
struct live_writer {
	struct runner runner;
	struct live_lane *lanes;
	unsigned int nlanes;
	u64 tsc_hz, random;
	bool rdtscp;				  /* as in struct tsc_skews */
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

struct live_reader {
	_Alignas(64) struct runner runner;
	bool fault;	/* the page went away */
	bool lacking;	/* the CPU does not have all that the guest runs */
	bool abandoned; /* broken off at the end, not proven stuck */
	bool away;	/* the burst at hand was not, or not all, on its CPU */
	unsigned int number;
	struct live_engine *engine;
	struct live_track *tracks; /* its own, one per lane */
	unsigned int lane;	   /* at hand */
	unsigned int where;	   /* index of cpu in the options' cpus */
	u64 bursts;
	/* The burst at hand: */
	struct batch batches[LIVE_BURST];
	struct outcome peers[LIVE_BURST];
	u64 fine[LIVE_BURST];
};

struct live_engine {
	const struct live_options *options;
	struct tsc_skews skews;
	_Atomic bool trusted;		    /* stamps of two CPUs may be compared */
	_Atomic u64 epochs[LIVE_LANES_MAX]; /* counts how often somebody has set the lane's clock */
	struct live_lane lanes[LIVE_LANES_MAX];
	unsigned int nlanes;
	struct crew crew;
	struct live_reader *readers;
	unsigned int nreaders;
	struct live_track *tracks; /* [reader * nlanes + lane], and a driven host's at the end */
	unsigned int ntracks;
	u64 tsc_hz, margin, start;
	_Atomic bool go, stop;
	_Atomic unsigned int ready; /* readers */
	_Atomic u32 excuse;	    /* for the judges of lanes with a log */
	struct live_writer writer;
	bool driven;
	int writer_error;
};

/*
 * Measure again, all CPUs or up to 16 of them. If the answer is not TSC_AGAIN_SAME, one line is in
 * why. low and high, if not NULL, are lowered and raised to what the skews are.
 */
enum tsc_again live_trust_again(const struct live_engine *engine, bool all, s64 *low, s64 *high,
				char *why, size_t size);

/* How far, in ticks, the TSC of b's CPU may be ahead of that of a's; 0 if it is surely behind. */
u64 live_trust_ahead(const struct live_engine *engine, const struct live_reader *a,
		     const struct live_reader *b);

/* What the threads run; arg is the struct live_reader, the struct live_engine. */
void live_reader_main(void *arg);
void live_writer_main(void *arg);

/* Run the threads, and watch them until they are done; 0, or an errno value. */
int live_monitor(struct live_engine *engine, struct live_summary *summary);

/* The threads are gone: complete *summary. */
void live_sum_up(struct live_engine *engine, struct live_summary *summary);

/* Read what the pages show as generation 0, after a first publication. 0 or an errno value. */
int live_host_start(struct live_writer *writer);

/* Set a new clock, have every vCPU publish it, log and check that. 0 or an errno value. */
int live_host_update(struct live_writer *writer);

/*
 * On the readers' own CPU: shall there be another update before they have their turn? Drawn so that
 * a read which was interrupted meets only so few that it can be judged.
 */
bool live_host_goes_on(struct live_writer *writer);

/* What the thread that watches knows of the machine. */
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
