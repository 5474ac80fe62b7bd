/* A race's parameters, and its verdict. */
#include "stress/race/tell.h"

#include <inttypes.h>

#include "file/text.h"
#include "outcome/put.h"
#include "protocols/registry.h"
#include "protocols/registry_tell.h"
#include "stress/judge/tell.h"

#define PAIR_MAX (REGISTRY_PAIR + 32)

static const struct {
	const char *name, *text;
} freezes[] = {
	[RACE_FREEZE_NONE] = {"none", NULL},
	[RACE_FREEZE_ALL] = {"all", "every reader is parked for every update"},
	[RACE_FREEZE_PARTIAL] = {"partial",
				 "every reader but the first is parked for every update"},
};

static void put_setup(json_t *object, const struct race_setup *setup)
{
	const struct race_options *race = setup->race;

	if (race->guest)
		registry_put_pair(object, race->format, race->host, race->guest);
	put_text(object, "model", model_name(setup->model));
	put_number(object, "seconds", setup->seconds);
	put_number(object, "seed", race->seed);
	put_real(object, "pace", race->pace);
	put_bool(object, "aim", race_aims(race));
	put_bool(object, "tight", !race->gapped_host);
	put_text(object, "freeze", freezes[race->freeze].name);
	if (setup->placement)
		put_text(object, "placement", setup->placement);
	if (setup->schedule)
		put_text(object, "schedule", setup->schedule);
	put_number(object, "hosts", race->hosts > 1 ? race->hosts : 1);
	put_number(object, "readers", race_readers(race));
	put_cpus(object, "cpus", race->cpus, race->ncpus);
}

static void tell_cpus(struct outcome *outcome, const struct race_options *race)
{
	unsigned int readers = race_readers(race), hosts = race->hosts > 1 ? race->hosts : 1;
	struct said list = {0};
	char on[48];

	snprintf(on, sizeof(on), hosts > 1 ? "hosts on %u and %u" : "host on %u", race->cpus[0],
		 race->cpus[race->ncpus > 1]);
	for (unsigned int i = 0; i < readers && (!i || i < race->ncpus) &&
				 (!i || race_cpu(race, i) != race_cpu(race, 0));
	     i++)
		fprintf(said_more(&list), "%s%u", i ? "," : "", race_cpu(race, i));
	outcome_open(outcome, "cpus", "%s, %u reader%s on %s%s", on, readers,
		     readers == 1 ? "" : "s", said_text(&list), race->ncpus <= hosts ? " too" : "");
	said_free(&list);
}

void race_tell_setup(struct outcome *outcome, const struct race_setup *setup)
{
	const struct race_options *race = setup->race;
	char pair[PAIR_MAX], pace[TEXT_COUNT];

	put_setup(outcome->parameters, setup);
	if (race->guest)
		outcome_subject(outcome, "%s",
				registry_describe_pair(race->format, race->host, race->guest, pair,
						       sizeof(pair)));
	if (setup->seconds)
		outcome_open(outcome, "for", "%u s, seed %" PRIu64, setup->seconds, race->seed);
	else
		outcome_open(outcome, "for", "as long as nobody stops it, seed %" PRIu64,
			     race->seed);
	if (setup->schedule)
		outcome_open(outcome, "updates", "as in %s, again and again", setup->schedule);
	else if (race->pace > 0)
		outcome_open(outcome, "updates", "%s per second%s",
			     text_count(race->pace, pace, sizeof(pace)),
			     race_aims(race) ? ", readers aim at them" : "");
	else
		outcome_open(outcome, "updates", "as fast as they can be made");
	outcome_open(
		outcome, "gaps", "%s",
		race->gapped_host
			? "pauses between stores of most updates, now and then between two loads"
			: "none (--tight)");
	if (freezes[race->freeze].text)
		outcome_open(outcome, "freeze", "%s", freezes[race->freeze].text);
	if (setup->placement)
		outcome_open(outcome, "placement", "%s", setup->placement);
	if (race->ncpus)
		tell_cpus(outcome, race);
}

static void put_measured(json_t *object, const struct race_summary *summary)
{
	char tscs[64];

	race_put_summary(object, summary);
	put_number(object, "tsc_start", summary->start);
	put_number(object, "start_sequence", summary->sequence);
	if (summary->vcpus) {
		put_number(object, "vcpus", summary->vcpus);
		put_text(object, "tscs", vcpus_tscs_names(summary->tscs, tscs, sizeof(tscs)));
	}
	put_bool(object, "unfinished", summary->unfinished);
	put_bool(object, "host_died", summary->host_died);
	put_bool(object, "host_hung", summary->host_hung);
	put_number(object, "inseparable", summary->inseparable);
}

/* What was found counts, and how long it was looked for is told beside it. */
static void tell_stopped(struct outcome *outcome, const struct race_summary *summary)
{
	char line[sizeof(outcome->words)];

	outcome_line(outcome, line, sizeof(line));
	snprintf(outcome->words, sizeof(outcome->words), "%.400s; stopped after %.1f of %.1f s",
		 line, summary->seconds, summary->asked);
}

static void judge(struct outcome *outcome, const struct race_summary *summary, int status)
{
	const struct race_counts *counts = &summary->total.counts;
	const char *broken = status < 0 ? summary->reason : "";
	char judged[64];

	race_judged_text(counts, judged, sizeof(judged));
	if (status == RACE_SKIPPED) {
		outcome_judge(outcome, OUTCOME_SKIPPED, "%s", summary->reason);
	} else if (race_violations(counts)) {
		outcome_judge(outcome, OUTCOME_VIOLATION, NULL);
		race_tell_judged(outcome, counts);
		if (summary->unfinished)
			tell_stopped(outcome, summary);
	} else if (summary->host_hung) {
		outcome_judge(outcome, OUTCOME_ERROR,
			      "the host did not return from publish(): mend it, or have it call "
			      "host_dies()");
	} else if (summary->unfinished && !summary->asked) {
		outcome_judge(outcome, OUTCOME_UNFINISHED, "not raced");
	} else if (summary->unfinished && (!*broken || counts->reads)) {
		outcome_judge(outcome, OUTCOME_UNFINISHED,
			      "raced %.1f of %.1f s without a violation%s%s%s", summary->seconds,
			      summary->asked, judged, *broken ? ": " : "", broken);
	} else if (*broken) {
		outcome_judge(outcome, OUTCOME_ERROR, "%s", broken);
	} else if (!counts->overlapped) {
		outcome_judge(outcome, OUTCOME_NOTHING_TESTED,
			      "%s: give more --seconds or a higher --pace", race_untested(counts));
	} else if (summary->total.put_back_unknown) {
		outcome_judge(
			outcome, OUTCOME_UNFINISHED,
			"stores to the page were put back, and the machine did not come to an "
			"end with whether that is meant: ask warpage verify");
	} else if (summary->migrates && !counts->migrated_reads && !counts->pinned_reads) {
		outcome_judge(outcome, OUTCOME_NOTHING_TESTED,
			      "no read came to another vCPU between two accesses: %s",
			      summary->gapped ? "give more --seconds"
					      : "leave out --tight, with which none does");
	} else if (summary->hosts > 1 && !counts->beside) {
		outcome_judge(outcome, OUTCOME_NOTHING_TESTED,
			      "no host made an update while the other one was at one: give more "
			      "--seconds or a higher --pace");
	} else {
		outcome_judge(outcome, OUTCOME_CLEAN, NULL);
		snprintf(outcome->words, sizeof(outcome->words),
			 "clean as far as it was raced: no violation in %" PRIu64
			 " reads, of which %" PRIu64 " are known to have overlapped an update%s",
			 race_judged(counts), counts->overlapped, judged);
	}
}

void race_tell(struct outcome *outcome, const struct race_setup *setup,
	       const struct race_summary *summary, int status)
{
	const struct race_tally *total = &summary->total;
	const struct race_options *race = setup->race;
	char pair[PAIR_MAX];
	struct race_site site = {.name = registry_describe_pair(race->format, race->host,
								race->guest, pair, sizeof(pair)),
				 .format = race->format,
				 .race = summary};

	judge(outcome, summary, status);
	if (!total->counts.reads && status)
		return;
	put_measured(outcome->counts, summary);
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (total->counts.found[kind])
			race_violation_tell(outcome, &site, total->counts.found[kind],
					    &total->first[kind]);
	if (!outcome->row)
		race_tell_counts(outcome, summary, setup->console);
}
