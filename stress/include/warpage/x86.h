/*
 * The names of kernel.h for real threads on x86-64: the real instructions and nothing in between.
 * Loads and stores of x86 stay in order by themselves, so smp_rmb() and smp_wmb() only hold the
 * compiler. For the two primitives.h of real threads.
 */
#ifndef WARPAGE_X86_H
#define WARPAGE_X86_H

#include <warpage/types.h>

void race_freeze(unsigned int which);
void race_thaw(void);
void race_die(void);
u32 race_vcpu(void);

/* A file's own, which its hosts and guests share. */
static __thread _Bool x86_asked_other __attribute__((unused, tls_model("initial-exec")));

/* That of host_lock(): hosts that run side by side are of one file. */
static int x86_locked __attribute__((unused));

#define barrier() __asm__ volatile("" ::: "memory")
#define smp_rmb() barrier()
#define smp_wmb() barrier()
#define smp_mb() __asm__ volatile("lock; addl $0,-4(%%rsp)" ::: "memory", "cc")
#define cpu_relax() __asm__ volatile("rep; nop" ::: "memory")
#define freeze_vcpus(which) race_freeze(which)
#define thaw_vcpus() race_thaw()
#define host_dies() race_die()
#define vcpu_id() race_vcpu()
#define vcpu_pin() barrier()
#define vcpu_unpin() barrier()
#define rdtsc_vcpu(vcpu) (*(vcpu) = vcpu_id(), rdtsc_ordered())
#define host_lock()                                                                                \
	do {                                                                                       \
		while (__atomic_exchange_n(&x86_locked, 1, __ATOMIC_ACQUIRE))                      \
			cpu_relax();                                                               \
	} while (0)
#define host_unlock() __atomic_store_n(&x86_locked, 0, __ATOMIC_RELEASE)
/* Locks of kernels: real threads race one host, and guests take none. */
#define WARPAGE_TAKE_(lock)                                                                        \
	({                                                                                         \
		(void)(lock);                                                                      \
		barrier();                                                                         \
	})
#define WARPAGE_GIVE_(lock) WARPAGE_TAKE_(lock)
#define other_clock() (x86_asked_other = 1, ~(u64)0)
#define asked_other_clock()                                                                        \
	({                                                                                         \
		_Bool asked = x86_asked_other;                                                     \
		x86_asked_other = 0;                                                               \
		asked;                                                                             \
	})
#define kernel_stops() __builtin_trap()

static inline u64 x86_rdtsc(void)
{
	u32 low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (u64)high << 32 | low;
}

static inline u64 x86_rdtsc_ordered(void)
{
	u32 low, high;

	__asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high)::"memory");
	return (u64)high << 32 | low;
}

static inline u64 x86_rdtsc_fenced(void)
{
	u32 low, high;

	__asm__ volatile("lfence; rdtsc; lfence" : "=a"(low), "=d"(high)::"memory");
	return (u64)high << 32 | low;
}

#endif
