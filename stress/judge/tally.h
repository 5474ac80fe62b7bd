/*
 * What reads amount to: the violations that were found, with all that is known of them, and how often
 * what happened. Of one reader, or of all; times are TSC ticks, values format units.
 */
#ifndef STRESS_TALLY_H
#define STRESS_TALLY_H

#include "clock/generation.h"
#include "clock/vcpus.h"
#include "violation/violation.h"

#define RACE_BATCH 64	       /* reads between two stamps */
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
	RACE_LONG, /* preempted for more updates than are searched, or kept from a read that was */
	RACE_MIGRATED,	/* the stamps came from another CPU than the reader's */
	RACE_LATE,	/* a decrease across an update that the host made late */
	RACE_AMBIGUOUS, /* a decrease amid updates that one generation explains, too */
	RACE_CLOCK,	/* a violation, but the machine's own clocks moved meanwhile */
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

/* Bits of a byte of the page that the other side had changed. */
struct race_put_back {
	u16 byte;
	u8 bits;
	bool host; /* puts them back, not a reader */
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
	enum tscs tscs;	     /* of the vCPUs */
	enum race_told told; /* not nothing: no read, the host itself did not do as told */
	bool by_stamps;	     /* backwards: nothing but TSC stamps says which was the earlier */
	struct race_put_back back; /* lost-store: no value is wrong */
	u64 stale;		   /* stale, late-tsc of a read: the generation that it is of */
	unsigned int nmix;	   /* torn: different mixes that give the value */
	unsigned int npieces;	   /* torn: the first of these mixes */
	struct race_piece pieces[RACE_UNITS_MAX];
	unsigned int ngenerations;
	struct race_generation generations[RACE_GENERATIONS_MAX];
};

/* Counters of one thread, or of all. Nothing but u64, so that they add up word by word. */
struct race_counts {
	u64 reads, fallbacks;
	u64 kept;	    /* reads that returned what an earlier one had, rather than less */
	u64 stamped;	    /* reads with stamps of their own */
	u64 overlapped;	    /* of those, reads that met an update's [begin, end] */
	u64 aimed;	    /* batches that started at a TSC agreed on with the host */
	u64 paused;	    /* reads that paused between two accesses */
	u64 migrations;	    /* of readers, from one vCPU to another, ... */
	u64 migrated_reads; /* ... and reads that had one between two accesses, ... */
	u64 pinned_reads;   /* ... or had it put off, as they were pinned */
	u64 unjudged[RACE_UNJUDGED_REASONS];
	u64 found[VIOLATION_KINDS];
	/*
	 * Illegal values amid updates that no mix gives: torn, if a page at rest gives the guest
	 * no wrong value, else arithmetic. Decided, and set to 0, when the race is over.
	 */
	u64 unexplained, wrong_at_rest;
	u64 foreign; /* of those found stale: a clock by the TSC of another vCPU than its own */
	u64 odd; /* of a page at rest, and nothing explains them (unexplained): as those, if there are any, else wrong at rest */
	u64 halved;    /* explained by halves of fields alone: the same goes for them */
	u64 inherited; /* of guests that keep memory: what an earlier read may have left there */
	u64 at_rest; /* of a page at rest, to which guests store: arithmetic, if the pair has that, else as unexplained */
	u64 put_back; /* stores that one side has put back: lost, if the pair has that */
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
	u64 beside;    /* of two hosts: updates made while the other one was at one, too, ... */
	u64 entangled; /* ... and those of which it knew while another was not complete */
	u64 deaths, restarts; /* updates broken off and recovered; pages that start over */
	u64 kinds[UPDATE_KINDS];
	u64 late_pairs; /* of VIOLATION_LATE_TSC: decreases; the others are reads */
	u64 late_most; /* ticks: the latest sample of VIOLATION_LATE_TSC. The last: sums take the most */
};

struct race_tally {
	struct race_counts counts;
	struct race_violation first[VIOLATION_KINDS]; /* set where counts.found is not 0 */
	struct race_violation first_halved;
	struct race_violation first_unexplained;
	struct race_violation first_inherited;
	struct race_violation first_at_rest;
	struct race_violation first_put_back;
	struct race_violation first_late[RACE_LATES]; /* set where counts.late_open is not 0 */
	u64 late_open_most[RACE_LATES];
	bool put_back_unknown; /* nobody could say whether what was put back is lost */
};

/* A member of struct race_counts that others are told of. */
struct race_counter {
	const char *name;
	size_t offset;
	unsigned int n; /* how many: one, RACE_BUCKETS, or as many as have names */
	const char *(*name_of)(unsigned int i); /* NULL: one, or a histogram */
};

/* The i-th of them; NULL past the last. */
const struct race_counter *race_counter(unsigned int i);

/* The counter's numbers in *counts. */
static inline const u64 *race_counted(const struct race_counts *counts,
				      const struct race_counter *counter)
{
	return (const u64 *)((const u8 *)counts + counter->offset);
}

/* Why a read was not judged ("overwritten", "late", ...). */
const char *race_unjudged_name(enum race_unjudged reason);

/* Violations of all kinds that are. */
u64 race_violations(const struct race_counts *counts);

/* Reads that were judged: the others are unjudged, by whatever reason. */
u64 race_judged(const struct race_counts *counts);

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

#endif
