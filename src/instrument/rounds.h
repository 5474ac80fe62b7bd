/* What a retry loop carries over at most, and after how many rounds it gives up by itself. */
#ifndef WARPAGE_ROUNDS_H
#define WARPAGE_ROUNDS_H

#include "instrument/graph.h"
#include "machine/site.h"

/*
 * For the loop with that head, whose body was found last, with a phi at its head and no memory of its
 * own: LOOP_COUNTS, LOOP_LAST_ROUND, or LOOP_CARRIES if more may be carried, or if something that was
 * loaded before the loop may still be in use. *carried: a value that is carried.
 */
enum loop_class carries_what(const struct graph *graph, unsigned int head, LLVMValueRef *carried);

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
