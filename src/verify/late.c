/*
 * What the machine has to say to a race: does it run this pair at all, and what can a TSC sample do
 * that comes later than kernels assume, but not later than the manuals allow?
 */
#include "verify/verify.h"

#define UPDATES 2 /* as in the matrix */
#define RETRIES 3
#define BUDGET 300000	    /* at most, after the first violation: the other kind is not far */
#define EXECUTIONS 50000000 /* so many are not to be waited for: then nothing is excused */

static struct verify_options options_of(const struct format *format, const struct host *host,
					const struct guest *guest, enum model model)
{
	return (struct verify_options){.format = format,
				       .host = host,
				       .guest = guest,
				       .model = model,
				       .word = 64,
				       .updates = UPDATES,
				       .retries = RETRIES,
				       .limit = EXECUTIONS};
}

void verify_before_race(struct machine *machine, struct oracle *oracle, const struct format *format,
			const struct host *host, unsigned int hosts, const struct guest *guest,
			u64 limit, struct verdict *verdict)
{
	struct verify_options options = options_of(format, host, guest, MODEL_X86);

	options.hosts = hosts;
	options.limit = limit;
	verify(machine, oracle, &options, verdict);
	if (verdict->writing.site && !verdict->error[0])
		snprintf(
			verdict->error, sizeof(verdict->error),
			"%s:%u: the guest writes the page: not raced, as what comes of that is not "
			"judged there",
			verdict->writing.site->file, verdict->writing.site->line);
}

const char *verify_not_shared(const struct verdict *verdict, char *why, size_t size)
{
	char kept[160];

	if (verdict->error[0] || !verdict->floor)
		return verdict->error;
	snprintf(why, size, "%s: not raced here, where reads share nothing: use warpage stress",
		 verdict_kept(verdict->floor, kept, sizeof(kept)));
	return why;
}

u32 verify_late(struct machine *machine, struct oracle *oracle, const struct format *format,
		const struct host *host, const struct guest *guest)
{
	u32 kinds = 1u << VIOLATION_STALE | 1u << VIOLATION_BACKWARDS;
	struct verify_options options = options_of(format, host, guest, MODEL_X86);
	struct verdict verdict;

	if (!host || !guest)
		return 0;
	verify(machine, oracle, &options, &verdict);
	kinds &= ~verdict_violations(&verdict);
	if (!verdict.complete || verdict.limited || verdict.error[0] || !verdict.accepted)
		kinds = 0;
	verdict_free(&verdict);
	if (!kinds)
		return 0;
	options.model = MODEL_X86_MANUAL;
	options.quick = true;
	options.budget = BUDGET;
	verify(machine, oracle, &options, &verdict);
	kinds &= verdict_violations(&verdict);
	verdict_free(&verdict);
	return kinds;
}
