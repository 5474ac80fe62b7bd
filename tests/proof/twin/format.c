/* twin as the engines see it. */
#include "format.h"

#define COPY(i)                                                                                     \
	{"base" #i, offsetof(struct twin_page, copies[i].base), 8, FIELD_PARAM, 0, false},          \
		{"us" #i, offsetof(struct twin_page, copies[i].us), 8, FIELD_PARAM, 0, false},      \
		{"per_tick" #i, offsetof(struct twin_page, copies[i].per_tick), 4, FIELD_PARAM, 32, \
		 false},                                                                            \
	{                                                                                           \
		"unused" #i, offsetof(struct twin_page, copies[i].unused), 4, FIELD_OTHER, 0,       \
			false                                                                       \
	}

static const struct field fields[] = {
	{"count", offsetof(struct twin_page, count), 4, FIELD_SEQUENCE, 0, false},
	{"unused", offsetof(struct twin_page, unused), 4, FIELD_OTHER, 0, false},
	COPY(0),
	COPY(1),
};

static const u32 starts[] = {2, 1, 0};

static const u16 placements[] = {0};

static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct twin_params *params = out;

	params->base = tsc;
	params->us = value;
	params->per_tick = (u32)rate;
}

static s128 time_at(const void *in, u64 tsc)
{
	const struct twin_params *params = in;
	s128 delta = (s128)tsc - params->base;

	return params->us + (delta * params->per_tick >> 32);
}

static void encode(void *out, const void *in)
{
	const struct twin_params *params = in;
	struct twin_page *page = out;

	for (unsigned int i = 0; i < 2; i++) {
		page->copies[i].base = params->base;
		page->copies[i].us = params->us;
		page->copies[i].per_tick = params->per_tick;
	}
}

static void decode(void *out, const void *in)
{
	struct twin_params *params = out;
	const struct twin_page *page = in;
	const struct twin_copy *copy = &page->copies[page->count & 1];

	params->base = copy->base;
	params->us = copy->us;
	params->per_tick = copy->per_tick;
}

static bool valid(const void *page)
{
	(void)page;
	return true;
}

DEFINE_FORMAT(twin, .origin = "tests", .unit_ns = 1000, .page_size = sizeof(struct twin_page),
	      .params_size = sizeof(struct twin_params), .fields = fields,
	      .nfields = ARRAY_SIZE(fields), .starts = starts, .nstarts = ARRAY_SIZE(starts),
	      .placements = placements, .nplacements = ARRAY_SIZE(placements), .anchor = anchor,
	      .time = time_at, .encode = encode, .decode = decode, .valid = valid);
