/* kernel.h for tests of src/shape: it is always 4096 by the TSC, and nothing is ordered. */
#ifndef WARPAGE_PRIMITIVES_H
#define WARPAGE_PRIMITIVES_H

#include <warpage/types.h>

#define WARPAGE_ENGINE native

#define barrier() __asm__ __volatile__("" ::: "memory")
#define smp_rmb() barrier()
#define smp_wmb() barrier()
#define smp_mb() barrier()
#define rdtsc() 4096ull
#define rdtsc_fenced() 4096ull
#define cpu_relax() barrier()
#define other_clock() (~(u64)0)
#define WARPAGE_FULL_() ((void)0)
#define asked_other_clock() 0

static inline u64 rdtsc_ordered(void)
{
	return 4096;
}

#endif
