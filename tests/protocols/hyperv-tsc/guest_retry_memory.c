/*
 * Retry loops with local memory: copies of the page, and what one round leaves for the next where
 * it is hard to see. Those that carry something over are wrong against invalidate (a page that was
 * invalid in one round is accepted in the next); the others are right against odd-even.
 */
#include "format.h"

/* Right: the copy is declared outside of the loop, and made anew in each round. */
static bool copy_outside(const struct hyperv_tsc_page *page, u64 *time)
{
	struct hyperv_tsc_page copy;
	u32 sequence;

	do {
		sequence = READ_ONCE(page->sequence);
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		memcpy(&copy, page, sizeof(copy));
		*time = hyperv_tsc_time(rdtsc_ordered(), copy.scale, copy.offset);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (sequence & 1 || READ_ONCE(page->sequence) != sequence);
	return true;
}

/* Wrong: the copy's sequence may be the last of its bytes to be read. */
static bool copy_sequence(const struct hyperv_tsc_page *page, u64 *time)
{
	struct hyperv_tsc_page copy;

	do {
		memcpy(&copy, page, sizeof(copy));
		*time = hyperv_tsc_time(rdtsc_ordered(), copy.scale, copy.offset);
		smp_rmb(); /* the copy before the recheck; pairs with the host's first wmb */
	} while (copy.sequence & 1 || READ_ONCE(page->sequence) != copy.sequence);
	return true;
}

/* Right: the sequence by itself, then the page as a whole, then the sequence again. */
static bool copy_inside(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence;

	do {
		struct hyperv_tsc_page copy;

		sequence = READ_ONCE(page->sequence);
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		memcpy(&copy, page, sizeof(copy));
		*time = hyperv_tsc_time(rdtsc_ordered(), copy.scale, copy.offset);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (sequence & 1 || READ_ONCE(page->sequence) != sequence);
	return true;
}

/* Right: the same by a loop over the bytes of the parameters, which is not a retry. */
static bool copy_bytes(const struct hyperv_tsc_page *page, u64 *time)
{
	struct hyperv_tsc_params copy;
	u32 sequence;

	do {
		const u8 *from = (const u8 *)&page->scale;

		sequence = READ_ONCE(page->sequence);
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		for (unsigned int i = 0; i < sizeof(copy); i++)
			((u8 *)&copy)[i] = READ_ONCE(from[i]);
		*time = hyperv_tsc_time(rdtsc_ordered(), copy.scale, copy.offset);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (sequence & 1 || READ_ONCE(page->sequence) != sequence);
	return true;
}

/* Torn, like any guest without a recheck; its only loop is a counted one. */
static bool copy_bytes_once(const struct hyperv_tsc_page *page, u64 *time)
{
	struct hyperv_tsc_params copy;
	const u8 *from = (const u8 *)&page->scale;

	for (unsigned int i = 0; i < sizeof(copy); i++)
		((u8 *)&copy)[i] = READ_ONCE(from[i]);
	*time = hyperv_tsc_time(rdtsc_ordered(), copy.scale, copy.offset);
	return true;
}

static __always_inline u32 round_of(const struct hyperv_tsc_page *page, u64 *time)
{
	smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
	*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale), READ_ONCE(page->offset));
	smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	return READ_ONCE(page->sequence);
}

/* Carries the sequence in memory that a helper gets the address of. */
static noinline bool try_with(const struct hyperv_tsc_page *page, u64 *time, u32 *sequence)
{
	u32 before = *sequence;

	*sequence = round_of(page, time);
	return *sequence == before;
}

static bool carried_by_pointer(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence = READ_ONCE(page->sequence);

	if (!sequence)
		return false;
	while (!try_with(page, time, &sequence))
		cpu_relax();
	return true;
}

/* Carries the sequence in the caller's memory: where the result goes. */
static bool carried_by_result(const struct hyperv_tsc_page *page, u64 *time)
{
	u64 now, before;

	*time = READ_ONCE(page->sequence);
	if (!*time)
		return false;
	do {
		before = *time;
		*time = round_of(page, &now);
	} while (*time != before);
	*time = now;
	return true;
}

/* Carries the sequence in a local that the loop reaches through a helper's result. */
static noinline u32 *same(u32 *pointer)
{
	return pointer;
}

static bool carried_by_alias(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence = READ_ONCE(page->sequence), before, *alias = same(&sequence);

	if (!sequence)
		return false;
	do {
		before = *alias;
		*alias = round_of(page, time);
	} while (*alias != before);
	return true;
}

/* Carries the sequence in one of two locals: which one is chosen before the loop. */
static bool carried_by_choice(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 even, odd, before;
	u32 *keep = READ_ONCE(page->reserved) ? &odd : &even;

	*keep = READ_ONCE(page->sequence);
	if (!*keep)
		return false;
	do {
		before = *keep;
		*keep = round_of(page, time);
	} while (*keep != before);
	return true;
}

/* Carries the sequence, but only if the highest bit of the first one was set. */
static bool carried_seldom(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence = READ_ONCE(page->sequence), before, *alias = same(&sequence);
	bool carries = sequence >> 31;

	do {
		before = *alias;
		if (!carries)
			before = READ_ONCE(page->sequence);
		if (!carries && !before)
			return false;
		*alias = round_of(page, time);
	} while (*alias != before);
	return true;
}

/* Right: leaves the loop by a flag that is set in a branch, and carries no data over. */
static bool flag(const struct hyperv_tsc_page *page, u64 *time)
{
	bool done = false;

	while (!done) {
		u32 sequence = READ_ONCE(page->sequence);

		if (sequence & 1 || round_of(page, time) != sequence) {
			cpu_relax();
			done = false;
		} else {
			barrier();
			done = true;
		}
	}
	return true;
}

DEFINE_GUEST(hyperv_tsc, copy_outside, .read = copy_outside, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, copy_sequence, .read = copy_sequence, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, copy_inside, .read = copy_inside, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, copy_bytes, .read = copy_bytes, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, copy_bytes_once, .read = copy_bytes_once, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, carried_by_pointer, .read = carried_by_pointer, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, carried_by_result, .read = carried_by_result, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, carried_by_alias, .read = carried_by_alias, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, carried_by_choice, .read = carried_by_choice, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, carried_seldom, .read = carried_seldom, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, flag, .read = flag, .origin = "tests");
