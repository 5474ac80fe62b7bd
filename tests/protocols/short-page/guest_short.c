/* short: waits for an even count and asks for it again. Right with the host of its name. */
#include "format.h"

static bool read_short_page(const struct short_page_page *page, u64 *time)
{
	u16 count;

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

DEFINE_GUEST(short_page, short_even, .read = read_short_page, .origin = "test");
