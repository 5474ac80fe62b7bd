/*
 * The newest outcome that a reader shows to those who read after they have seen it. One thread
 * writes, any number read meanwhile, and nobody waits: a sequence lock.
 */
#ifndef STRESS_BILLBOARD_H
#define STRESS_BILLBOARD_H

#include <stdatomic.h>

#include "stress/judge/judge.h"

struct billboard {
	_Alignas(64) _Atomic u64 sequence;
	_Atomic u64 words[sizeof(struct outcome) / sizeof(u64)];
};

/* Writer: show *outcome. */
void billboard_write(struct billboard *board, const struct outcome *outcome);

/* Reader: the outcome that is shown; its set is 0 if it is just being written, or there is none. */
void billboard_read(const struct billboard *board, struct outcome *outcome);

#endif
