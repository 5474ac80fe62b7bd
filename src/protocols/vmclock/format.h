/* vmclock_abi of the VMClock device: layout, parameters, and the guests' arithmetic. */
#ifndef VMCLOCK_FORMAT_H
#define VMCLOCK_FORMAT_H

#include <warpage/protocol.h>

struct vmclock_page {
	u32 magic, size;
	u16 version;
	u8 counter_id, time_type;
	u32 seq_count; /* odd while the host writes */
	u64 disruption_marker, flags;
	u8 pad[2];
	u8 clock_status, leap_second_smearing_hint;
	u16 tai_offset_sec;
	u8 leap_indicator;
	u8 counter_period_shift;
	u64 counter_value;	     /* ticks */
	u64 counter_period_frac_sec; /* of a tick, s / 2^(64 + counter_period_shift) */
	u64 counter_period_esterror_rate_frac_sec, counter_period_maxerror_rate_frac_sec;
	u64 time_sec, time_frac_sec; /* at counter_value; s / 2^64 */
	u64 time_esterror_nanosec, time_maxerror_nanosec;
	u64 vm_generation_counter;
};

struct vmclock_params {
	u64 counter_value, counter_period_frac_sec;
	u64 time_sec, time_frac_sec;
	u8 counter_period_shift;
};

DECLARE_FORMAT(vmclock);

#define VMCLOCK_SECOND 1000000000ull
#define VMCLOCK_UNRELIABLE 4 /* clock_status: not to be used */

/* delta ticks behind (sec, frac), in ns modulo 2^64, with a product of 128 bits. */
static inline u64 vmclock_ns(u64 delta, u64 period, u8 shift, u64 sec, u64 frac)
{
	u128 since = (((u128)delta * period) >> shift) + frac;

	return (sec + (u64)(since >> 64)) * VMCLOCK_SECOND +
	       mul_u64_u64_shr((u64)since, VMCLOCK_SECOND, 64);
}

#endif
