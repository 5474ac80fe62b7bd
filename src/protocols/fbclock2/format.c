/* A section of fbclock's shared memory, version 2, as the engines see it. */
#include "format.h"

#define FIELD(name, role, ...)                                                                     \
	{                                                                                          \
#name, offsetof(struct fbclock2_page, name),                                       \
			sizeof(((struct fbclock2_page *)0)->name), role, __VA_ARGS__               \
	}

static const struct field fields[] = {
	FIELD(seq, FIELD_SEQUENCE, 0, false),
	FIELD(phc_time_ns, FIELD_PARAM, 0, true),
	FIELD(sysclock_time_ns, FIELD_PARAM, 0, true),
	FIELD(coef_ppb, FIELD_PARAM, 0, true),
};

static const u32 starts[] = {2, 0xfffffffe};

static const u16 placements[] = {0};

static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct fbclock2_params *params = out;

	params->phc_time_ns = (s64)value;
	params->sysclock_time_ns = (s64)tsc;
	params->coef_ppb = (s64)(((u128)rate * FBCLOCK2_SECOND) >> 32) - FBCLOCK2_SECOND;
}

static s128 time_at(const void *in, u64 tsc)
{
	const struct fbclock2_params *params = in;
	s128 since = (s128)tsc - params->sysclock_time_ns;

	return params->phc_time_ns + since + since * params->coef_ppb / FBCLOCK2_SECOND;
}

static void encode(void *out, const void *in)
{
	const struct fbclock2_params *params = in;
	struct fbclock2_page *page = out;

	page->phc_time_ns = params->phc_time_ns;
	page->sysclock_time_ns = params->sysclock_time_ns;
	page->coef_ppb = params->coef_ppb;
}

static void decode(void *out, const void *in)
{
	struct fbclock2_params *params = out;
	const struct fbclock2_page *page = in;

	params->phc_time_ns = page->phc_time_ns;
	params->sysclock_time_ns = page->sysclock_time_ns;
	params->coef_ppb = page->coef_ppb;
}

static bool valid(const void *in)
{
	const struct fbclock2_page *page = in;

	return page->seq != 0;
}

DEFINE_FORMAT(fbclock2, .origin = "facebook/time, fbclock/fbclock.h, version 2 (09b3e31d)",
	      .unit_ns = 1, .page_size = sizeof(struct fbclock2_page),
	      .params_size = sizeof(struct fbclock2_params), .fields = fields,
	      .nfields = ARRAY_SIZE(fields), .starts = starts, .nstarts = ARRAY_SIZE(starts),
	      .placements = placements, .nplacements = ARRAY_SIZE(placements), .anchor = anchor,
	      .time = time_at, .encode = encode, .decode = decode, .valid = valid);
