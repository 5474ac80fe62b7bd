/*
 * What guests that share memory may see of each other and of the page: each read does the parts of all, and returns
 * what it saw, a digit each. They are for tests/machine/test_joint.c, and no clocks. The host adds one to an even
 * sequence, so that its lowest bit is what has happened.
 */
#include "format.h"

static u64 x, y;

#define NEW_PAGE(page) (READ_ONCE((page)->sequence) & 1)

/* Digits: the page first, then x; after x = 1 the page again. */
#define STORES_THEN_PAGE(name, store, fence)                                                       \
	static bool name##_read(const struct hyperv_tsc_page *page, u64 *time)                     \
	{                                                                                          \
		u64 first = NEW_PAGE(page), seen = READ_ONCE(x);                                   \
                                                                                                   \
		store;                                                                             \
		fence;                                                                             \
		*time = first * 100 + seen * 10 + NEW_PAGE(page);                                  \
		return true;                                                                       \
	}                                                                                          \
	DEFINE_GUEST(hyperv_tsc, name, .read = name##_read, .origin = "tests")

STORES_THEN_PAGE(litmus_store, WRITE_ONCE(x, 1), (void)0);
STORES_THEN_PAGE(litmus_lfence, WRITE_ONCE(x, 1), __asm__ volatile("lfence" ::: "memory"));
STORES_THEN_PAGE(litmus_tsc, WRITE_ONCE(x, 1), (void)rdtsc_ordered());
STORES_THEN_PAGE(litmus_mfence, WRITE_ONCE(x, 1), smp_mb());
STORES_THEN_PAGE(litmus_xchg, __atomic_exchange_n(&x, 1, __ATOMIC_SEQ_CST), (void)0);
STORES_THEN_PAGE(litmus_seq_cst, __atomic_store_n(&x, 1, __ATOMIC_SEQ_CST), (void)0);

/* Digits: x, the page, then x = 1. */
static bool passed_read(const struct hyperv_tsc_page *page, u64 *time)
{
	u64 seen = READ_ONCE(x), new = NEW_PAGE(page);

	WRITE_ONCE(x, 1);
	*time = seen * 10 + new;
	return true;
}

/* Digits: the page, what x was before it is counted up, the page again. */
static bool counted_read(const struct hyperv_tsc_page *page, u64 *time)
{
	u64 new = NEW_PAGE(page), old = __atomic_fetch_add(&x, 1, __ATOMIC_SEQ_CST);

	*time = new * 100 + old * 10 + NEW_PAGE(page);
	return true;
}

/* Digits: the page, x, then x as it is after x = 1, and the page again. */
static bool own_read(const struct hyperv_tsc_page *page, u64 *time)
{
	u64 new = NEW_PAGE(page), seen = READ_ONCE(x);

	WRITE_ONCE(x, 1);
	*time = new * 1000 + seen * 100;
	*time += READ_ONCE(x) * 10;
	*time += NEW_PAGE(page);
	return true;
}

/* Digits: y, the page, x; who found x stores y, who did not stores x. */
static bool chain_read(const struct hyperv_tsc_page *page, u64 *time)
{
	u64 last = READ_ONCE(y), new = NEW_PAGE(page), seen = READ_ONCE(x);

	if (seen)
		WRITE_ONCE(y, 1);
	else
		WRITE_ONCE(x, 1);
	*time = last * 100 + new * 10 + seen;
	return true;
}

/* Digits: which of x and y was looked at, as the page says, and what was there; the other one is stored. */
static bool buffered_read(const struct hyperv_tsc_page *page, u64 *time)
{
	u64 new = NEW_PAGE(page), seen = READ_ONCE(*(new ? &x : &y));

	WRITE_ONCE(*(new ? &y : &x), 1);
	*time = new * 10 + seen;
	return true;
}

/* Digits: y before x, as somebody else stores x before y. */
static bool in_order_read(const struct hyperv_tsc_page *page, u64 *time)
{
	u64 new = NEW_PAGE(page), last = READ_ONCE(y), first = READ_ONCE(x);

	if (new) {
		WRITE_ONCE(x, 1);
		WRITE_ONCE(y, 1);
	}
	*time = new * 100 + last * 10 + first;
	return true;
}

DEFINE_GUEST(hyperv_tsc, litmus_passed, .read = passed_read, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, litmus_counted, .read = counted_read, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, litmus_own, .read = own_read, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, litmus_chain, .read = chain_read, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, litmus_load_buffering, .read = buffered_read, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, litmus_in_order, .read = in_order_read, .origin = "tests");
