/*
 * The parts of a live run. Their guests, and what the machine says of these: the host is somebody else's, so
 * one of ours that publishes in the same way stands for it. Their verdicts: a source that was stopped before
 * its time was over, or before its turn, is unfinished, and so is the run, unless there is a violation.
 */
#include <string.h>

#include "analysis/live.h"
#include "protocols/registry.h"
#include "stress/judge/tell.h"

const struct guest *live_guest_of(const struct live_source *source, const char *name)
{
	const struct format *format = source->format ? registry_find_format(source->format) : NULL;
	const struct guest *guest = NULL, *control;
	char spelled[REGISTRY_NAME];

	if (format)
		guest = registry_find_guest(ENGINE_NATIVE, format, name);
	control = format && !guest ? live_control(format) : NULL;
	if (control && !strcmp(registry_spell(control->name, spelled, sizeof(spelled)), name))
		guest = control;
	return guest;
}

char *live_guest_name(const struct live_part *part, char *out, size_t size)
{
	const char *name = part->source->guest;

	if (!strcmp(part->source->name, "vmclock"))
		name = "vmclock-ordered";
	if (part->guest)
		name = part->guest->name;
	return registry_spell(name ? name : "none", out, size);
}

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
	for (unsigned int i = 0; i < live->nparts; i++) {
		struct live_part *part = &live->parts[i];
		u32 wrong;

		/* the right guests are ours, and the tests' */
		if (!part->exists || !part->guest || !find_pair(part, &live->legs.race))
			continue;
		if (!legs_check(&live->legs, true, &wrong, why, size))
			return false;
		part->options.asks = live->legs.race.vcpus > 1;
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
		explainer_forget(live->legs.explainer);
		live->asked = part;
		if (!find_pair(part, &live->legs.race))
			return part->excuse = 0;
	}
	part->excuse = explainer_excuse(live->legs.explainer, wait);
	return part->excuse;
}

void live_judge_part(struct outcome *outcome, const struct live_part *part)
{
	const struct race_counts *counts = &part->total.race.total.counts;
	const char *untested;
	char judged[64];

	race_judged_text(counts, judged, sizeof(judged));
	if (!part->ran) {
		outcome_judge(outcome, part->unfinished ? OUTCOME_UNFINISHED : OUTCOME_SKIPPED,
			      "%s", part->why);
		return;
	}
	untested = live_untested(&part->total);
	if (race_violations(counts))
		outcome_judge(outcome, OUTCOME_VIOLATION, NULL);
	else if (part->failed)
		outcome_judge(outcome, OUTCOME_ERROR, "%s", part->why);
	else if (part->unfinished)
		outcome_judge(outcome, OUTCOME_UNFINISHED,
			      "no violation in the %.1f s that it had%s", part->total.race.seconds,
			      judged);
	else if (untested)
		outcome_judge(outcome, OUTCOME_NOTHING_TESTED, "%s%s", untested, judged);
	else
		outcome_judge(outcome, OUTCOME_CLEAN, NULL);
	race_tell_judged(outcome, counts);
}

void live_judge(struct outcome *outcome, const struct live *live)
{
	/* the gravest first */
	static const enum outcome_verdict verdicts[] = {OUTCOME_VIOLATION, OUTCOME_UNFINISHED,
							OUTCOME_ERROR, OUTCOME_NOTHING_TESTED,
							OUTCOME_CLEAN};
	struct race_counts counts = {0};

	for (unsigned int i = 0; i < live->nparts; i++)
		race_counts_add(&counts, &live->parts[i].total.race.total.counts);
	outcome_judge(outcome, OUTCOME_SKIPPED, NULL); /* each with its reason */
	for (unsigned int v = ARRAY_SIZE(verdicts); v-- > 0;)
		for (unsigned int i = outcome->nparts; i-- > 0;) {
			const struct outcome *part = outcome->parts[i];

			if (part->verdict != verdicts[v])
				continue;
			outcome_judge(outcome, verdicts[v], NULL);
			/* an error was told of when it happened */
			if (part->reason[0] && verdicts[v] != OUTCOME_ERROR)
				outcome_judge(outcome, verdicts[v], "%s: %s",
					      live->parts[i].source->name, part->reason);
		}
	race_tell_judged(outcome, &counts);
}
