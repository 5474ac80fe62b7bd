/*
 * Guests that copy the page, or a part of it, and compute from the copy. None of them looks at the
 * sequence.
 */
#include "format.h"

static bool struct_read(const struct hyperv_tsc_page *page, u64 *time)
{
	struct hyperv_tsc_page copy = *page;

	*time = hyperv_tsc_time(rdtsc_ordered(), copy.scale, copy.offset);
	return true;
}

static bool memcpy_read(const struct hyperv_tsc_page *page, u64 *time)
{
	struct hyperv_tsc_page copy;

	memcpy(&copy, page, sizeof(copy));
	*time = hyperv_tsc_time(rdtsc_ordered(), copy.scale, copy.offset);
	return true;
}

static bool part_read(const struct hyperv_tsc_page *page, u64 *time)
{
	struct {
		u64 scale;
		s64 offset;
	} copy;

	memcpy(&copy, &page->scale, sizeof(copy));
	*time = hyperv_tsc_time(rdtsc_ordered(), copy.scale, copy.offset);
	return true;
}

/* The last 12 bytes by one copy, the 4 before them by another, and by one of no bytes. */
static bool odd_part_read(const struct hyperv_tsc_page *page, u64 *time)
{
	const u8 *start = (const u8 *)page;
	u8 copy[16];
	u64 scale;
	s64 offset;

	memmove(copy + 4, start + 12, 12);
	memcpy(copy, start + 8, 4);
	memcpy(copy, start + 8, 0);
	memcpy(&scale, copy, 8);
	memcpy(&offset, copy + 8, 8);
	*time = hyperv_tsc_time(rdtsc_ordered(), scale, offset);
	return true;
}

DEFINE_GUEST(hyperv_tsc, copy_struct, .read = struct_read, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, copy_memcpy, .read = memcpy_read, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, copy_part, .read = part_read, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, copy_odd_part, .read = odd_part_read, .origin = "tests");
