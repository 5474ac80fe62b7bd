#include "format.h"
/* odd_even-perm3502 */
static bool only_start_h400(u32 s)
{
	return s == 2u;
}
static void publish_h400(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
}
DEFINE_HOST(hyperv_tsc, h400, .publish = publish_h400, .legal_start = only_start_h400,
	    .origin = "mutant");

/* odd_even-perm3520 */
static bool only_start_h401(u32 s)
{
	return s == 2u;
}
static void publish_h401(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 1);
}
DEFINE_HOST(hyperv_tsc, h401, .publish = publish_h401, .legal_start = only_start_h401,
	    .origin = "mutant");

/* odd_even-perm5023 */
static bool only_start_h402(u32 s)
{
	return s == 2u;
}
static void publish_h402(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
}
DEFINE_HOST(hyperv_tsc, h402, .publish = publish_h402, .legal_start = only_start_h402,
	    .origin = "mutant");

/* odd_even-perm5032 */
static bool only_start_h403(u32 s)
{
	return s == 2u;
}
static void publish_h403(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 1);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
}
DEFINE_HOST(hyperv_tsc, h403, .publish = publish_h403, .legal_start = only_start_h403,
	    .origin = "mutant");

/* odd_even-perm5203 */
static bool only_start_h404(u32 s)
{
	return s == 2u;
}
static void publish_h404(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
}
DEFINE_HOST(hyperv_tsc, h404, .publish = publish_h404, .legal_start = only_start_h404,
	    .origin = "mutant");

/* odd_even-perm5230 */
static bool only_start_h405(u32 s)
{
	return s == 2u;
}
static void publish_h405(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 1);
}
DEFINE_HOST(hyperv_tsc, h405, .publish = publish_h405, .legal_start = only_start_h405,
	    .origin = "mutant");

/* odd_even-perm5302 */
static bool only_start_h406(u32 s)
{
	return s == 2u;
}
static void publish_h406(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, s + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
}
DEFINE_HOST(hyperv_tsc, h406, .publish = publish_h406, .legal_start = only_start_h406,
	    .origin = "mutant");

/* odd_even-perm5320 */
static bool only_start_h407(u32 s)
{
	return s == 2u;
}
static void publish_h407(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, (s == 0xfffffffeu ? 2 : s + 2));
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, s + 1);
}
DEFINE_HOST(hyperv_tsc, h407, .publish = publish_h407, .legal_start = only_start_h407,
	    .origin = "mutant");

/* invalidate-perm0352 */
static bool only_start_h408(u32 s)
{
	return s == 2u;
}
static void publish_h408(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
}
DEFINE_HOST(hyperv_tsc, h408, .publish = publish_h408, .legal_start = only_start_h408,
	    .origin = "mutant");

/* invalidate-perm0523 */
static bool only_start_h409(u32 s)
{
	return s == 2u;
}
static void publish_h409(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
}
DEFINE_HOST(hyperv_tsc, h409, .publish = publish_h409, .legal_start = only_start_h409,
	    .origin = "mutant");

/* invalidate-perm0532 */
static bool only_start_h410(u32 s)
{
	return s == 2u;
}
static void publish_h410(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
}
DEFINE_HOST(hyperv_tsc, h410, .publish = publish_h410, .legal_start = only_start_h410,
	    .origin = "mutant");

/* invalidate-perm2053 */
static bool only_start_h411(u32 s)
{
	return s == 2u;
}
static void publish_h411(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
}
DEFINE_HOST(hyperv_tsc, h411, .publish = publish_h411, .legal_start = only_start_h411,
	    .origin = "mutant");

/* invalidate-perm2305 */
static bool only_start_h412(u32 s)
{
	return s == 2u;
}
static void publish_h412(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h412, .publish = publish_h412, .legal_start = only_start_h412,
	    .origin = "mutant");

/* invalidate-perm2350 */
static bool only_start_h413(u32 s)
{
	return s == 2u;
}
static void publish_h413(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	smp_wmb();
	WRITE_ONCE(page->sequence, 0);
}
DEFINE_HOST(hyperv_tsc, h413, .publish = publish_h413, .legal_start = only_start_h413,
	    .origin = "mutant");

/* invalidate-perm2503 */
static bool only_start_h414(u32 s)
{
	return s == 2u;
}
static void publish_h414(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
}
DEFINE_HOST(hyperv_tsc, h414, .publish = publish_h414, .legal_start = only_start_h414,
	    .origin = "mutant");

/* invalidate-perm2530 */
static bool only_start_h415(u32 s)
{
	return s == 2u;
}
static void publish_h415(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, 0);
}
DEFINE_HOST(hyperv_tsc, h415, .publish = publish_h415, .legal_start = only_start_h415,
	    .origin = "mutant");

/* invalidate-perm3025 */
static bool only_start_h416(u32 s)
{
	return s == 2u;
}
static void publish_h416(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h416, .publish = publish_h416, .legal_start = only_start_h416,
	    .origin = "mutant");

/* invalidate-perm3052 */
static bool only_start_h417(u32 s)
{
	return s == 2u;
}
static void publish_h417(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
}
DEFINE_HOST(hyperv_tsc, h417, .publish = publish_h417, .legal_start = only_start_h417,
	    .origin = "mutant");

/* invalidate-perm3205 */
static bool only_start_h418(u32 s)
{
	return s == 2u;
}
static void publish_h418(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
}
DEFINE_HOST(hyperv_tsc, h418, .publish = publish_h418, .legal_start = only_start_h418,
	    .origin = "mutant");

/* invalidate-perm3250 */
static bool only_start_h419(u32 s)
{
	return s == 2u;
}
static void publish_h419(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	smp_wmb();
	WRITE_ONCE(page->sequence, 0);
}
DEFINE_HOST(hyperv_tsc, h419, .publish = publish_h419, .legal_start = only_start_h419,
	    .origin = "mutant");
