/*
 * Guests for the weak model: what an address dependency, a control dependency, an acquire and a
 * read barrier order. The "looks" load the sequence, then the scale, and never retry; the others
 * are hv-spin-even with acquires in the place of read barriers.
 */
#include "format.h"

static bool result(const struct hyperv_tsc_page *page, u64 scale, u64 *time)
{
	(void)page;
	*time = scale;
	return true;
}

static bool look_relaxed(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence = READ_ONCE(page->sequence);
	u64 scale = READ_ONCE(page->scale);

	return result(page, scale + sequence, time);
}

static bool look_rmb(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence = READ_ONCE(page->sequence);

	smp_rmb(); /* the sequence before the scale; pairs with the host's last wmb */
	return result(page, READ_ONCE(page->scale) + sequence, time);
}

/* Which word of the page is loaded depends on the sequence. */
static bool look_address(const struct hyperv_tsc_page *page, u64 *time)
{
	const u64 *words = (const u64 *)page;
	u32 sequence = READ_ONCE(page->sequence);

	return result(page, READ_ONCE(words[1 + (sequence >> 31)]), time);
}

static bool look_control(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence = READ_ONCE(page->sequence);

	if (sequence >> 31)
		return false;
	return result(page, READ_ONCE(page->scale), time);
}

/* The acquire belongs to another load: the sequence's is free to come later. */
static bool look_other_acquire(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence = READ_ONCE(page->sequence);
	u32 reserved = smp_load_acquire(&page->reserved);

	return result(page, READ_ONCE(page->scale) + sequence + reserved, time);
}

static bool look_acquire(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence = smp_load_acquire(&page->sequence);

	return result(page, READ_ONCE(page->scale) + sequence, time);
}

static bool look_twice(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence = READ_ONCE(page->sequence);

	return result(page, READ_ONCE(page->sequence) + sequence, time);
}

/* Right: the acquire stands for the first read barrier. */
static bool acquire_first(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence;

	do {
		while ((sequence = smp_load_acquire(&page->sequence)) & 1)
			cpu_relax();
		if (!sequence)
			return false;
		*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
					READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck; pairs with the host's odd store */
	} while (READ_ONCE(page->sequence) != sequence);
	return true;
}

/* Wrong on a weakly ordered CPU: an acquire orders what comes after it, not what was before. */
static bool acquire_last(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence;

	do {
		while ((sequence = smp_load_acquire(&page->sequence)) & 1)
			cpu_relax();
		if (!sequence)
			return false;
		*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
					READ_ONCE(page->offset));
	} while (smp_load_acquire(&page->sequence) != sequence);
	return true;
}

/* Right: the C11 fence is the same as smp_rmb(). */
static bool fence_acquire(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence;

	do {
		while ((sequence = __atomic_load_n(&page->sequence, __ATOMIC_RELAXED)) & 1)
			cpu_relax();
		if (!sequence)
			return false;
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
					READ_ONCE(page->offset));
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
	} while (__atomic_load_n(&page->sequence, __ATOMIC_RELAXED) != sequence);
	return true;
}

DEFINE_GUEST(hyperv_tsc, look_relaxed, .read = look_relaxed, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, look_rmb, .read = look_rmb, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, look_address, .read = look_address, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, look_control, .read = look_control, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, look_other_acquire, .read = look_other_acquire, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, look_acquire, .read = look_acquire, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, look_twice, .read = look_twice, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, acquire_first, .read = acquire_first, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, acquire_last, .read = acquire_last, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, fence_acquire, .read = fence_acquire, .origin = "tests");

/*
 * What looks like an address dependency in the place of the first smp_rmb(), and is none: the compiler
 * knows the index. Each is torn in weak, beside one that it can't know.
 */
#define INDEXED_BY(id, LOAD, INDEX)                                                                \
	static bool read_##id(const struct hyperv_tsc_page *page, u64 *time)                       \
	{                                                                                          \
		u32 sequence;                                                                      \
		u64 scale, tsc;                                                                    \
		s64 offset;                                                                        \
                                                                                                   \
		do {                                                                               \
			while ((sequence = READ_ONCE(page->sequence)) & 1)                         \
				cpu_relax();                                                       \
			scale = LOAD((&page->scale)[INDEX]);                                       \
			offset = LOAD((&page->offset)[INDEX]);                                     \
			tsc = rdtsc_ordered();                                                     \
			smp_rmb();                                                                 \
		} while (READ_ONCE(page->sequence) != sequence);                                   \
		*time = hyperv_tsc_time(tsc, scale, offset);                                       \
		return true;                                                                       \
	}                                                                                          \
	DEFINE_GUEST(hyperv_tsc, id, .read = read_##id, .origin = "a test")

#define INDEXED(id, INDEX) INDEXED_BY(id, READ_ONCE, INDEX)

INDEXED(index_known, sequence & 1);
INDEXED(index_cancels, sequence - sequence);
INDEXED(index_masked, sequence & 0);
INDEXED(index_shifted, (u64)sequence >> 32);
INDEXED(index_kept, sequence >> 31);

/* And where the compiler may load what has no order: ahead of the sequence, in every model. */
#define PLAIN(x) (x)

INDEXED_BY(plain_index_masked, PLAIN, sequence & 0);
INDEXED_BY(plain_index_kept, PLAIN, sequence >> 31);
