/*
 * Lost stores: of a host and a guest side by side one changes bits of a byte, and a store of the other puts those bits
 * back to what they were, as it goes by a load from before the change. (A locked operation loads and stores at
 * once, so it loses nothing.) That the store goes by that load is tried: the host and the guest are run again in the
 * same steps, with the load finding the bits changed. Would it store the same all the same, that is what was meant.
 */
#ifndef WARPAGE_LOST_H
#define WARPAGE_LOST_H

#include "machine/machine.h"

/*
 * Look for one in the log at hand, which the n choices in taken have made; it is in put_back of the log then, and the
 * log is as it was.
 */
bool machine_lost(struct machine *machine, const struct host *host, const struct schedule *schedule,
		  const u16 *taken, unsigned int n);

#endif
