/* Readers of a page for each vCPU that act on each other, with as few accesses as show what a migration does to that. */
#include <pvclock/format.h>

#include <warpage/kernel.h>

#define SHARED static _Alignas(16) u64

SHARED swapped, stored, in_order[2], stores[2], looser, passed, kept, stayed, wandered, sampled,
	between, twice, late;
static DEFINE_PER_VCPU(u64, own);
static DEFINE_PER_VCPU(u64, own_loose);
static DEFINE_PER_VCPU(u64, own_passed);
static DEFINE_PER_VCPU(u64, own_kept);
static DEFINE_PER_VCPU(u64, own_stayed);
static DEFINE_PER_VCPU(u64, own_wandered);
static DEFINE_PER_VCPU(u64, own_sampled);
static DEFINE_PER_VCPU(u64, own_twice);

#define SWAP(last, old, now)                                                                       \
	__atomic_compare_exchange_n(&(last), &(old), now, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)

/* The time of the vCPU's own page and TSC, then the last time of all. */
static bool swaps(const struct pvclock_page *pages, u64 *time)
{
	u64 now, last;

	vcpu_pin();
	now = READ_ONCE(pages[vcpu_id()].version) + rdtsc_ordered();
	vcpu_unpin();
	last = READ_ONCE(swapped);
	do {
		if (now < last) {
			*time = last;
			return true;
		}
	} while (!SWAP(swapped, last, now));
	*time = now;
	return true;
}

/* It may come to the other vCPU behind each of these. */
static bool migrates(const struct pvclock_page *pages, u64 *time)
{
	u64 now = READ_ONCE(pages[vcpu_id()].version) + rdtsc_ordered(), last = READ_ONCE(stored);

	if (now < last)
		now = last;
	else
		WRITE_ONCE(stored, now);
	*time = now;
	return true;
}

/* What each vCPU keeps for itself, while no other read runs there; ... */
static bool keeps_own(const struct pvclock_page *pages, u64 *time)
{
	u64 now, last;

	vcpu_pin();
	now = READ_ONCE(pages[vcpu_id()].version);
	last = own;
	own = last + 1;
	*time = now << 8 | last;
	vcpu_unpin();
	return true;
}

/* ... and may. */
static bool loses_own(const struct pvclock_page *pages, u64 *time)
{
	u64 last = READ_ONCE(own_loose), now = READ_ONCE(pages->version);

	WRITE_ONCE(own_loose, last + 1);
	*time = now << 8 | last;
	return true;
}

/* The same with what a program lays out by itself. */
static bool keeps_array(const struct pvclock_page *pages, u64 *time)
{
	u64 last;
	u32 cpu;

	vcpu_pin();
	cpu = vcpu_id();
	last = READ_ONCE(in_order[cpu]);
	WRITE_ONCE(in_order[cpu], last + 1);
	*time = (u64)READ_ONCE(pages[cpu].version) << 8 | last;
	vcpu_unpin();
	return true;
}

/* Two stores, and what the other vCPU has stored: x86 has both find nothing, but not two readers of one vCPU. */
static bool buffers(const struct pvclock_page *pages, u64 *time)
{
	u32 cpu = vcpu_id();

	WRITE_ONCE(stores[cpu], 1);
	*time = READ_ONCE(stores[1 - cpu]) << 8 | READ_ONCE(pages[cpu].version);
	return true;
}

/* Shared memory before it is told where it is. */
static bool asks_late(const struct pvclock_page *pages, u64 *time)
{
	u64 last = READ_ONCE(looser), now;

	now = READ_ONCE(pages[vcpu_id()].version);
	WRITE_ONCE(looser, last + 1);
	*time = now << 8 | last;
	return true;
}

/*
 * It may have left in between, so that another one runs there with something in its buffer; and that one may be where it
 * is told of nothing.
 */
static bool leaves(const struct pvclock_page *pages, u64 *time)
{
	u32 cpu = vcpu_id();
	u64 first = READ_ONCE(passed), second;

	WRITE_ONCE(own_passed, 1 + READ_ONCE(pages[cpu].version));
	WRITE_ONCE(passed, 1);
	second = READ_ONCE(own_passed);
	*time = first << 8 | second;
	return true;
}

/* What it stores leaves its buffer behind its vCPU's own, and as long as that is there it has not left. */
static bool keeps_both(const struct pvclock_page *pages, u64 *time)
{
	u64 last, other;

	WRITE_ONCE(own_kept, 1);
	WRITE_ONCE(kept, 1 + READ_ONCE(pages->version));
	last = READ_ONCE(kept);
	other = READ_ONCE(own_kept);
	*time = last << 8 | other;
	return true;
}

/* It stays where it is not told that it is; and then where it is. */
static bool stays(const struct pvclock_page *pages, u64 *time)
{
	u64 last, mine;

	vcpu_pin();
	last = READ_ONCE(stayed);
	vcpu_unpin();
	vcpu_pin();
	mine = own_stayed;
	own_stayed = mine + 1;
	stayed = last + 1 + READ_ONCE(pages->version);
	vcpu_unpin();
	*time = last << 8 | mine;
	return true;
}

/* Before it is told and behind that, on whichever vCPU, while another one is kept where it has been. */
static bool wanders(const struct pvclock_page *pages, u64 *time)
{
	u64 last = READ_ONCE(wandered), mine;

	vcpu_pin();
	mine = own_wandered;
	own_wandered = mine + 1 + READ_ONCE(pages[vcpu_id()].version);
	vcpu_unpin();
	wandered = last + 1;
	*time = mine << 8 | READ_ONCE(wandered);
	return true;
}

/* What TSCs that are apart tell, in the middle of what another one does there. */
static bool samples(const struct pvclock_page *pages, u64 *time)
{
	u64 tsc = rdtsc_ordered(), mine, last = READ_ONCE(sampled);

	(void)pages;
	vcpu_pin();
	mine = own_sampled;
	own_sampled = mine + 1;
	WRITE_ONCE(sampled, last + 1);
	vcpu_unpin();
	*time = tsc + mine + rdtsc_ordered();
	return true;
}

/* A store between what tells it where it is. */
static bool stores_between(const struct pvclock_page *pages, u64 *time)
{
	u32 first = vcpu_id(), second;
	u64 last;

	WRITE_ONCE(between, 1 + READ_ONCE(pages[first].version));
	last = READ_ONCE(stores[1]);
	WRITE_ONCE(stores[1], 1 + last);
	second = vcpu_id();
	*time = last << 8 | first << 4 | second << 1 | READ_ONCE(between);
	return true;
}

/* Its vCPU's own, another store, and its vCPU's own once more, which may be another one's. */
static bool stores_own(const struct pvclock_page *pages, u64 *time)
{
	u64 last, other;

	WRITE_ONCE(own_twice, 3);
	vcpu_pin();
	last = READ_ONCE(twice);
	other = READ_ONCE(own_twice);
	WRITE_ONCE(twice, last + 1);
	vcpu_unpin();
	*time = READ_ONCE(pages->version) << 8 | last << 4 | other;
	return true;
}

/* What it stores may be on its way when a TSC tells it where it is, and so where it has been. */
static bool stores_late(const struct pvclock_page *pages, u64 *time)
{
	u64 last = __atomic_fetch_add(&late, 1, __ATOMIC_SEQ_CST), tsc = rdtsc_ordered();

	WRITE_ONCE(late, 1);
	*time = last + tsc + rdtsc_ordered() + READ_ONCE(pages->version);
	return true;
}

DEFINE_GUEST(pvclock, joint_vcpus_stores, .read = stores_own, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_vcpus_late_store, .read = stores_late, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_vcpus_leaves, .read = leaves, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_vcpus_both, .read = keeps_both, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_vcpus_stays, .read = stays, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_vcpus_wanders, .read = wanders, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_vcpus_samples, .read = samples, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_vcpus_between, .read = stores_between, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_vcpus_swaps, .read = swaps, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_vcpus_migrates, .read = migrates, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_vcpus_own, .read = keeps_own, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_vcpus_own_loose, .read = loses_own, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_vcpus_array, .read = keeps_array, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_vcpus_buffers, .read = buffers, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_vcpus_late, .read = asks_late, .origin = "tests/brute");
