/* A ring of values, all of them atomic: what is overwritten is so old that nobody keeps it any more. */
#include "stress/judge/unjudged.h"

void unjudged_begin(struct unjudged *unjudged, u64 tsc)
{
	atomic_store(&unjudged->since, tsc); /* before the reads' first load */
}

void unjudged_note(struct unjudged *unjudged, const u64 *values, unsigned int n)
{
	u64 at = atomic_load_explicit(&unjudged->n, memory_order_relaxed);

	for (unsigned int i = 0; i < n; i++)
		atomic_store_explicit(&unjudged->values[(at + i) % UNJUDGED_KEPT], values[i],
				      memory_order_relaxed);
	atomic_store_explicit(&unjudged->n, at + n, memory_order_release);
}

u64 unjudged_since(const struct unjudged *unjudged)
{
	return atomic_load_explicit(&unjudged->since, memory_order_acquire);
}

bool unjudged_has(const struct unjudged *unjudged, u64 value)
{
	u64 n = atomic_load_explicit(&unjudged->n, memory_order_acquire);

	for (u64 i = 0; i < n && i < UNJUDGED_KEPT; i++)
		if (atomic_load_explicit(&unjudged->values[i], memory_order_relaxed) == value)
			return true;
	return false;
}
