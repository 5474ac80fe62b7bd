/* hv-spin-even with plain loads of the fields and its order left to acquires and assembly. */
#include "format.h"

#define GUEST(id, FIRST, SECOND)                                                                   \
	static bool read_##id(const struct hyperv_tsc_page *page, u64 *time)                       \
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
			FIRST;                                                                     \
			scale = page->scale;                                                       \
			offset = page->offset;                                                     \
			tsc = rdtsc_ordered();                                                     \
			SECOND;                                                                    \
		} while (READ_ONCE(page->sequence) != sequence);                                   \
		*time = hyperv_tsc_time(tsc, scale, offset);                                       \
		return true;                                                                       \
	}                                                                                          \
	DEFINE_GUEST(hyperv_tsc, id, .read = read_##id, .origin = "a test")

GUEST(lfence_loose, __asm__ volatile("lfence"), __asm__ volatile("lfence"));
GUEST(lfence_loose_first, __asm__ volatile("lfence"), smp_rmb());
GUEST(lfence_loose_second, smp_rmb(), __asm__ volatile("lfence"));
GUEST(lfence_clobbers,
      __asm__ volatile("lfence" ::
			       : "memory"),
      __asm__ volatile("lfence" ::
			       : "memory"));
