/*
 * A verdict for any number of updates and any values: what a read mixes, and when it samples the TSC, is
 * explored once for each structure (which stores an update makes, and where the sequence stands), by label; and
 * more updates than a bound add nothing. docs/machine.md has the argument and its conditions.
 */
#ifndef WARPAGE_PROOF_H
#define WARPAGE_PROOF_H

#include "verify/run.h"

/*
 * Try to prove the pair. What was counted is added to the run's verdict, whose claim says what came of it:
 * PROOF_HOLDS; PROOF_NONE, a condition fails, or it is too much; PROOF_WRONG, some values make a read wrong, and
 * *wrong is a schedule with such a read; PROOF_STOPPED.
 */
enum proof { PROOF_HOLDS, PROOF_NONE, PROOF_WRONG, PROOF_STOPPED };
enum proof proof_explore(struct run *run, struct schedule *wrong);

/*
 * The kinds of violations, a bit each, that some values make of reads of logs of up to so many updates; those that
 * verify() starts with. They are all of them if PROOF_HOLDS comes back.
 */
enum proof proof_kinds(struct run *run, unsigned int updates, u32 *kinds);

/* The same schedule with other clocks: the i-th of some; false past the last. */
bool proof_clocks(const struct format *format, unsigned int i, struct schedule *schedule);

#endif
