/*
 * The race engine: one host thread that updates a clock page and any number of guest threads that
 * read it, pinned to real CPUs, with every returned time judged against the log of what the host
 * published and when.
 *
 * What is sure and what is not:
 * - A violation is never a guess: the value cannot have come from any published clock within the
 *   stamps around the read, widened by the measured skew between the CPUs.
 * - A read is stamped on its own in one batch of RACE_STAMP_EVERY, in batches that pause, and in
 *   aimed ones; in the others the stamps stand around RACE_BATCH reads, so the set of legal values
 *   is wider (a violation may be missed).
 * - `overlapped` counts only reads of the stamped batches, by their own stamps: it is what was
 *   measured, not extrapolated.
 * - `unjudged` reads (for a decrease: pairs of reads) are neither clean nor violations.
 * - A host that is late, or preempted in publish(), is judged as ever by its real stamps; only a
 *   decrease across such an update is unjudged.
 * - A value or a decrease that only a TSC sample explains which came later than the loads after it
 *   is graded late-tsc, and is no violation, if the caller says that the pair's model has it.
 * - Pauses stop the host before a store or a guest before a load, as an interrupt would: stop, not
 *   change. They are made in another build of the same files; every update and read without a
 *   pause runs the plain native build.
 */
#ifndef STRESS_RACE_H
#define STRESS_RACE_H

#include "clock/generation.h"
#include "violation/violation.h"

#define RACE_BATCH 64	     /* reads between two stamps */
#define RACE_STAMP_EVERY 128 /* one batch in so many has a stamp after every read */
#define RACE_CPUS_MAX 1024
#define RACE_READERS_MAX 1024
#define RACE_MOVED ~0u	       /* the CPU of a read whose thread was not where it belongs */
#define RACE_UNITS_MAX 16      /* pieces of a page that can come from different generations */
#define RACE_GENERATIONS_MAX 8 /* generations that one violation carries */
#define RACE_BUCKETS 16	       /* of a histogram: 0, 1, 2 to 3, 4 to 7, ..., all the rest */

/* What a late TSC sample can look like: VIOLATION_STALE, VIOLATION_BACKWARDS. */
enum race_late { RACE_LATE_STALE, RACE_LATE_BACKWARDS, RACE_LATES };

#define RACE_LATE_REMEDY "a second LFENCE, behind RDTSC, or RDTSCP;LFENCE ends that"
#define RACE_EXCUSE_UNKNOWN (1u << 31) /* of struct race_calls: ask again */

/* The first three count reads, the others pairs of them. */
enum race_unjudged {
	RACE_OVERWRITTEN, /* the log no longer holds what the read may have seen */
	RACE_LONG,	  /* preempted for more updates than are searched */
	RACE_MIGRATED,	  /* the stamps came from another CPU than the reader's */
	RACE_LATE,	  /* a decrease across an update that the host made late */
	RACE_AMBIGUOUS,	  /* a decrease amid updates that one generation explains, too */
	RACE_CLOCK,	  /* a violation, but the machine's own clocks moved meanwhile */
	RACE_UNJUDGED_REASONS
};

/* A generation of the log, as a violation carries it. */
struct race_generation {
	u64 number;		      /* 0 is what the page shows at the start */
	struct generation generation; /* anchor: where the host took it up */
	struct update update;	      /* kind, rate, step and hold; the rest is 0 */
	u64 sequence;		      /* on the page before the update */
	u64 begin, end;		      /* host's stamps around publish(); end is U64_MAX if open */
};

/* What a host was told, and did not publish. */
enum race_told {
	RACE_TOLD_NOTHING,
	RACE_TOLD_CLOCK,   /* the clock of the violation's value */
	RACE_TOLD_STOPPED, /* pvclock's flag GUEST_STOPPED */
};

/* A piece of the page and the generation that it came from. */
struct race_piece {
	const char *field;
	u16 offset, size;	 /* bytes in the page */
	unsigned int generation; /* index into race_violation.generations */
};

struct race_violation {
	enum violation kind;
	bool fell_back; /* the read returned no time */
	bool host;	/* both values were legal: its own step back */
	bool tentative; /* the kind is decided when the race is over */
	u64 late;  /* ticks by which, skew deducted, its TSC sample came after the update; 0: not */
	u64 value; /* what the guest returned, in format units */
	u64 s, e;  /* ticks: the read lies in between, by all clocks */
	unsigned int reader, cpu;
	u64 before, before_s, before_e; /* backwards: the larger value, returned earlier */
	unsigned int before_reader;
	enum race_told told;  /* not nothing: no read, the host itself did not do as told */
	bool by_stamps;	      /* backwards: nothing but TSC stamps says which was the earlier */
	u64 stale;	      /* stale, late-tsc of a read: the generation that it is of */
	unsigned int nmix;    /* torn: different mixes that give the value */
	unsigned int npieces; /* torn: the first of these mixes */
	struct race_piece pieces[RACE_UNITS_MAX];
	unsigned int ngenerations;
	struct race_generation generations[RACE_GENERATIONS_MAX];
	char finding[512]; /* where the caller has saved it as a finding; "" if not */
};

/* Counters of one thread, or of all. Nothing but u64, so that they add up word by word. */
struct race_counts {
	u64 reads, fallbacks;
	u64 stamped;	/* reads with stamps of their own */
	u64 overlapped; /* of those, reads that met an update's [begin, end] */
	u64 aimed;	/* batches that started at a TSC agreed on with the host */
	u64 paused;	/* reads that paused between two accesses */
	u64 unjudged[RACE_UNJUDGED_REASONS];
	u64 found[VIOLATION_KINDS];
	/*
	 * Illegal values amid updates that no mix gives: torn, if a page at rest gives the guest
	 * no wrong value, else arithmetic. Decided, and set to 0, when the race is over.
	 */
	u64 unexplained, wrong_at_rest;
	u64 halved; /* explained by halves of fields alone: the same goes for them */
	u64 late_open
		[RACE_LATES];  /* by a late sample, if the pair's model has that: not known yet */
	u64 torn_updates;      /* updates of which some read saw a part, each counted once */
	u64 met[RACE_BUCKETS]; /* stamped reads by the number of updates that they met */
	u64 distance[RACE_BUCKETS]; /* those that met none, by ticks to the nearest one if it is
				       in the batch's window: near misses */
	u64 retries[RACE_BUCKETS];  /* reads of batches that pause, by loads of the sequence more
				       than the fewest that any such read made */
	u64 updates, late;	    /* late: slower than the engine had allowed for */
	u64 gapped;		    /* updates that paused between two stores */
	u64 frozen;		    /* updates for which the engine itself parked readers */
	u64 deaths, restarts;	    /* updates broken off and recovered; pages begun anew */
	u64 kinds[UPDATE_KINDS];
	u64 late_pairs; /* of VIOLATION_LATE_TSC: decreases; the others are reads */
	u64 late_most; /* ticks: the latest sample of VIOLATION_LATE_TSC. The last: sums take the most */
};

struct race_tally {
	struct race_counts counts;
	struct race_violation first[VIOLATION_KINDS]; /* set where counts.found is not 0 */
	struct race_violation first_halved;
	struct race_violation first_unexplained;
	struct race_violation first_late[RACE_LATES]; /* set where counts.late_open is not 0 */
	u64 late_open_most[RACE_LATES];
};

/* Readers that the engine parks, by a signal, around every update. */
enum race_freeze { RACE_FREEZE_NONE, RACE_FREEZE_ALL, RACE_FREEZE_PARTIAL };

/*
 * Called by the thread that runs race_run(), while the race goes on; any may be NULL. progress:
 * some times a second, with the leg's seconds and counts so far. violation (or what is just
 * interesting): soon after it was found and the TSC measured again; not for every one of a flood, but for the first of each kind
 * and then up to some 100 a second. notice: the machine itself did something ("suspend", "tsc",
 * "clock-step"), or somebody its threads ("moved", "cpus").
 */
struct race_calls {
	void (*progress)(void *arg, double seconds, const struct race_counts *counts);
	void (*violation)(void *arg, const struct race_violation *violation);
	void (*notice)(void *arg, const char *what, const char *text);
	/*
	 * Asked when values turn up that a late TSC sample explains: may it, with this pair? A bit
	 * (1 << VIOLATION_STALE, 1 << VIOLATION_BACKWARDS) for each kind that it brings about and that the
	 * pair has in no other way; or, without wait only, RACE_EXCUSE_UNKNOWN, and it is asked again.
	 * NULL: no.
	 */
	u32 (*excuse)(void *arg, bool wait);
	void *arg;
};

struct race_options {
	const struct format *format;
	const struct host *host; /* native */
	const struct guest *guest;
	const struct host *gapped_host; /* the build that pauses; both NULL for no pauses */
	const struct guest *gapped_guest;
	const unsigned int *cpus; /* the host's first; readers share the others in turn */
	unsigned int ncpus;
	unsigned int readers; /* 0: one for each CPU but the host's, at least one */
	double seconds;	      /* 0: until it is stopped */
	u64 seed;
	double pace; /* updates per second; 0: as fast as they can be made */
	bool aim;    /* with a pace that leaves time for it: readers start when the host does */
	bool bare;   /* readers only read: no stamps, no judging. For benchmarks. */
	enum race_freeze freeze;
	const struct schedule *schedule; /* played again and again; NULL: drawn from the seed */
	const volatile int *stop;	 /* not 0: end early; NULL: nobody stops it */
	struct race_calls calls;
	/* As tsc_measure_skew(), which NULL stands for. For tests. */
	int (*measure_skew)(unsigned int a, unsigned int b, s64 *low, s64 *high);
};

struct race_summary {
	u64 tsc_hz;
	u64 start;		 /* TSC at which the host began */
	u64 margin;		 /* ticks: bound on host's and readers' skew */
	s64 skew_low, skew_high; /* ticks: the reader's TSC minus the host's is in between */
	u64 sequence;		 /* on the page before the first update */
	unsigned int readers;
	double seconds;	 /* as measured */
	u64 inseparable; /* updates whose tears may be too small to be seen */
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

#define RACE_SKIPPED 77 /* as the exit status */

/* Why a read was not judged ("overwritten", "late", ...). */
const char *race_unjudged_name(enum race_unjudged reason);

/* Violations of all kinds that are. */
u64 race_violations(const struct race_counts *counts);

/* Reads that were judged: the others are unjudged, by whatever reason. */
u64 race_judged(const struct race_counts *counts);

/* Add a race to the sum of others, whose first violations stay the first ones. */
void race_summary_add(struct race_summary *total, const struct race_summary *summary);

/* Add what one reader, or one race, found to the sum of others. */
void race_tally_add(struct race_tally *total, const struct race_tally *tally);

/* The sum of two counts, into *total. */
void race_counts_add(struct race_counts *total, const struct race_counts *counts);

/*
 * What *counts has more than *before, which is set to *counts, into *difference; of late_most, what
 * it is. What was taken back in between (violations that became unjudged) is 0.
 */
void race_counts_since(const struct race_counts *counts, struct race_counts *before,
		       struct race_counts *difference);

/* Will readers aim at the host's updates, as these options are? */
bool race_aims(const struct race_options *options);

/* How many readers these options ask for. */
unsigned int race_readers(const struct race_options *options);

/*
 * Race options->host against options->guest for options->seconds, or until *options->stop is set.
 * Returns 0 with *summary filled; RACE_SKIPPED with summary->reason if this machine's TSC cannot
 * be trusted; -1 with summary->reason if threads or memory are not to be had. A race that ends
 * early because the machine's clocks moved returns 0 with a reason; what it found since they were
 * last known to be good is unjudged. So does one that ends because a reader's CPU is gone, without
 * that: all it found stands.
 * One at a time per process. However it ends, all its threads have ended when it returns, and
 * signal dispositions and the caller's affinity are as before.
 */
int race_run(const struct race_options *options, struct race_summary *summary);

#endif
