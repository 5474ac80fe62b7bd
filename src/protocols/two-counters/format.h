/* SerenityOS' TimePage, one clock of it: a time between two counters. */
#ifndef TWO_COUNTERS_FORMAT_H
#define TWO_COUNTERS_FORMAT_H

#include <warpage/protocol.h>

struct two_counters_page {
	u32 update1; /* of the last update that is done */
	u32 pad0;
	s64 tv_sec, tv_nsec;
	u32 update2; /* of the last one that was begun */
	u32 pad1;
};

struct two_counters_params {
	s64 tv_sec, tv_nsec;
};

DECLARE_FORMAT(two_counters);

#define TWO_COUNTERS_SECOND 1000000000ull

/* What a read returns: seconds, and ns of the next one. */
static inline bool two_counters_return(u64 *results, s64 sec, s64 nsec)
{
	results[0] = (u64)sec;
	results[1] = (u64)nsec;
	return true;
}

#endif
