/* A survey, and the identity of the CPU, as JSON. */
#include <string.h>

#include "cli/cpu.h"
#include "stress/cpu/cpu_id.h"

#define SHORT 0.3 /* seconds of the survey for a log */

static json_t *number(u64 value)
{
	return json_integer((json_int_t)value);
}

json_t *cpu_json_id(void)
{
	json_t *object = json_object();
	struct cpu_id id;
	char text[160];

	cpu_id_get(&id);
	json_object_set_new(object, "vendor", json_string(id.vendor));
	json_object_set_new(object, "family", number(id.family));
	json_object_set_new(object, "model", number(id.model));
	json_object_set_new(object, "stepping", number(id.stepping));
	json_object_set_new(object, "microcode", json_string(id.microcode));
	json_object_set_new(object, "hypervisor", json_boolean(id.hypervisor));
	json_object_set_new(object, "hypervisor_vendor", json_string(id.hypervisor_vendor));
	json_object_set_new(object, "text", json_string(cpu_id_text(&id, text, sizeof(text))));
	return object;
}

static json_t *cpu_list(const unsigned int *cpus, unsigned int n)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < n; i++)
		json_array_append_new(array, number(cpus[i]));
	return array;
}

static json_t *tally(const struct survey_read *read, enum probe_kind kind)
{
	const struct probe_tally *tally = &read->tally[kind];
	json_t *object = json_object(), *worst;

	json_object_set_new(object, "found", number(tally->found));
	json_object_set_new(object, "able", number(tally->able));
	json_object_set_new(object, "judged", number(tally->judged));
	json_object_set_new(object, "unjudged", number(tally->unjudged));
	if (!tally->found) {
		if (tally->able)
			json_object_set_new(object, "at_most_95",
					    json_real(3 / (double)tally->able));
		return object;
	}
	json_object_set_new(object, "most_ticks", number(tally->most));
	worst = json_object();
	json_object_set_new(worst, "reader", number(read->reader[kind]));
	json_object_set_new(worst, "writer", number(read->writer[kind]));
	json_object_set_new(worst, "first", number(tally->worst.first));
	json_object_set_new(worst, "tsc", number(tally->worst.tsc));
	json_object_set_new(worst, "last", number(tally->worst.last));
	json_object_set_new(worst, "against", number(tally->against));
	json_object_set_new(worst, "skew_low", json_integer(tally->skew.low));
	json_object_set_new(worst, "skew_high", json_integer(tally->skew.high));
	json_object_set_new(object, "worst", worst);
	return object;
}

static json_t *reads(const struct survey *survey)
{
	static const char *const names[PROBE_KINDS] = {"late", "early", "unseen"};
	json_t *array = json_array();

	for (int i = 0; i < TSC_READS; i++) {
		const struct survey_read *read = &survey->reads[i];
		json_t *object = json_object();

		json_object_set_new(object, "name", json_string(tsc_read_name((enum tsc_read)i)));
		json_object_set_new(object, "exists", json_boolean(read->exists));
		json_array_append_new(array, object);
		if (!read->exists)
			continue;
		json_object_set_new(object, "ticks", json_real(read->ticks));
		json_object_set_new(object, "ns",
				    json_real(read->ticks * 1e9 / (double)survey->tsc_hz));
		json_object_set_new(object, "model",
				    json_string(survey_read_model(survey, (enum tsc_read)i)));
		json_object_set_new(object, "unordered",
				    json_boolean(survey_read_unordered(survey, (enum tsc_read)i)));
		for (int kind = 0; kind < PROBE_KINDS; kind++)
			json_object_set_new(object, names[kind],
					    tally(read, (enum probe_kind)kind));
	}
	return array;
}

static json_t *memory(const struct survey *survey)
{
	json_t *array = json_array();

	for (int i = 0; i < LITMUS_TESTS; i++) {
		const struct survey_litmus *litmus = &survey->litmus[i];
		json_t *object = json_object();

		json_object_set_new(object, "name", json_string(litmus_name((enum litmus_test)i)));
		json_object_set_new(object, "outcome",
				    json_string(litmus_text((enum litmus_test)i)));
		json_object_set_new(object, "allowed_by",
				    json_string(litmus_allowed((enum litmus_test)i)));
		json_array_append_new(array, object);
		if (litmus->skipped[0]) {
			json_object_set_new(object, "skipped", json_string(litmus->skipped));
			continue;
		}
		json_object_set_new(object, "iterations", number(litmus->tally.iterations));
		json_object_set_new(object, "met", number(litmus->tally.met));
		json_object_set_new(object, "seen", number(litmus->tally.seen));
		if (litmus->tally.seen)
			json_object_set_new(object, "first", json_string(litmus->tally.first));
	}
	return array;
}

json_t *cpu_json(const struct cpu_arguments *arguments, const struct survey *survey, int status)
{
	json_t *object = json_object();
	char text[512];
	enum survey_verdict verdict = survey_judge(survey, text, sizeof(text));

	json_object_set_new(object, "cpu", cpu_json_id());
	json_object_set_new(object, "cpus", cpu_list(arguments->cpus, arguments->ncpus));
	json_object_set_new(object, "probed_cpus", number(survey->readers));
	json_object_set_new(object, "seconds_asked", number(arguments->seconds));
	json_object_set_new(object, "seconds", json_real(survey->seconds));
	json_object_set_new(object, "interrupted", json_boolean(survey->interrupted));
	json_object_set_new(object, "turns", number(survey->turns));
	json_object_set_new(object, "turns_left_out", number(survey->doubted));
	if (survey->doubted)
		json_object_set_new(object, "left_out_because", json_string(survey->doubt));
	json_object_set_new(object, "tsc_hz", number(survey->tsc_hz));
	if (survey->bounded) {
		json_object_set_new(object, "skew_low", json_integer(survey->widest.low));
		json_object_set_new(object, "skew_high", json_integer(survey->widest.high));
	}
	json_object_set_new(object, "reads", reads(survey));
	json_object_set_new(object, "memory", memory(survey));
	json_object_set_new(object, "findings", number(survey_findings(survey)));
	json_object_set_new(object, "model", json_string(survey_model(verdict)));
	json_object_set_new(object, "text", json_string(text));
	json_object_set_new(object, "status", json_integer(status));
	return object;
}

json_t *cpu_json_clock(const unsigned int *cpus, unsigned int ncpus)
{
	static struct survey survey;
	struct survey_options options = {
		.cpus = cpus,
		.ncpus = ncpus,
		.seconds = SHORT,
		.reads = 1u << TSC_READ_LFENCE | 1u << TSC_READ_RDTSCP | 1u << TSC_READ_FENCED,
	};
	json_t *object = json_object();
	char text[512];

	if (survey_run(&options, &survey, text, sizeof(text))) {
		json_object_set_new(object, "model", json_string(""));
		json_object_set_new(object, "text", json_string(text));
		json_object_set_new(object, "probes", number(0));
		return object;
	}
	json_object_set_new(object, "model",
			    json_string(survey_model(survey_judge(&survey, text, sizeof(text)))));
	json_object_set_new(object, "text", json_string(text));
	json_object_set_new(object, "probes", number(survey_probes(&survey)));
	json_object_set_new(object, "seconds", json_real(survey.seconds));
	json_object_set_new(object, "cpus",
			    cpu_list(cpus, survey.readers < 2 ? 2 : survey.readers));
	return object;
}
