/*
 * The judge of a clock whose host is not ours. What it holds every value against: the values of
 * the same thread before it, one that another thread had passed on, and, of a page, the
 * parameters that stood there before and after the burst. An outcome's low is its epoch: when
 * somebody has set the clock, another one begins, and values of two are not compared.
 */
#include "stress/live/track.h"

void live_order_begin(const struct live_track *track, const struct batch *batch,
		      enum violation kind, u64 value, struct race_violation *violation)
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

	live_order_begin(track, batch, VIOLATION_BACKWARDS, value, &violation);
	violation.before = before->value;
	violation.before_s = before->s;
	violation.before_e = before->e;
	violation.before_reader = (unsigned int)before->reader;
	live_stand_record(track, &violation);
}

static void keep_snapshot(struct race_violation *violation, const struct live_snapshot *snapshot)
{
	struct race_generation *kept = &violation->generations[violation->ngenerations];

	kept->number = violation->ngenerations++;
	kept->end = U64_MAX;
	kept->sequence = snapshot->sequence;
	memcpy(kept->generation.params, snapshot->params, sizeof(snapshot->params));
}

static void not_of_the_page(struct live_track *track, const struct batch *batch, unsigned int i,
			    enum violation kind, const struct live_snapshot *before,
			    const struct live_snapshot *after)
{
	struct race_violation violation;

	live_order_begin(track, batch, kind, batch->values[i], &violation);
	violation.fell_back = batch->fell_back >> i & 1;
	keep_snapshot(&violation, before);
	if (before->sequence != after->sequence)
		keep_snapshot(&violation, after);
	live_stand_record(track, &violation);
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

	if (batch->cpu == RACE_MOVED) {
		judge_add(&counts->unjudged[RACE_MIGRATED], batch->n);
		return;
	}
	if (!before->good || !after->good || updates > 1) {
		judge_add(&counts->unjudged[RACE_OVERWRITTEN], batch->n);
		return;
	}
	for (unsigned int i = 0; i < batch->n; i++) {
		bool fell_back = batch->fell_back >> i & 1;

		if (fell_back) {
			if (!updates && before->valid)
				not_of_the_page(track, batch, i, VIOLATION_WRONG_FALLBACK, before,
						after);
		} else if (!updates && !before->valid) {
			not_of_the_page(track, batch, i, VIOLATION_WRONG_FALLBACK, before, after);
		} else if (!is_of(lane, before, batch, batch->values[i]) &&
			   (!updates || !is_of(lane, after, batch, batch->values[i]))) {
			not_of_the_page(track, batch, i,
					updates ? VIOLATION_TORN : VIOLATION_ARITHMETIC, before,
					after);
		}
	}
}

/*
 * Could a late sample have made a larger than the value that comes after it? If the one update of the
 * burst came between a's loads and its TSC, which nobody knows: a is of the old clock, value of the
 * new, and the new one was not behind the old when a's read began.
 */
static bool may_be_late(const struct live_lane *lane, const struct batch *batch, u64 value,
			const struct outcome *a, const struct live_snapshot *before,
			const struct live_snapshot *after)
{
	struct batch earlier = {.stamps = {a->s, a->e}};

	if (lane->kind != LIVE_PAGE || !before->good || !after->good ||
	    updates_between(lane, before, after) != 1)
		return false;
	return is_of(lane, before, &earlier, a->value) && is_of(lane, after, batch, value) &&
	       lane->format->time(after->params, a->s) >= lane->format->time(before->params, a->s);
}

/* A value that is less than one from before it. */
static void judge_decrease(struct live_track *track, const struct batch *batch, u64 value,
			   const struct outcome *before, const struct live_snapshot *from,
			   const struct live_snapshot *to)
{
	if (may_be_late(track->lane, batch, value, before, from, to))
		judge_add(&track->tally.counts.unjudged[RACE_AMBIGUOUS], 1);
	else
		backwards(track, batch, value, before);
}

static void judge_sequence(struct live_track *track, const struct batch *batch,
			   const struct outcome *peer, const struct live_snapshot *before,
			   const struct live_snapshot *after)
{
	for (unsigned int i = 0; i < batch->n; i++) {
		struct outcome now = live_outcome(track, batch, batch->values[i]);

		if (batch->fell_back >> i & 1) {
			judge_add(&track->tally.counts.fallbacks, 1);
			continue;
		}
		if (track->last.set && now.value < track->last.value)
			judge_decrease(track, batch, now.value, &track->last, before, after);
		if (peer && now.value < peer->value)
			judge_decrease(track, batch, now.value, peer, before, after);
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

	if (peer && peer->value > last)
		last = peer->value;
	for (unsigned int i = 0; i < batch->n; i++) {
		good &= batch->values[i] >= last;
		last = batch->values[i];
	}
	if (good)
		track->last = live_outcome(track, batch, last);
	return good;
}

void live_order_batch(struct live_track *track, const struct batch *batch,
		      const struct live_snapshot *before, const struct live_snapshot *after,
		      const struct outcome *peer, u64 fine)
{
	const struct live_lane *lane = track->lane;

	judge_add(&track->tally.counts.reads, batch->n);
	if (track->last.low != track->epoch)
		track->last.set = 0;
	if (peer && (!peer->set || peer->low != track->epoch))
		peer = NULL;
	if (peer)
		judge_add(&track->pairs, 1);
	if (!in_order(track, batch, peer))
		judge_sequence(track, batch, peer, before, after);
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

	live_order_begin(track, &batch, VIOLATION_STUCK, 0, &violation);
	live_stand_record(track, &violation);
}

void live_order_update(struct live_track *track, const struct live_snapshot *after, u64 tsc)
{
	const struct live_lane *lane = track->lane;
	struct live_snapshot before = track->shown;
	bool stable = after->flags & LIVE_STABLE;
	s64 jump;

	if (!after->good)
		return;
	track->shown = *after;
	if (after->flags & LIVE_STOPPED)
		judge_add(&track->stopped, 1);
	if (!strcmp(lane->format->name, "pvclock")) {
		track->stable_changed |= track->stable_known && track->stable != stable;
		track->stable = stable;
		track->stable_known = true;
	}
	if (!before.good || !before.valid || !after->valid || before.sequence == after->sequence ||
	    lane->host)
		return;
	jump = (s64)(lane->format->time(after->params, tsc) -
		     lane->format->time(before.params, tsc));
	if (jump < 0)
		jump = -jump;
	if ((u64)jump * lane->format->unit_ns > track->jump)
		judge_add(&track->jump, (u64)jump * lane->format->unit_ns - track->jump);
}
