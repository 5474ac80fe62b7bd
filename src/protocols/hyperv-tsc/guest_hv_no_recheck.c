/*
 * hv-no-recheck: compares the sequence with its own copy of it, which is always equal. The reader
 * of kvm-unit-tests' hyperv_clock.c.
 */
#include "format.h"

static bool read_tsc_page(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence, again;
	u64 scale, tsc;
	s64 offset;

	do {
		sequence = READ_ONCE(page->sequence);
		if (!sequence)
			return false;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		scale = READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb(); /* idle: nothing is read again */
		again = sequence;
	} while (again != sequence);
	*time = hyperv_tsc_time(tsc, scale, offset);
	return true;
}

DEFINE_GUEST(hyperv_tsc, hv_no_recheck, .read = read_tsc_page,
	     .origin = "kvm-unit-tests x86/hyperv_clock.c", .ran = "KVM");
