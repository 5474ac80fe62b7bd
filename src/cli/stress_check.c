/*
 * What the machine says of a pair before it is raced: a pair that verify refuses is not raced, as
 * nobody could tell what its values mean; and one that it calls wrong is not clean because a race
 * has not shown it.
 */
#include "cli/stress.h"
#include "protocols/registry.h"

#define EXECUTIONS 100000 /* some tenths of a second; wrong pairs show it much sooner */

bool stress_check(struct stress *stress, char *why, size_t size)
{
	const struct race_options *race = &stress->race;
	struct verdict verdict;
	struct machine *machine;
	struct oracle *oracle;
	bool good;

	machine = explainer_machine(stress->explainer, &oracle);
	verify_before_race(machine, oracle, race->format,
			   registry_find_host(ENGINE_MACHINE, race->format, race->host->name),
			   registry_find_guest(ENGINE_MACHINE, race->format, race->guest->name),
			   EXECUTIONS, &verdict);
	stress->wrong = verdict_violations(&verdict);
	good = !verdict.error[0];
	snprintf(why, size, "%s", verdict.error);
	verdict_free(&verdict);
	if (good)
		stress_log_verified(stress);
	return good;
}

u32 stress_seen(const struct race_summary *summary)
{
	u32 bits = 0;

	for (unsigned int kind = 0; kind < VIOLATIONS; kind++)
		bits |= (u32)(summary->total.counts.found[kind] != 0) << kind;
	return bits;
}
