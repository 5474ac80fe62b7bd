/* A survey as text: two tables, and what no model allows. */
#include <inttypes.h>
#include <string.h>

#include "stress/survey/tell.h"

/* "950", "67k", "6.7M": at most three digits. */
static char *brief(u64 number, char out[16])
{
	static const char units[] = " kMGTPE";
	double value = (double)number;
	unsigned int unit = 0;

	for (; value >= 999.5; value /= 1000)
		unit++;
	snprintf(out, 16, unit && value < 9.95 ? "%.1f%.*s" : "%.0f%.*s", value, unit > 0,
		 &units[unit]);
	return out;
}

/* "238 (14286)", or the bound that so many probes without any give at 95 %. */
static void print_tally(FILE *out, const struct probe_tally *tally)
{
	char text[40], number[16];

	if (tally->found)
		snprintf(text, sizeof(text), "%" PRIu64 " (%" PRIu64 ")", tally->found,
			 tally->most);
	else if (tally->able >= 3)
		snprintf(text, sizeof(text), "none, <1/%s", brief(tally->able / 3, number));
	else
		snprintf(text, sizeof(text), tally->able ? "none" : "not tested");
	fprintf(out, " %15s %5s", text, brief(tally->able, number));
}

static void print_reads(FILE *out, const struct survey *survey)
{
	fprintf(out, "\n%-22s %15s %5s %15s %5s %15s %5s %7s %6s  %s\n", "the TSC read by",
		"late (most)", "of", "early (most)", "of", "unseen (most)", "of", "ticks", "ns",
		"model");
	for (int i = 0; i < TSC_READS; i++) {
		const struct survey_read *read = &survey->reads[i];
		const char *model = survey_read_model(survey, (enum tsc_read)i);

		fprintf(out, "%-22s", tsc_reads[i].name);
		if (read->missing) {
			fprintf(out, " %s\n", read->missing);
			continue;
		}
		for (int kind = 0; kind < PROBE_KINDS; kind++)
			print_tally(out, &read->tally[kind]);
		fprintf(out, " %7.1f %6.1f  %s%s\n", read->ticks,
			read->ticks * 1e9 / (double)survey->tsc_hz, model[0] ? model : "-",
			survey_read_unordered(survey, (enum tsc_read)i) && strcmp(model, "none")
				? ", as rdtsc()"
				: "");
	}
	fprintf(out,
		"late: sampled after a later load had its value; early: before an earlier one "
		"had;\n"
		"unseen: while an earlier store could not be seen yet. (most): ticks beyond stamps "
		"and\n"
		"skew; of: probes with an update near enough to tell; <1/n: rarer than that, at 95 "
		"%%\n");
}

static void print_memory(FILE *out, const struct survey *survey)
{
	char of[16], met[16], seen[16];

	fprintf(out, "\n%-22s %10s %6s %6s  %-25s %s\n", "loads and stores", "iterations", "met",
		"seen", "allowed by", "the outcome in question");
	for (int i = 0; i < LITMUS_TESTS; i++) {
		const struct survey_litmus *litmus = &survey->litmus[i];
		const char *allowed = litmus_tests[i].allowed;

		fprintf(out, "%-22s", litmus_tests[i].name);
		if (litmus->skipped[0]) {
			fprintf(out, " skipped: %s\n", litmus->skipped);
			continue;
		}
		fprintf(out, " %10s %6s %6s  %-25s %s\n", brief(litmus->tally.iterations, of),
			brief(litmus->tally.met, met), brief(litmus->tally.seen, seen),
			allowed[0] ? allowed : "no model", litmus_tests[i].text);
	}
}

static const char *const kinds[PROBE_KINDS] = {"late", "early", "unseen"};

static void blame_read(const struct survey *survey, struct outcome *outcome, enum tsc_read read,
		       enum probe_kind kind)
{
	static const char *const stamps[] = {"was closed at", "was opened at",
					     "was followed by a sample at"};
	const struct survey_read *row = &survey->reads[read];
	const struct probe_tally *tally = &row->tally[kind];
	struct outcome_violation *violation =
		outcome_violation(outcome, kinds[kind], "forbidden", tally->found);

	if (!violation)
		return;
	fprintf(said_more(&violation->text),
		"\n%s  %s: %" PRIu64 " of %" PRIu64 " probes, by up to %" PRIu64
		" ticks: no model allows that\n"
		"      CPU %u loaded %" PRIu64 ", sampled %" PRIu64 ", loaded %" PRIu64
		"; update %" PRIu64 " of CPU %u %s %" PRIu64 "\n"
		"      their TSCs are from %" PRId64 " to %" PRId64 " ticks apart\n",
		kinds[kind], tsc_reads[read].name, tally->found, tally->able, tally->most,
		row->reader[kind], tally->worst.first, tally->worst.tsc, tally->worst.last,
		probe_needs(kind, &tally->worst), row->writer[kind], stamps[kind], tally->against,
		tally->skew.low, tally->skew.high);
}

static void blame_litmus(const struct survey *survey, struct outcome *outcome,
			 enum litmus_test test)
{
	const struct litmus_tally *tally = &survey->litmus[test].tally;
	struct outcome_violation *violation =
		outcome_violation(outcome, "litmus", "forbidden", tally->seen);

	if (violation)
		fprintf(said_more(&violation->text),
			"\nlitmus  %s: %s, %" PRIu64 " of %" PRIu64
			" iterations: no model allows that\n"
			"      %s\n",
			litmus_tests[test].name, litmus_tests[test].text, tally->seen,
			tally->iterations, tally->first);
}

void survey_blame(const struct survey *survey, struct outcome *outcome)
{
	for (int read = 0; read < TSC_READS; read++)
		for (int kind = 0; kind < PROBE_KINDS; kind++)
			if (survey_read_broken(survey, (enum tsc_read)read, (enum probe_kind)kind))
				blame_read(survey, outcome, (enum tsc_read)read,
					   (enum probe_kind)kind);
	for (int test = 0; test < LITMUS_TESTS; test++)
		if (survey_litmus_broken(survey, (enum litmus_test)test))
			blame_litmus(survey, outcome, (enum litmus_test)test);
}

void survey_print(FILE *out, const struct survey *survey)
{
	print_reads(out, survey);
	print_memory(out, survey);
	fprintf(out, "\n");
}
