/*
 * Xen 3, xen/arch/x86/time.c: field by field, between two helpers of its own that hold the barriers.
 */
#include <xen/config.h>
#include <xen/sched.h>
#include <xen/time.h>

static inline void version_update_begin(u32 *version)
{
	*version = (*version + 1) | 1;
	wmb();
}

static inline void version_update_end(u32 *version)
{
	wmb();
	++*version;
}

static inline void update_vcpu_system_time(struct vcpu_time_info *page, u64 tsc_timestamp,
					   u64 system_time, u32 tsc_to_system_mul, s8 tsc_shift)
{
	version_update_begin(&page->version);
	page->tsc_timestamp = tsc_timestamp;
	page->system_time = system_time;
	page->tsc_to_system_mul = tsc_to_system_mul;
	page->tsc_shift = tsc_shift;
	version_update_end(&page->version);
}
