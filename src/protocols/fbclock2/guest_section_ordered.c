/*
 * section-ordered: as section-clock-after, with the clock asked in the loop.
 */
#include "format.h"

static bool load(const struct fbclock2_page *page, u64 *time)
{
	struct fbclock2_params anchor;
	u64 seq, now;

	do {
		seq = READ_ONCE(page->seq);
		if (!seq)
			return false;
		smp_mb(); /* the sequence before the section; pairs with the host's last barrier */
		anchor.phc_time_ns = READ_ONCE(page->phc_time_ns);
		anchor.sysclock_time_ns = READ_ONCE(page->sysclock_time_ns);
		anchor.coef_ppb = READ_ONCE(page->coef_ppb);
		now = rdtsc_ordered();
		smp_mb(); /* the section before the recheck; pairs with the host's first barrier */
	} while ((seq & 1) || READ_ONCE(page->seq) != seq);
	*time = fbclock2_at(now, &anchor);
	return true;
}

DEFINE_GUEST(fbclock2, section_ordered, .read = load,
	     .origin = "section-clock-after, with its clock in the loop");
