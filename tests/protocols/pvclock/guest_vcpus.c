/* Readers of a page for each vCPU, right and wrong ones. */
#include <pvclock/format.h>

/* One round with the page of a vCPU and a TSC; false: it is to be made again. */
#define ROUND(pvti, tsc, time)                                                                     \
	({                                                                                         \
		u32 version = READ_ONCE((pvti)->version) & ~1u;                                    \
		smp_rmb();                                                                         \
		*(time) = (pvti)->system_time + pvclock_scale((tsc) - (pvti)->tsc_timestamp,       \
							      (pvti)->tsc_to_system_mul,           \
							      (pvti)->tsc_shift);                  \
		smp_rmb();                                                                         \
		READ_ONCE((pvti)->version) == version;                                             \
	})

/* Linux's vDSO until 2015: the CPU is the same before and after, but may have been another in between. */
static bool getcpu_twice(const struct pvclock_page *pages, u64 *time)
{
	bool same;
	u32 cpu;

	do {
		cpu = vcpu_id();
		same = ROUND(&pages[cpu], rdtsc_ordered(), time);
	} while (vcpu_id() != cpu || !same);
	return true;
}

DEFINE_GUEST(pvclock, vcpus_getcpu_twice, .read = getcpu_twice,
	     .origin = "Linux arch/x86/vdso/vclock_gettime.c, 2012 to 2015, without migrate_count");

/* The same with the number that RDTSCP gives along with the TSC: that can't be of another vCPU. */
static bool rdtscp_number(const struct pvclock_page *pages, u64 *time)
{
	u32 cpu, at;
	bool same;
	u64 tsc;

	do {
		cpu = vcpu_id();
		same = ROUND(&pages[cpu], (tsc = rdtsc_vcpu(&at)), time);
	} while (at != cpu || !same);
	(void)tsc;
	return true;
}

DEFINE_GUEST(pvclock, vcpus_rdtscp, .read = rdtscp_number, .origin = "vcpus_getcpu_twice, mended");

static bool pinned(const struct pvclock_page *pages, u64 *time)
{
	const struct pvclock_page *pvti;

	vcpu_pin();
	pvti = &pages[vcpu_id()];
	while (!ROUND(pvti, rdtsc_ordered(), time))
		;
	vcpu_unpin();
	return true;
}

DEFINE_GUEST(pvclock, vcpus_pinned, .read = pinned,
	     .origin = "Linux arch/x86/kernel/kvmclock.c: preempt_disable()");

static bool not_pinned(const struct pvclock_page *pages, u64 *time)
{
	const struct pvclock_page *pvti = &pages[vcpu_id()];

	while (!ROUND(pvti, rdtsc_ordered(), time))
		;
	return true;
}

DEFINE_GUEST(pvclock, vcpus_not_pinned, .read = not_pinned, .origin = "vcpus_pinned without it");

/* Fields of the page of whichever vCPU it is on then. */
static bool mixes(const struct pvclock_page *pages, u64 *time)
{
	const struct pvclock_page *pvti;
	u32 version;

	do {
		pvti = &pages[vcpu_id()];
		version = READ_ONCE(pvti->version) & ~1u;
		smp_rmb();
		*time = pvti->system_time;
		barrier();
		pvti = &pages[vcpu_id()];
		*time += pvclock_scale(rdtsc_ordered() - pvti->tsc_timestamp,
				       pvti->tsc_to_system_mul, pvti->tsc_shift);
		smp_rmb();
	} while (READ_ONCE(pvti->version) != version);
	return true;
}

DEFINE_GUEST(pvclock, vcpus_mixes, .read = mixes, .origin = "a file of its own");
