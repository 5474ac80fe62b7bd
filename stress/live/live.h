/*
 * Live clocks: readers on real CPUs against a clock whose host is not ours. It is a page that a
 * hypervisor has put there, the kernel's own clocks, the bare TSC, or KVM, which is made to publish
 * while the readers race on the very memory that it writes.
 *
 * What is sure and what is not:
 * - kvm: every value is held against the parameters that KVM left on the page, the stamps around
 *   its publication and the clock that it was asked for, as stress does with a host of its own.
 * - Other pages: a value must be of the page's parameters before the burst or after it, at a TSC
 *   within its stamps; with more than one update in between it is unjudged.
 * - Every source: a thread's values never decrease, and none is less than one that another thread
 *   had passed on through memory before the read began. That needs no trust in any clock.
 * - All but the bare TSC: nor is one less than what a read gave that had ended before by the TSC
 *   stamps of both, widened by the skew that was measured. Where the TSC can't be trusted, or is no
 *   longer as it was measured, the source does without.
 */
#ifndef STRESS_LIVE_H
#define STRESS_LIVE_H

#include "stress/judge/summary.h"
#include "stress/live/source/source.h"

struct live_options {
	const struct live_source *source;
	const struct guest *guest; /* NULL: the source's right one */
	const unsigned int *cpus;  /* with a host to drive: the host's first */
	unsigned int ncpus;
	unsigned int readers; /* 0: one for each CPU, without the host's if there are more */
	unsigned int vcpus;   /* of a host to drive */
	bool asks;	      /* the guest asks which of them it is on */
	double seconds;	      /* 0: until *stop */
	u64 seed;
	const volatile int *stop; /* not 0: end early */
	struct race_calls calls;
	/* As tsc_problem() and tsc_measure_skew(), which NULL stands for; as if there were no RDTSCP.
	 * For tests. */
	const char *(*tsc_problem)(void);
	int (*measure_skew)(unsigned int a, unsigned int b, s64 *low, s64 *high);
	bool no_rdtscp;
};

/* What one lane (a page, a clock) came to. */
struct live_lane_summary {
	char name[32];
	const struct format *format; /* of its page, or NULL */
	/* From here to stopped, legs and lanes add up: */
	u64 reads, found;
	u64 unjudged;	     /* of the reads */
	u64 made, seen, odd; /* versions made while a reader was in a burst; those it saw; odd */
	u64 stopped;	     /* bursts that saw pvclock's GUEST_STOPPED flag */
	double rate, bare;   /* checked reads per second and CPU; the same without any check */
	u64 jump;	     /* ns: worst jump at an update that nobody asked for */
	bool by_syscall;     /* a clock that the vDSO does not have: the kernel itself was asked */
	bool stable_known, stable, stable_changed; /* pvclock's TSC_STABLE flag */
	bool compared;				   /* with CLOCK_MONOTONIC_RAW, at its rate: */
	double ppm;				   /* over the whole run */
};

struct live_summary {
	struct race_summary race; /* total: all lanes and readers; start, skew, margin */
	char why[LIVE_WHY];	  /* why it was skipped or failed, or ended early */
	const char *left_out;	  /* see struct live_opening */
	unsigned int nlanes;
	struct live_lane_summary lanes[LIVE_LANES_MAX];
	unsigned int first_lane[VIOLATION_KINDS]; /* of race.total.first */
	bool driven;   /* the host was made to publish: there is a control, and updates */
	bool has_page; /* there are versions to see */
	unsigned int reader_cpus; /* CPUs that readers were on */
	/* From here to lost, legs add up: */
	u64 made, seen;	 /* versions while a reader was in a burst, and those that it saw */
	u64 odd;	 /* times that an odd version was seen */
	u64 pairs;	 /* reads held against a value that another thread had passed on */
	u64 ordered;	 /* batches held against another CPU's by TSC stamps */
	u64 disordered;	 /* of these, those that gave less: found[VIOLATION_BACKWARDS] has them */
	u64 control;	 /* reads of the deliberately wrong guest */
	u64 caught;	 /* of these, wrong ones */
	u64 checked;	 /* clocks asked for that were compared with what was published */
	u64 clock_sets;	 /* times that somebody set the wall clock */
	u64 told, shown; /* guests told to have been stopped; times that the page said so */
	u64 lost;	 /* times that it no longer said so, though the guest had not taken note */
	u64 closest; /* ticks: from the end of one to the begin of the other, at least; 0: none */
	s64 proven;  /* ticks that the TSC of CPU proven_cpu is surely ahead of the first one's,
			    or behind it; 0: none is */
	unsigned int proven_cpu;
	bool again; /* the skew was measured once more at the end: */
	s64 again_low, again_high;
	bool drifted;		  /* and it was another one, or already in between */
	char order_why[LIVE_WHY]; /* why stamps were not compared, or from when on not; or "" */
	u64 asked_worst;	  /* ns: how far a clock asked for lay outside of the stamps */
	u64 vcpus_worst;	  /* ns: between two vCPUs' pages for the same clock */
	struct race_violation control_first; /* of the caught ones, if control_lane is not 0 */
	unsigned int control_lane;	     /* 1 + its lane */
};

/* Run one source. Returns as race_run(), but for the reasons, which are in summary->why. */
int live_run(const struct live_options *options, struct live_summary *summary);

/* Add a leg of the same source to the sum of those before. */
void live_summary_add(struct live_summary *total, const struct live_summary *leg);

/*
 * Why a clean summary would mean nothing, and the cure: no read of some lane, none that was judged,
 * or a host that was driven and whose control was not caught. NULL if it means something.
 */
const char *live_untested(const struct live_summary *summary);

/* The exit status that a summary deserves: 1 for any violation, 2 if live_untested(), else 0. */
int live_status(const struct live_summary *summary);

#endif
