/*
 * illumos, usr/src/uts/i86xpv/os/xpv_timestamp.c: the TSC is the plain one, and the product is taken in
 * 64 bits, so that it overflows after some seconds without an update.
 */
#include <sys/types.h>
#include <sys/clock.h>
#include <sys/cpuvar.h>
#include <sys/atomic.h>
#include <sys/hypervisor.h>

hrtime_t xpv_getsystime(volatile vcpu_time_info_t *page)
{
	uint64_t delta, now;
	uint32_t version;

	do {
		do {
			version = page->version;
			membar_consumer();
		} while (version & 1);
		delta = __rdtsc_insn() - page->tsc_timestamp;
		if (page->tsc_shift < 0)
			delta >>= -page->tsc_shift;
		else
			delta <<= page->tsc_shift;
		now = page->system_time + (delta * page->tsc_to_system_mul >> 32);
		membar_consumer();
	} while (version != page->version);
	return (now);
}
