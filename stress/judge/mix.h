/*
 * Mixes: pages put together from pieces of several generations, as a torn read sees them. Finds
 * those that explain a value, and tells whether two generations are separable at all.
 */
#ifndef STRESS_MIX_H
#define STRESS_MIX_H

#include "clock/generation.h"
#include "stress/judge/tally.h"

/* The search of one value: which pieces, of which generations, within which TSC samples. */
struct mix {
	const struct format *format;
	const u8 *pages[RACE_GENERATIONS_MAX]; /* parameter fields as on a page; oldest first */
	unsigned int ngenerations;
	bool halves;	 /* pieces of 4 bytes, not whole fields */
	u64 value;	 /* format units */
	u64 first, last; /* the TSC sample lies in [first, last] */
	/* Out: */
	unsigned int found; /* different mixes that give the value */
	unsigned int npieces;
	struct race_piece pieces[RACE_UNITS_MAX]; /* of the first one found */
};

/* Is v in [low, high], all modulo 2^64? */
static inline bool mix_within(u64 v, u64 low, u64 high)
{
	return v - low <= high - low;
}

/*
 * Try every assignment of the generations to the pieces that is not one generation's own page
 * (equal bytes are the same). Sets mix->found and, if not 0, mix->pieces. Returns mix->found.
 */
unsigned int mix_search(struct mix *mix);

/*
 * Does every mix of the fields of a and b move the clock at tsc by more than tolerance (format
 * units) away from each of the n generations in known?
 */
bool mix_separable(const struct format *format, const struct generation *a,
		   const struct generation *b, const struct generation *known, unsigned int n,
		   u64 tsc, u64 tolerance);

#endif
