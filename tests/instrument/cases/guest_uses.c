/* Guests of which test_uses.c says what each does with the values that it loads. No one runs them. */
#include "format.h"

#define USES_GUEST(id) DEFINE_GUEST(hyperv_tsc, id, .read = id, .origin = "tests")
#define SEQUENCE READ_ONCE(page->sequence)

typedef const struct hyperv_tsc_page page_t;

/* The loads of the parameters come first wherever this is used. */
static u64 clock_of(page_t *page)
{
	u64 scale = READ_ONCE(page->scale), offset = (u64)READ_ONCE(page->offset);

	return hyperv_tsc_time(rdtsc_ordered(), scale, (s64)offset);
}

static bool whole(page_t *page, u64 *time)
{
	u32 sequence;

	do {
		sequence = SEQUENCE;
		if (!sequence)
			return false;
		smp_rmb();
		*time = clock_of(page);
		smp_rmb();
	} while (SEQUENCE != sequence);
	return true;
}

/* Linux' pvclock: one side without the low bit, and the other with it. */
static bool begin_retry(page_t *page, u64 *time)
{
	u32 version;

	do {
		version = SEQUENCE & ~1u;
		smp_rmb();
		*time = clock_of(page);
		smp_rmb();
	} while (SEQUENCE != version);
	return true;
}

static bool masked(page_t *page, u64 *time)
{
	u32 first;

	do {
		do
			first = SEQUENCE & 0x1f;
		while (first & 1);
		*time = clock_of(page);
	} while ((SEQUENCE & 0x1f) != first);
	return true;
}

static bool constants(page_t *page, u64 *time)
{
	u32 first, second;

	do {
		first = SEQUENCE;
		*time = clock_of(page);
		second = SEQUENCE;
	} while ((first & 7) != 2 || ((second + 1) & 6) != 4);
	return true;
}

static bool at_most(page_t *page, u64 *time)
{
	u32 first, second;

	do {
		first = SEQUENCE;
		*time = clock_of(page);
		second = SEQUENCE;
	} while (second <= first);
	return true;
}

static bool difference(page_t *page, u64 *time)
{
	u32 first, second;

	do {
		first = SEQUENCE;
		*time = clock_of(page);
		second = SEQUENCE;
	} while (second - first >= 2);
	return true;
}

static bool latch(page_t *page, u64 *time)
{
	u32 sequence;

	do {
		sequence = SEQUENCE;
		smp_rmb();
		*time = READ_ONCE((&page->scale)[sequence & 1]);
		smp_rmb();
	} while (SEQUENCE != sequence);
	return true;
}

static bool same(page_t *page, u32 sequence)
{
	smp_rmb();
	return SEQUENCE == sequence;
}

static bool helper(page_t *page, u64 *time)
{
	u32 sequence;

	do {
		sequence = SEQUENCE;
		*time = clock_of(page);
	} while (!same(page, sequence));
	return true;
}

/* The verdict is kept, and looked at after the loop. */
static bool kept(page_t *page, u64 *time)
{
	bool good = false;

	for (int i = 0; i < 3 && !good; i++) {
		u32 sequence = SEQUENCE;

		*time = clock_of(page);
		good = SEQUENCE == sequence;
	}
	return good;
}

static bool switches(page_t *page, u64 *time)
{
	switch (SEQUENCE) {
	case 0:
		return false;
	case 7:
	case 40:
		smp_rmb();
		*time = clock_of(page);
		return true;
	default:
		*time = clock_of(page);
		return SEQUENCE != 0xffffffff;
	}
}

/* A sequence of either of two loads, and one of another round. */
static bool either(page_t *page, u64 *time)
{
	u32 sequence = SEQUENCE, again;

	if (sequence & 1)
		sequence = READ_ONCE(page->reserved);
	for (;;) {
		smp_rmb();
		*time = clock_of(page);
		smp_rmb();
		again = SEQUENCE;
		if (again == sequence)
			return true;
		sequence = again;
	}
}

/* Xen's mini-os: both tests in one value. */
static bool together(page_t *page, u64 *time)
{
	u32 sequence;

	do {
		sequence = SEQUENCE;
		*time = clock_of(page);
	} while ((SEQUENCE & 1) | (SEQUENCE ^ sequence));
	return true;
}

static bool hashes(page_t *page, u64 *time)
{
	u32 sequence;

	do {
		sequence = SEQUENCE;
		*time = clock_of(page);
	} while (SEQUENCE * 2654435761u >> 28 != sequence * 2654435761u >> 28);
	return true;
}

static bool acquires(page_t *page, u64 *time)
{
	u32 sequence;

	do {
		sequence = smp_load_acquire(&page->sequence);
		*time = clock_of(page);
		smp_rmb();
	} while (smp_load_acquire(&page->sequence) != sequence);
	return true;
}

/* It steers nothing, and the result is decided by it all the same. */
static bool decides_result(page_t *page, u64 *time)
{
	u32 sequence = SEQUENCE;

	*time = clock_of(page);
	return sequence == SEQUENCE;
}

static bool decides_oddly(page_t *page, u64 *time)
{
	u32 sequence = SEQUENCE;

	*time = clock_of(page);
	return sequence <= SEQUENCE;
}

static bool decides_by_difference(page_t *page, u64 *time)
{
	u32 sequence = SEQUENCE;

	*time = clock_of(page);
	return SEQUENCE - sequence == 0;
}

/* "No time" is a certain time: it says nothing of the parameters. */
static bool no_time(page_t *page, u64 *time)
{
	*time = clock_of(page);
	return *time != U64_MAX;
}

/* A load and what it has found in the round before. */
static bool twice_the_same(page_t *page, u64 *time)
{
	u32 last = 0, now = 0;

	do {
		last = now;
		now = SEQUENCE;
		smp_rmb();
		*time = clock_of(page);
		smp_rmb();
	} while (now != last);
	return true;
}

static bool in_result(page_t *page, u64 *time)
{
	u32 sequence;

	do {
		sequence = SEQUENCE;
		*time = clock_of(page) + sequence;
	} while (SEQUENCE != sequence);
	return true;
}

/* The parameters are used as numbers, their sign included. */
static bool sign(page_t *page, u64 *time)
{
	s64 offset = READ_ONCE(page->offset);

	*time = READ_ONCE(page->scale) + (u64)(offset < 0 ? -offset : offset);
	return true;
}

static bool other_shift(page_t *page, u64 *time)
{
	u32 sequence;

	do {
		sequence = SEQUENCE + 1;
		*time = clock_of(page);
	} while (SEQUENCE != sequence);
	return true;
}

static u32 wanted = 28;

static bool variable(page_t *page, u64 *time)
{
	if (SEQUENCE == wanted)
		return false;
	*time = clock_of(page);
	return true;
}

static bool likely_same(page_t *page, u64 *time)
{
	u32 sequence;

	do {
		sequence = SEQUENCE;
		*time = clock_of(page);
	} while (unlikely(SEQUENCE != sequence));
	return true;
}

static bool many(page_t *page, u64 *time)
{
	u32 s = SEQUENCE;

	if (s == 1 || s == 3 || s == 5 || s == 7 || s == 9 || s == 11 || s == 13 || s == 15 ||
	    s == 17 || s == 19 || s == 21 || s == 23 || s == 25)
		return false;
	*time = clock_of(page);
	return true;
}

static bool adjacent(page_t *page, u64 *time)
{
	u32 sequence = SEQUENCE;

	if (sequence == 0 || sequence == 1 || sequence == 0xffffffff)
		return false;
	*time = clock_of(page);
	return true;
}

static bool latch_copy(page_t *page, u64 *time)
{
	struct {
		u64 word[2];
	} copy;
	u32 sequence;

	do {
		sequence = SEQUENCE;
		memcpy(copy.word, &(&page->reserved)[sequence & 1], sizeof(copy));
		*time = copy.word[0] + copy.word[1];
		smp_rmb();
	} while (SEQUENCE != sequence);
	return true;
}

/* An index of the whole of it. */
static bool far_latch(page_t *page, u64 *time)
{
	*time = READ_ONCE((&page->scale)[SEQUENCE]);
	return true;
}

/* Seconds, by a loop that holds no access: parameters steer nothing. */
static bool divides(page_t *page, u64 *time)
{
	u64 units, seconds = 0;
	u32 sequence;

	do {
		sequence = SEQUENCE;
		units = clock_of(page);
	} while (SEQUENCE != sequence);
	while (units >= 10000000) {
		units -= 10000000;
		seconds++;
	}
	*time = seconds;
	return true;
}

/* A table of the file, and what a way through it leads to. */
static bool table(page_t *page, u64 *time)
{
	static const u8 good[4] = {1, 0, 1, 0};
	u32 sequence;

	do
		sequence = SEQUENCE;
	while (!good[sequence & 3]);
	*time = clock_of(page);
	return true;
}

/* Signed and unsigned bytes, widened. */
static bool bytes(page_t *page, u64 *time)
{
	u8 first;
	s8 second;

	do {
		first = (u8)READ_ONCE(*(const u8 *)&page->sequence);
		second = READ_ONCE(*(const s8 *)&page->reserved);
		*time = clock_of(page);
	} while (READ_ONCE(*(const u8 *)&page->sequence) != first ||
		 READ_ONCE(*(const s8 *)&page->reserved) != second);
	return first + 1 != 256;
}

static bool half(page_t *page, u64 *time)
{
	u16 first;

	do {
		first = (u16)SEQUENCE;
		*time = clock_of(page);
	} while ((u16)SEQUENCE != first);
	return true;
}

USES_GUEST(whole);
USES_GUEST(begin_retry);
USES_GUEST(masked);
USES_GUEST(constants);
USES_GUEST(at_most);
USES_GUEST(difference);
USES_GUEST(latch);
USES_GUEST(helper);
USES_GUEST(kept);
USES_GUEST(switches);
USES_GUEST(either);
USES_GUEST(together);
USES_GUEST(hashes);
USES_GUEST(acquires);
USES_GUEST(decides_result);
USES_GUEST(decides_oddly);
USES_GUEST(in_result);
USES_GUEST(sign);
USES_GUEST(other_shift);
USES_GUEST(variable);
USES_GUEST(likely_same);
USES_GUEST(many);
USES_GUEST(adjacent);
USES_GUEST(latch_copy);
USES_GUEST(far_latch);
USES_GUEST(table);
USES_GUEST(bytes);
USES_GUEST(half);
USES_GUEST(divides);
USES_GUEST(decides_by_difference);
USES_GUEST(no_time);
USES_GUEST(twice_the_same);
