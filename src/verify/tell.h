/* How a verdict is told, in every command that has one. */
#ifndef WARPAGE_VERIFY_TELL_H
#define WARPAGE_VERIFY_TELL_H

#include "verify/verify.h"

#define TELL_CELL 96

/* "120 of 2394 schedules", "61234 of 10000000 random executions": what was explored. Returns out. */
char *tell_extent(const struct verify_options *options, const struct verdict *verdict, char *out,
		  size_t size);

/*
 * "16800 schedules, about 3 million maps: some 5 s at the pace so far": an estimate of what a verdict that is being
 * made takes in all. Returns out.
 */
char *tell_foreseen(const struct verdict *verdict, char *out, size_t size);

/*
 * One word of a table: "clean", "torn+backwards", "host-backwards", "within-3", "unfinished",
 * "torn+unfinished", "nothing-tested", "error". Returns out.
 */
char *tell_cell(const struct verify_options *options, const struct verdict *verdict,
		char out[TELL_CELL]);

/* What is asked for but the pair and its model; and all of it, which names the outcome as well. */
void tell_bounds(struct outcome *outcome, const struct verify_options *options);
void tell_parameters(struct outcome *outcome, const struct verify_options *options);

/* The numbers, and the violations without their findings. */
void tell_counts(struct outcome *outcome, const struct verify_options *options,
		 const struct verdict *verdict);

/* Is it for any number of updates and any values? */
bool tell_proved(const struct verdict *verdict);

/* All that it rests on; of which: */
void tell_assumes(struct outcome *outcome, const struct verify_options *options,
		  const struct verdict *verdict);

/* How often a read may try again, as an assumption. */
void tell_retries(struct outcome *outcome, const struct verify_options *options,
		  const struct verdict *verdict);

/* Why a verdict is for no more updates, or values: "host.c:12: the host computes ...". There is a reason. Returns out. */
const char *tell_against(const struct claim *claim, char *out, size_t size);

/*
 * What of a guest that keeps memory over reads, and touches it there, is not judged, as an assumption; nothing
 * if there is none. And how many readers a verdict is on.
 */
void tell_floor(struct outcome *outcome, const struct site *floor);
const char *tell_readers(const struct site *floor);

/* Of what the pair is clean, or what is wrong, or how far it was explored; and the reason of no result. */
void tell_judge(struct outcome *outcome, const struct verify_options *options,
		const struct verdict *verdict);

/* What came of it: all of these, what else it rests on, and the verdict. */
void tell_verdict(struct outcome *outcome, const struct verify_options *options,
		  const struct verdict *verdict);

#endif
