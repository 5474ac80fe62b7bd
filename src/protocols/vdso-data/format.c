/* vdso_data as the engines see it. */
#include "format.h"

#define FIELD(name, role, ...)                                                                     \
	{                                                                                          \
#name, offsetof(struct vdso_data_page, name),                                      \
			sizeof(((struct vdso_data_page *)0)->name), role, __VA_ARGS__              \
	}

static const struct field fields[] = {
	FIELD(seq, FIELD_SEQUENCE, 0, false),	  FIELD(clock_mode, FIELD_OTHER, 0, true),
	FIELD(cycle_last, FIELD_PARAM, 0, false), FIELD(mask, FIELD_OTHER, 0, false),
	FIELD(mult, FIELD_PARAM, 0, false),	  FIELD(shift, FIELD_PARAM, 0, false),
	FIELD(sec, FIELD_PARAM, 0, false),	  FIELD(nsec, FIELD_PARAM, 0, false),
};

static const u32 starts[] = {2, 0xfffffffe};

static const u16 placements[] = {0};

/* A shift of 32, and of less for a rate of a unit a tick and more. */
static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct vdso_data_params *params = out;
	u32 shift = 32;

	for (; rate >> 32; rate >>= 1)
		shift--;
	params->cycle_last = tsc;
	params->mult = (u32)rate;
	params->shift = shift;
	params->sec = value / VDSO_SECOND;
	params->nsec = (value % VDSO_SECOND) << shift;
}

static s128 time_at(const void *in, u64 tsc)
{
	const struct vdso_data_params *params = in;
	s128 delta = (s128)tsc - params->cycle_last;

	return (s128)params->sec * VDSO_SECOND +
	       ((delta * params->mult + params->nsec) >> params->shift);
}

static void encode(void *out, const void *in)
{
	const struct vdso_data_params *params = in;
	struct vdso_data_page *page = out;

	page->clock_mode = VDSO_CLOCKMODE_TSC;
	page->mask = U64_MAX;
	page->cycle_last = params->cycle_last;
	page->mult = params->mult;
	page->shift = params->shift;
	page->sec = params->sec;
	page->nsec = params->nsec;
}

static void decode(void *out, const void *in)
{
	struct vdso_data_params *params = out;
	const struct vdso_data_page *page = in;

	params->cycle_last = page->cycle_last;
	params->mult = page->mult;
	params->shift = page->shift;
	params->sec = page->sec;
	params->nsec = page->nsec;
}

static bool valid(const void *in)
{
	const struct vdso_data_page *page = in;

	return page->clock_mode != VDSO_CLOCKMODE_NONE;
}

DEFINE_FORMAT(vdso_data, .origin = "struct vdso_data of Linux (5.3 to 6.13; then vdso_clock)",
	      .unit_ns = 1, .page_size = sizeof(struct vdso_data_page),
	      .params_size = sizeof(struct vdso_data_params), .fields = fields,
	      .nfields = ARRAY_SIZE(fields), .starts = starts, .nstarts = ARRAY_SIZE(starts),
	      .placements = placements, .nplacements = ARRAY_SIZE(placements), .anchor = anchor,
	      .time = time_at, .encode = encode, .decode = decode, .valid = valid);
