/*
 * hv-spin-even with acquire loads of the fields in the place of the second smp_rmb(): of both, which never
 * tears, or of the scale alone, which leaves the offset free to be loaded after the recheck.
 */
#include "format.h"

static bool acquires_fields(const struct hyperv_tsc_page *page, u64 *time)
{
	u64 scale, tsc;
	u32 sequence;
	s64 offset;

	do {
		while ((sequence = READ_ONCE(page->sequence)) & 1)
			cpu_relax();
		if (!sequence)
			return false;
		smp_rmb();
		scale = smp_load_acquire(&page->scale);
		offset = smp_load_acquire(&page->offset);
		tsc = rdtsc_ordered();
	} while (READ_ONCE(page->sequence) != sequence);
	*time = hyperv_tsc_time(tsc, scale, offset);
	return true;
}

static bool acquires_scale(const struct hyperv_tsc_page *page, u64 *time)
{
	u64 scale, tsc;
	u32 sequence;
	s64 offset;

	do {
		while ((sequence = READ_ONCE(page->sequence)) & 1)
			cpu_relax();
		if (!sequence)
			return false;
		smp_rmb();
		scale = smp_load_acquire(&page->scale);
		offset = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
	} while (READ_ONCE(page->sequence) != sequence);
	*time = hyperv_tsc_time(tsc, scale, offset);
	return true;
}

DEFINE_GUEST(hyperv_tsc, acquires_fields, .read = acquires_fields, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, acquires_scale, .read = acquires_scale, .origin = "tests");
