/*
 * A driven host, in KVM's place: one that does what it is told, and some that do not. What it
 * publishes is logged, and reads are judged against the log; then real races against it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "protocols/pvclock/format.h"
#include "protocols/registry.h"
#include "stress/live_lane.h"
#include "stress/stamp.h"
#include "stress/tsc.h"

#define VCPUS 2
#define STABLE 1 /* pvclock's flags */
#define STOPPED 2

/* What the host does wrong. */
enum fault { RIGHT, BEHIND, ONE_VCPU_OFF, FORGETS, FORGETS_FLAG, FAILS };

/* Hosts of the sources below are described by it, as there is no argument to open(). */
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

static int set_clock(void *arg, u64 ns)
{
	(void)arg;
	fake.tsc = rdtsc_ordered();
	fake.ns = ns;
	fake.calls++;
	return fake.fault == FAILS && fake.calls > 10 ? EIO : 0;
}

static int tell_stopped(void *arg, unsigned int vcpu)
{
	(void)arg;
	fake.stopped |= 1u << vcpu;
	return 0;
}

static int ack_stopped(void *arg, unsigned int vcpu)
{
	(void)arg;
	fake.stopped &= ~(1u << vcpu);
	((struct pvclock_page *)fake.pages[vcpu])->flags = STABLE;
	return 0;
}

static int run(void *arg, unsigned int vcpu)
{
	const struct format *format = registry_find_format("pvclock");
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX];
	struct pvclock_page *page = (struct pvclock_page *)fake.pages[vcpu];
	u64 ns = fake.ns;

	(void)arg;
	if (fake.fault == BEHIND && fake.calls % 8 == 0)
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

static unsigned int open_fake(unsigned int vcpus, struct live_lane *lanes, void **state, char *why,
			      size_t size)
{
	(void)state;
	(void)why;
	(void)size;
	fake.tsc_hz = tsc_measure_hz();
	fake.host = (struct live_host){&fake, set_clock, run, tell_stopped, ack_stopped, 0};
	fake.calls = fake.stopped = 0;
	memset(fake.pages, 0, sizeof(fake.pages));
	memset(fake.logs, 0, sizeof(fake.logs));
	set_clock(NULL, 1000000000);
	for (unsigned int i = 0; i < vcpus; i++) {
		assert_true(live_lane_page(&lanes[i], "page", "pvclock", fake.pages[i]));
		lanes[i].host = &fake.host;
		lanes[i].vcpu = i;
		lanes[i].log = &fake.logs[i];
		lanes[i].control = live_control(lanes[i].format);
		assert_int_equal(run(NULL, i), 0);
	}
	return vcpus;
}

static const struct live_source source = {
	.name = "fake", .text = "", .format = "pvclock", .guest = "pv-ordered", .open = open_fake};

/* A writer with its lanes, and a judge of one reader. */
struct bench {
	struct live_lane lanes[LIVE_LANES_MAX];
	struct live_writer writer;
	struct race_tally tally;
	struct judge judge;
};

static struct bench *bench_new(enum fault fault, unsigned int vcpus)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	fake.fault = fault;
	fake.publisher = registry_find_host(ENGINE_NATIVE, registry_find_format("pvclock"),
					    "pvclock-odd-even");
	bench->writer.lanes = bench->lanes;
	bench->writer.nlanes = open_fake(vcpus, bench->lanes, NULL, NULL, 0);
	bench->writer.tsc_hz = fake.tsc_hz;
	bench->writer.random = 1;
	assert_int_equal(live_host_start(&bench->writer), 0);
	judge_start(&bench->judge, bench->lanes[0].format, bench->lanes[0].log, true, 0, 0,
		    &bench->tally);
	return bench;
}

static int update(struct bench *bench, unsigned int times)
{
	int error = 0;

	while (times-- && !error)
		error = live_host_update(&bench->writer);
	return error;
}

static u64 time_of(const struct bench *bench, u64 tsc)
{
	return (u64)bench->lanes[0].format->time(bench->writer.entries[0].params, tsc);
}

static u64 judge_one(struct bench *bench, u64 value, u64 s, u64 e)
{
	struct batch batch = {.n = 1, .stamps = {s, e}, .values = {value}};
	u64 before = race_violations(&bench->tally.counts);

	judge_batch(&bench->judge, &batch, NULL);
	return race_violations(&bench->tally.counts) - before;
}

static void what_is_asked_is_checked(void **state)
{
	struct bench *bench = bench_new(RIGHT, VCPUS);

	(void)state;
	assert_int_equal(update(bench, 1000), 0);
	assert_int_equal(bench->writer.checked, 1000 * VCPUS);
	assert_int_equal(bench->writer.off, 0);
	assert_int_equal(bench->writer.vcpus_worst, 0);
	assert_int_equal(bench->writer.counts.updates, 1000 * VCPUS);
	assert_true(bench->writer.counts.kinds[UPDATE_STEP_FORWARD]);
	assert_true(bench->writer.counts.kinds[UPDATE_STEP_BACK]);
	assert_true(bench->writer.counts.kinds[UPDATE_REFRESH]);
	free(bench);
}

static void guests_are_told_that_they_were_stopped(void **state)
{
	struct bench *bench = bench_new(RIGHT, VCPUS);
	struct live_snapshot snapshot;
	unsigned int seen = 0;

	(void)state;
	for (unsigned int i = 0; i < 2000; i++) {
		assert_int_equal(update(bench, 1), 0);
		live_snapshot(&bench->lanes[0], &snapshot);
		assert_true(snapshot.good);
		seen += snapshot.flags & STOPPED && snapshot.flags & STABLE;
	}
	assert_true(bench->writer.told >= VCPUS);
	assert_int_equal(bench->writer.shown, bench->writer.told);
	assert_int_equal(bench->writer.lost, 0);
	assert_in_range(seen, 1, 1999); /* it comes, and it goes */
	assert_int_equal(bench->writer.off, 0);
	free(bench);
	bench = bench_new(FORGETS_FLAG, 1);
	assert_int_equal(update(bench, 2000), 0);
	assert_true(bench->writer.lost);
	free(bench);
}

static void a_host_that_is_behind(void **state)
{
	struct bench *bench = bench_new(BEHIND, 1);

	(void)state;
	assert_int_equal(update(bench, 1000), 0);
	assert_in_range(bench->writer.off, 124, 126);
	assert_true(bench->writer.asked_worst > 40000);
	assert_true(bench->writer.first_off.host);
	free(bench);
}

static void a_host_that_forgets(void **state)
{
	struct bench *bench = bench_new(FORGETS, 1);

	(void)state;
	assert_int_equal(update(bench, 1000), 0);
	assert_true(bench->writer.off);
	free(bench);
}

static void a_vcpu_that_is_off(void **state)
{
	struct bench *bench = bench_new(ONE_VCPU_OFF, VCPUS);

	(void)state;
	assert_int_equal(update(bench, 10), 0);
	assert_in_range(bench->writer.vcpus_worst, 99990, 100010);
	assert_true(bench->writer.off);
	free(bench);
}

/* Stamps of a CPU whose TSC may be off are widened by that much, and nothing else is. */
static void a_writer_that_was_moved(void **state)
{
	struct bench *bench = bench_new(RIGHT, 1);
	const struct log_entry *entry = &bench->writer.entries[0];

	(void)state;
	bench->writer.cpu = 0x1000 + 0xffe; /* no CPU of ours */
	bench->writer.margin = fake.tsc_hz * 100;
	assert_int_equal(update(bench, 1), 0);
	assert_true(entry->end - entry->begin >= 2 * bench->writer.margin);
	assert_int_equal(bench->writer.off, 0);
	bench->writer.margin = 0;
	assert_int_equal(update(bench, 1), 0);
	assert_true(entry->end - entry->begin < fake.tsc_hz * 100);
	free(bench);
}

static void a_host_that_fails(void **state)
{
	struct bench *bench = bench_new(FAILS, 1);

	(void)state;
	assert_int_equal(update(bench, 1000), EIO);
	free(bench);
}

static void a_right_read(void **state)
{
	struct bench *bench = bench_new(RIGHT, 1);

	(void)state;
	for (unsigned int i = 0; i < 100; i++) {
		u64 s, e;

		assert_int_equal(update(bench, 1), 0);
		s = stamp();
		e = stamp();
		assert_int_equal(judge_one(bench, time_of(bench, s), s, e), 0);
		assert_int_equal(judge_one(bench, time_of(bench, e), s, e), 0);
	}
	free(bench);
}

/* The system time of one update with the timestamp of another. */
static void a_torn_read(void **state)
{
	struct bench *bench = bench_new(RIGHT, 1);
	struct pvclock_params old, mixed;
	u64 s, e, torn = 0, tried = 0;

	(void)state;
	for (unsigned int i = 0; i < 100; i++) {
		memcpy(&old, bench->writer.entries[0].params, sizeof(old));
		s = stamp();
		assert_int_equal(update(bench, 1), 0);
		while (stamp() - s < fake.tsc_hz / 10000)
			; /* clocks apart by more than the read is long */
		e = stamp();
		if (e - s > fake.tsc_hz / 10)
			continue; /* stopped for so long that the value may be right */
		tried++;
		memcpy(&mixed, bench->writer.entries[0].params, sizeof(mixed));
		mixed.system_time = old.system_time;
		mixed.system_time += 300000000; /* in none of the two */
		torn += judge_one(bench, (u64)bench->lanes[0].format->time(&mixed, e), s, e);
	}
	judge_settle(&bench->tally);
	assert_int_equal(torn, tried);
	assert_true(bench->tally.counts.found[RACE_TORN]);
	free(bench);
}

/* The clock that was there before, when the update had long ended. */
static void a_late_read(void **state)
{
	struct bench *bench = bench_new(RIGHT, 1);
	struct log_entry old;
	u64 s, e;

	(void)state;
	for (unsigned int i = 0; i < 10; i++) {
		old = bench->writer.entries[0];
		assert_int_equal(update(bench, 1), 0);
		s = stamp();
		e = stamp();
		assert_int_equal(judge_one(bench, (u64)bench->lanes[0].format->time(old.params, s),
					   s, e),
				 1);
	}
	free(bench);
}

/* An update that has begun, and does not end: only who may have met it must wait for it. */
static void an_update_under_way(void **state)
{
	struct bench *bench = bench_new(RIGHT, 1);
	struct log_entry next;
	u64 s, e;

	(void)state;
	assert_int_equal(update(bench, 1), 0);
	s = stamp();
	e = stamp();
	bench->judge.limit = hostlog_newest(bench->lanes[0].log);
	next = bench->writer.entries[0];
	next.number++;
	next.begin = rdtsc_ordered();
	hostlog_open(bench->lanes[0].log, &next);
	assert_int_equal(judge_one(bench, time_of(bench, s), s, e), 0);
	assert_int_equal(judge_one(bench, time_of(bench, s) - 1, s, e), 1);
	assert_int_equal(bench->tally.counts.unjudged[RACE_OVERWRITTEN], 0);
	bench->judge.limit = U64_MAX;
	assert_int_equal(judge_one(bench, time_of(bench, s), s, e), 0);
	assert_int_equal(bench->tally.counts.unjudged[RACE_OVERWRITTEN], 1);
	free(bench);
}

/* Values of another thread: a step back that was asked for is none of the host's doing. */
static void order_across_threads(void **state)
{
	struct bench *bench = bench_new(RIGHT, 1);
	unsigned int back = 0;

	(void)state;
	for (unsigned int i = 0; i < 2000 && back < 5; i++) {
		struct log_entry *entry = &bench->writer.entries[0], old = *entry;
		struct batch batch = {.n = 1};
		struct outcome peer = {.set = 1, .reader = 1};

		peer.s = stamp();
		peer.e = stamp();
		peer.value = time_of(bench, peer.s);
		peer.low = peer.high = old.number;
		peer.back_low = peer.back_high = old.back;
		assert_int_equal(update(bench, 1), 0);
		batch.stamps[0] = stamp();
		batch.stamps[1] = stamp();
		batch.values[0] = time_of(bench, batch.stamps[0]);
		judge_batch(&bench->judge, &batch, &peer);
		assert_int_equal(race_violations(&bench->tally.counts), 0);
		back += entry->kind == UPDATE_STEP_BACK;
		if (entry->kind != UPDATE_STEP_BACK)
			continue;
		assert_true(batch.values[0] < peer.value);
		bench->judge.last.set = 0;
		judge_order(&bench->judge, &peer,
			    &(struct outcome){peer.value - 1, batch.stamps[0], batch.stamps[1],
					      entry->number, entry->number, entry->back,
					      entry->back, 0, 1},
			    0);
		assert_int_equal(race_violations(&bench->tally.counts), 0);
	}
	assert_int_equal(back, 5);
	free(bench);
}

static void a_decrease_across_threads(void **state)
{
	struct bench *bench = bench_new(BEHIND, 1);
	unsigned int decreases = 0;

	(void)state;
	for (unsigned int i = 0; i < 2000; i++) {
		struct log_entry *entry = &bench->writer.entries[0];
		struct batch batch = {.n = 1};
		struct outcome peer = {.set = 1, .reader = 1};

		peer.s = stamp();
		peer.e = stamp();
		peer.value = time_of(bench, peer.s);
		peer.low = peer.high = entry->number;
		peer.back_low = peer.back_high = entry->back;
		assert_int_equal(update(bench, 1), 0);
		batch.stamps[0] = stamp();
		batch.stamps[1] = stamp();
		batch.values[0] = time_of(bench, batch.stamps[0]);
		decreases += entry->kind == UPDATE_REFRESH && batch.values[0] < peer.value;
		judge_batch(&bench->judge, &batch, &peer);
	}
	assert_true(decreases);
	assert_true(bench->tally.counts.found[RACE_BACKWARDS]);
	free(bench);
}

/* Real threads against the host in KVM's place. Returns as live_run(). */
static int race(const char *publisher, enum fault fault, const char *guest,
		struct live_summary *summary)
{
	const struct format *format = registry_find_format("pvclock");
	static const volatile int never;
	unsigned int cpus[2] = {0, 0}, n = 0;
	cpu_set_t set;
	struct live_options options = {
		.source = &source,
		.cpus = cpus,
		.vcpus = 1,
		.seconds = 1,
		.seed = 1,
		.stop = &never,
	};

	sched_getaffinity(0, sizeof(set), &set);
	for (unsigned int cpu = 0; cpu < CPU_SETSIZE && n < 2; cpu++)
		if (CPU_ISSET(cpu, &set))
			cpus[n++] = cpu;
	options.ncpus = n;
	if (guest)
		options.guest = registry_find_guest(ENGINE_NATIVE, format, guest);
	fake.publisher = registry_find_host(ENGINE_NATIVE, format, publisher);
	fake.fault = fault;
	return live_run(&options, summary);
}

static void right_host_right_guest(void **state)
{
	struct live_summary *summary = calloc(1, sizeof(*summary));
	int status = race("pvclock-odd-even", RIGHT, NULL, summary);

	(void)state;
	if (status != RACE_SKIPPED) {
		assert_int_equal(status, 0);
		assert_int_equal(race_violations(&summary->race.total.counts), 0);
		assert_true(summary->race.total.counts.updates);
		assert_true(summary->race.total.counts.reads);
		assert_true(summary->control);
		assert_int_equal(summary->made, summary->lanes[0].made);
	}
	free(summary);
}

static void host_publishes_something_else(void **state)
{
	struct live_summary *summary = calloc(1, sizeof(*summary));
	int status = race("pvclock-odd-even", BEHIND, NULL, summary);

	(void)state;
	if (status != RACE_SKIPPED) {
		assert_int_equal(status, 0);
		assert_true(summary->race.total.counts.found[RACE_ARITHMETIC]);
		assert_int_equal(live_status(summary), 1);
	}
	free(summary);
}

static void host_that_fails_ends_the_race(void **state)
{
	struct live_summary *summary = calloc(1, sizeof(*summary));
	int status = race("pvclock-odd-even", FAILS, NULL, summary);

	(void)state;
	if (status != RACE_SKIPPED) {
		assert_int_equal(status, -1);
		assert_non_null(strstr(summary->why, "did not publish"));
	}
	free(summary);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_asked_is_checked),
		cmocka_unit_test(guests_are_told_that_they_were_stopped),
		cmocka_unit_test(a_host_that_is_behind),
		cmocka_unit_test(a_host_that_forgets),
		cmocka_unit_test(a_vcpu_that_is_off),
		cmocka_unit_test(a_writer_that_was_moved),
		cmocka_unit_test(a_host_that_fails),
		cmocka_unit_test(a_right_read),
		cmocka_unit_test(a_torn_read),
		cmocka_unit_test(a_late_read),
		cmocka_unit_test(an_update_under_way),
		cmocka_unit_test(order_across_threads),
		cmocka_unit_test(a_decrease_across_threads),
		cmocka_unit_test(right_host_right_guest),
		cmocka_unit_test(host_publishes_something_else),
		cmocka_unit_test(host_that_fails_ends_the_race),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
