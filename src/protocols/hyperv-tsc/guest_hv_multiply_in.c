/*
 * hv-multiply-in: the product is made inside the loop, the fence in front of RDTSC is the only one, and what stands around the fields
 * holds back the compiler alone: enough where loads stay in order.
 */
#include "format.h"

static bool read_tsc_page(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence;
	u64 scale;
	s64 offset;

	while ((sequence = READ_ONCE(page->sequence))) {
		barrier();
		scale = READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		*time = hyperv_tsc_time(rdtsc_ordered(), scale, offset);
		barrier();
		if (READ_ONCE(page->sequence) == sequence)
			return true;
	}
	return false;
}

DEFINE_GUEST(hyperv_tsc, hv_multiply_in, .read = read_tsc_page,
	     .origin = "NetBSD sys/arch/x86/x86/hyperv.c", .ran = "any");
