/*
 * VMClock: /dev/vmclock*, one page that the hypervisor keeps, mapped read-only. Its layout and
 * arithmetic, and a guest that follows its contract: sequence even and unchanged around the fields
 * and the TSC.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "stress/cpu/crew.h"
#include "stress/live/source/lane.h"

#define PAGE 4096
#define MAGIC 0x4b4c4356u /* "VCLK" */
#define COUNTER_X86_TSC 1
#define STATUS_UNRELIABLE 4

struct vmclock_page {
	u32 magic, size;
	u16 version;
	u8 counter_id, time_type;
	u32 seq_count;
	u64 disruption_marker, flags;
	u8 pad[2], clock_status, leap_smearing;
	u16 tai_offset_sec;
	u8 leap_indicator, counter_period_shift;
	u64 counter_value;	     /* ticks at which the time is time_sec + time_frac_sec */
	u64 counter_period_frac_sec; /* seconds per tick, 0.64 fixed point, >> period_shift */
	u64 period_esterror, period_maxerror;
	u64 time_sec, time_frac_sec;
	u64 time_esterror, time_maxerror, generation;
};

_Static_assert(offsetof(struct vmclock_page, time_frac_sec) == 0x50, "as the ABI has it");
_Static_assert(sizeof(struct vmclock_page) == 0x70, "as the ABI has it");

struct vmclock_params {
	u64 counter_value, period, sec, frac;
	u8 shift;
};

#define FIELD(name, role, bits)                                                                    \
	{                                                                                          \
#name, offsetof(struct vmclock_page, name),                                        \
			sizeof(((struct vmclock_page *)0)->name), role, bits, false                \
	}

static const struct field fields[] = {
	FIELD(seq_count, FIELD_SEQUENCE, 0),  FIELD(counter_period_shift, FIELD_PARAM, 0),
	FIELD(counter_value, FIELD_PARAM, 0), FIELD(counter_period_frac_sec, FIELD_PARAM, 64),
	FIELD(time_sec, FIELD_PARAM, 0),      FIELD(time_frac_sec, FIELD_PARAM, 64),
};

/* delta ticks in ns. The product has up to 128 bits: whole seconds and the rest go separately. */
static u128 ticks_ns(u64 delta, u64 period, u8 shift)
{
	u128 fraction = (u128)delta * period >> shift; /* seconds, 64.64 */

	return (fraction >> 64) * 1000000000 + ((u128)(u64)fraction * 1000000000 >> 64);
}

static u128 params_ns(const struct vmclock_params *params)
{
	return (u128)params->sec * 1000000000 + ((u128)params->frac * 1000000000 >> 64);
}

static s128 time_at(const void *in, u64 tsc)
{
	const struct vmclock_params *params = in;
	bool before = tsc < params->counter_value;
	u64 delta = before ? params->counter_value - tsc : tsc - params->counter_value;
	s128 ns = (s128)ticks_ns(delta, params->period, params->shift);

	return (s128)params_ns(params) + (before ? -ns : ns);
}

static void decode(void *out, const void *in)
{
	struct vmclock_params *params = out;
	const struct vmclock_page *page = in;

	params->counter_value = page->counter_value;
	params->period = page->counter_period_frac_sec;
	params->sec = page->time_sec;
	params->frac = page->time_frac_sec;
	params->shift = page->counter_period_shift;
}

static void encode(void *out, const void *in)
{
	const struct vmclock_params *params = in;
	struct vmclock_page *page = out;

	page->counter_value = params->counter_value;
	page->counter_period_frac_sec = params->period;
	page->time_sec = params->sec;
	page->time_frac_sec = params->frac;
	page->counter_period_shift = params->shift;
}

static bool valid(const void *in)
{
	const struct vmclock_page *page = in;

	return page->clock_status != STATUS_UNRELIABLE;
}

const struct format live_vmclock_format = {
	.name = "vmclock",
	.origin = "VMClock ABI, version 1",
	.unit_ns = 1,
	.page_size = sizeof(struct vmclock_page),
	.params_size = sizeof(struct vmclock_params),
	.fields = fields,
	.nfields = ARRAY_SIZE(fields),
	.time = time_at,
	.encode = encode,
	.decode = decode,
	.valid = valid,
};

static bool vmclock_read(const void *in, u64 *time)
{
	const struct vmclock_page *page = in;
	struct vmclock_params params;
	u32 sequence;
	u64 tsc;
	u8 status;

	do {
		sequence = READ_ONCE(page->seq_count) & ~1u;
		smp_rmb(); /* the sequence before the fields */
		params.counter_value = READ_ONCE(page->counter_value);
		params.period = READ_ONCE(page->counter_period_frac_sec);
		params.shift = READ_ONCE(page->counter_period_shift);
		params.sec = READ_ONCE(page->time_sec);
		params.frac = READ_ONCE(page->time_frac_sec);
		status = READ_ONCE(page->clock_status);
		tsc = rdtsc_ordered();
		smp_rmb(); /* the fields before the recheck */
	} while (READ_ONCE(page->seq_count) != sequence);
	*time = (u64)time_at(&params, tsc);
	return status != STATUS_UNRELIABLE;
}

const struct guest live_vmclock_guest = {
	.name = "vmclock_ordered", .format = "vmclock", .read = vmclock_read, .file = __FILE__};

bool live_recognise_vmclock(const void *in, char *why, size_t size)
{
	const struct vmclock_page *page = in;
	const char *problem = NULL;

	if (page->magic != MAGIC)
		problem = "it does not begin with VCLK";
	else if (page->size < sizeof(*page) || page->size > PAGE)
		problem = "its size is not plausible";
	else if (page->version != 1)
		problem = "its version is not 1";
	else if (page->counter_id != COUNTER_X86_TSC)
		problem = "its counter is not the TSC";
	else if (!page->counter_period_frac_sec || page->counter_period_shift > 63)
		problem = "its period is that of no real TSC";
	else if (!valid(page))
		problem = "its clock is marked unreliable";
	if (problem)
		snprintf(why, size, "%s", problem);
	return !problem;
}

/* Opened and mapped; NULL with the reason. */
static void *map(const char *path, char *why, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *page;

	if (fd < 0) {
		snprintf(why, size, "%s: %s%s", path, strerror(errno),
			 errno == EACCES || errno == EPERM
				 ? ": run as root, or have it made readable"
				 : "");
		return NULL;
	}
	page = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
	if (page == MAP_FAILED)
		snprintf(why, size, "%s: it cannot be mapped: %s", path, strerror(errno));
	close(fd);
	return page == MAP_FAILED ? NULL : page;
}

unsigned int live_open_vmclock(const struct live_source *source, struct live_opening *opening)
{
	char reason[LIVE_WHY / 2] = "it cannot be read";
	struct live_look look = {source->recognise, opening->lanes, false, reason, sizeof(reason)};
	size_t size = opening->size;
	char *why = opening->why;
	glob_t paths;
	void *page;

	if (glob("/dev/vmclock*", 0, NULL, &paths)) {
		snprintf(why, size,
			 "there is no /dev/vmclock*: it takes a hypervisor that offers "
			 "the device, and Linux 6.13 with PTP_1588_CLOCK_VMCLOCK");
		return 0;
	}
	page = map(paths.gl_pathv[0], why, size);
	if (page && live_lane_page(opening->lanes, paths.gl_pathv[0], "vmclock", page) &&
	    !guarded(live_look, &look)) {
		snprintf(why, size, "%s: %s", paths.gl_pathv[0], reason);
		munmap(page, PAGE);
		page = NULL;
	}
	globfree(&paths);
	opening->state = page;
	return page != NULL;
}

void live_close_vmclock(void *state)
{
	if (state)
		munmap(state, PAGE);
}
