/*
 * Order by TSC stamps: a batch that began, by the TSC of its CPU, after one of another CPU had
 * ended must not give less. The stamps count only as far as the skew of the two CPUs was bounded:
 * a batch began later if its stamp is beyond the other's by more than the other TSC can be behind.
 *
 * A thread's values are held against each other one by one, so the last value of a batch stands
 * for all before it and the first one for all after it.
 *
 * Of a ring a mark is copied first and asked for afterwards: if the head has not come round to it
 * yet, the copy is whole.
 */
#include "stress/live/track.h"

void live_ring_add(struct live_ring *ring, const struct live_mark *mark)
{
	u64 head = atomic_load_explicit(&ring->head, memory_order_relaxed);
	__typeof__(&ring->marks[0]) slot = &ring->marks[head % LIVE_RING];

	/* who sees this mark sees this head or a later */
	atomic_thread_fence(memory_order_release);
	atomic_store_explicit(&slot->end, mark->end, memory_order_relaxed);
	atomic_store_explicit(&slot->value, mark->value, memory_order_relaxed);
	atomic_store_explicit(&slot->epoch, mark->epoch, memory_order_relaxed);
	atomic_store_explicit(&ring->head, head + 1, memory_order_release);
}

unsigned int live_ring_copy(const struct live_ring *ring, u64 since,
			    struct live_mark marks[LIVE_RING / 2])
{
	u64 head = atomic_load_explicit(&ring->head, memory_order_acquire), now;
	unsigned int n = 0;

	while (n < LIVE_RING / 2 && n < head) {
		const __typeof__(ring->marks[0]) *slot = &ring->marks[(head - n - 1) % LIVE_RING];

		marks[n].end = atomic_load_explicit(&slot->end, memory_order_relaxed);
		marks[n].value = atomic_load_explicit(&slot->value, memory_order_relaxed);
		marks[n].epoch = atomic_load_explicit(&slot->epoch, memory_order_relaxed);
		if (marks[n++].end < since)
			break;
	}
	atomic_thread_fence(memory_order_acquire); /* pairs with the writer's release fence */
	now = atomic_load_explicit(&ring->head, memory_order_relaxed);
	while (n && head - n + LIVE_RING <= now) /* the oldest may have been written over */
		n--;
	return n;
}

static void out_of_order(struct live_track *track, const struct batch *batch, u64 value,
			 const struct live_mark *mark, unsigned int reader)
{
	struct race_violation violation;

	live_order_begin(track, batch, VIOLATION_BACKWARDS, value, &violation);
	violation.by_stamps = true;
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
