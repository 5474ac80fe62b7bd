/*
 * What reads returned that nobody can judge, and since when a reader has been in the guest: of a guest that keeps the
 * last time others return the same, and can't be blamed for it. One thread writes, any number read meanwhile.
 */
#ifndef STRESS_UNJUDGED_H
#define STRESS_UNJUDGED_H

#include <stdatomic.h>
#include <warpage/protocol.h>

#define UNJUDGED_KEPT 1024 /* values; a power of two */

struct unjudged {
	_Alignas(64) _Atomic u64 since; /* a TSC before the reads that this reader makes now */
	_Atomic u64 n;			/* values so far */
	_Atomic u64 values[UNJUDGED_KEPT];
};

/* Writer: its reads before have been judged or noted; those from tsc on not yet. */
void unjudged_begin(struct unjudged *unjudged, u64 tsc);

/* Writer: n reads returned these values. */
void unjudged_note(struct unjudged *unjudged, const u64 *values, unsigned int n);

/* Reader: the TSC before the reads at hand; 0: there were none yet. Asked for first: what was read before it is found by the next one. */
u64 unjudged_since(const struct unjudged *unjudged);

/* Reader: has one of the last UNJUDGED_KEPT values been this? */
bool unjudged_has(const struct unjudged *unjudged, u64 value);

#endif
