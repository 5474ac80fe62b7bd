/* Readers of a page for each vCPU with as few accesses as show what a migration does. */
#include <pvclock/format.h>

#define ROUND(pvti, tsc, time)                                                                     \
	({                                                                                         \
		u32 version = READ_ONCE((pvti)->version) & ~1u;                                    \
		smp_rmb();                                                                         \
		*(time) = READ_ONCE((pvti)->system_time) + (tsc)-READ_ONCE((pvti)->tsc_timestamp); \
		smp_rmb();                                                                         \
		READ_ONCE((pvti)->version) == version;                                             \
	})

static bool twice(const struct pvclock_page *pages, u64 *time)
{
	bool same;
	u32 cpu;

	do {
		cpu = vcpu_id();
		same = ROUND(&pages[cpu], rdtsc_ordered(), time);
	} while (vcpu_id() != cpu || !same);
	return true;
}

DEFINE_GUEST(pvclock, two_asked_twice, .read = twice, .origin = "tests/brute");

static bool plain_tsc(const struct pvclock_page *pages, u64 *time)
{
	const struct pvclock_page *pvti = &pages[vcpu_id()];

	while (!ROUND(pvti, rdtsc(), time))
		;
	return true;
}

DEFINE_GUEST(pvclock, two_plain_tsc, .read = plain_tsc, .origin = "tests/brute");

static bool pinned(const struct pvclock_page *pages, u64 *time)
{
	const struct pvclock_page *pvti;

	vcpu_pin();
	pvti = &pages[vcpu_id()];
	while (!ROUND(pvti, rdtsc_ordered(), time))
		;
	vcpu_unpin();
	return true;
}

DEFINE_GUEST(pvclock, two_pinned, .read = pinned, .origin = "tests/brute");

static bool numbered(const struct pvclock_page *pages, u64 *time)
{
	u32 cpu, at;
	bool same;

	do {
		cpu = vcpu_id();
		same = ROUND(&pages[cpu], rdtsc_vcpu(&at), time);
	} while (at != cpu || !same);
	return true;
}

DEFINE_GUEST(pvclock, two_numbered, .read = numbered, .origin = "tests/brute");

/* The time of one page, and the TSC of whichever it is on then; no barrier. */
static bool mixed(const struct pvclock_page *pages, u64 *time)
{
	u64 system_time = READ_ONCE(pages[vcpu_id()].system_time);

	*time = system_time + rdtsc() - READ_ONCE(pages[vcpu_id()].tsc_timestamp);
	return true;
}

DEFINE_GUEST(pvclock, two_mixed, .read = mixed, .origin = "tests/brute");

static bool first_page(const struct pvclock_page *pages, u64 *time)
{
	while (!ROUND(pages, rdtsc_ordered(), time))
		;
	return true;
}

DEFINE_GUEST(pvclock, two_first_page, .read = first_page, .origin = "tests/brute");
