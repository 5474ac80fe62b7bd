/* Hosts of a page for each vCPU. */
#include <pvclock/format.h>

static void put(struct pvclock_page *page, const struct pvclock_params *next)
{
	page->tsc_timestamp = next->tsc_timestamp;
	page->system_time = next->system_time;
	page->tsc_to_system_mul = next->tsc_to_system_mul;
	page->tsc_shift = next->tsc_shift;
}

static void put_all(struct pvclock_page *const *pages, const struct pvclock_params *next,
		    unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		u32 version = pages[i]->version;

		WRITE_ONCE(pages[i]->version, version | 1);
		smp_wmb();
		put(pages[i], &next[i]);
		smp_wmb();
		WRITE_ONCE(pages[i]->version, version + 2);
	}
}

/* No vCPU runs before all pages are new: KVM, when its master clock changes. */
static void frozen(struct pvclock_page *const *pages, const struct pvclock_params *next,
		   unsigned int n)
{
	freeze_vcpus(FREEZE_ALL);
	put_all(pages, next, n);
	thaw_vcpus();
}

DEFINE_HOST(pvclock, vcpus_frozen, .publish_all = frozen, .legal_start = even,
	    .origin = "KVM, kvm_start_pvclock_update()");

/* One vCPU runs on, and no version tells. */
static void partly_frozen(struct pvclock_page *const *pages, const struct pvclock_params *next,
			  unsigned int n)
{
	freeze_vcpus(FREEZE_ALL_BUT_ONE);
	for (unsigned int i = 0; i < n; i++) {
		put(pages[i], &next[i]);
		smp_wmb();
		WRITE_ONCE(pages[i]->version, pages[i]->version + 2);
	}
	thaw_vcpus();
}

DEFINE_HOST(pvclock, vcpus_partly_frozen, .publish_all = partly_frozen, .legal_start = even,
	    .origin = "partly-frozen of hyperv-tsc");

/* The same where a version tells. */
static void half_frozen(struct pvclock_page *const *pages, const struct pvclock_params *next,
			unsigned int n)
{
	freeze_vcpus(FREEZE_ALL_BUT_ONE);
	put_all(pages, next, n);
	thaw_vcpus();
}

/* The same at some sequences. */
static void at_times_half_frozen(struct pvclock_page *const *pages,
				 const struct pvclock_params *next, unsigned int n)
{
	if (pages[0]->version & 4)
		half_frozen(pages, next, n);
	else
		frozen(pages, next, n);
}

DEFINE_HOST(pvclock, vcpus_at_times_half_frozen, .publish_all = at_times_half_frozen,
	    .legal_start = even, .origin = "tests");
DEFINE_HOST(pvclock, vcpus_half_frozen, .publish_all = half_frozen, .legal_start = even,
	    .origin = "vcpus-frozen, and vcpus-partly-frozen");

/* Only the first page is kept up. */
static void first_only(struct pvclock_page *const *pages, const struct pvclock_params *next,
		       unsigned int n)
{
	(void)n;
	freeze_vcpus(FREEZE_ALL);
	put_all(pages, next, 1);
	thaw_vcpus();
}

DEFINE_HOST(pvclock, vcpus_first_only, .publish_all = first_only, .legal_start = even,
	    .origin = "KVM before its 5.12: others run on the old page");
