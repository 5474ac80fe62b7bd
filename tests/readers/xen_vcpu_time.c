/*
 * Xen, xen/arch/x86/time.c: the page of one vCPU, whose siblings run; from a copy, with an odd version
 * around it.
 */
#include <xen/sched.h>
#include <xen/time.h>
#include <asm/guest_access.h>

static void update_vcpu_system_time(struct vcpu_time_info *page, const struct vcpu_time_info *next)
{
	struct vcpu_time_info copy = *next;

	page->version = copy.version = version_update_begin(page->version);
	wmb(); /* odd, then the fields */
	*page = copy;
	wmb(); /* the fields, then even */
	page->version = version_update_end(page->version);
}
