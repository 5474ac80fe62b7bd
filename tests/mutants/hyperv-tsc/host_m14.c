#include "format.h"
/* seqlock-st3=rlx */
static bool only_start_h280(u32 s)
{
	return s == 2u;
}
static void publish_h280(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	__atomic_store_n(&page->sequence, s + 2, __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h280, .publish = publish_h280, .legal_start = only_start_h280,
	    .origin = "mutant");

/* seqlock-st3=rlx,nofences */
static bool only_start_h281(u32 s)
{
	return s == 2u;
}
static void publish_h281(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	page->scale = next->scale;
	page->offset = next->offset;
	__atomic_store_n(&page->sequence, s + 2, __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h281, .publish = publish_h281, .legal_start = only_start_h281,
	    .origin = "mutant");

/* seqlock-st3=rel */
static bool only_start_h282(u32 s)
{
	return s == 2u;
}
static void publish_h282(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	smp_store_release(&page->sequence, s + 2);
}
DEFINE_HOST(hyperv_tsc, h282, .publish = publish_h282, .legal_start = only_start_h282,
	    .origin = "mutant");

/* seqlock-st3=rel,nofences */
static bool only_start_h283(u32 s)
{
	return s == 2u;
}
static void publish_h283(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	page->scale = next->scale;
	page->offset = next->offset;
	smp_store_release(&page->sequence, s + 2);
}
DEFINE_HOST(hyperv_tsc, h283, .publish = publish_h283, .legal_start = only_start_h283,
	    .origin = "mutant");

/* seqlock-st3=sc */
static bool only_start_h284(u32 s)
{
	return s == 2u;
}
static void publish_h284(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	__atomic_store_n(&page->sequence, s + 2, __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h284, .publish = publish_h284, .legal_start = only_start_h284,
	    .origin = "mutant");

/* seqlock-st3=sc,nofences */
static bool only_start_h285(u32 s)
{
	return s == 2u;
}
static void publish_h285(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	page->scale = next->scale;
	page->offset = next->offset;
	__atomic_store_n(&page->sequence, s + 2, __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h285, .publish = publish_h285, .legal_start = only_start_h285,
	    .origin = "mutant");

/* seqlock-st3=mb */
static bool only_start_h286(u32 s)
{
	return s == 2u;
}
static void publish_h286(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	smp_store_mb(page->sequence, s + 2);
}
DEFINE_HOST(hyperv_tsc, h286, .publish = publish_h286, .legal_start = only_start_h286,
	    .origin = "mutant");

/* seqlock-st3=mb,nofences */
static bool only_start_h287(u32 s)
{
	return s == 2u;
}
static void publish_h287(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	page->scale = next->scale;
	page->offset = next->offset;
	smp_store_mb(page->sequence, s + 2);
}
DEFINE_HOST(hyperv_tsc, h287, .publish = publish_h287, .legal_start = only_start_h287,
	    .origin = "mutant");

/* seqlock-allst=rlx */
static bool only_start_h288(u32 s)
{
	return s == 2u;
}
static void publish_h288(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, s + 1, __ATOMIC_RELAXED);
	smp_wmb();
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_RELAXED);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_RELAXED);
	smp_wmb();
	__atomic_store_n(&page->sequence, s + 2, __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h288, .publish = publish_h288, .legal_start = only_start_h288,
	    .origin = "mutant");

/* seqlock-allst=rlx,nofences */
static bool only_start_h289(u32 s)
{
	return s == 2u;
}
static void publish_h289(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, s + 1, __ATOMIC_RELAXED);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_RELAXED);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_RELAXED);
	__atomic_store_n(&page->sequence, s + 2, __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h289, .publish = publish_h289, .legal_start = only_start_h289,
	    .origin = "mutant");

/* seqlock-allst=rel */
static bool only_start_h290(u32 s)
{
	return s == 2u;
}
static void publish_h290(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_release(&page->sequence, s + 1);
	smp_wmb();
	smp_store_release(&page->scale, next->scale);
	smp_store_release(&page->offset, next->offset);
	smp_wmb();
	smp_store_release(&page->sequence, s + 2);
}
DEFINE_HOST(hyperv_tsc, h290, .publish = publish_h290, .legal_start = only_start_h290,
	    .origin = "mutant");

/* seqlock-allst=rel,nofences */
static bool only_start_h291(u32 s)
{
	return s == 2u;
}
static void publish_h291(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_release(&page->sequence, s + 1);
	smp_store_release(&page->scale, next->scale);
	smp_store_release(&page->offset, next->offset);
	smp_store_release(&page->sequence, s + 2);
}
DEFINE_HOST(hyperv_tsc, h291, .publish = publish_h291, .legal_start = only_start_h291,
	    .origin = "mutant");

/* seqlock-allst=sc */
static bool only_start_h292(u32 s)
{
	return s == 2u;
}
static void publish_h292(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, s + 1, __ATOMIC_SEQ_CST);
	smp_wmb();
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
	smp_wmb();
	__atomic_store_n(&page->sequence, s + 2, __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h292, .publish = publish_h292, .legal_start = only_start_h292,
	    .origin = "mutant");

/* seqlock-allst=sc,nofences */
static bool only_start_h293(u32 s)
{
	return s == 2u;
}
static void publish_h293(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, s + 1, __ATOMIC_SEQ_CST);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
	__atomic_store_n(&page->sequence, s + 2, __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h293, .publish = publish_h293, .legal_start = only_start_h293,
	    .origin = "mutant");

/* seqlock-allst=mb */
static bool only_start_h294(u32 s)
{
	return s == 2u;
}
static void publish_h294(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_mb(page->sequence, s + 1);
	smp_wmb();
	smp_store_mb(page->scale, next->scale);
	smp_store_mb(page->offset, next->offset);
	smp_wmb();
	smp_store_mb(page->sequence, s + 2);
}
DEFINE_HOST(hyperv_tsc, h294, .publish = publish_h294, .legal_start = only_start_h294,
	    .origin = "mutant");

/* seqlock-allst=mb,nofences */
static bool only_start_h295(u32 s)
{
	return s == 2u;
}
static void publish_h295(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_mb(page->sequence, s + 1);
	smp_store_mb(page->scale, next->scale);
	smp_store_mb(page->offset, next->offset);
	smp_store_mb(page->sequence, s + 2);
}
DEFINE_HOST(hyperv_tsc, h295, .publish = publish_h295, .legal_start = only_start_h295,
	    .origin = "mutant");

/* x-plus2-then-4 */
static bool only_start_h296(u32 s)
{
	return s == 2u;
}
static void publish_h296(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 2);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 4);
}
DEFINE_HOST(hyperv_tsc, h296, .publish = publish_h296, .legal_start = only_start_h296,
	    .origin = "mutant");

/* x-plus2-first-only */
static bool only_start_h297(u32 s)
{
	return s == 2u;
}
static void publish_h297(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 2);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
}
DEFINE_HOST(hyperv_tsc, h297, .publish = publish_h297, .legal_start = only_start_h297,
	    .origin = "mutant");

/* x-plus1-first-only */
static bool only_start_h298(u32 s)
{
	return s == 2u;
}
static void publish_h298(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
}
DEFINE_HOST(hyperv_tsc, h298, .publish = publish_h298, .legal_start = only_start_h298,
	    .origin = "mutant");

/* x-plus2-last-only */
static bool only_start_h299(u32 s)
{
	return s == 2u;
}
static void publish_h299(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 2);
}
DEFINE_HOST(hyperv_tsc, h299, .publish = publish_h299, .legal_start = only_start_h299,
	    .origin = "mutant");
