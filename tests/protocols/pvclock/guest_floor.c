/* A floor over the times of a page whose values are computed of many loads: it makes none of them steer. */
#include "format.h"

static u64 latest;

static bool read_it(const struct pvclock_page *page, u64 *time)
{
	u64 now, last;
	u32 version;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		now = page->system_time + pvclock_scale(rdtsc_ordered() - page->tsc_timestamp,
							page->tsc_to_system_mul, page->tsc_shift);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	do {
		smp_rmb();
		last = READ_ONCE(latest);
		if (now < last)
			now = last;
	} while (!__sync_bool_compare_and_swap(&latest, last, now));
	*time = now;
	return true;
}

/* The same without. */
static bool read_no_floor(const struct pvclock_page *page, u64 *time)
{
	u32 version;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		*time = page->system_time + pvclock_scale(rdtsc_ordered() - page->tsc_timestamp,
							  page->tsc_to_system_mul, page->tsc_shift);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	return true;
}

DEFINE_GUEST(pvclock, pv_floor, .read = read_it, .origin = "tests");
DEFINE_GUEST(pvclock, pv_no_floor, .read = read_no_floor, .origin = "tests");
