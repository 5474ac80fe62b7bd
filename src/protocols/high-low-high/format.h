/* KSYSTEM_TIME of Windows' KUSER_SHARED_DATA: 64 bits of time in three words, of which two are to be the same. */
#ifndef HIGH_LOW_HIGH_FORMAT_H
#define HIGH_LOW_HIGH_FORMAT_H

#include <warpage/protocol.h>

struct high_low_high_page {
	u32 low; /* 100 ns */
	u32 high1, high2;
};

struct high_low_high_params {
	u32 low, high;
};

DECLARE_FORMAT(high_low_high);

/* low and high1 in one access, as CPUs of 64 bits can make it. */
typedef u64 high_low_high_wide __attribute__((aligned(4), may_alias));

#endif
