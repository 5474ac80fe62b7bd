#include "format.h"
/* seqlock-f1=c_ar */
static bool only_start_h240(u32 s)
{
	return s == 2u;
}
static void publish_h240(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	__atomic_thread_fence(__ATOMIC_ACQ_REL);
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h240, .publish = publish_h240, .legal_start = only_start_h240,
	    .origin = "mutant");

/* seqlock-f1=c_sc */
static bool only_start_h241(u32 s)
{
	return s == 2u;
}
static void publish_h241(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h241, .publish = publish_h241, .legal_start = only_start_h241,
	    .origin = "mutant");

/* seqlock-move1-1 */
static bool only_start_h242(u32 s)
{
	return s == 2u;
}
static void publish_h242(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	smp_wmb();
	page->offset = next->offset;
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h242, .publish = publish_h242, .legal_start = only_start_h242,
	    .origin = "mutant");

/* seqlock-move1+1 */
static bool only_start_h243(u32 s)
{
	return s == 2u;
}
static void publish_h243(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	page->sequence = s + 2;
	smp_wmb();
}
DEFINE_HOST(hyperv_tsc, h243, .publish = publish_h243, .legal_start = only_start_h243,
	    .origin = "mutant");

/* seqlock-move1-2 */
static bool only_start_h244(u32 s)
{
	return s == 2u;
}
static void publish_h244(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h244, .publish = publish_h244, .legal_start = only_start_h244,
	    .origin = "mutant");

/* seqlock-nofences */
static bool only_start_h245(u32 s)
{
	return s == 2u;
}
static void publish_h245(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	page->scale = next->scale;
	page->offset = next->offset;
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h245, .publish = publish_h245, .legal_start = only_start_h245,
	    .origin = "mutant");

/* seqlock-all=rmb */
static bool only_start_h246(u32 s)
{
	return s == 2u;
}
static void publish_h246(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_rmb();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_rmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h246, .publish = publish_h246, .legal_start = only_start_h246,
	    .origin = "mutant");

/* seqlock-all=mb */
static bool only_start_h247(u32 s)
{
	return s == 2u;
}
static void publish_h247(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_mb();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_mb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h247, .publish = publish_h247, .legal_start = only_start_h247,
	    .origin = "mutant");

/* seqlock-all=barrier */
static bool only_start_h248(u32 s)
{
	return s == 2u;
}
static void publish_h248(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	barrier();
	page->scale = next->scale;
	page->offset = next->offset;
	barrier();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h248, .publish = publish_h248, .legal_start = only_start_h248,
	    .origin = "mutant");

/* seqlock-all=c_acq */
static bool only_start_h249(u32 s)
{
	return s == 2u;
}
static void publish_h249(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	page->scale = next->scale;
	page->offset = next->offset;
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h249, .publish = publish_h249, .legal_start = only_start_h249,
	    .origin = "mutant");

/* seqlock-all=c_rel */
static bool only_start_h250(u32 s)
{
	return s == 2u;
}
static void publish_h250(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	__atomic_thread_fence(__ATOMIC_RELEASE);
	page->scale = next->scale;
	page->offset = next->offset;
	__atomic_thread_fence(__ATOMIC_RELEASE);
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h250, .publish = publish_h250, .legal_start = only_start_h250,
	    .origin = "mutant");

/* seqlock-all=c_ar */
static bool only_start_h251(u32 s)
{
	return s == 2u;
}
static void publish_h251(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	__atomic_thread_fence(__ATOMIC_ACQ_REL);
	page->scale = next->scale;
	page->offset = next->offset;
	__atomic_thread_fence(__ATOMIC_ACQ_REL);
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h251, .publish = publish_h251, .legal_start = only_start_h251,
	    .origin = "mutant");

/* seqlock-all=c_sc */
static bool only_start_h252(u32 s)
{
	return s == 2u;
}
static void publish_h252(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	page->scale = next->scale;
	page->offset = next->offset;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h252, .publish = publish_h252, .legal_start = only_start_h252,
	    .origin = "mutant");

/* seqlock-swap0.2 */
static bool only_start_h253(u32 s)
{
	return s == 2u;
}
static void publish_h253(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->scale = next->scale;
	smp_wmb();
	page->sequence = s + 1;
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h253, .publish = publish_h253, .legal_start = only_start_h253,
	    .origin = "mutant");

/* seqlock-swap2.3 */
static bool only_start_h254(u32 s)
{
	return s == 2u;
}
static void publish_h254(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->offset = next->offset;
	page->scale = next->scale;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h254, .publish = publish_h254, .legal_start = only_start_h254,
	    .origin = "mutant");

/* seqlock-swap3.5 */
static bool only_start_h255(u32 s)
{
	return s == 2u;
}
static void publish_h255(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	page->sequence = s + 2;
	smp_wmb();
	page->offset = next->offset;
}
DEFINE_HOST(hyperv_tsc, h255, .publish = publish_h255, .legal_start = only_start_h255,
	    .origin = "mutant");

/* seqlock-st0=rlx */
static bool only_start_h256(u32 s)
{
	return s == 2u;
}
static void publish_h256(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, s + 1, __ATOMIC_RELAXED);
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h256, .publish = publish_h256, .legal_start = only_start_h256,
	    .origin = "mutant");

/* seqlock-st0=rlx,nofences */
static bool only_start_h257(u32 s)
{
	return s == 2u;
}
static void publish_h257(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, s + 1, __ATOMIC_RELAXED);
	page->scale = next->scale;
	page->offset = next->offset;
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h257, .publish = publish_h257, .legal_start = only_start_h257,
	    .origin = "mutant");

/* seqlock-st0=rel */
static bool only_start_h258(u32 s)
{
	return s == 2u;
}
static void publish_h258(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_release(&page->sequence, s + 1);
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h258, .publish = publish_h258, .legal_start = only_start_h258,
	    .origin = "mutant");

/* seqlock-st0=rel,nofences */
static bool only_start_h259(u32 s)
{
	return s == 2u;
}
static void publish_h259(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_release(&page->sequence, s + 1);
	page->scale = next->scale;
	page->offset = next->offset;
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h259, .publish = publish_h259, .legal_start = only_start_h259,
	    .origin = "mutant");
