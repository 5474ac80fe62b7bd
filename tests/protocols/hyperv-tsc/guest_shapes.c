/*
 * Readers in the shapes in which kernels write them: what is declared in the loop, how it is left, and
 * where the result goes. None carries anything over from one try to the next, and all are right against
 * odd-even. guest_shapes_wrong.c has the same shapes with a flaw.
 */
#include "format.h"

struct stamp {
	u64 sec, rest;
};

struct sample {
	u64 tsc, scale;
	s64 offset;
};

/* Declared inside, left by a return from within a nested scope. */
static bool scoped(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 before;

	while ((before = READ_ONCE(page->sequence))) {
		u64 scale, tsc;
		s64 offset;

		if (before & 1)
			continue;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		scale = READ_ONCE(page->scale);
		{
			u64 *where = time;

			offset = READ_ONCE(page->offset);
			tsc = rdtsc_ordered();
			smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
			if (READ_ONCE(page->sequence) == before) {
				*where = hyperv_tsc_time(tsc, scale, offset);
				return true;
			}
		}
		cpu_relax();
	}
	return false;
}

/* Three returns, of which one is in a loop in the loop. */
static bool nested_returns(const struct hyperv_tsc_page *page, u64 *time)
{
	for (;;) {
		u32 before;
		u64 now;

		do {
			before = READ_ONCE(page->sequence);
			if (!before)
				return false;
		} while (before & 1);
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		now = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
				      READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
		if (READ_ONCE(page->sequence) == before) {
			*time = now;
			return true;
		}
	}
}

/* One exit, to which gotos lead. */
static bool gotos(const struct hyperv_tsc_page *page, u64 *time)
{
	bool good = false;
	u32 before;
	u64 now;

again:
	before = READ_ONCE(page->sequence);
	if (!before)
		goto out;
	if (before & 1)
		goto again;
	smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
	now = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale), READ_ONCE(page->offset));
	smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	if (READ_ONCE(page->sequence) != before)
		goto again;
	good = true;
	*time = now;
out:
	return good;
}

enum state { READY, BUSY, GONE };

static noinline enum state look(const struct hyperv_tsc_page *page, u32 *sequence)
{
	*sequence = READ_ONCE(page->sequence);
	if (!*sequence)
		return GONE;
	return *sequence & 1 ? BUSY : READY;
}

/* What to do is a helper's verdict, which is switched on. */
static bool switched(const struct hyperv_tsc_page *page, u64 *time)
{
	for (;;) {
		struct sample sample;
		u32 before;

		switch (look(page, &before)) {
		case GONE:
			return false;
		case BUSY:
			cpu_relax();
			continue;
		case READY:
			break;
		}
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		sample.tsc = rdtsc_ordered();
		sample.scale = READ_ONCE(page->scale);
		sample.offset = READ_ONCE(page->offset);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
		if (READ_ONCE(page->sequence) != before)
			continue;
		*time = hyperv_tsc_time(sample.tsc, sample.scale, sample.offset);
		return true;
	}
}

/* A helper out of line fills a struct, and the loop is left by a condition. */
static noinline void fill(const struct hyperv_tsc_page *page, struct sample *sample)
{
	sample->tsc = rdtsc_ordered();
	sample->scale = READ_ONCE(page->scale);
	sample->offset = READ_ONCE(page->offset);
}

static noinline bool fill_safely(const struct hyperv_tsc_page *page, struct sample *sample)
{
	u32 before;

	do {
		before = READ_ONCE(page->sequence);
		if (before == 0)
			return false;
		if (before & 1)
			continue; /* to the condition, which fails */
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		fill(page, sample);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (before & 1 || READ_ONCE(page->sequence) != before);
	return true;
}

static bool filled(const struct hyperv_tsc_page *page, u64 *time)
{
	struct sample sample;

	if (!fill_safely(page, &sample))
		return false;
	*time = hyperv_tsc_time(sample.tsc, sample.scale, sample.offset);
	return true;
}

/* The result is a struct that a helper returns by value, and that has a member for "no time". */
struct verdict {
	struct stamp stamp;
	bool good;
};

static noinline struct verdict try_to(const struct hyperv_tsc_page *page)
{
	struct verdict verdict = {.good = true};
	u32 before;
	u64 now;

	do {
		before = READ_ONCE(page->sequence);
		if (!before)
			return (struct verdict){.good = false};
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		now = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
				      READ_ONCE(page->offset));
		verdict.stamp.sec = now / 10000000;
		verdict.stamp.rest = now % 10000000;
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (before & 1 || READ_ONCE(page->sequence) != before);
	return verdict;
}

static bool by_value(const struct hyperv_tsc_page *page, u64 *time)
{
	struct verdict verdict = try_to(page);

	if (verdict.good)
		*time = verdict.stamp.sec * 10000000 + verdict.stamp.rest;
	return verdict.good;
}

/* Seconds are subtracted one by one, as in a vDSO, after the loop. */
static int clock_get(const struct hyperv_tsc_page *page, struct stamp *stamp)
{
	u32 before;
	u64 now;

	do {
		while ((before = READ_ONCE(page->sequence)) & 1)
			cpu_relax();
		if (!before)
			return -1;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		now = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
				      READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->sequence) != before);
	stamp->sec = 0;
	while (now >= 1ull << 60) {
		now -= 1ull << 60;
		stamp->sec++;
	}
	stamp->rest = now;
	return 0;
}

static bool seconds(const struct hyperv_tsc_page *page, u64 *time)
{
	struct stamp stamp;

	if (clock_get(page, &stamp) < 0)
		return false;
	*time = (stamp.sec << 60) + stamp.rest;
	return true;
}

/* In 128 bits, signed, and no time is -1. */
static s128 wide_get(const struct hyperv_tsc_page *page)
{
	u32 before;
	u128 product;
	s64 offset;

	do {
		before = READ_ONCE(page->sequence);
		if (before == 0)
			return -1;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		product = (u128)rdtsc_ordered() * READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (before & 1 || READ_ONCE(page->sequence) != before);
	return (s128)(product >> 64) + offset;
}

static bool wide(const struct hyperv_tsc_page *page, u64 *time)
{
	s128 now = wide_get(page);

	if (now < 0)
		return false;
	*time = (u64)now;
	return true;
}

/* No time is 0, or all ones. */
static u64 get_or(const struct hyperv_tsc_page *page, u64 none)
{
	u64 now;
	u32 before;

	do {
		before = READ_ONCE(page->sequence);
		if (!before)
			return none;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		now = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
				      READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (before & 1 || READ_ONCE(page->sequence) != before);
	return now;
}

static bool or_zero(const struct hyperv_tsc_page *page, u64 *time)
{
	return (*time = get_or(page, 0)) != 0;
}

static bool or_ones(const struct hyperv_tsc_page *page, u64 *time)
{
	u64 now = get_or(page, U64_MAX);

	if (now == U64_MAX)
		return false;
	*time = now;
	return true;
}

/* The whole page is copied into a local of the loop, from which a helper takes what it needs. */
static u64 time_of(const struct hyperv_tsc_page *copy, u64 tsc)
{
	return hyperv_tsc_time(tsc, copy->scale, copy->offset);
}

static bool copied(const struct hyperv_tsc_page *page, u64 *time)
{
	for (;;) {
		u32 before = READ_ONCE(page->sequence);
		struct hyperv_tsc_page copy;
		u64 tsc;

		if (before == 0)
			break;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		copy = *page;
		tsc = rdtsc_ordered();
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
		if (before & 1 || READ_ONCE(page->sequence) != before)
			continue;
		*time = time_of(&copy, tsc);
		return true;
	}
	return false;
}

/* The sequence is loaded as the fields of any struct are, and barriers do the rest: as hv-ordered. */
static bool plain_first(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 before;
	u64 scale, tsc;
	s64 offset;

	do {
		before = page->sequence;
		if (!before)
			return false;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		scale = READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(page->sequence) != before);
	*time = hyperv_tsc_time(tsc, scale, offset);
	return true;
}

/* A value is returned from within the loop, and another one behind it; fences and the TSC are statements. */
#define FENCE()                                                                                    \
	do {                                                                                       \
		__asm__ volatile("lfence" ::: "memory");                                           \
	} while (0)

#define READER(name)                                                                               \
	static noinline u64 name(const struct hyperv_tsc_page *page)                               \
	{                                                                                          \
		u32 before;                                                                        \
                                                                                                   \
		while ((before = __atomic_load_n(&page->sequence, __ATOMIC_ACQUIRE)) != 0) {       \
			u64 scale = page->scale, tsc, now;                                         \
			s64 offset = page->offset;                                                 \
                                                                                                   \
			FENCE();                                                                   \
			do {                                                                       \
				tsc = rdtsc();                                                     \
			} while (0);                                                               \
			now = hyperv_tsc_time(tsc, scale, offset);                                 \
			smp_rmb();                                                                 \
			if (!(before & 1) && READ_ONCE(page->sequence) == before)                  \
				return now;                                                        \
		}                                                                                  \
		return U64_MAX;                                                                    \
	}

READER(from_within)

static bool returned(const struct hyperv_tsc_page *page, u64 *time)
{
	*time = from_within(page);
	return *time != U64_MAX;
}

/* Macros with statements in them, as those of a seqlock. */
#define read_begin(page)                                                                           \
	({                                                                                         \
		u32 sequence_;                                                                     \
		while ((sequence_ = READ_ONCE((page)->sequence)) & 1)                              \
			cpu_relax();                                                               \
		smp_rmb();                                                                         \
		sequence_;                                                                         \
	})
#define read_retry(page, before)                                                                   \
	({                                                                                         \
		smp_rmb();                                                                         \
		unlikely(READ_ONCE((page)->sequence) != (before));                                 \
	})

static bool macros(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 before;

	do {
		before = read_begin(page);
		if (unlikely(!before))
			return false;
		*time = ({
			u64 tsc_ = rdtsc_ordered();
			hyperv_tsc_time(tsc_, READ_ONCE(page->scale), READ_ONCE(page->offset));
		});
	} while (read_retry(page, before));
	return true;
}

/* What goes out of scope runs a function, as the kernel's guards do. */
static void put(u64 *const *time)
{
	(void)time;
	barrier();
}

static bool guarded(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 before;

	while ((before = READ_ONCE(page->sequence))) {
		u64 *guard __attribute__((cleanup(put))) = time;
		u64 now;

		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		now = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
				      READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
		if (before & 1 || READ_ONCE(page->sequence) != before)
			continue;
		*guard = now;
		return true;
	}
	return false;
}

/* Tells by a pointer whether there is a time. */
static noinline u64 tell_good(const struct hyperv_tsc_page *page, bool *good)
{
	u64 now = get_or(page, U64_MAX);

	*good = now != U64_MAX;
	return now;
}

static bool outside(const struct hyperv_tsc_page *page, u64 *time)
{
	bool good;

	*time = tell_good(page, &good);
	return good;
}

DEFINE_GUEST(hyperv_tsc, scoped, .read = scoped, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, nested_returns, .read = nested_returns, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, gotos, .read = gotos, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, switched, .read = switched, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, filled, .read = filled, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, by_value, .read = by_value, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, seconds, .read = seconds, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, wide, .read = wide, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, or_zero, .read = or_zero, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, or_ones, .read = or_ones, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, copied, .read = copied, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, returned, .read = returned, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, plain_first, .read = plain_first, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, macros, .read = macros, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, guarded, .read = guarded, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, outside, .read = outside, .origin = "tests");
