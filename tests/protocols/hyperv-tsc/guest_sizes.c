/*
 * One guest for each size in which a field may be loaded, and for unaligned and 16-byte loads.
 * None of them looks at the sequence.
 */
#include "format.h"

typedef u128 __attribute__((aligned(8), may_alias)) u128_of_8;
typedef u64 __attribute__((aligned(1), may_alias)) u64_of_1;

static u64 by_bytes(const void *field)
{
	const u8 *byte = field;

	return (u64)READ_ONCE(byte[0]) | (u64)READ_ONCE(byte[1]) << 8 |
	       (u64)READ_ONCE(byte[2]) << 16 | (u64)READ_ONCE(byte[3]) << 24 |
	       (u64)READ_ONCE(byte[4]) << 32 | (u64)READ_ONCE(byte[5]) << 40 |
	       (u64)READ_ONCE(byte[6]) << 48 | (u64)READ_ONCE(byte[7]) << 56;
}

static u64 by_shorts(const void *field)
{
	const u16 *part = field;

	return (u64)READ_ONCE(part[0]) | (u64)READ_ONCE(part[1]) << 16 |
	       (u64)READ_ONCE(part[2]) << 32 | (u64)READ_ONCE(part[3]) << 48;
}

static u64 by_halves(const void *field)
{
	const u32 *half = field;

	return (u64)READ_ONCE(half[0]) | (u64)READ_ONCE(half[1]) << 32;
}

static bool bytes_read(const struct hyperv_tsc_page *page, u64 *time)
{
	u64 scale = by_bytes(&page->scale);
	s64 offset = (s64)by_bytes(&page->offset);

	*time = hyperv_tsc_time(rdtsc_ordered(), scale, offset);
	return true;
}

static bool shorts_read(const struct hyperv_tsc_page *page, u64 *time)
{
	u64 scale = by_shorts(&page->scale);
	s64 offset = (s64)by_shorts(&page->offset);

	*time = hyperv_tsc_time(rdtsc_ordered(), scale, offset);
	return true;
}

static bool halves_read(const struct hyperv_tsc_page *page, u64 *time)
{
	u64 scale = by_halves(&page->scale);
	s64 offset = (s64)by_halves(&page->offset);

	*time = hyperv_tsc_time(rdtsc_ordered(), scale, offset);
	return true;
}

static bool wide_read(const struct hyperv_tsc_page *page, u64 *time)
{
	u128 both = *(const u128_of_8 *)&page->scale;

	*time = hyperv_tsc_time(rdtsc_ordered(), (u64)both, (s64)(u64)(both >> 64));
	return true;
}

/* The bytes 4 ... 11 and 12 ... 19 and 20 ... 23. */
static bool unaligned_read(const struct hyperv_tsc_page *page, u64 *time)
{
	const u8 *start = (const u8 *)page;
	u64 a = *(const u64_of_1 *)(start + 4), b = *(const u64_of_1 *)(start + 12);
	u64 scale = a >> 32 | b << 32;
	s64 offset = (s64)(b >> 32 | (u64) * (const u32 *)(start + 20) << 32);

	*time = hyperv_tsc_time(rdtsc_ordered(), scale, offset);
	return true;
}

DEFINE_GUEST(hyperv_tsc, size_bytes, .read = bytes_read, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, size_shorts, .read = shorts_read, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, size_halves, .read = halves_read, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, size_wide, .read = wide_read, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, size_unaligned, .read = unaligned_read, .origin = "tests");
