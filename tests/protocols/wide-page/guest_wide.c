/* wide: waits for an even count and asks for it again. Right with the host of its name. */
#include "format.h"

static bool read_wide_page(const struct wide_page_page *page, u64 *time)
{
	u64 count;

	do {
		while ((count = READ_ONCE(page->count)) & 1)
			cpu_relax();
		smp_rmb(); /* the count before the fields; pairs with the host's last wmb */
		*time = page->us +
			mul_u64_u32_shr(rdtsc_ordered() - page->base, page->per_tick, 32);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->count) != count);
	return true;
}

DEFINE_GUEST(wide_page, wide_even, .read = read_wide_page, .origin = "test");
