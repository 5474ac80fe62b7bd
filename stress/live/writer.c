/*
 * The thread of a host that is driven: it starts when all readers are ready, lets them go, and
 * updates until the race is over. Where it has no CPU of its own it lets the readers have theirs.
 */
#define _GNU_SOURCE
#include <sched.h>

#include "stress/live/engine.h"

void live_writer_main(void *arg)
{
	struct live_engine *engine = arg;

	for (unsigned int i = 0; i < engine->nreaders; i++)
		while (!atomic_load(&engine->readers[i].runner.ready) &&
		       !atomic_load(&engine->stop))
			sched_yield();
	engine->writer_error = live_host_start(&engine->writer);
	engine->start = rdtsc_ordered();
	atomic_store(&engine->go, true);
	while (!engine->writer_error &&
	       !atomic_load_explicit(&engine->stop, memory_order_relaxed)) {
		engine->writer_error = live_host_update(&engine->writer);
		if (engine->options->ncpus == 1 && !live_host_goes_on(&engine->writer))
			sched_yield();
	}
	atomic_store(&engine->stop, true);
}
