/* Retry loops that give up by themselves. */
#ifndef WARPAGE_BOUND_H
#define WARPAGE_BOUND_H

#include "instrument/graph.h"

/*
 * After how many rounds the loop with that head, whose body was found last, gives up by itself, at
 * most; 0 if no counter of its own tells.
 */
unsigned int bound_of(const struct graph *graph, unsigned int head);

/*
 * Does this phi, at the head of that loop, do nothing but count its rounds, from a constant on and by a
 * constant each?
 */
bool bound_counts(const struct graph *graph, LLVMValueRef phi);

#endif
