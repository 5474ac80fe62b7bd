/*
 * never-back: never returns less than any reader has returned before. The machine judges
 * reads together, and where it can't, each by itself.
 */
#include "format.h"

static u64 latest;

static bool read_it(const struct pvclock_page *page, u64 *time)
{
	u64 now, seen;
	u32 version;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb();
		now = page->system_time + pvclock_scale(rdtsc_ordered() - page->tsc_timestamp,
							page->tsc_to_system_mul, page->tsc_shift);
		smp_rmb();
	} while (READ_ONCE(page->version) != version);
	seen = READ_ONCE(latest);
	do {
		if (now <= seen) {
			now = seen;
			break;
		}
	} while (!__atomic_compare_exchange_n(&latest, &seen, now, false, __ATOMIC_SEQ_CST,
					      __ATOMIC_SEQ_CST));
	*time = now;
	return true;
}

DEFINE_GUEST(pvclock, never_back, .read = read_it, .origin = "own");
