#include "format.h"
/* x-recheck-between-rmb */
static bool read_tsc_page_g280(const struct hyperv_tsc_page *page, u64 *time)
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
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		smp_rmb();
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g280, .read = read_tsc_page_g280, .origin = "mutant");

/* x-recheck-s2-first */
static bool read_tsc_page_g281(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (;;) {
		s2 = READ_ONCE(page->sequence);
		smp_rmb();
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb();
		s = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g281, .read = read_tsc_page_g281, .origin = "mutant");

/* x-q-once-both */
static bool read_tsc_page_g282(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		smp_rmb();
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g282, .read = read_tsc_page_g282, .origin = "mutant");

/* x-q-after-only */
static bool read_tsc_page_g283(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (;;) {
		a = READ_ONCE(page->scale);
		b = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb();
		s = READ_ONCE(page->sequence);
		if (s == 0)
			return false;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g283, .read = read_tsc_page_g283, .origin = "mutant");

/* x-cp-struct */
static bool read_tsc_page_g284(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 cq = 0, s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	struct hyperv_tsc_page copy;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		smp_rmb();
		copy = *page;
		cq = copy.sequence;
		(void)cq;
		a = copy.scale;
		b = (u64)copy.offset;
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g284, .read = read_tsc_page_g284, .origin = "mutant");

/* x-cp-struct-nf */
static bool read_tsc_page_g285(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 cq = 0, s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	struct hyperv_tsc_page copy;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		copy = *page;
		cq = copy.sequence;
		(void)cq;
		a = copy.scale;
		b = (u64)copy.offset;
		tsc = rdtsc_ordered();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g285, .read = read_tsc_page_g285, .origin = "mutant");

/* x-cp-struct-nf2 */
static bool read_tsc_page_g286(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 cq = 0, s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	struct hyperv_tsc_page copy;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		smp_rmb();
		copy = *page;
		cq = copy.sequence;
		(void)cq;
		a = copy.scale;
		b = (u64)copy.offset;
		tsc = rdtsc_ordered();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g286, .read = read_tsc_page_g286, .origin = "mutant");

/* x-cp-struct-barrier */
static bool read_tsc_page_g287(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 cq = 0, s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	struct hyperv_tsc_page copy;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		barrier();
		copy = *page;
		cq = copy.sequence;
		(void)cq;
		a = copy.scale;
		b = (u64)copy.offset;
		tsc = rdtsc_ordered();
		barrier();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g287, .read = read_tsc_page_g287, .origin = "mutant");

/* x-cp-struct-zero */
static bool read_tsc_page_g288(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 cq = 0, s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	struct hyperv_tsc_page copy;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s == 0)
			return false;
		smp_rmb();
		copy = *page;
		cq = copy.sequence;
		(void)cq;
		a = copy.scale;
		b = (u64)copy.offset;
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g288, .read = read_tsc_page_g288, .origin = "mutant");

/* x-cp-struct-acq */
static bool read_tsc_page_g289(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 cq = 0, s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	struct hyperv_tsc_page copy;
	for (;;) {
		s = smp_load_acquire(&page->sequence);
		if (s & 1)
			continue;
		copy = *page;
		cq = copy.sequence;
		(void)cq;
		a = copy.scale;
		b = (u64)copy.offset;
		tsc = rdtsc_ordered();
		s2 = smp_load_acquire(&page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g289, .read = read_tsc_page_g289, .origin = "mutant");

/* x-cp-memcpy */
static bool read_tsc_page_g290(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	struct hyperv_tsc_params params;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		smp_rmb();
		memcpy(&params, &page->scale, 16);
		a = params.scale;
		b = (u64)params.offset;
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g290, .read = read_tsc_page_g290, .origin = "mutant");

/* x-cp-memcpy-nf */
static bool read_tsc_page_g291(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	struct hyperv_tsc_params params;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		memcpy(&params, &page->scale, 16);
		a = params.scale;
		b = (u64)params.offset;
		tsc = rdtsc_ordered();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g291, .read = read_tsc_page_g291, .origin = "mutant");

/* x-cp-memcpy-nf2 */
static bool read_tsc_page_g292(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	struct hyperv_tsc_params params;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		smp_rmb();
		memcpy(&params, &page->scale, 16);
		a = params.scale;
		b = (u64)params.offset;
		tsc = rdtsc_ordered();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g292, .read = read_tsc_page_g292, .origin = "mutant");

/* x-cp-memcpy-barrier */
static bool read_tsc_page_g293(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	struct hyperv_tsc_params params;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		barrier();
		memcpy(&params, &page->scale, 16);
		a = params.scale;
		b = (u64)params.offset;
		tsc = rdtsc_ordered();
		barrier();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g293, .read = read_tsc_page_g293, .origin = "mutant");

/* x-cp-memcpy-zero */
static bool read_tsc_page_g294(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	struct hyperv_tsc_params params;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s == 0)
			return false;
		smp_rmb();
		memcpy(&params, &page->scale, 16);
		a = params.scale;
		b = (u64)params.offset;
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g294, .read = read_tsc_page_g294, .origin = "mutant");

/* x-cp-memcpy-acq */
static bool read_tsc_page_g295(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	struct hyperv_tsc_params params;
	for (;;) {
		s = smp_load_acquire(&page->sequence);
		if (s & 1)
			continue;
		memcpy(&params, &page->scale, 16);
		a = params.scale;
		b = (u64)params.offset;
		tsc = rdtsc_ordered();
		s2 = smp_load_acquire(&page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g295, .read = read_tsc_page_g295, .origin = "mutant");

/* x-cp-helper */
static noinline u64 get_scale_g296(const struct hyperv_tsc_page *page)
{
	return READ_ONCE(page->scale);
}
static noinline u64 get_offset_g296(const struct hyperv_tsc_page *page)
{
	return (u64)READ_ONCE(page->offset);
}
static bool read_tsc_page_g296(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		smp_rmb();
		a = get_scale_g296(page);
		b = get_offset_g296(page);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g296, .read = read_tsc_page_g296, .origin = "mutant");

/* x-cp-helper-nf */
static noinline u64 get_scale_g297(const struct hyperv_tsc_page *page)
{
	return READ_ONCE(page->scale);
}
static noinline u64 get_offset_g297(const struct hyperv_tsc_page *page)
{
	return (u64)READ_ONCE(page->offset);
}
static bool read_tsc_page_g297(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		a = get_scale_g297(page);
		b = get_offset_g297(page);
		tsc = rdtsc_ordered();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g297, .read = read_tsc_page_g297, .origin = "mutant");

/* x-cp-helper-nf2 */
static noinline u64 get_scale_g298(const struct hyperv_tsc_page *page)
{
	return READ_ONCE(page->scale);
}
static noinline u64 get_offset_g298(const struct hyperv_tsc_page *page)
{
	return (u64)READ_ONCE(page->offset);
}
static bool read_tsc_page_g298(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		smp_rmb();
		a = get_scale_g298(page);
		b = get_offset_g298(page);
		tsc = rdtsc_ordered();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g298, .read = read_tsc_page_g298, .origin = "mutant");

/* x-cp-helper-barrier */
static noinline u64 get_scale_g299(const struct hyperv_tsc_page *page)
{
	return READ_ONCE(page->scale);
}
static noinline u64 get_offset_g299(const struct hyperv_tsc_page *page)
{
	return (u64)READ_ONCE(page->offset);
}
static bool read_tsc_page_g299(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		barrier();
		a = get_scale_g299(page);
		b = get_offset_g299(page);
		tsc = rdtsc_ordered();
		barrier();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g299, .read = read_tsc_page_g299, .origin = "mutant");
