/*
 * The shapes of guest_shapes.c with a flaw in each: what must be found in spite of the shape, and what a loop
 * carries over. Against odd-even or invalidate each returns what no clock of the page gives.
 */
#include "format.h"

struct sample {
	u64 tsc, scale;
	s64 offset;
};

/* No recheck, but as much of scopes and returns. */
static bool scoped_once(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 before;

	while ((before = READ_ONCE(page->sequence))) {
		u64 scale, tsc;
		s64 offset;

		if (before & 1)
			continue;
		smp_rmb(); /* idle: nothing is read again */
		scale = READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		if (before) {
			*time = hyperv_tsc_time(tsc, scale, offset);
			return true;
		}
	}
	return false;
}

/* Takes the sequence of the recheck for the next try, and so a page that was invalid meanwhile. */
static bool scoped_carried(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 before = READ_ONCE(page->sequence);

	if (!before)
		return false;
	for (;;) {
		u64 scale, tsc;
		s64 offset;
		u32 after;

		smp_rmb(); /* the sequence before the fields */
		scale = READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb(); /* the fields before the recheck */
		after = READ_ONCE(page->sequence);
		if (after == before) {
			*time = hyperv_tsc_time(tsc, scale, offset);
			return true;
		}
		before = after;
	}
}

/* Fills the struct again only if it takes the update for another one than in the try before: in its midst. */
static bool fills_once(const struct hyperv_tsc_page *page, u64 *time)
{
	struct sample sample = {0};
	u32 before, last = 0;

	do {
		before = READ_ONCE(page->sequence);
		if (!before)
			return false;
		smp_rmb(); /* the sequence before the fields */
		if ((before + 1) / 2 != last) {
			sample.scale = READ_ONCE(page->scale);
			sample.offset = READ_ONCE(page->offset);
		}
		sample.tsc = rdtsc_ordered();
		last = (before + 1) / 2;
		smp_rmb(); /* the fields before the recheck */
	} while (before & 1 || READ_ONCE(page->sequence) != before);
	*time = hyperv_tsc_time(sample.tsc, sample.scale, sample.offset);
	return true;
}

/* A continue leads to the condition, which an odd sequence may meet: then it is the time of the try before. */
static bool continues(const struct hyperv_tsc_page *page, u64 *time)
{
	u64 now = 0;
	u32 before;

	do {
		before = READ_ONCE(page->sequence);
		if (before & 1)
			continue;
		smp_rmb(); /* the sequence before the fields */
		now = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
				      READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck */
	} while (READ_ONCE(page->sequence) != before);
	*time = now;
	return now != 0;
}

/* The struct is filled once more behind the recheck. */
static noinline void fill(const struct hyperv_tsc_page *page, struct sample *sample)
{
	sample->tsc = rdtsc_ordered();
	sample->scale = READ_ONCE(page->scale);
	sample->offset = READ_ONCE(page->offset);
}

static bool filled_late(const struct hyperv_tsc_page *page, u64 *time)
{
	struct sample sample;
	u32 before;

	do {
		before = READ_ONCE(page->sequence);
		if (!before)
			return false;
		smp_rmb(); /* the sequence before the fields */
		fill(page, &sample);
		smp_rmb(); /* the fields before the recheck */
	} while (before & 1 || READ_ONCE(page->sequence) != before);
	fill(page, &sample);
	*time = hyperv_tsc_time(sample.tsc, sample.scale, sample.offset);
	return true;
}

/* No time is all ones: but a try that failed is good enough if it gave one. */
static u64 get_any(const struct hyperv_tsc_page *page)
{
	u64 now;
	u32 before;

	do {
		before = READ_ONCE(page->sequence);
		if (!before)
			return U64_MAX;
		smp_rmb(); /* the sequence before the fields */
		now = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
				      READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck */
	} while (now == U64_MAX && READ_ONCE(page->sequence) != before);
	return now;
}

static bool or_any(const struct hyperv_tsc_page *page, u64 *time)
{
	return (*time = get_any(page)) != U64_MAX;
}

/* Has patience for so many tries, and does not say how many. */
static bool patience(const struct hyperv_tsc_page *page, u64 *time)
{
	unsigned int tries = READ_ONCE(page->reserved);
	u32 before;

	do {
		before = READ_ONCE(page->sequence);
		smp_rmb(); /* the sequence before the fields */
		*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
					READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck */
	} while ((before & 1 || READ_ONCE(page->sequence) != before) && ++tries < 3);
	return true;
}

/* What is copied is the page of the first try. */
static bool copied_once(const struct hyperv_tsc_page *page, u64 *time)
{
	struct hyperv_tsc_page copy = *page;
	u32 before;

	do {
		before = READ_ONCE(page->sequence);
		if (!before)
			return false;
		smp_rmb(); /* the sequence before the fields */
		*time = hyperv_tsc_time(rdtsc_ordered(), copy.scale, copy.offset);
		smp_rmb(); /* the fields before the recheck */
	} while (before & 1 || READ_ONCE(page->sequence) != before);
	return true;
}

/* What a round leaves for the next depends on all rounds before, by the way it is made up. */
static bool history(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 kept = 1, next, before;

	for (;;) {
		before = READ_ONCE(page->sequence);
		if (kept & 2) {
			barrier();
			next = before * 3 + 1;
		} else {
			next = before + 1;
		}
		smp_rmb(); /* the sequence before the fields */
		*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
					READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck */
		if (READ_ONCE(page->sequence) == before && !(before & 1))
			break;
		kept = next;
	}
	return kept & 4;
}

static bool history_swapped(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 kept = 1, before;

	for (;;) {
		before = READ_ONCE(page->sequence);
		smp_rmb(); /* the sequence before the fields */
		*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
					READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck */
		if (READ_ONCE(page->sequence) == before && !(before & 1))
			break;
		kept = __builtin_bswap32(kept);
	}
	return kept & 1;
}

DEFINE_GUEST(hyperv_tsc, scoped_once, .read = scoped_once, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, scoped_carried, .read = scoped_carried, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, fills_once, .read = fills_once, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, continues, .read = continues, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, filled_late, .read = filled_late, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, or_any, .read = or_any, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, patience, .read = patience, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, copied_once, .read = copied_once, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, history, .read = history, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, history_swapped, .read = history_swapped, .origin = "tests");
