/*
 * What a short race showed, by kind and mix, as the judge of stress/ sees it: what is to be explained,
 * and what tells it from other findings.
 */
#ifndef WARPAGE_FUZZ_RACER_KINDS_H
#define WARPAGE_FUZZ_RACER_KINDS_H

#include "fuzz/racer/racer.h"
#include "stress/race/race.h"

struct racer_kinds;

/* NULL without memory. */
struct racer_kinds *racer_kinds_new(void);
void racer_kinds_free(struct racer_kinds *kinds);

/* Start on a race; own_params: of its host; excuse: as struct race_calls has it. */
void racer_kinds_begin(struct racer_kinds *kinds, const struct format *format, bool own_params,
		       const struct racer_log *log, u32 excuse);

/* A read of the race. Values alone are judged, not their order. */
void racer_kinds_read(struct racer_kinds *kinds, unsigned int reader,
		      const struct racer_read *read);

/* A read that had to be let go. */
void racer_kinds_stuck(struct racer_kinds *kinds, unsigned int reader,
		       const struct racer_read *read);

/* After all reads: the first violation of kind, or NULL. */
const struct race_violation *racer_kinds_found(struct racer_kinds *kinds, enum violation kind);

/* How many reads were late-tsc; the latest by *most ticks. */
u64 racer_kinds_late(const struct racer_kinds *kinds, u64 *most);

/* All of that for the race that was run last. */
void racer_kinds_of(struct racer_kinds *kinds, const struct racer *racer,
		    const struct format *format, const struct host *host,
		    const struct racer_result *result, u32 excuse);

#endif
