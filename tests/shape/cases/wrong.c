/* Functions that are neither hosts nor guests, in one way each. */
#include "page.h"

static struct ms_hyperv_tsc_page *one, *other;
static struct ms_hyperv_tsc_page filled = {.tsc_sequence = 2};

void gives_nothing(const struct ms_hyperv_tsc_page *page)
{
	one->reserved1 = page->reserved1;
}

u64 no_page(u64 tsc)
{
	return tsc + rdtsc_ordered();
}

u64 two_pages(const struct ms_hyperv_tsc_page *a, const struct ms_hyperv_tsc_page *b)
{
	return a->tsc_sequence ? time_of(a, rdtsc_ordered()) : time_of(b, rdtsc_ordered());
}

u64 two_globals(void)
{
	return time_of(one->tsc_sequence ? one : other, rdtsc_ordered());
}

u64 deep(struct ms_hyperv_tsc_page **page)
{
	return time_of(*page, rdtsc_ordered());
}

u64 by_copy(struct ms_hyperv_tsc_page page)
{
	return time_of(&page, rdtsc_ordered());
}

u64 old_style(page, cpu)
struct ms_hyperv_tsc_page *page;
int cpu;
{
	return time_of(page + cpu, rdtsc_ordered());
}

u64 any_number(struct ms_hyperv_tsc_page *page, ...)
{
	return time_of(page, rdtsc_ordered());
}

u64 declared(struct ms_hyperv_tsc_page *page);

#define as_macro(page) time_of(page, rdtsc_ordered())

u32 cut_before(struct ms_hyperv_tsc_page *page)
{
	u32 now = (u32)time_of(page, rdtsc_ordered());

	return now;
}

void cut_out(struct ms_hyperv_tsc_page *page, u32 *now)
{
	*now = (u32)time_of(page, rdtsc_ordered());
}

double as_double(struct ms_hyperv_tsc_page *page)
{
	return (double)time_of(page, rdtsc_ordered());
}

bool nowhere(struct ms_hyperv_tsc_page *page)
{
	return time_of(page, rdtsc_ordered()) > 5;
}

u64 unknown_type(struct timespec64 *foo, struct other *bar)
{
	return (u64)foo->tv_sec + rdtsc_ordered() + !bar;
}

u64 at_object(void)
{
	return time_of(&filled, rdtsc_ordered());
}

u64 three(struct ms_hyperv_tsc_page *page, u64 *a, u64 *b, u64 *c)
{
	*a = *b = *c = rdtsc_ordered();
	return time_of(page, *a);
}

int maybe(struct ms_hyperv_tsc_page *page, u64 *time)
{
	*time = time_of(page, rdtsc_ordered());
	return page->tsc_sequence ? 1 : 0;
}

void is_host(struct ms_hyperv_tsc_page *page, u64 scale, s64 offset)
{
	page->tsc_scale = scale;
	page->tsc_offset = offset;
}

static u64 my_scale, my_ofs;

void asks_all(struct ms_hyperv_tsc_page *page)
{
	page->tsc_scale = my_scale;
	page->tsc_offset = (s64)my_ofs;
}

void too_small(struct ms_hyperv_tsc_page *page, u32 scale, s64 offset)
{
	page->tsc_scale = scale;
	page->tsc_offset = offset;
}

void what_is_it(struct ms_hyperv_tsc_page *page, u64 scale, u64 delta)
{
	page->tsc_scale = scale;
	page->tsc_offset = (s64)delta;
}

int no_time(struct ms_hyperv_tsc_page *page)
{
	if (time_of(page, rdtsc_ordered()) > 5)
		return 38;
	return 0;
}

int into_32_bits(struct ms_hyperv_tsc_page *page, unsigned int *tc)
{
	*tc = (unsigned int)time_of(page, rdtsc_ordered());
	return 0;
}

u32 cut_by_mask(struct ms_hyperv_tsc_page *page)
{
	return time_of(page, rdtsc_ordered()) & 0xffffffff;
}

static struct ms_hyperv_tsc_page twice_named;

static u64 names_it(struct ms_hyperv_tsc_page *twice_named)
{
	return time_of(twice_named, rdtsc_ordered());
}

u64 named_twice(void)
{
	return names_it(&twice_named);
}

#define LOW(x) ((u32)(x))

u32 cut_by_macro(struct ms_hyperv_tsc_page *page)
{
	return LOW(time_of(page, rdtsc_ordered()));
}

u32 cut_twice(struct ms_hyperv_tsc_page *page)
{
	return (u32)(u16)time_of(page, rdtsc_ordered());
}
