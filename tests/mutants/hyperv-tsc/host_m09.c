#include "format.h"
/* single_store-move0-2 */
static bool only_start_h180(u32 s)
{
	return s == 2u;
}
static void publish_h180(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h180, .publish = publish_h180, .legal_start = only_start_h180,
	    .origin = "mutant");

/* single_store-swap0.1 */
static bool only_start_h181(u32 s)
{
	return s == 2u;
}
static void publish_h181(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h181, .publish = publish_h181, .legal_start = only_start_h181,
	    .origin = "mutant");

/* single_store-swap1.3 */
static bool only_start_h182(u32 s)
{
	return s == 2u;
}
static void publish_h182(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
}
DEFINE_HOST(hyperv_tsc, h182, .publish = publish_h182, .legal_start = only_start_h182,
	    .origin = "mutant");

/* single_store-st0=plain */
static bool only_start_h183(u32 s)
{
	return s == 2u;
}
static void publish_h183(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->offset = next->offset;
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h183, .publish = publish_h183, .legal_start = only_start_h183,
	    .origin = "mutant");

/* single_store-st0=plain,nofences */
static bool only_start_h184(u32 s)
{
	return s == 2u;
}
static void publish_h184(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->offset = next->offset;
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h184, .publish = publish_h184, .legal_start = only_start_h184,
	    .origin = "mutant");

/* single_store-st0=rlx */
static bool only_start_h185(u32 s)
{
	return s == 2u;
}
static void publish_h185(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_RELAXED);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h185, .publish = publish_h185, .legal_start = only_start_h185,
	    .origin = "mutant");

/* single_store-st0=rlx,nofences */
static bool only_start_h186(u32 s)
{
	return s == 2u;
}
static void publish_h186(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_RELAXED);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h186, .publish = publish_h186, .legal_start = only_start_h186,
	    .origin = "mutant");

/* single_store-st0=rel */
static bool only_start_h187(u32 s)
{
	return s == 2u;
}
static void publish_h187(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_release(&page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h187, .publish = publish_h187, .legal_start = only_start_h187,
	    .origin = "mutant");

/* single_store-st0=rel,nofences */
static bool only_start_h188(u32 s)
{
	return s == 2u;
}
static void publish_h188(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_release(&page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h188, .publish = publish_h188, .legal_start = only_start_h188,
	    .origin = "mutant");

/* single_store-st0=sc */
static bool only_start_h189(u32 s)
{
	return s == 2u;
}
static void publish_h189(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h189, .publish = publish_h189, .legal_start = only_start_h189,
	    .origin = "mutant");

/* single_store-st0=sc,nofences */
static bool only_start_h190(u32 s)
{
	return s == 2u;
}
static void publish_h190(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h190, .publish = publish_h190, .legal_start = only_start_h190,
	    .origin = "mutant");

/* single_store-st0=mb */
static bool only_start_h191(u32 s)
{
	return s == 2u;
}
static void publish_h191(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_mb(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h191, .publish = publish_h191, .legal_start = only_start_h191,
	    .origin = "mutant");

/* single_store-st0=mb,nofences */
static bool only_start_h192(u32 s)
{
	return s == 2u;
}
static void publish_h192(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_store_mb(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h192, .publish = publish_h192, .legal_start = only_start_h192,
	    .origin = "mutant");

/* single_store-st1=plain */
static bool only_start_h193(u32 s)
{
	return s == 2u;
}
static void publish_h193(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	page->scale = next->scale;
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h193, .publish = publish_h193, .legal_start = only_start_h193,
	    .origin = "mutant");

/* single_store-st1=plain,nofences */
static bool only_start_h194(u32 s)
{
	return s == 2u;
}
static void publish_h194(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	page->scale = next->scale;
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h194, .publish = publish_h194, .legal_start = only_start_h194,
	    .origin = "mutant");

/* single_store-st1=rlx */
static bool only_start_h195(u32 s)
{
	return s == 2u;
}
static void publish_h195(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_RELAXED);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h195, .publish = publish_h195, .legal_start = only_start_h195,
	    .origin = "mutant");

/* single_store-st1=rlx,nofences */
static bool only_start_h196(u32 s)
{
	return s == 2u;
}
static void publish_h196(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_RELAXED);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h196, .publish = publish_h196, .legal_start = only_start_h196,
	    .origin = "mutant");

/* single_store-st1=rel */
static bool only_start_h197(u32 s)
{
	return s == 2u;
}
static void publish_h197(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	smp_store_release(&page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h197, .publish = publish_h197, .legal_start = only_start_h197,
	    .origin = "mutant");

/* single_store-st1=rel,nofences */
static bool only_start_h198(u32 s)
{
	return s == 2u;
}
static void publish_h198(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	smp_store_release(&page->scale, next->scale);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h198, .publish = publish_h198, .legal_start = only_start_h198,
	    .origin = "mutant");

/* single_store-st1=sc */
static bool only_start_h199(u32 s)
{
	return s == 2u;
}
static void publish_h199(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h199, .publish = publish_h199, .legal_start = only_start_h199,
	    .origin = "mutant");
