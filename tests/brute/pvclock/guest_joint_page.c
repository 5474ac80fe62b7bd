/*
 * Readers that store to the page, and share memory: flags, of which the host sets bit 1. What each finds is in the time
 * that it returns.
 */
#include <pvclock/format.h>

static u64 counted, swapped, passed, early, buffered, twice;

#define FLAGS(page) (((struct pvclock_page *)(uintptr_t)(page))->flags)

/* Acknowledge, and count. */
static bool counts(const struct pvclock_page *page, u64 *time)
{
	u64 flags = READ_ONCE(page->flags), seen;

	if (flags & 2)
		WRITE_ONCE(FLAGS(page), (u8)(flags & ~(u64)2));
	seen = READ_ONCE(counted);
	WRITE_ONCE(counted, seen + 1);
	*time = flags << 8 | seen;
	return true;
}

/* The same with locked operations. */
static bool swaps(const struct pvclock_page *page, u64 *time)
{
	u64 version = READ_ONCE(page->version),
	    flags = __atomic_exchange_n(&FLAGS(page), 0, __ATOMIC_SEQ_CST);

	*time = version << 16 | flags << 8 | __atomic_fetch_add(&swapped, 1, __ATOMIC_SEQ_CST);
	return true;
}

/* What is stored before the flag is cleared is there when it is. */
static bool passes(const struct pvclock_page *page, u64 *time)
{
	u64 flags = READ_ONCE(page->flags);

	if (flags & 2) {
		WRITE_ONCE(passed, 1);
		WRITE_ONCE(FLAGS(page), 0);
		*time = flags;
	} else {
		*time = 16 + READ_ONCE(passed);
	}
	return true;
}

/* But not what comes after it. */
static bool passes_early(const struct pvclock_page *page, u64 *time)
{
	u64 flags = READ_ONCE(page->flags);

	if (flags & 2) {
		WRITE_ONCE(FLAGS(page), 0);
		WRITE_ONCE(early, 1);
		*time = flags;
	} else {
		*time = 16 + READ_ONCE(early);
	}
	return true;
}

/* Stores that may be in a buffer, one to the page, before the update, and one elsewhere; each looks at the other's. */
static bool buffers(const struct pvclock_page *page, u64 *time)
{
	u64 version = READ_ONCE(page->version);

	if (version == 2) {
		WRITE_ONCE(FLAGS(page), 0);
		*time = READ_ONCE(buffered);
	} else {
		WRITE_ONCE(buffered, 1);
		*time = version << 8 | READ_ONCE(page->flags);
	}
	return true;
}

/* And fenced, with the version before and after. */
static bool looks_fenced(const struct pvclock_page *page, u64 *time)
{
	u64 version = READ_ONCE(page->version), flags = READ_ONCE(page->flags);

	WRITE_ONCE(twice, flags);
	if (flags & 2)
		WRITE_ONCE(FLAGS(page), version & 4 ? 0 : 1);
	smp_mb();
	*time = version << 24 | (u64)READ_ONCE(page->version) << 16 | flags << 8 | READ_ONCE(twice);
	return true;
}

DEFINE_GUEST(pvclock, joint_page_counts, .read = counts, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_page_swaps, .read = swaps, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_page_passes, .read = passes, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_page_early, .read = passes_early, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_page_buffers, .read = buffers, .origin = "tests/brute");
DEFINE_GUEST(pvclock, joint_page_fenced, .read = looks_fenced, .origin = "tests/brute");
