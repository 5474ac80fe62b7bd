/* Live clocks: each source has turns until its time is over, and is a part of the outcome. */
#ifndef ANALYSIS_LIVE_H
#define ANALYSIS_LIVE_H

#include "analysis/legs.h"
#include "stress/live/live.h"

#define LIVE_SOURCES 16 /* at least as many as there are */

struct live_arguments {
	struct legs_asked asked;
	const struct live_source *sources[LIVE_SOURCES]; /* those named, or all */
	unsigned int nsources, vcpus;
	bool list;
	const char *guest; /* NULL: the right one of each source */
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
	struct legs legs; /* the first, as calls are handed it */
	const struct live_arguments *arguments;
	struct live_part parts[LIVE_SOURCES];
	unsigned int nparts;
	struct live_part *part;	       /* at hand */
	const struct live_part *asked; /* whom the explainer knows; NULL: none yet */
};

/* Run all that the arguments ask for, after legs_begin(). The outcome is filled, and told to the printer as it comes. */
void live_all(struct live *live, struct outcome *outcome, struct printer *printer);

/* The guest of that name for a source's pages; NULL if its format has none. */
const struct guest *live_guest_of(const struct live_source *source, const char *name);

/* The guest's name as the user spells it, into out; returns out. "none" for a clock without one. */
char *live_guest_name(const struct live_part *part, char *out, size_t size);

/* Prepare a part for each source; those that do not exist are named. Returns how many do. */
unsigned int live_find_parts(struct live *live);

/* Ask the machine about the guests that were chosen. false with one line in why if verify refuses one. */
bool live_check(struct live *live, char *why, size_t size);

/* For struct race_calls; arg is the struct live. */
u32 live_excuse(void *arg, bool wait);

/* Give the n parts that exist their turns, until the time is over or a signal comes. */
void live_run_all(struct live *live, unsigned int n);

/* What a part comes to, and of all of them the whole. */
void live_judge_part(struct outcome *outcome, const struct live_part *part);
void live_judge(struct outcome *outcome, const struct live *live);

#endif
