/* fbclock's shared memory, version 1, as the engines see it. */
#include "format.h"

#define FIELD(name, role, is_signed)                                                               \
	{                                                                                          \
#name, offsetof(struct fbclock1_page, name),                                       \
			sizeof(((struct fbclock1_page *)0)->name), role, 0, is_signed              \
	}

static const struct field fields[] = {
	FIELD(crc, FIELD_OTHER, false),
	FIELD(ingress_time_ns, FIELD_PARAM, true),
	FIELD(error_bound_ns, FIELD_PARAM, false),
	FIELD(holdover_multiplier_ns, FIELD_PARAM, false),
};

static const u16 placements[] = {0};

/* All three differ from value to value. */
static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct fbclock1_params *params = out;

	(void)tsc;
	(void)rate;
	params->error_bound_ns = (u32)(value * 0x9e3779b97f4a7c15 >> 32);
	params->holdover_multiplier_ns = (u32)(value * 0xd1b54a32d192ed03 >> 32);
	params->ingress_time_ns = (s64)(value - params->error_bound_ns);
}

static s128 time_at(const void *in, u64 tsc)
{
	(void)tsc;
	return (s128)fbclock1_latest(in);
}

static void encode(void *out, const void *in)
{
	const struct fbclock1_params *params = in;
	struct fbclock1_page *page = out;

	page->crc = fbclock1_crc(params);
	page->ingress_time_ns = params->ingress_time_ns;
	page->error_bound_ns = params->error_bound_ns;
	page->holdover_multiplier_ns = params->holdover_multiplier_ns;
}

static void decode(void *out, const void *in)
{
	struct fbclock1_params *params = out;
	const struct fbclock1_page *page = in;

	params->ingress_time_ns = page->ingress_time_ns;
	params->error_bound_ns = page->error_bound_ns;
	params->holdover_multiplier_ns = page->holdover_multiplier_ns;
}

/* There is always something: readers wait until it matches. */
static bool valid(const void *page)
{
	(void)page;
	return true;
}

DEFINE_FORMAT(fbclock1, .origin = "facebook/time, fbclock/fbclock.h, version 1", .unit_ns = 1,
	      .page_size = sizeof(struct fbclock1_page),
	      .params_size = sizeof(struct fbclock1_params), .fields = fields,
	      .nfields = ARRAY_SIZE(fields), .placements = placements,
	      .nplacements = ARRAY_SIZE(placements), .anchor = anchor, .time = time_at,
	      .encode = encode, .decode = decode, .valid = valid, .still = true);
