/* pvclock_vcpu_time_info of KVM and Xen: layout, parameters, and the guests' arithmetic. */
#ifndef PVCLOCK_FORMAT_H
#define PVCLOCK_FORMAT_H

#include <warpage/protocol.h>

struct pvclock_page {
	u32 version;
	u32 pad0;
	u64 tsc_timestamp;     /* ticks */
	u64 system_time;       /* ns at tsc_timestamp */
	u32 tsc_to_system_mul; /* ns per shifted tick, 0.32 fixed point */
	s8 tsc_shift;	       /* left if positive */
	u8 flags;
	u8 pad[2];
} __attribute__((packed, aligned(4))); /* Xen and old KVM guests align it to 4 bytes only */

struct pvclock_params {
	u64 tsc_timestamp;
	u64 system_time;
	u32 tsc_to_system_mul;
	s8 tsc_shift;
};

DECLARE_FORMAT(pvclock);

/* delta ticks in ns, with a 96-bit product. */
static inline u64 pvclock_scale(u64 delta, u32 mul, s8 shift)
{
	if (shift < 0)
		delta >>= -shift;
	else
		delta <<= shift;
	return mul_u64_u32_shr(delta, mul, 32);
}

#endif
