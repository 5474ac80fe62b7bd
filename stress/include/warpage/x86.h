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
void race_lock(const void *lock);
void race_unlock(const void *lock);

/* A file's own, which its hosts and guests share. */
static __thread _Bool x86_asked_other __attribute__((unused, tls_model("initial-exec")));

#define barrier() __asm__ volatile("" ::: "memory")
#define smp_rmb() barrier()
#define smp_wmb() barrier()
#define smp_mb() __asm__ volatile("lock; addl $0,-4(%%rsp)" ::: "memory", "cc")
#define cpu_relax() __asm__ volatile("rep; nop" ::: "memory")
#define freeze_vcpus(which) race_freeze(which)
#define thaw_vcpus() race_thaw()
#define host_dies() race_die()
/* Between hosts that run side by side; that of host_lock() has no address. Guests take none. */
#define host_lock() race_lock(0)
#define host_unlock() race_unlock(0)
#define WARPAGE_TAKE_(lock) race_lock(lock)
#define WARPAGE_GIVE_(lock) race_unlock(lock)
#define WARPAGE_FULL_() ((void)0)
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
