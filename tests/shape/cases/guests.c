/* A guest of each shape that there is. None has a barrier: they are called, not judged. */
#include "page.h"

typedef struct ms_hyperv_tsc_page hv_page_t;

u64 sentinel(const struct ms_hyperv_tsc_page *page)
{
	return page->tsc_sequence ? time_of(page, rdtsc_ordered()) : U64_MAX;
}

unsigned long zero(volatile hv_page_t *const page)
{
	if (!page->tsc_sequence)
		return 0;
	return mul_u64_u64_shr(rdtsc_ordered(), page->tsc_scale, 64) + (u64)page->tsc_offset;
}

long long as_signed(struct ms_hyperv_tsc_page *page)
{
	return (long long)sentinel(page);
}

bool by_bool(struct ms_hyperv_tsc_page *page, u64 *time)
{
	*time = time_of(page, rdtsc_ordered());
	return page->tsc_sequence != 0;
}

int by_errno(const hv_page_t *page, uint64_t *now)
{
	if (!page->tsc_sequence)
		return -11;
	*now = time_of(page, rdtsc_ordered());
	return 0;
}

int by_one(const hv_page_t *page, uint64_t *now)
{
	*now = time_of(page, rdtsc_ordered());
	if (!page->tsc_sequence)
		return 0;
	return 1;
}

u64 hands_tsc(const struct ms_hyperv_tsc_page *page, u64 *cur_tsc)
{
	*cur_tsc = rdtsc_ordered();
	return page->tsc_sequence ? time_of(page, *cur_tsc) : U64_MAX;
}

bool both(const struct ms_hyperv_tsc_page *page, u64 *cur_tsc, u64 *time)
{
	*cur_tsc = rdtsc_ordered();
	*time = time_of(page, *cur_tsc);
	return page->tsc_sequence != 0;
}

void time_first(const struct ms_hyperv_tsc_page *page, u64 *now, u64 *raw)
{
	*raw = rdtsc_ordered();
	*now = page->tsc_sequence ? time_of(page, *raw) : 0;
}

static hv_page_t *the_page;

u64 by_global(void)
{
	return sentinel(the_page);
}

static union {
	struct ms_hyperv_tsc_page page;
	u8 reserved[4096];
} storage __attribute__((aligned(4096)));

u64 by_object(void)
{
	return sentinel(&storage.page);
}

extern u8 bytes[4096] __attribute__((visibility("hidden")));

u64 by_bytes(int *mode)
{
	const struct ms_hyperv_tsc_page *page = (const struct ms_hyperv_tsc_page *)&bytes;

	if (page->tsc_sequence)
		return time_of(page, rdtsc_ordered());
	*mode = 0;
	return 0;
}

struct wrap {
	u32 kind;
	struct ms_hyperv_tsc_page page;
};
extern u8 wrapped[4096];

static const struct wrap *get_wrap(void)
{
	return (const struct wrap *)&wrapped;
}

u64 by_wrapped_bytes(void)
{
	return sentinel(&get_wrap()->page);
}

extern struct ms_hyperv_tsc_page *elsewhere;

u64 by_extern(void)
{
	return sentinel(elsewhere);
}

struct ms_hyperv_tsc_page *get_page(void);

u64 by_getter(void)
{
	return sentinel(get_page());
}

struct shared {
	u8 mask;
	struct {
		u64 pad;
		struct ms_hyperv_tsc_page time;
	} cpus[4];
};
static struct shared *shared_info;

u64 by_shared(void)
{
	return sentinel(&shared_info->cpus[0].time);
}

struct softc {
	int unit;
	struct ms_hyperv_tsc_page *page;
};
static struct softc device;
static struct softc *softc;

u64 by_device(void)
{
	return sentinel(device.page);
}

u64 by_softc(void)
{
	return sentinel(softc->page);
}

struct timecounter {
	u32 (*get)(struct timecounter *);
	void *priv;
};

static u32 narrow(struct timecounter *tc)
{
	struct softc *sc = tc->priv;

	if (!sc->page->tsc_sequence)
		return 0;
	return (time_of(sc->page, rdtsc_ordered()));
}

struct timecounter counter = {.get = narrow};

static u32 cut_last(struct timecounter *tc)
{
	struct softc *sc = tc->priv;

	return sc->page->tsc_sequence ? (u32)time_of(sc->page, rdtsc_ordered()) : ((u32)0);
}
struct timecounter other_counter = {.get = cut_last};

int by_spec(struct timespec64 *ts)
{
	u64 now = by_global();

	if (now == U64_MAX)
		return 0;
	ts->tv_sec = (s64)(now / 10000000);
	ts->tv_nsec = (long)(now % 10000000 * 100);
	return 2;
}

struct timespec64 spec(void)
{
	struct timespec64 ts;

	by_spec(&ts);
	return ts;
}

u64 in_ns(void)
{
	u64 now = by_global();

	return now == U64_MAX ? now : now * 100;
}

u64 unused(void *clock, int cpu)
{
	return by_global();
}

u64 asks(const struct ms_hyperv_tsc_page *page, bool strict, struct softc *where)
{
	return page->tsc_sequence && strict && !where->unit ? sentinel(page) : U64_MAX;
}

void with_flags(struct ms_hyperv_tsc_page *page, u64 *ns, u8 *flags, bool *stable)
{
	*stable = *flags;
	*flags = 1;
	*ns = page->tsc_sequence ? time_of(page, rdtsc_ordered()) : 0;
}

struct cpu {
	int number;
	volatile struct shared *shared;
};
struct cpu *this_cpu(void);

u64 by_function(void)
{
	volatile struct ms_hyperv_tsc_page *page = &this_cpu()->shared->cpus[0].time;

	return zero(page);
}

struct opaque {
	u32 s, r;
	u64 k;
	u32 low, high;
};

u64 own_type(const struct opaque *page)
{
	u64 offset = page->low | (u64)page->high << 32;

	return page->s ? mul_u64_u64_shr(rdtsc_ordered(), page->k, 64) + offset : U64_MAX;
}

#define MADE(name)                                                                                 \
	static u64 made_##name(const struct ms_hyperv_tsc_page *page)                              \
	{                                                                                          \
		return sentinel(page);                                                             \
	}
MADE(here)

/* Nobody has to have a device, or a counter. */
u64 optional(struct ms_hyperv_tsc_page *page, struct softc *sc, const struct softc *other)
{
	if (sc)
		sc->unit++;
	return other == 0 ? sentinel(page) : (u64)other->unit;
}
