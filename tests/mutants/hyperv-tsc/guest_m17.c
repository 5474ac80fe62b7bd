#include "format.h"
/* x-reload-b */
static bool read_tsc_page_g340(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		smp_rmb();
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		smp_rmb();
		b = READ_ONCE(page->offset);
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g340, .read = read_tsc_page_g340, .origin = "mutant");

/* x-for3-spin_even */
static bool read_tsc_page_g341(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (int i = 0; i < 3; i++) {
		while ((s = READ_ONCE(page->sequence)) & 1)
			cpu_relax();
		if (s == 0)
			return false;
		smp_rmb();
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
		return true;
	}
	return false;
}
DEFINE_GUEST(hyperv_tsc, g341, .read = read_tsc_page_g341, .origin = "mutant");

/* x-for3-ordered */
static bool read_tsc_page_g342(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (int i = 0; i < 3; i++) {
		s = READ_ONCE(page->sequence);
		if (s == 0)
			return false;
		smp_rmb();
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
		return true;
	}
	return false;
}
DEFINE_GUEST(hyperv_tsc, g342, .read = read_tsc_page_g342, .origin = "mutant");

/* x-for3-seed */
static bool read_tsc_page_g343(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (int i = 0; i < 3; i++) {
		s = READ_ONCE(page->sequence);
		if (s == 0)
			return false;
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
		return true;
	}
	return false;
}
DEFINE_GUEST(hyperv_tsc, g343, .read = read_tsc_page_g343, .origin = "mutant");

/* x-for3-odd */
static bool read_tsc_page_g344(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (int i = 0; i < 3; i++) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		smp_rmb();
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
		return true;
	}
	return false;
}
DEFINE_GUEST(hyperv_tsc, g344, .read = read_tsc_page_g344, .origin = "mutant");

/* x-for3-nf */
static bool read_tsc_page_g345(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (int i = 0; i < 3; i++) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
		return true;
	}
	return false;
}
DEFINE_GUEST(hyperv_tsc, g345, .read = read_tsc_page_g345, .origin = "mutant");

/* x-for3-acq */
static bool read_tsc_page_g346(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (int i = 0; i < 3; i++) {
		s = smp_load_acquire(&page->sequence);
		if (s & 1)
			continue;
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
		return true;
	}
	return false;
}
DEFINE_GUEST(hyperv_tsc, g346, .read = read_tsc_page_g346, .origin = "mutant");

/* x-for3-pvmask */
static bool read_tsc_page_g347(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (int i = 0; i < 3; i++) {
		s = READ_ONCE(page->sequence);
		s = s & ~1u;
		smp_rmb();
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
		return true;
	}
	return false;
}
DEFINE_GUEST(hyperv_tsc, g347, .read = read_tsc_page_g347, .origin = "mutant");

/* x-for3acc-spin_even */
static bool read_tsc_page_g348(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (int i = 0; i < 3; i++) {
		while ((s = READ_ONCE(page->sequence)) & 1)
			cpu_relax();
		if (s == 0)
			return false;
		smp_rmb();
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
		return true;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g348, .read = read_tsc_page_g348, .origin = "mutant");

/* x-for3acc-ordered */
static bool read_tsc_page_g349(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (int i = 0; i < 3; i++) {
		s = READ_ONCE(page->sequence);
		if (s == 0)
			return false;
		smp_rmb();
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
		return true;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g349, .read = read_tsc_page_g349, .origin = "mutant");

/* x-for3acc-seed */
static bool read_tsc_page_g350(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (int i = 0; i < 3; i++) {
		s = READ_ONCE(page->sequence);
		if (s == 0)
			return false;
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
		return true;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g350, .read = read_tsc_page_g350, .origin = "mutant");

/* x-for3acc-odd */
static bool read_tsc_page_g351(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (int i = 0; i < 3; i++) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		smp_rmb();
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
		return true;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g351, .read = read_tsc_page_g351, .origin = "mutant");

/* x-for3acc-nf */
static bool read_tsc_page_g352(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (int i = 0; i < 3; i++) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
		return true;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g352, .read = read_tsc_page_g352, .origin = "mutant");

/* x-for3acc-acq */
static bool read_tsc_page_g353(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (int i = 0; i < 3; i++) {
		s = smp_load_acquire(&page->sequence);
		if (s & 1)
			continue;
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
		return true;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g353, .read = read_tsc_page_g353, .origin = "mutant");

/* x-for3acc-pvmask */
static bool read_tsc_page_g354(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (int i = 0; i < 3; i++) {
		s = READ_ONCE(page->sequence);
		s = s & ~1u;
		smp_rmb();
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
		return true;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g354, .read = read_tsc_page_g354, .origin = "mutant");

/* x-carry */
static bool read_tsc_page_g355(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	s = READ_ONCE(page->sequence);
	for (;;) {
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
DEFINE_GUEST(hyperv_tsc, g355, .read = read_tsc_page_g355, .origin = "mutant");

/* x-carry-norm1 */
static bool read_tsc_page_g356(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	s = READ_ONCE(page->sequence);
	smp_rmb();
	for (;;) {
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
DEFINE_GUEST(hyperv_tsc, g356, .read = read_tsc_page_g356, .origin = "mutant");

/* x-carry-norm2 */
static bool read_tsc_page_g357(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	s = READ_ONCE(page->sequence);
	for (;;) {
		smp_rmb();
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
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
DEFINE_GUEST(hyperv_tsc, g357, .read = read_tsc_page_g357, .origin = "mutant");

/* x-carry-odd */
static bool read_tsc_page_g358(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	s = READ_ONCE(page->sequence);
	for (;;) {
		smp_rmb();
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s || (s & 1)) {
			s = s2;
			continue;
		}
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g358, .read = read_tsc_page_g358, .origin = "mutant");

/* x-carry-odd-norm1 */
static bool read_tsc_page_g359(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	s = READ_ONCE(page->sequence);
	smp_rmb();
	for (;;) {
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s || (s & 1)) {
			s = s2;
			continue;
		}
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g359, .read = read_tsc_page_g359, .origin = "mutant");
