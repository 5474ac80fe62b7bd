/* KSYSTEM_TIME as the engines see it: a time that stands from one tick of the host's to the next. */
#include "format.h"

static const struct field fields[] = {
	{"low", offsetof(struct high_low_high_page, low), 4, FIELD_PARAM, 0, false},
	{"high1", offsetof(struct high_low_high_page, high1), 4, FIELD_PARAM, 0, false},
	{"high2", offsetof(struct high_low_high_page, high2), 4, FIELD_PARAM, 0, false},
};

static const char *const page_types[] = {"KSYSTEM_TIME", "_KSYSTEM_TIME", NULL};

/* InterruptTime and SystemTime: at 0x08 and 0x14 */
static const u16 placements[] = {0x08, 0x14};

static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct high_low_high_params *params = out;

	(void)tsc;
	(void)rate;
	params->low = (u32)value;
	params->high = (u32)(value >> 32);
}

static s128 time_at(const void *in, u64 tsc)
{
	const struct high_low_high_params *params = in;

	(void)tsc;
	return (s128)((u64)params->high << 32 | params->low);
}

static void encode(void *out, const void *in)
{
	const struct high_low_high_params *params = in;
	struct high_low_high_page *page = out;

	page->low = params->low;
	page->high1 = page->high2 = params->high;
}

static void decode(void *out, const void *in)
{
	struct high_low_high_params *params = out;
	const struct high_low_high_page *page = in;

	params->low = page->low;
	params->high = page->high1;
}

DEFINE_FORMAT(high_low_high, .origin = "KSYSTEM_TIME in Windows' KUSER_SHARED_DATA",
	      .page_types = page_types, .unit_ns = 100,
	      .page_size = sizeof(struct high_low_high_page),
	      .params_size = sizeof(struct high_low_high_params), .fields = fields,
	      .nfields = ARRAY_SIZE(fields), .placements = placements,
	      .nplacements = ARRAY_SIZE(placements), .anchor = anchor, .time = time_at,
	      .encode = encode, .decode = decode, .still = true, .never_back = true);
