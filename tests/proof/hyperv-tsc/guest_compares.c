/*
 * Guests that look at the sequence in another way than as a whole: at a few of its bits, which come round;
 * by an order, which ends where it wraps; at numbers that only a read that spans seven updates sees.
 */
#include "format.h"

#define GUEST(id, READY, UNCHANGED)                                                                \
	static bool id(const struct hyperv_tsc_page *page, u64 *time)                              \
	{                                                                                          \
		u32 first, second;                                                                 \
		u64 scale, tsc;                                                                    \
		s64 offset;                                                                        \
                                                                                                   \
		do {                                                                               \
			first = READ_ONCE(page->sequence);                                         \
			smp_rmb(); /* the sequence before the fields: the host's last wmb */       \
			scale = READ_ONCE(page->scale);                                            \
			offset = READ_ONCE(page->offset);                                          \
			tsc = rdtsc_ordered();                                                     \
			smp_rmb(); /* the fields before the recheck: the host's first wmb */       \
			second = READ_ONCE(page->sequence);                                        \
		} while (!(READY) || !(UNCHANGED));                                                \
		*time = hyperv_tsc_time(tsc, scale, offset);                                       \
		return true;                                                                       \
	}                                                                                          \
	DEFINE_GUEST(hyperv_tsc, id, .read = id, .origin = "tests")

GUEST(mask_4, !(first & 1), (first & 0xf) == (second & 0xf));
GUEST(mask_5, !(first & 1), (first & 0x1f) == (second & 0x1f));
GUEST(mask_6, !(first & 1), (first & 0x3f) == (second & 0x3f));
GUEST(mask_none, !(first & 1), first == second);
GUEST(not_later, !(first & 1), second <= first);
GUEST(two_then_one, (first & 7) == 2, (second & 7) == 1);
GUEST(two_then_same, (first & 7) == 2, first == second);

/*
 * The TSC before the fields. With no barrier behind the first load that and the TSC may come after the fields:
 * in weak tsc_first_loose takes an old clock at a moment long after it.
 */
static __always_inline bool tsc_first_by(const struct hyperv_tsc_page *page, u64 *time,
					 bool ordered)
{
	u32 sequence;
	u64 scale, tsc;
	s64 offset;

	do {
		sequence = READ_ONCE(page->sequence);
		if (ordered)
			smp_rmb(); /* the sequence before the fields: the host's last wmb */
		tsc = rdtsc_ordered();
		scale = READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		smp_rmb(); /* the fields before the recheck: the host's first wmb */
	} while ((sequence & 1) || READ_ONCE(page->sequence) != sequence);
	*time = hyperv_tsc_time(tsc, scale, offset);
	return true;
}

static bool tsc_first(const struct hyperv_tsc_page *page, u64 *time)
{
	return tsc_first_by(page, time, true);
}

static bool tsc_first_loose(const struct hyperv_tsc_page *page, u64 *time)
{
	return tsc_first_by(page, time, false);
}

DEFINE_GUEST(hyperv_tsc, tsc_first, .read = tsc_first, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, tsc_first_loose, .read = tsc_first_loose, .origin = "tests");
