/*
 * The negative control: guests that read a page's fields once, without a look at the sequence. A
 * host that is made to publish must tear them now and then; if it does not, a clean verdict on the
 * right guest means nothing. They are no protocol of anybody's, so the registry has them not.
 */
#include "protocols/hyperv-tsc/format.h"
#include "protocols/pvclock/format.h"
#include "stress/live/source/lane.h"

static bool pvclock_once(const void *in, u64 *time)
{
	const struct pvclock_page *page = in;
	u64 system_time = page->system_time, tsc;

	barrier(); /* in this order: what the host stores in between is torn */
	tsc = rdtsc_ordered();
	*time = system_time +
		pvclock_scale(tsc - page->tsc_timestamp, page->tsc_to_system_mul, page->tsc_shift);
	return true;
}

static bool hyperv_once(const void *in, u64 *time)
{
	const struct hyperv_tsc_page *page = in;
	u64 scale = READ_ONCE(page->scale), tsc = rdtsc_ordered();

	*time = hyperv_tsc_time(tsc, scale, READ_ONCE(page->offset));
	return true;
}

static const struct guest controls[] = {
	{.name = "pv_once", .format = "pvclock", .read = pvclock_once, .file = __FILE__},
	{.name = "hv_once", .format = "hyperv_tsc", .read = hyperv_once, .file = __FILE__},
};

const struct guest *live_control(const struct format *format)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(controls); i++)
		if (!strcmp(controls[i].format, format->name))
			return &controls[i];
	return NULL;
}
