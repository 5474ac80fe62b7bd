/* A live run's parameters and results as one JSON object. */
#include "cli/live.h"
#include "stress/judge/tell.h"

static json_t *number(u64 value)
{
	return json_integer((json_int_t)value);
}

json_t *live_json_counts(const struct race_counts *counts)
{
	json_t *object = json_object();

	race_put_counts(object, counts);
	return object;
}

json_t *live_json_parameters(const struct live *live)
{
	const struct live_arguments *arguments = live->arguments;
	json_t *object = json_object(), *cpus = json_array(), *sources = json_array();

	json_object_set_new(object, "seconds", number(arguments->seconds));
	json_object_set_new(object, "seed", number(arguments->seed));
	json_object_set_new(object, "readers", number(arguments->readers));
	json_object_set_new(object, "vcpus", number(arguments->vcpus));
	if (arguments->guest)
		json_object_set_new(object, "guest", json_string(arguments->guest));
	for (unsigned int i = 0; i < arguments->ncpus; i++)
		json_array_append_new(cpus, number(arguments->cpus[i]));
	json_object_set_new(object, "cpus", cpus);
	for (unsigned int i = 0; i < arguments->nsources; i++)
		json_array_append_new(sources, json_string(arguments->sources[i]->name));
	json_object_set_new(object, "sources", sources);
	return object;
}

static json_t *lanes(const struct live_summary *total)
{
	json_t *array = json_array();

	for (unsigned int l = 0; l < total->nlanes; l++) {
		const struct live_lane_summary *lane = &total->lanes[l];
		json_t *object = json_object();

		json_object_set_new(object, "name", json_string(lane->name));
		json_object_set_new(object, "reads", number(lane->reads));
		json_object_set_new(object, "judged", number(lane->reads - lane->unjudged));
		json_object_set_new(object, "violations", number(lane->found));
		json_object_set_new(object, "reads_per_second_and_cpu", json_real(lane->rate));
		json_object_set_new(object, "bare_reads_per_second", json_real(lane->bare));
		if (total->has_page) {
			json_object_set_new(object, "versions", number(lane->made));
			json_object_set_new(object, "versions_seen", number(lane->seen));
			json_object_set_new(object, "odd_seen", number(lane->odd));
			if (!total->driven)
				json_object_set_new(object, "worst_jump_ns", number(lane->jump));
		}
		if (lane->stable_known) {
			json_object_set_new(object, "tsc_stable", json_boolean(lane->stable));
			json_object_set_new(object, "tsc_stable_changed",
					    json_boolean(lane->stable_changed));
			json_object_set_new(object, "guest_stopped_seen", number(lane->stopped));
		}
		if (lane->by_syscall)
			json_object_set_new(object, "by_syscall", json_true());
		if (lane->compared)
			json_object_set_new(object, "ppm_to_monotonic_raw", json_real(lane->ppm));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *violations(const struct live_summary *total)
{
	json_t *array = json_array();

	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++) {
		const struct live_lane_summary *lane = &total->lanes[total->first_lane[kind]];
		u64 count = total->race.total.counts.found[kind];
		json_t *object;

		if (!count)
			continue;
		object = race_violation_json(lane->format, &total->race.total.first[kind]);
		json_object_set_new(object, "lane", json_string(lane->name));
		json_object_set_new(object, "count", number(count));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *measured(const struct live_summary *total)
{
	json_t *object = live_json_counts(&total->race.total.counts);

	json_object_set_new(object, "seconds", json_real(total->race.seconds));
	json_object_set_new(object, "tsc_hz", number(total->race.tsc_hz));
	json_object_set_new(object, "skew_low", json_integer(total->race.skew_low));
	json_object_set_new(object, "skew_high", json_integer(total->race.skew_high));
	json_object_set_new(object, "interrupted", json_boolean(total->race.interrupted));
	json_object_set_new(object, "abandoned", number(total->race.abandoned));
	json_object_set_new(object, "moved", number(total->race.moves));
	json_object_set_new(object, "skew_proven", json_integer(total->proven));
	if (total->again) {
		json_object_set_new(object, "skew_low_at_end", json_integer(total->again_low));
		json_object_set_new(object, "skew_high_at_end", json_integer(total->again_high));
		json_object_set_new(object, "tsc_drifted", json_boolean(total->drifted));
	}
	json_object_set_new(object, "reader_cpus", number(total->reader_cpus));
	json_object_set_new(object, "pairs", number(total->pairs));
	json_object_set_new(object, "ordered_by_stamps", number(total->ordered));
	json_object_set_new(object, "disordered_by_stamps", number(total->disordered));
	json_object_set_new(object, "closest_ticks", number(total->closest));
	if (total->order_why[0])
		json_object_set_new(object, "no_stamps", json_string(total->order_why));
	json_object_set_new(object, "clock_sets", number(total->clock_sets));
	if (total->has_page) {
		json_object_set_new(object, "versions", number(total->made));
		json_object_set_new(object, "versions_seen", number(total->seen));
		json_object_set_new(object, "odd_seen", number(total->odd));
	}
	if (total->driven) {
		json_object_set_new(object, "control_reads", number(total->control));
		json_object_set_new(object, "control_caught", number(total->caught));
		json_object_set_new(object, "clocks_checked", number(total->checked));
		json_object_set_new(object, "clocks_worst_ns", number(total->asked_worst));
		json_object_set_new(object, "vcpus_worst_ns", number(total->vcpus_worst));
		json_object_set_new(object, "stopped_told", number(total->told));
		json_object_set_new(object, "stopped_shown", number(total->shown));
		json_object_set_new(object, "stopped_forgotten", number(total->lost));
	}
	return object;
}

json_t *live_json_part(const struct live_part *part)
{
	json_t *object = json_object();
	int status = live_part_status(part);
	char guest[64], why[LIVE_WHY];

	json_object_set_new(object, "source", json_string(part->source->name));
	json_object_set_new(object, "verdict", json_string(live_part_word(part)));
	if (status == STATUS_ERROR)
		json_object_set_new(object, "reason",
				    json_string(live_part_why(part, why, sizeof(why))));
	else if (part->why[0])
		json_object_set_new(object, "reason", json_string(part->why));
	if (!part->ran)
		return object;
	if (part->total.has_page)
		json_object_set_new(object, "guest",
				    json_string(live_guest_name(part, guest, sizeof(guest))));
	json_object_set_new(object, "counts", measured(&part->total));
	json_object_set_new(object, "lanes", lanes(&part->total));
	json_object_set_new(object, "violations", violations(&part->total));
	if (part->total.control_lane)
		json_object_set_new(
			object, "control_example",
			race_violation_json(part->total.lanes[part->total.control_lane - 1].format,
					    &part->total.control_first));
	return object;
}

int live_report_json(FILE *out, const struct live *live)
{
	json_t *object = json_object(), *sources = json_array();
	int error;

	json_object_set_new(object, "command", json_string("live"));
	json_object_set_new(object, "parameters", live_json_parameters(live));
	json_object_set_new(object, "verdict", json_string(live_word(live)));
	for (unsigned int i = 0; i < live->nparts; i++)
		json_array_append_new(sources, live_json_part(&live->parts[i]));
	json_object_set_new(object, "sources", sources);
	error = json_dumpf(object, out, JSON_INDENT(2));
	fputc('\n', out);
	json_decref(object);
	return error;
}
