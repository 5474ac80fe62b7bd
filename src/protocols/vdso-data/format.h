/* vdso_data of Linux, one clock of it: layout, parameters, and the readers' arithmetic. */
#ifndef VDSO_DATA_FORMAT_H
#define VDSO_DATA_FORMAT_H

#include <warpage/protocol.h>

struct vdso_data_page {
	u32 seq; /* odd while the kernel writes */
	s32 clock_mode;
	u64 cycle_last; /* ticks */
	u64 mask;
	u32 mult, shift; /* ns << shift per tick */
	u64 sec, nsec;	 /* at cycle_last; ns << shift */
};

struct vdso_data_params {
	u64 cycle_last, sec, nsec;
	u32 mult, shift;
};

DECLARE_FORMAT(vdso_data);

#define VDSO_CLOCKMODE_NONE 0 /* clock_mode: ask the kernel */
#define VDSO_CLOCKMODE_TSC 1
#define VDSO_SECOND 1000000000ull

/* cycles in ns, with a product of 96 bits; cycles before cycle_last count as that. */
static inline u64 vdso_ns(u64 cycles, u64 last, u32 mult, u32 shift, u64 sec, u64 nsec)
{
	u64 delta = cycles > last ? cycles - last : 0;

	return sec * VDSO_SECOND + (u64)(((u128)delta * mult + nsec) >> shift);
}

#endif
