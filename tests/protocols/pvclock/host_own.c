/*
 * Hosts that compute their own parameters, each update from what the engine's clock says when they
 * look: own_exact is right; own_leap is an hour ahead from the first update on; own_half runs at half
 * the rate; own_cut loses the bits of a rate of a unit per tick and more; own_rebase goes on from what
 * the page says, which is right unless the TSC jumps.
 */
#include "format.h"

#define HOUR 3600000000000ull

static u64 clock_at(const struct pvclock_params *next, u64 tsc)
{
	if (tsc < next->tsc_timestamp)
		return next->system_time - pvclock_scale(next->tsc_timestamp - tsc,
							 next->tsc_to_system_mul, next->tsc_shift);
	return next->system_time +
	       pvclock_scale(tsc - next->tsc_timestamp, next->tsc_to_system_mul, next->tsc_shift);
}

static __always_inline void store(struct pvclock_page *page, u64 tsc, u64 time, u32 mul, s8 shift)
{
	u32 version = READ_ONCE(page->version);

	WRITE_ONCE(page->version, version + 1);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->tsc_timestamp, tsc);
	WRITE_ONCE(page->system_time, time);
	WRITE_ONCE(page->tsc_to_system_mul, mul);
	WRITE_ONCE(page->tsc_shift, shift);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->version, version + 2);
}

static void exact(struct pvclock_page *page, const struct pvclock_params *next)
{
	u64 tsc = rdtsc_ordered();

	store(page, tsc, clock_at(next, tsc), next->tsc_to_system_mul, next->tsc_shift);
}

static void leap(struct pvclock_page *page, const struct pvclock_params *next)
{
	u64 tsc = rdtsc_ordered();

	store(page, tsc, clock_at(next, tsc) + HOUR, next->tsc_to_system_mul, next->tsc_shift);
}

static void half(struct pvclock_page *page, const struct pvclock_params *next)
{
	u64 tsc = rdtsc_ordered();

	store(page, tsc, clock_at(next, tsc), next->tsc_to_system_mul / 2, next->tsc_shift);
}

static void cut(struct pvclock_page *page, const struct pvclock_params *next)
{
	u64 mul = next->tsc_to_system_mul;

	mul = next->tsc_shift < 0 ? mul >> -next->tsc_shift : mul << next->tsc_shift;
	store(page, next->tsc_timestamp, next->system_time, (u32)mul, 0);
}

static void rebase(struct pvclock_page *page, const struct pvclock_params *next)
{
	u64 tsc = rdtsc_ordered();
	u64 time = page->system_time + pvclock_scale(tsc - page->tsc_timestamp,
						     page->tsc_to_system_mul, page->tsc_shift);

	store(page, tsc, time, next->tsc_to_system_mul, next->tsc_shift);
}

DEFINE_HOST(pvclock, own_exact, .publish = exact, .legal_start = even, .own_params = true);
DEFINE_HOST(pvclock, own_leap, .publish = leap, .legal_start = even, .own_params = true);
DEFINE_HOST(pvclock, own_half, .publish = half, .legal_start = even, .own_params = true);
DEFINE_HOST(pvclock, own_cut, .publish = cut, .legal_start = even, .own_params = true);
DEFINE_HOST(pvclock, own_rebase, .publish = rebase, .legal_start = even, .own_params = true);
