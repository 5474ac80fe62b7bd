/*
 * Hosts with habits: variables of their own, stores that the machine can't see, a loop without
 * end, an anchor of their own between the odd sequence and the fields.
 */
#include "format.h"

static u32 counter;
static u128 wide;
static struct {
	u64 words[6];
} block;

static void store(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next, u32 add)
{
	u32 sequence = READ_ONCE(page->sequence);

	WRITE_ONCE(page->sequence, sequence | 1);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->sequence, sequence + 2 * add);
}

/* Right, as long as the counter starts at 0 with each schedule: it never adds 0. */
static void counts(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	store(page, next, ++counter);
}

static void counts_wide(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	wide += ((u128)1 << 64) + 1;
	store(page, next, (u32)wide + (u32)(wide >> 64));
}

static void counts_block(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u64 sum = 1;

	for (unsigned int i = 0; i < ARRAY_SIZE(block.words); i++)
		sum += block.words[i];
	memset(&block, 1, sizeof(block));
	store(page, next, sum == 1 ? 1 : 5);
}

/* The C library's own, by way of a pointer that no compiler looks through. */
static void *(*const volatile unseen_copy)(void *, const void *, size_t) = memcpy;

static void unseen_store(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	WRITE_ONCE(page->scale, next->scale);
	unseen_copy(&page->offset, &next->offset, sizeof(next->offset));
}

static void endless(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	WRITE_ONCE(page->scale, next->scale);
	while (READ_ONCE(page->scale) == next->scale)
		cpu_relax();
}

/* Right for one update if the odd sequence is visible by the time of its rdtsc. */
static void anchor_at(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next,
		      bool full_barrier)
{
	u32 sequence = READ_ONCE(page->sequence);
	s64 offset = next->offset;
	u64 tsc;

	WRITE_ONCE(page->sequence, sequence + 1);
	if (full_barrier)
		smp_mb();
	else
		smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	tsc = rdtsc_ordered();
	if (next->scale != page->scale)
		offset = (s64)(hyperv_tsc_time(tsc, page->scale, page->offset) -
			       mul_u64_u64_shr(tsc, next->scale, 64));
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, offset);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
}

static void anchors_late(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	anchor_at(page, next, false);
}

static void anchors_after_mb(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	anchor_at(page, next, true);
}

DEFINE_HOST(hyperv_tsc, counts, .publish = counts, .legal_start = even_and_not_zero,
	    .origin = "tests");
DEFINE_HOST(hyperv_tsc, counts_wide, .publish = counts_wide, .legal_start = even_and_not_zero,
	    .origin = "tests");
DEFINE_HOST(hyperv_tsc, counts_block, .publish = counts_block, .legal_start = even_and_not_zero,
	    .origin = "tests");
DEFINE_HOST(hyperv_tsc, unseen_store, .publish = unseen_store, .legal_start = not_zero,
	    .origin = "tests");
DEFINE_HOST(hyperv_tsc, endless, .publish = endless, .legal_start = not_zero, .origin = "tests");
DEFINE_HOST(hyperv_tsc, anchors_late, .publish = anchors_late, .legal_start = even_and_not_zero,
	    .own_params = true, .origin = "tests");
DEFINE_HOST(hyperv_tsc, anchors_after_mb, .publish = anchors_after_mb,
	    .legal_start = even_and_not_zero, .own_params = true, .origin = "tests");
