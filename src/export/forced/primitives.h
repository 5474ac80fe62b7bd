/*
 * The names of <warpage/kernel.h> for one execution that is forced: host and guest run one after the other, and before
 * each load of the guest's the page is given the bytes which that load saw.
 */
#ifndef WARPAGE_PRIMITIVES_H
#define WARPAGE_PRIMITIVES_H

#define WARPAGE_ENGINE forced

static void forced_barrier(void);
static void forced_load(const volatile void *at, size_t size);
static void forced_store(void);
static u64 forced_tsc(void);
static void forced_death(void);

#define barrier() forced_barrier()
#define smp_rmb() forced_barrier()
#define smp_wmb() forced_barrier()
#define smp_mb() forced_barrier()
#define cpu_relax() forced_barrier()
#define rdtsc() forced_tsc()
#define rdtsc_ordered() forced_tsc()
#define rdtsc_fenced()                                                                             \
	({                                                                                         \
		u64 tsc_fenced = forced_tsc();                                                     \
		forced_barrier();                                                                  \
		tsc_fenced;                                                                        \
	})
#define vcpu_id() 0u
#define vcpu_pin() forced_barrier()
#define vcpu_unpin() forced_barrier()
#define rdtsc_vcpu(vcpu) (*(vcpu) = vcpu_id(), forced_tsc())
#define freeze_vcpus(which) ((void)(which))
#define thaw_vcpus() ((void)0)
#define host_dies() forced_death()
#define host_lock() forced_barrier()
#define host_unlock() forced_barrier()
#define other_clock() (~(u64)0)
#define asked_other_clock() 0
#define kernel_stops() abort()

#endif
