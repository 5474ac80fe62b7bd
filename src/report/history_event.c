/* Events of a log. Members that are missing or of another type count as not given. */
#include "report/history_event.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define VERSION 1
#define UNIX_MAX 32503680000.0 /* the year 3000 */

void *history_push(struct history *history, struct log_array *array, size_t size)
{
	char *items = array->items;

	if (array->count == array->room) {
		size_t room = array->room ? 2 * array->room : 16;

		items = reallocarray(array->items, room, size);
		if (!items) {
			history->out_of_memory = true;
			return NULL;
		}
		array->items = items;
		array->room = room;
	}
	items += size * array->count++;
	return memset(items, 0, size);
}

/* Lines that are pointed to live as long as the history. */
static void keep(struct history *history, const json_t *line)
{
	json_t **kept = history_push(history, &history->kept, sizeof(*kept));

	if (kept)
		*kept = json_incref((json_t *)line);
}

static const char *string(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

static double real(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	return json_is_number(value) ? json_number_value(value) : NAN;
}

static bool equal(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

/* The index of the machine of these names; without memory 0, which nobody gets to see. */
static unsigned int find_machine(struct history *history, const char *host, const char *cpu)
{
	struct log_machine *machine;

	for (unsigned int i = 0; i < history->machines.count; i++) {
		machine = ITEM(history, machines, log_machine, i);
		if (equal(machine->host, host) && equal(machine->cpu, cpu))
			return i;
	}
	machine = history_push(history, &history->machines, sizeof(*machine));
	if (!machine)
		return 0;
	machine->host = host;
	machine->cpu = cpu;
	return (unsigned int)history->machines.count - 1;
}

/* The run is mostly that of the line before. A new one has a machine without names until then. */
static struct log_run *find_run(struct history *history, json_t *line, double unix_time)
{
	const char *name = string(line, "run");
	struct log_run *run;

	for (size_t i = history->runs.count; i--;) {
		run = ITEM(history, runs, log_run, i);
		if (!strcmp(run->name, name))
			return run;
	}
	keep(history, line);
	run = history_push(history, &history->runs, sizeof(*run));
	if (!run)
		return NULL;
	run->name = name;
	run->begin = run->end = unix_time;
	run->machine = UINT32_MAX;
	return run;
}

static unsigned int find_pair(struct history *history, const json_t *line)
{
	const char *format = string(line, "format"), *host = string(line, "host");
	const char *guest = string(line, "guest"), *placement = string(line, "placement");
	struct log_pair *pair;

	for (size_t i = history->pairs.count; i--;) {
		pair = ITEM(history, pairs, log_pair, i);
		if (!strcmp(pair->host, host) && !strcmp(pair->guest, guest) &&
		    !strcmp(pair->placement, placement) && !strcmp(pair->format, format))
			return (unsigned int)i;
	}
	keep(history, line);
	pair = history_push(history, &history->pairs, sizeof(*pair));
	if (!pair)
		return 0;
	*pair = (struct log_pair){format, host, guest, placement, {0}};
	return (unsigned int)history->pairs.count - 1;
}

static struct log_leg *find_leg(struct history *history, unsigned int run, unsigned int pair)
{
	struct log_leg *leg;

	for (size_t i = history->legs.count; i--;) {
		leg = ITEM(history, legs, log_leg, i);
		if (leg->run == run && leg->pair == pair)
			return leg;
	}
	leg = history_push(history, &history->legs, sizeof(*leg));
	if (leg)
		*leg = (struct log_leg){run, pair, {0}};
	return leg;
}

static unsigned int run_index(const struct history *history, const struct log_run *run)
{
	return (unsigned int)(run - ITEM(history, runs, log_run, 0));
}

static void take_start(struct history *history, json_t *line, struct log_run *run, u64 *version)
{
	const json_t *machine = json_object_get(line, "machine");
	const json_t *cpus = json_object_get(machine, "cpus");
	const char *id =
		json_string_value(json_object_get(json_object_get(machine, "cpu_id"), "text"));
	struct log_machine *known;

	if (json_whole(line, "version") > VERSION)
		*version = json_whole(line, "version");
	if (run->start)
		return;
	keep(history, line);
	run->start = line;
	run->machine = find_machine(history, string(machine, "host"), string(machine, "cpu"));
	if (history->out_of_memory)
		return;
	known = ITEM(history, machines, log_machine, run->machine);
	if (id)
		known->cpu_id = id;
	known->cpus = json_is_array(cpus) ? json_array_size(cpus) : json_whole(machine, "cpus");
	known->tsc_hz = real(line, "tsc_hz");
}

static void measure(struct log_sample *sample, const struct log_counts *counts)
{
	u64 gapped = histogram_total(counts->retries);
	float *values = sample->values;

	for (int metric = 0; metric < METRICS; metric++)
		values[metric] = NAN;
	for (int kind = 0; kind < LOG_KINDS; kind++)
		if (counts->violations[kind])
			sample->kinds |= 1u << kind;
	if (!(counts->seconds > 0))
		return;
	values[METRIC_READS] = (float)((double)counts->reads / counts->seconds);
	values[METRIC_UPDATES] = (float)((double)counts->updates / counts->seconds);
	values[METRIC_OVERLAPPED] = (float)((double)counts->overlapped / counts->seconds);
	if (counts->stamped)
		values[METRIC_SHARE] =
			(float)fmin(1, (double)counts->overlapped / (double)counts->stamped);
	if (gapped)
		values[METRIC_RETRIES] = (float)(1 - (double)counts->retries[0] / (double)gapped);
	values[METRIC_DISTANCE] = (float)histogram_median(counts->distance);
	values[METRIC_STEAL] = (float)(counts->stolen / counts->seconds);
}

/* seconds: how long was counted, up to unix_time. */
static void take_counts(struct history *history, const json_t *line, struct log_run *run,
			unsigned int pair, double seconds, double unix_time)
{
	unsigned int index = run_index(history, run);
	struct log_leg *leg = find_leg(history, index, pair);
	struct log_sample *sample;
	struct log_counts counts;

	sample = history_push(history, &history->samples, sizeof(*sample));
	if (history->out_of_memory)
		return;
	if (!(seconds >= 0 && seconds < UNIX_MAX))
		seconds = 0;
	counts_parse(json_object_get(line, "counts"), seconds, &counts);
	counts_add(&ITEM(history, pairs, log_pair, pair)->counts, &counts);
	counts_add(&run->counts, &counts);
	memset(leg->uncounted, 0, sizeof(leg->uncounted));
	sample->begin = unix_time - seconds;
	sample->end = unix_time;
	sample->run = index;
	measure(sample, &counts);
	run->counted = true;
	history->telling++;
	run->begin = fmin(run->begin, sample->begin);
}

static void take_violation(struct history *history, json_t *line, struct log_run *run,
			   double unix_time)
{
	unsigned int index = run_index(history, run);
	struct log_mark *mark = history_push(history, &history->marks, sizeof(*mark));
	enum log_kind kind = log_kind_parse(string(line, "kind"));
	unsigned int pair = find_pair(history, line);
	struct log_leg *leg = find_leg(history, index, pair);
	struct log_violation *violation;

	if (history->out_of_memory)
		return;
	leg->uncounted[kind]++;
	history->telling++;
	*mark = (struct log_mark){unix_time, index, kind};
	for (size_t i = 0; i < history->violations.count; i++) {
		violation = ITEM(history, violations, log_violation, i);
		if (violation->kind != kind || violation->pair != pair ||
		    ITEM(history, runs, log_run, violation->run)->machine != run->machine)
			continue;
		violation->lines++;
		if (violation->unix_time <= unix_time)
			return;
		keep(history, line);
		violation->unix_time = unix_time;
		violation->run = index;
		violation->line = line;
		return;
	}
	violation = history_push(history, &history->violations, sizeof(*violation));
	keep(history, line);
	if (violation)
		*violation = (struct log_violation){unix_time, index, pair, kind, line, NULL, 1};
}

static void take_explained(struct history *history, json_t *line, const struct log_run *run)
{
	struct log_explained *explained =
		history_push(history, &history->explained, sizeof(*explained));

	keep(history, line);
	if (explained)
		*explained = (struct log_explained){run_index(history, run), line};
}

static void take_opinion(struct history *history, json_t *line)
{
	const json_t *kinds = json_object_get(line, "violations");
	struct log_opinion *opinion = history_push(history, &history->opinions, sizeof(*opinion));

	keep(history, line);
	if (!opinion)
		return;
	opinion->format = string(line, "format");
	opinion->host = string(line, "host");
	opinion->guest = string(line, "guest");
	for (size_t i = 0; i < json_array_size(kinds); i++)
		opinion->kinds |= 1u << log_kind_parse(json_string_value(json_array_get(kinds, i)));
}

unsigned int history_not_seen(const struct history *history, const struct log_pair *pair)
{
	unsigned int kinds = 0;

	if (counts_violations(&pair->counts))
		return 0;
	for (size_t i = 0; i < history->opinions.count; i++) {
		const struct log_opinion *opinion = ITEM(history, opinions, log_opinion, i);

		if (!strcmp(opinion->format, pair->format) && !strcmp(opinion->host, pair->host) &&
		    !strcmp(opinion->guest, pair->guest))
			kinds |= opinion->kinds;
	}
	return kinds;
}

static void take_notice(struct history *history, json_t *line, const struct log_run *run,
			double unix_time)
{
	struct log_notice *notice = history_push(history, &history->notices, sizeof(*notice));

	keep(history, line);
	if (notice)
		*notice = (struct log_notice){unix_time, run_index(history, run), line};
}

/* Its counts are of the whole run: no violation is left that they do not hold. */
static void take_end(struct history *history, json_t *line, struct log_run *run)
{
	keep(history, line);
	run->end_line = line;
	if (!json_is_object(json_object_get(line, "counts")))
		return;
	history->telling++;
	for (size_t i = 0; i < history->legs.count; i++) {
		struct log_leg *leg = ITEM(history, legs, log_leg, i);

		if (leg->run == run_index(history, run))
			memset(leg->uncounted, 0, sizeof(leg->uncounted));
	}
}

bool history_event(struct history *history, json_t *line, u64 *version)
{
	const char *event = string(line, "event");
	double unix_time = real(line, "unix");
	struct log_run *run;

	if (!event[0] || !string(line, "run")[0] || !(unix_time >= 0 && unix_time < UNIX_MAX))
		return false;
	run = find_run(history, line, unix_time);
	if (!run)
		return true;
	run->begin = fmin(run->begin, unix_time);
	run->end = fmax(run->end, unix_time);
	if (!strcmp(event, "start")) {
		take_start(history, line, run, version);
	} else if (!strcmp(event, "heartbeat")) {
		take_counts(history, line, run, find_pair(history, line), real(line, "interval"),
			    unix_time);
	} else if (!strcmp(event, "violation")) {
		take_violation(history, line, run, unix_time);
	} else if (!strcmp(event, "explained")) {
		take_explained(history, line, run);
	} else if (!strcmp(event, "verified")) {
		take_opinion(history, line);
	} else if (!strcmp(event, "notice")) {
		take_notice(history, line, run, unix_time);
	} else if (!strcmp(event, "end")) {
		take_end(history, line, run);
	}
	return true;
}

/* What a killed run found after its last heartbeat is in violation lines alone. */
static void sum_leg(struct history *history, const struct log_leg *leg)
{
	struct log_counts more = {0};

	memcpy(more.violations, leg->uncounted, sizeof(more.violations));
	counts_add(&ITEM(history, pairs, log_pair, leg->pair)->counts, &more);
	counts_add(&ITEM(history, runs, log_run, leg->run)->counts, &more);
}

/* For a run without a heartbeat: the pair that its other lines name, else one without names. */
static unsigned int only_pair(struct history *history, unsigned int run, const struct log_run *of)
{
	for (size_t i = 0; i < history->legs.count; i++)
		if (ITEM(history, legs, log_leg, i)->run == run)
			return ITEM(history, legs, log_leg, i)->pair;
	return find_pair(history, of->end_line);
}

void history_sum(struct history *history)
{
	for (unsigned int i = 0; i < history->runs.count; i++) {
		struct log_run *run = ITEM(history, runs, log_run, i);

		if (!run->counted && json_is_object(json_object_get(run->end_line, "counts")))
			take_counts(history, run->end_line, run, only_pair(history, i, run),
				    real(run->end_line, "elapsed"), run->end);
		if (run->machine == UINT32_MAX)
			run->machine = find_machine(history, "", "");
	}
	if (history->out_of_memory)
		return;
	for (unsigned int i = 0; i < history->legs.count; i++)
		sum_leg(history, ITEM(history, legs, log_leg, i));
	for (unsigned int i = 0; i < history->runs.count; i++) {
		struct log_run *run = ITEM(history, runs, log_run, i);

		counts_add(&ITEM(history, machines, log_machine, run->machine)->counts,
			   &run->counts);
		counts_add(&history->total, &run->counts);
	}
}
