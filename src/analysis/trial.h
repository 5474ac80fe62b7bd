/* Explores a pair, or all of them, keeps what is found, and tells what it came to. */
#ifndef WARPAGE_ANALYSIS_TRIAL_H
#define WARPAGE_ANALYSIS_TRIAL_H

#include "analysis/progress.h"
#include "model/model.h"
#include "outcome/printer.h"
#include "verify/verify.h"

struct trial {
	const char *command; /* "verify", "search" */
	/* a search's, if it has executions; updates 0: not given; jobs 0: one for each CPU */
	struct verify_options options;
	struct printer printer;
	struct findings findings;
	unsigned int saved;  /* of them */
	const char *expect;  /* the reviewed table of all pairs, or NULL */
	unsigned int models; /* that are wanted, a bit each; 0: nobody said */
	bool beyond;	     /* look beyond the verdict as well */
	/* while it runs */
	struct machine *machine;
	struct oracle oracle;
	struct outcome *outcome;
	bool unsaved; /* a finding, and stderr knows */
	struct progress progress;
	unsigned int rows, told;  /* of a table: all of them, and how many are there */
	unsigned int violations;  /* rows with one */
	enum model watched_model; /* what is explored at the moment */
	bool watched_deaths;
};

/* Do as run says, which fills the outcome, and print that. Returns the exit status. */
int trial_run(struct trial *trial, void (*run)(struct trial *trial));

/* The models that are wanted, all if nobody said; is it one of them? */
static inline unsigned int trial_models(const struct trial *trial)
{
	return trial->models ? trial->models : MODELS_ALL;
}

static inline bool trial_wants(const struct trial *trial, enum model model)
{
	return trial_models(trial) >> model & 1;
}

/* For trial_run(): the pair of the options, in each model if several are wanted (each_model.c), ... */
void trial_pair(struct trial *trial);
void trial_each_model(struct trial *trial);

/* ... every pair in every model, against the table if there is one (matrix.c), ... */
void trial_matrix(struct trial *trial);

/* ... the pair without each of its barriers in turn (barriers.c). */
void trial_barriers(struct trial *trial);

/* Explore as options say, and see that what was found comes back. */
void trial_explore(struct trial *trial, const struct verify_options *options,
		   struct verdict *verdict);

/*
 * See that every finding of a verdict comes back. One that does not is an error of the verdict, and a
 * verdict with an error, whatever it is, loses what it found: no result stands beside an error.
 */
void trial_confirm(struct machine *machine, struct oracle *oracle, struct verdict *verdict);

/*
 * Save the findings of a confirmed verdict, whose violations the outcome has: it gets their paths and, if
 * they are to be told, the gravest in two columns and the others by name.
 */
void trial_keep(struct trial *trial, const struct verdict *verdict, struct outcome *outcome,
		bool told);

/* Replay the finding and write its two columns. */
void trial_print(FILE *out, struct finding *finding, struct machine *machine, struct oracle *oracle,
		 const char *path, const struct console *console);

/*
 * Tell on stderr how far it is, now and then: for the options' watch, and with a verdict that is being made, or
 * NULL while others make it.
 */
void trial_watch(void *trial, const struct verify_options *options, const struct verdict *verdict);

/*
 * One more part, a row of a table. NULL without memory, which is then the trial's outcome. Rows that have
 * an error are told on stderr as they are printed.
 */
struct outcome *trial_row(struct trial *trial);
void trial_print_row(struct trial *trial, const struct outcome *row);

#endif
