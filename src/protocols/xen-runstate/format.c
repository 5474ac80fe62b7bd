/*
 * vcpu_runstate_info as the engines see it. Its clock is stolen time, which stands between updates. The rest is made from that, so
 * that all four add up to state_entry_time, as they do for a vCPU that was made at 0; it differs after each update that changes anything.
 */
#include "format.h"

#define FIELD(name, role)                                                                          \
	{                                                                                          \
#name, offsetof(struct xen_runstate_page, name),                                   \
			sizeof(((struct xen_runstate_page *)0)->name), role, 0, false              \
	}
#define TIME(name, i)                                                                              \
	{                                                                                          \
		name, offsetof(struct xen_runstate_page, time[i]), 8, FIELD_PARAM, 0, false        \
	}

static const struct field fields[] = {
	FIELD(state, FIELD_OTHER), FIELD(pad, FIELD_OTHER), FIELD(state_entry_time, FIELD_PARAM),
	TIME("running", 0),	   TIME("runnable", 1),	    TIME("blocked", 2),
	TIME("offline", 3),
};

static const char *const page_types[] = {"vcpu_runstate_info", NULL};

static const u16 placements[] = {0};

static void anchor(void *out, u64 tsc, u64 value, u64 rate)
{
	struct xen_runstate_params *params = out;
	u64 *time = params->time;

	(void)tsc;
	(void)rate;
	time[0] = value / 2;
	time[2] = value / 8;
	time[RUNSTATE_OFFLINE] = value / 4;
	time[RUNSTATE_RUNNABLE] = value - time[RUNSTATE_OFFLINE];
	params->state_entry_time = time[0] + time[1] + time[2] + time[3];
}

static s128 time_at(const void *in, u64 tsc)
{
	const struct xen_runstate_params *params = in;

	(void)tsc;
	return (s128)(params->time[RUNSTATE_RUNNABLE] + params->time[RUNSTATE_OFFLINE]);
}

static void encode(void *out, const void *in)
{
	const struct xen_runstate_params *params = in;
	struct xen_runstate_page *page = out;

	page->state_entry_time = params->state_entry_time;
	memcpy(page->time, params->time, sizeof(page->time));
}

static void decode(void *out, const void *in)
{
	struct xen_runstate_params *params = out;
	const struct xen_runstate_page *page = in;

	params->state_entry_time = page->state_entry_time;
	memcpy(params->time, page->time, sizeof(params->time));
}

DEFINE_FORMAT(xen_runstate, .origin = "struct vcpu_runstate_info of Xen", .page_types = page_types,
	      .unit_ns = 1, .page_size = sizeof(struct xen_runstate_page),
	      .params_size = sizeof(struct xen_runstate_params), .fields = fields,
	      .nfields = ARRAY_SIZE(fields), .placements = placements,
	      .nplacements = ARRAY_SIZE(placements), .anchor = anchor, .time = time_at,
	      .encode = encode, .decode = decode, .still = true, .never_back = true);
