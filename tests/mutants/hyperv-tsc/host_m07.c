#include "format.h"
/* invalidate-st2=plain */
static bool only_start_h140(u32 s)
{
	return s == 2u;
}
static void publish_h140(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	page->offset = next->offset;
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h140, .publish = publish_h140, .legal_start = only_start_h140,
	    .origin = "mutant");

/* invalidate-st2=plain,nofences */
static bool only_start_h141(u32 s)
{
	return s == 2u;
}
static void publish_h141(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->scale, next->scale);
	page->offset = next->offset;
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h141, .publish = publish_h141, .legal_start = only_start_h141,
	    .origin = "mutant");

/* invalidate-st2=rlx */
static bool only_start_h142(u32 s)
{
	return s == 2u;
}
static void publish_h142(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_RELAXED);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h142, .publish = publish_h142, .legal_start = only_start_h142,
	    .origin = "mutant");

/* invalidate-st2=rlx,nofences */
static bool only_start_h143(u32 s)
{
	return s == 2u;
}
static void publish_h143(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->scale, next->scale);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_RELAXED);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h143, .publish = publish_h143, .legal_start = only_start_h143,
	    .origin = "mutant");

/* invalidate-st2=rel */
static bool only_start_h144(u32 s)
{
	return s == 2u;
}
static void publish_h144(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	smp_store_release(&page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h144, .publish = publish_h144, .legal_start = only_start_h144,
	    .origin = "mutant");

/* invalidate-st2=rel,nofences */
static bool only_start_h145(u32 s)
{
	return s == 2u;
}
static void publish_h145(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->scale, next->scale);
	smp_store_release(&page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h145, .publish = publish_h145, .legal_start = only_start_h145,
	    .origin = "mutant");

/* invalidate-st2=sc */
static bool only_start_h146(u32 s)
{
	return s == 2u;
}
static void publish_h146(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h146, .publish = publish_h146, .legal_start = only_start_h146,
	    .origin = "mutant");

/* invalidate-st2=sc,nofences */
static bool only_start_h147(u32 s)
{
	return s == 2u;
}
static void publish_h147(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->scale, next->scale);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h147, .publish = publish_h147, .legal_start = only_start_h147,
	    .origin = "mutant");

/* invalidate-st2=mb */
static bool only_start_h148(u32 s)
{
	return s == 2u;
}
static void publish_h148(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	smp_store_mb(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h148, .publish = publish_h148, .legal_start = only_start_h148,
	    .origin = "mutant");

/* invalidate-st2=mb,nofences */
static bool only_start_h149(u32 s)
{
	return s == 2u;
}
static void publish_h149(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->scale, next->scale);
	smp_store_mb(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h149, .publish = publish_h149, .legal_start = only_start_h149,
	    .origin = "mutant");

/* invalidate-st3=plain */
static bool only_start_h150(u32 s)
{
	return s == 2u;
}
static void publish_h150(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	page->sequence = (s + 1 == 0 ? 1 : s + 1);
}
DEFINE_HOST(hyperv_tsc, h150, .publish = publish_h150, .legal_start = only_start_h150,
	    .origin = "mutant");

/* invalidate-st3=plain,nofences */
static bool only_start_h151(u32 s)
{
	return s == 2u;
}
static void publish_h151(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	page->sequence = (s + 1 == 0 ? 1 : s + 1);
}
DEFINE_HOST(hyperv_tsc, h151, .publish = publish_h151, .legal_start = only_start_h151,
	    .origin = "mutant");

/* invalidate-st3=rlx */
static bool only_start_h152(u32 s)
{
	return s == 2u;
}
static void publish_h152(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	__atomic_store_n(&page->sequence, (s + 1 == 0 ? 1 : s + 1), __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h152, .publish = publish_h152, .legal_start = only_start_h152,
	    .origin = "mutant");

/* invalidate-st3=rlx,nofences */
static bool only_start_h153(u32 s)
{
	return s == 2u;
}
static void publish_h153(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_store_n(&page->sequence, (s + 1 == 0 ? 1 : s + 1), __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h153, .publish = publish_h153, .legal_start = only_start_h153,
	    .origin = "mutant");

/* invalidate-st3=rel */
static bool only_start_h154(u32 s)
{
	return s == 2u;
}
static void publish_h154(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	smp_store_release(&page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h154, .publish = publish_h154, .legal_start = only_start_h154,
	    .origin = "mutant");

/* invalidate-st3=rel,nofences */
static bool only_start_h155(u32 s)
{
	return s == 2u;
}
static void publish_h155(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_store_release(&page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h155, .publish = publish_h155, .legal_start = only_start_h155,
	    .origin = "mutant");

/* invalidate-st3=sc */
static bool only_start_h156(u32 s)
{
	return s == 2u;
}
static void publish_h156(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	__atomic_store_n(&page->sequence, (s + 1 == 0 ? 1 : s + 1), __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h156, .publish = publish_h156, .legal_start = only_start_h156,
	    .origin = "mutant");

/* invalidate-st3=sc,nofences */
static bool only_start_h157(u32 s)
{
	return s == 2u;
}
static void publish_h157(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_store_n(&page->sequence, (s + 1 == 0 ? 1 : s + 1), __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h157, .publish = publish_h157, .legal_start = only_start_h157,
	    .origin = "mutant");

/* invalidate-st3=mb */
static bool only_start_h158(u32 s)
{
	return s == 2u;
}
static void publish_h158(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	smp_store_mb(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h158, .publish = publish_h158, .legal_start = only_start_h158,
	    .origin = "mutant");

/* invalidate-st3=mb,nofences */
static bool only_start_h159(u32 s)
{
	return s == 2u;
}
static void publish_h159(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_store_mb(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h159, .publish = publish_h159, .legal_start = only_start_h159,
	    .origin = "mutant");
