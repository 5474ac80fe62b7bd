/* two-counts as the engines see it. */
#include "format.h"

static const struct field fields[] = {
	{"first", offsetof(struct two_counts_page, first), 4, FIELD_SEQUENCE, 0, false},
	{"per_tick", offsetof(struct two_counts_page, per_tick), 4, FIELD_PARAM, 32, false},
	{"base", offsetof(struct two_counts_page, base), 8, FIELD_PARAM, 0, false},
	{"us", offsetof(struct two_counts_page, us), 8, FIELD_PARAM, 0, false},
	{"last", offsetof(struct two_counts_page, last), 4, FIELD_SEQUENCE, 0, false},
};

static const u32 starts[] = {2, 0};

static const u16 placements[] = {0};

static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct two_counts_params *params = out;

	params->base = tsc;
	params->us = value;
	params->per_tick = (u32)rate;
}

static s128 time_at(const void *in, u64 tsc)
{
	const struct two_counts_params *params = in;
	s128 delta = (s128)tsc - params->base;

	return params->us + (delta * params->per_tick >> 32);
}

static void encode(void *out, const void *in)
{
	const struct two_counts_params *params = in;
	struct two_counts_page *page = out;

	page->base = params->base;
	page->us = params->us;
	page->per_tick = params->per_tick;
}

static void decode(void *out, const void *in)
{
	struct two_counts_params *params = out;
	const struct two_counts_page *page = in;

	params->base = page->base;
	params->us = page->us;
	params->per_tick = page->per_tick;
}

DEFINE_FORMAT(two_counts, .origin = "tests", .unit_ns = 1000,
	      .page_size = sizeof(struct two_counts_page),
	      .params_size = sizeof(struct two_counts_params), .fields = fields,
	      .nfields = ARRAY_SIZE(fields), .starts = starts, .nstarts = ARRAY_SIZE(starts),
	      .placements = placements, .nplacements = ARRAY_SIZE(placements), .anchor = anchor,
	      .time = time_at, .encode = encode, .decode = decode);
