/* What the files of `warpage stress` share: arguments, and the state of a run. */
#ifndef WARPAGE_CLI_STRESS_H
#define WARPAGE_CLI_STRESS_H

#include "cli/common.h"
#include "cli/explainer.h"
#include "cli/progress.h"
#include "stress/race/explain.h"
#include "outcome/journal.h"
#include "stress/cpu/placement.h"
#include "stress/race/race.h"
#include "stress/race/race_report.h"
#include "stress/cpu/upset.h"

enum style { STYLE_TEXT, STYLE_JSON, STYLE_KTAP };

/* What was asked for. */
struct stress_arguments {
	struct race_options race; /* without CPUs, seconds and calls */
	unsigned int seconds, readers, oversubscribe;
	unsigned int cpus[RACE_CPUS_MAX]; /* --cpus, or all that are allowed */
	unsigned int ncpus;
	int placement; /* enum placement; PLACEMENTS: all of them; -1: none */
	bool all, tight, force;
	enum model model; /* MODEL_X86_MANUAL: a late TSC sample is no excuse */
	const char *findings, *log, *schedule_path;
	struct schedule schedule;
	enum style style;
};

/* A run: one pair, or with --all one after the other, each in one or more legs. */
struct stress {
	const struct stress_arguments *arguments;
	struct race_options race; /* of the leg at hand */
	struct race_setup setup;
	unsigned int cpus[RACE_CPUS_MAX];
	struct topology *topology;
	enum placement placements[PLACEMENTS]; /* those that the machine has */
	unsigned int nplacements;
	unsigned int lost, lost_told; /* CPUs of the leg that are gone; that was told of */
	bool stranded;		      /* all of them are */
	const char *place;	      /* of the leg at hand; NULL: none */
	const char *prefix;	      /* of progress lines */
	struct journal *journal;
	char name[128]; /* of the run, in the log */
	struct progress progress;
	u64 pair_began;			      /* ns */
	unsigned int logged[VIOLATION_KINDS]; /* lines about violations */
	u64 logged_at[VIOLATION_KINDS];	      /* ns, of the newest of them */
	/* Since the last heartbeat: */
	u64 beat;		   /* ns */
	struct race_counts beaten; /* the leg's counts then */
	struct upset_sample machine_then;
	struct race_counts legs; /* of this pair's legs that are over */
	/* Of the pair at hand: */
	struct explainer *explainer;
	u32 wrong;   /* what the machine has found in x86, a bit for each enum violation */
	bool failed; /* a finding could not be saved */
};

/* 0: run; -1: help was printed; else the exit status, after one line on stderr. */
int stress_parse(int argc, char **argv, struct stress_arguments *arguments);

/* Prepare a run, and end it; false after one line on stderr. */
bool stress_begin(struct stress *stress, const struct stress_arguments *arguments);
bool stress_end(struct stress *stress);

/*
 * Race one pair for so many seconds (0: until a signal), in as many legs as placements ask for.
 * Returns as race_run(), and the sum of the legs in *total.
 */
int stress_pair(struct stress *stress, double seconds, struct race_summary *total);

/*
 * Ask the machine about the pair at hand, while the explainer has nothing to do. false with one line
 * in why if verify refuses it.
 */
bool stress_check(struct stress *stress, char *why, size_t size);

/* What a race saw, in the terms of the machine: a bit for each enum violation. */
u32 stress_seen(const struct race_summary *summary);

/* The exit status that *total deserves, without a word. */
int stress_status(const struct race_summary *total);

/* Have what was found and not explained yet explained, and wait until all is. */
void stress_explain_rest(struct stress *stress, struct race_summary *total);

/* All pairs. Returns the exit status. */
int stress_all(struct stress *stress);

/* Lines of the log. */
void stress_log_start(struct stress *stress, const struct race_options *race);
void stress_log_heartbeat(struct stress *stress, const struct race_counts *leg);
void stress_log_violation(struct stress *stress, const struct race_violation *violation);
void stress_log_explained(struct stress *stress, const struct race_violation *violation,
			  const char *path, const char *text);
void stress_log_verified(struct stress *stress);
void stress_log_notice(struct stress *stress, const char *what, const char *text);
void stress_log_end(struct stress *stress, const char *verdict, const struct race_counts *total);

#endif
