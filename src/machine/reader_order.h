/* What a guest's read does besides its loads (reader_order.c), and where its loops end (reader_loop.c). */
#ifndef WARPAGE_READER_ORDER_H
#define WARPAGE_READER_ORDER_H

#include "machine/engine.h"

#include <warpage/primitives.h>

u64 reader_rdtsc(struct machine *machine, enum warpage_tsc how, const struct site *site);
void reader_compiler_barrier(struct machine *machine);
void reader_rmb(struct machine *machine);
/* A serialising point: TSC samples are on their side of it, marked loads too. by_mb: it is smp_mb() or MFENCE. */
void reader_serialise(struct machine *machine, bool by_mb);
/* A full fence, and LFENCE: a serialising point, too. */
void reader_mb(struct machine *machine, bool by_mb);
void reader_loaded(struct machine *machine, unsigned int n);
void reader_depends(struct machine *machine, unsigned int n);
void reader_loop(struct machine *machine, enum loop_class class, unsigned int bound,
		 const struct site *site);

/* Is it a loop of a guest's that is no retry, so that to count its rounds is all? Else reader_loop() has more to do. */
static inline bool reader_counted(struct machine *m, enum loop_class class)
{
	if (class != LOOP_COUNTED || m->phase != PHASE_GUEST || m->sharing.on ||
	    m->rounds >= ROUNDS_MAX)
		return false;
	m->rounds++;
	return true;
}

#endif
