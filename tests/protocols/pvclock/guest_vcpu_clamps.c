/*
 * Readers of a page for each vCPU that keep the last time, for all vCPUs or for each, in right and in wrong ways. Page after
 * page is published live: what they keep is all that keeps them from going back.
 */
#include <pvclock/format.h>

static u64 last, stored_last;
static u32 narrow_last;
static DEFINE_PER_VCPU(u64, own_last);
static DEFINE_PER_VCPU(u64, own_base);

static __always_inline u64 get(const struct pvclock_page *page)
{
	u32 version;
	u64 now;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		now = page->system_time + pvclock_scale(rdtsc_ordered() - page->tsc_timestamp,
							page->tsc_to_system_mul, page->tsc_shift);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	return now;
}

static __always_inline u64 get_pinned(const struct pvclock_page *pages)
{
	u64 now;

	vcpu_pin();
	now = get(&pages[vcpu_id()]);
	vcpu_unpin();
	return now;
}

/* The new value, or the last one if that is more. */
#define CLAMP(last, type, now)                                                                     \
	({                                                                                         \
		type clamped = (type)(now), before = READ_ONCE(last);                              \
		while (clamped > before &&                                                         \
		       !__atomic_compare_exchange_n(&last, &before, clamped, false,                \
						    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))           \
			;                                                                          \
		clamped > before ? clamped : before;                                               \
	})

static bool all(const struct pvclock_page *pages, u64 *time)
{
	*time = CLAMP(last, u64, get_pinned(pages));
	return true;
}

DEFINE_GUEST(pvclock, vcpus_clamp, .read = all,
	     .origin = "Linux arch/x86/kernel/pvclock.c and kvmclock.c, until 2010");

/* The vCPU that it was on, and perhaps the TSC of the one that it has come to. */
static bool not_pinned(const struct pvclock_page *pages, u64 *time)
{
	*time = CLAMP(last, u64, get(&pages[vcpu_id()]));
	return true;
}

DEFINE_GUEST(pvclock, vcpus_clamp_not_pinned, .read = not_pinned, .origin = "vcpus_clamp, broken");

static bool each(const struct pvclock_page *pages, u64 *time)
{
	u64 now;

	vcpu_pin();
	now = get(&pages[vcpu_id()]);
	if (now < own_last)
		now = own_last;
	own_last = now;
	vcpu_unpin();
	*time = now;
	return true;
}

DEFINE_GUEST(pvclock, vcpus_own_clamp, .read = each, .origin = "vcpus_clamp, broken");

static bool stores(const struct pvclock_page *pages, u64 *time)
{
	u64 now = get_pinned(pages), before = READ_ONCE(stored_last);

	if (now < before)
		now = before;
	else
		WRITE_ONCE(stored_last, now);
	*time = now;
	return true;
}

DEFINE_GUEST(pvclock, vcpus_stored_clamp, .read = stores, .origin = "vcpus_clamp, broken");

static bool narrow(const struct pvclock_page *pages, u64 *time)
{
	*time = CLAMP(narrow_last, u32, get_pinned(pages));
	return true;
}

DEFINE_GUEST(pvclock, vcpus_narrow_clamp, .read = narrow, .origin = "vcpus_clamp, broken");

/* What a read needs for a moment is its vCPU's own: nobody else touches it as long as it stays there. */
static __always_inline u64 keep(u64 now)
{
	WRITE_ONCE(own_base, now);
	smp_mb(); /* stored, then loaded, wherever that is */
	return READ_ONCE(own_base);
}

static bool scratch(const struct pvclock_page *pages, u64 *time)
{
	vcpu_pin();
	*time = keep(get(&pages[vcpu_id()]));
	vcpu_unpin();
	return true;
}

DEFINE_GUEST(pvclock, vcpus_scratch, .read = scratch, .origin = "tests");

static bool loose_scratch(const struct pvclock_page *pages, u64 *time)
{
	*time = keep(get_pinned(pages));
	return true;
}

DEFINE_GUEST(pvclock, vcpus_loose_scratch, .read = loose_scratch,
	     .origin = "vcpus_scratch, broken");

/* As many as there are not, if each vCPU has them. */
static DEFINE_PER_VCPU(u64, many[9]);

static bool touches_many(const struct pvclock_page *pages, u64 *time)
{
	u64 now;

	vcpu_pin();
	now = get(&pages[vcpu_id()]);
	for (unsigned int i = 0; i < 9; i++) {
		if (now < many[i])
			now = many[i];
		many[i] = now;
	}
	vcpu_unpin();
	*time = now;
	return true;
}

DEFINE_GUEST(pvclock, vcpus_many, .read = touches_many, .origin = "tests");
