/*
 * pv-deferred: consistent fields, but the TSC is read after the loop, unfenced, and the product is
 * kept in 64 bits. OpenBSD's first pvclock.
 */
#include "format.h"

static bool pvclock_get(const struct pvclock_page *page, u64 *time)
{
	u64 timestamp, system_time, delta;
	u32 version, mul;
	s8 shift;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		timestamp = READ_ONCE(page->tsc_timestamp);
		system_time = READ_ONCE(page->system_time);
		mul = READ_ONCE(page->tsc_to_system_mul);
		shift = READ_ONCE(page->tsc_shift);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	delta = rdtsc() - timestamp;
	delta = shift < 0 ? delta >> -shift : delta << shift;
	*time = system_time + ((delta * mul) >> 32);
	return true;
}

DEFINE_GUEST(pvclock, pv_deferred, .read = pvclock_get,
	     .origin = "OpenBSD sys/dev/pv/pvclock.c 1.3", .ran = "KVM, a vmm");
