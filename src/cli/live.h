/* What the files of `warpage live` share: arguments, and the state of a run. */
#ifndef WARPAGE_CLI_LIVE_H
#define WARPAGE_CLI_LIVE_H

#include <jansson.h>
#include <stdio.h>

#include "cli/common.h"
#include "analysis/explainer.h"
#include "analysis/progress.h"
#include "outcome/journal.h"
#include "stress/live/live.h"
#include "stress/race/race.h"
#include "stress/cpu/upset.h"

#define LIVE_SOURCES 16 /* at least as many as there are */

enum live_style { LIVE_TEXT, LIVE_JSON, LIVE_KTAP };

struct live_arguments {
	const struct live_source *sources[LIVE_SOURCES]; /* those named, or all */
	unsigned int nsources;
	bool all, list, force;
	const char *guest; /* NULL: the right one of each source */
	unsigned int cpus[RACE_CPUS_MAX], ncpus, readers, vcpus, seconds;
	u64 seed;
	enum model model; /* MODEL_X86_MANUAL: a late TSC sample is no excuse */
	const char *log;
	enum live_style style;
};

/* One source's part of a run. */
struct live_part {
	const struct live_source *source;
	const struct guest *guest; /* NULL: the right one */
	bool exists, ran, failed;
	bool over;	 /* no more turns */
	bool unfinished; /* stopped before its time was over, or before its turn */
	char why[LIVE_WHY];
	u32 excuse; /* as struct race_calls has it; RACE_EXCUSE_UNKNOWN: nobody has asked yet */
	struct live_summary total;
	struct live_options options;
};

struct live {
	const struct live_arguments *arguments;
	struct live_part parts[LIVE_SOURCES];
	unsigned int nparts;
	struct live_part *part;		  /* at hand */
	unsigned int cpus[RACE_CPUS_MAX]; /* those of the arguments that are there */
	unsigned int lost_told;		  /* how many are not, as told */
	struct explainer *explainer;
	struct race_options pair;      /* of the explainer: that of asked */
	const struct live_part *asked; /* NULL: none yet */
	struct journal *journal;
	char name[128]; /* of the run, in the log */
	struct progress progress;
	unsigned int logged[VIOLATION_KINDS];
	u64 logged_at[VIOLATION_KINDS];
	/* Since the last heartbeat: */
	u64 beat;		   /* ns */
	struct race_counts beaten; /* the leg's counts then */
	struct upset_sample machine_then;
};

/* The guest of that name for a source's pages; NULL if its format has none. */
const struct guest *live_guest_of(const struct live_source *source, const char *name);

/* A line of its own on stderr, whatever the progress line shows. */
void live_say(const char *what, const char *text);

/* Prepare a part for each source; those that do not exist are named. Returns how many do. */
unsigned int live_find_parts(struct live *live);

/*
 * Ask the machine about the guests that were chosen. false with one line in why if verify refuses one.
 * An explainer is made in any case, or there is no memory.
 */
bool live_check(struct live *live, char *why, size_t size);

/* For struct live_calls; arg is the struct live. */
u32 live_excuse(void *arg, bool wait);

/* Give the n parts that exist their turns, until the time is over or a signal comes. */
void live_run_all(struct live *live, unsigned int n);

/* The exit status of one part: live_status(), 2 if it failed or is unfinished, 77 if it does not
 * exist or could not run. */
int live_part_status(const struct live_part *part);

/* Of the whole run: any violation, else any error, else clean if anything ran, else 77. */
int live_exit_status(const struct live *live);

/* live_verdict() of one part and of the whole run, but "unfinished" and "error" told apart. */
const char *live_part_word(const struct live_part *part);
const char *live_word(const struct live *live);

/* Why a part's status is 2, in a few words. */
const char *live_part_why(const struct live_part *part, char *out, size_t size);

/* The guest's name as the user spells it, into out; returns out. "none" for a clock without one. */
char *live_guest_name(const struct live_part *part, char *out, size_t size);

/* One violation of a lane, the first of count, in several lines; what goes before its kind. */
void live_violation_print(FILE *out, const struct live_summary *total, const char *what,
			  const struct live_lane_summary *lane, u64 count,
			  const struct race_violation *violation);

/* What was asked for, and what of it was tested; what came out, as text, JSON and KTAP. */
void live_report_open(FILE *out, const struct live *live);
void live_report_covered(FILE *out, const struct live *live);
void live_report_part(FILE *out, const struct live_part *part);
void live_report_ktap(FILE *out, const struct live *live);
int live_report_json(FILE *out, const struct live *live);
json_t *live_json_parameters(const struct live *live);
json_t *live_json_counts(const struct race_counts *counts);
const char *live_verdict(int status);
json_t *live_json_part(const struct live_part *part);

/* What a part's verdict rests on, as lines of text: "  name      numbers". */
void live_report_facts(FILE *out, const struct live_part *part);

/* Lines of the log. */
void live_log_start(struct live *live);
void live_log_heartbeat(struct live *live, const struct race_counts *leg);
void live_log_violation(struct live *live, const char *lane, const struct format *format,
			const struct race_violation *violation);
void live_log_notice(struct live *live, const char *what, const char *text);
/* What a part came to, with all that --json has of it. */
void live_log_part(struct live *live, const struct live_part *part);
void live_log_end(struct live *live, const char *verdict);

#endif
