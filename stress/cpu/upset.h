/*
 * What happens to the machine itself during a race: it is suspended, its clocks are set, its
 * hypervisor takes CPU time away or moves it to another TSC. None of it is the protocol's doing.
 */
#ifndef STRESS_UPSET_H
#define STRESS_UPSET_H

#include <stdbool.h>
#include <stddef.h>
#include <warpage/types.h>

/* All clocks at about the same moment. Times in ns, tsc in ticks. */
struct upset_sample {
	u64 monotonic, boottime, realtime, tsc;
	u64 busy, stolen; /* CPU time of all CPUs, in the kernel's ticks; 0 if unknown */
	u64 width;	  /* ticks from the first of the clocks to the last */
};

enum upset_kind {
	UPSET_NONE,
	UPSET_SUSPEND, /* the TSC may have stood still or begun anew: nothing seen lately counts */
	UPSET_TSC, /* the TSC left the kernel's clock behind, or the other way round: the same */
	UPSET_CLOCK_STEP, /* only the wall clock was set: of no consequence */
};

struct upset {
	u64 tsc_hz;
	struct upset_sample last;
};

/* Nanoseconds of CLOCK_MONOTONIC. */
u64 upset_now(void);

/* Look at the clocks now. */
void upset_sample(struct upset_sample *sample);

/* Start from now. */
void upset_start(struct upset *upset, u64 tsc_hz);

/*
 * What happened between the sample before and this one? If not UPSET_NONE, text gets one line (size
 * bytes). A suspend counts from 1 ms, a step of the wall clock from 50 ms, a TSC from 2 ms and a
 * thousandth of the time between the samples; all of them later by what it took to look.
 */
enum upset_kind upset_check(struct upset *upset, const struct upset_sample *sample, char *text,
			    size_t size);

/* The same, with a sample of now. */
enum upset_kind upset_look(struct upset *upset, char *text, size_t size);

/* "suspend", "tsc", "clock-step". */
const char *upset_name(enum upset_kind kind);

/* The share of the CPU time between two samples that the hypervisor took, from 0 to 1. */
double upset_stolen(const struct upset_sample *from, const struct upset_sample *to);

#endif
