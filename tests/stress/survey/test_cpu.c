/*
 * What `warpage cpu` concludes from what was counted; and its real threads, of which is asserted only
 * what holds on every CPU.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the first of these before it. */
#include <cmocka.h>

#include "stress/cpu/cpu_id.h"
#include "stress/survey/survey.h"
#include "stress/survey/tell.h"
#include "stress/cpu/pin.h"
#include "stress/cpu/tsc.h"

/* All was tested, and nothing found. */
static void fill_survey(struct survey *survey)
{
	memset(survey, 0, sizeof(*survey));
	survey->stores = survey->memory = true;
	for (int read = 0; read < TSC_READS; read++) {
		survey->reads[read].wanted = true;
		survey->reads[read].ticks = 40 + 10 * read;
		for (int kind = 0; kind < PROBE_KINDS; kind++)
			survey->reads[read].tally[kind].able = 3000000;
	}
	for (int test = 0; test < LITMUS_TESTS; test++)
		survey->litmus[test].tally = (struct litmus_tally){.iterations = 9000, .met = 90};
}

static void find(struct survey *survey, enum tsc_read read, enum probe_kind kind)
{
	survey->reads[read].tally[kind].found = 7;
	survey->reads[read].tally[kind].most = 14286;
}

static void the_model_follows(void **state)
{
	struct survey survey;
	char text[512];

	(void)state;
	fill_survey(&survey);
	assert_int_equal(survey_judge(&survey, text, sizeof(text)), SURVEY_X86);
	assert_string_equal(text,
			    "model x86 as far as 9.0 x 10^6 probes tell (LFENCE;RDTSC, RDTSCP, "
			    "MFENCE;RDTSC: none late; of each fewer than one in 1.0 x 10^6 is, "
			    "at 95 %)");
	assert_string_equal(survey_read_model(&survey, TSC_READ_LFENCE), "sc");
	find(&survey, TSC_READ_LFENCE, PROBE_UNSEEN);
	assert_string_equal(survey_read_model(&survey, TSC_READ_LFENCE), "x86");
	assert_int_equal(survey_judge(&survey, text, sizeof(text)), SURVEY_X86);
	find(&survey, TSC_READ_PLAIN, PROBE_LATE);
	find(&survey, TSC_READ_PLAIN, PROBE_EARLY);
	assert_string_equal(survey_read_model(&survey, TSC_READ_PLAIN), "x86");
	assert_true(survey_read_unordered(&survey, TSC_READ_PLAIN));
	assert_int_equal(survey_judge(&survey, text, sizeof(text)), SURVEY_X86);
	find(&survey, TSC_READ_LFENCE, PROBE_LATE);
	assert_string_equal(survey_read_model(&survey, TSC_READ_LFENCE), "x86-manual");
	assert_int_equal(survey_judge(&survey, text, sizeof(text)), SURVEY_X86_MANUAL);
	assert_string_equal(
		text, "model x86-manual (LFENCE;RDTSC late 7 times in 3.0 x 10^6, by up to "
		      "14,286 ticks; an LFENCE behind it costs 30 ticks and ends that: none in "
		      "3.0 x 10^6)");
	survey.litmus[LITMUS_SB].tally.seen = 80;
	survey.litmus[LITMUS_PAGE].tally.seen = 80;
	assert_int_equal(survey_findings(&survey), 0);
	/* Intel orders MFENCE;RDTSC with an LFENCE between them alone: told, and no finding */
	find(&survey, TSC_READ_MFENCE, PROBE_EARLY);
	assert_int_equal(survey_judge(&survey, text, sizeof(text)), SURVEY_X86_MANUAL);
	assert_non_null(strstr(text, "; MFENCE;RDTSC early 7 times"));
	assert_int_equal(survey_findings(&survey), 0);
}

/* By name, with the reason, and it is not missed. */
static void what_a_cpu_lacks_is_left_out(void **state)
{
	static const enum tsc_read reads[] = {TSC_READ_RDTSCP, TSC_READ_RDTSCP_LFENCE};
	struct survey survey;
	char text[512], *out = NULL;
	size_t size;
	FILE *file;

	(void)state;
	fill_survey(&survey);
	survey.tsc_hz = 1000000000;
	for (unsigned int i = 0; i < ARRAY_SIZE(reads); i++) {
		survey.reads[reads[i]] = (struct survey_read){.wanted = true};
		assert_non_null(survey_untested(&survey));
		survey.reads[reads[i]].missing = TSC_NO_RDTSCP;
		assert_null(survey_untested(&survey));
		assert_string_equal(survey_read_model(&survey, reads[i]), "");
	}
	assert_int_equal(survey_judge(&survey, text, sizeof(text)), SURVEY_X86);
	assert_string_equal(text, "model x86 as far as 6.0 x 10^6 probes tell (LFENCE;RDTSC, "
				  "MFENCE;RDTSC: none late; of each fewer than one in 1.0 x 10^6 "
				  "is, at 95 %)");
	file = open_memstream(&out, &size);
	survey_print(file, &survey);
	fclose(file);
	assert_non_null(strstr(out, "\nrdtscp                 " TSC_NO_RDTSCP "\n"));
	assert_non_null(strstr(out, "\nrdtscp; lfence         " TSC_NO_RDTSCP "\n"));
	free(out);
}

/* What no model allows outweighs all else. */
static void a_forbidden_outcome_is_a_finding(void **state)
{
	static const struct {
		enum tsc_read read;
		enum probe_kind kind;
	} forbidden[] = {
		{TSC_READ_LFENCE, PROBE_EARLY},	       {TSC_READ_RDTSCP, PROBE_EARLY},
		{TSC_READ_FENCED, PROBE_LATE},	       {TSC_READ_FENCED, PROBE_EARLY},
		{TSC_READ_RDTSCP_LFENCE, PROBE_LATE},  {TSC_READ_MFENCE_LFENCE, PROBE_UNSEEN},
		{TSC_READ_MFENCE_LFENCE, PROBE_EARLY}, {TSC_READ_CPUID, PROBE_EARLY},
		{TSC_READ_SERIALIZE, PROBE_UNSEEN},
	};
	static const enum litmus_test tests[] = {LITMUS_SB_MFENCE, LITMUS_SB_MB, LITMUS_MP,
						 LITMUS_CORR,	   LITMUS_IRIW,	 LITMUS_ALIGNED};
	struct survey survey;
	char text[512];

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(forbidden); i++) {
		fill_survey(&survey);
		find(&survey, TSC_READ_LFENCE, PROBE_LATE);
		find(&survey, forbidden[i].read, forbidden[i].kind);
		assert_string_equal(survey_read_model(&survey, forbidden[i].read), "none");
		assert_int_equal(survey_findings(&survey), 1);
		assert_int_equal(survey_judge(&survey, text, sizeof(text)), SURVEY_NO_MODEL);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(tests); i++) {
		fill_survey(&survey);
		survey.litmus[tests[i]].tally.seen = 1;
		assert_int_equal(survey_findings(&survey), 1);
		assert_int_equal(survey_judge(&survey, text, sizeof(text)), SURVEY_NO_MODEL);
		assert_non_null(strstr(text, litmus_tests[tests[i]].name));
	}
}

static void no_probe_that_can_tell_is_nothing_tested(void **state)
{
	struct survey survey;
	char text[512];

	(void)state;
	fill_survey(&survey);
	assert_null(survey_untested(&survey));
	survey.reads[TSC_READ_CPUID].tally[PROBE_EARLY].able = 0;
	assert_string_equal(survey_untested(&survey), "cpuid; rdtsc");
	assert_string_equal(survey_read_model(&survey, TSC_READ_CPUID), "");
	survey.reads[TSC_READ_CPUID].missing = "this CPU does not have it";
	assert_null(survey_untested(&survey));
	survey.litmus[LITMUS_IRIW].tally.met = 0;
	assert_string_equal(survey_untested(&survey), "IRIW");
	strcpy(survey.litmus[LITMUS_IRIW].skipped, "it takes 4 CPUs");
	assert_null(survey_untested(&survey));
	survey.reads[TSC_READ_LFENCE].tally[PROBE_LATE].able = 0;
	assert_int_equal(survey_judge(&survey, text, sizeof(text)), SURVEY_UNTESTED);
	assert_int_equal(strncmp(text, "nothing tested", 14), 0);
	assert_string_equal(survey_model(SURVEY_UNTESTED), "");
}

static void numbers_are_short(void **state)
{
	char out[32];

	(void)state;
	assert_string_equal(survey_number(0, out, sizeof(out)), "0");
	assert_string_equal(survey_number(999, out, sizeof(out)), "999");
	assert_string_equal(survey_number(14286, out, sizeof(out)), "14,286");
	assert_string_equal(survey_number(100007, out, sizeof(out)), "100,007");
	assert_string_equal(survey_number(200000000, out, sizeof(out)), "2.0 x 10^8");
	assert_string_equal(survey_number(9960000, out, sizeof(out)), "1.0 x 10^7");
}

static void families_are_those_of_the_manuals(void **state)
{
	struct cpu_id id;

	(void)state;
	cpu_id_decode(0x00a00f11, &id); /* Zen 3 */
	assert_int_equal(id.family, 25);
	assert_int_equal(id.model, 1);
	assert_int_equal(id.stepping, 1);
	cpu_id_decode(0x00a10f11, &id); /* Zen 4 */
	assert_int_equal(id.family, 25);
	assert_int_equal(id.model, 17);
	cpu_id_decode(0x00050654, &id); /* Skylake-SP */
	assert_int_equal(id.family, 6);
	assert_int_equal(id.model, 85);
	assert_int_equal(id.stepping, 4);
}

/* Real threads: an LFENCE on both sides leaves no late sample, whatever CPU and load this is. */
static void fenced_reads_are_in_place(void **state)
{
	static struct survey survey;
	unsigned int cpus[1024];
	struct survey_options options = {
		.cpus = cpus,
		.ncpus = pin_allowed(cpus, 1024),
		.seconds = 1,
		.patience = 30,
		.reads = 1u << TSC_READ_FENCED | 1u << TSC_READ_RDTSCP_LFENCE,
	};
	char why[160];

	(void)state;
	if (options.ncpus < 2 || tsc_problem())
		skip();
	assert_int_equal(survey_run(&options, &survey, why, sizeof(why)), 0);
	assert_true(survey.turns >= 2);
	for (int read = TSC_READ_FENCED; read <= TSC_READ_RDTSCP_LFENCE; read++) {
		if (survey.reads[read].missing) {
			print_message("skipped: %s: %s\n", tsc_reads[read].name,
				      survey.reads[read].missing);
			continue;
		}
		assert_int_equal(survey.reads[read].tally[PROBE_LATE].found, 0);
		assert_int_equal(survey.reads[read].tally[PROBE_EARLY].found, 0);
		assert_true(survey.reads[read].ticks > 0);
	}
	if (!survey.doubted)
		assert_null(survey_untested(&survey));
	assert_int_equal(survey_findings(&survey), 0);
}

/* Real threads: what no model allows is not seen, and each test met something. */
static void forbidden_outcomes_are_not_seen(void **state)
{
	unsigned int cpus[1024], n = pin_allowed(cpus, 1024);

	(void)state;
	if (n < 2)
		skip();
	for (int test = 0; test < LITMUS_TESTS; test++) {
		struct litmus_tally tally = {0};

		if (litmus_tests[test].threads > n)
			continue;
		for (unsigned int i = 0; i < 20 && !tally.met; i++)
			assert_int_equal(litmus_run((enum litmus_test)test, cpus, 0.1, &tally), 0);
		assert_true(tally.iterations > 0);
		assert_true(tally.met > 0);
		if (!litmus_tests[test].allowed[0])
			assert_int_equal(tally.seen, 0);
	}
}

static void one_cpu_is_skipped(void **state)
{
	static struct survey survey;
	unsigned int cpu;
	struct survey_options options = {.cpus = &cpu, .ncpus = 1, .seconds = 1};
	char why[160];

	(void)state;
	assert_int_equal(pin_allowed(&cpu, 1), 1);
	assert_int_equal(survey_run(&options, &survey, why, sizeof(why)), SURVEY_SKIPPED);
	assert_non_null(strstr(why, "one CPU"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_model_follows),
		cmocka_unit_test(what_a_cpu_lacks_is_left_out),
		cmocka_unit_test(a_forbidden_outcome_is_a_finding),
		cmocka_unit_test(no_probe_that_can_tell_is_nothing_tested),
		cmocka_unit_test(numbers_are_short),
		cmocka_unit_test(families_are_those_of_the_manuals),
		cmocka_unit_test(fenced_reads_are_in_place),
		cmocka_unit_test(forbidden_outcomes_are_not_seen),
		cmocka_unit_test(one_cpu_is_skipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
