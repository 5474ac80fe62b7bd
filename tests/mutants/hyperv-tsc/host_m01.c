#include "format.h"
/* odd_even-f1=c_rel */
static bool only_start_h020(u32 s)
{
	return s == 2u;
}
static void publish_h020(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h020, .publish = publish_h020, .legal_start = only_start_h020,
	    .origin = "mutant");

/* odd_even-f1=c_ar */
static bool only_start_h021(u32 s)
{
	return s == 2u;
}
static void publish_h021(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_thread_fence(__ATOMIC_ACQ_REL);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h021, .publish = publish_h021, .legal_start = only_start_h021,
	    .origin = "mutant");

/* odd_even-f1=c_sc */
static bool only_start_h022(u32 s)
{
	return s == 2u;
}
static void publish_h022(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h022, .publish = publish_h022, .legal_start = only_start_h022,
	    .origin = "mutant");

/* odd_even-move1-1 */
static bool only_start_h023(u32 s)
{
	return s == 2u;
}
static void publish_h023(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h023, .publish = publish_h023, .legal_start = only_start_h023,
	    .origin = "mutant");

/* odd_even-move1+1 */
static bool only_start_h024(u32 s)
{
	return s == 2u;
}
static void publish_h024(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	smp_wmb();
}
DEFINE_HOST(hyperv_tsc, h024, .publish = publish_h024, .legal_start = only_start_h024,
	    .origin = "mutant");

/* odd_even-move1-2 */
static bool only_start_h025(u32 s)
{
	return s == 2u;
}
static void publish_h025(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h025, .publish = publish_h025, .legal_start = only_start_h025,
	    .origin = "mutant");

/* odd_even-nofences */
static bool only_start_h026(u32 s)
{
	return s == 2u;
}
static void publish_h026(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h026, .publish = publish_h026, .legal_start = only_start_h026,
	    .origin = "mutant");

/* odd_even-all=rmb */
static bool only_start_h027(u32 s)
{
	return s == 2u;
}
static void publish_h027(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_rmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_rmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h027, .publish = publish_h027, .legal_start = only_start_h027,
	    .origin = "mutant");

/* odd_even-all=mb */
static bool only_start_h028(u32 s)
{
	return s == 2u;
}
static void publish_h028(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_mb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_mb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h028, .publish = publish_h028, .legal_start = only_start_h028,
	    .origin = "mutant");

/* odd_even-all=barrier */
static bool only_start_h029(u32 s)
{
	return s == 2u;
}
static void publish_h029(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	barrier();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	barrier();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h029, .publish = publish_h029, .legal_start = only_start_h029,
	    .origin = "mutant");

/* odd_even-all=c_acq */
static bool only_start_h030(u32 s)
{
	return s == 2u;
}
static void publish_h030(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h030, .publish = publish_h030, .legal_start = only_start_h030,
	    .origin = "mutant");

/* odd_even-all=c_rel */
static bool only_start_h031(u32 s)
{
	return s == 2u;
}
static void publish_h031(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h031, .publish = publish_h031, .legal_start = only_start_h031,
	    .origin = "mutant");

/* odd_even-all=c_ar */
static bool only_start_h032(u32 s)
{
	return s == 2u;
}
static void publish_h032(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	__atomic_thread_fence(__ATOMIC_ACQ_REL);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_thread_fence(__ATOMIC_ACQ_REL);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h032, .publish = publish_h032, .legal_start = only_start_h032,
	    .origin = "mutant");

/* odd_even-all=c_sc */
static bool only_start_h033(u32 s)
{
	return s == 2u;
}
static void publish_h033(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h033, .publish = publish_h033, .legal_start = only_start_h033,
	    .origin = "mutant");

/* odd_even-swap0.2 */
static bool only_start_h034(u32 s)
{
	return s == 2u;
}
static void publish_h034(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h034, .publish = publish_h034, .legal_start = only_start_h034,
	    .origin = "mutant");

/* odd_even-swap2.3 */
static bool only_start_h035(u32 s)
{
	return s == 2u;
}
static void publish_h035(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h035, .publish = publish_h035, .legal_start = only_start_h035,
	    .origin = "mutant");

/* odd_even-swap3.5 */
static bool only_start_h036(u32 s)
{
	return s == 2u;
}
static void publish_h036(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
}
DEFINE_HOST(hyperv_tsc, h036, .publish = publish_h036, .legal_start = only_start_h036,
	    .origin = "mutant");

/* odd_even-st0=plain */
static bool only_start_h037(u32 s)
{
	return s == 2u;
}
static void publish_h037(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h037, .publish = publish_h037, .legal_start = only_start_h037,
	    .origin = "mutant");

/* odd_even-st0=plain,nofences */
static bool only_start_h038(u32 s)
{
	return s == 2u;
}
static void publish_h038(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	page->sequence = s + 1;
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h038, .publish = publish_h038, .legal_start = only_start_h038,
	    .origin = "mutant");

/* odd_even-st0=rlx */
static bool only_start_h039(u32 s)
{
	return s == 2u;
}
static void publish_h039(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	__atomic_store_n(&page->sequence, s + 1, __ATOMIC_RELAXED);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
}
DEFINE_HOST(hyperv_tsc, h039, .publish = publish_h039, .legal_start = only_start_h039,
	    .origin = "mutant");
