/* Text for people; json.c has the object for programs. */
#include "stress/race_report.h"

#include <inttypes.h>

#include "protocols/registry.h"

#define NAME_MAX_ 64

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

static void print_pair(FILE *out, const struct race_options *options)
{
	char format[NAME_MAX_], host[NAME_MAX_], guest[NAME_MAX_];

	fprintf(out, "%s: host %s x guest %s",
		registry_spell(options->format->name, format, sizeof(format)),
		registry_spell(options->host->name, host, sizeof(host)),
		registry_spell(options->guest->name, guest, sizeof(guest)));
}

void race_report_open(FILE *out, const struct race_options *options, unsigned int readers)
{
	fprintf(out, "stress    ");
	print_pair(out, options);
	fprintf(out, "\nfor       %u s, seed %" PRIu64 ", ", options->seconds, options->seed);
	if (options->pace)
		fprintf(out, "%u updates per second\n", options->pace);
	else
		fprintf(out, "updates as fast as they can be made\n");
	if (options->gaps)
		fprintf(out,
			"gaps      one update and one batch of reads in %u pauses at an "
			"instruction\n",
			options->gaps);
	fprintf(out, "cpus      host on %u, %u reader%s on ", options->cpus[0], readers,
		readers == 1 ? "" : "s");
	if (options->ncpus == 1)
		fprintf(out, "%u too", options->cpus[0]);
	for (unsigned int i = 1; i < options->ncpus && i <= readers; i++)
		fprintf(out, "%s%u", i > 1 ? "," : "", options->cpus[i]);
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
			    const struct race_summary *summary, enum race_kind kind)
{
	const struct race_violation *violation = &summary->total.first[kind];

	fprintf(out, "\n%s  ", race_kind_name(kind));
	print_pair(out, options);
	fprintf(out, "   (first of %" PRIu64 ", after %.3f s)\n", summary->total.count[kind],
		(double)(violation->e - summary->start) / (double)summary->tsc_hz);
	fprintf(out, "  reader %u on CPU %u, within [0, %" PRIu64 "] ticks of TSC %" PRIu64 "\n",
		violation->reader, violation->cpu, violation->e - violation->s, violation->s);
	if (violation->kind == RACE_STUCK)
		fprintf(out, "  did not return although the page no longer changed\n");
	else if (violation->fell_back)
		fprintf(out, "  fell back although the page was valid throughout\n");
	else if (violation->kind == RACE_WRONG_FALLBACK)
		fprintf(out, "  returned %" PRIu64 " although the page was invalid throughout\n",
			violation->value);
	else if (violation->kind == RACE_STALE)
		fprintf(out,
			"  returned %" PRIu64 ", of update %" PRIu64
			" at a TSC at which it was not there\n",
			violation->value, violation->stale);
	else
		fprintf(out, "  returned %" PRIu64 "\n", violation->value);
	if (violation->before_e)
		fprintf(out,
			"  after reader %u had returned %" PRIu64 ", %" PRIu64
			" more, in [%+" PRId64 ", %+" PRId64 "]\n",
			violation->before_reader, violation->before,
			violation->before - violation->value,
			(s64)(violation->before_s - violation->s),
			(s64)(violation->before_e - violation->s));
	if (violation->host)
		fprintf(out, "  both are legal: the host stepped back by itself\n");
	for (unsigned int i = 0; i < violation->ngenerations; i++)
		print_generation(out, options->format, violation, i);
	if (violation->nmix)
		print_mix(out, violation);
	else if (violation->kind == RACE_TORN)
		fprintf(out, "  mix      none of these updates' fields gives that value exactly\n");
	else if (violation->kind == RACE_ARITHMETIC && !violation->host)
		fprintf(out, "  which is not the value of the fields that were there\n");
}

static void print_counts(FILE *out, const struct race_summary *summary)
{
	const struct race_tally *total = &summary->total;
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
	fprintf(out, "updates   %" PRIu64 " from sequence %#x:", summary->updates,
		summary->sequence);
	for (int kind = 0; kind < UPDATE_KINDS; kind++)
		if (summary->update_kinds[kind])
			fprintf(out, " %s %" PRIu64, update_kind_name((enum update_kind)kind),
				summary->update_kinds[kind]);
	fprintf(out, "; late %" PRIu64 ", with gaps %" PRIu64 "\n", summary->late, summary->gapped);
	fprintf(out,
		"reads     %" PRIu64 ", %" PRIu64 " fallbacks; of %" PRIu64
		" with stamps of their own, %" PRIu64 " overlapped an update\n",
		total->reads, total->fallbacks, total->stamped, total->overlapped);
	for (unsigned int i = 0; i < RACE_UNJUDGED_REASONS; i++)
		unjudged += total->unjudged[i];
	fprintf(out, "unjudged  %" PRIu64 ":", unjudged);
	for (unsigned int i = 0; i < RACE_UNJUDGED_REASONS; i++)
		fprintf(out, " %s %" PRIu64, race_unjudged_name((enum race_unjudged)i),
			total->unjudged[i]);
	fprintf(out, "; abandoned %" PRIu64 "\n", summary->abandoned);
	fprintf(out, "found    ");
	for (unsigned int kind = 0; kind < RACE_KINDS; kind++)
		fprintf(out, " %s %" PRIu64, race_kind_name((enum race_kind)kind),
			total->count[kind]);
	fprintf(out, "\n");
}

void race_report_close(FILE *out, const struct race_options *options,
		       const struct race_summary *summary)
{
	const struct race_tally *total = &summary->total;

	for (unsigned int kind = 0; kind < RACE_KINDS; kind++)
		if (total->count[kind])
			print_violation(out, options, summary, (enum race_kind)kind);
	if (total->count[RACE_UNORDERED_TSC])
		fprintf(out, "\nunordered-tsc is interesting, not a violation: the guest's TSC "
			     "read is not ordered\n");
	print_counts(out, summary);
	race_report_open(out, options, race_readers(options));
	if (race_violations(total))
		fprintf(out, "verdict   violation\n");
	else if (summary->host_hung)
		fprintf(out, "verdict   error: the host did not return from publish()\n");
	else if (!total->overlapped)
		fprintf(out, "verdict   nothing tested: no read is known to have overlapped an "
			     "update\n");
	else
		fprintf(out, "verdict   clean\n");
}

void race_report_ktap(FILE *out, const struct race_options *options,
		      const struct race_summary *summary, int status)
{
	fprintf(out, "KTAP version 1\n1..1\n");
	if (status != RACE_SKIPPED) {
		for (unsigned int kind = 0; kind < RACE_KINDS; kind++)
			fprintf(out, "# %s %" PRIu64 "\n", race_kind_name((enum race_kind)kind),
				summary->total.count[kind]);
		fprintf(out, "# reads %" PRIu64 " updates %" PRIu64 " overlapped %" PRIu64 "\n",
			summary->total.reads, summary->updates, summary->total.overlapped);
	}
	fprintf(out, "%s 1 ", status == 0 || status == RACE_SKIPPED ? "ok" : "not ok");
	print_pair(out, options);
	if (status == RACE_SKIPPED)
		fprintf(out, " # SKIP %s", summary->reason);
	else if (status)
		fprintf(out, " # %s", race_report_verdict(status));
	fprintf(out, "\n");
}
