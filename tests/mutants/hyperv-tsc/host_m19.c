#include "format.h"
/* x-memcpy-nf */
static bool only_start_h380(u32 s)
{
	return s == 2u;
}
static void publish_h380(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	memcpy(&page->scale, next, 16);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h380, .publish = publish_h380, .legal_start = only_start_h380,
	    .origin = "mutant");

/* x-memcpy-rel */
static bool only_start_h381(u32 s)
{
	return s == 2u;
}
static void publish_h381(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_release(&page->sequence, s + 1);
	memcpy(&page->scale, next, 16);
	smp_store_release(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h381, .publish = publish_h381, .legal_start = only_start_h381,
	    .origin = "mutant");

/* x-memcpy-single */
static bool only_start_h382(u32 s)
{
	return s == 2u;
}
static void publish_h382(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	memcpy(&page->scale, next, 16);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h382, .publish = publish_h382, .legal_start = only_start_h382,
	    .origin = "mutant");

/* x-memcpy-barrier */
static bool only_start_h383(u32 s)
{
	return s == 2u;
}
static void publish_h383(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	barrier();
	memcpy(&page->scale, next, 16);
	barrier();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h383, .publish = publish_h383, .legal_start = only_start_h383,
	    .origin = "mutant");

/* x-plainq-rela-plainb */
static bool only_start_h384(u32 s)
{
	return s == 2u;
}
static void publish_h384(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_store_release(&page->scale, next->scale);
	page->offset = next->offset;
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h384, .publish = publish_h384, .legal_start = only_start_h384,
	    .origin = "mutant");

/* x-plaina-relq-plainb */
static bool only_start_h385(u32 s)
{
	return s == 2u;
}
static void publish_h385(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	page->scale = next->scale;
	smp_store_release(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	page->offset = next->offset;
}
DEFINE_HOST(hyperv_tsc, h385, .publish = publish_h385, .legal_start = only_start_h385,
	    .origin = "mutant");

/* x-plain-oe-rel */
static bool only_start_h386(u32 s)
{
	return s == 2u;
}
static void publish_h386(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_store_release(&page->sequence, s + 2);
}
DEFINE_HOST(hyperv_tsc, h386, .publish = publish_h386, .legal_start = only_start_h386,
	    .origin = "mutant");

/* x-once-oe-plainfields-nf */
static bool only_start_h387(u32 s)
{
	return s == 2u;
}
static void publish_h387(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	page->scale = next->scale;
	page->offset = next->offset;
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h387, .publish = publish_h387, .legal_start = only_start_h387,
	    .origin = "mutant");

/* odd_even-perm0352 */
static bool only_start_h388(u32 s)
{
	return s == 2u;
}
static void publish_h388(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
}
DEFINE_HOST(hyperv_tsc, h388, .publish = publish_h388, .legal_start = only_start_h388,
	    .origin = "mutant");

/* odd_even-perm0523 */
static bool only_start_h389(u32 s)
{
	return s == 2u;
}
static void publish_h389(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
}
DEFINE_HOST(hyperv_tsc, h389, .publish = publish_h389, .legal_start = only_start_h389,
	    .origin = "mutant");

/* odd_even-perm0532 */
static bool only_start_h390(u32 s)
{
	return s == 2u;
}
static void publish_h390(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
}
DEFINE_HOST(hyperv_tsc, h390, .publish = publish_h390, .legal_start = only_start_h390,
	    .origin = "mutant");

/* odd_even-perm2053 */
static bool only_start_h391(u32 s)
{
	return s == 2u;
}
static void publish_h391(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
}
DEFINE_HOST(hyperv_tsc, h391, .publish = publish_h391, .legal_start = only_start_h391,
	    .origin = "mutant");

/* odd_even-perm2305 */
static bool only_start_h392(u32 s)
{
	return s == 2u;
}
static void publish_h392(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h392, .publish = publish_h392, .legal_start = only_start_h392,
	    .origin = "mutant");

/* odd_even-perm2350 */
static bool only_start_h393(u32 s)
{
	return s == 2u;
}
static void publish_h393(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 1);
}
DEFINE_HOST(hyperv_tsc, h393, .publish = publish_h393, .legal_start = only_start_h393,
	    .origin = "mutant");

/* odd_even-perm2503 */
static bool only_start_h394(u32 s)
{
	return s == 2u;
}
static void publish_h394(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
}
DEFINE_HOST(hyperv_tsc, h394, .publish = publish_h394, .legal_start = only_start_h394,
	    .origin = "mutant");

/* odd_even-perm2530 */
static bool only_start_h395(u32 s)
{
	return s == 2u;
}
static void publish_h395(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 1);
}
DEFINE_HOST(hyperv_tsc, h395, .publish = publish_h395, .legal_start = only_start_h395,
	    .origin = "mutant");

/* odd_even-perm3025 */
static bool only_start_h396(u32 s)
{
	return s == 2u;
}
static void publish_h396(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h396, .publish = publish_h396, .legal_start = only_start_h396,
	    .origin = "mutant");

/* odd_even-perm3052 */
static bool only_start_h397(u32 s)
{
	return s == 2u;
}
static void publish_h397(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
}
DEFINE_HOST(hyperv_tsc, h397, .publish = publish_h397, .legal_start = only_start_h397,
	    .origin = "mutant");

/* odd_even-perm3205 */
static bool only_start_h398(u32 s)
{
	return s == 2u;
}
static void publish_h398(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h398, .publish = publish_h398, .legal_start = only_start_h398,
	    .origin = "mutant");

/* odd_even-perm3250 */
static bool only_start_h399(u32 s)
{
	return s == 2u;
}
static void publish_h399(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 1);
}
DEFINE_HOST(hyperv_tsc, h399, .publish = publish_h399, .legal_start = only_start_h399,
	    .origin = "mutant");
