/*
 * Linux on arm64: the same reader over the architecture's counter, which an ISB holds behind what is
 * before it, and a dependency made up for the purpose before what follows.
 */
#include <linux/types.h>
#include <asm/arch_timer.h>
#include <asm/barrier.h>

static inline u64 raw_counter(void)
{
	u64 ticks;

	isb();
	ticks = read_sysreg(cntvct_el0);
	arch_counter_enforce_ordering(ticks);
	return ticks;
}

static inline notrace u64 hv_read_tsc_page_tsc(const struct ms_hyperv_tsc_page *page, u64 *ticks)
{
	u64 scale, offset;
	u32 before;

	do {
		before = READ_ONCE(page->tsc_sequence);
		if (!before)
			return U64_MAX;
		dmb(ishld); /* the sequence, then the fields */
		scale = READ_ONCE(page->tsc_scale);
		offset = READ_ONCE(page->tsc_offset);
		*ticks = raw_counter();
		dmb(ishld); /* the fields, then the sequence */
	} while (before != READ_ONCE(page->tsc_sequence));

	return mul_u64_u64_shr(*ticks, scale, 64) + offset;
}
