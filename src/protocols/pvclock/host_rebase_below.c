/*
 * rebase-below: the host goes on from a clock that is coarser than the TSC: what it pairs with the TSC of now is the time of its last
 * tick, which is below what readers have seen.
 */
#include "format.h"

#define TICK 1024 /* ns */

static u64 clock_at(const struct pvclock_params *next, u64 tsc)
{
	if (tsc < next->tsc_timestamp)
		return next->system_time - pvclock_scale(next->tsc_timestamp - tsc,
							 next->tsc_to_system_mul, next->tsc_shift);
	return next->system_time +
	       pvclock_scale(tsc - next->tsc_timestamp, next->tsc_to_system_mul, next->tsc_shift);
}

static void publish(struct pvclock_page *page, const struct pvclock_params *next)
{
	u32 version = (READ_ONCE(page->version) + 1) | 1;
	u64 tsc = rdtsc_ordered(), now = clock_at(next, tsc);

	WRITE_ONCE(page->version, version);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->tsc_timestamp, tsc);
	WRITE_ONCE(page->system_time, now - now % TICK);
	WRITE_ONCE(page->tsc_to_system_mul, next->tsc_to_system_mul);
	WRITE_ONCE(page->tsc_shift, next->tsc_shift);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->version, version + 1);
}

DEFINE_HOST(pvclock, rebase_below, .publish = publish, .legal_start = even, .own_params = true,
	    .origin = "KVM arch/x86/kvm/x86.c before 1d5f066e0b63 (2010)", .ran = "KVM");
