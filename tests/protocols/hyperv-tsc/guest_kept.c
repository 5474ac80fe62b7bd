/*
 * Guests with variables of the file: how a page is found, what is counted, and what is kept from one read to
 * the next. The first ones are right against invalidate; the others keep what decides, and are refused.
 */
#include "format.h"

static const struct hyperv_tsc_page *the_page;

static struct {
	const struct hyperv_tsc_page *page;
	u64 reads, failed;
	u32 last;
} clock_state;

static __always_inline bool get(const struct hyperv_tsc_page *const *where, u64 *time)
{
	u32 before;
	u64 now;

	do {
		before = READ_ONCE((*where)->sequence);
		if (!before)
			return false;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		now = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE((*where)->scale),
				      READ_ONCE((*where)->offset));
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE((*where)->sequence) != before);
	*time = now;
	return true;
}

/* The page is set up once, by whoever comes first. */
static bool found_once(const struct hyperv_tsc_page *page, u64 *time)
{
	if (!the_page)
		the_page = page;
	return get(&the_page, time);
}

/* In a struct with counters around it. */
static bool found_in_struct(const struct hyperv_tsc_page *page, u64 *time)
{
	bool good;

	clock_state.page = page;
	clock_state.reads++;
	good = get(&clock_state.page, time);
	if (!good)
		clock_state.failed += 2;
	return good;
}

/* Wrong without barriers: that the page is found by a pointer orders nothing. */
static bool found_unfenced(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 before;

	the_page = page;
	do {
		before = READ_ONCE(READ_ONCE(the_page)->sequence);
		if (!before)
			return false;
		*time = hyperv_tsc_time(rdtsc(), READ_ONCE(READ_ONCE(the_page)->scale),
					READ_ONCE(READ_ONCE(the_page)->offset));
	} while (READ_ONCE(READ_ONCE(the_page)->sequence) != before);
	return true;
}

static u64 tries, most_tries;
static u32 seen[4];

/* How often it tried, in a local for this read and in a variable for all; and what it saw. */
static bool counts_tries(const struct hyperv_tsc_page *page, u64 *time)
{
	static unsigned int again __attribute__((unused));
	unsigned int here = 0;
	u32 before;
	u64 now;

	do {
		before = READ_ONCE(page->sequence);
		seen[before & 3]++;
		WRITE_ONCE(tries, READ_ONCE(tries) + 1);
		if (!before)
			return false;
		here++;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		now = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
				      READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->sequence) != before);
	again += here - 1;
	__atomic_fetch_add(&most_tries, here, __ATOMIC_RELAXED);
	*time = now;
	return true;
}

/* Refused: it gives up when it has tried often enough, in all reads together. */
static bool counter_decides(const struct hyperv_tsc_page *page, u64 *time)
{
	static unsigned int budget;
	u32 before;

	do {
		before = READ_ONCE(page->sequence);
		if (!before || budget++ > 1000)
			return false;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
					READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->sequence) != before);
	return true;
}

/* Refused: one member of the struct is looked at again. */
static bool member_decides(const struct hyperv_tsc_page *page, u64 *time)
{
	bool same = clock_state.last == READ_ONCE(page->sequence);

	clock_state.last = READ_ONCE(page->sequence);
	return get(&page, time) && !same;
}

/* Refused: it is counted by way of another count, and that decides. */
static u64 first_count, second_count;

static bool counts_decide(const struct hyperv_tsc_page *page, u64 *time)
{
	first_count++;
	second_count += first_count;
	return get(&page, time) && second_count != 6;
}

DEFINE_GUEST(hyperv_tsc, found_once, .read = found_once, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, found_in_struct, .read = found_in_struct, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, found_unfenced, .read = found_unfenced, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, counts_tries, .read = counts_tries, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, counter_decides, .read = counter_decides, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, member_decides, .read = member_decides, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, counts_decide, .read = counts_decide, .origin = "tests");
