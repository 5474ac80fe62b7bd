/*
 * What the machine says of the guests that read live pages: the host is somebody else's, so one of ours
 * that publishes in the same way stands for it.
 */
#include <string.h>

#include "cli/live.h"
#include "protocols/registry.h"

#define EXECUTIONS 100000 /* as for stress */

/* The pair of a part, in the machine; false if it has none. */
static bool find_pair(const struct live_part *part, struct race_options *pair)
{
	const struct live_source *source = part->source;
	const char *guest = part->guest ? part->guest->name : source->guest;

	memset(pair, 0, sizeof(*pair));
	if (!source->format || !source->host)
		return false;
	pair->format = registry_find_format(source->format);
	if (!pair->format)
		return false;
	pair->host = registry_find_host(ENGINE_MACHINE, pair->format, source->host);
	pair->guest = registry_find_guest(ENGINE_MACHINE, pair->format, guest);
	return pair->host && pair->guest;
}

bool live_check(struct live *live, char *why, size_t size)
{
	live->explainer = explainer_new(&live->pair, NULL);
	if (!live->explainer) {
		snprintf(why, size, "out of memory or threads: try again with less load");
		return false;
	}
	for (unsigned int i = 0; i < live->nparts; i++) {
		struct live_part *part = &live->parts[i];
		struct verdict verdict;
		struct machine *machine;
		struct oracle *oracle;

		part->excuse = RACE_EXCUSE_UNKNOWN;
		/* the right guests are ours, and the tests' */
		if (!part->exists || !part->guest || !find_pair(part, &live->pair))
			continue;
		machine = explainer_machine(live->explainer, &oracle);
		verify_before_race(machine, oracle, live->pair.format, live->pair.host,
				   live->pair.guest, EXECUTIONS, &verdict);
		snprintf(why, size, "%s", verdict.error);
		verdict_free(&verdict);
		if (why[0])
			return false;
	}
	return true;
}

u32 live_excuse(void *arg, bool wait)
{
	struct live *live = arg;
	struct live_part *part = live->part;

	if (part->excuse != RACE_EXCUSE_UNKNOWN)
		return part->excuse;
	if (live->asked != part) { /* the last one has had its answer, with its summary */
		explainer_forget(live->explainer);
		live->asked = part;
		if (!find_pair(part, &live->pair))
			return part->excuse = 0;
	}
	part->excuse = explainer_excuse(live->explainer, wait);
	return part->excuse;
}
