/* tock: waits for an even count and asks for it again. Right with tick. */
#include "format.h"

static bool read_tick_page(const struct tick_page_page *page, u64 *time)
{
	u32 count;

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

DEFINE_GUEST(tick_page, tock, .read = read_tick_page, .origin = "example of docs/protocols.md");
