/* Makes findings small and plain: what a person can follow in a mail. */
#ifndef WARPAGE_SHRINK_H
#define WARPAGE_SHRINK_H

#include "finding/finding.h"

/*
 * Make *finding as small and plain as it can be while it still replays to the same violation, with
 * the same blame, and while every field that a read took in its last round comes from the same
 * update, whatever number that has by then. Returns how many steps helped; 0 as well for a finding
 * that does not replay to its own violation, or without memory: it is left as it was. The finding is
 * the one last replayed on machine afterwards, ready to be printed. It ends early once *stop is set
 * (stop may be NULL). *whole (may be NULL): all was tried that might help; not so if it was stopped, or
 * took more replays than are spent on one finding.
 */
unsigned int finding_shrink(struct finding *finding, struct machine *machine, struct oracle *oracle,
			    volatile int *stop, bool *whole);

#endif
