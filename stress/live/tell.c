/* What a live clock came to, for programs, and its violations. */
#include "stress/live/tell.h"

#include "outcome/put.h"
#include "stress/judge/tell.h"

static json_t *lanes_json(const struct live_summary *total)
{
	json_t *array = json_array();

	for (unsigned int l = 0; l < total->nlanes; l++) {
		const struct live_lane_summary *lane = &total->lanes[l];
		json_t *object = json_object();

		put_text(object, "name", lane->name);
		put_number(object, "reads", lane->reads);
		put_number(object, "judged", lane->reads - lane->unjudged);
		put_number(object, "violations", lane->found);
		put_real(object, "reads_per_second_and_cpu", lane->rate);
		put_real(object, "bare_reads_per_second", lane->bare);
		if (total->has_page) {
			put_number(object, "versions", lane->made);
			put_number(object, "versions_seen", lane->seen);
			put_number(object, "odd_seen", lane->odd);
			if (!total->driven)
				put_number(object, "worst_jump_ns", lane->jump);
		}
		if (lane->stable_known) {
			put_bool(object, "tsc_stable", lane->stable);
			put_bool(object, "tsc_stable_changed", lane->stable_changed);
			put_number(object, "guest_stopped_seen", lane->stopped);
		}
		if (lane->by_syscall)
			put_bool(object, "by_syscall", true);
		if (lane->compared)
			put_real(object, "ppm_to_monotonic_raw", lane->ppm);
		json_array_append_new(array, object);
	}
	return array;
}

static void put_measured(json_t *object, const struct live_summary *total)
{
	race_put_summary(object, &total->race);
	put_signed(object, "skew_proven", total->proven);
	if (total->again) {
		put_signed(object, "skew_low_at_end", total->again_low);
		put_signed(object, "skew_high_at_end", total->again_high);
		put_bool(object, "tsc_drifted", total->drifted);
	}
	put_number(object, "reader_cpus", total->reader_cpus);
	put_number(object, "pairs", total->pairs);
	put_number(object, "ordered_by_stamps", total->ordered);
	put_number(object, "disordered_by_stamps", total->disordered);
	put_number(object, "closest_ticks", total->closest);
	if (total->order_why[0])
		put_text(object, "no_stamps", total->order_why);
	put_number(object, "clock_sets", total->clock_sets);
	if (total->has_page) {
		put_number(object, "versions", total->made);
		put_number(object, "versions_seen", total->seen);
		put_number(object, "odd_seen", total->odd);
	}
	if (total->driven) {
		put_number(object, "control_reads", total->control);
		put_number(object, "control_caught", total->caught);
		put_number(object, "clocks_checked", total->checked);
		put_number(object, "clocks_worst_ns", total->asked_worst);
		put_number(object, "vcpus_worst_ns", total->vcpus_worst);
		put_number(object, "stopped_told", total->told);
		put_number(object, "stopped_shown", total->shown);
		put_number(object, "stopped_forgotten", total->lost);
	}
	json_object_set_new(object, "lanes", lanes_json(total));
}

static struct race_site site_of(const struct live_summary *total, unsigned int lane)
{
	return (struct race_site){.name = total->lanes[lane].name,
				  .format = total->lanes[lane].format,
				  .live = true,
				  .race = &total->race};
}

void live_tell(struct outcome *outcome, const struct live_summary *total)
{
	const struct race_tally *tally = &total->race.total;
	struct outcome_violation *told;
	struct race_site site;

	put_measured(outcome->counts, total);
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++) {
		if (!tally->counts.found[kind])
			continue;
		site = site_of(total, total->first_lane[kind]);
		told = race_violation_tell(outcome, &site, tally->counts.found[kind],
					   &tally->first[kind]);
		if (told)
			put_text(told->more, "lane", site.name);
	}
	if (total->control_lane)
		json_object_set_new(
			outcome->counts, "control_example",
			race_violation_json(site_of(total, total->control_lane - 1).format,
					    &total->control_first));
	if (tally->counts.reads)
		live_tell_counts(outcome, total);
	if (total->why[0])
		outcome_note(outcome, "%s", total->why);
}

void live_tell_control(struct outcome *outcome, const struct live_summary *total)
{
	struct race_site site;

	if (!total->control_lane)
		return;
	site = site_of(total, total->control_lane - 1);
	race_violation_print(said_more(&outcome->text), &site, "control: ", total->caught,
			     &total->control_first);
}
