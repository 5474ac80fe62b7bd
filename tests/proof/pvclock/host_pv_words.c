/*
 * pvclock-odd-even by words of 8 bytes, each put together of what is handed over, what is computed and what is on the
 * page already; and hosts that get something of that wrong.
 */
#include "format.h"

typedef u64 __attribute__((aligned(1), may_alias)) word_t;

#define GUEST_STOPPED 2

static __always_inline u64 last_word(u64 pad, u8 flags, s8 shift, u32 mul)
{
	return pad >> 48 << 48 | (u64)flags << 40 | (u64)(u8)shift << 32 | mul;
}

static __always_inline void put(struct pvclock_page *page, const struct pvclock_params *next,
				u32 version, u64 time, u64 last)
{
	word_t *words = (word_t *)page;

	WRITE_ONCE(page->version, version + 1);
	smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */
	words[0] = words[0] >> 32 << 32 | (version + 1);
	words[1] = next->tsc_timestamp;
	words[2] = time;
	words[3] = last;
	smp_wmb(); /* the fields before even; pairs with the guest's first rmb */
	WRITE_ONCE(page->version, version + 2);
}

static __always_inline void put_flags(struct pvclock_page *page, const struct pvclock_params *next,
				      u32 version, u8 flags)
{
	u64 last = ((word_t *)page)[3];

	put(page, next, version, next->system_time,
	    last_word(last, flags, next->tsc_shift, next->tsc_to_system_mul));
}

static void pv_keeps_flags(struct pvclock_page *page, const struct pvclock_params *next)
{
	put_flags(page, next, READ_ONCE(page->version), (page->flags & GUEST_STOPPED) | 1);
}

static void pv_turns_flag(struct pvclock_page *page, const struct pvclock_params *next)
{
	put_flags(page, next, READ_ONCE(page->version), page->flags ^ GUEST_STOPPED);
}

/* From the update on that finds this version, the flag is there for good. */
static void pv_flag_at_1000(struct pvclock_page *page, const struct pvclock_params *next)
{
	u32 version = READ_ONCE(page->version);
	u8 flags = page->flags;

	put_flags(page, next, version, version == 1000 ? flags | GUEST_STOPPED : flags);
}

/* The multiplier of the clock before, as it is on the page. */
static void pv_old_mul(struct pvclock_page *page, const struct pvclock_params *next)
{
	u64 last = ((word_t *)page)[3];

	put(page, next, READ_ONCE(page->version), next->system_time,
	    last_word(last, page->flags, next->tsc_shift, (u32)last));
}

/* The low half of what is handed over beside the high half of what is there. */
static void pv_half_time(struct pvclock_page *page, const struct pvclock_params *next)
{
	u64 last = ((word_t *)page)[3];

	put(page, next, READ_ONCE(page->version), page->system_time << 32 | (u32)next->system_time,
	    last_word(last, page->flags, next->tsc_shift, next->tsc_to_system_mul));
}

static struct pvclock_params image;

/* What it hands out is what it was given in the update before. */
static void pv_image_before(struct pvclock_page *page, const struct pvclock_params *next)
{
	struct pvclock_params before = image;

	image = *next;
	if (before.tsc_to_system_mul)
		put_flags(page, &before, READ_ONCE(page->version), page->flags);
	else
		put_flags(page, next, READ_ONCE(page->version), page->flags);
}

#define HOST(id) DEFINE_HOST(pvclock, id, .publish = id, .legal_start = even, .origin = "tests")

HOST(pv_keeps_flags);
HOST(pv_turns_flag);
HOST(pv_flag_at_1000);
HOST(pv_old_mul);
HOST(pv_half_time);
HOST(pv_image_before);
