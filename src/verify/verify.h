/*
 * verify: all executions of a pair, for a list of schedules; search: random ones. Both run the
 * same loop, differ in the source of choices, and end in the same verdict.
 */
#ifndef WARPAGE_VERIFY_H
#define WARPAGE_VERIFY_H

#include "verify/verdict.h"

/* Explore all. The verdict's findings are the caller's, for verdict_free(). */
void verify(struct machine *machine, struct oracle *oracle, const struct verify_options *options,
	    struct verdict *verdict);

/* Explore all executions of one schedule, with any splits and delays of the host. */
void verify_schedule(struct machine *machine, struct oracle *oracle,
		     const struct verify_options *options, const struct schedule *schedule,
		     struct verdict *verdict);

/*
 * Judge a pair that real threads are to race, with so many hosts and vCPUs, whose TSCs may stand as those options
 * say: as verify() in x86, with at most so many executions. The
 * verdict has an error if verify refuses the pair, a floor if its reads share memory, and a site in writing if
 * the guest stores to the page.
 */
void verify_before_race(struct machine *machine, struct oracle *oracle,
			const struct verify_options *asked, u64 limit, struct verdict *verdict);

/*
 * Why a race whose reads share nothing, nor store to a page, does not take such a pair, in why or the verdict; "": it
 * does.
 */
const char *verify_not_shared(const struct verdict *verdict, char *why, size_t size);

/*
 * Of the same race: is a store of host or guest lost in x86, of a guest that stores to the page? 1: yes; 0: no; -1: some seconds did not tell,
 * the machine does not run the pair, or *stop was set meanwhile (NULL: nobody does).
 */
int verify_loses(struct machine *machine, struct oracle *oracle, const struct verify_options *asked,
		 const volatile int *stop);

/*
 * Of the same race: which violations does a late sample of rdtsc_ordered() bring about, and nothing else?
 * Those of VIOLATION_STALE and VIOLATION_BACKWARDS, a bit each, of which x86-manual has an execution,
 * and x86, explored completely, has none. 0 if the exploration does not come to its end, or fails.
 */
u32 verify_late(struct machine *machine, struct oracle *oracle, const struct verify_options *asked);

/* Run random executions until options->executions, or the first violation if first_only. */
void search(struct machine *machine, struct oracle *oracle, const struct verify_options *options,
	    struct verdict *verdict);

/*
 * Is nothing different without the fence options->dropped, of that name, as runs of the host alone can tell? The host makes
 * the same stores without it, in the same orders, in all schedules; or it is a guest's, for the compiler, in a model
 * without an order for that to keep. false if it can't be told.
 */
bool verify_idle(struct machine *machine, struct oracle *oracle,
		 const struct verify_options *options, const char *name);

#endif
