/* What there is to read, and how a source describes it. For stress/live/ and its tests only. */
#ifndef STRESS_LIVE_LANE_H
#define STRESS_LIVE_LANE_H

#include <time.h>

#include "stress/judge/hostlog.h"
#include "stress/live/source/source.h"

#define LIVE_STEP_NS 1000000000 /* what a driven clock is set ahead: large enough to see tears */

#define LIVE_STABLE 1 /* pvclock's flags */
#define LIVE_STOPPED 2

/* How the values of a lane come about. */
enum live_kind {
	LIVE_PAGE,	 /* by a guest, from a page */
	LIVE_CLOCK,	 /* clock_gettime() */
	LIVE_TSC_RDTSC,	 /* lfence; rdtsc */
	LIVE_TSC_RDTSCP, /* rdtscp */
};

/*
 * A host that can be made to publish. One thread calls all. set_clock: the page's time shall be ns
 * from now on. run: put that onto the page of a vCPU. tell_stopped: the next run shall also say
 * that the guest was stopped meanwhile, and all later ones until the guest (ack_stopped) has taken
 * note of it; both NULL: no such flag. Each returns 0 or an errno value.
 */
struct live_host {
	void *arg;
	int (*set_clock)(void *arg, u64 ns);
	int (*run)(void *arg, unsigned int vcpu);
	int (*tell_stopped)(void *arg, unsigned int vcpu);
	int (*ack_stopped)(void *arg, unsigned int vcpu);
	u64 tsc_off; /* ticks: the guest's TSC differs from ours by at most that */
};

/* One page, or one clock, that all readers read. */
struct live_lane {
	char name[32];
	enum live_kind kind;
	clockid_t clock;
	clockid_t fine; /* of a coarse clock: the one that it must not be ahead of */
	bool coarse;
	bool by_syscall; /* the vDSO does not have it */
	bool settable;	 /* somebody may set it: a decrease then is no violation */
	/* Of a page: */
	const struct format *format;
	const struct guest *guest;
	const u8 *page;
	const u8 *pages; /* the first of all vCPUs' pages, of which this is one; or the same */
	bool asks;	 /* the guest asks which vCPU it is on, and is given that one */
	const u32 *sequence;
	u32 step; /* what an update adds to the sequence; 2: it is odd meanwhile */
	/* Of a host that is driven: */
	const struct live_host *host;
	unsigned int vcpu;
	const struct guest *control;
	struct hostlog *log;
};

/* What a page's parameters were. */
struct live_snapshot {
	bool good; /* it was consistent */
	bool valid;
	u32 sequence;
	u8 flags;
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX];
};

/*
 * Which of n clocks does clock_gettime() need a system call for? Bit i is clocks[i]'s; 0 if that
 * cannot be found out.
 */
u64 live_by_syscall(const clockid_t *clocks, unsigned int n);

/* Take a consistent copy of a lane's page; good is false if it does not come to rest. */
void live_snapshot(const struct live_lane *lane, struct live_snapshot *snapshot);

/* One page of memory may hold a clock page: what it must pass. Each fails with a reason in why. */
bool live_recognise_pvclock(const void *page, char *why, size_t size);
bool live_recognise_hyperv(const void *page, char *why, size_t size);
bool live_recognise_vmclock(const void *page, char *why, size_t size);

/* A lane's time and the kernel's raw clock at the same moment. */
struct live_pair {
	const struct live_lane *lane;
	u64 ns, raw; /* ns; of a host that is driven, which sets its clock all the time: the TSC */
	u64 apart;   /* ns: as near as that */
};

/*
 * Take a struct live_pair, at arg, of its lane: the closest of some tries; false if there is none.
 * Not by the lane's guest, which may wait for ever if the page stays odd.
 */
bool live_pair_take(void *arg);

/* How much faster than the raw clock a lane is that has grown by so many ns between two pairs. */
double live_pair_ppm(const struct live_pair *first, const struct live_pair *last, u64 grown);

/*
 * Does the page's time, at the TSC, grow at the rate of CLOCK_MONOTONIC_RAW? Looks for some
 * milliseconds.
 */
bool live_rate_agrees(const struct live_lane *lane, char *why, size_t size);

/* Is a lane's page a clock page of that kind? It may fault: for guarded(), arg is a struct live_look. */
struct live_look {
	bool (*recognise)(const void *page, char *why, size_t size);
	const struct live_lane *lane;
	bool there; /* it did not fault */
	char *why;
	size_t size;
};

bool live_look(void *arg);

/* The sources' open and close functions. */
unsigned int live_open_page(const struct live_source *source, struct live_opening *opening);
unsigned int live_open_vmclock(const struct live_source *source, struct live_opening *opening);
void live_close_vmclock(void *state);
unsigned int live_open_kvm(const struct live_source *source, struct live_opening *opening);
void live_close_kvm(void *state);

/* The source's open(), with the right guest in each lane of a page. */
unsigned int live_source_open(const struct live_source *source, struct live_opening *opening);

/* Describe a lane of a page in that format; false if the format is not linked in. */
bool live_lane_page(struct live_lane *lane, const char *name, const char *format, const void *page);

/* The vmclock page's format and its guest, which are this file's own. */
extern const struct format live_vmclock_format;
extern const struct guest live_vmclock_guest;

#endif
