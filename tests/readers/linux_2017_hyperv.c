/*
 * Linux 4.12 to 4.17, arch/x86/include/asm/mshyperv.h: the reader of clocksource and vDSO, as it came
 * out of the thread of February 2017. No time is U64_MAX.
 */
#include <linux/types.h>
#include <linux/atomic.h>
#include <asm/hyperv.h>

#ifdef CONFIG_HYPERV_TSCPAGE
static inline u64 hv_read_tsc_page(const struct ms_hyperv_tsc_page *page)
{
	u64 scale, offset, ticks;
	u32 before;

	do {
		before = READ_ONCE(page->tsc_sequence);
		if (!before)
			return U64_MAX;
		smp_rmb(); /* the sequence, then the fields */
		scale = READ_ONCE(page->tsc_scale);
		offset = READ_ONCE(page->tsc_offset);
		ticks = rdtsc_ordered();
		smp_rmb(); /* the fields, then the sequence */
	} while (before != READ_ONCE(page->tsc_sequence));

	return mul_u64_u64_shr(ticks, scale, 64) + offset;
}
#endif
