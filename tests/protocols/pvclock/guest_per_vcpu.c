/*
 * Keep what they need for a moment in static memory: each vCPU in its own, which nobody else touches; all in one, where
 * others put theirs meanwhile. And a last time that is each vCPU's own, so that others may return less.
 */
#include "format.h"

static DEFINE_PER_VCPU(u64, own_base);
static DEFINE_PER_VCPU(u64, own_last);
static u64 one_base;

static __always_inline u64 get(const struct pvclock_page *page, u64 *base)
{
	u32 version;
	u64 delta;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		*base = page->system_time;
		delta = pvclock_scale(rdtsc_ordered() - page->tsc_timestamp,
				      page->tsc_to_system_mul, page->tsc_shift);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	return delta;
}

static __always_inline bool keeps(const struct pvclock_page *page, u64 *time, u64 *scratch)
{
	u64 base, delta = get(page, &base);

	WRITE_ONCE(*scratch, base);
	smp_mb(); /* stored, then loaded, wherever that is */
	*time = READ_ONCE(*scratch) + delta;
	return true;
}

static bool own_scratch(const struct pvclock_page *page, u64 *time)
{
	return keeps(page, time, &own_base);
}

static bool one_scratch(const struct pvclock_page *page, u64 *time)
{
	return keeps(page, time, &one_base);
}

static bool own_clamp(const struct pvclock_page *page, u64 *time)
{
	u64 base, now = get(page, &base), last = READ_ONCE(own_last);

	now += base;
	if (now < last)
		now = last;
	WRITE_ONCE(own_last, now);
	*time = now;
	return true;
}

DEFINE_GUEST(pvclock, per_vcpu_scratch, .read = own_scratch, .origin = "tests");
DEFINE_GUEST(pvclock, one_scratch, .read = one_scratch, .origin = "tests");
DEFINE_GUEST(pvclock, per_vcpu_clamp, .read = own_clamp, .origin = "tests");
