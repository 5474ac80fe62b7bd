/*
 * Guests that copy the whole page, themselves or by a helper. With pvclock-odd-even both are right,
 * and nothing is carried over, though the copy is declared outside of the loop.
 */
#include "format.h"

static u64 time_of(const struct pvclock_page *copy, u64 tsc)
{
	return copy->system_time +
	       pvclock_scale(tsc - copy->tsc_timestamp, copy->tsc_to_system_mul, copy->tsc_shift);
}

static bool struct_read(const struct pvclock_page *page, u64 *time)
{
	struct pvclock_page copy;
	u32 version;
	u64 tsc;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the copy; pairs with the host's last wmb */
		copy = *page;
		tsc = rdtsc_ordered();
		smp_rmb(); /* the copy before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	*time = time_of(&copy, tsc);
	return true;
}

static noinline void take_copy(const struct pvclock_page *page, struct pvclock_page *copy)
{
	*copy = *page;
}

static bool helper_read(const struct pvclock_page *page, u64 *time)
{
	struct pvclock_page copy;
	u32 version;
	u64 tsc;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the copy; pairs with the host's last wmb */
		take_copy(page, &copy);
		tsc = rdtsc_ordered();
		smp_rmb(); /* the copy before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	*time = time_of(&copy, tsc);
	return true;
}

DEFINE_GUEST(pvclock, pv_copies_struct, .read = struct_read, .origin = "tests");
DEFINE_GUEST(pvclock, pv_copies_helper, .read = helper_read, .origin = "tests");
