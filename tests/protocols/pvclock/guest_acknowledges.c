/*
 * Acknowledge a flag that the host sets: with a locked operation, on the byte or the word that it is in; with a load and a
 * store of the byte; with those of the word, which has a field of the host's beside it; and with a locked operation
 * behind arithmetic that is wrong, as it has 30 bits for the ticks. One that falls back unless there is a flag is wrong as well.
 */
#include "format.h"

enum how { LOCKED, LOCKED_WORD, BYTE, WORD, CUT, REFUSES };

static __always_inline bool acknowledges(struct pvclock_page *page, u64 *time, enum how how)
{
	u32 version, *word = (u32 *)&page->tsc_shift;
	u64 delta;
	u8 flags;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		flags = READ_ONCE(page->flags);
		delta = rdtsc_ordered() - page->tsc_timestamp;
		*time = page->system_time + pvclock_scale(how == CUT ? delta & 0x3fffffff : delta,
							  page->tsc_to_system_mul, page->tsc_shift);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	if (!(flags & 2))
		return how != REFUSES;
	if (how == LOCKED || how == CUT || how == REFUSES)
		__atomic_fetch_and(&page->flags, (u8)~2, __ATOMIC_RELAXED);
	else if (how == LOCKED_WORD)
		__atomic_fetch_and(word, ~0x200u, __ATOMIC_RELAXED);
	else if (how == BYTE)
		page->flags &= (u8)~2;
	else
		WRITE_ONCE(*word, READ_ONCE(*word) & ~0x200u);
	return true;
}

static bool locked(const struct pvclock_page *page, u64 *time)
{
	return acknowledges((struct pvclock_page *)page, time, LOCKED);
}

static bool locked_word(const struct pvclock_page *page, u64 *time)
{
	return acknowledges((struct pvclock_page *)page, time, LOCKED_WORD);
}

static bool byte(const struct pvclock_page *page, u64 *time)
{
	return acknowledges((struct pvclock_page *)page, time, BYTE);
}

static bool word(const struct pvclock_page *page, u64 *time)
{
	return acknowledges((struct pvclock_page *)page, time, WORD);
}

static bool cut(const struct pvclock_page *page, u64 *time)
{
	return acknowledges((struct pvclock_page *)page, time, CUT);
}

static bool refuses(const struct pvclock_page *page, u64 *time)
{
	return acknowledges((struct pvclock_page *)page, time, REFUSES);
}

DEFINE_GUEST(pvclock, acks_refuses, .read = refuses, .origin = "tests");
DEFINE_GUEST(pvclock, acks_cut, .read = cut, .origin = "tests");
DEFINE_GUEST(pvclock, acks_locked, .read = locked, .origin = "tests");
DEFINE_GUEST(pvclock, acks_locked_word, .read = locked_word, .origin = "tests");
DEFINE_GUEST(pvclock, acks_byte, .read = byte, .origin = "tests");
DEFINE_GUEST(pvclock, acks_word, .read = word, .origin = "tests");
