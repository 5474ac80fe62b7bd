/*
 * The monitor: ends the race in time, breaks off readers that are stuck, and makes sure that the
 * race ends even if a guest or a host never returns.
 */
#ifndef STRESS_MONITOR_H
#define STRESS_MONITOR_H

#include "stress/engine.h"

/* Nanoseconds of CLOCK_MONOTONIC. */
u64 monitor_ns(void);

/*
 * Watch the running threads until they are done: for options->seconds, until *interrupted is set,
 * or until nobody is left to read. Returns 0, or -1 if a thread could not be made to end.
 */
int monitor_run(struct engine *engine, const volatile int *interrupted);

#endif
