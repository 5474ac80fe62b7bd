/*
 * Readers that share memory, in the shapes of litmus tests: what they load and store is all that matters, and the
 * execution tells it, whatever they return. Each has memory of its own. The last ones do things that nothing keeps in
 * order on a weakly ordered CPU.
 */
#include <warpage/linux.h>

#include <pvclock/format.h>

#define LITMUS(name, ...)                                                                          \
	static bool name##_read(const struct pvclock_page *page, u64 *time)                        \
	{                                                                                          \
		static u64 x __attribute__((unused)), y __attribute__((unused));                   \
                                                                                                   \
		(void)page;                                                                        \
		*time = 0;                                                                         \
		__VA_ARGS__                                                                        \
		return true;                                                                       \
	}                                                                                          \
	DEFINE_GUEST(pvclock, name, .read = name##_read, .origin = "tests/brute")

#define LOOK(place) (*time = *time << 8 | (u8)READ_ONCE(place))
#define PAGE LOOK(page->version)

/* The address is made of what was loaded before, whatever that comes to. */
LITMUS(joint_address, u64 seen = READ_ONCE(page->version); LOOK((&page->tsc_timestamp)[seen >> 8]);
       LOOK(x); smp_store_release(&x, 1););

/* Store buffering, and what a store orders: the page and x, in order before x = 1; after that the page again. */
#define STORES(name, first, store, fence)                                                          \
	LITMUS(name, PAGE; first; LOOK(x); smp_rmb(); store; fence; PAGE;)

STORES(joint_store, smp_rmb(), WRITE_ONCE(x, 1), (void)0);
STORES(joint_store_loose, (void)0, WRITE_ONCE(x, 1), smp_mb());
STORES(joint_store_rmb, smp_rmb(), WRITE_ONCE(x, 1), smp_rmb());
STORES(joint_store_release, smp_rmb(), smp_store_release(&x, 1), (void)0);
STORES(joint_store_mb, smp_rmb(), WRITE_ONCE(x, 1), smp_mb());
STORES(joint_store_xchg, smp_rmb(), xchg(&x, 1), (void)0);
STORES(joint_store_sc, smp_rmb(), __atomic_exchange_n(&x, 1, __ATOMIC_SEQ_CST), (void)0);

/* Messages passed, and loads before a store: x, the page, x = 1. */
#define PASSES(name, look, between, store)                                                         \
	LITMUS(name, u64 seen = (look); between; u64 new = READ_ONCE(page->version); store;        \
	       *time = seen << 8 | new;)

PASSES(joint_pass, READ_ONCE(x), smp_rmb(), smp_store_release(&x, 1));
PASSES(joint_pass_acquire, smp_load_acquire(&x), (void)0, smp_store_release(&x, 1));
PASSES(joint_pass_loose, READ_ONCE(x), (void)0, smp_store_release(&x, 1));
PASSES(joint_pass_fence, READ_ONCE(x), smp_rmb(), __atomic_thread_fence(__ATOMIC_RELEASE);
       WRITE_ONCE(x, 1));
PASSES(joint_pass_branch, READ_ONCE(x), smp_rmb(), if (new > 2) WRITE_ONCE(x, 1));
PASSES(joint_pass_value, READ_ONCE(x), smp_rmb(), WRITE_ONCE(x, new));

/* The page, x counted up, the page again. */
#define COUNTS(name, count) LITMUS(name, PAGE; *time = *time << 8 | (count); PAGE;)

COUNTS(joint_count, (u64)atomic64_add_return(1, (atomic64_t *)&x));
COUNTS(joint_count_release, __atomic_fetch_add(&x, 1, __ATOMIC_RELEASE));
LITMUS(joint_count_acquire, PAGE; smp_rmb();
       *time = *time << 8 | __atomic_fetch_add(&x, 1, __ATOMIC_ACQUIRE); PAGE;);

/* A comparison that fails is a load, in the order that it names for that. */
#define COMPARES(name, failure)                                                                    \
	LITMUS(name, u64 old = 0; PAGE;                                                            \
	       __atomic_compare_exchange_n(&x, &old, 1, false, __ATOMIC_RELEASE, failure);         \
	       *time = *time << 8 | old; PAGE;)

COMPARES(joint_compare, __ATOMIC_RELAXED);
COMPARES(joint_compare_acquire, __ATOMIC_ACQUIRE);
LITMUS(joint_compare_full, PAGE; *time = *time << 8 | cmpxchg(&x, 0, 1); PAGE;);

/* One place never goes back: x, the page, a parameter of it. */
LITMUS(joint_twice, LOOK(x); LOOK(x); smp_rmb(); if (!(*time & 255)) WRITE_ONCE(x, 1););
LITMUS(joint_page_twice, PAGE; PAGE; LOOK(x); smp_store_release(&x, 1););

/* Two readers may look at the page's parameters in different orders: what the TSC is tells. */
LITMUS(
	joint_orders,
	if (rdtsc_ordered() & 1) {
		LOOK(page->system_time);
		smp_rmb();
		LOOK(page->tsc_timestamp);
	} else {
		LOOK(page->tsc_timestamp);
		smp_rmb();
		LOOK(page->system_time);
	} LOOK(x);
	smp_store_release(&x, 1););

/* Two parameters in order; x tells which were new. */
LITMUS(joint_order, LOOK(page->tsc_timestamp); smp_rmb(); LOOK(page->system_time); LOOK(x);
       smp_store_release(&x, 1););

/* The TSC between two looks at the page. */
LITMUS(joint_tsc, PAGE; *time += rdtsc_ordered(); PAGE; LOOK(x); smp_store_release(&x, 1););
LITMUS(joint_tsc_rmb, PAGE; *time += rdtsc_ordered(); smp_rmb(); PAGE; LOOK(x);
       smp_store_release(&x, 1););

/* Two places: passed on in order, and read in order. */
#define PASSES_ON(name, look, between, store)                                                      \
	LITMUS(name, static u32 both[2]; u64 seen = (look);                                        \
	       *time = seen << 8 | READ_ONCE(both[1]); between; WRITE_ONCE(both[1], 1); store;)

PASSES_ON(joint_two, smp_load_acquire(&both[0]), smp_mb(), smp_wmb(); WRITE_ONCE(both[0], 1));
PASSES_ON(joint_two_release, smp_load_acquire(&both[0]), smp_rmb(), smp_store_release(&both[0], 1));

/* Refused in weak. */
LITMUS(joint_buffers_loads, static u32 both[2]; LOOK(both[0]); WRITE_ONCE(both[1], 1); smp_mb();
       LOOK(both[1]); WRITE_ONCE(both[0], 1););
LITMUS(joint_page_first, LOOK(x); smp_rmb(); PAGE; WRITE_ONCE(x, 1););
LITMUS(joint_two_loads, static u32 both[2]; LOOK(both[0]); LOOK(both[1]); smp_mb();
       WRITE_ONCE(both[0], 1); smp_wmb(); WRITE_ONCE(both[1], 1););
LITMUS(joint_two_stores, static u32 both[2]; LOOK(both[0]); smp_rmb(); LOOK(both[1]); smp_mb();
       WRITE_ONCE(both[0], 1); WRITE_ONCE(both[1], 1););
LITMUS(joint_relaxed, PAGE; *time += __atomic_fetch_add(&x, 1, __ATOMIC_RELAXED););
LITMUS(joint_own, PAGE; smp_mb(); WRITE_ONCE(x, 1); LOOK(x););
