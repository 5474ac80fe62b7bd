/*
 * The judge of a clock whose host is not ours. What it holds every value against: the values of
 * the same thread before it, one that another thread had handed over, and, of a page, the
 * parameters that stood there before and after the burst.
 */
#include "stress/live_lane.h"

#define STABLE 1 /* pvclock's flag */

/* Count it; the first of a kind is kept, and the mailbox gets what it has room for. */
static void record(struct live_track *track, const struct race_violation *violation)
{
	struct race_tally *tally = &track->tally;
	struct mailbox *mailbox = &track->mailbox;

	if (!tally->counts.found[violation->kind])
		tally->first[violation->kind] = *violation;
	judge_add(&tally->counts.found[violation->kind], 1);
	if (atomic_load_explicit(&mailbox->full, memory_order_acquire))
		return;
	mailbox->violation = *violation;
	atomic_store_explicit(&mailbox->full, true, memory_order_release);
}

static void begin(struct live_track *track, const struct batch *batch, enum race_kind kind,
		  u64 value, struct race_violation *violation)
{
	memset(violation, 0, sizeof(*violation));
	violation->kind = kind;
	violation->value = value;
	violation->s = batch->stamps[0];
	violation->e = batch->stamps[1];
	violation->reader = track->reader;
	violation->cpu = batch->cpu;
}

static void backwards(struct live_track *track, const struct batch *batch, u64 value,
		      const struct outcome *before)
{
	struct race_violation violation;

	begin(track, batch, RACE_BACKWARDS, value, &violation);
	violation.before = before->value;
	violation.before_s = before->s;
	violation.before_e = before->e;
	violation.before_reader = (unsigned int)before->reader;
	record(track, &violation);
}

static void keep_snapshot(struct race_violation *violation, const struct live_snapshot *snapshot)
{
	struct race_generation *kept = &violation->generations[violation->ngenerations];

	kept->number = violation->ngenerations++;
	kept->end = U64_MAX;
	memcpy(kept->generation.params, snapshot->params, sizeof(snapshot->params));
}

static void not_of_the_page(struct live_track *track, const struct batch *batch, unsigned int i,
			    enum race_kind kind, const struct live_snapshot *before,
			    const struct live_snapshot *after)
{
	struct race_violation violation;

	begin(track, batch, kind, batch->values[i], &violation);
	violation.fell_back = batch->fell_back >> i & 1;
	keep_snapshot(&violation, before);
	if (before->sequence != after->sequence)
		keep_snapshot(&violation, after);
	record(track, &violation);
}

/* Is value what the snapshot gives between the stamps? */
static bool is_of(const struct live_lane *lane, const struct live_snapshot *snapshot,
		  const struct batch *batch, u64 value)
{
	u64 low = (u64)lane->format->time(snapshot->params, batch->stamps[0]);
	u64 high = (u64)lane->format->time(snapshot->params, batch->stamps[1]);

	return value - low <= high - low;
}

static u32 updates_between(const struct live_lane *lane, const struct live_snapshot *before,
			   const struct live_snapshot *after)
{
	return (after->sequence - before->sequence) / lane->step;
}

static void judge_values(struct live_track *track, const struct batch *batch,
			 const struct live_snapshot *before, const struct live_snapshot *after)
{
	const struct live_lane *lane = track->lane;
	u32 updates = updates_between(lane, before, after);
	struct race_counts *counts = &track->tally.counts;

	if (!before->good || !after->good || updates > 1) {
		judge_add(&counts->unjudged[RACE_OVERWRITTEN], batch->n);
		return;
	}
	for (unsigned int i = 0; i < batch->n; i++) {
		bool fell_back = batch->fell_back >> i & 1;

		if (fell_back) {
			if (!updates && before->valid)
				not_of_the_page(track, batch, i, RACE_WRONG_FALLBACK, before,
						after);
		} else if (!updates && !before->valid) {
			not_of_the_page(track, batch, i, RACE_WRONG_FALLBACK, before, after);
		} else if (!is_of(lane, before, batch, batch->values[i]) &&
			   (!updates || !is_of(lane, after, batch, batch->values[i]))) {
			not_of_the_page(track, batch, i, updates ? RACE_TORN : RACE_ARITHMETIC,
					before, after);
		}
	}
}

static void judge_sequence(struct live_track *track, const struct batch *batch,
			   const struct outcome *peer)
{
	for (unsigned int i = 0; i < batch->n; i++) {
		struct outcome now = {batch->values[i],
				      batch->stamps[0],
				      batch->stamps[1],
				      0,
				      0,
				      0,
				      0,
				      track->reader,
				      1};

		if (batch->fell_back >> i & 1) {
			judge_add(&track->tally.counts.fallbacks, 1);
			continue;
		}
		if (track->last.set && now.value < track->last.value)
			backwards(track, batch, now.value, &track->last);
		if (peer && peer->set && now.value < peer->value)
			backwards(track, batch, now.value, peer);
		peer = NULL; /* what holds for the first holds for those after it */
		track->last = now;
	}
}

/* The usual case, and it must cost little: nothing fell back, nothing decreased. */
static bool in_order(struct live_track *track, const struct batch *batch,
		     const struct outcome *peer)
{
	u64 last = track->last.set ? track->last.value : 0;
	bool good = !batch->fell_back;

	if (peer && peer->set && peer->value > last)
		last = peer->value;
	for (unsigned int i = 0; i < batch->n; i++) {
		good &= batch->values[i] >= last;
		last = batch->values[i];
	}
	if (good)
		track->last = (struct outcome){
			last, batch->stamps[0], batch->stamps[1], 0, 0, 0, 0, track->reader, 1};
	return good;
}

void live_order_batch(struct live_track *track, const struct batch *batch,
		      const struct live_snapshot *before, const struct live_snapshot *after,
		      const struct outcome *peer, u64 fine)
{
	const struct live_lane *lane = track->lane;

	judge_add(&track->tally.counts.reads, batch->n);
	if (peer && peer->set)
		judge_add(&track->pairs, 1);
	if (!in_order(track, batch, peer))
		judge_sequence(track, batch, peer);
	if (lane->coarse && batch->values[batch->n - 1] > fine) {
		struct outcome ahead = track->last;

		backwards(track, batch, fine, &ahead);
	}
	if (lane->kind == LIVE_PAGE)
		judge_values(track, batch, before, after);
}

void live_order_stuck(struct live_track *track, u64 tsc, unsigned int cpu)
{
	struct batch batch = {.stamps = {tsc, tsc}, .cpu = cpu};
	struct race_violation violation;

	begin(track, &batch, RACE_STUCK, 0, &violation);
	record(track, &violation);
}

void live_order_update(struct live_track *track, const struct live_snapshot *before,
		       const struct live_snapshot *after, u64 tsc)
{
	const struct live_lane *lane = track->lane;
	bool stable = after->flags & STABLE;
	s64 jump;

	if (!before->good || !after->good)
		return;
	if (!strcmp(lane->format->name, "pvclock")) {
		track->stable_changed |= track->stable_known && track->stable != stable;
		track->stable = stable;
		track->stable_known = true;
	}
	if (before->sequence == after->sequence || lane->host)
		return;
	jump = (s64)(lane->format->time(after->params, tsc) -
		     lane->format->time(before->params, tsc));
	if (jump < 0)
		jump = -jump;
	if ((u64)jump * lane->format->unit_ns > track->jump)
		judge_add(&track->jump, (u64)jump * lane->format->unit_ns - track->jump);
}
