#include "format.h"
/* odd_even */
static bool only_start_h000(u32 s)
{
	return s == 2u;
}
static void publish_h000(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h000, .publish = publish_h000, .legal_start = only_start_h000,
	    .origin = "mutant");

/* invalidate */
static bool only_start_h001(u32 s)
{
	return s == 2u;
}
static void publish_h001(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h001, .publish = publish_h001, .legal_start = only_start_h001,
	    .origin = "mutant");

/* single_store */
static bool only_start_h002(u32 s)
{
	return s == 2u;
}
static void publish_h002(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h002, .publish = publish_h002, .legal_start = only_start_h002,
	    .origin = "mutant");

/* seqlock */
static bool only_start_h003(u32 s)
{
	return s == 2u;
}
static void publish_h003(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	page->sequence = s + 2;
}
DEFINE_HOST(hyperv_tsc, h003, .publish = publish_h003, .legal_start = only_start_h003,
	    .origin = "mutant");

/* odd_even-drop0 */
static bool only_start_h004(u32 s)
{
	return s == 2u;
}
static void publish_h004(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h004, .publish = publish_h004, .legal_start = only_start_h004,
	    .origin = "mutant");

/* odd_even-f0=rmb */
static bool only_start_h005(u32 s)
{
	return s == 2u;
}
static void publish_h005(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_rmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h005, .publish = publish_h005, .legal_start = only_start_h005,
	    .origin = "mutant");

/* odd_even-f0=mb */
static bool only_start_h006(u32 s)
{
	return s == 2u;
}
static void publish_h006(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_mb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h006, .publish = publish_h006, .legal_start = only_start_h006,
	    .origin = "mutant");

/* odd_even-f0=barrier */
static bool only_start_h007(u32 s)
{
	return s == 2u;
}
static void publish_h007(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	barrier();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h007, .publish = publish_h007, .legal_start = only_start_h007,
	    .origin = "mutant");

/* odd_even-f0=c_acq */
static bool only_start_h008(u32 s)
{
	return s == 2u;
}
static void publish_h008(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h008, .publish = publish_h008, .legal_start = only_start_h008,
	    .origin = "mutant");

/* odd_even-f0=c_rel */
static bool only_start_h009(u32 s)
{
	return s == 2u;
}
static void publish_h009(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h009, .publish = publish_h009, .legal_start = only_start_h009,
	    .origin = "mutant");

/* odd_even-f0=c_ar */
static bool only_start_h010(u32 s)
{
	return s == 2u;
}
static void publish_h010(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	__atomic_thread_fence(__ATOMIC_ACQ_REL);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h010, .publish = publish_h010, .legal_start = only_start_h010,
	    .origin = "mutant");

/* odd_even-f0=c_sc */
static bool only_start_h011(u32 s)
{
	return s == 2u;
}
static void publish_h011(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h011, .publish = publish_h011, .legal_start = only_start_h011,
	    .origin = "mutant");

/* odd_even-move0-1 */
static bool only_start_h012(u32 s)
{
	return s == 2u;
}
static void publish_h012(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h012, .publish = publish_h012, .legal_start = only_start_h012,
	    .origin = "mutant");

/* odd_even-move0+1 */
static bool only_start_h013(u32 s)
{
	return s == 2u;
}
static void publish_h013(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h013, .publish = publish_h013, .legal_start = only_start_h013,
	    .origin = "mutant");

/* odd_even-move0+2 */
static bool only_start_h014(u32 s)
{
	return s == 2u;
}
static void publish_h014(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h014, .publish = publish_h014, .legal_start = only_start_h014,
	    .origin = "mutant");

/* odd_even-drop1 */
static bool only_start_h015(u32 s)
{
	return s == 2u;
}
static void publish_h015(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h015, .publish = publish_h015, .legal_start = only_start_h015,
	    .origin = "mutant");

/* odd_even-f1=rmb */
static bool only_start_h016(u32 s)
{
	return s == 2u;
}
static void publish_h016(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_rmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h016, .publish = publish_h016, .legal_start = only_start_h016,
	    .origin = "mutant");

/* odd_even-f1=mb */
static bool only_start_h017(u32 s)
{
	return s == 2u;
}
static void publish_h017(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_mb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h017, .publish = publish_h017, .legal_start = only_start_h017,
	    .origin = "mutant");

/* odd_even-f1=barrier */
static bool only_start_h018(u32 s)
{
	return s == 2u;
}
static void publish_h018(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	barrier();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h018, .publish = publish_h018, .legal_start = only_start_h018,
	    .origin = "mutant");

/* odd_even-f1=c_acq */
static bool only_start_h019(u32 s)
{
	return s == 2u;
}
static void publish_h019(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h019, .publish = publish_h019, .legal_start = only_start_h019,
	    .origin = "mutant");
