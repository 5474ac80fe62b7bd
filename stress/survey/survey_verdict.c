/* What was seen, held against what the models say. */
#define _GNU_SOURCE
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <warpage/kernel.h>

#include "stress/survey/survey.h"

/* The ways that the machine takes for rdtsc_ordered(). */
static const enum tsc_read ordered[] = {TSC_READ_LFENCE, TSC_READ_RDTSCP, TSC_READ_MFENCE};

static bool looked_for(const struct survey *survey, enum tsc_read read, enum probe_kind kind)
{
	return survey->reads[read].wanted && !survey->reads[read].missing &&
	       (kind != PROBE_UNSEEN || survey->stores);
}

static u64 found(const struct survey *survey, enum tsc_read read, enum probe_kind kind)
{
	return survey->reads[read].tally[kind].found;
}

bool survey_read_broken(const struct survey *survey, enum tsc_read read, enum probe_kind kind)
{
	return found(survey, read, kind) && tsc_reads[read].forbids[kind];
}

bool survey_litmus_broken(const struct survey *survey, enum litmus_test test)
{
	return survey->litmus[test].tally.seen && !litmus_tests[test].allowed[0];
}

bool survey_read_untested(const struct survey *survey, enum tsc_read read)
{
	for (int kind = 0; kind < PROBE_KINDS; kind++)
		if (looked_for(survey, read, (enum probe_kind)kind) &&
		    !survey->reads[read].tally[kind].able)
			return true;
	return false;
}

const char *survey_untested(const struct survey *survey)
{
	for (int read = 0; read < TSC_READS; read++)
		if (survey_read_untested(survey, (enum tsc_read)read))
			return tsc_reads[read].name;
	for (int test = 0; test < LITMUS_TESTS && survey->memory; test++)
		if (!survey->litmus[test].skipped[0] && !survey->litmus[test].tally.met)
			return litmus_tests[test].name;
	return NULL;
}

unsigned int survey_findings(const struct survey *survey)
{
	unsigned int n = 0;

	for (int read = 0; read < TSC_READS; read++)
		for (int kind = 0; kind < PROBE_KINDS; kind++)
			n += survey_read_broken(survey, (enum tsc_read)read, (enum probe_kind)kind);
	for (int test = 0; test < LITMUS_TESTS; test++)
		n += survey_litmus_broken(survey, (enum litmus_test)test);
	return n;
}

bool survey_read_unordered(const struct survey *survey, enum tsc_read read)
{
	return (found(survey, read, PROBE_EARLY) && !tsc_reads[read].forbids[PROBE_EARLY]) ||
	       (read == TSC_READ_PLAIN && found(survey, read, PROBE_LATE));
}

const char *survey_read_model(const struct survey *survey, enum tsc_read read)
{
	for (int kind = 0; kind < PROBE_KINDS; kind++)
		if (survey_read_broken(survey, read, (enum probe_kind)kind))
			return "none";
	if (survey_read_unordered(survey, read))
		return "x86";
	if (found(survey, read, PROBE_LATE))
		return "x86-manual";
	if (!looked_for(survey, read, PROBE_LATE) || survey_read_untested(survey, read))
		return "";
	return found(survey, read, PROBE_UNSEEN) || !survey->stores ? "x86" : "sc";
}

u64 survey_probes(const struct survey *survey)
{
	u64 sum = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(ordered); i++)
		sum += survey->reads[ordered[i]].tally[PROBE_LATE].able;
	return sum;
}

char *survey_number(u64 number, char *out, size_t size)
{
	int power = number ? (int)log10((double)number) : 0;
	double digits = (double)number / pow(10, power);

	if (digits >= 9.95) { /* 9.96 x 10^6 is 1.0 x 10^7 */
		digits = 1;
		power++;
	}
	if (power >= 6)
		snprintf(out, size, "%.1f x 10^%d", digits, power);
	else if (number >= 1000)
		snprintf(out, size, "%" PRIu64 ",%03" PRIu64, number / 1000, number % 1000);
	else
		snprintf(out, size, "%" PRIu64, number);
	return out;
}

static const char *const kinds[PROBE_KINDS] = {"late", "early", "before its store was seen"};

/* "LFENCE;RDTSC late 238 times in 2.0 x 10^8, by up to 14,286 ticks" */
static void print_read(FILE *out, const struct survey *survey, enum tsc_read read,
		       enum probe_kind kind)
{
	const struct probe_tally *tally = &survey->reads[read].tally[kind];
	char times[32], able[32], most[32];

	fprintf(out, "%s %s %s time%s in %s, by up to %s ticks", tsc_reads[read].title, kinds[kind],
		survey_number(tally->found, times, sizeof(times)), tally->found == 1 ? "" : "s",
		survey_number(tally->able, able, sizeof(able)),
		survey_number(tally->most, most, sizeof(most)));
}

/* How many things were printed that no model allows. */
static unsigned int print_broken(FILE *out, const struct survey *survey)
{
	char seen[32], of[32];
	unsigned int n = 0;

	for (int read = 0; read < TSC_READS; read++)
		for (int kind = 0; kind < PROBE_KINDS; kind++)
			if (survey_read_broken(survey, (enum tsc_read)read,
					       (enum probe_kind)kind)) {
				fprintf(out, n++ ? "; " : "no model (");
				print_read(out, survey, (enum tsc_read)read, (enum probe_kind)kind);
			}
	for (int test = 0; test < LITMUS_TESTS; test++)
		if (survey_litmus_broken(survey, (enum litmus_test)test)) {
			const struct litmus_tally *tally = &survey->litmus[test].tally;

			fprintf(out, "%s%s: forbidden outcome %s times in %s",
				n++ ? "; " : "no model (", litmus_tests[test].name,
				survey_number(tally->seen, seen, sizeof(seen)),
				survey_number(tally->iterations, of, sizeof(of)));
		}
	fputs(n ? ")" : "", out);
	return n;
}

static unsigned int print_late(FILE *out, const struct survey *survey)
{
	const struct survey_read *fenced = &survey->reads[TSC_READ_FENCED];
	const struct survey_read *lfence = &survey->reads[TSC_READ_LFENCE];
	unsigned int n = 0;
	char none[32];

	for (unsigned int i = 0; i < ARRAY_SIZE(ordered); i++) {
		if (!found(survey, ordered[i], PROBE_LATE))
			continue;
		fprintf(out, n++ ? ", " : "model x86-manual (");
		print_read(out, survey, ordered[i], PROBE_LATE);
	}
	if (n && fenced->tally[PROBE_LATE].able)
		fprintf(out, "; an LFENCE behind it costs %.0f ticks and ends that: none in %s",
			fmax(0, fenced->ticks - lfence->ticks),
			survey_number(fenced->tally[PROBE_LATE].able, none, sizeof(none)));
	fputs(n ? ")" : "", out);
	return n;
}

/* Of the ordered reads that exist, is there one that was not tested? */
static bool print_untested(FILE *out, const struct survey *survey)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(ordered); i++) {
		const struct survey_read *row = &survey->reads[ordered[i]];

		if (!looked_for(survey, ordered[i], PROBE_LATE) ||
		    (row->tally[PROBE_LATE].able && row->tally[PROBE_EARLY].able))
			continue;
		fprintf(out, "nothing tested (%s)",
			survey->doubt[0] ? survey->doubt
					 : "no update of another CPU fell near enough to a probe");
		return true;
	}
	return false;
}

static void print_in_order(FILE *out, const struct survey *survey)
{
	u64 least = U64_MAX;
	unsigned int n = 0;
	char probes[32], bound[32];

	fprintf(out, "model x86 as far as %s probes tell (",
		survey_number(survey_probes(survey), probes, sizeof(probes)));
	for (unsigned int i = 0; i < ARRAY_SIZE(ordered); i++) {
		u64 able = survey->reads[ordered[i]].tally[PROBE_LATE].able;

		if (!looked_for(survey, ordered[i], PROBE_LATE))
			continue;
		fprintf(out, "%s%s", n++ ? ", " : "", tsc_reads[ordered[i]].title);
		least = able < least ? able : least;
	}
	fprintf(out, ": none late; of each fewer than one in %s is, at 95 %%)",
		survey_number(least / 3, bound, sizeof(bound)));
}

enum survey_verdict survey_judge(const struct survey *survey, char *text, size_t size)
{
	enum survey_verdict verdict = SURVEY_X86;
	FILE *out = fmemopen(text, size, "w");

	if (!out) {
		snprintf(text, size, "nothing tested (out of memory)");
		return SURVEY_UNTESTED;
	}
	if (print_broken(out, survey))
		verdict = SURVEY_NO_MODEL;
	else if (print_late(out, survey))
		verdict = SURVEY_X86_MANUAL;
	else if (print_untested(out, survey))
		verdict = SURVEY_UNTESTED;
	else
		print_in_order(out, survey);
	if (survey_read_unordered(survey, TSC_READ_MFENCE)) {
		fprintf(out, "; ");
		print_read(out, survey, TSC_READ_MFENCE, PROBE_EARLY);
		fprintf(out, ": no ordered read here");
	}
	fclose(out);
	return verdict;
}

const char *survey_model(enum survey_verdict verdict)
{
	static const char *const names[] = {
		[SURVEY_UNTESTED] = "",
		[SURVEY_X86] = "x86",
		[SURVEY_X86_MANUAL] = "x86-manual",
		[SURVEY_NO_MODEL] = "none",
	};

	return names[verdict];
}
