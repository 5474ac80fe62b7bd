/* The brute-force engine's source of decisions; see brute_pick.c. */
#ifndef TESTS_BRUTE_PICK_H
#define TESTS_BRUTE_PICK_H

#include <warpage/types.h>

static inline u64 pick_mix(u64 hash, u64 value)
{
	hash = (hash ^ value) * 0x9e3779b97f4a7c15;
	return hash ^ hash >> 29;
}

/* Forget all states. */
void picks_forget(void);
/* Before each run. */
void picks_begin(void);
/* After each run: is there another one? */
bool picks_next(void);
/* One of n, for a program in this state; -1 if that was met before: end the run. */
int pick(unsigned int n, u64 state);

/* Enter a state in the set of those that were met; false if it was there. */
bool pick_first(u64 state);

#endif
