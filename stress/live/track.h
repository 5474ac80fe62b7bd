/* What one thread finds on one lane, and how it is judged. For stress/live/ and its tests only. */
#ifndef STRESS_LIVE_TRACK_H
#define STRESS_LIVE_TRACK_H

#include "stress/judge/billboard.h"
#include "stress/live/live.h"
#include "stress/live/source/lane.h"

#define LIVE_BURST 64		      /* batches that are read before they are judged */
#define LIVE_CONTROL_EVERY 8	      /* bursts: one of so many is the control's */
#define LIVE_SUSPECTS VIOLATION_KINDS /* counted beside the kinds: decreases by stamps alone */
#define LIVE_COUNTERS (VIOLATION_KINDS + 1)

#define LIVE_RING 256 /* marks; a power of two */

/* What a batch's last read gave, and the TSC when it had ended. */
struct live_mark {
	u64 end, value;
	u64 epoch; /* values of two epochs say nothing about each other */
};

/* The newest marks, for those who compare TSC stamps. */
struct live_ring {
	_Alignas(64) _Atomic u64 head; /* number of the next mark */
	struct {
		_Atomic u64 end, value, epoch;
	} marks[LIVE_RING];
};

/* Writer: append *mark; its end is not before that of the one before. */
void live_ring_add(struct live_ring *ring, const struct live_mark *mark);

/*
 * Reader: copy the newest marks, newest first, up to one that ended before TSC since, or as many
 * as there are in half of the ring. Returns how many.
 */
unsigned int live_ring_copy(const struct live_ring *ring, u64 since,
			    struct live_mark marks[LIVE_RING / 2]);

/* The versions that a reader polls. Counters are only its own. */
struct live_versions {
	u32 last;
	u32 rested;		    /* versions at rest seen in the batch at hand */
	u64 made, seen, odd, edges; /* made and seen: without those of interruptions */
};

/*
 * At the end of a batch: add what was made and seen; first is the sequence before it. A thread that
 * was away, interrupted, can't have looked: then nothing is added.
 */
void live_versions_batch(struct live_versions *versions, const struct live_lane *lane, u32 first,
			 bool away);

/* How fast bursts are, while nothing else has the CPU. */
struct live_pace {
	u64 reads, ticks;
	u64 least; /* ticks of the quickest burst */
};

/* How far one counter of a track had come: so many stood, the newest of them was this one, from 1. */
struct live_level {
	u64 standing, number;
};

/*
 * One reader, or the host, on one lane; only that thread writes. What it finds is counted by kind
 * (LIVE_SUSPECTS: in suspects); the monitor may take it back, newest first, see live_stand.c.
 */
struct live_track {
	struct billboard board;
	struct live_ring ring;
	_Alignas(64) const struct live_lane *lane;
	unsigned int reader;
	u64 epoch; /* of the burst at hand */
	struct race_tally tally, control_tally;
	struct mailbox mailbox;
	struct live_versions versions;
	u64 pairs, control_reads;
	u64 ordered, closest; /* batches held against another's by stamps; ticks, 0: none */
	u64 suspects;	      /* out of order by stamps, which the monitor has to confirm */
	struct race_violation suspect; /* the first one that stands */
	u64 kept[LIVE_COUNTERS];       /* the numbers of suspect and the tally's first ones */
	u64 jump, stopped;	       /* ns, worst; bursts that began or ended with the flag */
	struct live_snapshot shown;    /* what the page last showed at the end of a burst */
	struct live_pace pace, bare;   /* judging included; reads and nothing else */
	bool stable_known, stable, stable_changed;
	struct outcome last;			      /* of a lane without a log */
	struct judge judge, control;		      /* of one with a log */
	_Alignas(64) _Atomic u64 gone[LIVE_COUNTERS]; /* up to this number all are taken back */
	/* The monitor's: */
	u64 taken[LIVE_COUNTERS];					/* taken back, in all */
	struct live_level newer[LIVE_COUNTERS], older[LIVE_COUNTERS];	/* at the last baseline, and
									 at the one before */
	struct live_level tried[LIVE_COUNTERS], settled[LIVE_COUNTERS]; /* when the TSCs were last
		measured again, and when they were seen to be as before */
};

/*
 * Make RACE_BATCH reads; what of a page's sequence is new goes to *versions. A page may fault: the
 * caller is guarded.
 */
void live_fill(const struct live_lane *lane, const struct guest *guest, struct batch *batch,
	       struct live_versions *versions);

/* A value of the batch, as others are held against it; low is its epoch. */
static inline struct outcome live_outcome(const struct live_track *track, const struct batch *batch,
					  u64 value)
{
	return (struct outcome){.value = value,
				.s = batch->stamps[0],
				.e = batch->stamps[1],
				.low = track->epoch,
				.reader = track->reader,
				.set = 1};
}

/* Begin a violation of the batch. */
void live_order_begin(const struct live_track *track, const struct batch *batch,
		      enum violation kind, u64 value, struct race_violation *violation);

/*
 * Judge a batch of a lane without a log. before and after are the page's snapshots around the burst
 * (NULL without a page); peer was taken before the batch, or NULL; fine is what the fine clock gave
 * after the batch (of a coarse one). Of a batch whose CPU is RACE_MOVED only the order is judged.
 */
void live_order_batch(struct live_track *track, const struct batch *batch,
		      const struct live_snapshot *before, const struct live_snapshot *after,
		      const struct outcome *peer, u64 fine);

/*
 * After a burst, which ended at TSC tsc with the page as in *after: note its flags, and how far the
 * clock has jumped since the last time if a host that nobody drives has updated it.
 */
void live_order_update(struct live_track *track, const struct live_snapshot *after, u64 tsc);

/*
 * Count a violation, or a suspect if nothing but stamps tells of it. The first one that stands is
 * kept, and the mailbox gets it if it has room. Only the track's own thread may call it.
 */
void live_stand_record(struct live_track *track, const struct race_violation *violation);

/* The counter of a violation. */
unsigned int live_stand_counter(const struct race_violation *violation);

/* The monitor: how many of a counter stand; how far all have come. */
u64 live_stand_count(const struct live_track *track, unsigned int counter);
void live_stand_level(const struct live_track *track, struct live_level levels[LIVE_COUNTERS]);

/*
 * The monitor: take back all that a counter has counted since *to, a level of the same track, which
 * may be one of the track's own. What waits in the mailbox goes with it. Returns how many.
 */
u64 live_stand_take_back(struct live_track *track, unsigned int counter,
			 const struct live_level *to);

/* The track's thread is gone: leave in its tally what stands. Returns how many of it are suspects. */
u64 live_stand_sum(struct live_track *track);

/*
 * Hold a burst's n batches against what another reader's ring has, by TSC stamps: its CPU's TSC may
 * be behind this one's by at most ahead ticks. What is out of order is counted in the track's
 * suspects.
 */
void live_stamps_judge(struct live_track *track, const struct batch *batches, unsigned int n,
		       const struct live_ring *ring, unsigned int reader, u64 ahead);

/* Count a read that did not return. */
void live_order_stuck(struct live_track *track, u64 tsc, unsigned int cpu);

#endif
