/*
 * odd-even with releases in the place of write barriers. all-release is right in every model;
 * release-first is torn in the weak one, as a release orders what was before it alone.
 */
#include "format.h"

static void all_release(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	WRITE_ONCE(page->sequence, sequence + 1);
	smp_store_release(&page->scale, next->scale);
	smp_store_release(&page->offset, next->offset);
	smp_store_release(&page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
}

static void release_first(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	smp_store_release(&page->sequence, sequence + 1);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_store_release(&page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
}

/* Right: the C11 fence is the same as smp_wmb(). */
static void fence_release(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	WRITE_ONCE(page->sequence, sequence + 1);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	WRITE_ONCE(page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
}

DEFINE_HOST(hyperv_tsc, all_release, .publish = all_release, .legal_start = even_and_not_zero,
	    .origin = "tests");
DEFINE_HOST(hyperv_tsc, release_first, .publish = release_first, .legal_start = even_and_not_zero,
	    .origin = "tests");
DEFINE_HOST(hyperv_tsc, fence_release, .publish = fence_release, .legal_start = even_and_not_zero,
	    .origin = "tests");
