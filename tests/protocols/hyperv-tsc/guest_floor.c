/*
 * Guests that keep a floor over reads, in the ways that kernels do: what they touch after their last look at the
 * page and the TSC alone. Then wrong ones with such a floor, and those that touch it earlier, which are refused.
 */
#include "format.h"

static __always_inline bool get(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 before;
	u64 now;

	do {
		before = READ_ONCE(page->sequence);
		if (!before)
			return false;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		now = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
				      READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->sequence) != before);
	*time = now;
	return true;
}

static u64 swapped;

/* The old value comes back, and if it is another one, again. */
static __always_inline u64 not_below(u64 now)
{
	u64 last;

	do {
		last = READ_ONCE(swapped);
		if (now < last)
			return last;
	} while (__sync_val_compare_and_swap(&swapped, last, now) != last);
	return now;
}

static bool floor_swapped(const struct hyperv_tsc_page *page, u64 *time)
{
	if (!get(page, time))
		return false;
	*time = not_below(*time);
	return true;
}

/* Goes round once more to see what it has stored itself. */
static u64 seen_again;

static bool floor_seen_again(const struct hyperv_tsc_page *page, u64 *time)
{
	u64 last;

	if (!get(page, time))
		return false;
	last = READ_ONCE(seen_again);
	do {
		if (*time < last) {
			*time = last;
			break;
		}
		last = __sync_val_compare_and_swap(&seen_again, last, *time);
	} while (last != *time);
	return true;
}

static bool floor_tried(const struct hyperv_tsc_page *page, u64 *time)
{
	static u64 latest;
	u64 last;

	if (!get(page, time))
		return false;
	last = __atomic_load_n(&latest, __ATOMIC_ACQUIRE);
	while (*time > last)
		if (__atomic_compare_exchange_n(&latest, &last, *time, true, __ATOMIC_SEQ_CST,
						__ATOMIC_RELAXED))
			return true;
	*time = last;
	return true;
}

/* What stands between two tries orders nothing that it still looks at. */
static bool floor_fenced(const struct hyperv_tsc_page *page, u64 *time)
{
	static u64 latest;
	u64 last, next;

	if (!get(page, time))
		return false;
	do {
		smp_rmb();
		last = READ_ONCE(latest);
		next = *time < last ? last : *time;
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
	} while (!__sync_bool_compare_and_swap(&latest, last, next));
	*time = next;
	return true;
}

/* Plainly. */
static u64 newest;

static bool never_less(const struct hyperv_tsc_page *page, u64 *time)
{
	if (!get(page, time))
		return false;
	if (*time < newest)
		*time = newest;
	newest = *time;
	return true;
}

/* Each read is the first: what any other has left there would make the time another one. */
static bool floor_widths(const struct hyperv_tsc_page *page, u64 *time)
{
	static struct {
		u8 byte;
		u16 half[4];
		u32 word;
		u64 all, swapped;
	} kept;
	static __uint128_t wide;
	bool others;

	if (!get(page, time))
		return false;
	others = kept.byte++ || kept.half[*time & 3]++ ||
		 __atomic_fetch_add(&kept.word, 1, __ATOMIC_RELAXED) ||
		 __atomic_exchange_n(&kept.all, *time, __ATOMIC_RELAXED) ||
		 __sync_lock_test_and_set(&kept.swapped, 1) || wide;
	wide = ~(__uint128_t)0;
	return !others;
}

/* Where one read in many comes to it: the others are judged together as ever. */
static bool floor_seldom(const struct hyperv_tsc_page *page, u64 *time)
{
	static u64 latest;
	u32 before;

	do {
		before = READ_ONCE(page->sequence);
		if (!before)
			return false;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		*time = hyperv_tsc_time(rdtsc(), READ_ONCE(page->scale), READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->sequence) != before);
	if (before == 3)
		WRITE_ONCE(latest, *time);
	return !(before == 3 && READ_ONCE(latest) == 1);
}

/* Wrong: no recheck. */
static bool floor_torn(const struct hyperv_tsc_page *page, u64 *time)
{
	if (!READ_ONCE(page->sequence))
		return false;
	smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
	*time = not_below(
		hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale), READ_ONCE(page->offset)));
	return true;
}

/* Wrong: the TSC may be sampled late, which is stale; what that does to others, nobody says. */
static bool floor_late(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 before;

	do {
		before = READ_ONCE(page->sequence);
		if (!before)
			return false;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		*time = hyperv_tsc_time(rdtsc(), READ_ONCE(page->scale), READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->sequence) != before);
	*time = not_below(*time);
	return true;
}

/* Wrong: the first read of all is told what no clock said. */
static u64 too_high = 1ull << 60;

static bool floor_high(const struct hyperv_tsc_page *page, u64 *time)
{
	if (!get(page, time))
		return false;
	if (*time < too_high)
		*time = too_high;
	too_high = *time;
	return true;
}

/* Wrong: nobody but itself writes there, and it waits for another value. */
static bool floor_waits(const struct hyperv_tsc_page *page, u64 *time)
{
	static u64 turn;

	if (!get(page, time))
		return false;
	while (__sync_val_compare_and_swap(&turn, 1, 2) != 1)
		cpu_relax();
	return true;
}

/* Refused: the floor is looked at before the page. */
static bool floor_first(const struct hyperv_tsc_page *page, u64 *time)
{
	static u64 first;
	u64 last = READ_ONCE(first);

	if (!get(page, time))
		return false;
	if (*time < last)
		*time = last;
	WRITE_ONCE(first, *time);
	return true;
}

/* Refused: in each of its tries. */
static bool floor_in_tries(const struct hyperv_tsc_page *page, u64 *time)
{
	static u64 tried;
	u32 before;

	do {
		before = READ_ONCE(page->sequence);
		if (!before)
			return false;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
					READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
		if (READ_ONCE(tried) < *time)
			__sync_lock_test_and_set(&tried, *time);
	} while (READ_ONCE(page->sequence) != before);
	*time = tried;
	return true;
}

/* Refused: when it has lost against another, it reads the page again. */
static bool floor_and_again(const struct hyperv_tsc_page *page, u64 *time)
{
	static u64 latest;
	u64 last;

again:
	if (!get(page, time))
		return false;
	last = READ_ONCE(latest);
	if (*time < last)
		*time = last;
	if (__sync_val_compare_and_swap(&latest, last, *time) != last)
		goto again;
	return true;
}

/* Refused: the page comes before it, but not the TSC. */
static bool floor_then_tsc(const struct hyperv_tsc_page *page, u64 *time)
{
	static u64 offsets;
	u64 scale = READ_ONCE(page->scale), offset = READ_ONCE(page->offset);

	if (offsets < offset)
		offsets = offset;
	*time = hyperv_tsc_time(rdtsc_ordered(), scale, offsets);
	return READ_ONCE(page->sequence);
}

/* Refused: by way of a pointer, it might be touched anywhere. */
static u64 pointed;
static u64 *volatile pointer = &pointed;

static bool floor_by_pointer(const struct hyperv_tsc_page *page, u64 *time)
{
	if (!get(page, time))
		return false;
	if (*time < pointed)
		*time = pointed;
	pointed = *time;
	return pointer;
}

DEFINE_GUEST(hyperv_tsc, floor_swapped, .read = floor_swapped, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, floor_seen_again, .read = floor_seen_again, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, floor_tried, .read = floor_tried, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, floor_fenced, .read = floor_fenced, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, never_less, .read = never_less, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, floor_widths, .read = floor_widths, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, floor_seldom, .read = floor_seldom, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, floor_torn, .read = floor_torn, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, floor_late, .read = floor_late, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, floor_high, .read = floor_high, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, floor_waits, .read = floor_waits, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, floor_first, .read = floor_first, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, floor_in_tries, .read = floor_in_tries, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, floor_and_again, .read = floor_and_again, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, floor_then_tsc, .read = floor_then_tsc, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, floor_by_pointer, .read = floor_by_pointer, .origin = "tests");
