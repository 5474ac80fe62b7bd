/* A mark is copied first and asked for afterwards: if the head has not come round to it yet, the copy is whole. */
#include "stress/live/share.h"

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
