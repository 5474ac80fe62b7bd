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

#include "stress/judge/summary.h"

#define RACE_STAMP_EVERY 128 /* one batch in so many has a stamp after every read */

/* Readers that the engine parks, by a signal, around every update. */
enum race_freeze { RACE_FREEZE_NONE, RACE_FREEZE_ALL, RACE_FREEZE_PARTIAL };

struct race_options {
	const struct format *format;
	const struct host *host; /* native */
	const struct guest *guest;
	const struct host *gapped_host; /* the build that pauses; both NULL for no pauses */
	const struct guest *gapped_guest;
	const unsigned int *cpus; /* the hosts' first; readers share the others in turn */
	unsigned int ncpus;
	bool shares; /* the guest keeps memory over reads: all readers share it, in one build */
	bool writes; /* the guest may store to the page */
	unsigned int
		vcpus; /* 2: there are several, between which readers migrate, with a page each */
	unsigned int tscs; /* how theirs may stand, a bit for each of enum tscs; 0: all */
	unsigned int
		hosts; /* 0 or 1: one; 2, on the first two CPUs, make the updates side by side */
	unsigned int readers; /* 0: one for each CPU but the host's, at least one; two that share */
	double seconds;	      /* 0: until it is stopped */
	u64 seed;
	double pace; /* updates per second; 0: as fast as they can be made */
	bool aim;    /* with a pace that leaves time for it: readers start when the host does */
	bool bare;   /* readers only read: no stamps, no judging. For benchmarks. */
	enum race_freeze freeze;
	const struct schedule *schedule; /* played again and again; NULL: drawn from the seed */
	const volatile int *stop;	 /* not 0: end early; NULL: nobody stops it */
	struct race_calls calls;
	/* As tsc_measure_skew(), which NULL stands for; as if there were no RDTSCP. For tests. */
	int (*measure_skew)(unsigned int a, unsigned int b, s64 *low, s64 *high);
	bool no_rdtscp;
};

/* Will readers aim at the host's updates, as these options are? */
bool race_aims(const struct race_options *options);

/* How many readers these options ask for. */
unsigned int race_readers(const struct race_options *options);

/* The CPU of that reader: if there are no more than hosts, the last one. */
unsigned int race_cpu(const struct race_options *options, unsigned int reader);

/*
 * Race options->host against options->guest for options->seconds, or until *options->stop is set.
 * Returns 0 with *summary filled; RACE_SKIPPED with summary->reason if this machine's TSC cannot
 * be trusted, or if host or guest runs an instruction that its CPU does not have; -1 with
 * summary->reason if threads or memory are not to be had. A race that ends early because the machine's
 * clocks moved returns 0 with a reason; what it found since they were last known to be good is
 * unjudged. So does one that ends because a reader's CPU is gone, or lacks an instruction after a
 * violation was found, without that: all it found stands.
 * One at a time per process. However it ends, all its threads have ended when it returns, and
 * signal dispositions and the caller's affinity are as before.
 */
int race_run(const struct race_options *options, struct race_summary *summary);

#endif
