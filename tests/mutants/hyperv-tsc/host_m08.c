#include "format.h"
/* invalidate-allst=plain */
static bool only_start_h160(u32 s)
{
	return s == 2u;
}
static void publish_h160(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = 0;
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	page->sequence = (s + 1 == 0 ? 1 : s + 1);
}
DEFINE_HOST(hyperv_tsc, h160, .publish = publish_h160, .legal_start = only_start_h160,
	    .origin = "mutant");

/* invalidate-allst=plain,nofences */
static bool only_start_h161(u32 s)
{
	return s == 2u;
}
static void publish_h161(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = 0;
	page->scale = next->scale;
	page->offset = next->offset;
	page->sequence = (s + 1 == 0 ? 1 : s + 1);
}
DEFINE_HOST(hyperv_tsc, h161, .publish = publish_h161, .legal_start = only_start_h161,
	    .origin = "mutant");

/* invalidate-allst=rlx */
static bool only_start_h162(u32 s)
{
	return s == 2u;
}
static void publish_h162(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, 0, __ATOMIC_RELAXED);
	smp_wmb();
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_RELAXED);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_RELAXED);
	smp_wmb();
	__atomic_store_n(&page->sequence, (s + 1 == 0 ? 1 : s + 1), __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h162, .publish = publish_h162, .legal_start = only_start_h162,
	    .origin = "mutant");

/* invalidate-allst=rlx,nofences */
static bool only_start_h163(u32 s)
{
	return s == 2u;
}
static void publish_h163(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_RELAXED);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_RELAXED);
	__atomic_store_n(&page->sequence, (s + 1 == 0 ? 1 : s + 1), __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h163, .publish = publish_h163, .legal_start = only_start_h163,
	    .origin = "mutant");

/* invalidate-allst=rel */
static bool only_start_h164(u32 s)
{
	return s == 2u;
}
static void publish_h164(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_release(&page->sequence, 0);
	smp_wmb();
	smp_store_release(&page->scale, next->scale);
	smp_store_release(&page->offset, next->offset);
	smp_wmb();
	smp_store_release(&page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h164, .publish = publish_h164, .legal_start = only_start_h164,
	    .origin = "mutant");

/* invalidate-allst=rel,nofences */
static bool only_start_h165(u32 s)
{
	return s == 2u;
}
static void publish_h165(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_release(&page->sequence, 0);
	smp_store_release(&page->scale, next->scale);
	smp_store_release(&page->offset, next->offset);
	smp_store_release(&page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h165, .publish = publish_h165, .legal_start = only_start_h165,
	    .origin = "mutant");

/* invalidate-allst=sc */
static bool only_start_h166(u32 s)
{
	return s == 2u;
}
static void publish_h166(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, 0, __ATOMIC_SEQ_CST);
	smp_wmb();
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
	smp_wmb();
	__atomic_store_n(&page->sequence, (s + 1 == 0 ? 1 : s + 1), __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h166, .publish = publish_h166, .legal_start = only_start_h166,
	    .origin = "mutant");

/* invalidate-allst=sc,nofences */
static bool only_start_h167(u32 s)
{
	return s == 2u;
}
static void publish_h167(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, 0, __ATOMIC_SEQ_CST);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
	__atomic_store_n(&page->sequence, (s + 1 == 0 ? 1 : s + 1), __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h167, .publish = publish_h167, .legal_start = only_start_h167,
	    .origin = "mutant");

/* invalidate-allst=mb */
static bool only_start_h168(u32 s)
{
	return s == 2u;
}
static void publish_h168(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_mb(page->sequence, 0);
	smp_wmb();
	smp_store_mb(page->scale, next->scale);
	smp_store_mb(page->offset, next->offset);
	smp_wmb();
	smp_store_mb(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h168, .publish = publish_h168, .legal_start = only_start_h168,
	    .origin = "mutant");

/* invalidate-allst=mb,nofences */
static bool only_start_h169(u32 s)
{
	return s == 2u;
}
static void publish_h169(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_mb(page->sequence, 0);
	smp_store_mb(page->scale, next->scale);
	smp_store_mb(page->offset, next->offset);
	smp_store_mb(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h169, .publish = publish_h169, .legal_start = only_start_h169,
	    .origin = "mutant");

/* single_store-drop0 */
static bool only_start_h170(u32 s)
{
	return s == 2u;
}
static void publish_h170(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h170, .publish = publish_h170, .legal_start = only_start_h170,
	    .origin = "mutant");

/* single_store-f0=rmb */
static bool only_start_h171(u32 s)
{
	return s == 2u;
}
static void publish_h171(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_rmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h171, .publish = publish_h171, .legal_start = only_start_h171,
	    .origin = "mutant");

/* single_store-f0=mb */
static bool only_start_h172(u32 s)
{
	return s == 2u;
}
static void publish_h172(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_mb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h172, .publish = publish_h172, .legal_start = only_start_h172,
	    .origin = "mutant");

/* single_store-f0=barrier */
static bool only_start_h173(u32 s)
{
	return s == 2u;
}
static void publish_h173(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	barrier();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h173, .publish = publish_h173, .legal_start = only_start_h173,
	    .origin = "mutant");

/* single_store-f0=c_acq */
static bool only_start_h174(u32 s)
{
	return s == 2u;
}
static void publish_h174(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h174, .publish = publish_h174, .legal_start = only_start_h174,
	    .origin = "mutant");

/* single_store-f0=c_rel */
static bool only_start_h175(u32 s)
{
	return s == 2u;
}
static void publish_h175(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h175, .publish = publish_h175, .legal_start = only_start_h175,
	    .origin = "mutant");

/* single_store-f0=c_ar */
static bool only_start_h176(u32 s)
{
	return s == 2u;
}
static void publish_h176(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	__atomic_thread_fence(__ATOMIC_ACQ_REL);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h176, .publish = publish_h176, .legal_start = only_start_h176,
	    .origin = "mutant");

/* single_store-f0=c_sc */
static bool only_start_h177(u32 s)
{
	return s == 2u;
}
static void publish_h177(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h177, .publish = publish_h177, .legal_start = only_start_h177,
	    .origin = "mutant");

/* single_store-move0-1 */
static bool only_start_h178(u32 s)
{
	return s == 2u;
}
static void publish_h178(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h178, .publish = publish_h178, .legal_start = only_start_h178,
	    .origin = "mutant");

/* single_store-move0+1 */
static bool only_start_h179(u32 s)
{
	return s == 2u;
}
static void publish_h179(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	smp_wmb();
}
DEFINE_HOST(hyperv_tsc, h179, .publish = publish_h179, .legal_start = only_start_h179,
	    .origin = "mutant");
