/* The sources of live clocks: one line each, and those that are no pages. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "protocols/registry.h"
#include "stress/live/lane.h"
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

static unsigned int open_clock(unsigned int vcpus, struct live_lane *lanes, void **state, char *why,
			       size_t size)
{
	clockid_t ids[ARRAY_SIZE(clocks)];
	struct timespec now;
	unsigned int n = 0;
	u64 by_syscall;

	(void)vcpus;
	(void)state;
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
		snprintf(why, size, "clock_gettime() knows no clock");
	return n;
}

static unsigned int open_tsc(unsigned int vcpus, struct live_lane *lanes, void **state, char *why,
			     size_t size)
{
	(void)vcpus;
	(void)state;
	(void)why;
	(void)size;
	snprintf(lanes[0].name, sizeof(lanes[0].name), "lfence; rdtsc");
	lanes[0].kind = LIVE_TSC_RDTSC;
	if (!tsc_has_rdtscp())
		return 1;
	snprintf(lanes[1].name, sizeof(lanes[1].name), "rdtscp");
	lanes[1].kind = LIVE_TSC_RDTSCP;
	return 2;
}

static const struct live_source sources[] = {
	{"pvclock-page", "the pvclock page of KVM or Xen that the kernel maps into every process",
	 "pvclock", "pv-ordered", "pvclock-odd-even", live_open_pvclock_page, NULL},
	{"hyperv-page", "the Hyper-V reference TSC page that the kernel maps into every process",
	 "hyperv-tsc", "hv-ordered", "invalidate", live_open_hyperv_page, NULL},
	{"vmclock", "the page of /dev/vmclock*", NULL, NULL, NULL, live_open_vmclock,
	 live_close_vmclock},
	{"clock", "clock_gettime() of the clocks that a vDSO may have", NULL, NULL, NULL,
	 open_clock, NULL},
	{"tsc", "the bare TSC", NULL, NULL, NULL, open_tsc, NULL},
	{"kvm", "KVM as the host of a small VM: kvmclock pages", "pvclock", "pv-ordered",
	 "pvclock-odd-even", live_open_kvm, live_close_kvm},
	{"kvm-hyperv", "KVM as the host: the Hyper-V reference TSC page", "hyperv-tsc",
	 "hv-ordered", "invalidate", live_open_kvm_hyperv, live_close_kvm},
	{"kvm-xen", "KVM as the host: Xen's vCPU time info", "pvclock", "pv-ordered",
	 "pvclock-odd-even", live_open_kvm_xen, live_close_kvm},
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
static bool set_guests(const struct live_source *source, struct live_lane *lanes, unsigned int n,
		       char *why, size_t size)
{
	for (unsigned int i = 0; i < n; i++) {
		if (lanes[i].kind != LIVE_PAGE)
			continue;
		lanes[i].guest = source->guest ? registry_find_guest(ENGINE_NATIVE, lanes[i].format,
								     source->guest)
					       : &live_vmclock_guest;
		if (lanes[i].guest)
			continue;
		snprintf(why, size, "the guest %s is not in this build", source->guest);
		return false;
	}
	return true;
}

unsigned int live_source_open(const struct live_source *source, unsigned int vcpus,
			      struct live_lane *lanes, void **state, char *why, size_t size)
{
	sigset_t asynchronous, before;
	unsigned int n;

	/* a system call that a signal breaks off is no reason why a source is not there */
	sigemptyset(&asynchronous);
	sigaddset(&asynchronous, SIGINT);
	sigaddset(&asynchronous, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &asynchronous, &before);
	n = source->open(vcpus, lanes, state, why, size);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return set_guests(source, lanes, n, why, size) ? n : 0;
}

bool live_source_probe(const struct live_source *source, char *why, size_t size)
{
	struct live_lane *lanes = calloc(LIVE_LANES_MAX, sizeof(*lanes));
	const char *problem;
	void *state = NULL;
	unsigned int n = 0;

	live_guard_install(true);
	if (!lanes)
		snprintf(why, size, "out of memory");
	else
		n = live_source_open(source, 1, lanes, &state, why, size);
	problem = n && lanes[0].host ? tsc_problem() : NULL; /* its reads are judged by stamps */
	if (problem)
		snprintf(why, size, "%s", problem);
	else if (n)
		snprintf(why, size, "%s",
			 lanes[0].kind == LIVE_PAGE && !lanes[0].host ? lanes[0].name : "");
	if (source->close)
		source->close(state);
	live_guard_install(false);
	free(lanes);
	return n && !problem;
}
