/* A race's parameters and results as one JSON object. TSC stamps and values are numbers. */
#include <jansson.h>
#include <limits.h>

#include "protocols/registry.h"
#include "file/show.h"
#include "stress/race/race_report.h"

static json_t *number(u64 value)
{
	return json_integer((json_int_t)value);
}

/* Of a file: bytes that are no UTF-8 are spelled. */
static json_t *file_name(const char *path)
{
	char shown[PATH_MAX];

	return json_string(show_utf8(path, shown, sizeof(shown)));
}

static json_t *name(const char *spelled)
{
	char out[64];

	return json_string(registry_spell(spelled, out, sizeof(out)));
}

json_t *race_json_setup(const struct race_setup *setup)
{
	static const char *const freezes[] = {"none", "all", "partial"};
	const struct race_options *race = setup->race;
	json_t *object = json_object(), *cpus = json_array();

	json_object_set_new(object, "format", name(race->format->name));
	if (race->host)
		json_object_set_new(object, "host", name(race->host->name));
	if (race->guest)
		json_object_set_new(object, "guest", name(race->guest->name));
	json_object_set_new(object, "seconds", number(setup->seconds));
	json_object_set_new(object, "seed", number(race->seed));
	json_object_set_new(object, "pace", json_real(race->pace));
	json_object_set_new(object, "aim", json_boolean(race_aims(race)));
	json_object_set_new(object, "tight", json_boolean(!race->gapped_host));
	json_object_set_new(object, "freeze", json_string(freezes[race->freeze]));
	if (setup->placement)
		json_object_set_new(object, "placement", json_string(setup->placement));
	if (setup->schedule)
		json_object_set_new(object, "schedule", file_name(setup->schedule));
	json_object_set_new(object, "readers", number(setup->readers));
	for (unsigned int i = 0; i < race->ncpus; i++)
		json_array_append_new(cpus, number(race->cpus[i]));
	json_object_set_new(object, "cpus", cpus);
	return object;
}

/* A field as it stands on a page. */
static json_t *field_value(const struct field *field, const u8 *page)
{
	u64 value = 0;

	memcpy(&value, page + field->offset, field->size);
	if (field->is_signed && value >> (8 * field->size - 1))
		value |= -1ull << (8 * field->size - 1);
	return number(value);
}

static json_t *fields(const struct format *format, const u8 *page)
{
	json_t *object = json_object();

	for (unsigned int i = 0; i < format->nfields; i++)
		if (format->fields[i].role == FIELD_PARAM)
			json_object_set_new(object, format->fields[i].name,
					    field_value(&format->fields[i], page));
	return object;
}

static json_t *generations(const struct format *format, const struct race_violation *violation)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < violation->ngenerations; i++) {
		const struct race_generation *g = &violation->generations[i];
		json_t *object = json_object();

		json_object_set_new(object, "update", number(g->number));
		json_object_set_new(object, "kind", json_string(update_kind_name(g->update.kind)));
		json_object_set_new(object, "anchor", number(g->generation.anchor));
		json_object_set_new(object, "begin", number(g->begin));
		json_object_set_new(object, "end",
				    g->end == U64_MAX ? json_null() : number(g->end));
		json_object_set_new(object, "low",
				    number(generation_time(format, &g->generation, violation->s)));
		json_object_set_new(object, "high",
				    number(generation_time(format, &g->generation, violation->e)));
		json_object_set_new(object, "sequence_before", number(g->sequence));
		json_object_set_new(object, "fields", fields(format, g->generation.page));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *mix(const struct race_violation *violation)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < violation->npieces; i++) {
		const struct race_piece *piece = &violation->pieces[i];
		json_t *object = json_object();

		json_object_set_new(object, "field", json_string(piece->field));
		json_object_set_new(object, "offset", number(piece->offset));
		json_object_set_new(object, "size", number(piece->size));
		json_object_set_new(object, "update",
				    number(violation->generations[piece->generation].number));
		json_array_append_new(array, object);
	}
	return array;
}

json_t *race_json_violation(const struct format *format, const struct race_violation *violation)
{
	json_t *object = json_object();

	json_object_set_new(object, "kind", json_string(violation_name(violation->kind)));
	json_object_set_new(object, "value",
			    violation->fell_back ? json_null() : number(violation->value));
	json_object_set_new(object, "start", number(violation->s));
	json_object_set_new(object, "end", number(violation->e));
	if (violation->told)
		json_object_set_new(object, "told",
				    json_string(violation->told == RACE_TOLD_CLOCK ? "clock"
										   : "stopped"));
	else
		json_object_set_new(object, "reader", number(violation->reader));
	json_object_set_new(object, "cpu",
			    violation->cpu == RACE_MOVED ? json_null() : number(violation->cpu));
	if (violation->before_e) {
		json_object_set_new(object, "before", number(violation->before));
		json_object_set_new(object, "before_start", number(violation->before_s));
		json_object_set_new(object, "before_end", number(violation->before_e));
		json_object_set_new(object, "before_reader", number(violation->before_reader));
	}
	if (violation->by_stamps)
		json_object_set_new(object, "by_stamps", json_true());
	if (violation->late)
		json_object_set_new(object, "late_ticks", number(violation->late));
	if (violation->kind == VIOLATION_STALE || (violation->late && !violation->before_e))
		json_object_set_new(object, "of_update", number(violation->stale));
	if (violation->finding[0])
		json_object_set_new(object, "finding", file_name(violation->finding));
	json_object_set_new(object, "host", json_boolean(violation->host));
	json_object_set_new(object, "mixes", number(violation->nmix));
	json_object_set_new(object, "mix", mix(violation));
	json_object_set_new(object, "updates", generations(format, violation));
	return object;
}

static json_t *violations(const struct format *format, const struct race_tally *total)
{
	json_t *array = json_array();

	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++) {
		json_t *object;

		if (!total->counts.found[kind])
			continue;
		object = race_json_violation(format, &total->first[kind]);
		json_object_set_new(object, "count", number(total->counts.found[kind]));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *histogram(const u64 *buckets)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < RACE_BUCKETS; i++)
		json_array_append_new(array, number(buckets[i]));
	return array;
}

json_t *race_json_counts(const struct race_counts *counts)
{
	json_t *object = json_object(), *unjudged = json_object(), *found = json_object();
	json_t *kinds = json_object();

	json_object_set_new(object, "reads", number(counts->reads));
	json_object_set_new(object, "judged", number(race_judged(counts)));
	json_object_set_new(object, "fallbacks", number(counts->fallbacks));
	json_object_set_new(object, "stamped", number(counts->stamped));
	json_object_set_new(object, "overlapped", number(counts->overlapped));
	json_object_set_new(object, "aimed", number(counts->aimed));
	json_object_set_new(object, "paused", number(counts->paused));
	json_object_set_new(object, "updates", number(counts->updates));
	json_object_set_new(object, "late", number(counts->late));
	json_object_set_new(object, "gapped", number(counts->gapped));
	json_object_set_new(object, "frozen", number(counts->frozen));
	json_object_set_new(object, "deaths", number(counts->deaths));
	json_object_set_new(object, "restarts", number(counts->restarts));
	json_object_set_new(object, "torn_updates", number(counts->torn_updates));
	for (int kind = 0; kind < UPDATE_KINDS; kind++)
		json_object_set_new(kinds, update_kind_name((enum update_kind)kind),
				    number(counts->kinds[kind]));
	json_object_set_new(object, "update_kinds", kinds);
	for (unsigned int i = 0; i < RACE_UNJUDGED_REASONS; i++)
		json_object_set_new(unjudged, race_unjudged_name((enum race_unjudged)i),
				    number(counts->unjudged[i]));
	json_object_set_new(object, "unjudged", unjudged);
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		json_object_set_new(found, violation_name((enum violation)kind),
				    number(counts->found[kind]));
	json_object_set_new(object, "violations", found);
	json_object_set_new(object, "late_most", number(counts->late_most));
	json_object_set_new(object, "met", histogram(counts->met));
	json_object_set_new(object, "retries", histogram(counts->retries));
	json_object_set_new(object, "distance", histogram(counts->distance));
	return object;
}

static json_t *measured(const struct race_summary *summary)
{
	json_t *object = race_json_counts(&summary->total.counts);

	json_object_set_new(object, "seconds", json_real(summary->seconds));
	json_object_set_new(object, "tsc_hz", number(summary->tsc_hz));
	json_object_set_new(object, "tsc_start", number(summary->start));
	json_object_set_new(object, "skew_low", json_integer(summary->skew_low));
	json_object_set_new(object, "skew_high", json_integer(summary->skew_high));
	json_object_set_new(object, "start_sequence", number(summary->sequence));
	json_object_set_new(object, "interrupted", json_boolean(summary->interrupted));
	json_object_set_new(object, "unfinished", json_boolean(summary->unfinished));
	json_object_set_new(object, "host_died", json_boolean(summary->host_died));
	json_object_set_new(object, "host_hung", json_boolean(summary->host_hung));
	json_object_set_new(object, "inseparable", number(summary->inseparable));
	json_object_set_new(object, "abandoned", number(summary->abandoned));
	json_object_set_new(object, "moved", number(summary->moves));
	return object;
}

int race_report_json(FILE *out, const struct race_setup *setup, const struct race_summary *summary,
		     int status)
{
	json_t *object = json_object();
	int error;

	json_object_set_new(object, "command", json_string("stress"));
	json_object_set_new(object, "parameters", race_json_setup(setup));
	json_object_set_new(object, "verdict", json_string(race_report_word(summary, status)));
	if (summary->reason[0])
		json_object_set_new(object, "reason", json_string(summary->reason));
	if (setup->not_seen)
		json_object_set_new(object, "not_seen", json_string(setup->not_seen));
	json_object_set_new(object, "counts", measured(summary));
	json_object_set_new(object, "violations", violations(setup->race->format, &summary->total));
	error = json_dumpf(object, out, JSON_INDENT(2));
	fputc('\n', out);
	json_decref(object);
	return error;
}
