/* The lines of a run's log, but for what all lines have. */
#include "analysis/race_log.h"

#include "outcome/put.h"
#include "stress/cpu/tsc.h"
#include "stress/judge/tell.h"
#include "stress/survey/tell.h"

#define STEAL_WORTH_A_LINE 0.1

static json_t *line(const struct legs *legs)
{
	json_t *object = json_object();

	put_real(object, "elapsed", (double)(upset_now() - legs->progress.began) / 1e9);
	return object;
}

/* Which pair, where, and how long after the start. */
static json_t *line_of_pair(const struct legs *legs)
{
	json_t *object = line(legs);

	put_text(object, "format", legs->format);
	put_text(object, "host", legs->host);
	put_text(object, "guest", legs->guest);
	put_text(object, "placement", legs->place ? legs->place : "as given");
	if (legs->source)
		put_text(object, "live", legs->source);
	return object;
}

void race_log_start(struct legs *legs, const unsigned int *cpus, unsigned int ncpus,
		    json_t *parameters)
{
	json_t *object, *machine;

	if (!legs->log.journal)
		return;
	object = json_object();
	machine = log_machine();
	put_tool(object);
	json_object_set(object, "parameters", parameters);
	json_object_set_new(machine, "cpu_id", survey_id_json());
	json_object_set_new(object, "machine", machine);
	json_object_set_new(object, "cpu_clock", survey_clock_json(cpus, ncpus));
	put_number(object, "version", 1);
	put_number(object, "tsc_hz", tsc_measure_hz());
	/* the race begins now, and so does what is counted of it */
	legs->progress.began = legs->beat = upset_now();
	upset_sample(&legs->machine_then);
	log_line_synced(&legs->log, "start", object);
}

void race_log_heartbeat(struct legs *legs, const struct race_counts *leg)
{
	struct race_counts since, beaten = legs->beaten;
	struct upset_sample now;
	json_t *object, *counts;
	double steal;
	char text[96];

	if (!legs->log.journal)
		return;
	upset_sample(&now);
	steal = upset_stolen(&legs->machine_then, &now);
	race_counts_since(leg, &beaten, &since);
	object = line_of_pair(legs);
	put_cpus(object, "cpus", legs->cpus, legs->ncpus);
	put_real(object, "interval", (double)(upset_now() - legs->beat) / 1e9);
	counts = json_object();
	race_put_counts(counts, &since);
	put_real(counts, "steal", steal);
	json_object_set_new(object, "counts", counts);
	/* what could not be written is in the next line */
	if (log_line(&legs->log, "heartbeat", object)) {
		legs->beaten = beaten;
		legs->beat = upset_now();
		legs->machine_then = now;
	}
	if (steal > STEAL_WORTH_A_LINE) {
		snprintf(text, sizeof(text), "the hypervisor took %.0f %% of the CPU time",
			 steal * 100);
		race_log_notice(legs, "steal", text);
	}
}

void race_log_violation(struct legs *legs, const char *lane, const struct format *format,
			const struct race_violation *violation)
{
	json_t *object;

	if (!legs->log.journal)
		return;
	object = line_of_pair(legs);
	if (lane)
		put_text(object, "lane", lane);
	json_object_update_missing_new(
		object, race_violation_json(lane ? format : legs->race.format, violation));
	log_violation(&legs->log, violation->kind, object);
}

void race_log_explained(struct legs *legs, const struct race_violation *violation, const char *path,
			const char *text, const char *trace)
{
	json_t *object = line_of_pair(legs);

	put_text(object, "kind", violation_name(violation->kind));
	json_object_set_new(object, "finding", path ? put_string(path) : json_null());
	put_number(object, "mixes", violation->nmix);
	put_text(object, "text", text);
	if (trace)
		put_text(object, "trace", trace);
	log_line_synced(&legs->log, "explained", object);
}

void race_log_verified(struct legs *legs, u32 wrong)
{
	json_t *object = line_of_pair(legs), *kinds = json_array();

	for (int v = 0; v < VIOLATIONS; v++)
		if (wrong >> v & 1)
			json_array_append_new(kinds, put_string(violation_name((enum violation)v)));
	put_text(object, "model", "x86");
	json_object_set_new(object, "violations", kinds);
	log_line(&legs->log, "verified", object);
}

static json_t *notice(const struct legs *legs, const char *what, const char *text)
{
	json_t *object = line(legs);

	put_text(object, "what", what);
	put_text(object, "text", text);
	return object;
}

void race_log_notice(struct legs *legs, const char *what, const char *text)
{
	log_line(&legs->log, "notice", notice(legs, what, text));
}

void race_log_measured(struct legs *legs, const char *name, const struct outcome *outcome)
{
	struct said said = {0};
	FILE *out = said_more(&said);
	json_t *object;
	char last = ' ';

	fprintf(out, "%s: ", name);
	for (const char *text = said_text(&outcome->text); *text; text++) { /* gaps are one blank */
		char c = *text == '\n' && text[1] ? ';' : *text == '\n' ? ' ' : *text;

		if (c != ' ' || last != ' ')
			putc(c, out);
		last = c;
	}
	object = notice(legs, "measured", said_text(&said));
	json_object_set_new(object, "source", outcome_json(outcome));
	log_line(&legs->log, "notice", object);
	said_free(&said);
}

void race_log_end(struct legs *legs, const char *verdict, const struct race_counts *total)
{
	json_t *object = line(legs), *counts = json_object();

	put_text(object, "verdict", verdict);
	race_put_counts(counts, total);
	json_object_set_new(object, "counts", counts);
	log_line_synced(&legs->log, "end", object);
}
