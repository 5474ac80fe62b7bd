/* Readers that keep the last time of all, with as few accesses as show how they act on each other. */
#include <pvclock/format.h>

#define TIME(page)                                                                                 \
	(READ_ONCE((page)->system_time) + rdtsc_ordered() - READ_ONCE((page)->tsc_timestamp))

static u64 get(const struct pvclock_page *page)
{
	u32 version;
	u64 now;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb();
		now = TIME(page);
		smp_rmb();
	} while (READ_ONCE(page->version) != version);
	return now;
}

static u64 swapped, stored, plain, bare, early, fenced, passed;
static u32 half;

#define SWAP(last, old, now)                                                                       \
	__atomic_compare_exchange_n(&(last), &(old), now, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)

static bool swaps(const struct pvclock_page *page, u64 *time)
{
	u64 now = get(page), last = READ_ONCE(swapped);

	do {
		if (now < last) {
			*time = last;
			return true;
		}
	} while (!SWAP(swapped, last, now));
	*time = now;
	return true;
}

static bool stores(const struct pvclock_page *page, u64 *time)
{
	u64 now = get(page), last = READ_ONCE(stored);

	if (now < last)
		now = last;
	else
		WRITE_ONCE(stored, now);
	*time = now;
	return true;
}

/* The compiler is free to do as it likes with these. */
static bool plainly(const struct pvclock_page *page, u64 *time)
{
	u64 now = get(page), last = plain;

	if (now < last)
		now = last;
	else
		plain = now;
	*time = now;
	return true;
}

static bool keeps_half(const struct pvclock_page *page, u64 *time)
{
	u64 now = get(page);
	u32 last = READ_ONCE(half);

	do {
		if ((u32)now < last) {
			*time = (now >> 32 << 32) | last;
			return true;
		}
	} while (!SWAP(half, last, (u32)now));
	*time = now;
	return true;
}

/* Of whatever updates the page is. */
static bool unchecked(const struct pvclock_page *page, u64 *time)
{
	u64 now = TIME(page), last = READ_ONCE(bare);

	do {
		if (now < last) {
			*time = last;
			return true;
		}
	} while (!SWAP(bare, last, now));
	*time = now;
	return true;
}

static bool looks_early(const struct pvclock_page *page, u64 *time)
{
	u64 last = READ_ONCE(early), now = TIME(page);

	if (now < last)
		now = last;
	(void)__atomic_exchange_n(&early, now, __ATOMIC_SEQ_CST);
	*time = now;
	return true;
}

/* The page, then what others store, a store, and the page again. */
#define LITMUS(name, memory, fence)                                                                \
	static bool name##_read(const struct pvclock_page *page, u64 *time)                        \
	{                                                                                          \
		u64 first = READ_ONCE(page->version), seen = READ_ONCE(memory);                    \
                                                                                                   \
		WRITE_ONCE(memory, seen + 1);                                                      \
		fence;                                                                             \
		seen = seen << 8 | READ_ONCE(memory);                                              \
		*time = (first << 8 | READ_ONCE(page->version)) << 16 | seen;                      \
		return true;                                                                       \
	}                                                                                          \
	DEFINE_GUEST(pvclock, name, .read = name##_read, .origin = "tests/brute")

LITMUS(joint_passed, passed, (void)0);
LITMUS(joint_fenced, fenced, smp_mb());

DEFINE_GUEST(pvclock, joint_swaps, .read = swaps, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_stores, .read = stores, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_plain, .read = plainly, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_half, .read = keeps_half, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_unchecked, .read = unchecked, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_early, .read = looks_early, .origin = "tests/brute");
