/*
 * Readers of which a loop may wait for ever for what was loaded before it: for the version from before the loop (wrong, after
 * an update); for the time that was there before, with a load that is thrown away in the loop (wrong). One waits in a loop within such a loop, one takes the version again in
 * each round, and both are right. And a plain load with no barrier between it and the version in front of it, of one that is
 * right with a barrier there. And three that end as time passes: one that reads again until the TSC has gone on for a while, one that then
 * looks at the TSC alone, and one that does without a time if the page is odd for too long.
 */
#include "format.h"

static __always_inline u64 time_of(const struct pvclock_page *page, u32 mul)
{
	u64 system_time = READ_ONCE(page->system_time), since;

	since = rdtsc_ordered() - READ_ONCE(page->tsc_timestamp);
	return system_time + pvclock_scale(since, mul, READ_ONCE(page->tsc_shift));
}

static bool waits_for_version(const struct pvclock_page *page, u64 *time)
{
	u32 version;

	while ((version = READ_ONCE(page->version)) & 1)
		cpu_relax();
	smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
	do {
		*time = time_of(page, READ_ONCE(page->tsc_to_system_mul));
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	return true;
}

static __always_inline bool takes_again(const struct pvclock_page *page, u64 *time, bool ordered)
{
	u32 version, mul;

	if (READ_ONCE(page->version) & 1)
		cpu_relax();
	do {
		version = READ_ONCE(page->version) & ~1u;
		if (ordered)
			smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		mul = page->tsc_to_system_mul;
		smp_rmb();
		*time = time_of(page, mul);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	return true;
}

static bool waits_for_time(const struct pvclock_page *page, u64 *time)
{
	u64 before = READ_ONCE(page->system_time);

	smp_rmb(); /* in this order, for what comes of it */
	do
		(void)smp_load_acquire(&page->version);
	while (READ_ONCE(page->system_time) != before);
	return takes_again(page, time, true);
}

static bool waits_within(const struct pvclock_page *page, u64 *time)
{
	u64 before, behind;

	if (READ_ONCE(page->version) & 1)
		cpu_relax();
	do {
		before = READ_ONCE(page->system_time);
		smp_rmb(); /* in this order, for what comes of it */
		while (READ_ONCE(page->version) & 1)
			cpu_relax();
		smp_rmb();
		behind = READ_ONCE(page->system_time);
	} while (before != behind);
	return takes_again(page, time, true);
}

static bool waits_for_none(const struct pvclock_page *page, u64 *time)
{
	return takes_again(page, time, true);
}

static bool plain_ahead(const struct pvclock_page *page, u64 *time)
{
	return takes_again(page, time, false);
}

static bool waits_for_tsc(const struct pvclock_page *page, u64 *time)
{
	u64 first = rdtsc_ordered();
	u32 version, mul;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		mul = READ_ONCE(page->tsc_to_system_mul);
		*time = time_of(page, mul);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version || rdtsc_ordered() - first < 500);
	return true;
}

static bool rests(const struct pvclock_page *page, u64 *time)
{
	u64 first;

	takes_again(page, time, true);
	first = rdtsc_ordered();
	while (rdtsc_ordered() - first < 500)
		cpu_relax();
	return true;
}

static bool gives_up_in_time(const struct pvclock_page *page, u64 *time)
{
	u64 first = rdtsc_ordered();
	u32 version, mul;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		mul = READ_ONCE(page->tsc_to_system_mul);
		*time = time_of(page, mul);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
		if (READ_ONCE(page->version) == version)
			return true;
	} while (rdtsc_ordered() - first < 1ull << 40);
	return false;
}

DEFINE_GUEST(pvclock, waits_for_version, .read = waits_for_version, .origin = "tests");
DEFINE_GUEST(pvclock, waits_for_time, .read = waits_for_time, .origin = "tests");
DEFINE_GUEST(pvclock, waits_for_tsc, .read = waits_for_tsc, .origin = "tests");
DEFINE_GUEST(pvclock, rests, .read = rests, .origin = "tests");
DEFINE_GUEST(pvclock, gives_up_in_time, .read = gives_up_in_time, .origin = "tests");
DEFINE_GUEST(pvclock, waits_within, .read = waits_within, .origin = "tests");
DEFINE_GUEST(pvclock, waits_for_none, .read = waits_for_none, .origin = "tests");
DEFINE_GUEST(pvclock, plain_ahead, .read = plain_ahead, .origin = "tests");
