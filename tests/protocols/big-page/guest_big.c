/*
 * big_even reads the fields, big_copy all of the page. big_unused makes its time of a byte that is of no field, and
 * big_looks decides by one; big_copies_unused finds it in a copy.
 */
#include "format.h"

static __always_inline u64 begin(const struct big_page_page *page)
{
	u32 count;

	while ((count = READ_ONCE(page->count)) & 1)
		cpu_relax();
	smp_rmb(); /* the count before the fields; pairs with the host's last wmb */
	return count;
}

static __always_inline bool retry(const struct big_page_page *page, u32 count)
{
	smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	return READ_ONCE(page->count) != count;
}

static __always_inline u64 time_of(const struct big_page_page *page)
{
	return page->us + mul_u64_u32_shr(rdtsc_ordered() - page->base, page->per_tick, 32);
}

static bool read_even(const struct big_page_page *page, u64 *time)
{
	u32 count;

	do {
		count = begin(page);
		*time = time_of(page);
	} while (retry(page, count));
	return true;
}

static bool read_copy(const struct big_page_page *page, u64 *time)
{
	struct big_page_page copy;
	u32 count;

	do {
		count = begin(page);
		memcpy(&copy, page, sizeof(copy));
		*time = time_of(&copy);
	} while (retry(page, count));
	return true;
}

static bool read_unused(const struct big_page_page *page, u64 *time)
{
	u32 count;

	do {
		count = begin(page);
		*time = time_of(page) + READ_ONCE(page->unused[100]);
	} while (retry(page, count));
	return true;
}

static bool read_looks(const struct big_page_page *page, u64 *time)
{
	u32 count;

	do {
		count = begin(page);
		*time = time_of(page);
	} while (retry(page, count) || READ_ONCE(page->unused[4000]) == 0x10);
	return true;
}

static bool read_copied(const struct big_page_page *page, u64 *time)
{
	struct big_page_page copy;
	u32 count;

	do {
		count = begin(page);
		memcpy(&copy, page, sizeof(copy));
		*time = time_of(&copy) + copy.unused[200];
	} while (retry(page, count));
	return true;
}

DEFINE_GUEST(big_page, big_even, .read = read_even, .origin = "tests");
DEFINE_GUEST(big_page, big_copy, .read = read_copy, .origin = "tests");
DEFINE_GUEST(big_page, big_unused, .read = read_unused, .origin = "tests");
DEFINE_GUEST(big_page, big_looks, .read = read_looks, .origin = "tests");
DEFINE_GUEST(big_page, big_copies_unused, .read = read_copied, .origin = "tests");
