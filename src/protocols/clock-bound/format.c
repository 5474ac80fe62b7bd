/* ClockBound's shared memory as the engines see it. */
#include "format.h"

#define FIELD(name, role, ...)                                                                     \
	{                                                                                          \
#name, offsetof(struct clock_bound_page, name),                                    \
			sizeof(((struct clock_bound_page *)0)->name), role, __VA_ARGS__            \
	}

static const struct field fields[] = {
	FIELD(generation, FIELD_SEQUENCE, 0, false),   FIELD(as_of_sec, FIELD_PARAM, 0, false),
	FIELD(as_of_nsec, FIELD_PARAM, 0, false),      FIELD(void_after_sec, FIELD_PARAM, 0, false),
	FIELD(void_after_nsec, FIELD_PARAM, 0, false), FIELD(bound_nsec, FIELD_PARAM, 0, true),
	FIELD(max_drift_ppb, FIELD_PARAM, 0, false),
};

static const u32 starts[] = {2};

static const u16 placements[] = {0};

static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct clock_bound_params *params = out;

	params->as_of_sec = tsc / CLOCK_BOUND_SECOND;
	params->as_of_nsec = tsc % CLOCK_BOUND_SECOND;
	params->void_after_sec = params->as_of_sec + CLOCK_BOUND_LIFE;
	params->void_after_nsec = params->as_of_nsec;
	params->bound_nsec = (s64)value;
	params->max_drift_ppb = (u32)(((u128)rate * CLOCK_BOUND_SECOND) >> 32);
}

/* A negative delta runs back from the bound, which no reader's arithmetic is asked to do. */
static s128 time_at(const void *in, u64 tsc)
{
	const struct clock_bound_params *params = in;
	u64 as_of = params->as_of_sec * CLOCK_BOUND_SECOND + params->as_of_nsec;
	bool before = tsc < as_of;
	u64 delta = before ? as_of - tsc : tsc - as_of;
	s128 drift = (s128)((u128)delta * params->max_drift_ppb / CLOCK_BOUND_SECOND);

	return params->bound_nsec + (before ? -drift : drift);
}

static void encode(void *out, const void *in)
{
	const struct clock_bound_params *params = in;
	struct clock_bound_page *page = out;

	page->as_of_sec = params->as_of_sec;
	page->as_of_nsec = params->as_of_nsec;
	page->void_after_sec = params->void_after_sec;
	page->void_after_nsec = params->void_after_nsec;
	page->bound_nsec = params->bound_nsec;
	page->max_drift_ppb = params->max_drift_ppb;
}

static void decode(void *out, const void *in)
{
	struct clock_bound_params *params = out;
	const struct clock_bound_page *page = in;

	params->as_of_sec = page->as_of_sec;
	params->as_of_nsec = page->as_of_nsec;
	params->void_after_sec = page->void_after_sec;
	params->void_after_nsec = page->void_after_nsec;
	params->bound_nsec = page->bound_nsec;
	params->max_drift_ppb = page->max_drift_ppb;
}

static bool valid(const void *in)
{
	const struct clock_bound_page *page = in;

	return page->generation != 0;
}

DEFINE_FORMAT(clock_bound, .origin = "aws/clock-bound, clock-bound-shm (24bbc338)", .unit_ns = 1,
	      .page_size = sizeof(struct clock_bound_page),
	      .params_size = sizeof(struct clock_bound_params), .fields = fields,
	      .nfields = ARRAY_SIZE(fields), .starts = starts, .nstarts = ARRAY_SIZE(starts),
	      .placements = placements, .nplacements = ARRAY_SIZE(placements), .anchor = anchor,
	      .time = time_at, .encode = encode, .decode = decode, .valid = valid);
