/* The ways in which code reads the TSC, instruction by instruction, each as a probe wants it. */
#ifndef STRESS_CPU_TSC_READ_H
#define STRESS_CPU_TSC_READ_H

#include "stress/cpu/probe.h"

enum tsc_read {
	TSC_READ_PLAIN,
	TSC_READ_LFENCE, /* what kernels call ordered */
	TSC_READ_MFENCE,
	TSC_READ_RDTSCP,
	TSC_READ_FENCED,	/* lfence; rdtsc; lfence: what stamps are */
	TSC_READ_RDTSCP_LFENCE, /* the same in fewer instructions */
	TSC_READ_MFENCE_LFENCE,
	TSC_READ_CPUID,
	TSC_READ_SERIALIZE,
	TSC_READS
};

/* "rdtsc", "lfence; rdtsc", ... */
const char *tsc_read_name(enum tsc_read read);

/* The same in capitals, as in a manual. */
const char *tsc_read_title(enum tsc_read read);

/* Does this CPU have the instructions? */
bool tsc_read_exists(enum tsc_read read);

/*
 * Do the manuals of all makers promise that this kind is never seen? If so, one that is seen is a
 * fault of the CPU (or of the probe).
 */
bool tsc_read_forbids(enum tsc_read read, enum probe_kind kind);

/* Make n probes of *number, with nothing between the two loads but the instructions of read. */
void tsc_read_probe(enum tsc_read read, const _Atomic u64 *number, struct probe *probes,
		    unsigned int n);

/* Store value to *number, and read the TSC right after, with nothing in between. */
u64 tsc_read_after_store(enum tsc_read read, _Atomic u64 *number, u64 value);

/* Ticks of one of many reads on end, the least of a few attempts. */
double tsc_read_cost(enum tsc_read read);

#endif
