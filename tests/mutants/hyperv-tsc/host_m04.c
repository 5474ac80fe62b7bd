#include "format.h"
/* odd_even-allst=rlx,nofences */
static bool only_start_h080(u32 s)
{
	return s == 2u;
}
static void publish_h080(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, s + 1, __ATOMIC_RELAXED);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_RELAXED);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_RELAXED);
	__atomic_store_n(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2), __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h080, .publish = publish_h080, .legal_start = only_start_h080,
	    .origin = "mutant");

/* odd_even-allst=rel */
static bool only_start_h081(u32 s)
{
	return s == 2u;
}
static void publish_h081(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_release(&page->sequence, s + 1);
	smp_wmb();
	smp_store_release(&page->scale, next->scale);
	smp_store_release(&page->offset, next->offset);
	smp_wmb();
	smp_store_release(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h081, .publish = publish_h081, .legal_start = only_start_h081,
	    .origin = "mutant");

/* odd_even-allst=rel,nofences */
static bool only_start_h082(u32 s)
{
	return s == 2u;
}
static void publish_h082(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_release(&page->sequence, s + 1);
	smp_store_release(&page->scale, next->scale);
	smp_store_release(&page->offset, next->offset);
	smp_store_release(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h082, .publish = publish_h082, .legal_start = only_start_h082,
	    .origin = "mutant");

/* odd_even-allst=sc */
static bool only_start_h083(u32 s)
{
	return s == 2u;
}
static void publish_h083(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, s + 1, __ATOMIC_SEQ_CST);
	smp_wmb();
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
	smp_wmb();
	__atomic_store_n(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2), __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h083, .publish = publish_h083, .legal_start = only_start_h083,
	    .origin = "mutant");

/* odd_even-allst=sc,nofences */
static bool only_start_h084(u32 s)
{
	return s == 2u;
}
static void publish_h084(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, s + 1, __ATOMIC_SEQ_CST);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
	__atomic_store_n(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2), __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h084, .publish = publish_h084, .legal_start = only_start_h084,
	    .origin = "mutant");

/* odd_even-allst=mb */
static bool only_start_h085(u32 s)
{
	return s == 2u;
}
static void publish_h085(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_mb(page->sequence, s + 1);
	smp_wmb();
	smp_store_mb(page->scale, next->scale);
	smp_store_mb(page->offset, next->offset);
	smp_wmb();
	smp_store_mb(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h085, .publish = publish_h085, .legal_start = only_start_h085,
	    .origin = "mutant");

/* odd_even-allst=mb,nofences */
static bool only_start_h086(u32 s)
{
	return s == 2u;
}
static void publish_h086(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_mb(page->sequence, s + 1);
	smp_store_mb(page->scale, next->scale);
	smp_store_mb(page->offset, next->offset);
	smp_store_mb(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h086, .publish = publish_h086, .legal_start = only_start_h086,
	    .origin = "mutant");

/* invalidate-drop0 */
static bool only_start_h087(u32 s)
{
	return s == 2u;
}
static void publish_h087(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h087, .publish = publish_h087, .legal_start = only_start_h087,
	    .origin = "mutant");

/* invalidate-f0=rmb */
static bool only_start_h088(u32 s)
{
	return s == 2u;
}
static void publish_h088(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_rmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h088, .publish = publish_h088, .legal_start = only_start_h088,
	    .origin = "mutant");

/* invalidate-f0=mb */
static bool only_start_h089(u32 s)
{
	return s == 2u;
}
static void publish_h089(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_mb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h089, .publish = publish_h089, .legal_start = only_start_h089,
	    .origin = "mutant");

/* invalidate-f0=barrier */
static bool only_start_h090(u32 s)
{
	return s == 2u;
}
static void publish_h090(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	barrier();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h090, .publish = publish_h090, .legal_start = only_start_h090,
	    .origin = "mutant");

/* invalidate-f0=c_acq */
static bool only_start_h091(u32 s)
{
	return s == 2u;
}
static void publish_h091(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h091, .publish = publish_h091, .legal_start = only_start_h091,
	    .origin = "mutant");

/* invalidate-f0=c_rel */
static bool only_start_h092(u32 s)
{
	return s == 2u;
}
static void publish_h092(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h092, .publish = publish_h092, .legal_start = only_start_h092,
	    .origin = "mutant");

/* invalidate-f0=c_ar */
static bool only_start_h093(u32 s)
{
	return s == 2u;
}
static void publish_h093(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	__atomic_thread_fence(__ATOMIC_ACQ_REL);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h093, .publish = publish_h093, .legal_start = only_start_h093,
	    .origin = "mutant");

/* invalidate-f0=c_sc */
static bool only_start_h094(u32 s)
{
	return s == 2u;
}
static void publish_h094(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h094, .publish = publish_h094, .legal_start = only_start_h094,
	    .origin = "mutant");

/* invalidate-move0-1 */
static bool only_start_h095(u32 s)
{
	return s == 2u;
}
static void publish_h095(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_wmb();
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h095, .publish = publish_h095, .legal_start = only_start_h095,
	    .origin = "mutant");

/* invalidate-move0+1 */
static bool only_start_h096(u32 s)
{
	return s == 2u;
}
static void publish_h096(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h096, .publish = publish_h096, .legal_start = only_start_h096,
	    .origin = "mutant");

/* invalidate-move0+2 */
static bool only_start_h097(u32 s)
{
	return s == 2u;
}
static void publish_h097(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h097, .publish = publish_h097, .legal_start = only_start_h097,
	    .origin = "mutant");

/* invalidate-drop1 */
static bool only_start_h098(u32 s)
{
	return s == 2u;
}
static void publish_h098(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h098, .publish = publish_h098, .legal_start = only_start_h098,
	    .origin = "mutant");

/* invalidate-f1=rmb */
static bool only_start_h099(u32 s)
{
	return s == 2u;
}
static void publish_h099(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_rmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h099, .publish = publish_h099, .legal_start = only_start_h099,
	    .origin = "mutant");
