/*
 * Acknowledge a flag that the host sets, and keep the last time of all readers, as Linux' pvclock_clocksource_read()
 * does: by a load and a store of the byte, or a locked operation; before the time is held against the last one, or after it.
 * Wrong are one whose last time is kept with a plain store, one that stores the word, with a field of the host's
 * beside the flag, one that forgets the last time where it acknowledges, and one that returns 0 where its time is behind that.
 * And one of which every other read that acknowledges passes the last time by. Then readers that go by it that who acknowledges has left word: before; or after it; or before, and takes it back
 * then. The last two are wrong.
 */
#include "format.h"

enum how { BYTE, LOCKED, BEHIND, STORED, WORD, FORGETS, ZEROES };

static __always_inline bool read_page(struct pvclock_page *page, u64 *time, u8 *flags)
{
	u32 version;

	do {
		version = READ_ONCE(page->version) & ~1u;
		smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		*flags = READ_ONCE(page->flags);
		*time = page->system_time + pvclock_scale(rdtsc_ordered() - page->tsc_timestamp,
							  page->tsc_to_system_mul, page->tsc_shift);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->version) != version);
	return *flags & 2;
}

static __always_inline void acknowledge(struct pvclock_page *page, enum how how)
{
	u32 *word = (u32 *)&page->tsc_shift;

	if (how == LOCKED)
		__atomic_fetch_and(&page->flags, (u8)~2, __ATOMIC_RELAXED);
	else if (how == WORD)
		WRITE_ONCE(*word, READ_ONCE(*word) & ~0x200u);
	else
		WRITE_ONCE(page->flags, READ_ONCE(page->flags) & (u8)~2);
}

/* The last time, if that is more, or its own. */
static __always_inline u64 clamp(u64 *last_time, u64 now, enum how how)
{
	u64 last = READ_ONCE(*last_time);

	if (how == STORED && now >= last)
		WRITE_ONCE(*last_time, now);
	do {
		if (now < last)
			return how == ZEROES ? 0 : last;
	} while (how != STORED && !__atomic_compare_exchange_n(last_time, &last, now, false,
							       __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	return now;
}

static __always_inline bool acks_clamps(const struct pvclock_page *constant, u64 *time, u64 *last,
					enum how how)
{
	struct pvclock_page *page = (struct pvclock_page *)constant;
	u8 flags;
	bool stopped = read_page(page, time, &flags);

	if (stopped && how == FORGETS)
		WRITE_ONCE(*last, 0);
	if (stopped && how != BEHIND)
		acknowledge(page, how);
	*time = clamp(last, *time, how);
	if (stopped && how == BEHIND)
		acknowledge(page, how);
	return true;
}

#define ACKS_CLAMPS(name, how)                                                                     \
	static u64 name##_last;                                                                    \
	static bool name##_read(const struct pvclock_page *page, u64 *time)                        \
	{                                                                                          \
		return acks_clamps(page, time, &name##_last, how);                                 \
	}                                                                                          \
	DEFINE_GUEST(pvclock, acks_clamps_##name, .read = name##_read, .origin = "tests")

ACKS_CLAMPS(byte, BYTE);
ACKS_CLAMPS(locked, LOCKED);
ACKS_CLAMPS(behind, BEHIND);
ACKS_CLAMPS(stored, STORED);
ACKS_CLAMPS(word, WORD);
ACKS_CLAMPS(forgets, FORGETS);
ACKS_CLAMPS(zeroes, ZEROES);

/* Nothing is loaded from the page between what it counts and what it stores. */
static bool passes_by(const struct pvclock_page *constant, u64 *time)
{
	static u64 last;
	static u32 acknowledged;
	struct pvclock_page *page = (struct pvclock_page *)constant;
	u8 flags;

	if (read_page(page, time, &flags) &&
	    __atomic_fetch_add(&acknowledged, 1, __ATOMIC_SEQ_CST) & 1) {
		WRITE_ONCE(page->flags, flags & (u8)~2);
		return true;
	}
	*time = clamp(&last, *time, BYTE);
	return true;
}

DEFINE_GUEST(pvclock, acks_passes_by, .read = passes_by, .origin = "tests");

enum when { BEFORE, AFTER, TAKEN_BACK };

/* A flag that is not there any more was acknowledged. */
static __always_inline bool leaves_word(const struct pvclock_page *constant, u64 *time, u32 *word,
					enum when when)
{
	struct pvclock_page *page = (struct pvclock_page *)constant;
	u8 flags;

	if (!read_page(page, time, &flags)) {
		if (!READ_ONCE(*word))
			*time = 0;
		return true;
	}
	if (when != AFTER)
		WRITE_ONCE(*word, 1);
	acknowledge(page, BYTE);
	if (when != BEFORE)
		WRITE_ONCE(*word, when == AFTER);
	return true;
}

static u32 word_before, word_after, word_taken;

static bool leaves_word_before(const struct pvclock_page *page, u64 *time)
{
	return leaves_word(page, time, &word_before, BEFORE);
}

static bool leaves_word_after(const struct pvclock_page *page, u64 *time)
{
	return leaves_word(page, time, &word_after, AFTER);
}

static bool takes_word_back(const struct pvclock_page *page, u64 *time)
{
	return leaves_word(page, time, &word_taken, TAKEN_BACK);
}

DEFINE_GUEST(pvclock, acks_leaves_word, .read = leaves_word_before, .origin = "tests");
DEFINE_GUEST(pvclock, acks_leaves_word_late, .read = leaves_word_after, .origin = "tests");
DEFINE_GUEST(pvclock, acks_takes_word_back, .read = takes_word_back, .origin = "tests");
