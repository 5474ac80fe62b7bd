/*
 * The names that a protocol file may use for memory accesses, barriers and the TSC: those of the
 * Linux kernel, with the kernel's meaning. Which engine stands behind them is decided by the
 * include path alone: <warpage/primitives.h> comes from src/machine/include (every name is a call
 * that the machine sees), from stress/include (the real instructions) or from stress/gapped (the
 * same, with pauses).
 *
 * Plain accesses, struct copies, memcpy(), C11 atomics and the __atomic builtins work as well and
 * need nothing from here.
 */
#ifndef WARPAGE_KERNEL_H
#define WARPAGE_KERNEL_H

#include <warpage/types.h>

#if __has_include(<string.h>)
#include <string.h>
#else /* a kernel's function is compiled without the system's headers */
void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
#endif

/*
 * barrier(): no access moves across it in the compiler; nothing for the CPU.
 * smp_rmb(), smp_wmb(), smp_mb(): barrier(), and loads / stores / both are ordered across it.
 * rdtsc(): the TSC, in ticks; not ordered with loads around it.
 * rdtsc_ordered(): the TSC, in ticks, read in program order with the loads before it.
 * rdtsc_fenced(): the same, and in program order with the loads after it as well.
 * cpu_relax(): pause in a spin loop; also a barrier().
 * vcpu_id(): the number of the vCPU that a guest is on, from 0. It may be on another one by the next access,
 * vcpu_pin(), vcpu_unpin(): but not between these two; they nest.
 * rdtsc_vcpu(&vcpu): as rdtsc_ordered(), with the number of the vCPU whose TSC that is: RDTSCP.
 * kernel_stops(): the code has found what it takes to be impossible; does not return.
 * other_clock(): all ones; the code asks a clock that is not the page's, for want of a time: a guest
 *	that looks at neither the page's parameters nor the TSC any more has fallen back, whatever it returns.
 * asked_other_clock(): has it, natively, since this was asked last? The machine knows by itself.
 */
#include <warpage/primitives.h>

/*
 * Static memory of which each vCPU has one: DEFINE_PER_VCPU(u64, last) = 5; to be used as a plain variable is, by that
 * of the vCPU that the code runs on. Each reader is another vCPU by that, and stays on it.
 */
#define DEFINE_PER_VCPU(type, name) _Thread_local __typeof__(type) name

/* One access of the size of x, not split, repeated, dropped or reordered by the compiler. */
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, value)                                                                       \
	do {                                                                                       \
		*(volatile __typeof__(x) *)&(x) = (value);                                         \
	} while (0)

/*
 * Later accesses stay after the load; earlier accesses stay before the store. The pointer is taken for
 * one that is aligned, also to a member of a packed struct.
 */
#define smp_load_acquire(p)                                                                        \
	({                                                                                         \
		__typeof__(p) warpage_p = (p);                                                     \
		__atomic_load_n(warpage_p, __ATOMIC_ACQUIRE);                                      \
	})
#define smp_store_release(p, value)                                                                \
	({                                                                                         \
		__typeof__(p) warpage_p = (p);                                                     \
		__atomic_store_n(warpage_p, (value), __ATOMIC_RELEASE);                            \
	})
#define smp_store_mb(x, value)                                                                     \
	do {                                                                                       \
		WRITE_ONCE(x, value);                                                              \
		smp_mb();                                                                          \
	} while (0)

/* Between a guest and its hypervisor the barriers of an SMP kernel are needed even on one CPU. */
#define virt_rmb() smp_rmb()
#define virt_wmb() smp_wmb()
#define virt_mb() smp_mb()
#define virt_load_acquire(p) smp_load_acquire(p)
#define virt_store_release(p, value) smp_store_release(p, value)
#define virt_store_mb(x, value) smp_store_mb(x, value)

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#ifndef __always_inline
#define __always_inline inline __attribute__((__always_inline__))
#endif
#define noinline __attribute__((noinline))
#define U64_MAX (~(u64)0)

/* (a * b) >> shift with a 128-bit product; shift from 0 to 127. */
#define mul_u64_u64_shr(a, b, shift) ((u64)(((u128)(u64)(a) * (u64)(b)) >> (shift)))

/* (a * mul) >> shift with a 96-bit product; shift from 0 to 95. */
#define mul_u64_u32_shr(a, mul, shift) ((u64)(((u128)(u64)(a) * (u32)(mul)) >> (shift)))

#endif
