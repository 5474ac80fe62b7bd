/*
 * Readers of this page in the shapes of those that kernels have: Linux with a value and with a flag for "no time",
 * FreeBSD's, illumos' barriers, a vDSO that fills a struct. All are complete without a bound on retries.
 */
#include "format.h"

static const struct hyperv_tsc_page *tsc_pg;

static const struct hyperv_tsc_page *get_page(void)
{
	return tsc_pg;
}

static u64 scale_tsc(u64 tsc, u64 scale)
{
	return mul_u64_u64_shr(tsc, scale, 64);
}

/* The TSC is handed out as well; no time is all ones. */
static u64 read_page_tsc(const struct hyperv_tsc_page *tsc_page, u64 *cur_tsc)
{
	u64 scale, offset;
	u32 sequence;

	do {
		sequence = READ_ONCE(tsc_page->sequence);
		if (!sequence)
			return U64_MAX;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		scale = READ_ONCE(tsc_page->scale);
		offset = (u64)READ_ONCE(tsc_page->offset);
		*cur_tsc = rdtsc_ordered();
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(tsc_page->sequence) != sequence);
	return scale_tsc(*cur_tsc, scale) + offset;
}

static bool linux_2018(const struct hyperv_tsc_page *page, u64 *time)
{
	u64 current_tick, cur_tsc;

	tsc_pg = page;
	current_tick = read_page_tsc(get_page(), &cur_tsc);
	if (current_tick == U64_MAX)
		return false;
	*time = current_tick;
	return true;
}

static __always_inline bool read_page_tsc_flag(const struct hyperv_tsc_page *tsc_page, u64 *cur_tsc,
					       u64 *time)
{
	u64 scale, offset;
	u32 sequence;

	do {
		sequence = READ_ONCE(tsc_page->sequence);
		if (!sequence)
			return false;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		scale = READ_ONCE(tsc_page->scale);
		offset = (u64)READ_ONCE(tsc_page->offset);
		*cur_tsc = rdtsc_ordered();
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(tsc_page->sequence) != sequence);
	*time = scale_tsc(*cur_tsc, scale) + offset;
	return true;
}

static u64 reference_counter(bool *fell_back)
{
	u64 cur_tsc, time;

	*fell_back = false;
	if (likely(read_page_tsc_flag(get_page(), &cur_tsc, &time)))
		return time;
	*fell_back = true;
	return 0;
}

static bool linux_2023(const struct hyperv_tsc_page *page, u64 *time)
{
	bool fell_back;

	tsc_pg = page;
	*time = reference_counter(&fell_back);
	return !fell_back;
}

/* The loop is left by return if the sequence stayed, and ends if there is no page. */
static bool freebsd(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 seq;

	while ((seq = __atomic_load_n(&page->sequence, __ATOMIC_ACQUIRE)) != 0) {
		u64 disc, ret, tsc;
		u64 scale = page->scale;
		s64 ofs = page->offset;

		tsc = rdtsc_ordered();
		disc = scale_tsc(tsc, scale);
		ret = disc + (u64)ofs;
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		if (page->sequence == seq) {
			*time = ret;
			return true;
		}
	}
	return false;
}

struct when {
	long long seconds;
	long rest;
};

/* One of several clocks, by a mode; seconds are counted off; 0 is good, as a system call has it. */
enum mode { MODE_NONE, MODE_PAGE };

static __always_inline s64 get_cycles(const struct hyperv_tsc_page *page, enum mode mode)
{
	u64 unused, time;

	if (likely(mode == MODE_PAGE))
		return read_page_tsc_flag(page, &unused, &time) ? (s64)time : -1;
	return -1;
}

static noinline int do_hres(const struct hyperv_tsc_page *page, enum mode mode, struct when *when)
{
	s64 cycles = get_cycles(page, mode);
	u64 rest;

	if (unlikely(cycles < 0))
		return -1;
	rest = (u64)cycles;
	for (when->seconds = 0; rest >= 1ull << 58; when->seconds++)
		rest -= 1ull << 58;
	when->rest = (long)rest;
	return 0;
}

static bool vdso(const struct hyperv_tsc_page *page, u64 *time)
{
	struct when when;

	if (do_hres(page, MODE_PAGE, &when))
		return false;
	*time = ((u64)when.seconds << 58) + (u64)when.rest;
	return true;
}

/* A function with a barrier, and a count of tries that nobody looks at. */
static u64 retries;

static noinline void consumer(void)
{
	smp_rmb();
}

static bool illumos(const struct hyperv_tsc_page *page, u64 *time)
{
	volatile const u32 *seqp = &page->sequence;
	u32 seq;

	for (;;) {
		s64 hrt;

		if ((seq = *seqp) == 0)
			break;
		consumer();
		hrt = (s64)scale_tsc(rdtsc_ordered(), page->scale);
		hrt += page->offset;
		consumer();
		if (*seqp == seq) {
			*time = (u64)hrt;
			return true;
		}
		retries++;
	}
	return false;
}

DEFINE_GUEST(hyperv_tsc, kernel_linux_2018, .read = linux_2018, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, kernel_linux_2023, .read = linux_2023, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, kernel_freebsd, .read = freebsd, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, kernel_vdso, .read = vdso, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, kernel_illumos, .read = illumos, .origin = "tests");
