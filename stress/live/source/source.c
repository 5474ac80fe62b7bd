/* The sources of live clocks: one line each, and those that are no pages. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "protocols/registry.h"
#include "stress/cpu/crew.h"
#include "stress/live/source/lane.h"
#include "stress/cpu/tsc.h"

static const struct {
	const char *name;
	clockid_t clock, fine;
	bool coarse, settable;
} clocks[] = {
	{"CLOCK_REALTIME", CLOCK_REALTIME, 0, false, true},
	{"CLOCK_MONOTONIC", CLOCK_MONOTONIC, 0, false, false},
	{"CLOCK_MONOTONIC_RAW", CLOCK_MONOTONIC_RAW, 0, false, false},
	{"CLOCK_BOOTTIME", CLOCK_BOOTTIME, 0, false, false},
	{"CLOCK_TAI", CLOCK_TAI, 0, false, true},
	{"CLOCK_REALTIME_COARSE", CLOCK_REALTIME_COARSE, CLOCK_REALTIME, true, true},
	{"CLOCK_MONOTONIC_COARSE", CLOCK_MONOTONIC_COARSE, CLOCK_MONOTONIC, true, false},
};

static unsigned int open_clock(const struct live_source *source, struct live_opening *opening)
{
	struct live_lane *lanes = opening->lanes;
	clockid_t ids[ARRAY_SIZE(clocks)];
	struct timespec now;
	unsigned int n = 0;
	u64 by_syscall;

	(void)source;
	for (unsigned int i = 0; i < ARRAY_SIZE(clocks); i++) {
		if (clock_gettime(clocks[i].clock, &now))
			continue;
		snprintf(lanes[n].name, sizeof(lanes[n].name), "%s", clocks[i].name);
		lanes[n].kind = LIVE_CLOCK;
		lanes[n].clock = ids[n] = clocks[i].clock;
		lanes[n].fine = clocks[i].fine;
		lanes[n].coarse = clocks[i].coarse;
		lanes[n++].settable = clocks[i].settable;
	}
	by_syscall = live_by_syscall(ids, n);
	for (unsigned int i = 0; i < n; i++)
		lanes[i].by_syscall = by_syscall >> i & 1;
	if (!n)
		snprintf(opening->why, opening->size, "clock_gettime() knows no clock");
	return n;
}

static unsigned int open_tsc(const struct live_source *source, struct live_opening *opening)
{
	struct live_lane *lanes = opening->lanes;

	(void)source;
	snprintf(lanes[0].name, sizeof(lanes[0].name), "lfence; rdtsc");
	lanes[0].kind = LIVE_TSC_RDTSC;
	if (!tsc_has_rdtscp()) {
		opening->left_out = "without rdtscp: " TSC_NO_RDTSCP;
		return 1;
	}
	snprintf(lanes[1].name, sizeof(lanes[1].name), "rdtscp");
	lanes[1].kind = LIVE_TSC_RDTSCP;
	return 2;
}

static const struct live_source sources[] = {
	{"pvclock-page", "the pvclock page of KVM or Xen that the kernel maps into every process",
	 "pvclock", "pv-ordered", "pvclock-odd-even", live_open_page, NULL, live_recognise_pvclock,
	 "it takes a guest of KVM or Xen whose clock source kvm-clock or xen has been in use"},
	{"hyperv-page", "the Hyper-V reference TSC page that the kernel maps into every process",
	 "hyperv-tsc", "hv-ordered", "invalidate", live_open_page, NULL, live_recognise_hyperv,
	 "it takes a guest of Hyper-V (or of a hypervisor that speaks it) whose clock source "
	 "hyperv_clocksource_tsc_page has been in use"},
	{.name = "vmclock",
	 .text = "the page of /dev/vmclock*",
	 .open = live_open_vmclock,
	 .close = live_close_vmclock,
	 .recognise = live_recognise_vmclock},
	{.name = "clock",
	 .text = "clock_gettime() of the clocks that a vDSO may have",
	 .open = open_clock},
	{.name = "tsc", .text = "the bare TSC", .open = open_tsc},
	{"kvm", "KVM as the host of a small VM: kvmclock pages", "pvclock", "pv-ordered",
	 "pvclock-odd-even", live_open_kvm, live_close_kvm, NULL, NULL},
	{"kvm-hyperv", "KVM as the host: the Hyper-V reference TSC page", "hyperv-tsc",
	 "hv-ordered", "invalidate", live_open_kvm, live_close_kvm, NULL, NULL},
	{"kvm-xen", "KVM as the host: Xen's vCPU time info", "pvclock", "pv-ordered",
	 "pvclock-odd-even", live_open_kvm, live_close_kvm, NULL, NULL},
};

const struct live_source *live_source(unsigned int i)
{
	return i < ARRAY_SIZE(sources) ? &sources[i] : NULL;
}

const struct live_source *live_source_find(const char *name)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(sources); i++)
		if (!strcmp(sources[i].name, name))
			return &sources[i];
	return NULL;
}

/* The right guest of each page. */
static bool set_guests(const struct live_source *source, const struct live_opening *opening,
		       unsigned int n)
{
	struct live_lane *lanes = opening->lanes;

	for (unsigned int i = 0; i < n; i++) {
		if (lanes[i].kind != LIVE_PAGE)
			continue;
		lanes[i].guest = source->guest ? registry_find_guest(ENGINE_NATIVE, lanes[i].format,
								     source->guest)
					       : &live_vmclock_guest;
		if (lanes[i].guest)
			continue;
		snprintf(opening->why, opening->size, "the guest %s is not in this build",
			 source->guest);
		return false;
	}
	return true;
}

unsigned int live_source_open(const struct live_source *source, struct live_opening *opening)
{
	sigset_t asynchronous, before;
	unsigned int n;

	/* a system call that a signal breaks off is no reason why a source is not there */
	sigemptyset(&asynchronous);
	sigaddset(&asynchronous, SIGINT);
	sigaddset(&asynchronous, SIGTERM);
	sigaddset(&asynchronous, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &asynchronous, &before);
	n = source->open(source, opening);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return set_guests(source, opening, n) ? n : 0;
}

bool live_source_probe(const struct live_source *source, char *why, size_t size)
{
	struct live_lane *lanes = calloc(LIVE_LANES_MAX, sizeof(*lanes));
	struct live_opening opening = {.vcpus = 1, .lanes = lanes, .why = why, .size = size};
	const char *problem;
	unsigned int n = 0;

	guard_install(true);
	if (!lanes)
		snprintf(why, size, "out of memory");
	else
		n = live_source_open(source, &opening);
	problem = n && lanes[0].host ? tsc_problem() : NULL; /* its reads are judged by stamps */
	if (problem)
		snprintf(why, size, "%s", problem);
	else if (n && lanes[0].kind == LIVE_PAGE && !lanes[0].host)
		snprintf(why, size, "%s", lanes[0].name);
	else if (n)
		snprintf(why, size, "%s", opening.left_out ? opening.left_out : "");
	if (source->close)
		source->close(opening.state);
	guard_remove();
	free(lanes);
	return n && !problem;
}
