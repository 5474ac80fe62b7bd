/* pvclock_vcpu_time_info as the engines see it. */
#include "format.h"

#define FIELD(name, role, ...)                                                                     \
	{                                                                                          \
#name, offsetof(struct pvclock_page, name),                                        \
			sizeof(((struct pvclock_page *)0)->name), role, __VA_ARGS__                \
	}

static const struct field fields[] = {
	FIELD(version, FIELD_SEQUENCE, 0, false),
	FIELD(pad0, FIELD_OTHER, 0, false),
	FIELD(tsc_timestamp, FIELD_PARAM, 0, false),
	FIELD(system_time, FIELD_PARAM, 0, false),
	FIELD(tsc_to_system_mul, FIELD_PARAM, 32, false),
	FIELD(tsc_shift, FIELD_PARAM, 0, true),
	FIELD(flags, FIELD_OTHER, 0, false),
	FIELD(pad, FIELD_OTHER, 0, false),
};

/* Linux, the BSDs, Xen */
static const char *const page_types[] = {"pvclock_vcpu_time_info", "vcpu_time_info",
					 "pvclock_time_info", NULL};

static const u32 starts[] = {2, 0xfffffffe, 0xffffffff, 1}; /* 0 is like any other */

/* 52: a line ends in the middle of tsc_timestamp, which 4-byte alignment allows. */
static const u16 placements[] = {0, 52};

static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct pvclock_params *params = out;
	s8 shift = 0;

	while (rate >> 32) {
		rate >>= 1;
		shift++;
	}
	while (rate && !(rate >> 31)) {
		rate <<= 1;
		shift--;
	}
	params->tsc_timestamp = tsc;
	params->system_time = value;
	params->tsc_to_system_mul = (u32)rate;
	params->tsc_shift = shift;
}

/* A negative delta runs back from system_time, which no guest's arithmetic is asked to do. */
static s128 time_at(const void *in, u64 tsc)
{
	const struct pvclock_params *params = in;
	bool before = tsc < params->tsc_timestamp;
	u128 delta = before ? params->tsc_timestamp - tsc : tsc - params->tsc_timestamp;
	s128 ns;

	if (params->tsc_shift < 0)
		delta >>= -params->tsc_shift;
	else
		delta <<= params->tsc_shift;
	ns = (s128)((delta * params->tsc_to_system_mul) >> 32);
	return (s128)params->system_time + (before ? -ns : ns);
}

/* One clock for all vCPUs, as the engines have it: there are guests that use no page without the flag. */
#define TSC_STABLE 1

static void encode(void *out, const void *in)
{
	const struct pvclock_params *params = in;
	struct pvclock_page *page = out;

	page->tsc_timestamp = params->tsc_timestamp;
	page->system_time = params->system_time;
	page->tsc_to_system_mul = params->tsc_to_system_mul;
	page->tsc_shift = params->tsc_shift;
	page->flags = TSC_STABLE;
}

static void decode(void *out, const void *in)
{
	struct pvclock_params *params = out;
	const struct pvclock_page *page = in;

	params->tsc_timestamp = page->tsc_timestamp;
	params->system_time = page->system_time;
	params->tsc_to_system_mul = page->tsc_to_system_mul;
	params->tsc_shift = page->tsc_shift;
}

DEFINE_FORMAT(pvclock, .origin = "struct pvclock_vcpu_time_info of KVM and Xen",
	      .page_types = page_types, .unit_ns = 1, .page_size = sizeof(struct pvclock_page),
	      .params_size = sizeof(struct pvclock_params), .fields = fields,
	      .nfields = ARRAY_SIZE(fields), .starts = starts, .nstarts = ARRAY_SIZE(starts),
	      .placements = placements, .nplacements = ARRAY_SIZE(placements), .anchor = anchor,
	      .time = time_at, .encode = encode, .decode = decode, .per_vcpu = true);
