/*
 * A process that outlives the campaign, however that ends: it kills jobs that are left, and removes
 * the segments of System V shared memory that a job which has ended leaves behind. afl-fuzz removes
 * its own at its end, but not if it is killed, and nothing but a reboot would.
 */
#ifndef WARPAGE_WATCHER_H
#define WARPAGE_WATCHER_H

/*
 * Start it. Returns what jobs tell their ids to (job.h), which is closed at the end; -1 if there is
 * none, as on kernels that can't watch processes.
 */
int watcher_start(void);

/* In a process that is about to become a job: have it watched. to may be -1. */
void watcher_tell(int to);

#endif
