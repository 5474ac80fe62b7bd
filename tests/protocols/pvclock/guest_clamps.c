/*
 * Guests that keep the last time that anybody read, and never return less: in the ways that kernels do, and wrong
 * ones that differ from those in a line each.
 */
#include "format.h"

static __always_inline u64 get(const struct pvclock_page *page)
{
	u32 version;
	u64 now;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		now = page->system_time + pvclock_scale(rdtsc_ordered() - page->tsc_timestamp,
							page->tsc_to_system_mul, page->tsc_shift);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	return now;
}

static u64 swapped, exchanged, stored, early;
static u32 narrow, narrow_signed;
static s64 as_signed;

/* Linux, until 2023: the new value, or the last one if that is more. */
static bool swaps(const struct pvclock_page *page, u64 *time)
{
	u64 now = get(page), last = READ_ONCE(swapped);

	do {
		if (now < last) {
			*time = last;
			return true;
		}
	} while (!__atomic_compare_exchange_n(&swapped, &last, now, false, __ATOMIC_SEQ_CST,
					      __ATOMIC_SEQ_CST));
	*time = now;
	return true;
}

/* The old value comes back, and if it is another one, again; a relaxed operation is locked all the same. */
static bool swaps_relaxed(const struct pvclock_page *page, u64 *time)
{
	u64 now = get(page), last;

	do {
		last = READ_ONCE(exchanged);
		if (now < last)
			now = last;
	} while (!__atomic_compare_exchange_n(&exchanged, &last, now, false, __ATOMIC_RELAXED,
					      __ATOMIC_RELAXED));
	*time = now;
	return true;
}

/* Wrong: between the look and the store somebody else may store more. */
static bool stores(const struct pvclock_page *page, u64 *time)
{
	u64 now = get(page), last = READ_ONCE(stored);

	if (now < last)
		now = last;
	else
		WRITE_ONCE(stored, now);
	*time = now;
	return true;
}

/* Wrong: what was the last time before the page is looked at says nothing of what came meanwhile. */
static bool looks_early(const struct pvclock_page *page, u64 *time)
{
	u64 last = READ_ONCE(early), now = get(page);

	if (now < last)
		now = last;
	__atomic_store_n(&early, now, __ATOMIC_SEQ_CST);
	*time = now;
	return true;
}

/* Wrong: 32 bits of it, which wrap. */
static bool keeps_half(const struct pvclock_page *page, u64 *time)
{
	u64 now = get(page);
	u32 last = READ_ONCE(narrow);

	do {
		if ((u32)now < last) {
			*time = (now >> 32 << 32) | last;
			return true;
		}
	} while (!__atomic_compare_exchange_n(&narrow, &last, (u32)now, false, __ATOMIC_SEQ_CST,
					      __ATOMIC_SEQ_CST));
	*time = now;
	return true;
}

/* Right: the difference of 32 bits has a sign, and the upper half is that of the time at hand. */
static bool keeps_half_right(const struct pvclock_page *page, u64 *time)
{
	u64 now = get(page);
	u32 last = READ_ONCE(narrow_signed);

	do {
		if (last && (s32)(last - (u32)now) > 0) {
			*time = now + (last - (u32)now);
			return true;
		}
	} while (!__atomic_compare_exchange_n(&narrow_signed, &last, (u32)now, false,
					      __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	*time = now;
	return true;
}

/* Wrong: with a sign, times from 2^63 on are less than all others. */
static bool has_sign(const struct pvclock_page *page, u64 *time)
{
	s64 now = (s64)get(page), last = READ_ONCE(as_signed);

	do {
		if (now < last) {
			*time = (u64)last;
			return true;
		}
	} while (!__atomic_compare_exchange_n(&as_signed, &last, now, false, __ATOMIC_SEQ_CST,
					      __ATOMIC_SEQ_CST));
	*time = (u64)now;
	return true;
}

DEFINE_GUEST(pvclock, clamp_swaps, .read = swaps, .origin = "tests");
DEFINE_GUEST(pvclock, clamp_relaxed, .read = swaps_relaxed, .origin = "tests");
DEFINE_GUEST(pvclock, clamp_stores, .read = stores, .origin = "tests");
DEFINE_GUEST(pvclock, clamp_early, .read = looks_early, .origin = "tests");
DEFINE_GUEST(pvclock, clamp_half, .read = keeps_half, .origin = "tests");
DEFINE_GUEST(pvclock, clamp_half_right, .read = keeps_half_right, .origin = "tests");
DEFINE_GUEST(pvclock, clamp_sign, .read = has_sign, .origin = "tests");
