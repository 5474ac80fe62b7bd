#include "format.h"
/* odd_even-st2=rlx,nofences */
static bool only_start_h060(u32 s)
{
	return s == 2u;
}
static void publish_h060(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_RELAXED);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h060, .publish = publish_h060, .legal_start = only_start_h060,
	    .origin = "mutant");

/* odd_even-st2=rel */
static bool only_start_h061(u32 s)
{
	return s == 2u;
}
static void publish_h061(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	smp_store_release(&page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h061, .publish = publish_h061, .legal_start = only_start_h061,
	    .origin = "mutant");

/* odd_even-st2=rel,nofences */
static bool only_start_h062(u32 s)
{
	return s == 2u;
}
static void publish_h062(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	smp_store_release(&page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h062, .publish = publish_h062, .legal_start = only_start_h062,
	    .origin = "mutant");

/* odd_even-st2=sc */
static bool only_start_h063(u32 s)
{
	return s == 2u;
}
static void publish_h063(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h063, .publish = publish_h063, .legal_start = only_start_h063,
	    .origin = "mutant");

/* odd_even-st2=sc,nofences */
static bool only_start_h064(u32 s)
{
	return s == 2u;
}
static void publish_h064(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h064, .publish = publish_h064, .legal_start = only_start_h064,
	    .origin = "mutant");

/* odd_even-st2=mb */
static bool only_start_h065(u32 s)
{
	return s == 2u;
}
static void publish_h065(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	smp_store_mb(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h065, .publish = publish_h065, .legal_start = only_start_h065,
	    .origin = "mutant");

/* odd_even-st2=mb,nofences */
static bool only_start_h066(u32 s)
{
	return s == 2u;
}
static void publish_h066(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	smp_store_mb(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h066, .publish = publish_h066, .legal_start = only_start_h066,
	    .origin = "mutant");

/* odd_even-st3=plain */
static bool only_start_h067(u32 s)
{
	return s == 2u;
}
static void publish_h067(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	page->sequence = (s == 0xfffffffeu ? 2 : s + 2);
}
DEFINE_HOST(hyperv_tsc, h067, .publish = publish_h067, .legal_start = only_start_h067,
	    .origin = "mutant");

/* odd_even-st3=plain,nofences */
static bool only_start_h068(u32 s)
{
	return s == 2u;
}
static void publish_h068(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	page->sequence = (s == 0xfffffffeu ? 2 : s + 2);
}
DEFINE_HOST(hyperv_tsc, h068, .publish = publish_h068, .legal_start = only_start_h068,
	    .origin = "mutant");

/* odd_even-st3=rlx */
static bool only_start_h069(u32 s)
{
	return s == 2u;
}
static void publish_h069(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	__atomic_store_n(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2), __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h069, .publish = publish_h069, .legal_start = only_start_h069,
	    .origin = "mutant");

/* odd_even-st3=rlx,nofences */
static bool only_start_h070(u32 s)
{
	return s == 2u;
}
static void publish_h070(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_store_n(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2), __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h070, .publish = publish_h070, .legal_start = only_start_h070,
	    .origin = "mutant");

/* odd_even-st3=rel */
static bool only_start_h071(u32 s)
{
	return s == 2u;
}
static void publish_h071(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	smp_store_release(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h071, .publish = publish_h071, .legal_start = only_start_h071,
	    .origin = "mutant");

/* odd_even-st3=rel,nofences */
static bool only_start_h072(u32 s)
{
	return s == 2u;
}
static void publish_h072(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_store_release(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h072, .publish = publish_h072, .legal_start = only_start_h072,
	    .origin = "mutant");

/* odd_even-st3=sc */
static bool only_start_h073(u32 s)
{
	return s == 2u;
}
static void publish_h073(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	__atomic_store_n(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2), __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h073, .publish = publish_h073, .legal_start = only_start_h073,
	    .origin = "mutant");

/* odd_even-st3=sc,nofences */
static bool only_start_h074(u32 s)
{
	return s == 2u;
}
static void publish_h074(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_store_n(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2), __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h074, .publish = publish_h074, .legal_start = only_start_h074,
	    .origin = "mutant");

/* odd_even-st3=mb */
static bool only_start_h075(u32 s)
{
	return s == 2u;
}
static void publish_h075(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	smp_store_mb(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h075, .publish = publish_h075, .legal_start = only_start_h075,
	    .origin = "mutant");

/* odd_even-st3=mb,nofences */
static bool only_start_h076(u32 s)
{
	return s == 2u;
}
static void publish_h076(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_store_mb(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h076, .publish = publish_h076, .legal_start = only_start_h076,
	    .origin = "mutant");

/* odd_even-allst=plain */
static bool only_start_h077(u32 s)
{
	return s == 2u;
}
static void publish_h077(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	page->sequence = (s == 0xfffffffeu ? 2 : s + 2);
}
DEFINE_HOST(hyperv_tsc, h077, .publish = publish_h077, .legal_start = only_start_h077,
	    .origin = "mutant");

/* odd_even-allst=plain,nofences */
static bool only_start_h078(u32 s)
{
	return s == 2u;
}
static void publish_h078(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	page->scale = next->scale;
	page->offset = next->offset;
	page->sequence = (s == 0xfffffffeu ? 2 : s + 2);
}
DEFINE_HOST(hyperv_tsc, h078, .publish = publish_h078, .legal_start = only_start_h078,
	    .origin = "mutant");

/* odd_even-allst=rlx */
static bool only_start_h079(u32 s)
{
	return s == 2u;
}
static void publish_h079(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, s + 1, __ATOMIC_RELAXED);
	smp_wmb();
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_RELAXED);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_RELAXED);
	smp_wmb();
	__atomic_store_n(&page->sequence, (s == 0xfffffffeu ? 2 : s + 2), __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h079, .publish = publish_h079, .legal_start = only_start_h079,
	    .origin = "mutant");
