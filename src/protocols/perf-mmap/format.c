/* perf_event_mmap_page as the engines see it. */
#include "format.h"

#define FIELD(name, role, ...)                                                                     \
	{                                                                                          \
#name, offsetof(struct perf_mmap_page, name),                                      \
			sizeof(((struct perf_mmap_page *)0)->name), role, __VA_ARGS__              \
	}

static const struct field fields[] = {
	FIELD(lock, FIELD_SEQUENCE, 0, false),	  FIELD(capabilities, FIELD_OTHER, 0, false),
	FIELD(time_shift, FIELD_PARAM, 0, false), FIELD(time_mult, FIELD_PARAM, 0, false),
	FIELD(time_zero, FIELD_PARAM, 0, true),
};

static const char *const page_types[] = {"perf_event_mmap_page", NULL};

static const u32 starts[] = {2, 0, 0xfffffffe};

static const u16 placements[] = {0};

/* A shift of 31 at most, as the kernel has it. */
static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct perf_mmap_params *params = out;
	u16 shift = 31;

	for (rate >>= 1; rate >> 32; rate >>= 1)
		shift--;
	params->time_mult = (u32)rate;
	params->time_shift = shift;
	params->time_zero = value - mul_u64_u32_shr(tsc, (u32)rate, shift);
}

static s128 time_at(const void *in, u64 tsc)
{
	const struct perf_mmap_params *params = in;

	return (s64)params->time_zero +
	       (s128)(((u128)tsc * params->time_mult) >> params->time_shift);
}

static void encode(void *out, const void *in)
{
	const struct perf_mmap_params *params = in;
	struct perf_mmap_page *page = out;

	page->capabilities = PERF_CAP_USER_TIME_ZERO;
	page->time_shift = params->time_shift;
	page->time_mult = params->time_mult;
	page->time_zero = params->time_zero;
}

static void decode(void *out, const void *in)
{
	struct perf_mmap_params *params = out;
	const struct perf_mmap_page *page = in;

	params->time_shift = page->time_shift;
	params->time_mult = page->time_mult;
	params->time_zero = page->time_zero;
}

static bool valid(const void *in)
{
	const struct perf_mmap_page *page = in;

	return page->capabilities & PERF_CAP_USER_TIME_ZERO;
}

DEFINE_FORMAT(perf_mmap, .origin = "struct perf_event_mmap_page of Linux, its time fields",
	      .page_types = page_types, .unit_ns = 1, .page_size = sizeof(struct perf_mmap_page),
	      .params_size = sizeof(struct perf_mmap_params), .fields = fields,
	      .nfields = ARRAY_SIZE(fields), .starts = starts, .nstarts = ARRAY_SIZE(starts),
	      .placements = placements, .nplacements = ARRAY_SIZE(placements), .anchor = anchor,
	      .time = time_at, .encode = encode, .decode = decode, .valid = valid);
