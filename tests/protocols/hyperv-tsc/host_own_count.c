/*
 * own-count: odd-even by hosts that each count updates by themselves, in memory of their own vCPU: what one has stored the
 * other one stores again. own-copy: only the copy of the parameters is there.
 */
#include "format.h"

static DEFINE_PER_VCPU(u32, count);
static DEFINE_PER_VCPU(struct hyperv_tsc_params, copy);

static void store(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next, u32 sequence)
{
	WRITE_ONCE(page->sequence, sequence + 1);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
}

static void publish_counted(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	host_lock();
	count += 2;
	store(page, next, count);
	host_unlock();
}

static void publish_copied(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	host_lock();
	copy = *next;
	store(page, &copy, READ_ONCE(page->sequence));
	host_unlock();
}

DEFINE_HOST(hyperv_tsc, own_count, .publish = publish_counted, .legal_start = even_and_not_zero,
	    .origin = "tests");
DEFINE_HOST(hyperv_tsc, own_copy, .publish = publish_copied, .legal_start = even_and_not_zero,
	    .origin = "tests");
