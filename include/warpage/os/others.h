/*
 * Names of FreeBSD, NetBSD, OpenBSD, illumos and Xen that mean nothing else in Linux; those that do are
 * in <warpage/bsd.h> and <warpage/xen.h>. Where the systems differ, or one of them has changed its mind,
 * a name stands for the least that it promises in any of them.
 */
#ifndef WARPAGE_OS_OTHERS_H
#define WARPAGE_OS_OTHERS_H

#include <warpage/os/compiler.h>
#include <warpage/os/cpu.h>
#include <warpage/os/pages.h>

#define __predict_true(x) likely(x)
#define __predict_false(x) unlikely(x)
#define __compiler_membar() barrier()
#define __insn_barrier() barrier()
#define __offsetof(type, member) offsetof(type, member)
#define __containerof(pointer, type, member) container_of(pointer, type, member)
#define __DECONST(type, p) ((type)(unsigned long)(p))
#define __UNCONST(p) ((void *)(unsigned long)(p))
#undef __CONCAT
#define __CONCAT(a, b) __PASTE(a, b)
#undef __STRING
#define __STRING(x) __stringify(x)
#define __FBSDID(text) WARPAGE_NOTHING_
#define __KERNEL_RCSID(number, text) WARPAGE_NOTHING_
#define __RCSID(text) WARPAGE_NOTHING_
#define __cacheline_aligned_
#define __exclusive_cache_line
#define CTASSERT(condition) _Static_assert(condition, #condition)
#define __CTASSERT(condition) _Static_assert(condition, #condition)
#define KASSERT(condition, ...) ((void)(condition))
#define KASSERTMSG(condition, ...) ((void)(condition))
#define KDASSERT(condition) ((void)(condition))
#define MPASS(condition) ((void)(condition))
#define VERIFY(condition) ((void)(condition))
#define SYSINIT(...) WARPAGE_NOTHING_
#define SYSCTL_INT(...) WARPAGE_NOTHING_
#define SYSCTL_UINT(...) WARPAGE_NOTHING_
#define SYSCTL_U64(...) WARPAGE_NOTHING_
#define SYSCTL_NODE(...) WARPAGE_NOTHING_
#define SYSCTL_PROC(...) WARPAGE_NOTHING_
#define SYSCTL_DECL(...) WARPAGE_NOTHING_
#define MALLOC_DEFINE(...) WARPAGE_NOTHING_
#define MALLOC_DECLARE(...) WARPAGE_NOTHING_
#define DRIVER_MODULE(...) WARPAGE_NOTHING_
#define TUNABLE_INT(...) WARPAGE_NOTHING_
#define MIN(a, b) min(a, b)
#define MAX(a, b) max(a, b)
#define ulmin(a, b) min_t(unsigned long, a, b)
#define ulmax(a, b) max_t(unsigned long, a, b)
#define qmin(a, b) min_t(s64, a, b)
#define qmax(a, b) max_t(s64, a, b)
#define imin(a, b) min_t(int, a, b)
#define imax(a, b) max_t(int, a, b)
#define howmany(n, by) DIV_ROUND_UP(n, by)
#define nitems(a) ARRAY_SIZE(a)
#define __arraycount(a) ARRAY_SIZE(a)
#define bcopy(from, to, size) ((void)memmove(to, from, size))
#define bzero(to, size) ((void)memset(to, 0, size))
#define bcmp(a, b, size) memcmp(a, b, size)
#define __BIT(n) (1ull << (n))
#define __BITS(high, low) GENMASK_ULL(high, low)
#define __SHIFTOUT(x, mask) (((x) & (mask)) / ((mask) & -(mask)))
#define UINT64_C_(x) (x##ull)
#define printf(...) ((void)0)
#define aprint_normal(...) ((void)0)
#define aprint_error(...) ((void)0)
#define aprint_debug(...) ((void)0)
#define aprint_normal_dev(...) ((void)0)
#define aprint_error_dev(...) ((void)0)
#define device_printf(...) ((void)0)
#define cmn_err(...) ((void)0)

/* Barriers. On x86 some of them are full fences in some of the systems; none promises that to all. */
#define membar_consumer() smp_rmb()
#define membar_producer() smp_wmb()
#define membar_enter() smp_mb()
#define membar_exit() smp_mb()
#define membar_sync() smp_mb()
#define membar_acquire() __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define membar_release() __atomic_thread_fence(__ATOMIC_RELEASE)
#define membar_datadep_consumer() ((void)0)
#define membar_enter_after_atomic() barrier()
#define membar_exit_before_atomic() barrier()
#define virtio_membar_consumer() smp_rmb()
#define virtio_membar_producer() smp_wmb()
#define virtio_membar_sync() smp_mb()
#define xen_rmb() smp_rmb()
#define xen_wmb() smp_wmb()
#define xen_mb() smp_mb()
#define atomic_thread_fence_acq() __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define atomic_thread_fence_rel() __atomic_thread_fence(__ATOMIC_RELEASE)
#define atomic_thread_fence_acq_rel() __atomic_thread_fence(__ATOMIC_ACQ_REL)
#define atomic_thread_fence_seq_cst() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define atomic_interrupt_fence() barrier()
#define lfence() __asm__ volatile("lfence" ::: "memory")
#define mfence() __asm__ volatile("mfence" ::: "memory")
#define sfence() __asm__ volatile("sfence" ::: "memory")
#define x86_lfence() lfence()
#define x86_mfence() mfence()
#define x86_sfence() sfence()
#define ia32_pause() cpu_relax()
#define cpu_spinwait() cpu_relax()
#define x86_pause() cpu_relax()
#define CPU_BUSY_CYCLE() cpu_relax()
#define SPINLOCK_BACKOFF_HOOK cpu_relax()
#define SMT_PAUSE() cpu_relax()

/* The TSC. */
#define rdtsc_lfence() rdtsc_ordered()
#define rdtsc32() ((u32)rdtsc())
#define rdtscp_aux(aux) rdtsc_vcpu(aux)
#define rdtscp_ordered() rdtsc_ordered()
#define cpu_counter() rdtsc()
#define cpu_counter32() ((u32)rdtsc())
#define cpu_counter_serializing() rdtsc_ordered()
#define tsc_read() rdtsc_ordered()
#define __rdtsc_insn() rdtsc()
#define randomtime() rdtsc()
#define get_cyclecount() rdtsc()

/* Accesses of FreeBSD, one set for each width, and of NetBSD and OpenBSD, for any. */
#define WARPAGE_LOAD_(p) READ_ONCE(*(p))
#define atomic_load_acq_8(p) smp_load_acquire(p)
#define atomic_load_acq_16(p) smp_load_acquire(p)
#define atomic_load_acq_32(p) smp_load_acquire(p)
#define atomic_load_acq_64(p) smp_load_acquire(p)
#define atomic_load_acq_int(p) smp_load_acquire(p)
#define atomic_load_acq_long(p) smp_load_acquire(p)
#define atomic_load_acq_ptr(p) smp_load_acquire(p)
#define atomic_load_8(p) WARPAGE_LOAD_(p)
#define atomic_load_16(p) WARPAGE_LOAD_(p)
#define atomic_load_32(p) WARPAGE_LOAD_(p)
#define atomic_load_64(p) WARPAGE_LOAD_(p)
#define atomic_load_int(p) WARPAGE_LOAD_(p)
#define atomic_load_long(p) WARPAGE_LOAD_(p)
#define atomic_load_ptr(p) WARPAGE_LOAD_(p)
#define atomic_load_relaxed(p) WARPAGE_LOAD_(p)
#define atomic_load_consume(p) WARPAGE_LOAD_(p)
#define atomic_load_acquire(p) smp_load_acquire(p)
#define atomic_store_rel_8(p, value) smp_store_release(p, value)
#define atomic_store_rel_16(p, value) smp_store_release(p, value)
#define atomic_store_rel_32(p, value) smp_store_release(p, value)
#define atomic_store_rel_64(p, value) smp_store_release(p, value)
#define atomic_store_rel_int(p, value) smp_store_release(p, value)
#define atomic_store_rel_long(p, value) smp_store_release(p, value)
#define atomic_store_rel_ptr(p, value) smp_store_release(p, value)
#define atomic_store_8(p, value) WRITE_ONCE(*(p), value)
#define atomic_store_16(p, value) WRITE_ONCE(*(p), value)
#define atomic_store_32(p, value) WRITE_ONCE(*(p), value)
#define atomic_store_64(p, value) WRITE_ONCE(*(p), value)
#define atomic_store_int(p, value) WRITE_ONCE(*(p), value)
#define atomic_store_long(p, value) WRITE_ONCE(*(p), value)
#define atomic_store_ptr(p, value) WRITE_ONCE(*(p), value)
#define atomic_store_relaxed(p, value) WRITE_ONCE(*(p), value)
#define atomic_store_release(p, value) smp_store_release(p, value)
/*
 * FreeBSD's say whether it was done, and those of NetBSD, OpenBSD and illumos what was there. None keeps anything in order
 * but those that say so by name.
 */
#define WARPAGE_CMPSET_(p, old, fresh, order) (WARPAGE_CMPXCHG_(p, old, fresh, order) == (old))
#define atomic_cmpset_int(p, old, fresh) WARPAGE_CMPSET_(p, old, fresh, __ATOMIC_RELAXED)
#define atomic_cmpset_32(p, old, fresh) WARPAGE_CMPSET_(p, old, fresh, __ATOMIC_RELAXED)
#define atomic_cmpset_64(p, old, fresh) WARPAGE_CMPSET_(p, old, fresh, __ATOMIC_RELAXED)
#define atomic_cmpset_long(p, old, fresh) WARPAGE_CMPSET_(p, old, fresh, __ATOMIC_RELAXED)
#define atomic_cmpset_acq_64(p, old, fresh) WARPAGE_CMPSET_(p, old, fresh, __ATOMIC_ACQUIRE)
#define atomic_cmpset_rel_64(p, old, fresh) WARPAGE_CMPSET_(p, old, fresh, __ATOMIC_RELEASE)
#define atomic_fcmpset_int(p, old, fresh) WARPAGE_TRY_CMPXCHG_(p, old, fresh, __ATOMIC_RELAXED)
#define atomic_fcmpset_32(p, old, fresh) WARPAGE_TRY_CMPXCHG_(p, old, fresh, __ATOMIC_RELAXED)
#define atomic_fcmpset_64(p, old, fresh) WARPAGE_TRY_CMPXCHG_(p, old, fresh, __ATOMIC_RELAXED)
#define atomic_fcmpset_acq_64(p, old, fresh) WARPAGE_TRY_CMPXCHG_(p, old, fresh, __ATOMIC_ACQUIRE)
#define atomic_fcmpset_rel_64(p, old, fresh) WARPAGE_TRY_CMPXCHG_(p, old, fresh, __ATOMIC_RELEASE)
#define atomic_fcmpset_long(p, old, fresh) WARPAGE_TRY_CMPXCHG_(p, old, fresh, __ATOMIC_RELAXED)
#define atomic_cas_uint(p, old, fresh) cmpxchg_relaxed(p, old, fresh)
#define atomic_cas_ulong(p, old, fresh) cmpxchg_relaxed(p, old, fresh)
#define atomic_cas_32(p, old, fresh) cmpxchg_relaxed(p, old, fresh)
#define atomic_cas_64(p, old, fresh) cmpxchg_relaxed(p, old, fresh)
#define atomic_swap_uint(p, value) __atomic_exchange_n(p, value, __ATOMIC_RELAXED)
#define atomic_swap_ulong(p, value) __atomic_exchange_n(p, value, __ATOMIC_RELAXED)
#define atomic_swap_64(p, value) __atomic_exchange_n(p, value, __ATOMIC_RELAXED)
#define atomic_add_int(p, n) ((void)__atomic_fetch_add(p, n, __ATOMIC_RELAXED))
#define atomic_add_32(p, n) ((void)__atomic_fetch_add(p, n, __ATOMIC_RELAXED))
#define atomic_add_64(p, n) ((void)__atomic_fetch_add(p, n, __ATOMIC_RELAXED))
#define atomic_inc_64(p) atomic_add_64(p, 1)
#define atomic_inc_uint(p) atomic_add_int(p, 1)
#define atomic_add_64_nv(p, n) __atomic_add_fetch(p, n, __ATOMIC_RELAXED)

/* Interrupts, preemption, a CPU's own. */
#define critical_enter() vcpu_pin()
#define critical_exit() vcpu_unpin()
#define sched_pin() vcpu_pin()
#define sched_unpin() vcpu_unpin()
#define kpreempt_disable() vcpu_pin()
#define kpreempt_enable() vcpu_unpin()
#define spinlock_enter() vcpu_pin()
#define spinlock_exit() vcpu_unpin()
#define splhigh() 0
#define splx(level) ((void)(level))
#define intr_disable() 0ul
#define intr_restore(flags)                                                                        \
	({                                                                                         \
		(void)(flags);                                                                     \
		barrier();                                                                         \
	})
#define cpu_number() 0
#define DPCPU_DEFINE(type, name) DEFINE_PER_VCPU(type, name)
#define DPCPU_DEFINE_STATIC(type, name) static DEFINE_PER_VCPU(type, name)
#define DPCPU_GET(name) (name)
#define DPCPU_PTR(name) (&(name))
#define mtx_lock(lock) ((void)0)
#define mtx_unlock(lock) ((void)0)
#define mutex_enter(lock) ((void)0)
#define mutex_exit(lock) ((void)0)

/* Xen: accesses of one size at once, the halves of an update, a vCPU's part of the shared page. */
#define read_atomic(p) READ_ONCE(*(p))
#define write_atomic(p, value) WRITE_ONCE(*(p), value)
#define read_u64_atomic(p) READ_ONCE(*(p))
#define write_u64_atomic(p, value) WRITE_ONCE(*(p), value)
#define this_cpu(name) (name)
extern struct vcpu_info *vcpu_info; /* of Xen that runs on Xen */
#define local_irq_is_enabled() 0
#define version_update_begin(version) (((version) + 1) | 1)
#define version_update_end(version) ((version) + 1)

#endif
