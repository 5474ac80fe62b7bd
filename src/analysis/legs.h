/*
 * What runs of `warpage stress` and `warpage live` have in common: they race in legs, one after the
 * other, each on the CPUs that are left, and tell of it meanwhile, on stderr and in the log.
 */
#ifndef ANALYSIS_LEGS_H
#define ANALYSIS_LEGS_H

#include "analysis/explainer.h"
#include "analysis/progress.h"
#include "outcome/log.h"
#include "outcome/printer.h"
#include "stress/cpu/upset.h"
#include "protocols/registry.h"

#define LEGS_REST 0.05 /* seconds that are not worth another leg */
#define LEGS_MAX 60.0  /* seconds of a leg, if another one waits */

/* What was asked for. */
struct legs_asked {
	const char *command;
	const char *log; /* a file; NULL: none */
	struct findings findings;
	unsigned int cpus[RACE_CPUS_MAX]; /* --cpus, or all that are allowed */
	unsigned int ncpus, readers, seconds;
	u64 seed;
	enum model model; /* MODEL_X86_MANUAL: a late TSC sample is no excuse */
	struct printer printer;
	volatile int *stop; /* not 0: end early */
};

struct legs {
	const struct legs_asked *asked;
	struct log_of_run log;
	struct progress progress;
	struct explainer *explainer;
	struct race_options
		race; /* of the leg at hand; of live, a pair that the explainer is asked about */
	unsigned int vcpus; /* as asked for; 0: as the guest makes it */
	/* Of the leg at hand, for progress and log: */
	char prefix[64], format[REGISTRY_NAME], host[REGISTRY_NAME], guest[REGISTRY_NAME];
	const char *source;		  /* live: what the host is, in words; else NULL */
	const char *place;		  /* NULL: as given */
	unsigned int cpus[RACE_CPUS_MAX]; /* those that are left */
	unsigned int ncpus, lost, lost_told;
	struct race_counts before; /* what the legs of the same pair before it counted */
	u64 began;		   /* ns, of the first of these */
	bool unsaved;		   /* a finding could not be saved */
	/* Since the last heartbeat: */
	u64 beat;		   /* ns */
	struct race_counts beaten; /* the leg's counts then */
	struct upset_sample machine_then;
};

/* Prepare a run, and end it. false: after one line on stderr; its log may lack lines at the end. */
bool legs_begin(struct legs *legs, const struct legs_asked *asked);
bool legs_end(struct legs *legs);

/* The calls of a race, but excuse and has; arg is the struct legs. */
struct race_calls legs_calls(struct legs *legs);

/* A line on stderr, and the same in the log; arg is the struct legs. */
void legs_notice(void *arg, const char *what, const char *text);

/*
 * Ask the machine about legs->race, while the explainer has nothing to do: what it finds in x86, a bit for
 * each enum violation. false with one line in why if verify refuses the pair. Whether its reads share memory,
 * and ask which vCPU they are on, is noted in legs->race; not with alone, which refuses those.
 */
bool legs_check(struct legs *legs, bool alone, u32 *wrong, char *why, size_t size);

/* Take these CPUs for the next leg, but for those that are gone by now. Returns how many there are. */
unsigned int legs_take_cpus(struct legs *legs, const unsigned int *cpus, unsigned int ncpus);

/* Log what is explained by now, or with wait all that was asked for; false if a finding is not saved. */
bool legs_explained(struct legs *legs, bool wait);

/* legs->race is another pair: its names, for the log. */
void legs_take_pair(struct legs *legs);

/* A pair or source comes to its turn; a leg of it begins on the CPUs that are left, and is over. */
void legs_pair_begins(struct legs *legs);
void legs_leg_begins(struct legs *legs);
void legs_leg_ends(struct legs *legs, const struct race_counts *leg);

#endif
