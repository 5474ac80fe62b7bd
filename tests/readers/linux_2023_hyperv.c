/*
 * Linux since 6.5, include/clocksource/hyperv_timer.h: whether there is a time is a value of its own.
 */
#include <linux/clocksource.h>
#include <linux/math64.h>
#include <hyperv/hvhdk.h>

static __always_inline bool hv_read_tsc_page_tsc(const struct ms_hyperv_tsc_page *page, u64 *ticks,
						 u64 *time)
{
	u64 scale, offset;
	u32 before;

	do {
		before = READ_ONCE(page->tsc_sequence);
		if (!before)
			return false;
		smp_rmb(); /* the sequence, then the fields */
		scale = READ_ONCE(page->tsc_scale);
		offset = READ_ONCE(page->tsc_offset);
		*ticks = hv_get_raw_timer();
		smp_rmb(); /* the fields, then the sequence */
	} while (before != READ_ONCE(page->tsc_sequence));

	*time = mul_u64_u64_shr(*ticks, scale, 64) + offset;
	return true;
}
