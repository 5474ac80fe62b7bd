/* The clock page of mlx5 network cards as the engines see it. */
#include "format.h"

#define FIELD(name, role)                                                                          \
	{                                                                                          \
#name, offsetof(struct mlx5_clock_page, name),                                     \
			sizeof(((struct mlx5_clock_page *)0)->name), role, 0, false                \
	}

/* What the kernel writes once, as the page is made, is no parameter: shift, mask and overflow_period. */
static const struct field fields[] = {
	FIELD(sign, FIELD_SEQUENCE), FIELD(nsec, FIELD_PARAM), FIELD(cycles, FIELD_PARAM),
	FIELD(frac, FIELD_PARAM),    FIELD(mult, FIELD_PARAM), FIELD(shift, FIELD_OTHER),
	FIELD(mask, FIELD_OTHER),
};

static const char *const page_types[] = {"mlx5_ib_clock_info", NULL};

static const u32 starts[] = {2, 0xfffffffe};

static const u16 placements[] = {0};

/* A part of a ns that differs from value to value. The shift is not written, so a rate of a unit a tick is too much. */
static u64 part(u64 value)
{
	return (u32)(value * 0x9e3779b97f4a7c15 >> 32);
}

static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct mlx5_clock_params *params = out;

	params->nsec = value;
	params->cycles = tsc;
	params->frac = part(value);
	params->mult = (u32)rate;
}

static s128 time_at(const void *in, u64 tsc)
{
	const struct mlx5_clock_params *params = in;
	s128 delta = (s128)tsc - params->cycles;

	return (s128)params->nsec + ((delta * params->mult + params->frac) >> MLX5_CLOCK_SHIFT);
}

static void encode(void *out, const void *in)
{
	const struct mlx5_clock_params *params = in;
	struct mlx5_clock_page *page = out;

	page->nsec = params->nsec;
	page->cycles = params->cycles;
	page->frac = params->frac;
	page->mult = params->mult;
	page->shift = MLX5_CLOCK_SHIFT;
	page->mask = U64_MAX;
}

static void decode(void *out, const void *in)
{
	struct mlx5_clock_params *params = out;
	const struct mlx5_clock_page *page = in;

	params->nsec = page->nsec;
	params->cycles = page->cycles;
	params->frac = page->frac;
	params->mult = page->mult;
}

/* Readers give up while the kernel writes. */
static bool valid(const void *in)
{
	const struct mlx5_clock_page *page = in;

	return !(page->sign & MLX5_CLOCK_UPDATING);
}

DEFINE_FORMAT(mlx5_clock, .origin = "Linux include/uapi/rdma/mlx5-abi.h, struct mlx5_ib_clock_info",
	      .page_types = page_types, .unit_ns = 1, .page_size = sizeof(struct mlx5_clock_page),
	      .params_size = sizeof(struct mlx5_clock_params), .fields = fields,
	      .nfields = ARRAY_SIZE(fields), .starts = starts, .nstarts = ARRAY_SIZE(starts),
	      .placements = placements, .nplacements = ARRAY_SIZE(placements), .anchor = anchor,
	      .time = time_at, .encode = encode, .decode = decode, .valid = valid);
