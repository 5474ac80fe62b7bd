/* Two parameters of each page, one page after the other: few enough orders for brute force, of two vCPUs too. */
#include <pvclock/format.h>

static void publish(struct pvclock_page *page, const struct pvclock_params *next)
{
	u32 version = READ_ONCE(page->version);

	WRITE_ONCE(page->version, version + 1);
	smp_wmb();
	WRITE_ONCE(page->tsc_timestamp, next->tsc_timestamp);
	WRITE_ONCE(page->system_time, next->system_time);
	smp_wmb();
	WRITE_ONCE(page->version, version + 2);
}

DEFINE_HOST(pvclock, few, .publish = publish, .legal_start = even, .origin = "tests/brute");

/* No vCPU runs before both are new. */
static void publish_frozen(struct pvclock_page *const *pages, const struct pvclock_params *next,
			   unsigned int n)
{
	freeze_vcpus(FREEZE_ALL);
	for (unsigned int i = 0; i < n; i++)
		publish(pages[i], &next[i]);
	thaw_vcpus();
}

DEFINE_HOST(pvclock, few_frozen, .publish_all = publish_frozen, .legal_start = even,
	    .origin = "tests/brute");
