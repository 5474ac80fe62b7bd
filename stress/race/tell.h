/* What a race of a host against a guest was asked for and came to, as an outcome. */
#ifndef STRESS_RACE_TELL_H
#define STRESS_RACE_TELL_H

#include "machine/machine.h"
#include "outcome/console.h"
#include "outcome/outcome.h"
#include "stress/race/race.h"

/* What was asked for, beyond the options of one race. */
struct race_setup {
	const struct race_options *race;
	unsigned int seconds;  /* of the whole run; 0: until stopped */
	const char *placement; /* as given; NULL: none */
	const char *schedule;  /* path; NULL: drawn from the seed */
	enum model model;      /* what it is held to */
	const struct console *console;
};

/* The subject, and the parameters for people and programs; the pair is left out if there is none. */
void race_tell_setup(struct outcome *outcome, const struct race_setup *setup);

/*
 * The first violation of each kind, all that was counted, and what it comes to; status: as race_run()
 * returns it. Of a row of a table the text is the caller's.
 */
void race_tell(struct outcome *outcome, const struct race_setup *setup,
	       const struct race_summary *summary, int status);

/* For race_tell(): outcomes, numbers and histograms, as lines. */
void race_tell_counts(struct outcome *outcome, const struct race_summary *summary,
		      const struct console *console);

#endif
