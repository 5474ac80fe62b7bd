/*
 * Where the threads of a race run: which CPUs, by what they share. Numbers are the operating
 * system's, as sched_setaffinity() takes them; only CPUs that are online and allowed are used.
 */
#ifndef STRESS_PLACEMENT_H
#define STRESS_PLACEMENT_H

#include <stddef.h>

/* Where the readers are, as seen from the host's CPU. */
enum placement {
	PLACEMENT_SMT,	   /* the other hardware threads of the host's core */
	PLACEMENT_CACHE,   /* other cores under the host's last-level cache */
	PLACEMENT_PACKAGE, /* other packages (sockets) */
	PLACEMENT_SPREAD,  /* all over the machine */
	PLACEMENTS
};

/* The name for the command line: "smt", "cache", "package" or "spread". */
const char *placement_name(enum placement placement);

/* The placement of that name, or -1. */
int placement_parse(const char *name);

/* A machine's tree of packages, caches, cores and hardware threads, and which CPUs are allowed. */
struct topology;

/*
 * This machine, with the CPUs that the calling thread may use now: call it before the thread pins
 * itself. Returns NULL with one line in why (size bytes) on failure. Sets HWLOC_HIDE_ERRORS and
 * HWLOC_PLUGINS_PATH unless the environment has them: no other thread may be using that.
 */
struct topology *topology_new(char *why, size_t size);

/*
 * A machine that does not exist: description as in hwloc's synthetic topologies, for example
 * "pack:2 l3:2 core:4 pu:2", and the allowed CPUs as a list such as "0,2-3" (NULL: all). Otherwise
 * as topology_new().
 */
struct topology *topology_synthetic(const char *description, const char *allowed, char *why,
				    size_t size);

/* Free topology; NULL is allowed. */
void topology_free(struct topology *topology);

/*
 * Write the host's CPU to cpus[0] and the readers' behind it, each CPU once, at most max (at least
 * 1) in all. turn chooses the host among the CPUs for which the placement exists, in ascending
 * order, modulo their number. Each reader's CPU is the farthest from those before it that the
 * placement allows, so a second thread of a core comes after all other cores. The same arguments
 * give the same CPUs.
 *
 * Returns how many CPUs were written, or 0 with one line in why (size bytes) about what this
 * machine lacks. PLACEMENT_SPREAD always exists; it alone can return 1 although max is more: if one
 * CPU is all that is allowed, the host and the readers have to share it.
 */
unsigned int placement_choose(const struct topology *topology, enum placement placement,
			      unsigned int turn, unsigned int *cpus, unsigned int max, char *why,
			      size_t size);

#endif
