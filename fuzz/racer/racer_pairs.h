/*
 * What the machine says of pairs that are to be raced: which can be, and what a late sample of the TSC
 * excuses. Each is asked once.
 */
#ifndef WARPAGE_FUZZ_RACER_PAIRS_H
#define WARPAGE_FUZZ_RACER_PAIRS_H

#include "input/input.h"

struct racer_pairs;

/* Of all pairs that inputs choose from, which must outlive it. NULL without memory. */
struct racer_pairs *racer_pairs_new(const struct input_pairs *all);
void racer_pairs_free(struct racer_pairs *pairs);

/*
 * Can short races be made of host and guest, of the machine? NULL, or one line: the host freezes vCPUs
 * or dies, verify refuses the pair, or this CPU lacks an instruction.
 */
const char *racer_pairs_problem(struct racer_pairs *pairs, const struct format *format,
				const struct host *host, const struct guest *guest);

/*
 * What a late sample brings about with this pair, and nothing else does: as struct race_calls of
 * stress/ has it. May take seconds.
 */
u32 racer_pairs_excuse(struct racer_pairs *pairs, const struct format *format,
		       const struct host *host, const struct guest *guest);

#endif
