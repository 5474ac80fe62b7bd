/*
 * OSv since 2014, where pvclock is C++: a version that is odd is read again, and the compiler alone is held
 * back, besides the fence before the TSC.
 */
#include <stdint.h>
#include <osv/types.h>
#include <osv/barrier.hh>

static inline u64 processor_to_nano(struct pvclock_vcpu_time_info *page, u64 ticks)
{
	if (page->tsc_shift < 0)
		ticks >>= -page->tsc_shift;
	else
		ticks <<= page->tsc_shift;
	asm("mulq %1; shrd $32, %%rdx, %0"
	    : "+a"(ticks)
	    : "rm"((u64)page->tsc_to_system_mul)
	    : "rdx");
	return ticks;
}

u64 system_time(struct pvclock_vcpu_time_info *page)
{
	u32 before, behind;
	u64 now;

	do {
		before = page->version;
		barrier();
		now = page->system_time +
		      processor_to_nano(page, rdtsc_ordered() - page->tsc_timestamp);
		barrier();
		behind = page->version;
	} while ((before & 1) || before != behind);
	return now;
}
