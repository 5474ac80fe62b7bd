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

/* Two stores that no fence keeps in order. */
static void publish_two(struct pvclock_page *page, const struct pvclock_params *next)
{
	WRITE_ONCE(page->tsc_timestamp, next->tsc_timestamp);
	WRITE_ONCE(page->system_time, next->system_time);
}

DEFINE_HOST(pvclock, fewer, .publish = publish_two, .legal_start = even, .origin = "tests/brute");

static void publish_fenced(struct pvclock_page *page, const struct pvclock_params *next)
{
	WRITE_ONCE(page->tsc_timestamp, next->tsc_timestamp);
	smp_wmb();
	WRITE_ONCE(page->version, page->version + 2);
}

DEFINE_HOST(pvclock, fewer_fenced, .publish = publish_fenced, .legal_start = even,
	    .origin = "tests/brute");

static void publish_one(struct pvclock_page *page, const struct pvclock_params *next)
{
	(void)next;
	WRITE_ONCE(page->version, page->version + 2);
}

DEFINE_HOST(pvclock, fewest, .publish = publish_one, .legal_start = even, .origin = "tests/brute");

/* A flag that guests clear. */
static void publish_flag(struct pvclock_page *page, const struct pvclock_params *next)
{
	(void)next;
	WRITE_ONCE(page->flags, 2);
	WRITE_ONCE(page->version, page->version + 2);
}

DEFINE_HOST(pvclock, few_flags, .publish = publish_flag, .legal_start = even,
	    .origin = "tests/brute");
