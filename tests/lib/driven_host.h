/*
 * For the tests of driven hosts: one in KVM's place that does what it is told, and some that do not,
 * and a writer that drives it.
 */
#ifndef TESTS_DRIVEN_HOST_H
#define TESTS_DRIVEN_HOST_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "protocols/pvclock/format.h"
#include "protocols/registry.h"
#include "stress/live/engine.h"
#include "stress/cpu/tsc.h"

#define VCPUS 2
#define STABLE 1 /* pvclock's flags */
#define STOPPED 2

/* What the host does wrong. */
enum fault { RIGHT, BEHIND, ONE_VCPU_OFF, FORGETS, FORGETS_FLAG, FAILS };

/* The host at hand, as a source has no argument to open(). */
static struct {
	_Alignas(4096) u8 pages[VCPUS][4096];
	struct hostlog logs[VCPUS];
	struct live_host host;
	const struct host *publisher;
	enum fault fault;
	u64 tsc_hz, tsc, ns;
	u64 calls;
	unsigned int stopped; /* vCPUs that are to be told */
} fake;

static inline int set_clock(void *arg, u64 ns)
{
	(void)arg;
	fake.tsc = rdtsc_ordered();
	fake.ns = ns;
	fake.calls++;
	return fake.fault == FAILS && fake.calls > 10 ? EIO : 0;
}

static inline int tell_stopped(void *arg, unsigned int vcpu)
{
	(void)arg;
	fake.stopped |= 1u << vcpu;
	return 0;
}

static inline int ack_stopped(void *arg, unsigned int vcpu)
{
	(void)arg;
	fake.stopped &= ~(1u << vcpu);
	((struct pvclock_page *)fake.pages[vcpu])->flags = STABLE;
	return 0;
}

static inline int run(void *arg, unsigned int vcpu)
{
	const struct format *format = registry_find_format("pvclock");
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX];
	struct pvclock_page *page = (struct pvclock_page *)fake.pages[vcpu];
	u64 ns = fake.ns;

	(void)arg;
	if ((fake.fault == BEHIND || fake.fault == FAILS) && fake.calls % 8 == 0)
		ns -= 50000;
	if (fake.fault == ONE_VCPU_OFF && vcpu == 1)
		ns += 100000;
	if (fake.fault == FORGETS && fake.calls % 8 == 0)
		return 0;
	format->anchor(params, fake.tsc, ns, (u64)(1e9 / (double)fake.tsc_hz * 4294967296.0));
	page->flags = STABLE;
	if (fake.stopped >> vcpu & 1 && !(fake.fault == FORGETS_FLAG && fake.calls % 8 == 0))
		page->flags |= STOPPED;
	fake.publisher->publish(page, (const void *)params);
	return 0;
}

static inline unsigned int open_fake(const struct live_source *self, struct live_opening *opening)
{
	struct live_lane *lanes = opening->lanes;

	(void)self;
	fake.tsc_hz = tsc_measure_hz();
	fake.host = (struct live_host){&fake, set_clock, run, tell_stopped, ack_stopped, 0};
	fake.calls = fake.stopped = 0;
	memset(fake.pages, 0, sizeof(fake.pages));
	memset(fake.logs, 0, sizeof(fake.logs));
	set_clock(NULL, 1000000000);
	for (unsigned int i = 0; i < opening->vcpus; i++) {
		assert_true(live_lane_page(&lanes[i], "page", "pvclock", fake.pages[i]));
		lanes[i].host = &fake.host;
		lanes[i].vcpu = i;
		lanes[i].log = &fake.logs[i];
		lanes[i].control = live_control(lanes[i].format);
		assert_int_equal(run(NULL, i), 0);
	}
	return opening->vcpus;
}

/* A writer with its lanes, and a judge of one reader. */
struct bench {
	struct live_lane lanes[LIVE_LANES_MAX];
	struct live_writer writer;
	struct live_track *tracks; /* the writer's */
	struct race_tally tally;
	struct judge judge;
};

static inline struct bench *bench_new(enum fault fault, unsigned int vcpus)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	struct live_opening opening = {.vcpus = vcpus, .lanes = bench->lanes};

	fake.fault = fault;
	fake.publisher = registry_find_host(ENGINE_NATIVE, registry_find_format("pvclock"),
					    "pvclock-odd-even");
	bench->writer.lanes = bench->lanes;
	bench->writer.nlanes = open_fake(NULL, &opening);
	bench->writer.tsc_hz = fake.tsc_hz;
	bench->writer.random = 1;
	bench->writer.rdtscp = tsc_has_rdtscp();
	bench->tracks = bench->writer.tracks = aligned_alloc(64, VCPUS * sizeof(*bench->tracks));
	memset(bench->tracks, 0, VCPUS * sizeof(*bench->tracks));
	assert_int_equal(live_host_start(&bench->writer), 0);
	judge_start(&bench->judge, bench->lanes[0].format, bench->lanes[0].log, true, 0, 0,
		    &bench->tally);
	return bench;
}

static inline void bench_free(struct bench *bench)
{
	free(bench->tracks);
	free(bench);
}

static inline int update(struct bench *bench, unsigned int times)
{
	int error = 0;

	while (times-- && !error)
		error = live_host_update(&bench->writer);
	return error;
}

#endif
