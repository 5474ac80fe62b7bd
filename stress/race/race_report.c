/* Text for people; json.c has the object for programs. */
#include "stress/race/race_report.h"

#include <inttypes.h>

#include "file/show.h"
#include "protocols/registry.h"

#define NAME_MAX_ 64
#define PAIR_MAX 256

const char *race_report_verdict(int status)
{
	switch (status) {
	case 0:
		return "clean";
	case 1:
		return "violation";
	case RACE_SKIPPED:
		return "skipped";
	default:
		return "nothing tested";
	}
}

const char *race_report_word(const struct race_summary *summary, int status)
{
	return status == 2 && summary->unfinished ? "unfinished" : race_report_verdict(status);
}

char *race_report_judged(const struct race_counts *counts, char *out, size_t size)
{
	u64 judged = race_judged(counts);

	*out = '\0';
	if (judged < counts->reads)
		snprintf(out, size, "; %" PRIu64 " of %" PRIu64 " reads judged", judged,
			 counts->reads);
	return out;
}

const char *race_report_untested(const struct race_counts *counts)
{
	if (counts->reads && !race_judged(counts))
		return "no read could be judged";
	return "no read is known to have overlapped an update";
}

char *race_report_pair(const struct race_options *race, char *out, size_t size)
{
	char format[NAME_MAX_], host[NAME_MAX_], guest[NAME_MAX_];

	snprintf(out, size, "%s: host %s x guest %s",
		 registry_spell(race->format->name, format, sizeof(format)),
		 registry_spell(race->host->name, host, sizeof(host)),
		 registry_spell(race->guest->name, guest, sizeof(guest)));
	return out;
}

void race_report_open(FILE *out, const struct race_setup *setup)
{
	static const char *const freezes[] = {
		"", "freeze    every reader is parked for every update\n",
		"freeze    every reader but the first is parked for every update\n"};
	const struct race_options *race = setup->race;
	char pair[PAIR_MAX];

	fprintf(out, "stress    %s\nfor       ", race_report_pair(race, pair, sizeof(pair)));
	if (setup->seconds)
		fprintf(out, "%u s", setup->seconds);
	else
		fprintf(out, "as long as nobody stops it");
	fprintf(out, ", seed %" PRIu64 "\nupdates   ", race->seed);
	if (setup->schedule)
		show(out, "as in %s, again and again\n", setup->schedule);
	else if (race->pace > 0)
		fprintf(out, "%g per second%s\n", race->pace,
			race_aims(race) ? ", readers aim at them" : "");
	else
		fprintf(out, "as fast as they can be made\n");
	fprintf(out, "gaps      %s\n%s",
		race->gapped_host
			? "pauses between stores of most updates, now and then between two loads"
			: "none (--tight)",
		freezes[race->freeze]);
	if (setup->placement)
		fprintf(out, "placement %s\n", setup->placement);
	fprintf(out, "cpus      host on %u, %u reader%s on ", race->cpus[0], setup->readers,
		setup->readers == 1 ? "" : "s");
	if (race->ncpus == 1)
		fprintf(out, "%u too", race->cpus[0]);
	for (unsigned int i = 1; i < race->ncpus && i <= setup->readers; i++)
		fprintf(out, "%s%u", i > 1 ? "," : "", race->cpus[i]);
	fprintf(out, "\n");
	fflush(out);
}

static void print_generation(FILE *out, const struct format *format,
			     const struct race_violation *violation, unsigned int i)
{
	const struct race_generation *g = &violation->generations[i];
	u64 low = generation_time(format, &g->generation, violation->s);
	u64 high = generation_time(format, &g->generation, violation->e);

	fprintf(out, "  update %-8" PRIu64 " %-12s gives %" PRIu64 " to %" PRIu64 ", ", g->number,
		g->number ? update_kind_name(g->update.kind) : "(start)", low, high);
	if (g->end == U64_MAX)
		fprintf(out, "made from %+" PRId64 " on\n", (s64)(g->begin - violation->s));
	else if (!g->number)
		fprintf(out, "there from the start\n");
	else
		fprintf(out, "made in [%+" PRId64 ", %+" PRId64 "]\n",
			(s64)(g->begin - violation->s), (s64)(g->end - violation->s));
}

static void print_mix(FILE *out, const struct race_violation *violation)
{
	fprintf(out, "  mix      ");
	for (unsigned int i = 0; i < violation->npieces; i++) {
		const struct race_piece *piece = &violation->pieces[i];
		const struct race_generation *from = &violation->generations[piece->generation];
		bool half = (i && violation->pieces[i - 1].field == piece->field) ||
			    (i + 1 < violation->npieces &&
			     violation->pieces[i + 1].field == piece->field);

		fprintf(out, "%s %s", i ? "," : "", piece->field);
		if (half)
			fprintf(out, " (byte %u)", piece->offset);
		fprintf(out, " of %" PRIu64, from->number);
	}
	if (violation->nmix > 1)
		fprintf(out, "; %u mixes fit, this is one", violation->nmix);
	fprintf(out, "\n");
}

static void print_violation(FILE *out, const struct race_options *options,
			    const struct race_summary *summary, enum violation kind)
{
	const struct race_violation *violation = &summary->total.first[kind];
	char pair[PAIR_MAX];

	fprintf(out, "\n%s  %s   (first of %" PRIu64 ", after %.3f s)\n", violation_name(kind),
		race_report_pair(options, pair, sizeof(pair)), summary->total.counts.found[kind],
		(double)(violation->e - summary->start) / (double)summary->tsc_hz);
	fprintf(out, "  reader %u on CPU %u, within [0, %" PRIu64 "] ticks of TSC %" PRIu64 "\n",
		violation->reader, violation->cpu, violation->e - violation->s, violation->s);
	if (violation->kind == VIOLATION_STUCK)
		fprintf(out, "  did not return although the page no longer changed\n");
	else if (violation->fell_back)
		fprintf(out, "  fell back although the page was valid throughout\n");
	else if (violation->kind == VIOLATION_WRONG_FALLBACK)
		fprintf(out, "  returned %" PRIu64 " although the page was invalid throughout\n",
			violation->value);
	else if (violation->kind == VIOLATION_STALE)
		fprintf(out,
			"  returned %" PRIu64 ", of update %" PRIu64
			" at a TSC at which it was not there\n",
			violation->value, violation->stale);
	else
		fprintf(out, "  returned %" PRIu64 "\n", violation->value);
	if (violation->late && !violation->before_e)
		fprintf(out,
			"  which is update %" PRIu64
			"'s clock as the read found it, at a TSC sampled\n"
			"  %" PRIu64
			" ticks later than that clock was due, after the last look at the page\n",
			violation->stale, violation->late);
	if (violation->before_e)
		fprintf(out,
			"  after reader %u had returned %" PRIu64 ", %" PRIu64
			" more, in [%+" PRId64 ", %+" PRId64 "]\n",
			violation->before_reader, violation->before,
			violation->before - violation->value,
			(s64)(violation->before_s - violation->s),
			(s64)(violation->before_e - violation->s));
	if (violation->late && violation->before_e)
		fprintf(out,
			"  which a TSC sampled %" PRIu64
			" ticks after the clock's time, but within the "
			"read, explains\n",
			violation->late);
	if (violation->late)
		fprintf(out, "  remedy   %s\n", RACE_LATE_REMEDY);
	if (violation->host)
		fprintf(out, "  both are legal: the host stepped back by itself\n");
	for (unsigned int i = 0; i < violation->ngenerations; i++)
		print_generation(out, options->format, violation, i);
	if (violation->nmix)
		print_mix(out, violation);
	else if (violation->kind == VIOLATION_TORN)
		fprintf(out, "  mix      none of these updates' fields gives that value exactly\n");
	else if (violation->kind == VIOLATION_ARITHMETIC && !violation->host)
		fprintf(out, "  which is not the value of the fields that were there\n");
}

static void print_outcome(FILE *out, const char *name, u64 count, const char *grade,
			  const char *sentence)
{
	fprintf(out, "  %-15s %14" PRIu64 "  %-11s %s\n", name, count, grade, sentence);
}

/* As jcstress does it: what came out, how often, and whether it may. */
static void print_outcomes(FILE *out, const struct race_counts *counts)
{
	u64 unjudged = counts->unjudged[RACE_OVERWRITTEN] + counts->unjudged[RACE_LONG] +
		       counts->unjudged[RACE_MIGRATED];
	u64 pairs = counts->unjudged[RACE_LATE] + counts->unjudged[RACE_AMBIGUOUS];
	u64 wrong = -counts->late_pairs, others;

	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (kind != VIOLATION_BACKWARDS && kind != VIOLATION_UNORDERED_TSC &&
		    kind != VIOLATION_STUCK)
			wrong += counts->found[kind];
	others = wrong + unjudged + counts->unjudged[RACE_CLOCK] + counts->fallbacks;
	fprintf(out, "\noutcomes           reads  grade       what it means\n");
	print_outcome(out, "legal", counts->reads > others ? counts->reads - others : 0,
		      "acceptable", "what a published clock gives, within the stamps");
	if (counts->fallbacks)
		print_outcome(out, "fallback", counts->fallbacks, "acceptable",
			      "the page was not valid, or was being updated");
	if (unjudged)
		print_outcome(out, "unjudged", unjudged, "interesting",
			      "the log or the stamps do not cover them");
	if (pairs)
		print_outcome(out, "unjudged pairs", pairs, "interesting",
			      "decreases that a late host may explain");
	if (counts->unjudged[RACE_CLOCK])
		print_outcome(out, "discarded", counts->unjudged[RACE_CLOCK], "interesting",
			      "the machine's own clocks moved");
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (counts->found[kind] || kind == VIOLATION_TORN)
			print_outcome(out, violation_name((enum violation)kind),
				      counts->found[kind], violation_grade((enum violation)kind),
				      violation_meaning((enum violation)kind));
}

/* A histogram on one line: "0: 12, 1: 3, 2-3: 1". */
static void print_histogram(FILE *out, const char *name, const u64 *buckets)
{
	bool any = false;

	fprintf(out, "  %-28s", name);
	for (unsigned int i = 0; i < RACE_BUCKETS; i++) {
		u64 low = i ? 1ull << (i - 1) : 0;

		if (!buckets[i])
			continue;
		fprintf(out, "%s %" PRIu64, any ? "," : "", low);
		if (i == RACE_BUCKETS - 1)
			fprintf(out, "+");
		else if (i > 1)
			fprintf(out, "-%" PRIu64, 2 * low - 1);
		fprintf(out, ": %" PRIu64, buckets[i]);
		any = true;
	}
	fprintf(out, any ? "\n" : " none\n");
}

static void print_updates(FILE *out, const struct race_summary *summary)
{
	const struct race_counts *counts = &summary->total.counts;

	fprintf(out, "updates   %" PRIu64 ":", counts->updates);
	for (int kind = 0; kind < UPDATE_KINDS; kind++)
		if (counts->kinds[kind])
			fprintf(out, " %s %" PRIu64, update_kind_name((enum update_kind)kind),
				counts->kinds[kind]);
	fprintf(out,
		"\n          with gaps %" PRIu64 ", readers parked %" PRIu64
		", host died and was replaced %" PRIu64 ", page begun anew %" PRIu64
		", late %" PRIu64 "\n",
		counts->gapped, counts->frozen, counts->deaths, counts->restarts, counts->late);
	if (counts->found[VIOLATION_LATE_TSC])
		fprintf(out, "late-tsc  by %" PRIu64 " ticks at most (%.2f us); %s\n",
			counts->late_most,
			(double)counts->late_most * 1e6 / (double)summary->tsc_hz,
			RACE_LATE_REMEDY);
	if (counts->torn_updates)
		fprintf(out, "torn      %" PRIu64 " of the updates (%.3g %%)\n",
			counts->torn_updates,
			100.0 * (double)counts->torn_updates / (double)counts->updates);
	if (summary->inseparable)
		fprintf(out,
			"note      tears of %" PRIu64
			" updates may be too small to be seen: clocks too close\n",
			summary->inseparable);
}

static void print_counts(FILE *out, const struct race_summary *summary)
{
	const struct race_counts *counts = &summary->total.counts;
	u64 unjudged = 0;

	fprintf(out,
		"\nran       %.1f s%s%s; TSC %.6f GHz, skew in [%" PRId64 ", %" PRId64
		"] ticks, margin %" PRIu64 "\n",
		summary->seconds, summary->interrupted ? ", interrupted" : "",
		summary->host_died   ? ", the host died"
		: summary->host_hung ? ", the host did not return"
				     : "",
		(double)summary->tsc_hz / 1e9, summary->skew_low, summary->skew_high,
		summary->margin);
	if (summary->reason[0])
		show(out, "note      %s\n", summary->reason);
	if (summary->moves)
		fprintf(out,
			"note      readers were moved off their CPUs, and put back: %" PRIu64
			" times\n",
			summary->moves);
	print_updates(out, summary);
	fprintf(out,
		"reads     %" PRIu64 "; of %" PRIu64 " with stamps of their own, %" PRIu64
		" overlapped an update; %" PRIu64 " paused; %" PRIu64 " times aimed\n",
		counts->reads, counts->stamped, counts->overlapped, counts->paused, counts->aimed);
	fprintf(out, "histograms (a sample of the reads)\n");
	print_histogram(out, "updates met by a read", counts->met);
	print_histogram(out, "ticks by which it missed one", counts->distance);
	print_histogram(out, "retries of a read", counts->retries);
	for (unsigned int i = 0; i < RACE_UNJUDGED_REASONS; i++)
		unjudged += counts->unjudged[i];
	fprintf(out, "unjudged  %" PRIu64 ":", unjudged);
	for (unsigned int i = 0; i < RACE_UNJUDGED_REASONS; i++)
		fprintf(out, " %s %" PRIu64, race_unjudged_name((enum race_unjudged)i),
			counts->unjudged[i]);
	fprintf(out, "; abandoned %" PRIu64 "\n", summary->abandoned);
}

void race_report_close(FILE *out, const struct race_setup *setup,
		       const struct race_summary *summary)
{
	const struct race_tally *total = &summary->total;
	char judged[64];

	race_report_judged(&total->counts, judged, sizeof(judged));
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (total->counts.found[kind])
			print_violation(out, setup->race, summary, (enum violation)kind);
	print_outcomes(out, &total->counts);
	print_counts(out, summary);
	race_report_open(out, setup);
	if (setup->not_seen)
		fprintf(out,
			"not seen  %s: verify finds that in this pair; a race is no proof of the "
			"contrary\n",
			setup->not_seen);
	if (race_violations(&total->counts))
		fprintf(out, "verdict   violation%s\n", judged);
	else if (summary->host_hung)
		fprintf(out, "verdict   error: the host did not return from publish()\n");
	else if (summary->unfinished)
		fprintf(out, "verdict   unfinished: no violation in %.1f of %.5g s%s\n",
			summary->seconds, summary->asked, judged);
	else if (!total->counts.overlapped)
		fprintf(out, "verdict   nothing tested: %s\n",
			race_report_untested(&total->counts));
	else
		fprintf(out,
			"verdict   clean as far as it was raced: no violation in %" PRIu64
			" reads, of which %" PRIu64 " are known to have overlapped an update%s\n",
			race_judged(&total->counts), total->counts.overlapped, judged);
}
