#include "format.h"
/* invalidate-perm3502 */
static bool only_start_h420(u32 s)
{
	return s == 2u;
}
static void publish_h420(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
}
DEFINE_HOST(hyperv_tsc, h420, .publish = publish_h420, .legal_start = only_start_h420,
	    .origin = "mutant");

/* invalidate-perm3520 */
static bool only_start_h421(u32 s)
{
	return s == 2u;
}
static void publish_h421(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, 0);
}
DEFINE_HOST(hyperv_tsc, h421, .publish = publish_h421, .legal_start = only_start_h421,
	    .origin = "mutant");

/* invalidate-perm5023 */
static bool only_start_h422(u32 s)
{
	return s == 2u;
}
static void publish_h422(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	smp_wmb();
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
}
DEFINE_HOST(hyperv_tsc, h422, .publish = publish_h422, .legal_start = only_start_h422,
	    .origin = "mutant");

/* invalidate-perm5032 */
static bool only_start_h423(u32 s)
{
	return s == 2u;
}
static void publish_h423(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	smp_wmb();
	WRITE_ONCE(page->sequence, 0);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
}
DEFINE_HOST(hyperv_tsc, h423, .publish = publish_h423, .legal_start = only_start_h423,
	    .origin = "mutant");

/* invalidate-perm5203 */
static bool only_start_h424(u32 s)
{
	return s == 2u;
}
static void publish_h424(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
}
DEFINE_HOST(hyperv_tsc, h424, .publish = publish_h424, .legal_start = only_start_h424,
	    .origin = "mutant");

/* invalidate-perm5230 */
static bool only_start_h425(u32 s)
{
	return s == 2u;
}
static void publish_h425(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, 0);
}
DEFINE_HOST(hyperv_tsc, h425, .publish = publish_h425, .legal_start = only_start_h425,
	    .origin = "mutant");

/* invalidate-perm5302 */
static bool only_start_h426(u32 s)
{
	return s == 2u;
}
static void publish_h426(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, 0);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
}
DEFINE_HOST(hyperv_tsc, h426, .publish = publish_h426, .legal_start = only_start_h426,
	    .origin = "mutant");

/* invalidate-perm5320 */
static bool only_start_h427(u32 s)
{
	return s == 2u;
}
static void publish_h427(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 s = READ_ONCE(page->sequence);
	(void)s;
	WRITE_ONCE(page->sequence, (s + 1 == 0 ? 1 : s + 1));
	smp_wmb();
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, 0);
}
DEFINE_HOST(hyperv_tsc, h427, .publish = publish_h427, .legal_start = only_start_h427,
	    .origin = "mutant");
