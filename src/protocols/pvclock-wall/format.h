/* pvclock_wall_clock of KVM and Xen: the time of day at boot, in seconds and ns under a version. */
#ifndef PVCLOCK_WALL_FORMAT_H
#define PVCLOCK_WALL_FORMAT_H

#include <warpage/protocol.h>

struct pvclock_wall_page {
	u32 version; /* odd while the host writes */
	u32 sec, nsec;
};

struct pvclock_wall_params {
	u32 sec, nsec;
};

DECLARE_FORMAT(pvclock_wall);

#define WALL_SECOND 1000000000ull

/* What a read returns: seconds, and ns of the next one. */
static inline bool wall_return(u64 *results, u32 sec, u32 nsec)
{
	results[0] = sec;
	results[1] = nsec;
	return true;
}

#endif
