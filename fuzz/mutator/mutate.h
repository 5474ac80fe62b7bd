/*
 * Mutates inputs (src/input/layout.h) by what they mean: reads, updates, moves, boundary values, and
 * now and then just bytes. The result is a function of the input and the seed, and never longer
 * than max. One mutator serves every engine: mutate_libfuzzer.c and mutate_afl.c call it.
 */
#ifndef WARPAGE_MUTATE_H
#define WARPAGE_MUTATE_H

#include <warpage/types.h>

/* Mutate data, which holds size bytes and has room for max. Returns the new size. */
size_t mutate(u8 *data, size_t size, size_t max, u64 seed);

/*
 * Make an input of two: the schedule of one with reads of the other, or the records of one up to
 * some place and those of the other from there on. out has room for max bytes. Returns its size.
 */
size_t mutate_cross(const u8 *a, size_t a_size, const u8 *b, size_t b_size, u8 *out, size_t max,
		    u64 seed);

#endif
