/* big-page as the engines see it. */
#include "format.h"

static const struct field fields[] = {
	{"count", offsetof(struct big_page_page, count), 4, FIELD_SEQUENCE, 0, false},
	{"per_tick", offsetof(struct big_page_page, per_tick), 4, FIELD_PARAM, 32, false},
	{"base", offsetof(struct big_page_page, base), 8, FIELD_PARAM, 0, false},
	{"us", offsetof(struct big_page_page, us), 8, FIELD_PARAM, 0, false},
};

static const u32 starts[] = {2, 0};

static const u16 placements[] = {0};

static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct big_page_params *params = out;

	params->base = tsc;
	params->us = value;
	params->per_tick = (u32)rate;
}

static s128 time_at(const void *in, u64 tsc)
{
	const struct big_page_params *params = in;
	s128 delta = (s128)tsc - params->base;

	return params->us + (delta * params->per_tick >> 32);
}

static void encode(void *out, const void *in)
{
	const struct big_page_params *params = in;
	struct big_page_page *page = out;

	page->base = params->base;
	page->us = params->us;
	page->per_tick = params->per_tick;
}

static void decode(void *out, const void *in)
{
	struct big_page_params *params = out;
	const struct big_page_page *page = in;

	params->base = page->base;
	params->us = page->us;
	params->per_tick = page->per_tick;
}

DEFINE_FORMAT(big_page, .origin = "tests", .unit_ns = 1000,
	      .page_size = sizeof(struct big_page_page),
	      .params_size = sizeof(struct big_page_params), .fields = fields,
	      .nfields = ARRAY_SIZE(fields), .starts = starts, .nstarts = ARRAY_SIZE(starts),
	      .placements = placements, .nplacements = ARRAY_SIZE(placements), .anchor = anchor,
	      .time = time_at, .encode = encode, .decode = decode);
