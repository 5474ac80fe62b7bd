/* A host, and a guest that takes what that host has published last for its floor: refused. */
#include "format.h"

static u64 published;

static void publish(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	WRITE_ONCE(page->sequence, 0);
	smp_wmb(); /* invalid before the fields; pairs with the guest's second rmb */
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb(); /* the fields before the sequence; pairs with the guest's first rmb */
	WRITE_ONCE(page->sequence, 2);
	published = next->scale;
}

static bool floor_of_host(const struct hyperv_tsc_page *page, u64 *time)
{
	*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale), READ_ONCE(page->offset));
	if (*time < published)
		*time = published;
	published = *time;
	return true;
}

DEFINE_HOST(hyperv_tsc, publishes_floor, .publish = publish, .legal_start = any_sequence,
	    .origin = "tests");
DEFINE_GUEST(hyperv_tsc, floor_of_host, .read = floor_of_host, .origin = "tests");
