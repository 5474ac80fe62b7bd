#include "format.h"
/* x-reuse-even */
static bool only_start_h300(u32 s)
{
	return s == 2u;
}
static void publish_h300(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, s);
}
DEFINE_HOST(hyperv_tsc, h300, .publish = publish_h300, .legal_start = only_start_h300,
	    .origin = "mutant");

/* x-reuse-inv */
static bool only_start_h301(u32 s)
{
	return s == 2u;
}
static void publish_h301(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, 2);
}
DEFINE_HOST(hyperv_tsc, h301, .publish = publish_h301, .legal_start = only_start_h301,
	    .origin = "mutant");

/* x-odd-fixed */
static bool only_start_h302(u32 s)
{
	return s == 2u;
}
static void publish_h302(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h302, .publish = publish_h302, .legal_start = only_start_h302,
	    .origin = "mutant");

/* x-wraps-2-4 */
static bool only_start_h303(u32 s)
{
	return s == 2u;
}
static void publish_h303(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 4 ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h303, .publish = publish_h303, .legal_start = only_start_h303,
	    .origin = "mutant");

/* x-wraps-2-4-inv */
static bool only_start_h304(u32 s)
{
	return s == 2u;
}
static void publish_h304(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 3 ? 2 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h304, .publish = publish_h304, .legal_start = only_start_h304,
	    .origin = "mutant");

/* x-odd-same */
static bool only_start_h305(u32 s)
{
	return s == 2u;
}
static void publish_h305(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 1);
}
DEFINE_HOST(hyperv_tsc, h305, .publish = publish_h305, .legal_start = only_start_h305,
	    .origin = "mutant");

/* x-never-odd */
static bool only_start_h306(u32 s)
{
	return s == 2u;
}
static void publish_h306(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
}
DEFINE_HOST(hyperv_tsc, h306, .publish = publish_h306, .legal_start = only_start_h306,
	    .origin = "mutant");

/* x-store-after */
static bool only_start_h307(u32 s)
{
	return s == 2u;
}
static void publish_h307(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	WRITE_ONCE(page->offset, next->offset);
}
DEFINE_HOST(hyperv_tsc, h307, .publish = publish_h307, .legal_start = only_start_h307,
	    .origin = "mutant");

/* x-store-after-f */
static bool only_start_h308(u32 s)
{
	return s == 2u;
}
static void publish_h308(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
}
DEFINE_HOST(hyperv_tsc, h308, .publish = publish_h308, .legal_start = only_start_h308,
	    .origin = "mutant");

/* x-store-before */
static bool only_start_h309(u32 s)
{
	return s == 2u;
}
static void publish_h309(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h309, .publish = publish_h309, .legal_start = only_start_h309,
	    .origin = "mutant");

/* x-store-before-f */
static bool only_start_h310(u32 s)
{
	return s == 2u;
}
static void publish_h310(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h310, .publish = publish_h310, .legal_start = only_start_h310,
	    .origin = "mutant");

/* x-twice-a */
static bool only_start_h311(u32 s)
{
	return s == 2u;
}
static void publish_h311(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h311, .publish = publish_h311, .legal_start = only_start_h311,
	    .origin = "mutant");

/* x-a-before-and-in */
static bool only_start_h312(u32 s)
{
	return s == 2u;
}
static void publish_h312(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h312, .publish = publish_h312, .legal_start = only_start_h312,
	    .origin = "mutant");

/* x-wmb-each */
static bool only_start_h313(u32 s)
{
	return s == 2u;
}
static void publish_h313(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h313, .publish = publish_h313, .legal_start = only_start_h313,
	    .origin = "mutant");

/* x-oe-first-rel-last-rel */
static bool only_start_h314(u32 s)
{
	return s == 2u;
}
static void publish_h314(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_release(&page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_store_release(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h314, .publish = publish_h314, .legal_start = only_start_h314,
	    .origin = "mutant");

/* x-oe-fields-rel */
static bool only_start_h315(u32 s)
{
	return s == 2u;
}
static void publish_h315(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_store_release(&page->scale, next->scale);
	smp_store_release(&page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h315, .publish = publish_h315, .legal_start = only_start_h315,
	    .origin = "mutant");

/* x-oe-a-rel-only */
static bool only_start_h316(u32 s)
{
	return s == 2u;
}
static void publish_h316(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_store_release(&page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_store_release(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h316, .publish = publish_h316, .legal_start = only_start_h316,
	    .origin = "mutant");

/* x-oe-b-rel-only */
static bool only_start_h317(u32 s)
{
	return s == 2u;
}
static void publish_h317(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	smp_store_release(&page->offset, next->offset);
	smp_store_release(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h317, .publish = publish_h317, .legal_start = only_start_h317,
	    .origin = "mutant");

/* x-oe-wmb-last-rel */
static bool only_start_h318(u32 s)
{
	return s == 2u;
}
static void publish_h318(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_store_release(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h318, .publish = publish_h318, .legal_start = only_start_h318,
	    .origin = "mutant");

/* x-inv-wmb-last-rel */
static bool only_start_h319(u32 s)
{
	return s == 2u;
}
static void publish_h319(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_store_release(&page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h319, .publish = publish_h319, .legal_start = only_start_h319,
	    .origin = "mutant");
