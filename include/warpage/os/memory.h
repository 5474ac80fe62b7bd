/*
 * Barriers, atomic operations and sequence counters of Linux. Part of <warpage/linux.h>.
 *
 * rmb(), wmb() and mb() are what x86 makes of them, LFENCE, SFENCE and MFENCE: the first and the last
 * hold back an RDTSC behind them as well, which their smp_ and virt_ kin do not.
 */
#ifndef WARPAGE_OS_MEMORY_H
#define WARPAGE_OS_MEMORY_H

#include <warpage/os/integers.h>

#define rmb() __asm__ volatile("lfence" ::: "memory")
#define wmb() __asm__ volatile("sfence" ::: "memory")
#define mb() __asm__ volatile("mfence" ::: "memory")
#define dma_rmb() smp_rmb()
#define dma_wmb() smp_wmb()
#define dma_mb() smp_mb()
#define __smp_rmb() smp_rmb()
#define __smp_wmb() smp_wmb()
#define __smp_mb() smp_mb()
#define __virt_rmb() smp_rmb()
#define __virt_wmb() smp_wmb()
#define virt_mb__before_atomic() smp_mb()
#define smp_mb__before_atomic() smp_mb()
#define smp_mb__after_atomic() smp_mb()
#define smp_mb__after_spinlock() smp_mb()
#define smp_read_barrier_depends() ((void)0)
#define read_barrier_depends() ((void)0)
#define smp_acquire__after_ctrl_dep() smp_rmb()
#define barrier_nospec() __asm__ volatile("lfence" ::: "memory")
#define rdtsc_barrier() __asm__ volatile("lfence" ::: "memory")
#define barrier_data(p) barrier()

/* arm64: a barrier by its domain and kind; ISB holds back what reads the counter, and no access. */
#define WARPAGE_BARRIER_ishld smp_rmb()
#define WARPAGE_BARRIER_oshld smp_rmb()
#define WARPAGE_BARRIER_nshld smp_rmb()
#define WARPAGE_BARRIER_ld smp_rmb()
#define WARPAGE_BARRIER_ishst smp_wmb()
#define WARPAGE_BARRIER_oshst smp_wmb()
#define WARPAGE_BARRIER_nshst smp_wmb()
#define WARPAGE_BARRIER_st smp_wmb()
#define WARPAGE_BARRIER_ish smp_mb()
#define WARPAGE_BARRIER_osh smp_mb()
#define WARPAGE_BARRIER_nsh smp_mb()
#define WARPAGE_BARRIER_sy smp_mb()
#define dmb(kind) WARPAGE_BARRIER_##kind
#define dsb(kind) WARPAGE_BARRIER_##kind
#define isb()                                                                                      \
	do {                                                                                       \
		barrier();                                                                         \
		__asm__ volatile("lfence");                                                        \
		barrier();                                                                         \
	} while (0)

/* The type of x's value: that of a local, even where x is volatile. */
#define WARPAGE_VALUE_(x) __typeof__((__typeof__(x))0)

#define ACCESS_ONCE(x) (*(volatile __typeof__(x) *)&(x))
#define READ_ONCE_NOCHECK(x) READ_ONCE(x)
#define __READ_ONCE(x) READ_ONCE(x)
#define __WRITE_ONCE(x, value) WRITE_ONCE(x, value)
#define data_race(x) (x)
#define smp_load_acquire_nocheck(p) smp_load_acquire(p)
#define smp_cond_load_relaxed(p, condition) WARPAGE_AWAIT_(p, condition, barrier())
#define smp_cond_load_acquire(p, condition) WARPAGE_AWAIT_(p, condition, smp_rmb())
#define WARPAGE_AWAIT_(p, condition, then)                                                         \
	({                                                                                         \
		WARPAGE_VALUE_(*(p)) VAL;                                                          \
		while (VAL = READ_ONCE(*(p)), !(condition))                                        \
			cpu_relax();                                                               \
		then;                                                                              \
		VAL;                                                                               \
	})

typedef struct {
	int counter;
} atomic_t;
typedef struct {
	s64 counter;
} atomic64_t, atomic_long_t;

#define ATOMIC_INIT(value)                                                                         \
	{                                                                                          \
		(value)                                                                            \
	}
#define ATOMIC64_INIT(value)                                                                       \
	{                                                                                          \
		(value)                                                                            \
	}
#define ATOMIC_LONG_INIT(value)                                                                    \
	{                                                                                          \
		(value)                                                                            \
	}
#define WARPAGE_SAME_ __ATOMIC_SEQ_CST
#define atomic_read(v) READ_ONCE((v)->counter)
#define atomic_read_acquire(v) smp_load_acquire(&(v)->counter)
#define atomic_set(v, value) WRITE_ONCE((v)->counter, value)
#define atomic_set_release(v, value) smp_store_release(&(v)->counter, value)
#define atomic_add(n, v) ((void)__atomic_fetch_add(&(v)->counter, n, __ATOMIC_RELAXED))
#define atomic_sub(n, v) ((void)__atomic_fetch_sub(&(v)->counter, n, __ATOMIC_RELAXED))
#define atomic_inc(v) atomic_add(1, v)
#define atomic_dec(v) atomic_sub(1, v)
#define atomic_add_return(n, v)                                                                    \
	(WARPAGE_FULL_(), __atomic_add_fetch(&(v)->counter, n, WARPAGE_SAME_))
#define atomic_sub_return(n, v)                                                                    \
	(WARPAGE_FULL_(), __atomic_sub_fetch(&(v)->counter, n, WARPAGE_SAME_))
#define atomic_inc_return(v) atomic_add_return(1, v)
#define atomic_dec_return(v) atomic_sub_return(1, v)
#define atomic_fetch_add(n, v)                                                                     \
	(WARPAGE_FULL_(), __atomic_fetch_add(&(v)->counter, n, WARPAGE_SAME_))
#define atomic_xchg(v, value) xchg(&(v)->counter, value)
#define atomic_cmpxchg(v, old, fresh) cmpxchg(&(v)->counter, old, fresh)
#define atomic_try_cmpxchg(v, old, fresh) try_cmpxchg(&(v)->counter, old, fresh)
#define atomic64_read(v) READ_ONCE((v)->counter)
#define atomic64_read_acquire(v) smp_load_acquire(&(v)->counter)
#define raw_atomic64_read(v) READ_ONCE((v)->counter)
#define arch_atomic64_read(v) READ_ONCE((v)->counter)
#define atomic64_set(v, value) WRITE_ONCE((v)->counter, value)
#define atomic64_set_release(v, value) smp_store_release(&(v)->counter, value)
#define raw_atomic64_set(v, value) WRITE_ONCE((v)->counter, value)
#define arch_atomic64_set(v, value) WRITE_ONCE((v)->counter, value)
#define atomic64_add(n, v) ((void)__atomic_fetch_add(&(v)->counter, n, __ATOMIC_RELAXED))
#define atomic64_inc(v) atomic64_add(1, v)
#define atomic64_add_return(n, v)                                                                  \
	(WARPAGE_FULL_(), __atomic_add_fetch(&(v)->counter, n, WARPAGE_SAME_))
#define atomic64_xchg(v, value) xchg(&(v)->counter, value)
#define atomic64_cmpxchg(v, old, fresh) cmpxchg(&(v)->counter, old, fresh)
#define atomic64_try_cmpxchg(v, old, fresh) try_cmpxchg(&(v)->counter, old, fresh)
#define raw_atomic64_cmpxchg(v, old, fresh) cmpxchg(&(v)->counter, old, fresh)
#define raw_atomic64_try_cmpxchg(v, old, fresh) try_cmpxchg(&(v)->counter, old, fresh)
#define arch_atomic64_cmpxchg(v, old, fresh) cmpxchg(&(v)->counter, old, fresh)
#define arch_atomic64_try_cmpxchg(v, old, fresh) try_cmpxchg(&(v)->counter, old, fresh)

#define xchg(p, value)                                                                             \
	({                                                                                         \
		__typeof__(p) warpage_p = (p);                                                     \
		WARPAGE_FULL_();                                                                   \
		__atomic_exchange_n(warpage_p, (value), WARPAGE_SAME_);                            \
	})
#define WARPAGE_TRY_CMPXCHG_(p, old, fresh, order)                                                 \
	({                                                                                         \
		__typeof__(p) warpage_p = (p);                                                     \
		if ((order) == WARPAGE_SAME_)                                                      \
			WARPAGE_FULL_();                                                           \
		__atomic_compare_exchange_n(warpage_p, (old), (fresh), 0, order,                   \
					    __ATOMIC_RELAXED);                                     \
	})
#define WARPAGE_CMPXCHG_(p, old, fresh, order)                                                     \
	({                                                                                         \
		WARPAGE_VALUE_(*(p)) warpage_old = (old);                                          \
		(void)WARPAGE_TRY_CMPXCHG_(p, &warpage_old, fresh, order);                         \
		warpage_old;                                                                       \
	})
#define cmpxchg(p, old, fresh) WARPAGE_CMPXCHG_(p, old, fresh, WARPAGE_SAME_)
#define cmpxchg_acquire(p, old, fresh) WARPAGE_CMPXCHG_(p, old, fresh, __ATOMIC_ACQUIRE)
#define cmpxchg_release(p, old, fresh) WARPAGE_CMPXCHG_(p, old, fresh, __ATOMIC_RELEASE)
#define cmpxchg_relaxed(p, old, fresh) WARPAGE_CMPXCHG_(p, old, fresh, __ATOMIC_RELAXED)
#define cmpxchg_local(p, old, fresh) cmpxchg_relaxed(p, old, fresh)
#define cmpxchg64(p, old, fresh) cmpxchg(p, old, fresh)
#define cmpxchg64_local(p, old, fresh) cmpxchg_relaxed(p, old, fresh)
#define arch_cmpxchg(p, old, fresh) cmpxchg(p, old, fresh)
#define arch_cmpxchg64(p, old, fresh) cmpxchg(p, old, fresh)
#define sync_cmpxchg(p, old, fresh) cmpxchg(p, old, fresh)
#define cmpxchgptr(p, old, fresh) cmpxchg(p, old, fresh)
#define try_cmpxchg(p, old, fresh) WARPAGE_TRY_CMPXCHG_(p, old, fresh, WARPAGE_SAME_)
#define try_cmpxchg64(p, old, fresh) try_cmpxchg(p, old, fresh)
#define try_cmpxchg_local(p, old, fresh) WARPAGE_TRY_CMPXCHG_(p, old, fresh, __ATOMIC_RELAXED)
#define arch_try_cmpxchg(p, old, fresh) try_cmpxchg(p, old, fresh)
#define arch_try_cmpxchg64(p, old, fresh) try_cmpxchg(p, old, fresh)

#endif
