/* Races of hosts against guests: one pair, or all next to what the machine says. */
#ifndef ANALYSIS_STRESS_H
#define ANALYSIS_STRESS_H

#include "analysis/legs.h"
#include "stress/cpu/placement.h"
#include "stress/race/tell.h"

/* What was asked for. */
struct stress_arguments {
	struct legs_asked asked;
	struct race_options race;	   /* without CPUs, seconds, seed and calls */
	unsigned int oversubscribe, vcpus; /* 0: one, and as the guest makes it */
	int placement;			   /* enum placement; PLACEMENTS: all of them; -1: none */
	bool all, tight;
	const char *schedule_path;
	struct schedule schedule;
};

/* A run: one pair, or with --all one after the other, each in one or more legs. */
struct stress {
	const struct stress_arguments *arguments;
	struct legs legs;
	struct race_setup setup;
	struct topology *topology;
	enum placement placements[PLACEMENTS]; /* those that the machine has */
	unsigned int nplacements;
};

/* Prepare a run, and end it; false after one line on stderr. */
bool stress_begin(struct stress *stress, const struct stress_arguments *arguments);
bool stress_end(struct stress *stress);

/* The native pair that is in the race's options is the one at hand. */
void stress_take_pair(struct stress *stress);

/*
 * Race one pair for so many seconds (0: until a signal), in as many legs as placements ask for.
 * Returns as race_run(), and the sum of the legs in *total, with what was found explained.
 */
int stress_pair(struct stress *stress, double seconds, struct race_summary *total);

/*
 * The pair at hand, or all of them. The outcome is filled, and told to the arguments' printer as it comes;
 * without one (of the first) in the end alone.
 */
void stress_one(struct stress *stress, struct outcome *outcome, struct printer *printer);
void stress_all(struct stress *stress, struct outcome *outcome, struct printer *printer);

/* What a race saw, in the terms of the machine: a bit for each enum violation. */
u32 stress_seen(const struct race_summary *summary);

#endif
