#include "format.h"
/* x-xadd-sc-last */
static bool only_start_h360(u32 s)
{
	return s == 2u;
}
static void publish_h360(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h360, .publish = publish_h360, .legal_start = only_start_h360,
	    .origin = "mutant");

/* x-half-oe-aabb */
static bool only_start_h361(u32 s)
{
	return s == 2u;
}
static void publish_h361(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(((u32 *)(void *)&page->scale)[0], (u32)((u64)next->scale >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->scale)[1], (u32)((u64)next->scale >> 32));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[0], (u32)((u64)next->offset >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[1], (u32)((u64)next->offset >> 32));
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h361, .publish = publish_h361, .legal_start = only_start_h361,
	    .origin = "mutant");

/* x-half-single-aabb */
static bool only_start_h362(u32 s)
{
	return s == 2u;
}
static void publish_h362(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(((u32 *)(void *)&page->scale)[0], (u32)((u64)next->scale >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->scale)[1], (u32)((u64)next->scale >> 32));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[0], (u32)((u64)next->offset >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[1], (u32)((u64)next->offset >> 32));
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h362, .publish = publish_h362, .legal_start = only_start_h362,
	    .origin = "mutant");

/* x-half-oe-nf-aabb */
static bool only_start_h363(u32 s)
{
	return s == 2u;
}
static void publish_h363(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(((u32 *)(void *)&page->scale)[0], (u32)((u64)next->scale >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->scale)[1], (u32)((u64)next->scale >> 32));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[0], (u32)((u64)next->offset >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[1], (u32)((u64)next->offset >> 32));
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h363, .publish = publish_h363, .legal_start = only_start_h363,
	    .origin = "mutant");

/* x-half-oe-abab */
static bool only_start_h364(u32 s)
{
	return s == 2u;
}
static void publish_h364(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(((u32 *)(void *)&page->scale)[0], (u32)((u64)next->scale >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[0], (u32)((u64)next->offset >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->scale)[1], (u32)((u64)next->scale >> 32));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[1], (u32)((u64)next->offset >> 32));
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h364, .publish = publish_h364, .legal_start = only_start_h364,
	    .origin = "mutant");

/* x-half-single-abab */
static bool only_start_h365(u32 s)
{
	return s == 2u;
}
static void publish_h365(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(((u32 *)(void *)&page->scale)[0], (u32)((u64)next->scale >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[0], (u32)((u64)next->offset >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->scale)[1], (u32)((u64)next->scale >> 32));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[1], (u32)((u64)next->offset >> 32));
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h365, .publish = publish_h365, .legal_start = only_start_h365,
	    .origin = "mutant");

/* x-half-oe-nf-abab */
static bool only_start_h366(u32 s)
{
	return s == 2u;
}
static void publish_h366(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(((u32 *)(void *)&page->scale)[0], (u32)((u64)next->scale >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[0], (u32)((u64)next->offset >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->scale)[1], (u32)((u64)next->scale >> 32));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[1], (u32)((u64)next->offset >> 32));
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h366, .publish = publish_h366, .legal_start = only_start_h366,
	    .origin = "mutant");

/* x-half-oe-hilo */
static bool only_start_h367(u32 s)
{
	return s == 2u;
}
static void publish_h367(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(((u32 *)(void *)&page->scale)[1], (u32)((u64)next->scale >> 32));
	WRITE_ONCE(((u32 *)(void *)&page->scale)[0], (u32)((u64)next->scale >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[1], (u32)((u64)next->offset >> 32));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[0], (u32)((u64)next->offset >> 0));
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h367, .publish = publish_h367, .legal_start = only_start_h367,
	    .origin = "mutant");

/* x-half-single-hilo */
static bool only_start_h368(u32 s)
{
	return s == 2u;
}
static void publish_h368(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(((u32 *)(void *)&page->scale)[1], (u32)((u64)next->scale >> 32));
	WRITE_ONCE(((u32 *)(void *)&page->scale)[0], (u32)((u64)next->scale >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[1], (u32)((u64)next->offset >> 32));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[0], (u32)((u64)next->offset >> 0));
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h368, .publish = publish_h368, .legal_start = only_start_h368,
	    .origin = "mutant");

/* x-half-oe-nf-hilo */
static bool only_start_h369(u32 s)
{
	return s == 2u;
}
static void publish_h369(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(((u32 *)(void *)&page->scale)[1], (u32)((u64)next->scale >> 32));
	WRITE_ONCE(((u32 *)(void *)&page->scale)[0], (u32)((u64)next->scale >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[1], (u32)((u64)next->offset >> 32));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[0], (u32)((u64)next->offset >> 0));
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h369, .publish = publish_h369, .legal_start = only_start_h369,
	    .origin = "mutant");

/* x-half-oe-bbaa */
static bool only_start_h370(u32 s)
{
	return s == 2u;
}
static void publish_h370(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(((u32 *)(void *)&page->offset)[0], (u32)((u64)next->offset >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[1], (u32)((u64)next->offset >> 32));
	WRITE_ONCE(((u32 *)(void *)&page->scale)[0], (u32)((u64)next->scale >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->scale)[1], (u32)((u64)next->scale >> 32));
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h370, .publish = publish_h370, .legal_start = only_start_h370,
	    .origin = "mutant");

/* x-half-single-bbaa */
static bool only_start_h371(u32 s)
{
	return s == 2u;
}
static void publish_h371(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(((u32 *)(void *)&page->offset)[0], (u32)((u64)next->offset >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[1], (u32)((u64)next->offset >> 32));
	WRITE_ONCE(((u32 *)(void *)&page->scale)[0], (u32)((u64)next->scale >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->scale)[1], (u32)((u64)next->scale >> 32));
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h371, .publish = publish_h371, .legal_start = only_start_h371,
	    .origin = "mutant");

/* x-half-oe-nf-bbaa */
static bool only_start_h372(u32 s)
{
	return s == 2u;
}
static void publish_h372(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(((u32 *)(void *)&page->offset)[0], (u32)((u64)next->offset >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->offset)[1], (u32)((u64)next->offset >> 32));
	WRITE_ONCE(((u32 *)(void *)&page->scale)[0], (u32)((u64)next->scale >> 0));
	WRITE_ONCE(((u32 *)(void *)&page->scale)[1], (u32)((u64)next->scale >> 32));
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h372, .publish = publish_h372, .legal_start = only_start_h372,
	    .origin = "mutant");

/* x-half-a1-after */
static bool only_start_h373(u32 s)
{
	return s == 2u;
}
static void publish_h373(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(((u32 *)(void *)&page->scale)[0], (u32)((u64)next->scale >> 0));
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	smp_wmb();
	WRITE_ONCE(((u32 *)(void *)&page->scale)[1], (u32)((u64)next->scale >> 32));
}
DEFINE_HOST(hyperv_tsc, h373, .publish = publish_h373, .legal_start = only_start_h373,
	    .origin = "mutant");

/* x-half-a0-after */
static bool only_start_h374(u32 s)
{
	return s == 2u;
}
static void publish_h374(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(((u32 *)(void *)&page->scale)[1], (u32)((u64)next->scale >> 32));
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	smp_wmb();
	WRITE_ONCE(((u32 *)(void *)&page->scale)[0], (u32)((u64)next->scale >> 0));
}
DEFINE_HOST(hyperv_tsc, h374, .publish = publish_h374, .legal_start = only_start_h374,
	    .origin = "mutant");

/* x-half-b1-after */
static bool only_start_h375(u32 s)
{
	return s == 2u;
}
static void publish_h375(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(((u32 *)(void *)&page->offset)[0], (u32)((u64)next->offset >> 0));
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	smp_wmb();
	WRITE_ONCE(((u32 *)(void *)&page->offset)[1], (u32)((u64)next->offset >> 32));
}
DEFINE_HOST(hyperv_tsc, h375, .publish = publish_h375, .legal_start = only_start_h375,
	    .origin = "mutant");

/* x-half-b0-after */
static bool only_start_h376(u32 s)
{
	return s == 2u;
}
static void publish_h376(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(((u32 *)(void *)&page->offset)[1], (u32)((u64)next->offset >> 32));
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	smp_wmb();
	WRITE_ONCE(((u32 *)(void *)&page->offset)[0], (u32)((u64)next->offset >> 0));
}
DEFINE_HOST(hyperv_tsc, h376, .publish = publish_h376, .legal_start = only_start_h376,
	    .origin = "mutant");

/* x-half-a1-before */
static bool only_start_h377(u32 s)
{
	return s == 2u;
}
static void publish_h377(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(((u32 *)(void *)&page->scale)[1], (u32)((u64)next->scale >> 32));
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(((u32 *)(void *)&page->scale)[0], (u32)((u64)next->scale >> 0));
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h377, .publish = publish_h377, .legal_start = only_start_h377,
	    .origin = "mutant");

/* x-half-a0-before */
static bool only_start_h378(u32 s)
{
	return s == 2u;
}
static void publish_h378(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(((u32 *)(void *)&page->scale)[0], (u32)((u64)next->scale >> 0));
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(((u32 *)(void *)&page->scale)[1], (u32)((u64)next->scale >> 32));
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h378, .publish = publish_h378, .legal_start = only_start_h378,
	    .origin = "mutant");

/* x-memcpy */
static bool only_start_h379(u32 s)
{
	return s == 2u;
}
static void publish_h379(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	memcpy(&page->scale, next, 16);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h379, .publish = publish_h379, .legal_start = only_start_h379,
	    .origin = "mutant");
