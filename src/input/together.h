/*
 * What an input takes from verify: whether a guest asks which vCPU it is on, and the joint executions of a
 * guest that keeps memory over reads, which looker.h judges.
 */
#ifndef WARPAGE_TOGETHER_H
#define WARPAGE_TOGETHER_H

#include "input/input_run.h"

#define TOGETHER_UPDATES 2 /* of a schedule that reads are looked at together in, at most */

struct together;

/* NULL without memory. */
struct together *together_new(struct machine *machine, struct oracle *oracle);
void together_free(struct together *together);

/* Does the guest ask which vCPU it is on? That is found out once for a pair, of that number. */
bool together_asks(struct together *together, const struct input_verdict *pair,
		   unsigned int number);

/* Can reads of the input at hand, with that schedule, be looked at together? */
bool together_can(const struct input_verdict *input, const struct schedule *schedule);

/*
 * Draw joint executions of the schedule, in the host's run that the plan's choices make. The first one is by its
 * joint choices, as far as they go, and the others by what decides the host's run. Adds what it comes to to
 * *input; false: together_error() tells.
 */
bool together_run(struct together *together, struct input_verdict *input,
		  const struct schedule *schedule, unsigned int retries,
		  const struct input_plan *plan);

const char *together_error(const struct together *together);

/* The finding of a violation that together_run() came to last, or NULL. */
const struct finding *together_found(const struct together *together, enum violation violation);

#endif
