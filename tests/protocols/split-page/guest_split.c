/*
 * split_right returns the three numbers of one read of the page. Of the others each takes one of them from elsewhere: the TSC, or
 * the seconds, from a read before; the rest without what is whole of it; the TSC from behind the recheck.
 */
#include "format.h"

struct split {
	u64 ns, tsc;
};

static __always_inline struct split read_clock(const struct split_page_page *page)
{
	u64 us, base, tsc;
	u32 count, per_tick;

	do {
		count = READ_ONCE(page->count);
		smp_rmb(); /* the count before the fields; pairs with the host's last wmb */
		us = READ_ONCE(page->us);
		base = READ_ONCE(page->base);
		per_tick = READ_ONCE(page->per_tick);
		tsc = rdtsc_ordered();
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (count & 1 || READ_ONCE(page->count) != count);
	return (struct split){us + mul_u64_u32_shr(tsc - base, per_tick, 32), tsc};
}

static __always_inline void hand_out(u64 *results, u64 seconds, u64 rest, u64 tsc)
{
	results[0] = seconds;
	results[1] = rest;
	results[2] = tsc;
}

static bool read_right(const struct split_page_page *page, u64 *results)
{
	struct split split = read_clock(page);

	hand_out(results, split.ns / SPLIT_SECOND, split.ns % SPLIT_SECOND, split.tsc);
	return true;
}

static bool read_early_tsc(const struct split_page_page *page, u64 *results)
{
	struct split first = read_clock(page), split = read_clock(page);

	hand_out(results, split.ns / SPLIT_SECOND, split.ns % SPLIT_SECOND, first.tsc);
	return true;
}

static bool read_early_seconds(const struct split_page_page *page, u64 *results)
{
	struct split first = read_clock(page), split = read_clock(page);

	hand_out(results, first.ns / SPLIT_SECOND, split.ns % SPLIT_SECOND, split.tsc);
	return true;
}

static bool read_whole_rest(const struct split_page_page *page, u64 *results)
{
	struct split split = read_clock(page);

	hand_out(results, split.ns / SPLIT_SECOND - 1, split.ns % SPLIT_SECOND + SPLIT_SECOND,
		 split.tsc);
	return true;
}

static bool read_late_tsc(const struct split_page_page *page, u64 *results)
{
	struct split split = read_clock(page);

	hand_out(results, split.ns / SPLIT_SECOND, split.ns % SPLIT_SECOND, rdtsc_ordered());
	return true;
}

DEFINE_GUEST(split_page, split_right, .read = read_right, .origin = "tests");
DEFINE_GUEST(split_page, split_early_tsc, .read = read_early_tsc, .origin = "tests");
DEFINE_GUEST(split_page, split_early_seconds, .read = read_early_seconds, .origin = "tests");
DEFINE_GUEST(split_page, split_whole_rest, .read = read_whole_rest, .origin = "tests");
DEFINE_GUEST(split_page, split_late_tsc, .read = read_late_tsc, .origin = "tests");
