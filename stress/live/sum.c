/* What the threads of a live race have found, added up; and what it amounts to. */
#include <stdio.h>
#include <stdlib.h>

#include "stress/live/engine.h"

/* Add the counters from first to last, which lie in a row. */
#define ADD_ROW(type, total, more, first, last)                                                    \
	for (size_t at = offsetof(type, first); at <= offsetof(type, last); at += sizeof(u64))     \
	*(u64 *)((u8 *)(total) + at) += *(const u64 *)((const u8 *)(more) + at)

static u64 larger(u64 a, u64 b)
{
	return a > b ? a : b;
}

/* The first violation of a kind is the earliest: is the lane's? Before the tallies are added. */
static void note_firsts(struct live_summary *summary, const struct race_tally *total,
			const struct race_tally *tally, unsigned int lane)
{
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (tally->counts.found[kind] &&
		    (!total->counts.found[kind] || tally->first[kind].e < total->first[kind].e))
			summary->first_lane[kind] = lane;
}

/* Of the wrong guest's reads that were caught, one that shows how. */
static void keep_caught(struct live_summary *summary, const struct race_tally *tally,
			unsigned int l)
{
	enum violation kind =
		tally->counts.found[VIOLATION_TORN] ? VIOLATION_TORN : VIOLATION_STALE;

	if (!tally->counts.found[kind] ||
	    (summary->control_lane && summary->control_first.kind <= kind))
		return;
	summary->control_first = tally->first[kind];
	summary->control_lane = 1 + l;
}

static u64 closer(u64 a, u64 b)
{
	return !a || (b && b < a) ? b : a;
}

/* Late samples from before it was known what they are. */
static void settle_late(struct live_engine *engine, struct race_tally *tally)
{
	if (tally->counts.late_open[RACE_LATE_STALE] ||
	    tally->counts.late_open[RACE_LATE_BACKWARDS])
		judge_settle_late(tally,
				  race_find_excuse(&engine->options->calls, &engine->excuse, true));
}

static void add_track(struct live_engine *engine, struct live_track *track, unsigned int l,
		      struct live_summary *summary, struct live_lane_summary *lane)
{
	settle_late(engine, &track->tally);
	summary->disordered += live_stand_sum(track);
	judge_settle(&track->tally);
	note_firsts(summary, &summary->race.total, &track->tally, l);
	race_tally_add(&summary->race.total, &track->tally);
	lane->reads += track->tally.counts.reads;
	lane->unjudged += track->tally.counts.reads - race_judged(&track->tally.counts);
	lane->found += race_violations(&track->tally.counts);
	lane->made += track->versions.made;
	lane->seen += track->versions.seen;
	lane->odd += track->versions.odd;
	lane->jump = larger(lane->jump, track->jump);
	lane->stable_changed |=
		track->stable_changed ||
		(lane->stable_known && track->stable_known && lane->stable != track->stable);
	lane->stable |= track->stable;
	lane->stable_known |= track->stable_known;
	lane->stopped += track->stopped;
	summary->pairs += track->pairs;
	summary->ordered += track->ordered;
	summary->closest = closer(summary->closest, track->closest);
	summary->control += track->control_reads;
	judge_settle(&track->control_tally);
	summary->caught += race_violations(&track->control_tally.counts);
	keep_caught(summary, &track->control_tally, l);
}

static void add_lane(struct live_engine *engine, unsigned int l, struct live_summary *summary)
{
	struct live_lane_summary *lane = &summary->lanes[l];
	struct live_pace pace = {0}, bare = {0};

	lane->by_syscall = engine->lanes[l].by_syscall;
	memcpy(lane->name, engine->lanes[l].name, sizeof(lane->name));
	lane->format = engine->lanes[l].format;
	for (unsigned int t = l; t < engine->ntracks; t += engine->nlanes) {
		struct live_track *track = &engine->tracks[t];

		add_track(engine, track, l, summary, lane);
		pace.reads += track->pace.reads;
		pace.ticks += track->pace.ticks;
		bare.reads += track->bare.reads;
		bare.ticks += track->bare.ticks;
	}
	if (pace.ticks)
		lane->rate = (double)pace.reads / (double)pace.ticks * (double)engine->tsc_hz;
	if (bare.ticks)
		lane->bare = (double)bare.reads / (double)bare.ticks * (double)engine->tsc_hz;
	summary->made += lane->made;
	summary->seen += lane->seen;
	summary->odd += lane->odd;
}

static void add_writer(const struct live_writer *writer, struct live_summary *summary)
{
	struct race_tally *total = &summary->race.total;

	race_counts_add(&total->counts, &writer->counts);
	summary->checked = writer->checked;
	summary->asked_worst = writer->asked_worst;
	summary->vcpus_worst = writer->vcpus_worst;
	summary->told = writer->told;
	summary->shown = writer->shown;
	summary->lost = writer->lost;
}

void live_sum_up(struct live_engine *engine, struct live_summary *summary)
{
	struct race_summary *race = &summary->race;

	race->start = engine->start;
	summary->nlanes = engine->nlanes;
	for (unsigned int l = 0; l < engine->nlanes; l++)
		add_lane(engine, l, summary);
	add_writer(&engine->writer, summary);
	for (unsigned int i = 0; i < engine->nreaders; i++) {
		race->abandoned += engine->readers[i].abandoned;
		if (engine->readers[i].fault)
			snprintf(summary->why, sizeof(summary->why),
				 "the page went away while it was read");
		if (engine->readers[i].lacking)
			snprintf(summary->why, sizeof(summary->why),
				 "the guest " GUARD_NO_INSTRUCTION);
	}
}

static void add_lane_summary(struct live_lane_summary *total, const struct live_lane_summary *leg)
{
	double reads = (double)total->reads + (double)leg->reads;

	if (reads > 0)
		total->rate =
			(total->rate * (double)total->reads + leg->rate * (double)leg->reads) /
			reads;
	memcpy(total->name, leg->name, sizeof(total->name));
	total->format = leg->format;
	total->by_syscall |= leg->by_syscall;
	total->bare = leg->bare > total->bare ? leg->bare : total->bare;
	ADD_ROW(struct live_lane_summary, total, leg, reads, stopped);
	total->jump = larger(total->jump, leg->jump);
	total->stable_changed |= leg->stable_changed || (total->stable_known && leg->stable_known &&
							 total->stable != leg->stable);
	total->stable = leg->stable;
	total->stable_known |= leg->stable_known;
	if (leg->compared && (!total->compared || leg->ppm * leg->ppm > total->ppm * total->ppm))
		total->ppm = leg->ppm;
	total->compared |= leg->compared;
}

void live_summary_add(struct live_summary *total, const struct live_summary *leg)
{
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (leg->race.total.counts.found[kind] && !total->race.total.counts.found[kind])
			total->first_lane[kind] = leg->first_lane[kind];
	race_summary_add(&total->race, &leg->race);
	total->left_out = leg->left_out;
	total->nlanes = leg->nlanes;
	for (unsigned int l = 0; l < leg->nlanes; l++)
		add_lane_summary(&total->lanes[l], &leg->lanes[l]);
	if (leg->why[0])
		memcpy(total->why, leg->why, sizeof(total->why));
	total->driven = leg->driven;
	total->has_page = leg->has_page;
	total->reader_cpus = leg->reader_cpus;
	ADD_ROW(struct live_summary, total, leg, made, lost);
	total->closest = closer(total->closest, leg->closest);
	if (llabs(leg->proven) > llabs(total->proven)) {
		total->proven = leg->proven;
		total->proven_cpu = leg->proven_cpu;
	}
	total->again |= leg->again;
	if (leg->again_low < total->again_low)
		total->again_low = leg->again_low;
	if (leg->again_high > total->again_high)
		total->again_high = leg->again_high;
	total->drifted |= leg->drifted;
	if (leg->order_why[0])
		memcpy(total->order_why, leg->order_why, sizeof(total->order_why));
	if (!total->control_lane && leg->control_lane) {
		total->control_first = leg->control_first;
		total->control_lane = leg->control_lane;
	}
	total->asked_worst = larger(total->asked_worst, leg->asked_worst);
	total->vcpus_worst = larger(total->vcpus_worst, leg->vcpus_worst);
}

const char *live_untested(const struct live_summary *summary)
{
	const struct race_counts *counts = &summary->race.total.counts;

	if (!race_judged(counts))
		return "no read was judged: give more --seconds";
	for (unsigned int l = 0; l < summary->nlanes; l++)
		if (!summary->lanes[l].reads)
			return "not all pages or clocks were read: give more --seconds";
		else if (summary->lanes[l].reads <= summary->lanes[l].unjudged)
			return "of one page or clock no read was judged: give more --seconds";
	if (summary->driven && !counts->updates)
		return "the host made no update: give more --seconds";
	if (summary->driven && !summary->caught)
		return "control not caught: give more --seconds, or another CPU";
	return NULL;
}

int live_status(const struct live_summary *summary)
{
	if (race_violations(&summary->race.total.counts))
		return 1;
	return live_untested(summary) ? 2 : 0;
}
