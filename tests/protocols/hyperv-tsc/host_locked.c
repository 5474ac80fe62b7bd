/*
 * Hosts that run side by side: under a lock, and as they are without one. What two of them do to a page is right
 * only if one at a time is at it, and if what each of them does would be right by itself.
 */
#include "format.h"

static void odd_even(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	WRITE_ONCE(page->sequence, sequence + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
}

static void locked(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	host_lock();
	odd_even(page, next);
	host_unlock();
}

static void locked_single_store(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence;

	host_lock();
	sequence = READ_ONCE(page->sequence) + 1;
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->scale, next->scale);
	smp_wmb();
	WRITE_ONCE(page->sequence, sequence ? sequence : 1);
	host_unlock();
}

static void locked_no_wmb(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence;

	host_lock();
	sequence = READ_ONCE(page->sequence);
	WRITE_ONCE(page->sequence, sequence + 1);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	WRITE_ONCE(page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
	host_unlock();
}

static void locked_plain(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	host_lock();
	page->sequence++;
	smp_wmb();
	page->scale = next->scale;
	page->offset = next->offset;
	smp_wmb();
	page->sequence++;
	host_unlock();
}

/* What was to be published was looked at before: whoever takes the lock last may have the older clock. */
static void locked_late(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	struct hyperv_tsc_params params = {.scale = READ_ONCE(next->scale),
					   .offset = READ_ONCE(next->offset)};

	host_lock();
	odd_even(page, &params);
	host_unlock();
}

static void unlocks_early(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence;

	host_lock();
	sequence = READ_ONCE(page->sequence);
	WRITE_ONCE(page->sequence, sequence + 1);
	smp_wmb();
	host_unlock();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
}

DEFINE_HOST(hyperv_tsc, locked, .publish = locked, .legal_start = even_and_not_zero,
	    .origin = "made up for tests");
DEFINE_HOST(hyperv_tsc, locked_single_store, .publish = locked_single_store,
	    .legal_start = not_zero, .origin = "made up for tests");
DEFINE_HOST(hyperv_tsc, locked_no_wmb, .publish = locked_no_wmb, .legal_start = even_and_not_zero,
	    .origin = "made up for tests");
DEFINE_HOST(hyperv_tsc, locked_plain, .publish = locked_plain, .legal_start = even,
	    .origin = "made up for tests");
DEFINE_HOST(hyperv_tsc, locked_late, .publish = locked_late, .legal_start = even_and_not_zero,
	    .origin = "made up for tests");
DEFINE_HOST(hyperv_tsc, unlocks_early, .publish = unlocks_early, .legal_start = even_and_not_zero,
	    .origin = "made up for tests");
