/* fbclock's shared memory, version 2, one section of it: layout, parameters, and the readers' arithmetic. */
#ifndef FBCLOCK2_FORMAT_H
#define FBCLOCK2_FORMAT_H

#include <warpage/protocol.h>

struct fbclock2_page {
	u64 seq; /* odd while the daemon writes; 0: nothing yet */
	s64 ingress_time_ns;
	u32 error_bound_ns, holdover_multiplier_ns;
	u64 clock_smearing_start_s;
	s16 utc_offset_pre_s, utc_offset_post_s;
	u32 clock_id;
	s64 phc_time_ns;      /* of the PTP clock at sysclock_time_ns */
	s64 sysclock_time_ns; /* of clock_id */
	s64 coef_ppb;	      /* by how much the PTP clock is faster */
};

struct fbclock2_params {
	s64 phc_time_ns, sysclock_time_ns, coef_ppb;
};

DECLARE_FORMAT(fbclock2);

#define FBCLOCK2_SECOND 1000000000

/* The PTP clock when the other one is at now, with a product of 128 bits, cut towards 0. */
static inline u64 fbclock2_at(u64 now, const struct fbclock2_params *anchor)
{
	s128 since = (s64)(now - (u64)anchor->sysclock_time_ns);

	return (u64)(anchor->phc_time_ns + since + since * anchor->coef_ppb / FBCLOCK2_SECOND);
}

#endif
