#include "format.h"
/* x-rel-seq-rel */
static bool only_start_h320(u32 s)
{
	return s == 2u;
}
static void publish_h320(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_store_release(&page->sequence, s + 2);
	WRITE_ONCE(page->sequence, s + 4);
}
DEFINE_HOST(hyperv_tsc, h320, .publish = publish_h320, .legal_start = only_start_h320,
	    .origin = "mutant");

/* x-rel-then-rlx-even-rel */
static bool only_start_h321(u32 s)
{
	return s == 2u;
}
static void publish_h321(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_store_release(&page->sequence, s + 3);
	WRITE_ONCE(page->sequence, s + 4);
}
DEFINE_HOST(hyperv_tsc, h321, .publish = publish_h321, .legal_start = only_start_h321,
	    .origin = "mutant");

/* x-oe-first-sc-last-sc */
static bool only_start_h322(u32 s)
{
	return s == 2u;
}
static void publish_h322(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, s + 1, __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_store_n(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2), __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h322, .publish = publish_h322, .legal_start = only_start_h322,
	    .origin = "mutant");

/* x-oe-first-sc+fields-rel */
static bool only_start_h323(u32 s)
{
	return s == 2u;
}
static void publish_h323(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, s + 1, __ATOMIC_SEQ_CST);
	smp_store_release(&page->scale, next->scale);
	smp_store_release(&page->offset, next->offset);
	smp_store_release(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h323, .publish = publish_h323, .legal_start = only_start_h323,
	    .origin = "mutant");

/* x-oe-fields-sc */
static bool only_start_h324(u32 s)
{
	return s == 2u;
}
static void publish_h324(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h324, .publish = publish_h324, .legal_start = only_start_h324,
	    .origin = "mutant");

/* x-oe-a-sc-only */
static bool only_start_h325(u32 s)
{
	return s == 2u;
}
static void publish_h325(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->offset, next->offset);
	smp_store_release(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h325, .publish = publish_h325, .legal_start = only_start_h325,
	    .origin = "mutant");

/* x-oe-b-sc-only */
static bool only_start_h326(u32 s)
{
	return s == 2u;
}
static void publish_h326(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
	smp_store_release(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h326, .publish = publish_h326, .legal_start = only_start_h326,
	    .origin = "mutant");

/* x-oe-wmb-last-sc */
static bool only_start_h327(u32 s)
{
	return s == 2u;
}
static void publish_h327(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_store_n(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2), __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h327, .publish = publish_h327, .legal_start = only_start_h327,
	    .origin = "mutant");

/* x-inv-wmb-last-sc */
static bool only_start_h328(u32 s)
{
	return s == 2u;
}
static void publish_h328(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_store_n(&page->sequence, (s + 1 == 0 ? 1 : s + 1), __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h328, .publish = publish_h328, .legal_start = only_start_h328,
	    .origin = "mutant");

/* x-rel-seq-sc */
static bool only_start_h329(u32 s)
{
	return s == 2u;
}
static void publish_h329(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_store_n(&page->sequence, s + 2, __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->sequence, s + 4);
}
DEFINE_HOST(hyperv_tsc, h329, .publish = publish_h329, .legal_start = only_start_h329,
	    .origin = "mutant");

/* x-rel-then-rlx-even-sc */
static bool only_start_h330(u32 s)
{
	return s == 2u;
}
static void publish_h330(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_store_n(&page->sequence, s + 3, __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->sequence, s + 4);
}
DEFINE_HOST(hyperv_tsc, h330, .publish = publish_h330, .legal_start = only_start_h330,
	    .origin = "mutant");

/* x-xadd-rlx */
static bool only_start_h331(u32 s)
{
	return s == 2u;
}
static void publish_h331(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELAXED);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h331, .publish = publish_h331, .legal_start = only_start_h331,
	    .origin = "mutant");

/* x-xadd-rlx-wmb */
static bool only_start_h332(u32 s)
{
	return s == 2u;
}
static void publish_h332(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELAXED);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h332, .publish = publish_h332, .legal_start = only_start_h332,
	    .origin = "mutant");

/* x-xadd-rlx-wmb1 */
static bool only_start_h333(u32 s)
{
	return s == 2u;
}
static void publish_h333(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELAXED);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h333, .publish = publish_h333, .legal_start = only_start_h333,
	    .origin = "mutant");

/* x-xadd-rlx-wmb2 */
static bool only_start_h334(u32 s)
{
	return s == 2u;
}
static void publish_h334(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELAXED);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h334, .publish = publish_h334, .legal_start = only_start_h334,
	    .origin = "mutant");

/* x-xadd-rlx-plain */
static bool only_start_h335(u32 s)
{
	return s == 2u;
}
static void publish_h335(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELAXED);
	page->scale = next->scale;
	page->offset = next->offset;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h335, .publish = publish_h335, .legal_start = only_start_h335,
	    .origin = "mutant");

/* x-xadd-rlx-last */
static bool only_start_h336(u32 s)
{
	return s == 2u;
}
static void publish_h336(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h336, .publish = publish_h336, .legal_start = only_start_h336,
	    .origin = "mutant");

/* x-xadd-acq */
static bool only_start_h337(u32 s)
{
	return s == 2u;
}
static void publish_h337(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQUIRE);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQUIRE);
}
DEFINE_HOST(hyperv_tsc, h337, .publish = publish_h337, .legal_start = only_start_h337,
	    .origin = "mutant");

/* x-xadd-acq-wmb */
static bool only_start_h338(u32 s)
{
	return s == 2u;
}
static void publish_h338(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQUIRE);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQUIRE);
}
DEFINE_HOST(hyperv_tsc, h338, .publish = publish_h338, .legal_start = only_start_h338,
	    .origin = "mutant");

/* x-xadd-acq-wmb1 */
static bool only_start_h339(u32 s)
{
	return s == 2u;
}
static void publish_h339(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQUIRE);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQUIRE);
}
DEFINE_HOST(hyperv_tsc, h339, .publish = publish_h339, .legal_start = only_start_h339,
	    .origin = "mutant");
