#include "format.h"
/* x-carry-acq */
static bool read_tsc_page_g360(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	s = smp_load_acquire(&page->sequence);
	for (;;) {
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = smp_load_acquire(&page->sequence);
		if (s2 != s || (s & 1)) {
			s = s2;
			continue;
		}
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g360, .read = read_tsc_page_g360, .origin = "mutant");

/* x-carry-zero */
static bool read_tsc_page_g361(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	s = READ_ONCE(page->sequence);
	for (;;) {
		if (s == 0)
			return false;
		smp_rmb();
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s) {
			s = s2;
			continue;
		}
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g361, .read = read_tsc_page_g361, .origin = "mutant");

/* x-carry-zero-norm1 */
static bool read_tsc_page_g362(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	s = READ_ONCE(page->sequence);
	smp_rmb();
	for (;;) {
		if (s == 0)
			return false;
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s) {
			s = s2;
			continue;
		}
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g362, .read = read_tsc_page_g362, .origin = "mutant");

/* x-carry-fields-stale */
static bool read_tsc_page_g363(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	s = READ_ONCE(page->sequence);
	for (;;) {
		smp_rmb();
		a = READ_ONCE(page->scale);
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s || (s & 1)) {
			s = s2;
			continue;
		}
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g363, .read = read_tsc_page_g363, .origin = "mutant");
