/* The numbers of a survey, and the identity of the CPU, as JSON. */
#include "outcome/put.h"
#include "stress/cpu/cpu_id.h"
#include "stress/survey/tell.h"

#define SHORT 0.3 /* seconds of the survey for a log */

json_t *survey_id_json(void)
{
	json_t *object = json_object();
	struct cpu_id id;
	char text[160];

	cpu_id_get(&id);
	put_text(object, "vendor", id.vendor);
	put_number(object, "family", id.family);
	put_number(object, "model", id.model);
	put_number(object, "stepping", id.stepping);
	put_text(object, "microcode", id.microcode);
	put_bool(object, "hypervisor", id.hypervisor);
	put_text(object, "hypervisor_vendor", id.hypervisor_vendor);
	put_text(object, "text", cpu_id_text(&id, text, sizeof(text)));
	return object;
}

static json_t *tally(const struct survey_read *read, enum probe_kind kind)
{
	const struct probe_tally *tally = &read->tally[kind];
	json_t *object = json_object(), *worst;

	put_number(object, "found", tally->found);
	put_number(object, "able", tally->able);
	put_number(object, "judged", tally->judged);
	put_number(object, "unjudged", tally->unjudged);
	if (!tally->found) {
		if (tally->able)
			put_real(object, "at_most_95", 3 / (double)tally->able);
		return object;
	}
	put_number(object, "most_ticks", tally->most);
	worst = json_object();
	put_number(worst, "reader", read->reader[kind]);
	put_number(worst, "writer", read->writer[kind]);
	put_number(worst, "first", tally->worst.first);
	put_number(worst, "tsc", tally->worst.tsc);
	put_number(worst, "last", tally->worst.last);
	put_number(worst, "against", tally->against);
	put_signed(worst, "skew_low", tally->skew.low);
	put_signed(worst, "skew_high", tally->skew.high);
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

		put_text(object, "name", tsc_reads[i].name);
		put_bool(object, "exists", !read->missing);
		json_array_append_new(array, object);
		if (read->missing) {
			put_text(object, "missing", read->missing);
			continue;
		}
		put_real(object, "ticks", read->ticks);
		put_real(object, "ns", read->ticks * 1e9 / (double)survey->tsc_hz);
		put_text(object, "model", survey_read_model(survey, (enum tsc_read)i));
		put_bool(object, "unordered", survey_read_unordered(survey, (enum tsc_read)i));
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

		put_text(object, "name", litmus_tests[i].name);
		put_text(object, "outcome", litmus_tests[i].text);
		put_text(object, "allowed_by", litmus_tests[i].allowed);
		json_array_append_new(array, object);
		if (litmus->skipped[0]) {
			put_text(object, "skipped", litmus->skipped);
			continue;
		}
		put_number(object, "iterations", litmus->tally.iterations);
		put_number(object, "met", litmus->tally.met);
		put_number(object, "seen", litmus->tally.seen);
		if (litmus->tally.seen)
			put_text(object, "first", litmus->tally.first);
	}
	return array;
}

void survey_put(const struct survey *survey, json_t *counts)
{
	json_object_set_new(counts, "cpu", survey_id_json());
	put_number(counts, "probed_cpus", survey->readers);
	put_real(counts, "seconds", survey->seconds);
	put_bool(counts, "interrupted", survey->interrupted);
	put_number(counts, "turns", survey->turns);
	put_number(counts, "turns_left_out", survey->doubted);
	if (survey->doubted)
		put_text(counts, "left_out_because", survey->doubt);
	put_number(counts, "tsc_hz", survey->tsc_hz);
	if (survey->bounded) {
		put_signed(counts, "skew_low", survey->widest.low);
		put_signed(counts, "skew_high", survey->widest.high);
	}
	json_object_set_new(counts, "reads", reads(survey));
	json_object_set_new(counts, "memory", memory(survey));
}

json_t *survey_clock_json(const unsigned int *cpus, unsigned int ncpus)
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
		put_text(object, "model", "");
		put_text(object, "text", text);
		put_number(object, "probes", 0);
		return object;
	}
	put_text(object, "model", survey_model(survey_judge(&survey, text, sizeof(text))));
	put_text(object, "text", text);
	put_number(object, "probes", survey_probes(&survey));
	put_real(object, "seconds", survey.seconds);
	put_cpus(object, "cpus", cpus, survey.readers < 2 ? 2 : survey.readers);
	return object;
}
