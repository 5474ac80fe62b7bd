/* Has a page type of its own, with a field missing: the layout is not the format's. */
#include "format.h"

struct my_info {
	u32 version;
	u64 stamp; /* no padding word before it if packed */
	u64 ns;
	u32 mul;
	s8 shift;
} __attribute__((packed));

static bool read_it(const struct my_info *page, u64 *time)
{
	u32 version;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb();
		*time = page->ns +
			pvclock_scale(rdtsc_ordered() - page->stamp, page->mul, page->shift);
		smp_rmb();
	} while (READ_ONCE(page->version) != version);
	return true;
}

DEFINE_GUEST(pvclock, other_page, .read = read_it, .origin = "own");
