#include "format.h"
/* single_store-st1=sc,nofences */
static bool only_start_h200(u32 s)
{
	return s == 2u;
}
static void publish_h200(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h200, .publish = publish_h200, .legal_start = only_start_h200,
	    .origin = "mutant");

/* single_store-st1=mb */
static bool only_start_h201(u32 s)
{
	return s == 2u;
}
static void publish_h201(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	smp_store_mb(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h201, .publish = publish_h201, .legal_start = only_start_h201,
	    .origin = "mutant");

/* single_store-st1=mb,nofences */
static bool only_start_h202(u32 s)
{
	return s == 2u;
}
static void publish_h202(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	smp_store_mb(page->scale, next->scale);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h202, .publish = publish_h202, .legal_start = only_start_h202,
	    .origin = "mutant");

/* single_store-st2=plain */
static bool only_start_h203(u32 s)
{
	return s == 2u;
}
static void publish_h203(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	page->sequence = (s + 1 == 0 ? 1 : s + 1);
}
DEFINE_HOST(hyperv_tsc, h203, .publish = publish_h203, .legal_start = only_start_h203,
	    .origin = "mutant");

/* single_store-st2=plain,nofences */
static bool only_start_h204(u32 s)
{
	return s == 2u;
}
static void publish_h204(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	page->sequence = (s + 1 == 0 ? 1 : s + 1);
}
DEFINE_HOST(hyperv_tsc, h204, .publish = publish_h204, .legal_start = only_start_h204,
	    .origin = "mutant");

/* single_store-st2=rlx */
static bool only_start_h205(u32 s)
{
	return s == 2u;
}
static void publish_h205(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	__atomic_store_n(&page->sequence, (s + 1 == 0 ? 1 : s + 1), __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h205, .publish = publish_h205, .legal_start = only_start_h205,
	    .origin = "mutant");

/* single_store-st2=rlx,nofences */
static bool only_start_h206(u32 s)
{
	return s == 2u;
}
static void publish_h206(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	__atomic_store_n(&page->sequence, (s + 1 == 0 ? 1 : s + 1), __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h206, .publish = publish_h206, .legal_start = only_start_h206,
	    .origin = "mutant");

/* single_store-st2=rel */
static bool only_start_h207(u32 s)
{
	return s == 2u;
}
static void publish_h207(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	smp_store_release(&page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h207, .publish = publish_h207, .legal_start = only_start_h207,
	    .origin = "mutant");

/* single_store-st2=rel,nofences */
static bool only_start_h208(u32 s)
{
	return s == 2u;
}
static void publish_h208(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_store_release(&page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h208, .publish = publish_h208, .legal_start = only_start_h208,
	    .origin = "mutant");

/* single_store-st2=sc */
static bool only_start_h209(u32 s)
{
	return s == 2u;
}
static void publish_h209(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	__atomic_store_n(&page->sequence, (s + 1 == 0 ? 1 : s + 1), __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h209, .publish = publish_h209, .legal_start = only_start_h209,
	    .origin = "mutant");

/* single_store-st2=sc,nofences */
static bool only_start_h210(u32 s)
{
	return s == 2u;
}
static void publish_h210(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	__atomic_store_n(&page->sequence, (s + 1 == 0 ? 1 : s + 1), __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h210, .publish = publish_h210, .legal_start = only_start_h210,
	    .origin = "mutant");

/* single_store-st2=mb */
static bool only_start_h211(u32 s)
{
	return s == 2u;
}
static void publish_h211(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	smp_store_mb(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h211, .publish = publish_h211, .legal_start = only_start_h211,
	    .origin = "mutant");

/* single_store-st2=mb,nofences */
static bool only_start_h212(u32 s)
{
	return s == 2u;
}
static void publish_h212(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_store_mb(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h212, .publish = publish_h212, .legal_start = only_start_h212,
	    .origin = "mutant");

/* single_store-allst=plain */
static bool only_start_h213(u32 s)
{
	return s == 2u;
}
static void publish_h213(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->offset = next->offset;
	page->scale = next->scale;
	smp_wmb();
	page->sequence = (s + 1 == 0 ? 1 : s + 1);
}
DEFINE_HOST(hyperv_tsc, h213, .publish = publish_h213, .legal_start = only_start_h213,
	    .origin = "mutant");

/* single_store-allst=plain,nofences */
static bool only_start_h214(u32 s)
{
	return s == 2u;
}
static void publish_h214(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->offset = next->offset;
	page->scale = next->scale;
	page->sequence = (s + 1 == 0 ? 1 : s + 1);
}
DEFINE_HOST(hyperv_tsc, h214, .publish = publish_h214, .legal_start = only_start_h214,
	    .origin = "mutant");

/* single_store-allst=rlx */
static bool only_start_h215(u32 s)
{
	return s == 2u;
}
static void publish_h215(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_RELAXED);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_RELAXED);
	smp_wmb();
	__atomic_store_n(&page->sequence, (s + 1 == 0 ? 1 : s + 1), __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h215, .publish = publish_h215, .legal_start = only_start_h215,
	    .origin = "mutant");

/* single_store-allst=rlx,nofences */
static bool only_start_h216(u32 s)
{
	return s == 2u;
}
static void publish_h216(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_RELAXED);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_RELAXED);
	__atomic_store_n(&page->sequence, (s + 1 == 0 ? 1 : s + 1), __ATOMIC_RELAXED);
}
DEFINE_HOST(hyperv_tsc, h216, .publish = publish_h216, .legal_start = only_start_h216,
	    .origin = "mutant");

/* single_store-allst=rel */
static bool only_start_h217(u32 s)
{
	return s == 2u;
}
static void publish_h217(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_release(&page->offset, next->offset);
	smp_store_release(&page->scale, next->scale);
	smp_wmb();
	smp_store_release(&page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h217, .publish = publish_h217, .legal_start = only_start_h217,
	    .origin = "mutant");

/* single_store-allst=rel,nofences */
static bool only_start_h218(u32 s)
{
	return s == 2u;
}
static void publish_h218(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_release(&page->offset, next->offset);
	smp_store_release(&page->scale, next->scale);
	smp_store_release(&page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h218, .publish = publish_h218, .legal_start = only_start_h218,
	    .origin = "mutant");

/* single_store-allst=sc */
static bool only_start_h219(u32 s)
{
	return s == 2u;
}
static void publish_h219(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	smp_wmb();
	__atomic_store_n(&page->sequence, (s + 1 == 0 ? 1 : s + 1), __ATOMIC_SEQ_CST);
}
DEFINE_HOST(hyperv_tsc, h219, .publish = publish_h219, .legal_start = only_start_h219,
	    .origin = "mutant");
