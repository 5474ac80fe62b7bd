/* What runs inputs, from the inside: for input_run.c, input_host.c and input_finding.c alone. */
#ifndef WARPAGE_INPUT_RUNNER_H
#define WARPAGE_INPUT_RUNNER_H

#include "input/input_outcome.h"
#include "input/input_run.h"
#include "input/together.h"

/* Where a violation was seen, if not in one read. */
enum { OF_TWO = INPUT_READS_MAX, OF_SEVERAL, OF_NONE };

struct input_runner {
	struct input_options options;
	struct input_pairs *pairs;
	struct machine *machine;
	struct oracle oracle;
	struct together *together;
	struct choice host_choice, read_choice;
	struct schedule schedule;
	struct input_outcomes outcomes; /* of the input at hand, and of the one before */
	bool kept;			/* the machine holds the host's run of the last input */
	unsigned int ran;		/* reads of the last input that were run */
	u8 read_of[VIOLATIONS];		/* the first read that showed it, or one of those above */
	struct input_verdict last;	/* what input_finding() may ask for */
	struct step_back step_back;	/* of the last input, if it went backwards */
	u32 known;			/* of the pair and model at hand */
};

/* The host's run of the input at hand; last.error or kept says what came of it. */
void input_host_run(struct input_runner *runner);

/* The i-th read of the input at hand, made against that run. */
const struct read *input_read_make(struct input_runner *runner, unsigned int i);

#endif
