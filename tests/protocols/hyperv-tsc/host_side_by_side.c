/* Hosts that keep each other out by memory of their own, or that do not. */
#include "format.h"

static u32 flags[2], turn, tickets, taken;

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

/* Peterson's flags, for two updates: the first host has ticket 0. */
static void flags_without_mb(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 me = __atomic_fetch_add(&tickets, 1, __ATOMIC_RELAXED) & 1;

	WRITE_ONCE(flags[me], 1);
	WRITE_ONCE(turn, 1 - me);
	barrier();
	while (READ_ONCE(flags[1 - me]) && READ_ONCE(turn) == 1 - me)
		cpu_relax();
	odd_even(page, next);
	barrier();
	WRITE_ONCE(flags[me], 0);
}

static void flags_with_mb(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 me = __atomic_fetch_add(&tickets, 1, __ATOMIC_RELAXED) & 1;

	WRITE_ONCE(flags[me], 1);
	WRITE_ONCE(turn, 1 - me);
	smp_mb();
	while (READ_ONCE(flags[1 - me]) && READ_ONCE(turn) == 1 - me)
		cpu_relax();
	odd_even(page, next);
	barrier();
	WRITE_ONCE(flags[me], 0);
}

/* A lock of its own making. */
static void test_and_set(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	while (__atomic_exchange_n(&taken, 1, __ATOMIC_ACQUIRE))
		cpu_relax();
	odd_even(page, next);
	__atomic_store_n(&taken, 0, __ATOMIC_RELEASE);
}

static void test_then_set(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	while (READ_ONCE(taken))
		cpu_relax();
	WRITE_ONCE(taken, 1);
	odd_even(page, next);
	__atomic_store_n(&taken, 0, __ATOMIC_RELEASE);
}

/* The sequence counts as it should, whoever adds to it, and is even while both hosts are at work. */
static void adds_twice(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_SEQ_CST);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_SEQ_CST);
}

/* The same, where the low bit is what keeps the other one out. */
static void takes_the_low_bit(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	while (__atomic_fetch_or(&page->sequence, 1, __ATOMIC_SEQ_CST) & 1)
		cpu_relax();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_SEQ_CST);
}

/* Waits for the other one, who waits as well. */
static void waits_for_the_other(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	while (READ_ONCE(taken) == 7)
		cpu_relax();
	WRITE_ONCE(taken, 7);
	odd_even(page, next);
}

DEFINE_HOST(hyperv_tsc, flags_without_mb, .publish = flags_without_mb,
	    .legal_start = even_and_not_zero, .origin = "made up for tests");
DEFINE_HOST(hyperv_tsc, flags_with_mb, .publish = flags_with_mb, .legal_start = even_and_not_zero,
	    .origin = "made up for tests");
DEFINE_HOST(hyperv_tsc, test_and_set, .publish = test_and_set, .legal_start = even_and_not_zero,
	    .origin = "made up for tests");
DEFINE_HOST(hyperv_tsc, test_then_set, .publish = test_then_set, .legal_start = even_and_not_zero,
	    .origin = "made up for tests");
DEFINE_HOST(hyperv_tsc, adds_twice, .publish = adds_twice, .legal_start = even,
	    .origin = "made up for tests");
DEFINE_HOST(hyperv_tsc, takes_the_low_bit, .publish = takes_the_low_bit, .legal_start = even,
	    .origin = "made up for tests");
DEFINE_HOST(hyperv_tsc, waits_for_the_other, .publish = waits_for_the_other,
	    .legal_start = even_and_not_zero, .origin = "made up for tests");
