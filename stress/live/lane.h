/* What the parts of a live race share. For stress/live/ and its tests only. */
#ifndef STRESS_LIVE_LANE_H
#define STRESS_LIVE_LANE_H

#include <pthread.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <time.h>

#include "stress/live/live.h"
#include "stress/live/share.h"
#include "stress/race/plan.h"

#define LIVE_BURST 64		/* batches that are read before they are judged */
#define LIVE_CONTROL_EVERY 8	/* bursts: one of so many is the control's */
#define LIVE_STEP_NS 1000000000 /* what a driven clock is set ahead: large enough to see tears */
#define LIVE_SUSPECTS VIOLATION_KINDS /* counted beside the kinds: decreases by stamps alone */
#define LIVE_COUNTERS (VIOLATION_KINDS + 1)

/* How the values of a lane come about. */
enum live_kind {
	LIVE_PAGE,	 /* by a guest, from a page */
	LIVE_CLOCK,	 /* clock_gettime() */
	LIVE_TSC_RDTSC,	 /* lfence; rdtsc */
	LIVE_TSC_RDTSCP, /* rdtscp */
};

/*
 * A host that can be made to publish. One thread calls all. set_clock: the page's time shall be ns
 * from now on. run: put that onto the page of a vCPU. tell_stopped: the next run shall also say
 * that the guest was stopped meanwhile, and all later ones until the guest (ack_stopped) has taken
 * note of it; both NULL: no such flag. Each returns 0 or an errno value.
 */
struct live_host {
	void *arg;
	int (*set_clock)(void *arg, u64 ns);
	int (*run)(void *arg, unsigned int vcpu);
	int (*tell_stopped)(void *arg, unsigned int vcpu);
	int (*ack_stopped)(void *arg, unsigned int vcpu);
	u64 tsc_off; /* ticks: the guest's TSC differs from ours by at most that */
};

/* One page, or one clock, that all readers read. */
struct live_lane {
	char name[32];
	enum live_kind kind;
	clockid_t clock;
	clockid_t fine; /* of a coarse clock: the one that it must not be ahead of */
	bool coarse;
	bool by_syscall; /* the vDSO does not have it */
	bool settable;	 /* somebody may set it: a decrease then is no violation */
	/* Of a page: */
	const struct format *format;
	const struct guest *guest;
	const u8 *page;
	const u32 *sequence;
	u32 step; /* what an update adds to the sequence; 2: it is odd meanwhile */
	/* Of a host that is driven: */
	const struct live_host *host;
	unsigned int vcpu;
	const struct guest *control;
	struct hostlog *log;
};

/* The versions that a reader polls. Counters are only its own. */
struct live_versions {
	u32 last;
	u32 rested;		    /* versions at rest seen in the batch at hand */
	u64 made, seen, odd, edges; /* made and seen: without those of interruptions */
};

/* The sequence is another one than at the last poll: the read in between met an update. */
void live_versions_note(struct live_versions *versions, u32 step, u32 sequence);

/*
 * At the end of a batch: add what was made and seen; first is the sequence before it. A thread that
 * was away, interrupted, can't have looked: then nothing is added.
 */
void live_versions_batch(struct live_versions *versions, const struct live_lane *lane, u32 first,
			 bool away);

/* What a page's parameters were. */
struct live_snapshot {
	bool good; /* it was consistent */
	bool valid;
	u32 sequence;
	u8 flags;
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX];
};

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

/*
 * Which of n clocks does clock_gettime() need a system call for? Bit i is clocks[i]'s; 0 if that
 * cannot be found out.
 */
u64 live_by_syscall(const clockid_t *clocks, unsigned int n);

/* What clock_gettime() gives, in ns. */
u64 live_clock_ns(clockid_t clock);

/* Take a consistent copy of a lane's page; good is false if it does not come to rest. */
void live_snapshot(const struct live_lane *lane, struct live_snapshot *snapshot);

/* Call fill(arg) so that a page that is not there makes it return false. For any thread. */
bool live_guarded(bool (*fill)(void *arg), void *arg);

/* Install (true) or remove the handlers that live_guarded() and readers that are stuck need. */
void live_guard_install(bool install);

/* Where the calling thread goes on SIGBUS, or if leave is its batch when live_guard_nudge() comes. */
struct live_guard {
	sigjmp_buf home; /* comes back with LIVE_GUARD_FAULT or LIVE_GUARD_LEAVE */
	_Atomic u64 batch, leave;
	_Atomic u32 answers; /* to nudges */
};

#define LIVE_GUARD_FAULT 1
#define LIVE_GUARD_LEAVE 2

void live_guard_enter(struct live_guard *guard);
void live_guard_nudge(pthread_t thread);

/*
 * Judge a batch of a lane without a log. before and after are the page's snapshots around the burst
 * (NULL without a page); peer was taken before the batch, or NULL; fine is what the fine clock gave
 * after the batch (of a coarse one). Of a batch whose CPU is RACE_MOVED only the order is judged.
 */
void live_order_batch(struct live_track *track, const struct batch *batch,
		      const struct live_snapshot *before, const struct live_snapshot *after,
		      const struct outcome *peer, u64 fine);

/*
 * Does the host promise that values of two CPUs are in order? Not that of a pvclock page without
 * the flag TSC_STABLE.
 */
bool live_order_promised(const struct live_lane *lane, const struct live_snapshot *before,
			 const struct live_snapshot *after);

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

/* One page of memory may hold a clock page: what it must pass. Each fails with a reason in why. */
bool live_recognise_pvclock(const void *page, char *why, size_t size);
bool live_recognise_hyperv(const void *page, char *why, size_t size);
bool live_recognise_vmclock(const void *page, char *why, size_t size);

/*
 * Does the page's time, at the TSC, grow at the rate of CLOCK_MONOTONIC_RAW? Looks for some
 * milliseconds.
 */
bool live_rate_agrees(const struct live_lane *lane, char *why, size_t size);

/* The sources' open functions and what goes with them. */
unsigned int live_open_pvclock_page(unsigned int vcpus, struct live_lane *lanes, void **state,
				    char *why, size_t size);
unsigned int live_open_hyperv_page(unsigned int vcpus, struct live_lane *lanes, void **state,
				   char *why, size_t size);
unsigned int live_open_vmclock(unsigned int vcpus, struct live_lane *lanes, void **state, char *why,
			       size_t size);
void live_close_vmclock(void *state);
unsigned int live_open_kvm(unsigned int vcpus, struct live_lane *lanes, void **state, char *why,
			   size_t size);
unsigned int live_open_kvm_hyperv(unsigned int vcpus, struct live_lane *lanes, void **state,
				  char *why, size_t size);
unsigned int live_open_kvm_xen(unsigned int vcpus, struct live_lane *lanes, void **state, char *why,
			       size_t size);
void live_close_kvm(void *state);

/* The source's open(), with the right guest in each lane of a page. */
unsigned int live_source_open(const struct live_source *source, unsigned int vcpus,
			      struct live_lane *lanes, void **state, char *why, size_t size);

/* Describe a lane of a page in that format; false if the format is not linked in. */
bool live_lane_page(struct live_lane *lane, const char *name, const char *format, const void *page);

/* The vmclock page's format and its guest, which are this file's own. */
extern const struct format live_vmclock_format;
extern const struct guest live_vmclock_guest;

/* What drives a host. Only the thread that runs live_host_update() writes. */
struct live_writer {
	struct live_lane *lanes;
	unsigned int nlanes;
	u64 tsc_hz, random;
	unsigned int cpu;			  /* where it belongs */
	u64 margin;				  /* ticks: what another CPU's TSC is off at most */
	struct log_entry entries[LIVE_VCPUS_MAX]; /* newest, per lane */
	struct race_counts counts;
	u64 checked, asked_worst, vcpus_worst;
	struct live_track *tracks; /* per lane: what the host did not do as told */
	u64 told_at
		[LIVE_VCPUS_MAX]; /* the update of a lane from which on the flag stands; 0: not */
	u64 lost_at[LIVE_VCPUS_MAX]; /* told_at of the flag that was last found to be gone */
	bool away;		     /* the update at hand was not, or not all, made there */
	_Atomic bool gone;	     /* its CPU is: it can't be put back there */
	_Atomic u64 moves;	     /* how often it was put back there */
	u64 told, shown, lost;	     /* guests told to be stopped; flags so shown; gone too early */
	char why[LIVE_WHY];
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
