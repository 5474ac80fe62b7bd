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
		version = page->version & ~1u;
		smp_mb(); /* the version before the fields; pairs with the host's last wmb */
		system_time = page->system_time;
		timestamp = page->tsc_timestamp;
		mul = page->tsc_to_system_mul;
		shift = page->tsc_shift;
		smp_mb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (page->version != version);
	delta = rdtsc() - timestamp;
	delta = shift < 0 ? delta >> -shift : delta << shift;
	*time = system_time + ((delta * mul) >> 32);
	return true;
}

DEFINE_GUEST(pvclock, pv_deferred, .read = pvclock_get,
	     .origin = "OpenBSD sys/dev/pv/pvclock.c 1.1 to 1.3 (2018)", .ran = "KVM, a vmm");
