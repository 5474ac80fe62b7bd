/*
 * kernel.h for the machine: every primitive is a call into src/machine/hooks.c. The instrumenter
 * adds the call site as a last argument, so the definitions there have one parameter more.
 */
#ifndef WARPAGE_PRIMITIVES_H
#define WARPAGE_PRIMITIVES_H

#include <warpage/types.h>

#define WARPAGE_ENGINE machine

/*
 * FENCE_SERIAL is LFENCE: what it waits for are earlier loads and TSC reads. FENCE_LOOSE is added for
 * one in assembly that clobbers no memory: the compiler may move plain accesses across it.
 */
enum warpage_fence {
	FENCE_COMPILER,
	FENCE_RMB,
	FENCE_WMB,
	FENCE_MB,
	FENCE_SERIAL,
	FENCE_LOOSE = 8
};

/* How far down RDTSC is held; the last of these is MFENCE;RDTSC, with no LFENCE between. */
enum warpage_tsc { WARPAGE_TSC_PLAIN, WARPAGE_TSC_ORDERED, WARPAGE_TSC_BEHIND_MFENCE };

void warpage_fence(enum warpage_fence kind);
u64 warpage_rdtsc(unsigned int ordered);
void warpage_freeze(unsigned int which);
void warpage_thaw(void);
void warpage_die(void);
u32 warpage_vcpu_id(void);
/* 0, or a pin of a piece of code, or of one instruction. */
enum warpage_pin { WARPAGE_UNPIN, WARPAGE_PIN, WARPAGE_PIN_ONE };
void warpage_vcpu_pin(unsigned int pinned);
void warpage_lock(const void *lock);
void warpage_unlock(const void *lock);
void warpage_other_clock(void);
void warpage_full(void);
void warpage_stop(void) __attribute__((noreturn));

#define barrier() warpage_fence(FENCE_COMPILER)
#define smp_rmb() warpage_fence(FENCE_RMB)
#define smp_wmb() warpage_fence(FENCE_WMB)
#define smp_mb() warpage_fence(FENCE_MB)
#define rdtsc() warpage_rdtsc(WARPAGE_TSC_PLAIN)
#define rdtsc_ordered() warpage_rdtsc(WARPAGE_TSC_ORDERED)
#define rdtsc_fenced()                                                                             \
	({                                                                                         \
		u64 tsc_fenced = warpage_rdtsc(WARPAGE_TSC_ORDERED);                               \
		warpage_fence(FENCE_SERIAL);                                                       \
		tsc_fenced;                                                                        \
	})
#define cpu_relax() warpage_fence(FENCE_COMPILER)
#define freeze_vcpus(which) warpage_freeze(which)
#define thaw_vcpus() warpage_thaw()
#define host_dies() warpage_die()
#define vcpu_id() warpage_vcpu_id()
#define vcpu_pin() (warpage_vcpu_pin(WARPAGE_PIN), barrier())
#define vcpu_unpin() (barrier(), warpage_vcpu_pin(WARPAGE_UNPIN))
#define rdtsc_vcpu(vcpu)                                                                           \
	({                                                                                         \
		u64 tsc_of_vcpu;                                                                   \
		warpage_vcpu_pin(WARPAGE_PIN_ONE);                                                 \
		*(vcpu) = warpage_vcpu_id();                                                       \
		tsc_of_vcpu = warpage_rdtsc(WARPAGE_TSC_ORDERED);                                  \
		warpage_vcpu_pin(WARPAGE_UNPIN);                                                   \
		tsc_of_vcpu;                                                                       \
	})
#define host_lock() warpage_lock(0)
#define host_unlock() warpage_unlock(0)
#define WARPAGE_TAKE_(lock) warpage_lock(lock)
#define WARPAGE_GIVE_(lock) warpage_unlock(lock)
/* The locked operation that comes is a full barrier, which its order does not say. */
#define WARPAGE_FULL_() warpage_full()
#define other_clock() (warpage_other_clock(), ~(u64)0)
#define asked_other_clock() 0
#define kernel_stops() warpage_stop()

#endif
