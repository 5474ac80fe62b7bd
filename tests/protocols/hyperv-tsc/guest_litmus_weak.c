/*
 * What weakly ordered CPUs let guests that share memory see of each other and of the page, with barriers and
 * without, as guest_litmus.c has it for the others: digits again. They are for tests/joint/test_joint_weak.c.
 */
#include <warpage/linux.h>

#include "format.h"

static u64 x, y;

#define NEW_PAGE(page) (READ_ONCE((page)->sequence) & 1)

#define LITMUS(name, ...)                                                                          \
	static bool name##_read(const struct hyperv_tsc_page *page, u64 *time)                     \
	{                                                                                          \
		(void)page;                                                                        \
		__VA_ARGS__                                                                        \
		return true;                                                                       \
	}                                                                                          \
	DEFINE_GUEST(hyperv_tsc, name, .read = name##_read, .origin = "tests")

/* The page and x, in order before x = 1; after that the page again. */
#define STORES(name, first, store, fence)                                                          \
	LITMUS(name, u64 new = NEW_PAGE(page); first; u64 seen = READ_ONCE(x); smp_rmb(); store;   \
	       fence; *time = new * 100 + seen * 10 + NEW_PAGE(page);)

STORES(weak_store, smp_rmb(), WRITE_ONCE(x, 1), (void)0);
STORES(weak_store_loose, (void)0, WRITE_ONCE(x, 1), smp_mb());
STORES(weak_store_rmb, smp_rmb(), WRITE_ONCE(x, 1), smp_rmb());
STORES(weak_store_release, smp_rmb(), smp_store_release(&x, 1), (void)0);
STORES(weak_store_mb, smp_rmb(), WRITE_ONCE(x, 1), smp_mb());
STORES(weak_store_xchg, smp_rmb(), xchg(&x, 1), (void)0);
STORES(weak_store_sc, smp_rmb(), __atomic_exchange_n(&x, 1, __ATOMIC_SEQ_CST), (void)0);

/* x, the page, x = 1: what is between the two, and what keeps the store behind them. */
#define PASSES(name, look, between, store)                                                         \
	LITMUS(name, u64 seen = (look); between; u64 new = NEW_PAGE(page); store;                  \
	       *time = seen * 10 + new;)

PASSES(weak_passed, READ_ONCE(x), smp_rmb(), smp_store_release(&x, 1));
PASSES(weak_passed_acquire, smp_load_acquire(&x), (void)0, smp_store_release(&x, 1));
PASSES(weak_passed_loose, READ_ONCE(x), (void)0, smp_store_release(&x, 1));
PASSES(weak_passed_fence, READ_ONCE(x), smp_rmb(), __atomic_thread_fence(__ATOMIC_RELEASE);
       WRITE_ONCE(x, 1));
PASSES(weak_passed_branch, READ_ONCE(x), smp_rmb(), if (new) WRITE_ONCE(x, 1));
PASSES(weak_passed_value, READ_ONCE(x), smp_rmb(), WRITE_ONCE(x, new));

/* The page, x counted up, the page again. */
LITMUS(weak_counted, u64 new = NEW_PAGE(page);
       u64 old = atomic64_add_return(1, (atomic64_t *)&x) - 1;
       *time = new * 100 + old * 10 + NEW_PAGE(page););
LITMUS(weak_counted_release, u64 new = NEW_PAGE(page);
       u64 old = __atomic_fetch_add(&x, 1, __ATOMIC_RELEASE);
       *time = new * 100 + old * 10 + NEW_PAGE(page););
LITMUS(weak_counted_acquire, u64 new = NEW_PAGE(page); smp_rmb();
       u64 old = __atomic_fetch_add(&x, 1, __ATOMIC_ACQUIRE);
       *time = new * 100 + old * 10 + NEW_PAGE(page););

/* Who finds x passes it on by y; the page comes last, and who finds neither stores x behind it. */
#define CHAIN(name, between)                                                                       \
	LITMUS(name, u64 last = smp_load_acquire(&y); u64 seen = READ_ONCE(x); between;            \
	       u64 new = NEW_PAGE(page); if (seen) smp_store_release(&y, 1);                       \
	       else smp_store_release(&x, 1); *time = last * 100 + new * 10 + seen;)

CHAIN(weak_chain, smp_rmb());
CHAIN(weak_chain_loose, (void)0);

/* x twice: the second look is never older. A reader that found nothing stores. */
LITMUS(weak_twice, u64 first = READ_ONCE(x); u64 second = READ_ONCE(x); smp_rmb();
       if (!first) WRITE_ONCE(x, 1); *time = first * 10 + second;);

/* Not in their places: refused. */
LITMUS(weak_load_buffering, u64 new = NEW_PAGE(page); u64 seen = READ_ONCE(*(new ? &x : &y));
       WRITE_ONCE(*(new ? &y : &x), 1); *time = new * 10 + seen;);
LITMUS(weak_page_first, u64 new = NEW_PAGE(page); WRITE_ONCE(x, 1); *time = new;);
LITMUS(weak_two_loads, *time = READ_ONCE(x) * 10 + READ_ONCE(y); smp_mb(); WRITE_ONCE(x, 1);
       WRITE_ONCE(y, 1););
LITMUS(weak_two_stores, u64 new = NEW_PAGE(page); smp_mb(); WRITE_ONCE(x, 1); WRITE_ONCE(y, 1);
       *time = new;);
LITMUS(weak_relaxed, u64 new = NEW_PAGE(page);
       *time = new * 10 + __atomic_fetch_add(&x, 1, __ATOMIC_RELAXED););
LITMUS(weak_spurious, u64 old = READ_ONCE(x); smp_mb();
       while (!__atomic_compare_exchange_n(&x, &old, old + 1, true, __ATOMIC_SEQ_CST,
					   __ATOMIC_RELAXED)){} *time = old + NEW_PAGE(page););
LITMUS(weak_own, u64 new = NEW_PAGE(page); smp_mb(); WRITE_ONCE(x, 1);
       *time = new * 10 + READ_ONCE(x););
