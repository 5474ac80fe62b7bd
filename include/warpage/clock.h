/*
 * The clock that a host is to publish, as hypervisors keep clocks: ns, and a factor of 32 bits. For hosts that
 * make their parameters of such a clock, and for what else they may ask for the time.
 */
#ifndef WARPAGE_CLOCK_H
#define WARPAGE_CLOCK_H

#include <warpage/kernel.h>

struct warpage_clock {
	u64 tsc_timestamp;
	u64 system_time;       /* ns at tsc_timestamp */
	u32 tsc_to_system_mul; /* ns in a shifted tick, 0.32 fixed point */
	s8 tsc_shift;	       /* left if positive */
};

/* What it says at a TSC. */
static inline u64 warpage_clock_time(const struct warpage_clock *clock, u64 tsc)
{
	bool before = (s64)(tsc - clock->tsc_timestamp) < 0;
	u64 delta = before ? clock->tsc_timestamp - tsc : tsc - clock->tsc_timestamp;

	delta = clock->tsc_shift < 0 ? delta >> -clock->tsc_shift : delta << clock->tsc_shift;
	delta = mul_u64_u32_shr(delta, clock->tsc_to_system_mul, 32);
	return before ? clock->system_time - delta : clock->system_time + delta;
}

/* ns in a tick, 12.20 fixed point. */
static inline u32 warpage_clock_rate_20(const struct warpage_clock *clock)
{
	int shift = clock->tsc_shift - 12;

	return shift < -31 ? 0
	       : shift < 0 ? clock->tsc_to_system_mul >> -shift
			   : clock->tsc_to_system_mul << shift;
}

/*
 * (tsc * scale) >> 64, and offset, in units of so many ns, as it is from tsc on: right to the unit there, and slower
 * than that by less than a part of 2^31.
 */
static inline struct warpage_clock warpage_clock_of(u64 scale, s64 offset, u64 unit, u64 tsc)
{
	struct warpage_clock clock = {.tsc_timestamp = tsc};
	u128 rate = (u128)scale * unit;

	clock.system_time = (mul_u64_u64_shr(tsc, scale, 64) + (u64)offset) * unit;
	while (rate >> 64) {
		rate >>= 1;
		clock.tsc_shift++;
	}
	while (rate && !((u64)rate >> 63)) {
		rate <<= 1;
		clock.tsc_shift--;
	}
	clock.tsc_to_system_mul = (u32)((u64)rate >> 32);
	return clock;
}

#endif
