/*
 * section-clock-after: the same even sequence in front of the section and behind it, and then the clock: by then the next
 * section may be there.
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
		smp_mb(); /* the section before the recheck; pairs with the host's first barrier */
	} while ((seq & 1) || READ_ONCE(page->seq) != seq);
	now = rdtsc_ordered();
	*time = fbclock2_at(now, &anchor);
	return true;
}

DEFINE_GUEST(fbclock2, section_clock_after, .read = load,
	     .origin = "facebook/time, fbclock/fbclock.c, fbclock_gettime_tz_v2() (09b3e31d)",
	     .ran = "fbclock");
