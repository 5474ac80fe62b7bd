/*
 * Whole live races on a page whose hypervisor is a thread of the test: one that does its work, and
 * some that do not. A race ends by itself, and says what was wrong.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <semaphore.h>
#include <setjmp.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "protocols/pvclock/format.h"
#include "protocols/registry.h"
#include "stress/live/live.h"
#include "stress/live/source/lane.h"
#include "stress/cpu/tsc.h"
#include "stress/cpu/upset.h"

#define STEP_NS 50000000
#define PAUSE_NS 1500000000
#define BURST 50 /* updates in a row */

enum fault { RIGHT, NEVER, STEPS_BACK, DIES_ODD, GOES_AWAY, PAUSES };

static struct {
	struct pvclock_page *page;
	int fd;
	enum fault fault;
	_Atomic bool stop;
	sem_t progress; /* the race went on: it is the hypervisor's turn */
	u64 published;
	pthread_t thread;
} hypervisor;

/* The clock that is there, from now on, and step ns more. */
static void publish(s64 step)
{
	const struct format *format = registry_find_format("pvclock");
	const struct host *host = registry_find_host(ENGINE_NATIVE, format, "pvclock-odd-even");
	_Alignas(16) struct pvclock_params params;
	u64 tsc = rdtsc_ordered();

	format->decode(&params, hypervisor.page);
	params.system_time = (u64)format->time(&params, tsc) + (u64)step;
	params.tsc_timestamp = tsc;
	host->publish(hypervisor.page, &params);
	hypervisor.published++;
}

/* The readers are at it: time for the hypervisor's fault, and for each of its updates. */
static void on_progress(void *arg, double seconds, const struct race_counts *counts)
{
	(void)arg;
	(void)seconds;
	if (counts->reads)
		sem_post(&hypervisor.progress);
}

static void *work(void *arg)
{
	(void)arg;
	sem_wait(&hypervisor.progress);
	if (atomic_load(&hypervisor.stop))
		return NULL;
	if (hypervisor.fault == STEPS_BACK)
		publish(-STEP_NS);
	if (hypervisor.fault == DIES_ODD)
		WRITE_ONCE(hypervisor.page->version, hypervisor.page->version | 1);
	if (hypervisor.fault == GOES_AWAY)
		assert_int_equal(ftruncate(hypervisor.fd, 0), 0);
	while (!atomic_load(&hypervisor.stop)) {
		for (unsigned int i = 0; i < BURST && hypervisor.fault == RIGHT; i++) {
			publish(1000);
			sched_yield();
		}
		sem_wait(&hypervisor.progress);
	}
	return NULL;
}

/*
 * One read takes more than a second, all on the CPU, and no signal comes through meanwhile: what a
 * thread looks like to others while a hypervisor has paused its vCPU.
 */
static bool read_paused(const void *in, u64 *time)
{
	static _Atomic bool paused;
	const struct format *format = registry_find_format("pvclock");
	sigset_t all, before;
	u64 begin;

	if (!atomic_exchange(&paused, true)) {
		sigfillset(&all);
		pthread_sigmask(SIG_SETMASK, &all, &before);
		for (begin = upset_now(); upset_now() - begin < PAUSE_NS;)
			;
		pthread_sigmask(SIG_SETMASK, &before, NULL);
	}
	return registry_find_guest(ENGINE_NATIVE, format, "pv-ordered")->read(in, time);
}

static const struct guest paused_guest = {
	.name = "paused", .format = "pvclock", .read = read_paused};

static unsigned int open_page(const struct live_source *self, struct live_opening *opening)
{
	const struct format *format = registry_find_format("pvclock");
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX];

	(void)self;
	hypervisor.fd = memfd_create("page", MFD_CLOEXEC);
	assert_int_equal(ftruncate(hypervisor.fd, 4096), 0);
	hypervisor.page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, hypervisor.fd, 0);
	assert_ptr_not_equal(hypervisor.page, MAP_FAILED);
	format->anchor(params, rdtsc(), 1ull << 40,
		       (u64)(1e9 / (double)tsc_measure_hz() * 4294967296.0));
	format->encode(hypervisor.page, params);
	hypervisor.page->version = 2;
	hypervisor.page->flags = 1;
	assert_true(live_lane_page(opening->lanes, "page", "pvclock", hypervisor.page));
	atomic_store(&hypervisor.stop, false);
	assert_int_equal(sem_init(&hypervisor.progress, 0, 0), 0);
	hypervisor.published = 0;
	assert_int_equal(pthread_create(&hypervisor.thread, NULL, work, NULL), 0);
	return 1;
}

static void close_page(void *state)
{
	(void)state;
	atomic_store(&hypervisor.stop, true);
	sem_post(&hypervisor.progress);
	pthread_join(hypervisor.thread, NULL);
	sem_destroy(&hypervisor.progress);
	munmap(hypervisor.page, 4096);
	close(hypervisor.fd);
}

static const struct live_source source = {
	.name = "hypervisor",
	.text = "",
	.format = "pvclock",
	.guest = "pv-ordered",
	.open = open_page,
	.close = close_page,
};

static unsigned int violations; /* that were passed on */

static void on_violation(void *arg, const char *lane, const struct format *format,
			 const struct race_violation *violation)
{
	(void)arg;
	assert_string_equal(lane, "page");
	assert_string_equal(format->name, "pvclock");
	assert_true(violation->kind < VIOLATION_KINDS);
	violations++;
}

/* NULL if this machine's TSC is not to be trusted. */
static struct live_summary *race(enum fault fault)
{
	struct live_summary *summary = calloc(1, sizeof(*summary));
	static const volatile int never;
	unsigned int cpus[2], n = 0;
	struct live_options options = {
		.source = &source,
		.cpus = cpus,
		.readers = 2,
		.vcpus = 1,
		.seconds = 1,
		.stop = &never,
		.calls = {.progress = on_progress, .violation = on_violation},
	};
	cpu_set_t set;
	int status;

	sched_getaffinity(0, sizeof(set), &set);
	for (unsigned int cpu = 0; cpu < CPU_SETSIZE && n < 2; cpu++)
		if (CPU_ISSET(cpu, &set))
			cpus[n++] = cpu;
	options.ncpus = n;
	if (fault == PAUSES)
		options.guest = &paused_guest;
	hypervisor.fault = fault;
	violations = 0;
	status = live_run(&options, summary);
	if (status == RACE_SKIPPED) {
		free(summary);
		return NULL;
	}
	assert_int_equal(status, 0);
	return summary;
}

static void one_that_does_its_work(void **state)
{
	struct live_summary *summary = race(RIGHT);

	(void)state;
	if (!summary)
		return;
	assert_int_equal(live_status(summary), 0);
	assert_in_range(summary->race.total.counts.updates, 1, hypervisor.published);
	assert_true(summary->race.total.counts.reads);
	assert_int_equal(violations, 0);
	free(summary);
}

static void one_that_never_updates(void **state)
{
	struct live_summary *summary = race(NEVER);

	(void)state;
	if (!summary)
		return;
	assert_int_equal(live_status(summary), 0);
	assert_int_equal(summary->race.total.counts.updates, 0);
	assert_int_equal(summary->race.total.counts.overlapped, 0);
	assert_true(summary->lanes[0].stable);
	assert_false(summary->driven);
	free(summary);
}

static void one_that_steps_back(void **state)
{
	struct live_summary *summary = race(STEPS_BACK);

	(void)state;
	if (!summary)
		return;
	assert_true(summary->race.total.counts.found[VIOLATION_BACKWARDS]);
	assert_int_equal(live_status(summary), 1);
	assert_true(violations);
	assert_in_range(summary->race.total.first[VIOLATION_BACKWARDS].before -
				summary->race.total.first[VIOLATION_BACKWARDS].value,
			1, STEP_NS);
	free(summary);
}

static void one_that_dies_odd(void **state)
{
	struct live_summary *summary = race(DIES_ODD);

	(void)state;
	if (!summary)
		return;
	/* readers that had too little CPU time to be called stuck were broken off */
	assert_true(summary->race.total.counts.found[VIOLATION_STUCK] || summary->race.abandoned);
	free(summary);
}

static void one_that_pauses_a_cpu(void **state)
{
	struct live_summary *summary = race(PAUSES);

	(void)state;
	if (!summary)
		return;
	assert_int_equal(summary->race.total.counts.found[VIOLATION_STUCK], 0);
	free(summary);
}

static void one_whose_page_goes_away(void **state)
{
	struct live_summary *summary = race(GOES_AWAY);

	(void)state;
	if (!summary)
		return;
	assert_non_null(strstr(summary->why, "went away"));
	free(summary);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_does_its_work),
		cmocka_unit_test(one_that_never_updates),
		cmocka_unit_test(one_that_steps_back),
		cmocka_unit_test(one_that_dies_odd),
		cmocka_unit_test(one_that_pauses_a_cpu),
		cmocka_unit_test(one_whose_page_goes_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
