/*
 * unseen: takes the scale with the C library's memcpy(), by way of a pointer that no compiler looks
 * through. It builds; what it reads, the machine can't see.
 */
#include "format.h"

static void *(*const volatile copy)(void *, const void *, size_t) = memcpy;

static bool read_it(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence;
	u64 scale;

	do {
		sequence = READ_ONCE(page->sequence);
		smp_rmb();
		copy(&scale, &page->scale, sizeof(scale));
		*time = hyperv_tsc_time(rdtsc_ordered(), scale, READ_ONCE(page->offset));
		smp_rmb();
	} while (READ_ONCE(page->sequence) != sequence);
	return true;
}

DEFINE_GUEST(hyperv_tsc, unseen, .read = read_it, .origin = "tests");
