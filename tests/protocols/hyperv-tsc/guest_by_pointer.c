/*
 * by_pointer finds the page through a variable, as kernels do, by_struct through one to a struct around it,
 * by_structs through two; by_number keeps what is no pointer, by_counter only counts.
 */
#include "format.h"

static const struct hyperv_tsc_page *the_page;
static u64 calls;

static bool get(u64 *time)
{
	u32 sequence;

	do {
		sequence = READ_ONCE(the_page->sequence);
		if (!sequence)
			return false;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(the_page->scale),
					READ_ONCE(the_page->offset));
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (READ_ONCE(the_page->sequence) != sequence);
	return true;
}

static bool read_by_pointer(const struct hyperv_tsc_page *page, u64 *time)
{
	the_page = page;
	return get(time);
}

static bool read_by_number(const struct hyperv_tsc_page *page, u64 *time)
{
	the_page = page;
	return ++calls % 3 && get(time);
}

static bool read_by_counter(const struct hyperv_tsc_page *page, u64 *time)
{
	static u64 counted __attribute__((unused)); /* but for this */

	counted++;
	the_page = page;
	return get(time);
}

struct around {
	u64 mask[2];
	struct hyperv_tsc_page page;
};
static const struct around *around;

static bool read_by_struct(const struct hyperv_tsc_page *page, u64 *time)
{
	around = (const void *)((const char *)page - offsetof(struct around, page));
	the_page = &around->page;
	return get(time);
}

static bool read_by_structs(const struct hyperv_tsc_page *page, u64 *time)
{
	around = (const void *)((const char *)page - offsetof(struct around, page));
	around = (const void *)((const char *)page - 8);
	the_page = page;
	return around->page.scale != 77 && get(time);
}

DEFINE_GUEST(hyperv_tsc, by_struct, .read = read_by_struct);
DEFINE_GUEST(hyperv_tsc, by_structs, .read = read_by_structs);
DEFINE_GUEST(hyperv_tsc, by_pointer, .read = read_by_pointer);
DEFINE_GUEST(hyperv_tsc, by_number, .read = read_by_number);
DEFINE_GUEST(hyperv_tsc, by_counter, .read = read_by_counter);
