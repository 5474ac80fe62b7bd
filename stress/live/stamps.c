/*
 * Order by TSC stamps: a batch that began, by the TSC of its CPU, after one of another CPU had
 * ended must not give less. The stamps count only as far as the skew of the two CPUs was bounded:
 * a batch began later if its stamp is beyond the other's by more than the other TSC can be behind.
 *
 * A thread's values are held against each other one by one, so the last value of a batch stands
 * for all before it and the first one for all after it.
 */
#include "stress/live/track.h"

static void out_of_order(struct live_track *track, const struct batch *batch, u64 value,
			 const struct live_mark *mark, unsigned int reader)
{
	struct race_violation violation;

	memset(&violation, 0, sizeof(violation));
	violation.kind = VIOLATION_BACKWARDS;
	violation.by_stamps = true;
	violation.value = value;
	violation.s = batch->stamps[0];
	violation.e = batch->stamps[1];
	violation.reader = track->reader;
	violation.cpu = batch->cpu;
	violation.before = mark->value;
	violation.before_s = mark->end;
	violation.before_e = mark->end;
	violation.before_reader = reader;
	live_stand_record(track, &violation);
}

/* The first value that the batch gave; false if there is none. */
static bool first_value(const struct batch *batch, u64 *value)
{
	unsigned int first = batch->fell_back == U64_MAX
				     ? RACE_BATCH
				     : (unsigned int)__builtin_ctzll(~batch->fell_back);

	if (first >= batch->n)
		return false;
	*value = batch->values[first];
	return true;
}

/* If not, the machine was moved in the middle of the burst, and its TSC is another one since. */
static bool ascending(const struct batch *batches, unsigned int n)
{
	u64 last = 0;
	bool good = true;

	for (unsigned int b = 0; b < n; b++) {
		if (batches[b].cpu == RACE_MOVED)
			continue;
		good &= batches[b].stamps[0] >= last &&
			batches[b].stamps[1] >= batches[b].stamps[0];
		last = batches[b].stamps[1];
	}
	return good;
}

void live_stamps_judge(struct live_track *track, const struct batch *batches, unsigned int n,
		       const struct live_ring *ring, unsigned int reader, u64 ahead)
{
	struct live_mark marks[LIVE_RING / 2];
	unsigned int last, count;
	u64 value;

	if (!ascending(batches, n))
		return;
	count = last = live_ring_copy(ring, batches[0].stamps[0] - ahead, marks);
	for (unsigned int b = 0; b < n; b++) {
		const struct batch *batch = &batches[b];

		if (batch->cpu == RACE_MOVED)
			continue;
		while (last && marks[last - 1].end + ahead < batch->stamps[0])
			last--;
		if (last == count || marks[last].epoch != track->epoch ||
		    !first_value(batch, &value))
			continue;
		judge_add(&track->ordered, 1);
		if (batch->stamps[0] - marks[last].end < track->closest || !track->closest)
			track->closest = batch->stamps[0] - marks[last].end;
		if (value < marks[last].value)
			out_of_order(track, batch, value, &marks[last], reader);
	}
}
