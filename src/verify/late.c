/*
 * What the machine has to say to a race: does it run this pair at all, what can a TSC sample do
 * that comes later than kernels assume, but not later than the manuals allow, and is a store lost?
 */
#include "verify/verify.h"

#define UPDATES 2 /* as in the matrix */
#define RETRIES 3
#define BUDGET 300000 /* at most, after the first violation: the other kind is not far */
#define WAYS 1000000  /* of the same: reads, and orders of steps, in the place of EXECUTIONS */
#define EXECUTIONS 50000000 /* so many are not to be waited for: then nothing is excused */

static struct verify_options options_of(const struct verify_options *asked)
{
	return (struct verify_options){.format = asked->format,
				       .host = asked->host,
				       .guest = asked->guest,
				       .model = MODEL_X86,
				       .hosts = asked->hosts,
				       .vcpus = asked->vcpus,
				       .tscs = asked->tscs,
				       .word = 64,
				       .updates = UPDATES,
				       .retries = RETRIES,
				       .limit = EXECUTIONS};
}

/* How much is explored of a guest that stores to the page: with a limit, none of it would be beside the host. */
struct patience {
	u64 ways;		  /* reads, and orders of steps */
	const volatile int *stop; /* set from outside; may be NULL */
	volatile int over;
};

static void watch(void *watcher, const struct verify_options *options,
		  const struct verdict *verdict)
{
	struct patience *patience = watcher;

	(void)options;
	if (verdict->executions + verdict->runs + verdict->asleep > patience->ways ||
	    (patience->stop && *patience->stop))
		patience->over = 1;
}

static void be_patient(struct verify_options *options, struct patience *patience)
{
	if (!options->guest || !verdict_page_store(options->guest))
		return;
	options->limit = 0;
	options->stop = &patience->over;
	options->watch = watch;
	options->watcher = patience;
}

void verify_before_race(struct machine *machine, struct oracle *oracle,
			const struct verify_options *asked, u64 limit, struct verdict *verdict)
{
	struct verify_options options = options_of(asked);
	struct patience patience = {.ways = limit};

	options.limit = limit;
	be_patient(&options, &patience);
	verify(machine, oracle, &options, verdict);
}

const char *verify_not_shared(const struct verdict *verdict, char *why, size_t size)
{
	char kept[160];

	if (verdict->error[0])
		return verdict->error;
	if (verdict->writing.site) {
		snprintf(why, size,
			 "%s:%u: the guest writes the page: not raced here, where it is not its "
			 "own: use warpage stress",
			 verdict->writing.site->file, verdict->writing.site->line);
		return why;
	}
	if (!verdict->floor)
		return verdict->error;
	snprintf(why, size, "%s: not raced here, where reads share nothing: use warpage stress",
		 verdict_kept(verdict->floor, kept, sizeof(kept)));
	return why;
}

int verify_loses(struct machine *machine, struct oracle *oracle, const struct verify_options *asked,
		 const volatile int *stop)
{
	struct verify_options options = options_of(asked);
	struct patience patience = {.ways = WAYS, .stop = stop};
	struct verdict verdict;
	int loses;

	if (!asked->host || !asked->guest)
		return -1;
	options.wanted = 1u << VIOLATION_LOST;
	be_patient(&options, &patience);
	verify(machine, oracle, &options, &verdict);
	loses = verdict.found[VIOLATION_LOST] ? 1 : verdict.complete && !verdict.error[0] ? 0 : -1;
	verdict_free(&verdict);
	return loses;
}

u32 verify_late(struct machine *machine, struct oracle *oracle, const struct verify_options *asked)
{
	u32 kinds = 1u << VIOLATION_STALE | 1u << VIOLATION_BACKWARDS;
	struct verify_options options = options_of(asked);
	struct verdict verdict;
	struct patience patience = {.ways = WAYS};

	if (!asked->host || !asked->guest)
		return 0;
	be_patient(&options, &patience);
	verify(machine, oracle, &options, &verdict);
	kinds &= ~verdict_violations(&verdict);
	options.thorough = verdict.writing.looked;
	options.budget = options.thorough ? 0 : BUDGET; /* patience ends it */
	if (!verdict.complete || verdict.limited || verdict.error[0] || !verdict.accepted)
		kinds = 0;
	verdict_free(&verdict);
	if (!kinds)
		return 0;
	options.model = MODEL_X86_MANUAL;
	options.quick = true;
	verify(machine, oracle, &options, &verdict);
	kinds &= verdict_violations(&verdict);
	verdict_free(&verdict);
	return kinds;
}
