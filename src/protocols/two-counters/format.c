/* SerenityOS' TimePage as the engines see it: a time that stands until the next tick. */
#include "format.h"

#define FIELD(name, role, is_signed)                                                               \
	{                                                                                          \
#name, offsetof(struct two_counters_page, name),                                   \
			sizeof(((struct two_counters_page *)0)->name), role, 0, is_signed          \
	}

static const struct field fields[] = {
	FIELD(update1, FIELD_SEQUENCE, false),
	FIELD(tv_sec, FIELD_PARAM, true),
	FIELD(tv_nsec, FIELD_PARAM, true),
	FIELD(update2, FIELD_SEQUENCE, false),
};

static const u32 starts[] = {2, 0xffffffff};

static const u16 placements[] = {0};

static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct two_counters_params *params = out;

	(void)tsc;
	(void)rate;
	params->tv_sec = (s64)(value / TWO_COUNTERS_SECOND);
	params->tv_nsec = (s64)(value % TWO_COUNTERS_SECOND);
}

static s128 time_at(const void *in, u64 tsc)
{
	const struct two_counters_params *params = in;

	(void)tsc;
	return (s128)params->tv_sec * (s128)TWO_COUNTERS_SECOND + params->tv_nsec;
}

static void encode(void *out, const void *in)
{
	const struct two_counters_params *params = in;
	struct two_counters_page *page = out;

	page->tv_sec = params->tv_sec;
	page->tv_nsec = params->tv_nsec;
}

static void decode(void *out, const void *in)
{
	struct two_counters_params *params = out;
	const struct two_counters_page *page = in;

	params->tv_sec = page->tv_sec;
	params->tv_nsec = page->tv_nsec;
}

static bool valid(const void *page)
{
	(void)page;
	return true; /* the format has no mark for an invalid page */
}

DEFINE_FORMAT(two_counters, .origin = "SerenityOS, Kernel/API/TimePage.h (2021)", .unit_ns = 1,
	      .page_size = sizeof(struct two_counters_page),
	      .params_size = sizeof(struct two_counters_params), .fields = fields,
	      .nfields = ARRAY_SIZE(fields), .starts = starts, .nstarts = ARRAY_SIZE(starts),
	      .placements = placements, .nplacements = ARRAY_SIZE(placements), .anchor = anchor,
	      .time = time_at, .encode = encode, .decode = decode, .valid = valid, .still = true,
	      .whole = TWO_COUNTERS_SECOND);
