#include "format.h"
/* seqlock-st0=sc */
static bool only_start_h260(u32 s)
{
	return s == 2u;
}
static void publish_h260(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, s + 1, __ATOMIC_SEQ_CST);
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h260, .publish = publish_h260, .legal_start = only_start_h260,
	    .origin = "mutant");

/* seqlock-st0=sc,nofences */
static bool only_start_h261(u32 s)
{
	return s == 2u;
}
static void publish_h261(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, s + 1, __ATOMIC_SEQ_CST);
	page->scale = next->scale;
	page->offset = next->offset;
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h261, .publish = publish_h261, .legal_start = only_start_h261,
	    .origin = "mutant");

/* seqlock-st0=mb */
static bool only_start_h262(u32 s)
{
	return s == 2u;
}
static void publish_h262(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_mb(page->sequence, s + 1);
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h262, .publish = publish_h262, .legal_start = only_start_h262,
	    .origin = "mutant");

/* seqlock-st0=mb,nofences */
static bool only_start_h263(u32 s)
{
	return s == 2u;
}
static void publish_h263(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_mb(page->sequence, s + 1);
	page->scale = next->scale;
	page->offset = next->offset;
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h263, .publish = publish_h263, .legal_start = only_start_h263,
	    .origin = "mutant");

/* seqlock-st1=rlx */
static bool only_start_h264(u32 s)
{
	return s == 2u;
}
static void publish_h264(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_RELAXED);
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h264, .publish = publish_h264, .legal_start = only_start_h264,
	    .origin = "mutant");

/* seqlock-st1=rlx,nofences */
static bool only_start_h265(u32 s)
{
	return s == 2u;
}
static void publish_h265(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_RELAXED);
	page->offset = next->offset;
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h265, .publish = publish_h265, .legal_start = only_start_h265,
	    .origin = "mutant");

/* seqlock-st1=rel */
static bool only_start_h266(u32 s)
{
	return s == 2u;
}
static void publish_h266(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	smp_store_release(&page->scale, next->scale);
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h266, .publish = publish_h266, .legal_start = only_start_h266,
	    .origin = "mutant");

/* seqlock-st1=rel,nofences */
static bool only_start_h267(u32 s)
{
	return s == 2u;
}
static void publish_h267(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_store_release(&page->scale, next->scale);
	page->offset = next->offset;
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h267, .publish = publish_h267, .legal_start = only_start_h267,
	    .origin = "mutant");

/* seqlock-st1=sc */
static bool only_start_h268(u32 s)
{
	return s == 2u;
}
static void publish_h268(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h268, .publish = publish_h268, .legal_start = only_start_h268,
	    .origin = "mutant");

/* seqlock-st1=sc,nofences */
static bool only_start_h269(u32 s)
{
	return s == 2u;
}
static void publish_h269(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	page->offset = next->offset;
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h269, .publish = publish_h269, .legal_start = only_start_h269,
	    .origin = "mutant");

/* seqlock-st1=mb */
static bool only_start_h270(u32 s)
{
	return s == 2u;
}
static void publish_h270(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	smp_store_mb(page->scale, next->scale);
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h270, .publish = publish_h270, .legal_start = only_start_h270,
	    .origin = "mutant");

/* seqlock-st1=mb,nofences */
static bool only_start_h271(u32 s)
{
	return s == 2u;
}
static void publish_h271(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_store_mb(page->scale, next->scale);
	page->offset = next->offset;
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h271, .publish = publish_h271, .legal_start = only_start_h271,
	    .origin = "mutant");

/* seqlock-st2=rlx */
static bool only_start_h272(u32 s)
{
	return s == 2u;
}
static void publish_h272(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_RELAXED);
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h272, .publish = publish_h272, .legal_start = only_start_h272,
	    .origin = "mutant");

/* seqlock-st2=rlx,nofences */
static bool only_start_h273(u32 s)
{
	return s == 2u;
}
static void publish_h273(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	page->scale = next->scale;
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_RELAXED);
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h273, .publish = publish_h273, .legal_start = only_start_h273,
	    .origin = "mutant");

/* seqlock-st2=rel */
static bool only_start_h274(u32 s)
{
	return s == 2u;
}
static void publish_h274(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	smp_store_release(&page->offset, next->offset);
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h274, .publish = publish_h274, .legal_start = only_start_h274,
	    .origin = "mutant");

/* seqlock-st2=rel,nofences */
static bool only_start_h275(u32 s)
{
	return s == 2u;
}
static void publish_h275(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	page->scale = next->scale;
	smp_store_release(&page->offset, next->offset);
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h275, .publish = publish_h275, .legal_start = only_start_h275,
	    .origin = "mutant");

/* seqlock-st2=sc */
static bool only_start_h276(u32 s)
{
	return s == 2u;
}
static void publish_h276(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h276, .publish = publish_h276, .legal_start = only_start_h276,
	    .origin = "mutant");

/* seqlock-st2=sc,nofences */
static bool only_start_h277(u32 s)
{
	return s == 2u;
}
static void publish_h277(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	page->scale = next->scale;
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h277, .publish = publish_h277, .legal_start = only_start_h277,
	    .origin = "mutant");

/* seqlock-st2=mb */
static bool only_start_h278(u32 s)
{
	return s == 2u;
}
static void publish_h278(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	smp_store_mb(page->offset, next->offset);
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h278, .publish = publish_h278, .legal_start = only_start_h278,
	    .origin = "mutant");

/* seqlock-st2=mb,nofences */
static bool only_start_h279(u32 s)
{
	return s == 2u;
}
static void publish_h279(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	page->scale = next->scale;
	smp_store_mb(page->offset, next->offset);
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h279, .publish = publish_h279, .legal_start = only_start_h279,
	    .origin = "mutant");
