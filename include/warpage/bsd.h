/*
 * As <warpage/linux.h>, in front of a function from FreeBSD, NetBSD, OpenBSD, DragonFly, illumos or OSv.
 */
#ifndef WARPAGE_BSD_H
#define WARPAGE_BSD_H

#define WARPAGE_VCPU_TIME vcpu_time_info

#include <warpage/os/all.h>

/* RDTSCP without its number. */
#undef rdtscp
#define rdtscp() rdtsc_ordered()

/* The CPU that runs: NetBSD's curcpu() with its part of Xen's shared page, FreeBSD's number, illumos' CPU. */
struct cpu_info {
	volatile struct vcpu_info *ci_vcpu;
};
struct cpu {
	struct {
		struct vcpu_info *mcpu_vcpu_info;
	} cpu_m;
};
#define curcpu(...) (&(struct cpu_info){.ci_vcpu = xen_vcpu})
static const int curcpu __attribute__((unused)) = 0;
#define CPU (&(struct cpu){.cpu_m.mcpu_vcpu_info = xen_vcpu})

/* FreeBSD's pvclock: the pages of all CPUs, of which there is one. */
struct pvclock {
	struct pvclock_vcpu_time_info *timeinfos;
	bool stable_flag_supported, vdso_force_unstable;
};

typedef struct vcpu_time_info vcpu_time_info_t;
typedef struct vcpu_info vcpu_info_t;
typedef struct shared_info shared_info_t;
typedef struct pvclock_wall_clock pvclock_wall_clock_t;

#endif
