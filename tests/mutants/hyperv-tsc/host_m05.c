#include "format.h"
/* invalidate-f1=mb */
static bool only_start_h100(u32 s)
{
	return s == 2u;
}
static void publish_h100(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_mb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h100, .publish = publish_h100, .legal_start = only_start_h100,
	    .origin = "mutant");

/* invalidate-f1=barrier */
static bool only_start_h101(u32 s)
{
	return s == 2u;
}
static void publish_h101(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	barrier();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h101, .publish = publish_h101, .legal_start = only_start_h101,
	    .origin = "mutant");

/* invalidate-f1=c_acq */
static bool only_start_h102(u32 s)
{
	return s == 2u;
}
static void publish_h102(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h102, .publish = publish_h102, .legal_start = only_start_h102,
	    .origin = "mutant");

/* invalidate-f1=c_rel */
static bool only_start_h103(u32 s)
{
	return s == 2u;
}
static void publish_h103(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h103, .publish = publish_h103, .legal_start = only_start_h103,
	    .origin = "mutant");

/* invalidate-f1=c_ar */
static bool only_start_h104(u32 s)
{
	return s == 2u;
}
static void publish_h104(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_thread_fence(__ATOMIC_ACQ_REL);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h104, .publish = publish_h104, .legal_start = only_start_h104,
	    .origin = "mutant");

/* invalidate-f1=c_sc */
static bool only_start_h105(u32 s)
{
	return s == 2u;
}
static void publish_h105(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h105, .publish = publish_h105, .legal_start = only_start_h105,
	    .origin = "mutant");

/* invalidate-move1-1 */
static bool only_start_h106(u32 s)
{
	return s == 2u;
}
static void publish_h106(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h106, .publish = publish_h106, .legal_start = only_start_h106,
	    .origin = "mutant");

/* invalidate-move1+1 */
static bool only_start_h107(u32 s)
{
	return s == 2u;
}
static void publish_h107(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	smp_wmb();
}
DEFINE_HOST(hyperv_tsc, h107, .publish = publish_h107, .legal_start = only_start_h107,
	    .origin = "mutant");

/* invalidate-move1-2 */
static bool only_start_h108(u32 s)
{
	return s == 2u;
}
static void publish_h108(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h108, .publish = publish_h108, .legal_start = only_start_h108,
	    .origin = "mutant");

/* invalidate-nofences */
static bool only_start_h109(u32 s)
{
	return s == 2u;
}
static void publish_h109(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h109, .publish = publish_h109, .legal_start = only_start_h109,
	    .origin = "mutant");

/* invalidate-all=rmb */
static bool only_start_h110(u32 s)
{
	return s == 2u;
}
static void publish_h110(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_rmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_rmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h110, .publish = publish_h110, .legal_start = only_start_h110,
	    .origin = "mutant");

/* invalidate-all=mb */
static bool only_start_h111(u32 s)
{
	return s == 2u;
}
static void publish_h111(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_mb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_mb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h111, .publish = publish_h111, .legal_start = only_start_h111,
	    .origin = "mutant");

/* invalidate-all=barrier */
static bool only_start_h112(u32 s)
{
	return s == 2u;
}
static void publish_h112(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	barrier();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	barrier();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h112, .publish = publish_h112, .legal_start = only_start_h112,
	    .origin = "mutant");

/* invalidate-all=c_acq */
static bool only_start_h113(u32 s)
{
	return s == 2u;
}
static void publish_h113(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h113, .publish = publish_h113, .legal_start = only_start_h113,
	    .origin = "mutant");

/* invalidate-all=c_rel */
static bool only_start_h114(u32 s)
{
	return s == 2u;
}
static void publish_h114(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h114, .publish = publish_h114, .legal_start = only_start_h114,
	    .origin = "mutant");

/* invalidate-all=c_ar */
static bool only_start_h115(u32 s)
{
	return s == 2u;
}
static void publish_h115(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	__atomic_thread_fence(__ATOMIC_ACQ_REL);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_thread_fence(__ATOMIC_ACQ_REL);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h115, .publish = publish_h115, .legal_start = only_start_h115,
	    .origin = "mutant");

/* invalidate-all=c_sc */
static bool only_start_h116(u32 s)
{
	return s == 2u;
}
static void publish_h116(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h116, .publish = publish_h116, .legal_start = only_start_h116,
	    .origin = "mutant");

/* invalidate-swap0.2 */
static bool only_start_h117(u32 s)
{
	return s == 2u;
}
static void publish_h117(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h117, .publish = publish_h117, .legal_start = only_start_h117,
	    .origin = "mutant");

/* invalidate-swap2.3 */
static bool only_start_h118(u32 s)
{
	return s == 2u;
}
static void publish_h118(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h118, .publish = publish_h118, .legal_start = only_start_h118,
	    .origin = "mutant");

/* invalidate-swap3.5 */
static bool only_start_h119(u32 s)
{
	return s == 2u;
}
static void publish_h119(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
}
DEFINE_HOST(hyperv_tsc, h119, .publish = publish_h119, .legal_start = only_start_h119,
	    .origin = "mutant");
