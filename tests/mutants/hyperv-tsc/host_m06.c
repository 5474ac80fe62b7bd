#include "format.h"
/* invalidate-st0=plain */
static bool only_start_h120(u32 s)
{
	return s == 2u;
}
static void publish_h120(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = 0;
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h120, .publish = publish_h120, .legal_start = only_start_h120,
	    .origin = "mutant");

/* invalidate-st0=plain,nofences */
static bool only_start_h121(u32 s)
{
	return s == 2u;
}
static void publish_h121(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = 0;
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h121, .publish = publish_h121, .legal_start = only_start_h121,
	    .origin = "mutant");

/* invalidate-st0=rlx */
static bool only_start_h122(u32 s)
{
	return s == 2u;
}
static void publish_h122(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, 0, __ATOMIC_RELAXED);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h122, .publish = publish_h122, .legal_start = only_start_h122,
	    .origin = "mutant");

/* invalidate-st0=rlx,nofences */
static bool only_start_h123(u32 s)
{
	return s == 2u;
}
static void publish_h123(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, 0, __ATOMIC_RELAXED);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h123, .publish = publish_h123, .legal_start = only_start_h123,
	    .origin = "mutant");

/* invalidate-st0=rel */
static bool only_start_h124(u32 s)
{
	return s == 2u;
}
static void publish_h124(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_release(&page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h124, .publish = publish_h124, .legal_start = only_start_h124,
	    .origin = "mutant");

/* invalidate-st0=rel,nofences */
static bool only_start_h125(u32 s)
{
	return s == 2u;
}
static void publish_h125(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_release(&page->sequence, 0);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h125, .publish = publish_h125, .legal_start = only_start_h125,
	    .origin = "mutant");

/* invalidate-st0=sc */
static bool only_start_h126(u32 s)
{
	return s == 2u;
}
static void publish_h126(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, 0, __ATOMIC_SEQ_CST);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h126, .publish = publish_h126, .legal_start = only_start_h126,
	    .origin = "mutant");

/* invalidate-st0=sc,nofences */
static bool only_start_h127(u32 s)
{
	return s == 2u;
}
static void publish_h127(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, 0, __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h127, .publish = publish_h127, .legal_start = only_start_h127,
	    .origin = "mutant");

/* invalidate-st0=mb */
static bool only_start_h128(u32 s)
{
	return s == 2u;
}
static void publish_h128(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_mb(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h128, .publish = publish_h128, .legal_start = only_start_h128,
	    .origin = "mutant");

/* invalidate-st0=mb,nofences */
static bool only_start_h129(u32 s)
{
	return s == 2u;
}
static void publish_h129(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_mb(page->sequence, 0);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h129, .publish = publish_h129, .legal_start = only_start_h129,
	    .origin = "mutant");

/* invalidate-st1=plain */
static bool only_start_h130(u32 s)
{
	return s == 2u;
}
static void publish_h130(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	page->scale = next->scale;
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h130, .publish = publish_h130, .legal_start = only_start_h130,
	    .origin = "mutant");

/* invalidate-st1=plain,nofences */
static bool only_start_h131(u32 s)
{
	return s == 2u;
}
static void publish_h131(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	page->scale = next->scale;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h131, .publish = publish_h131, .legal_start = only_start_h131,
	    .origin = "mutant");

/* invalidate-st1=rlx */
static bool only_start_h132(u32 s)
{
	return s == 2u;
}
static void publish_h132(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_RELAXED);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h132, .publish = publish_h132, .legal_start = only_start_h132,
	    .origin = "mutant");

/* invalidate-st1=rlx,nofences */
static bool only_start_h133(u32 s)
{
	return s == 2u;
}
static void publish_h133(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_RELAXED);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h133, .publish = publish_h133, .legal_start = only_start_h133,
	    .origin = "mutant");

/* invalidate-st1=rel */
static bool only_start_h134(u32 s)
{
	return s == 2u;
}
static void publish_h134(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	smp_store_release(&page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h134, .publish = publish_h134, .legal_start = only_start_h134,
	    .origin = "mutant");

/* invalidate-st1=rel,nofences */
static bool only_start_h135(u32 s)
{
	return s == 2u;
}
static void publish_h135(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_store_release(&page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h135, .publish = publish_h135, .legal_start = only_start_h135,
	    .origin = "mutant");

/* invalidate-st1=sc */
static bool only_start_h136(u32 s)
{
	return s == 2u;
}
static void publish_h136(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h136, .publish = publish_h136, .legal_start = only_start_h136,
	    .origin = "mutant");

/* invalidate-st1=sc,nofences */
static bool only_start_h137(u32 s)
{
	return s == 2u;
}
static void publish_h137(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h137, .publish = publish_h137, .legal_start = only_start_h137,
	    .origin = "mutant");

/* invalidate-st1=mb */
static bool only_start_h138(u32 s)
{
	return s == 2u;
}
static void publish_h138(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	smp_store_mb(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h138, .publish = publish_h138, .legal_start = only_start_h138,
	    .origin = "mutant");

/* invalidate-st1=mb,nofences */
static bool only_start_h139(u32 s)
{
	return s == 2u;
}
static void publish_h139(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_store_mb(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h139, .publish = publish_h139, .legal_start = only_start_h139,
	    .origin = "mutant");
