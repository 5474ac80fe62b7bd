/*
 * Order by TSC stamps in real races: a guest that gives some threads less than the others is caught,
 * and nothing rests on stamps that are not believed.
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
#include "stress/live/engine.h"
#include "stress/cpu/tsc.h"

/* A page that nobody updates, read by a guest that gives every second thread BEHIND ns less. */
#define BEHIND 5000000

static _Alignas(4096) u8 page[4096];
static _Atomic unsigned int threads;

static bool read_warped(const void *in, u64 *time)
{
	static _Thread_local unsigned int number;
	const struct pvclock_page *from = in;

	if (!number)
		number = 1 + atomic_fetch_add(&threads, 1);
	*time = from->system_time +
		pvclock_scale(rdtsc_ordered() - from->tsc_timestamp, from->tsc_to_system_mul,
			      from->tsc_shift) -
		(number & 1) * BEHIND;
	return true;
}

static const struct guest warped = {.name = "warped", .format = "pvclock", .read = read_warped};

static bool stable = true; /* its flag TSC_STABLE */

static unsigned int open_page(const struct live_source *self, struct live_opening *opening)
{
	const struct format *format = registry_find_format("pvclock");
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX];

	(void)self;
	format->anchor(params, rdtsc(), 1ull << 40,
		       (u64)(1e9 / (double)tsc_measure_hz() * 4294967296.0));
	format->encode(page, params);
	((struct pvclock_page *)page)->version = 2;
	((struct pvclock_page *)page)->flags = stable;
	return live_lane_page(opening->lanes, "page", "pvclock", page);
}

static const struct live_source source = {
	.name = "page", .text = "", .format = "pvclock", .guest = "pv-ordered", .open = open_page};

static unsigned int told;	 /* violations by stamps that were passed on */
static unsigned int measured;	 /* how often the skew was */
static unsigned int drifts_from; /* from this measurement on it is another one; 0: never */
static bool fails;		 /* or it cannot be measured */

static int measure_or_drift(unsigned int a, unsigned int b, s64 *low, s64 *high)
{
	int error = tsc_measure_skew(a, b, low, high);

	if (drifts_from && ++measured >= drifts_from) {
		if (fails)
			return EAGAIN;
		*low += 1 << 20;
		*high += 1 << 20;
	}
	return error;
}

static void on_violation(void *arg, const char *lane, const struct format *format,
			 const struct race_violation *violation)
{
	(void)arg;
	(void)lane;
	(void)format;
	told += violation->by_stamps;
}

static struct live_summary *race_to(int wanted, const struct guest *guest,
				    const char *(*problem)(void))
{
	struct live_summary *summary = calloc(1, sizeof(*summary));
	static const volatile int never;
	unsigned int cpus[2], n = 0;
	struct live_options options = {
		.source = &source,
		.guest = guest,
		.cpus = cpus,
		.readers = 2,
		.vcpus = 1,
		.seconds = 1,
		.stop = &never,
		.calls = {.violation = on_violation},
		.tsc_problem = problem,
		.measure_skew = measure_or_drift,
	};
	cpu_set_t set;

	sched_getaffinity(0, sizeof(set), &set);
	for (unsigned int cpu = 0; cpu < CPU_SETSIZE && n < 2; cpu++)
		if (CPU_ISSET(cpu, &set))
			cpus[n++] = cpu;
	options.ncpus = n;
	measured = told = 0;
	assert_int_equal(live_run(&options, summary), wanted);
	return summary;
}

static struct live_summary *race(const struct guest *guest, const char *(*problem)(void))
{
	return race_to(0, guest, problem);
}

static void a_right_guest_is_in_order(void **state)
{
	struct live_summary *summary = race(NULL, NULL);

	(void)state;
	assert_int_equal(live_status(summary), 0);
	assert_true(summary->ordered || summary->order_why[0]);
	free(summary);
}

static void a_warp_between_threads(void **state)
{
	struct live_summary *summary = race(&warped, NULL);

	(void)state;
	/* by stamps alone it is seen where two batches come one after the other, which may take a while */
	for (unsigned int i = 0; i < 30 && summary->ordered && !summary->disordered; i++) {
		free(summary);
		summary = race(&warped, NULL);
	}
	assert_true(summary->race.total.counts.found[VIOLATION_BACKWARDS]);
	assert_int_equal(live_status(summary), 1);
	assert_true(summary->disordered || !summary->ordered);
	assert_int_equal(summary->race.total.counts.unjudged[RACE_CLOCK], 0);
	free(summary);
}

/* Without TSC_STABLE the host promises nothing about two CPUs. */
static void a_warp_that_is_allowed(void **state)
{
	struct live_summary *summary;

	(void)state;
	stable = false;
	summary = race(&warped, NULL);
	stable = true;
	assert_int_equal(summary->race.total.counts.found[VIOLATION_BACKWARDS], 0);
	assert_int_equal(summary->pairs, 0);
	assert_int_equal(summary->ordered, 0);
	free(summary);
}

/* The TSCs drift: what was found by hand-over stands, and nothing that rests on stamps. */
static void a_warp_while_the_tscs_drift(void **state)
{
	struct live_summary *summary;

	(void)state;
	drifts_from = 2; /* the first is that of the start */
	summary = race(&warped, NULL);
	drifts_from = 0;
	if (summary->ordered && measured > 1) {
		assert_int_equal(told, 0);
		assert_int_equal(summary->disordered, 0);
		assert_non_null(strstr(summary->order_why, "is now off by"));
		assert_true(summary->race.total.counts.unjudged[RACE_CLOCK]);
		assert_false(summary->race.total.first[VIOLATION_BACKWARDS].by_stamps);
	}
	assert_true(summary->race.total.counts.found[VIOLATION_BACKWARDS]);
	free(summary);
}

/* The TSCs cannot be measured again: then nothing that rests on stamps was confirmed. */
static void a_warp_that_is_not_confirmed(void **state)
{
	struct live_summary *summary;

	(void)state;
	drifts_from = 2;
	fails = true;
	summary = race(&warped, NULL);
	drifts_from = 0;
	fails = false;
	if (summary->ordered && measured > 1) {
		assert_int_equal(told, 0);
		assert_int_equal(summary->disordered, 0);
		assert_non_null(strstr(summary->order_why, " again: "));
		assert_true(summary->race.total.counts.unjudged[RACE_CLOCK]);
	}
	free(summary);
}

static const char *a_problem(void)
{
	return "no TSC to trust";
}

static void without_a_tsc_to_trust(void **state)
{
	struct live_summary *summary = race(&warped, a_problem);

	(void)state;
	assert_int_equal(summary->ordered, 0);
	assert_int_equal(told, 0);
	assert_string_equal(summary->order_why, "no TSC to trust");
	assert_true(summary->race.total.counts.found[VIOLATION_BACKWARDS]);
	free(summary);
}

static bool read_lacking(const void *in, u64 *time)
{
	(void)in;
	*time = 0;
	__asm__ volatile(".byte 0x0f, 0xff, 0xc0"); /* UD0 */
	return true;
}

static void what_a_cpu_lacks_is_skipped(void **state)
{
	static const struct guest lacking = {
		.name = "lacking", .format = "pvclock", .read = read_lacking};
	struct live_summary *summary = race_to(RACE_SKIPPED, &lacking, NULL);

	(void)state;
	assert_string_equal(summary->why, "the guest " GUARD_NO_INSTRUCTION);
	free(summary);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_right_guest_is_in_order),
		cmocka_unit_test(a_warp_between_threads),
		cmocka_unit_test(a_warp_that_is_allowed),
		cmocka_unit_test(a_warp_while_the_tscs_drift),
		cmocka_unit_test(a_warp_that_is_not_confirmed),
		cmocka_unit_test(without_a_tsc_to_trust),
		cmocka_unit_test(what_a_cpu_lacks_is_skipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
