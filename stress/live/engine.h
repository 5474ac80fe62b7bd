/* What the threads of a live race share. For stress/live/ only. */
#ifndef STRESS_LIVE_ENGINE_H
#define STRESS_LIVE_ENGINE_H

#include "stress/cpu/tsc.h"
#include "stress/live/host.h"

struct live_reader {
	_Alignas(64) struct runner runner;
	bool fault;	/* the page went away */
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

/* Note where a lane and the raw clock are, and later how fast the one ran by the other. */
void live_agree_start(const struct live_lane *lane, struct live_pair *pair);
void live_agree_end(const struct live_pair *first, struct live_lane_summary *lane);

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

#endif
