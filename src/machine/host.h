/* A host's accesses; host_run.c runs it. */
#ifndef WARPAGE_HOST_H
#define WARPAGE_HOST_H

#include "machine/engine.h"

void host_settle_pending(struct machine *machine);
void host_fence(struct machine *machine, bool stores, bool full);
void host_drain(struct machine *machine); /* all stores so far are visible; no order is made */
void host_drain_at_once(struct machine *machine); /* ... as those of a locked operation */
void host_acquired(struct machine *machine);
u64 host_rdtsc(struct machine *machine);
void host_freeze(struct machine *machine, unsigned int which, u64 jump);
void host_thaw(struct machine *machine);
void host_loads(struct machine *machine, const void *address, u32 size, bool plain,
		const struct site *site);
void host_remember(struct machine *machine, void *address, u32 size, const struct site *site);

/* One more clock is due, from handed on; left: the TSC at which the one before was. */
void host_add_generation(struct machine *machine, const struct generation *meant, u64 handed,
			 u64 left);

/* A store that was announced has been made by now. */
static inline void host_settle(struct machine *machine)
{
	if (machine->pending)
		host_settle_pending(machine);
}

#endif
