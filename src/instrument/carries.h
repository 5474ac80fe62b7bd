/* What a retry loop that carries something over carries at most. */
#ifndef WARPAGE_CARRIES_H
#define WARPAGE_CARRIES_H

#include "instrument/graph.h"
#include "machine/loop_class.h"

/*
 * For the loop with that head, whose body was found last, with a phi at its head and no memory of its
 * own: LOOP_COUNTS, LOOP_LAST_ROUND, or LOOP_CARRIES if more may be carried, or if something that was
 * loaded before the loop may still be in use.
 */
enum loop_class carries_what(const struct graph *graph, unsigned int head);

#endif
