/* What the threads of a live race share. For stress/live_*.c only. */
#ifndef STRESS_LIVE_ENGINE_H
#define STRESS_LIVE_ENGINE_H

#include "stress/live_lane.h"

struct live_reader {
	_Alignas(64) struct live_guard guard;
	_Atomic bool ready, done;
	bool fault; /* the page went away */
	bool created;
	bool abandoned; /* broken off at the end, not proven stuck */
	_Atomic bool proven;
	int error; /* of pinning, an errno value */
	unsigned int number, cpu;
	struct live_engine *engine;
	struct live_track *tracks; /* its own, one per lane */
	unsigned int lane;	   /* at hand */
	u64 bursts;
	pthread_t thread;
	/* The monitor's notes: */
	u64 batch_was, since, cpu_ns;
	/* The burst at hand: */
	struct batch batches[LIVE_BURST];
	struct outcome peers[LIVE_BURST];
	u64 fine[LIVE_BURST];
};

struct live_engine {
	const struct live_options *options;
	struct live_lane lanes[LIVE_LANES_MAX];
	unsigned int nlanes;
	struct live_reader *readers;
	unsigned int nreaders;
	struct live_track *tracks; /* [reader * nlanes + lane] */
	u64 tsc_hz, margin, start;
	_Atomic bool go, stop;
	struct live_writer writer;
	pthread_t writer_thread;
	bool driven;
	_Atomic bool writer_done;
	/* The monitor's: */
	u64 discarded[LIVE_LANES_MAX][RACE_KINDS]; /* found, and taken back */
	int writer_error;
};

/* Thread functions; arg is the struct live_reader, the struct live_engine. */
void *live_reader_main(void *arg);
void *live_writer_main(void *arg);

/* Watch the threads until they are done; 0, or -1 if one does not end. */
int live_monitor(struct live_engine *engine, struct live_summary *summary);

/* The threads are gone: complete *summary. */
void live_sum_up(struct live_engine *engine, struct live_summary *summary);

#endif
