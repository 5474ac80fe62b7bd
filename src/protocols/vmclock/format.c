/* vmclock_abi as the engines see it. */
#include "format.h"

#define FIELD(name, role, ...)                                                                     \
	{                                                                                          \
#name, offsetof(struct vmclock_page, name),                                        \
			sizeof(((struct vmclock_page *)0)->name), role, __VA_ARGS__                \
	}

static const struct field fields[] = {
	FIELD(magic, FIELD_OTHER, 0, false),
	FIELD(size, FIELD_OTHER, 0, false),
	FIELD(version, FIELD_OTHER, 0, false),
	FIELD(counter_id, FIELD_OTHER, 0, false),
	FIELD(time_type, FIELD_OTHER, 0, false),
	FIELD(seq_count, FIELD_SEQUENCE, 0, false),
	FIELD(disruption_marker, FIELD_OTHER, 0, false),
	FIELD(flags, FIELD_OTHER, 0, false),
	FIELD(pad, FIELD_OTHER, 0, false),
	FIELD(clock_status, FIELD_OTHER, 0, false),
	FIELD(leap_second_smearing_hint, FIELD_OTHER, 0, false),
	FIELD(tai_offset_sec, FIELD_OTHER, 0, true),
	FIELD(leap_indicator, FIELD_OTHER, 0, false),
	FIELD(counter_period_shift, FIELD_PARAM, 0, false),
	FIELD(counter_value, FIELD_PARAM, 0, false),
	FIELD(counter_period_frac_sec, FIELD_PARAM, 0, false),
	FIELD(counter_period_esterror_rate_frac_sec, FIELD_OTHER, 0, false),
	FIELD(counter_period_maxerror_rate_frac_sec, FIELD_OTHER, 0, false),
	FIELD(time_sec, FIELD_PARAM, 0, false),
	FIELD(time_frac_sec, FIELD_PARAM, 64, false),
	FIELD(time_esterror_nanosec, FIELD_OTHER, 0, false),
	FIELD(time_maxerror_nanosec, FIELD_OTHER, 0, false),
	FIELD(vm_generation_counter, FIELD_OTHER, 0, false),
};

static const char *const page_types[] = {"vmclock_abi", NULL};

static const u32 starts[] = {2, 0xfffffffe, 0xffffffff, 1}; /* 0 is like any other */

static const u16 placements[] = {0}; /* a page of the device's */

/* As many bits of the period as there is room for; the time is the least that gives value. */
static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct vmclock_params *params = out;
	u128 period = (u128)rate << 32; /* ns / 2^64 in a tick */
	u8 shift = 0;

	while (period && period < (u128)VMCLOCK_SECOND << 63) {
		period <<= 1;
		shift++;
	}
	params->counter_value = tsc;
	params->counter_period_frac_sec = (u64)(period / VMCLOCK_SECOND);
	params->counter_period_shift = shift;
	params->time_sec = value / VMCLOCK_SECOND;
	params->time_frac_sec =
		(u64)((((u128)(value % VMCLOCK_SECOND) << 64) + VMCLOCK_SECOND - 1) /
		      VMCLOCK_SECOND);
}

/* A negative delta runs back from the time, which no guest's arithmetic is asked to do. */
static s128 time_at(const void *in, u64 tsc)
{
	const struct vmclock_params *params = in;
	bool before = tsc < params->counter_value;
	u64 delta = before ? params->counter_value - tsc : tsc - params->counter_value;
	s128 since = (s128)(((u128)delta * params->counter_period_frac_sec) >>
			    params->counter_period_shift);

	since = (before ? -since : since) + params->time_frac_sec;
	return (params->time_sec + (since >> 64)) * (s128)VMCLOCK_SECOND +
	       (s128)(((u128)(u64)since * VMCLOCK_SECOND) >> 64);
}

/* Of the rest what a guest looks at: the TSC counts, UTC is told, it is synchronised, and monotonic. */
static void encode(void *out, const void *in)
{
	const struct vmclock_params *params = in;
	struct vmclock_page *page = out;

	page->magic = 0x4b4c4356;
	page->size = sizeof(*page);
	page->version = 1;
	page->counter_id = 1;
	page->time_type = 0;
	page->clock_status = 2;
	page->flags = 1 << 7;
	page->counter_period_shift = params->counter_period_shift;
	page->counter_value = params->counter_value;
	page->counter_period_frac_sec = params->counter_period_frac_sec;
	page->time_sec = params->time_sec;
	page->time_frac_sec = params->time_frac_sec;
}

static void decode(void *out, const void *in)
{
	struct vmclock_params *params = out;
	const struct vmclock_page *page = in;

	params->counter_period_shift = page->counter_period_shift;
	params->counter_value = page->counter_value;
	params->counter_period_frac_sec = page->counter_period_frac_sec;
	params->time_sec = page->time_sec;
	params->time_frac_sec = page->time_frac_sec;
}

static bool valid(const void *in)
{
	const struct vmclock_page *page = in;

	return page->clock_status != VMCLOCK_UNRELIABLE;
}

DEFINE_FORMAT(vmclock, .origin = "struct vmclock_abi of QEMU, Linux and Firecracker",
	      .page_types = page_types, .unit_ns = 1, .page_size = sizeof(struct vmclock_page),
	      .params_size = sizeof(struct vmclock_params), .fields = fields,
	      .nfields = ARRAY_SIZE(fields), .starts = starts, .nstarts = ARRAY_SIZE(starts),
	      .placements = placements, .nplacements = ARRAY_SIZE(placements), .anchor = anchor,
	      .time = time_at, .encode = encode, .decode = decode, .valid = valid);
