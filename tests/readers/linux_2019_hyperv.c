/*
 * Linux 5.3 to 6.4, include/clocksource/hyperv_timer.h: hands the raw counter out as well.
 */
#ifndef __CLKSOURCE_HYPERV_TIMER_H
#define __CLKSOURCE_HYPERV_TIMER_H

#include <linux/clocksource.h>
#include <linux/math64.h>
#include <asm/mshyperv.h>

extern void hv_init_clocksource(void);
extern struct ms_hyperv_tsc_page *hv_get_tsc_page(void);

static inline notrace u64 hv_read_tsc_page_tsc(const struct ms_hyperv_tsc_page *page, u64 *ticks)
{
	u64 scale, offset;
	u32 before;

	do {
		before = READ_ONCE(page->tsc_sequence);
		if (!before)
			return U64_MAX;
		smp_rmb(); /* the sequence, then the fields */
		scale = READ_ONCE(page->tsc_scale);
		offset = READ_ONCE(page->tsc_offset);
		*ticks = hv_get_raw_timer();
		smp_rmb(); /* the fields, then the sequence */
	} while (before != READ_ONCE(page->tsc_sequence));

	return mul_u64_u64_shr(*ticks, scale, 64) + offset;
}
#endif
