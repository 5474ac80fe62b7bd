/* short-counter as the engines see it. */
#include "format.h"

static const struct field fields[] = {
	{"count", offsetof(struct short_counter_page, count), 4, FIELD_SEQUENCE, 0, false},
	{"per_tick", offsetof(struct short_counter_page, per_tick), 4, FIELD_PARAM, 32, false},
	{"us", offsetof(struct short_counter_page, us), 8, FIELD_PARAM, 0, false},
	{"base", offsetof(struct short_counter_page, base), 4, FIELD_PARAM, 0, false},
};

static const u32 starts[] = {2, 0};

static const u16 placements[] = {0};

static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct short_counter_params *params = out;

	params->base = (u32)tsc;
	params->us = value;
	params->per_tick = (u32)rate;
}

static s128 time_at(const void *in, u64 tsc)
{
	const struct short_counter_params *params = in;
	u128 delta = (u32)(tsc - params->base);

	return params->us + (delta * params->per_tick >> 32);
}

static void encode(void *out, const void *in)
{
	const struct short_counter_params *params = in;
	struct short_counter_page *page = out;

	page->base = params->base;
	page->us = params->us;
	page->per_tick = params->per_tick;
}

static void decode(void *out, const void *in)
{
	struct short_counter_params *params = out;
	const struct short_counter_page *page = in;

	params->base = page->base;
	params->us = page->us;
	params->per_tick = page->per_tick;
}

DEFINE_FORMAT(short_counter, .origin = "tests", .unit_ns = 1000,
	      .page_size = sizeof(struct short_counter_page),
	      .params_size = sizeof(struct short_counter_params), .fields = fields,
	      .nfields = ARRAY_SIZE(fields), .starts = starts, .nstarts = ARRAY_SIZE(starts),
	      .placements = placements, .nplacements = ARRAY_SIZE(placements), .anchor = anchor,
	      .time = time_at, .encode = encode, .decode = decode, .counter_bits = 32);
