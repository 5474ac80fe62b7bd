/* pv-ordered, but with one flag set on the page it takes what it has read without another look. */
#include "format.h"

#define GUEST_STOPPED 2

static bool pv_trusts_flag(const struct pvclock_page *page, u64 *time)
{
	u32 version;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the fields: the host's last wmb */
		*time = page->system_time + pvclock_scale(rdtsc_ordered() - page->tsc_timestamp,
							  page->tsc_to_system_mul, page->tsc_shift);
		if (READ_ONCE(page->flags) & GUEST_STOPPED)
			break;
		smp_rmb(); /* the fields before the recheck: the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	return true;
}

DEFINE_GUEST(pvclock, pv_trusts_flag, .read = pv_trusts_flag, .origin = "tests");
