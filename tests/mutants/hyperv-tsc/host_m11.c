#include "format.h"
/* single_store-allst=sc,nofences */
static bool only_start_h220(u32 s)
{
	return s == 2u;
}
static void publish_h220(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	__atomic_store_n(&page->sequence, (s + 1 == 0 ? 1 : s + 1), __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h220, .publish = publish_h220, .legal_start = only_start_h220,
	    .origin = "mutant");

/* single_store-allst=mb */
static bool only_start_h221(u32 s)
{
	return s == 2u;
}
static void publish_h221(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_mb(page->offset, next->offset);
	smp_store_mb(page->scale, next->scale);
	smp_wmb();
	smp_store_mb(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h221, .publish = publish_h221, .legal_start = only_start_h221,
	    .origin = "mutant");

/* single_store-allst=mb,nofences */
static bool only_start_h222(u32 s)
{
	return s == 2u;
}
static void publish_h222(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_mb(page->offset, next->offset);
	smp_store_mb(page->scale, next->scale);
	smp_store_mb(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h222, .publish = publish_h222, .legal_start = only_start_h222,
	    .origin = "mutant");

/* seqlock-drop0 */
static bool only_start_h223(u32 s)
{
	return s == 2u;
}
static void publish_h223(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h223, .publish = publish_h223, .legal_start = only_start_h223,
	    .origin = "mutant");

/* seqlock-f0=rmb */
static bool only_start_h224(u32 s)
{
	return s == 2u;
}
static void publish_h224(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_rmb();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h224, .publish = publish_h224, .legal_start = only_start_h224,
	    .origin = "mutant");

/* seqlock-f0=mb */
static bool only_start_h225(u32 s)
{
	return s == 2u;
}
static void publish_h225(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_mb();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h225, .publish = publish_h225, .legal_start = only_start_h225,
	    .origin = "mutant");

/* seqlock-f0=barrier */
static bool only_start_h226(u32 s)
{
	return s == 2u;
}
static void publish_h226(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	barrier();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h226, .publish = publish_h226, .legal_start = only_start_h226,
	    .origin = "mutant");

/* seqlock-f0=c_acq */
static bool only_start_h227(u32 s)
{
	return s == 2u;
}
static void publish_h227(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h227, .publish = publish_h227, .legal_start = only_start_h227,
	    .origin = "mutant");

/* seqlock-f0=c_rel */
static bool only_start_h228(u32 s)
{
	return s == 2u;
}
static void publish_h228(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	__atomic_thread_fence(__ATOMIC_RELEASE);
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h228, .publish = publish_h228, .legal_start = only_start_h228,
	    .origin = "mutant");

/* seqlock-f0=c_ar */
static bool only_start_h229(u32 s)
{
	return s == 2u;
}
static void publish_h229(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	__atomic_thread_fence(__ATOMIC_ACQ_REL);
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h229, .publish = publish_h229, .legal_start = only_start_h229,
	    .origin = "mutant");

/* seqlock-f0=c_sc */
static bool only_start_h230(u32 s)
{
	return s == 2u;
}
static void publish_h230(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h230, .publish = publish_h230, .legal_start = only_start_h230,
	    .origin = "mutant");

/* seqlock-move0-1 */
static bool only_start_h231(u32 s)
{
	return s == 2u;
}
static void publish_h231(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_wmb();
	page->sequence = s + 1;
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h231, .publish = publish_h231, .legal_start = only_start_h231,
	    .origin = "mutant");

/* seqlock-move0+1 */
static bool only_start_h232(u32 s)
{
	return s == 2u;
}
static void publish_h232(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	page->scale = next->scale;
	smp_wmb();
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h232, .publish = publish_h232, .legal_start = only_start_h232,
	    .origin = "mutant");

/* seqlock-move0+2 */
static bool only_start_h233(u32 s)
{
	return s == 2u;
}
static void publish_h233(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h233, .publish = publish_h233, .legal_start = only_start_h233,
	    .origin = "mutant");

/* seqlock-drop1 */
static bool only_start_h234(u32 s)
{
	return s == 2u;
}
static void publish_h234(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h234, .publish = publish_h234, .legal_start = only_start_h234,
	    .origin = "mutant");

/* seqlock-f1=rmb */
static bool only_start_h235(u32 s)
{
	return s == 2u;
}
static void publish_h235(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_rmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h235, .publish = publish_h235, .legal_start = only_start_h235,
	    .origin = "mutant");

/* seqlock-f1=mb */
static bool only_start_h236(u32 s)
{
	return s == 2u;
}
static void publish_h236(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_mb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h236, .publish = publish_h236, .legal_start = only_start_h236,
	    .origin = "mutant");

/* seqlock-f1=barrier */
static bool only_start_h237(u32 s)
{
	return s == 2u;
}
static void publish_h237(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	barrier();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h237, .publish = publish_h237, .legal_start = only_start_h237,
	    .origin = "mutant");

/* seqlock-f1=c_acq */
static bool only_start_h238(u32 s)
{
	return s == 2u;
}
static void publish_h238(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h238, .publish = publish_h238, .legal_start = only_start_h238,
	    .origin = "mutant");

/* seqlock-f1=c_rel */
static bool only_start_h239(u32 s)
{
	return s == 2u;
}
static void publish_h239(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	__atomic_thread_fence(__ATOMIC_RELEASE);
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h239, .publish = publish_h239, .legal_start = only_start_h239,
	    .origin = "mutant");
