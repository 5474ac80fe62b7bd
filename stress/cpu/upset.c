/* Compares clocks that can't drift apart by themselves; see upset.h. */
#include "stress/cpu/upset.h"

#include <inttypes.h>
#include <stdio.h>

#include "stress/cpu/stamp.h"

#define SUSPEND_NS 1000000
#define STEP_NS 50000000
#define TSC_NS 2000000

u64 upset_now(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

static void read_stat(struct upset_sample *sample)
{
	u64 t[8] = {0};
	FILE *file = fopen("/proc/stat", "re");

	if (!file)
		return;
	if (fscanf(file,
		   "cpu %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
		   " %" SCNu64 " %" SCNu64,
		   &t[0], &t[1], &t[2], &t[3], &t[4], &t[5], &t[6], &t[7]) == 8) {
		sample->stolen = t[7];
		sample->busy = t[0] + t[1] + t[2] + t[5] + t[6] + t[7];
	}
	fclose(file);
}

void upset_sample(struct upset_sample *sample)
{
	memset(sample, 0, sizeof(*sample));
	read_stat(sample);
	sample->width = U64_MAX;
	/* a preemption between two of these looks like a difference: take the closest of a few */
	for (unsigned int i = 0; i < 5 && sample->width >= 20000; i++) {
		struct upset_sample one = *sample;

		one.tsc = rdtsc_ordered();
		one.monotonic = clock_ns(CLOCK_MONOTONIC);
		one.boottime = clock_ns(CLOCK_BOOTTIME);
		one.realtime = clock_ns(CLOCK_REALTIME);
		one.width = rdtsc_ordered() - one.tsc;
		if (one.width < sample->width)
			*sample = one;
	}
}

void upset_start(struct upset *upset, u64 tsc_hz)
{
	upset->tsc_hz = tsc_hz;
	upset_sample(&upset->last);
}

static s64 grown(u64 a_from, u64 a_to, u64 b_from, u64 b_to)
{
	return (s64)((a_to - a_from) - (b_to - b_from));
}

static s64 size_of(s64 difference)
{
	return difference < 0 ? -difference : difference;
}

enum upset_kind upset_check(struct upset *upset, const struct upset_sample *now, char *text,
			    size_t size)
{
	struct upset_sample was = upset->last;
	u64 elapsed = now->monotonic - was.monotonic;
	s64 slept = grown(was.boottime, now->boottime, was.monotonic, now->monotonic);
	s64 stepped = grown(was.realtime, now->realtime, was.boottime, now->boottime);
	s64 ticks = (s64)(now->tsc - was.tsc);
	s64 by_tsc = (s64)((s128)ticks * 1000000000 / (s64)upset->tsc_hz);
	s64 off = by_tsc - (s64)elapsed;
	s64 unsure = (s64)((u128)(was.width + now->width) * 1000000000 / upset->tsc_hz);

	upset->last = *now;
	if (slept > SUSPEND_NS + unsure) {
		snprintf(text, size, "the machine was suspended for %.3f s", (double)slept / 1e9);
		return UPSET_SUSPEND;
	}
	if (size_of(off) > TSC_NS + (s64)(elapsed / 1000) + unsure) {
		snprintf(text, size,
			 "in %.3f s by the kernel's clock the TSC counted %.3f s: was the machine "
			 "moved to another one?",
			 (double)elapsed / 1e9, (double)by_tsc / 1e9);
		return UPSET_TSC;
	}
	if (size_of(stepped) > STEP_NS + unsure) {
		snprintf(text, size, "the wall clock was set by %+.3f s", (double)stepped / 1e9);
		return UPSET_CLOCK_STEP;
	}
	return UPSET_NONE;
}

enum upset_kind upset_look(struct upset *upset, char *text, size_t size)
{
	struct upset_sample now;

	upset_sample(&now);
	return upset_check(upset, &now, text, size);
}

const char *upset_name(enum upset_kind kind)
{
	static const char *const names[] = {
		[UPSET_NONE] = "none",
		[UPSET_SUSPEND] = "suspend",
		[UPSET_TSC] = "tsc",
		[UPSET_CLOCK_STEP] = "clock-step",
	};

	return names[kind];
}

double upset_stolen(const struct upset_sample *from, const struct upset_sample *to)
{
	double share;

	/* the kernel's counters may go back, and do not always add up */
	if (to->busy <= from->busy || to->stolen <= from->stolen)
		return 0;
	share = (double)(to->stolen - from->stolen) / (double)(to->busy - from->busy);
	return share < 1 ? share : 1;
}
