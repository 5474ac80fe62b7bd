/*
 * Guests with the TSC between fences of different kinds. With odd-even all but the last two are right in sc and x86, and in
 * weak but for fences-acquire, whose recheck may be made before the TSC is sampled.
 */
#include "format.h"

#define READER(name, before, tsc_read, after)                                                      \
	static bool name(const struct hyperv_tsc_page *page, u64 *time)                            \
	{                                                                                          \
		u32 sequence;                                                                      \
		u64 scale, tsc;                                                                    \
		s64 offset;                                                                        \
                                                                                                   \
		do {                                                                               \
			while ((sequence = READ_ONCE(page->sequence)) & 1)                         \
				cpu_relax();                                                       \
			if (!sequence)                                                             \
				return false;                                                      \
			before;                                                                    \
			scale = READ_ONCE(page->scale);                                            \
			offset = READ_ONCE(page->offset);                                          \
			tsc = tsc_read;                                                            \
			after;                                                                     \
		} while (READ_ONCE(page->sequence) != sequence);                                   \
		*time = hyperv_tsc_time(tsc, scale, offset);                                       \
		return true;                                                                       \
	}

#define LFENCE() __asm__ volatile("lfence" ::: "memory")

READER(mb_read, smp_mb(), rdtsc(), smp_mb())
READER(lfence_read, LFENCE(), rdtsc(), LFENCE())
READER(no_last_read, smp_rmb(), rdtsc_ordered(), (void)0)

/* Every load that counts acquires; the recheck is behind the TSC by a fence, or by none at all. */
static __always_inline bool acquire_by(const struct hyperv_tsc_page *page, u64 *time, bool fenced)
{
	u32 sequence;
	u64 scale, tsc;
	s64 offset;

	do {
		while ((sequence = smp_load_acquire(&page->sequence)) & 1)
			cpu_relax();
		if (!sequence)
			return false;
		scale = smp_load_acquire(&page->scale);
		offset = smp_load_acquire(&page->offset);
		tsc = rdtsc_ordered();
		if (fenced)
			smp_rmb(); /* the TSC before the recheck */
	} while (READ_ONCE(page->sequence) != sequence);
	*time = hyperv_tsc_time(tsc, scale, offset);
	return true;
}

static bool acquire_read(const struct hyperv_tsc_page *page, u64 *time)
{
	return acquire_by(page, time, false);
}

static bool acquire_fenced_read(const struct hyperv_tsc_page *page, u64 *time)
{
	return acquire_by(page, time, true);
}

/* Compares the fields instead of the sequence: a page at rest in mid-update is equal, too. */
static bool compare_read(const struct hyperv_tsc_page *page, u64 *time)
{
	struct hyperv_tsc_page copy;
	u64 tsc;

	do {
		copy.scale = READ_ONCE(page->scale);
		copy.offset = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb(); /* the fields before they are compared */
	} while (memcmp(&page->scale, &copy.scale, 16));
	*time = hyperv_tsc_time(tsc, copy.scale, copy.offset);
	return true;
}

DEFINE_GUEST(hyperv_tsc, fences_mb, .read = mb_read, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, fences_lfence, .read = lfence_read, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, fences_acquire, .read = acquire_read, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, fences_acquire_fenced, .read = acquire_fenced_read, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, fences_no_last, .read = no_last_read, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, fences_compare, .read = compare_read, .origin = "tests");
