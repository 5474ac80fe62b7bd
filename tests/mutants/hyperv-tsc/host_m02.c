#include "format.h"
/* odd_even-st0=rlx,nofences */
static bool only_start_h040(u32 s)
{
	return s == 2u;
}
static void publish_h040(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, s + 1, __ATOMIC_RELAXED);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h040, .publish = publish_h040, .legal_start = only_start_h040,
	    .origin = "mutant");

/* odd_even-st0=rel */
static bool only_start_h041(u32 s)
{
	return s == 2u;
}
static void publish_h041(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_release(&page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h041, .publish = publish_h041, .legal_start = only_start_h041,
	    .origin = "mutant");

/* odd_even-st0=rel,nofences */
static bool only_start_h042(u32 s)
{
	return s == 2u;
}
static void publish_h042(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_release(&page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h042, .publish = publish_h042, .legal_start = only_start_h042,
	    .origin = "mutant");

/* odd_even-st0=sc */
static bool only_start_h043(u32 s)
{
	return s == 2u;
}
static void publish_h043(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, s + 1, __ATOMIC_SEQ_CST);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h043, .publish = publish_h043, .legal_start = only_start_h043,
	    .origin = "mutant");

/* odd_even-st0=sc,nofences */
static bool only_start_h044(u32 s)
{
	return s == 2u;
}
static void publish_h044(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, s + 1, __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h044, .publish = publish_h044, .legal_start = only_start_h044,
	    .origin = "mutant");

/* odd_even-st0=mb */
static bool only_start_h045(u32 s)
{
	return s == 2u;
}
static void publish_h045(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_mb(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h045, .publish = publish_h045, .legal_start = only_start_h045,
	    .origin = "mutant");

/* odd_even-st0=mb,nofences */
static bool only_start_h046(u32 s)
{
	return s == 2u;
}
static void publish_h046(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_mb(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h046, .publish = publish_h046, .legal_start = only_start_h046,
	    .origin = "mutant");

/* odd_even-st1=plain */
static bool only_start_h047(u32 s)
{
	return s == 2u;
}
static void publish_h047(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	page->scale = next->scale;
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h047, .publish = publish_h047, .legal_start = only_start_h047,
	    .origin = "mutant");

/* odd_even-st1=plain,nofences */
static bool only_start_h048(u32 s)
{
	return s == 2u;
}
static void publish_h048(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	page->scale = next->scale;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h048, .publish = publish_h048, .legal_start = only_start_h048,
	    .origin = "mutant");

/* odd_even-st1=rlx */
static bool only_start_h049(u32 s)
{
	return s == 2u;
}
static void publish_h049(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_RELAXED);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h049, .publish = publish_h049, .legal_start = only_start_h049,
	    .origin = "mutant");

/* odd_even-st1=rlx,nofences */
static bool only_start_h050(u32 s)
{
	return s == 2u;
}
static void publish_h050(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_RELAXED);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h050, .publish = publish_h050, .legal_start = only_start_h050,
	    .origin = "mutant");

/* odd_even-st1=rel */
static bool only_start_h051(u32 s)
{
	return s == 2u;
}
static void publish_h051(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	smp_store_release(&page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h051, .publish = publish_h051, .legal_start = only_start_h051,
	    .origin = "mutant");

/* odd_even-st1=rel,nofences */
static bool only_start_h052(u32 s)
{
	return s == 2u;
}
static void publish_h052(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_store_release(&page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h052, .publish = publish_h052, .legal_start = only_start_h052,
	    .origin = "mutant");

/* odd_even-st1=sc */
static bool only_start_h053(u32 s)
{
	return s == 2u;
}
static void publish_h053(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h053, .publish = publish_h053, .legal_start = only_start_h053,
	    .origin = "mutant");

/* odd_even-st1=sc,nofences */
static bool only_start_h054(u32 s)
{
	return s == 2u;
}
static void publish_h054(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h054, .publish = publish_h054, .legal_start = only_start_h054,
	    .origin = "mutant");

/* odd_even-st1=mb */
static bool only_start_h055(u32 s)
{
	return s == 2u;
}
static void publish_h055(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	smp_store_mb(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h055, .publish = publish_h055, .legal_start = only_start_h055,
	    .origin = "mutant");

/* odd_even-st1=mb,nofences */
static bool only_start_h056(u32 s)
{
	return s == 2u;
}
static void publish_h056(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_store_mb(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h056, .publish = publish_h056, .legal_start = only_start_h056,
	    .origin = "mutant");

/* odd_even-st2=plain */
static bool only_start_h057(u32 s)
{
	return s == 2u;
}
static void publish_h057(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	page->offset = next->offset;
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h057, .publish = publish_h057, .legal_start = only_start_h057,
	    .origin = "mutant");

/* odd_even-st2=plain,nofences */
static bool only_start_h058(u32 s)
{
	return s == 2u;
}
static void publish_h058(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	page->offset = next->offset;
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h058, .publish = publish_h058, .legal_start = only_start_h058,
	    .origin = "mutant");

/* odd_even-st2=rlx */
static bool only_start_h059(u32 s)
{
	return s == 2u;
}
static void publish_h059(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_RELAXED);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h059, .publish = publish_h059, .legal_start = only_start_h059,
	    .origin = "mutant");
