/* The clock of macOS' commpage as the engines see it. */
#include "format.h"

#define FIELD(name, role, ...)                                                                     \
	{                                                                                          \
#name, offsetof(struct commpage_page, name),                                       \
			sizeof(((struct commpage_page *)0)->name), role, __VA_ARGS__               \
	}

static const struct field fields[] = {
	FIELD(nt_tsc_base, FIELD_PARAM, 0, false),	FIELD(nt_scale, FIELD_PARAM, 32, false),
	FIELD(nt_shift, FIELD_PARAM, 0, false),		FIELD(nt_ns_base, FIELD_PARAM, 0, false),
	FIELD(nt_generation, FIELD_SEQUENCE, 0, false),
};

static const char *const page_types[] = {"commpage_time_data", NULL};

static const u32 starts[] = {1, 0xffffffff};

static const u16 placements[] = {0x50 % 64};

/* A shift of 0, and of more for a rate of a unit a tick and more: that of a slow TSC. */
static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct commpage_params *params = out;
	u32 shift = 0;

	for (; rate >> 32; rate >>= 1)
		shift++;
	params->nt_tsc_base = tsc;
	params->nt_ns_base = value;
	params->nt_scale = (u32)rate;
	params->nt_shift = shift;
}

/* A negative delta runs back from nt_ns_base, which no reader's arithmetic is asked to do. */
static s128 time_at(const void *in, u64 tsc)
{
	const struct commpage_params *params = in;
	bool before = tsc < params->nt_tsc_base;
	u128 delta = before ? params->nt_tsc_base - tsc : tsc - params->nt_tsc_base;
	s128 ns = (s128)(((delta << params->nt_shift) * params->nt_scale) >> 32);

	return (s128)params->nt_ns_base + (before ? -ns : ns);
}

static void encode(void *out, const void *in)
{
	const struct commpage_params *params = in;
	struct commpage_page *page = out;

	page->nt_tsc_base = params->nt_tsc_base;
	page->nt_ns_base = params->nt_ns_base;
	page->nt_scale = params->nt_scale;
	page->nt_shift = params->nt_shift;
}

static void decode(void *out, const void *in)
{
	struct commpage_params *params = out;
	const struct commpage_page *page = in;

	params->nt_tsc_base = page->nt_tsc_base;
	params->nt_ns_base = page->nt_ns_base;
	params->nt_scale = page->nt_scale;
	params->nt_shift = page->nt_shift;
}

/* Readers wait for another generation than 0. */
static bool valid(const void *in)
{
	const struct commpage_page *page = in;

	return page->nt_generation != 0;
}

DEFINE_FORMAT(commpage, .origin = "xnu osfmk/i386/cpu_capabilities.h, _COMM_PAGE_NT_*",
	      .page_types = page_types, .unit_ns = 1, .page_size = sizeof(struct commpage_page),
	      .params_size = sizeof(struct commpage_params), .fields = fields,
	      .nfields = ARRAY_SIZE(fields), .starts = starts, .nstarts = ARRAY_SIZE(starts),
	      .placements = placements, .nplacements = ARRAY_SIZE(placements), .anchor = anchor,
	      .time = time_at, .encode = encode, .decode = decode, .valid = valid);
