/* The Hyper-V reference TSC page as the engines see it. */
#include "format.h"

static const struct field fields[] = {
	{"sequence", offsetof(struct hyperv_tsc_page, sequence), 4, FIELD_SEQUENCE, 0, false},
	{"reserved", offsetof(struct hyperv_tsc_page, reserved), 4, FIELD_OTHER, 0, false},
	{"scale", offsetof(struct hyperv_tsc_page, scale), 8, FIELD_PARAM, .fraction = 64},
	{"offset", offsetof(struct hyperv_tsc_page, offset), 8, FIELD_PARAM, .is_signed = true},
};

/* Linux, the BSDs, Xen */
static const char *const page_types[] = {"ms_hyperv_tsc_page",	  "hyperv_reftsc",
					 "hyperv_tsc_page",	  "hv_reference_tsc_page",
					 "hv_ref_tsc_page",	  "_HV_REFERENCE_TSC_PAGE",
					 "HV_REFERENCE_TSC_PAGE", NULL};

static const u32 starts[] = {2, 0xfffffffe, 0xffffffff, 1, 0};

static const u16 placements[] = {0}; /* the TLFS puts it at the start of a page */

/*
 * 32 bits of scale are finer than any rate. What never changes is never tested, so they come from
 * the rate's lowest bits: 0 for a plain rate (1/4, say), and else none of its bytes stays.
 */
static u64 finer(u64 rate)
{
	return (u32)((rate & 0xffff) * 0x9e3779b1);
}

static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct hyperv_tsc_params *params = out;

	params->scale = rate << 32 | finer(rate); /* 32.32 to 0.64; the rate is below 1 */
	params->offset = (s64)(value - mul_u64_u64_shr(tsc, params->scale, 64));
}

static s128 time_at(const void *in, u64 tsc)
{
	const struct hyperv_tsc_params *params = in;

	return (s128)(((u128)tsc * params->scale) >> 64) + params->offset;
}

static void encode(void *out, const void *in)
{
	const struct hyperv_tsc_params *params = in;
	struct hyperv_tsc_page *page = out;

	page->scale = params->scale;
	page->offset = params->offset;
}

static void decode(void *out, const void *in)
{
	struct hyperv_tsc_params *params = out;
	const struct hyperv_tsc_page *page = in;

	params->scale = page->scale;
	params->offset = page->offset;
}

static bool valid(const void *in)
{
	const struct hyperv_tsc_page *page = in;

	return page->sequence != 0;
}

DEFINE_FORMAT(hyperv_tsc, .origin = "Hyper-V TLFS 12.7, reference TSC page",
	      .page_types = page_types, .unit_ns = 100, .page_size = sizeof(struct hyperv_tsc_page),
	      .params_size = sizeof(struct hyperv_tsc_params), .fields = fields,
	      .nfields = ARRAY_SIZE(fields), .starts = starts, .nstarts = ARRAY_SIZE(starts),
	      .placements = placements, .nplacements = ARRAY_SIZE(placements), .anchor = anchor,
	      .time = time_at, .encode = encode, .decode = decode, .valid = valid);
