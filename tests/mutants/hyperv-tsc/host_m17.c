#include "format.h"
/* x-xadd-acq-wmb2 */
static bool only_start_h340(u32 s)
{
	return s == 2u;
}
static void publish_h340(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQUIRE);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQUIRE);
}
DEFINE_HOST(hyperv_tsc, h340, .publish = publish_h340, .legal_start = only_start_h340,
	    .origin = "mutant");

/* x-xadd-acq-plain */
static bool only_start_h341(u32 s)
{
	return s == 2u;
}
static void publish_h341(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQUIRE);
	page->scale = next->scale;
	page->offset = next->offset;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQUIRE);
}
DEFINE_HOST(hyperv_tsc, h341, .publish = publish_h341, .legal_start = only_start_h341,
	    .origin = "mutant");

/* x-xadd-acq-last */
static bool only_start_h342(u32 s)
{
	return s == 2u;
}
static void publish_h342(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQUIRE);
}
DEFINE_HOST(hyperv_tsc, h342, .publish = publish_h342, .legal_start = only_start_h342,
	    .origin = "mutant");

/* x-xadd-rel */
static bool only_start_h343(u32 s)
{
	return s == 2u;
}
static void publish_h343(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELEASE);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELEASE);
}
DEFINE_HOST(hyperv_tsc, h343, .publish = publish_h343, .legal_start = only_start_h343,
	    .origin = "mutant");

/* x-xadd-rel-wmb */
static bool only_start_h344(u32 s)
{
	return s == 2u;
}
static void publish_h344(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELEASE);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELEASE);
}
DEFINE_HOST(hyperv_tsc, h344, .publish = publish_h344, .legal_start = only_start_h344,
	    .origin = "mutant");

/* x-xadd-rel-wmb1 */
static bool only_start_h345(u32 s)
{
	return s == 2u;
}
static void publish_h345(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELEASE);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELEASE);
}
DEFINE_HOST(hyperv_tsc, h345, .publish = publish_h345, .legal_start = only_start_h345,
	    .origin = "mutant");

/* x-xadd-rel-wmb2 */
static bool only_start_h346(u32 s)
{
	return s == 2u;
}
static void publish_h346(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELEASE);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELEASE);
}
DEFINE_HOST(hyperv_tsc, h346, .publish = publish_h346, .legal_start = only_start_h346,
	    .origin = "mutant");

/* x-xadd-rel-plain */
static bool only_start_h347(u32 s)
{
	return s == 2u;
}
static void publish_h347(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELEASE);
	page->scale = next->scale;
	page->offset = next->offset;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELEASE);
}
DEFINE_HOST(hyperv_tsc, h347, .publish = publish_h347, .legal_start = only_start_h347,
	    .origin = "mutant");

/* x-xadd-rel-last */
static bool only_start_h348(u32 s)
{
	return s == 2u;
}
static void publish_h348(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_RELEASE);
}
DEFINE_HOST(hyperv_tsc, h348, .publish = publish_h348, .legal_start = only_start_h348,
	    .origin = "mutant");

/* x-xadd-ar */
static bool only_start_h349(u32 s)
{
	return s == 2u;
}
static void publish_h349(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQ_REL);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQ_REL);
}
DEFINE_HOST(hyperv_tsc, h349, .publish = publish_h349, .legal_start = only_start_h349,
	    .origin = "mutant");

/* x-xadd-ar-wmb */
static bool only_start_h350(u32 s)
{
	return s == 2u;
}
static void publish_h350(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQ_REL);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQ_REL);
}
DEFINE_HOST(hyperv_tsc, h350, .publish = publish_h350, .legal_start = only_start_h350,
	    .origin = "mutant");

/* x-xadd-ar-wmb1 */
static bool only_start_h351(u32 s)
{
	return s == 2u;
}
static void publish_h351(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQ_REL);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQ_REL);
}
DEFINE_HOST(hyperv_tsc, h351, .publish = publish_h351, .legal_start = only_start_h351,
	    .origin = "mutant");

/* x-xadd-ar-wmb2 */
static bool only_start_h352(u32 s)
{
	return s == 2u;
}
static void publish_h352(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQ_REL);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQ_REL);
}
DEFINE_HOST(hyperv_tsc, h352, .publish = publish_h352, .legal_start = only_start_h352,
	    .origin = "mutant");

/* x-xadd-ar-plain */
static bool only_start_h353(u32 s)
{
	return s == 2u;
}
static void publish_h353(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQ_REL);
	page->scale = next->scale;
	page->offset = next->offset;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQ_REL);
}
DEFINE_HOST(hyperv_tsc, h353, .publish = publish_h353, .legal_start = only_start_h353,
	    .origin = "mutant");

/* x-xadd-ar-last */
static bool only_start_h354(u32 s)
{
	return s == 2u;
}
static void publish_h354(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_ACQ_REL);
}
DEFINE_HOST(hyperv_tsc, h354, .publish = publish_h354, .legal_start = only_start_h354,
	    .origin = "mutant");

/* x-xadd-sc */
static bool only_start_h355(u32 s)
{
	return s == 2u;
}
static void publish_h355(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h355, .publish = publish_h355, .legal_start = only_start_h355,
	    .origin = "mutant");

/* x-xadd-sc-wmb */
static bool only_start_h356(u32 s)
{
	return s == 2u;
}
static void publish_h356(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_SEQ_CST);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h356, .publish = publish_h356, .legal_start = only_start_h356,
	    .origin = "mutant");

/* x-xadd-sc-wmb1 */
static bool only_start_h357(u32 s)
{
	return s == 2u;
}
static void publish_h357(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_SEQ_CST);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h357, .publish = publish_h357, .legal_start = only_start_h357,
	    .origin = "mutant");

/* x-xadd-sc-wmb2 */
static bool only_start_h358(u32 s)
{
	return s == 2u;
}
static void publish_h358(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h358, .publish = publish_h358, .legal_start = only_start_h358,
	    .origin = "mutant");

/* x-xadd-sc-plain */
static bool only_start_h359(u32 s)
{
	return s == 2u;
}
static void publish_h359(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_SEQ_CST);
	page->scale = next->scale;
	page->offset = next->offset;
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h359, .publish = publish_h359, .legal_start = only_start_h359,
	    .origin = "mutant");
