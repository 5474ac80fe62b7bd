/* The lines that a run appends to its log; docs/stress.md describes them. */
#include "cli/log_line.h"
#include "cli/stress.h"
#include "protocols/registry.h"
#include "stress/survey/tell.h"
#include "stress/cpu/tsc.h"

#define LINES_AT_ONCE 20 /* about violations of a kind; after these, one a second */
#define LINES_MAX 1000	 /* of a kind */
#define STEAL_WORTH_A_LINE 0.1

static json_t *line(const struct stress *stress, const char *event)
{
	return log_line(event, stress->name);
}

static double elapsed(const struct stress *stress)
{
	return (double)(upset_now() - stress->progress.began) / 1e9;
}

static void set_name(json_t *object, const char *key, const char *name)
{
	char out[64];

	json_object_set_new(object, key, json_string(registry_spell(name, out, sizeof(out))));
}

/* Which pair, where, and how long after the start. */
static void set_pair(const struct stress *stress, json_t *object)
{
	set_name(object, "format", stress->race.format->name);
	set_name(object, "host", stress->race.host->name);
	set_name(object, "guest", stress->race.guest->name);
	json_object_set_new(object, "placement",
			    json_string(stress->place ? stress->place : "as given"));
	json_object_set_new(object, "elapsed", json_real(elapsed(stress)));
}

void stress_log_start(struct stress *stress, const struct race_options *race)
{
	struct race_setup setup = stress->setup;
	json_t *object, *clock;

	if (!stress->journal)
		return;
	clock = survey_clock_json(race->cpus, race->ncpus);
	/* the race begins now, and so does what is counted of it */
	stress->progress.began = stress->beat = upset_now();
	upset_sample(&stress->machine_then);
	setup.race = race;
	object = line(stress, "start");
	json_object_set_new(object, "version", json_integer(1));
	json_object_set_new(object, "machine", log_machine());
	json_object_set_new(object, "cpu_clock", clock);
	json_object_set_new(object, "parameters", race_json_setup(&setup));
	json_object_set_new(object, "tsc_hz", json_integer((json_int_t)tsc_measure_hz()));
	journal_write(stress->journal, object);
	journal_sync(stress->journal);
}

void stress_log_heartbeat(struct stress *stress, const struct race_counts *leg)
{
	struct race_counts since, beaten = stress->beaten;
	struct upset_sample now;
	json_t *object, *counts, *cpus;
	double steal;
	char text[96];

	if (!stress->journal)
		return;
	upset_sample(&now);
	steal = upset_stolen(&stress->machine_then, &now);
	race_counts_since(leg, &beaten, &since);
	object = line(stress, "heartbeat");
	set_pair(stress, object);
	cpus = json_array();
	for (unsigned int i = 0; i < stress->race.ncpus; i++)
		json_array_append_new(cpus, json_integer(stress->race.cpus[i]));
	json_object_set_new(object, "cpus", cpus);
	json_object_set_new(object, "interval",
			    json_real((double)(upset_now() - stress->beat) / 1e9));
	counts = race_json_counts(&since);
	json_object_set_new(counts, "steal", json_real(steal));
	json_object_set_new(object, "counts", counts);
	/* what could not be written is in the next line */
	if (journal_write(stress->journal, object)) {
		stress->beaten = beaten;
		stress->beat = upset_now();
		stress->machine_then = now;
	}
	if (steal > STEAL_WORTH_A_LINE) {
		snprintf(text, sizeof(text), "the hypervisor took %.0f %% of the CPU time",
			 steal * 100);
		stress_log_notice(stress, "steal", text);
	}
}

void stress_log_violation(struct stress *stress, const struct race_violation *violation)
{
	unsigned int *lines = &stress->logged[violation->kind];
	u64 *newest = &stress->logged_at[violation->kind], now = upset_now();
	json_t *object;

	if (!stress->journal || *lines >= LINES_MAX ||
	    (*lines >= LINES_AT_ONCE && now - *newest < 1000000000))
		return;
	++*lines;
	*newest = now;
	object = line(stress, "violation");
	set_pair(stress, object);
	json_object_update_missing_new(object, race_json_violation(stress->race.format, violation));
	journal_write(stress->journal, object);
	journal_sync(stress->journal);
}

void stress_log_explained(struct stress *stress, const struct race_violation *violation,
			  const char *path, const char *text)
{
	json_t *object;

	if (!stress->journal)
		return;
	object = line(stress, "explained");
	set_pair(stress, object);
	json_object_set_new(object, "kind", json_string(violation_name(violation->kind)));
	json_object_set_new(object, "finding", path ? common_json_name(path) : json_null());
	json_object_set_new(object, "mixes", json_integer(violation->nmix));
	json_object_set_new(object, "text", json_string(text));
	journal_write(stress->journal, object);
	journal_sync(stress->journal);
}

void stress_log_verified(struct stress *stress)
{
	json_t *object, *kinds;

	if (!stress->journal)
		return;
	object = line(stress, "verified");
	set_pair(stress, object);
	kinds = json_array();
	for (int v = 0; v < VIOLATIONS; v++)
		if (stress->wrong >> v & 1)
			json_array_append_new(kinds,
					      json_string(violation_name((enum violation)v)));
	json_object_set_new(object, "model", json_string("x86"));
	json_object_set_new(object, "violations", kinds);
	journal_write(stress->journal, object);
}

void stress_log_notice(struct stress *stress, const char *what, const char *text)
{
	json_t *object;

	if (!stress->journal)
		return;
	object = line(stress, "notice");
	json_object_set_new(object, "elapsed", json_real(elapsed(stress)));
	json_object_set_new(object, "what", json_string(what));
	json_object_set_new(object, "text", json_string(text));
	journal_write(stress->journal, object);
}

void stress_log_end(struct stress *stress, const char *verdict, const struct race_counts *total)
{
	json_t *object;

	if (!stress->journal)
		return;
	object = line(stress, "end");
	json_object_set_new(object, "elapsed", json_real(elapsed(stress)));
	json_object_set_new(object, "verdict", json_string(verdict));
	json_object_set_new(object, "counts", race_json_counts(total));
	journal_write(stress->journal, object);
	journal_sync(stress->journal);
}
