/* pvclock_wall_clock as the engines see it: a time that stands until the host writes another. */
#include "format.h"

static const struct field fields[] = {
	{"version", offsetof(struct pvclock_wall_page, version), 4, FIELD_SEQUENCE, 0, false},
	{"sec", offsetof(struct pvclock_wall_page, sec), 4, FIELD_PARAM, 0, false},
	{"nsec", offsetof(struct pvclock_wall_page, nsec), 4, FIELD_PARAM, 0, false},
};

static const char *const page_types[] = {"pvclock_wall_clock", NULL};

static const u32 starts[] = {2, 0xfffffffe, 0xffffffff, 1}; /* 0 is like any other */

/* 60: a line ends behind the version, as a guest may put its page anywhere. */
static const u16 placements[] = {0, 60};

static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct pvclock_wall_params *params = out;

	(void)tsc;
	(void)rate;
	params->sec = (u32)(value / WALL_SECOND);
	params->nsec = (u32)(value % WALL_SECOND);
}

static s128 time_at(const void *in, u64 tsc)
{
	const struct pvclock_wall_params *params = in;

	(void)tsc;
	return (s128)params->sec * (s128)WALL_SECOND + params->nsec;
}

static void encode(void *out, const void *in)
{
	const struct pvclock_wall_params *params = in;
	struct pvclock_wall_page *page = out;

	page->sec = params->sec;
	page->nsec = params->nsec;
}

static void decode(void *out, const void *in)
{
	struct pvclock_wall_params *params = out;
	const struct pvclock_wall_page *page = in;

	params->sec = page->sec;
	params->nsec = page->nsec;
}

DEFINE_FORMAT(pvclock_wall, .origin = "struct pvclock_wall_clock of KVM and Xen",
	      .page_types = page_types, .unit_ns = 1, .page_size = sizeof(struct pvclock_wall_page),
	      .params_size = sizeof(struct pvclock_wall_params), .fields = fields,
	      .nfields = ARRAY_SIZE(fields), .starts = starts, .nstarts = ARRAY_SIZE(starts),
	      .placements = placements, .nplacements = ARRAY_SIZE(placements), .anchor = anchor,
	      .time = time_at, .encode = encode, .decode = decode, .still = true,
	      .whole = WALL_SECOND);
