#include "format.h"
/* x-cp-helper-zero */
static noinline u64 get_scale_g300(const struct hyperv_tsc_page *page)
{
	return READ_ONCE(page->scale);
}
static noinline u64 get_offset_g300(const struct hyperv_tsc_page *page)
{
	return (u64)READ_ONCE(page->offset);
}
static bool read_tsc_page_g300(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s == 0)
			return false;
		smp_rmb();
		a = get_scale_g300(page);
		b = get_offset_g300(page);
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
DEFINE_GUEST(hyperv_tsc, g300, .read = read_tsc_page_g300, .origin = "mutant");

/* x-cp-helper-acq */
static noinline u64 get_scale_g301(const struct hyperv_tsc_page *page)
{
	return READ_ONCE(page->scale);
}
static noinline u64 get_offset_g301(const struct hyperv_tsc_page *page)
{
	return (u64)READ_ONCE(page->offset);
}
static bool read_tsc_page_g301(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (;;) {
		s = smp_load_acquire(&page->sequence);
		if (s & 1)
			continue;
		a = get_scale_g301(page);
		b = get_offset_g301(page);
		tsc = rdtsc_ordered();
		s2 = smp_load_acquire(&page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g301, .read = read_tsc_page_g301, .origin = "mutant");

/* x-cp-helper2 */
static noinline void get_both_g302(const struct hyperv_tsc_page *page, u64 *a, u64 *b)
{
	*a = READ_ONCE(page->scale);
	*b = (u64)READ_ONCE(page->offset);
}
static bool read_tsc_page_g302(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		smp_rmb();
		get_both_g302(page, &a, &b);
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
DEFINE_GUEST(hyperv_tsc, g302, .read = read_tsc_page_g302, .origin = "mutant");

/* x-cp-helper2-nf */
static noinline void get_both_g303(const struct hyperv_tsc_page *page, u64 *a, u64 *b)
{
	*a = READ_ONCE(page->scale);
	*b = (u64)READ_ONCE(page->offset);
}
static bool read_tsc_page_g303(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		get_both_g303(page, &a, &b);
		tsc = rdtsc_ordered();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g303, .read = read_tsc_page_g303, .origin = "mutant");

/* x-cp-helper2-nf2 */
static noinline void get_both_g304(const struct hyperv_tsc_page *page, u64 *a, u64 *b)
{
	*a = READ_ONCE(page->scale);
	*b = (u64)READ_ONCE(page->offset);
}
static bool read_tsc_page_g304(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		smp_rmb();
		get_both_g304(page, &a, &b);
		tsc = rdtsc_ordered();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g304, .read = read_tsc_page_g304, .origin = "mutant");

/* x-cp-helper2-barrier */
static noinline void get_both_g305(const struct hyperv_tsc_page *page, u64 *a, u64 *b)
{
	*a = READ_ONCE(page->scale);
	*b = (u64)READ_ONCE(page->offset);
}
static bool read_tsc_page_g305(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		barrier();
		get_both_g305(page, &a, &b);
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
DEFINE_GUEST(hyperv_tsc, g305, .read = read_tsc_page_g305, .origin = "mutant");

/* x-cp-helper2-zero */
static noinline void get_both_g306(const struct hyperv_tsc_page *page, u64 *a, u64 *b)
{
	*a = READ_ONCE(page->scale);
	*b = (u64)READ_ONCE(page->offset);
}
static bool read_tsc_page_g306(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s == 0)
			return false;
		smp_rmb();
		get_both_g306(page, &a, &b);
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
DEFINE_GUEST(hyperv_tsc, g306, .read = read_tsc_page_g306, .origin = "mutant");

/* x-cp-helper2-acq */
static noinline void get_both_g307(const struct hyperv_tsc_page *page, u64 *a, u64 *b)
{
	*a = READ_ONCE(page->scale);
	*b = (u64)READ_ONCE(page->offset);
}
static bool read_tsc_page_g307(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	for (;;) {
		s = smp_load_acquire(&page->sequence);
		if (s & 1)
			continue;
		get_both_g307(page, &a, &b);
		tsc = rdtsc_ordered();
		s2 = smp_load_acquire(&page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g307, .read = read_tsc_page_g307, .origin = "mutant");

/* x-cp-struct-own-q */
static bool read_tsc_page_g308(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 cq = 0, s2 = 0;
	u64 a = 0, b = 0;
	u64 tsc = 0;
	struct hyperv_tsc_page copy;
	for (;;) {
		copy = *page;
		cq = copy.sequence;
		(void)cq;
		a = copy.scale;
		b = (u64)copy.offset;
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != cq || (cq & 1))
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g308, .read = read_tsc_page_g308, .origin = "mutant");

/* x-cp-struct-own-q2 */
static bool read_tsc_page_g309(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 cq = 0, s = 0;
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
		if (cq != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, (u64)a, (s64)(u64)b);
	return true;
}
DEFINE_GUEST(hyperv_tsc, g309, .read = read_tsc_page_g309, .origin = "mutant");

/* x-half-aabb */
static bool read_tsc_page_g310(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u32 a0 = 0, a1 = 0, b0 = 0, b1 = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		smp_rmb();
		a0 = READ_ONCE(((const u32 *)(const void *)&page->scale)[0]);
		a1 = READ_ONCE(((const u32 *)(const void *)&page->scale)[1]);
		b0 = READ_ONCE(((const u32 *)(const void *)&page->offset)[0]);
		b1 = READ_ONCE(((const u32 *)(const void *)&page->offset)[1]);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, ((u64)a0 | (u64)a1 << 32), (s64)((u64)b0 | (u64)b1 << 32));
	return true;
}
DEFINE_GUEST(hyperv_tsc, g310, .read = read_tsc_page_g310, .origin = "mutant");

/* x-half-nf-aabb */
static bool read_tsc_page_g311(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u32 a0 = 0, a1 = 0, b0 = 0, b1 = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		a0 = READ_ONCE(((const u32 *)(const void *)&page->scale)[0]);
		a1 = READ_ONCE(((const u32 *)(const void *)&page->scale)[1]);
		b0 = READ_ONCE(((const u32 *)(const void *)&page->offset)[0]);
		b1 = READ_ONCE(((const u32 *)(const void *)&page->offset)[1]);
		tsc = rdtsc_ordered();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, ((u64)a0 | (u64)a1 << 32), (s64)((u64)b0 | (u64)b1 << 32));
	return true;
}
DEFINE_GUEST(hyperv_tsc, g311, .read = read_tsc_page_g311, .origin = "mutant");

/* x-half-zero-aabb */
static bool read_tsc_page_g312(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u32 a0 = 0, a1 = 0, b0 = 0, b1 = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s == 0)
			return false;
		smp_rmb();
		a0 = READ_ONCE(((const u32 *)(const void *)&page->scale)[0]);
		a1 = READ_ONCE(((const u32 *)(const void *)&page->scale)[1]);
		b0 = READ_ONCE(((const u32 *)(const void *)&page->offset)[0]);
		b1 = READ_ONCE(((const u32 *)(const void *)&page->offset)[1]);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, ((u64)a0 | (u64)a1 << 32), (s64)((u64)b0 | (u64)b1 << 32));
	return true;
}
DEFINE_GUEST(hyperv_tsc, g312, .read = read_tsc_page_g312, .origin = "mutant");

/* x-half-norecheck-aabb */
static bool read_tsc_page_g313(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0;
	u32 a0 = 0, a1 = 0, b0 = 0, b1 = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		smp_rmb();
		a0 = READ_ONCE(((const u32 *)(const void *)&page->scale)[0]);
		a1 = READ_ONCE(((const u32 *)(const void *)&page->scale)[1]);
		b0 = READ_ONCE(((const u32 *)(const void *)&page->offset)[0]);
		b1 = READ_ONCE(((const u32 *)(const void *)&page->offset)[1]);
		tsc = rdtsc_ordered();
		break;
	}
	*time = hyperv_tsc_time(tsc, ((u64)a0 | (u64)a1 << 32), (s64)((u64)b0 | (u64)b1 << 32));
	return true;
}
DEFINE_GUEST(hyperv_tsc, g313, .read = read_tsc_page_g313, .origin = "mutant");

/* x-half-abab */
static bool read_tsc_page_g314(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u32 a0 = 0, a1 = 0, b0 = 0, b1 = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		smp_rmb();
		a0 = READ_ONCE(((const u32 *)(const void *)&page->scale)[0]);
		b0 = READ_ONCE(((const u32 *)(const void *)&page->offset)[0]);
		a1 = READ_ONCE(((const u32 *)(const void *)&page->scale)[1]);
		b1 = READ_ONCE(((const u32 *)(const void *)&page->offset)[1]);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, ((u64)a0 | (u64)a1 << 32), (s64)((u64)b0 | (u64)b1 << 32));
	return true;
}
DEFINE_GUEST(hyperv_tsc, g314, .read = read_tsc_page_g314, .origin = "mutant");

/* x-half-nf-abab */
static bool read_tsc_page_g315(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u32 a0 = 0, a1 = 0, b0 = 0, b1 = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		a0 = READ_ONCE(((const u32 *)(const void *)&page->scale)[0]);
		b0 = READ_ONCE(((const u32 *)(const void *)&page->offset)[0]);
		a1 = READ_ONCE(((const u32 *)(const void *)&page->scale)[1]);
		b1 = READ_ONCE(((const u32 *)(const void *)&page->offset)[1]);
		tsc = rdtsc_ordered();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, ((u64)a0 | (u64)a1 << 32), (s64)((u64)b0 | (u64)b1 << 32));
	return true;
}
DEFINE_GUEST(hyperv_tsc, g315, .read = read_tsc_page_g315, .origin = "mutant");

/* x-half-zero-abab */
static bool read_tsc_page_g316(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u32 a0 = 0, a1 = 0, b0 = 0, b1 = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s == 0)
			return false;
		smp_rmb();
		a0 = READ_ONCE(((const u32 *)(const void *)&page->scale)[0]);
		b0 = READ_ONCE(((const u32 *)(const void *)&page->offset)[0]);
		a1 = READ_ONCE(((const u32 *)(const void *)&page->scale)[1]);
		b1 = READ_ONCE(((const u32 *)(const void *)&page->offset)[1]);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, ((u64)a0 | (u64)a1 << 32), (s64)((u64)b0 | (u64)b1 << 32));
	return true;
}
DEFINE_GUEST(hyperv_tsc, g316, .read = read_tsc_page_g316, .origin = "mutant");

/* x-half-norecheck-abab */
static bool read_tsc_page_g317(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0;
	u32 a0 = 0, a1 = 0, b0 = 0, b1 = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		smp_rmb();
		a0 = READ_ONCE(((const u32 *)(const void *)&page->scale)[0]);
		b0 = READ_ONCE(((const u32 *)(const void *)&page->offset)[0]);
		a1 = READ_ONCE(((const u32 *)(const void *)&page->scale)[1]);
		b1 = READ_ONCE(((const u32 *)(const void *)&page->offset)[1]);
		tsc = rdtsc_ordered();
		break;
	}
	*time = hyperv_tsc_time(tsc, ((u64)a0 | (u64)a1 << 32), (s64)((u64)b0 | (u64)b1 << 32));
	return true;
}
DEFINE_GUEST(hyperv_tsc, g317, .read = read_tsc_page_g317, .origin = "mutant");

/* x-half-hilo */
static bool read_tsc_page_g318(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u32 a0 = 0, a1 = 0, b0 = 0, b1 = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		smp_rmb();
		a1 = READ_ONCE(((const u32 *)(const void *)&page->scale)[1]);
		a0 = READ_ONCE(((const u32 *)(const void *)&page->scale)[0]);
		b1 = READ_ONCE(((const u32 *)(const void *)&page->offset)[1]);
		b0 = READ_ONCE(((const u32 *)(const void *)&page->offset)[0]);
		tsc = rdtsc_ordered();
		smp_rmb();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, ((u64)a0 | (u64)a1 << 32), (s64)((u64)b0 | (u64)b1 << 32));
	return true;
}
DEFINE_GUEST(hyperv_tsc, g318, .read = read_tsc_page_g318, .origin = "mutant");

/* x-half-nf-hilo */
static bool read_tsc_page_g319(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 s = 0, s2 = 0;
	u32 a0 = 0, a1 = 0, b0 = 0, b1 = 0;
	u64 tsc = 0;
	for (;;) {
		s = READ_ONCE(page->sequence);
		if (s & 1)
			continue;
		a1 = READ_ONCE(((const u32 *)(const void *)&page->scale)[1]);
		a0 = READ_ONCE(((const u32 *)(const void *)&page->scale)[0]);
		b1 = READ_ONCE(((const u32 *)(const void *)&page->offset)[1]);
		b0 = READ_ONCE(((const u32 *)(const void *)&page->offset)[0]);
		tsc = rdtsc_ordered();
		s2 = READ_ONCE(page->sequence);
		if (s2 != s)
			continue;
		break;
	}
	*time = hyperv_tsc_time(tsc, ((u64)a0 | (u64)a1 << 32), (s64)((u64)b0 | (u64)b1 << 32));
	return true;
}
DEFINE_GUEST(hyperv_tsc, g319, .read = read_tsc_page_g319, .origin = "mutant");
