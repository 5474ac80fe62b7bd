/* ntpd's shared memory for reference clocks as the engines see it: a stamp that stands until the next one. */
#include "format.h"

#define FIELD(name, role, is_signed)                                                               \
	{                                                                                          \
#name, offsetof(struct ntp_shm_page, name),                                        \
			sizeof(((struct ntp_shm_page *)0)->name), role, 0, is_signed               \
	}

static const struct field fields[] = {
	FIELD(count, FIELD_SEQUENCE, false),   FIELD(clock_sec, FIELD_PARAM, true),
	FIELD(clock_usec, FIELD_PARAM, true),  FIELD(valid, FIELD_OTHER, true),
	FIELD(clock_nsec, FIELD_PARAM, false),
};

static const char *const page_types[] = {"shmTime", NULL};

static const u32 starts[] = {2, 0xfffffffe};

static const u16 placements[] = {0};

static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct ntp_shm_params *params = out;

	(void)tsc;
	(void)rate;
	params->clock_sec = (s64)(value / NTP_SHM_SECOND);
	params->clock_nsec = (u32)(value % NTP_SHM_SECOND);
	params->clock_usec = (s32)(params->clock_nsec / 1000);
}

static s128 time_at(const void *in, u64 tsc)
{
	const struct ntp_shm_params *params = in;

	(void)tsc;
	return (s128)params->clock_sec * (s128)NTP_SHM_SECOND + params->clock_nsec;
}

static void encode(void *out, const void *in)
{
	const struct ntp_shm_params *params = in;
	struct ntp_shm_page *page = out;

	page->clock_sec = params->clock_sec;
	page->clock_usec = params->clock_usec;
	page->clock_nsec = params->clock_nsec;
	page->valid = 1;
}

static void decode(void *out, const void *in)
{
	struct ntp_shm_params *params = out;
	const struct ntp_shm_page *page = in;

	params->clock_sec = page->clock_sec;
	params->clock_usec = page->clock_usec;
	params->clock_nsec = page->clock_nsec;
}

static bool valid(const void *in)
{
	const struct ntp_shm_page *page = in;

	return page->valid;
}

DEFINE_FORMAT(ntp_shm, .origin = "ntpd ntpd/refclock_shm.c, struct shmTime",
	      .page_types = page_types, .unit_ns = 1, .page_size = sizeof(struct ntp_shm_page),
	      .params_size = sizeof(struct ntp_shm_params), .fields = fields,
	      .nfields = ARRAY_SIZE(fields), .starts = starts, .nstarts = ARRAY_SIZE(starts),
	      .placements = placements, .nplacements = ARRAY_SIZE(placements), .anchor = anchor,
	      .time = time_at, .encode = encode, .decode = decode, .valid = valid, .still = true,
	      .whole = NTP_SHM_SECOND);
