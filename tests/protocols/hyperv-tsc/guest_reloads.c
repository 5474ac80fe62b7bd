/*
 * hv-spin-even with a field loaded once more. What is thrown away makes no result, so it tears none;
 * and it does not stand in for the load whose value was used.
 */
#include "format.h"

#define GUEST(id, LAST, SCALE)                                                                     \
	static bool read_##id(const struct hyperv_tsc_page *page, u64 *time)                       \
	{                                                                                          \
		u32 sequence;                                                                      \
		u64 scale, other = 0, tsc;                                                         \
		s64 offset;                                                                        \
                                                                                                   \
		(void)other;                                                                       \
		do {                                                                               \
			while ((sequence = READ_ONCE(page->sequence)) & 1)                         \
				cpu_relax();                                                       \
			if (!sequence)                                                             \
				return false;                                                      \
			smp_rmb();                                                                 \
			scale = READ_ONCE(page->scale);                                            \
			offset = READ_ONCE(page->offset);                                          \
			tsc = rdtsc_ordered();                                                     \
			smp_rmb();                                                                 \
		} while (READ_ONCE(page->sequence) != sequence);                                   \
		(void)scale;                                                                       \
		LAST;                                                                              \
		*time = hyperv_tsc_time(tsc, SCALE, offset);                                       \
		return true;                                                                       \
	}                                                                                          \
	DEFINE_GUEST(hyperv_tsc, id, .read = read_##id, .origin = "a test")

GUEST(reload_thrown_away, (void)READ_ONCE(page->scale), scale);
GUEST(reload_atomic_thrown_away, (void)__atomic_load_n(&page->scale, __ATOMIC_RELAXED), scale);
GUEST(reload_computed_away, other = READ_ONCE(page->scale) * 3 + 1, scale);
GUEST(reload_used, other = READ_ONCE(page->scale), other);

/* Of the loads of scale the one ahead of the sequence is used, and torn; the other hides it not. */
static bool read_reload_hides(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence;
	u64 scale, tsc;
	s64 offset;

	do {
		scale = READ_ONCE(page->scale);
		sequence = READ_ONCE(page->sequence);
		if (!sequence)
			return false;
		smp_rmb();
		(void)READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb();
	} while (READ_ONCE(page->sequence) != sequence || (sequence & 1));
	*time = hyperv_tsc_time(tsc, scale, offset);
	return true;
}

DEFINE_GUEST(hyperv_tsc, reload_hides, .read = read_reload_hides, .origin = "a test");
