/*
 * As <warpage/linux.h>, in front of a function of the hypervisor Xen, host's or guest's.
 */
#ifndef WARPAGE_XEN_H
#define WARPAGE_XEN_H

#define WARPAGE_VCPU_TIME vcpu_time_info

#include <warpage/os/all.h>

#define always_inline inline __attribute__((__always_inline__))

typedef struct vcpu_time_info vcpu_time_info_t;
typedef struct vcpu_info vcpu_info_t;
typedef struct shared_info shared_info_t;
typedef struct vcpu_runstate_info vcpu_runstate_info_t;

/* Viridian: Hyper-V's reference TSC page. */
typedef struct {
	u32 TscSequence;
	u32 Reserved1;
	u64 TscScale;
	s64 TscOffset;
} HV_REFERENCE_TSC_PAGE;

#endif
