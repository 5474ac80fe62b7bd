/*
 * Guests that the machine can't run, each for another reason; it must say so instead of giving a
 * verdict: they write, read past its hooks, or never look at the page.
 */
#include "format.h"

static u64 calls;
static struct hyperv_tsc_page cache;
/* The C library's own, by way of a pointer that no compiler looks through. */
static void *(*const volatile unseen_copy)(void *, const void *, size_t) = memcpy;

static bool writes_page(const struct hyperv_tsc_page *page, u64 *time)
{
	WRITE_ONCE(((struct hyperv_tsc_page *)page)->reserved, 1);
	*time = 0;
	return true;
}

/* The load of the increment comes first, and is seen. */
static bool increments_page(const struct hyperv_tsc_page *page, u64 *time)
{
	((struct hyperv_tsc_page *)page)->sequence++;
	*time = 0;
	return true;
}

static bool adds_to_page(const struct hyperv_tsc_page *page, u64 *time)
{
	*time = __atomic_fetch_add((u32 *)&page->reserved, 1, __ATOMIC_RELAXED);
	return true;
}

static bool writes_static(const struct hyperv_tsc_page *page, u64 *time)
{
	calls++;
	*time = hyperv_tsc_time(rdtsc_ordered(), page->scale, page->offset) + calls;
	return true;
}

static bool adds_to_static(const struct hyperv_tsc_page *page, u64 *time)
{
	*time = __atomic_fetch_add(&calls, 1, __ATOMIC_RELAXED) + READ_ONCE(page->scale);
	return true;
}

static bool copies_to_static(const struct hyperv_tsc_page *page, u64 *time)
{
	memcpy(&cache, page, sizeof(cache));
	*time = hyperv_tsc_time(rdtsc_ordered(), cache.scale, cache.offset);
	return true;
}

static bool clears_static(const struct hyperv_tsc_page *page, u64 *time)
{
	memset(&cache, 0, sizeof(cache));
	*time = hyperv_tsc_time(rdtsc_ordered(), page->scale, page->offset);
	return true;
}

/* Past the hooks: the value of a parameter. */
static bool unseen_field(const struct hyperv_tsc_page *page, u64 *time)
{
	u64 scale;

	unseen_copy(&scale, &page->scale, sizeof(scale));
	*time = hyperv_tsc_time(rdtsc_ordered(), scale, READ_ONCE(page->offset));
	return true;
}

/* Past the hooks: the sequence, both times. */
static bool unseen_sequence(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence, again;

	do {
		unseen_copy(&sequence, &page->sequence, sizeof(sequence));
		*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
					READ_ONCE(page->offset));
		unseen_copy(&again, &page->sequence, sizeof(again));
	} while (sequence != again);
	return true;
}

/* Past the hooks, but in reads alone that meet an update in the middle. */
static bool unseen_in_a_race(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence = READ_ONCE(page->sequence);
	u64 scale, offset;

	smp_rmb();
	scale = READ_ONCE(page->scale);
	offset = READ_ONCE(page->offset);
	smp_rmb();
	if (READ_ONCE(page->sequence) != sequence && sequence)
		unseen_copy(&offset, &page->offset, sizeof(offset));
	*time = hyperv_tsc_time(rdtsc_ordered(), scale, offset);
	return true;
}

static bool spins(const struct hyperv_tsc_page *page, u64 *time)
{
	volatile u32 go = 0;

	*time = READ_ONCE(page->scale);
	while (!go)
		;
	return true;
}

static bool spins_on_barrier(const struct hyperv_tsc_page *page, u64 *time)
{
	(void)page;
	(void)time;
	for (;;)
		cpu_relax();
	return false;
}

static bool spins_empty(const struct hyperv_tsc_page *page, u64 *time)
{
	(void)page;
	(void)time;
	for (;;)
		;
	return false;
}

static bool past_the_end(const struct hyperv_tsc_page *page, u64 *time)
{
	*time = *(const u64 *)((const u8 *)page + 20);
	return true;
}

DEFINE_GUEST(hyperv_tsc, writes_page, .read = writes_page, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, increments_page, .read = increments_page, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, adds_to_page, .read = adds_to_page, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, writes_static, .read = writes_static, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, adds_to_static, .read = adds_to_static, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, copies_to_static, .read = copies_to_static, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, clears_static, .read = clears_static, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, unseen_field, .read = unseen_field, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, unseen_sequence, .read = unseen_sequence, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, unseen_in_a_race, .read = unseen_in_a_race, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, spins, .read = spins, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, spins_on_barrier, .read = spins_on_barrier, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, spins_empty, .read = spins_empty, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, past_the_end, .read = past_the_end, .origin = "tests");
