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

typedef struct vcpu_time_info vcpu_time_info_t;
typedef struct vcpu_info vcpu_info_t;
typedef struct shared_info shared_info_t;
typedef struct pvclock_wall_clock pvclock_wall_clock_t;

#endif
