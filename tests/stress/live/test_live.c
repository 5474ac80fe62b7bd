/*
 * How clocks whose host is not ours are judged. Pages and batches are made by hand, so each case is
 * one violation, and its neighbour none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "protocols/pvclock/format.h"
#include "stress/live/track.h"

#define TSC (1ull << 42)
#define N 4 /* reads of a batch made by hand */

/* A reader's track on a clock without a page, or on a page. */
struct bench {
	struct live_lane lane;
	struct live_track track;
	struct pvclock_page page;
	struct live_snapshot before, after;
};

static int set_up(void **state)
{
	struct bench *bench = aligned_alloc(64, (sizeof(*bench) + 63) / 64 * 64);

	memset(bench, 0, sizeof(*bench));
	bench->lane.kind = LIVE_CLOCK;
	bench->track.lane = &bench->lane;
	bench->track.reader = 3;
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static struct batch four(u64 a, u64 b, u64 c, u64 d, u64 tsc)
{
	return (struct batch){.n = N, .stamps = {tsc, tsc + 1000}, .values = {a, b, c, d}};
}

static u64 found(const struct bench *bench, enum violation kind)
{
	return bench->track.tally.counts.found[kind];
}

static void order_of_a_thread(void **state)
{
	struct bench *bench = *state;
	struct batch batch = four(10, 11, 11, 20, TSC);

	live_order_batch(&bench->track, &batch, NULL, NULL, NULL, 0);
	assert_int_equal(race_violations(&bench->track.tally.counts), 0);
	batch = four(20, 21, 30, 29, TSC + 2000);
	live_order_batch(&bench->track, &batch, NULL, NULL, NULL, 0);
	assert_int_equal(found(bench, VIOLATION_BACKWARDS), 1);
	assert_int_equal(bench->track.tally.first[VIOLATION_BACKWARDS].value, 29);
	assert_int_equal(bench->track.tally.first[VIOLATION_BACKWARDS].before, 30);
	batch = four(28, 40, 41, 42, TSC + 4000); /* and between two batches */
	live_order_batch(&bench->track, &batch, NULL, NULL, NULL, 0);
	assert_int_equal(found(bench, VIOLATION_BACKWARDS), 2);
	assert_int_equal(bench->track.tally.counts.reads, 3 * N);
}

static void order_across_threads(void **state)
{
	struct bench *bench = *state;
	struct outcome peer = {.value = 100, .s = TSC - 500, .e = TSC - 400, .reader = 1, .set = 1};
	struct batch batch = four(100, 101, 102, 103, TSC);

	live_order_batch(&bench->track, &batch, NULL, NULL, &peer, 0);
	assert_int_equal(race_violations(&bench->track.tally.counts), 0);
	assert_int_equal(bench->track.pairs, 1);
	peer.value = 200;
	batch = four(199, 203, 204, 205, TSC + 2000);
	live_order_batch(&bench->track, &batch, NULL, NULL, &peer, 0);
	assert_int_equal(found(bench, VIOLATION_BACKWARDS), 1);
	assert_int_equal(bench->track.tally.first[VIOLATION_BACKWARDS].before_reader, 1);
	peer.set = 0; /* it was being written */
	peer.value = 1000;
	batch = four(206, 207, 208, 209, TSC + 4000);
	live_order_batch(&bench->track, &batch, NULL, NULL, &peer, 0);
	assert_int_equal(found(bench, VIOLATION_BACKWARDS), 1);
}

/* A page whose clock is the TSC / 2, in ns, plus some offset. */
static void show(struct bench *bench, u32 version, u64 offset, struct live_snapshot *snapshot)
{
	bench->page.version = version;
	bench->page.tsc_timestamp = TSC;
	bench->page.system_time = offset;
	bench->page.tsc_to_system_mul = 1u << 31;
	bench->page.flags = 1;
	assert_true(live_lane_page(&bench->lane, "page", "pvclock", &bench->page));
	live_snapshot(&bench->lane, snapshot);
	assert_true(snapshot->good);
}

/* The clock goes on at half the rate from TSC + 400, that many units ahead of where it was. */
static void slow_down(struct bench *bench, s64 ahead)
{
	show(bench, 2, 0, &bench->before);
	bench->page.version = 4;
	bench->page.tsc_timestamp = TSC + 400;
	bench->page.system_time = (u64)(200 + ahead);
	bench->page.tsc_to_system_mul = 1u << 30;
	live_snapshot(&bench->lane, &bench->after);
	assert_true(bench->after.good);
}

/*
 * The old clock at TSC + 900 and the new one after it: less, and nobody knows when the update came. If
 * before the first read's TSC, that was late.
 */
static void a_decrease_over_an_update_that_a_late_sample_may_explain(void **state)
{
	struct bench *bench = *state;
	struct batch batch = four(50, 450, 337, 345, TSC);
	struct race_counts *counts = &bench->track.tally.counts;

	slow_down(bench, 0);
	live_order_batch(&bench->track, &batch, &bench->before, &bench->after, NULL, 0);
	assert_int_equal(race_violations(counts), 0);
	assert_int_equal(counts->unjudged[RACE_AMBIGUOUS], 1);
	/* whenever it came, the host stepped back */
	bench->track.last.set = 0;
	slow_down(bench, -150);
	batch = four(50, 450, 187, 195, TSC);
	live_order_batch(&bench->track, &batch, &bench->before, &bench->after, NULL, 0);
	assert_int_equal(found(bench, VIOLATION_BACKWARDS), 1);
	assert_int_equal(counts->unjudged[RACE_AMBIGUOUS], 1);
	/* the first value is not of the old clock within its read, the second not of the new one */
	bench->track.last.set = 0;
	slow_down(bench, 0);
	batch = four(50, 501, 337, 345, TSC);
	live_order_batch(&bench->track, &batch, &bench->before, &bench->after, NULL, 0);
	assert_int_equal(found(bench, VIOLATION_BACKWARDS), 2);
	bench->track.last.set = 0;
	batch = four(50, 450, 60, 460, TSC);
	live_order_batch(&bench->track, &batch, &bench->before, &bench->after, NULL, 0);
	assert_int_equal(found(bench, VIOLATION_BACKWARDS), 3);
	assert_int_equal(counts->unjudged[RACE_AMBIGUOUS], 1);
	/* and without an update it is what it was */
	bench->track.last.set = 0;
	batch = four(50, 450, 337, 345, TSC);
	live_order_batch(&bench->track, &batch, &bench->before, &bench->before, NULL, 0);
	assert_int_equal(found(bench, VIOLATION_BACKWARDS), 4);
}

/* The clock was set back in between: values from before say nothing about those after it. */
static void a_clock_that_was_set(void **state)
{
	struct bench *bench = *state;
	struct outcome peer = {
		.value = 9000, .s = TSC - 500, .e = TSC - 400, .reader = 1, .set = 1};
	struct batch batch = four(1000, 1001, 1002, 1003, TSC);

	live_order_batch(&bench->track, &batch, NULL, NULL, NULL, 0);
	bench->track.epoch = 1;
	batch = four(100, 101, 102, 103, TSC + 2000);
	live_order_batch(&bench->track, &batch, NULL, NULL, &peer, 0);
	assert_int_equal(race_violations(&bench->track.tally.counts), 0);
	assert_int_equal(bench->track.pairs, 0);
	peer.low = 1; /* and of the same epoch they do */
	batch = four(104, 105, 106, 105, TSC + 4000);
	live_order_batch(&bench->track, &batch, NULL, NULL, &peer, 0);
	assert_int_equal(found(bench, VIOLATION_BACKWARDS), 2);
	assert_int_equal(bench->track.pairs, 1);
}

/* A batch that was elsewhere in between: its order is judged, its stamps are no one CPU's. */
static void a_batch_that_moved(void **state)
{
	struct bench *bench = *state;
	struct batch batch = four(5000, 5000, 9000, 8999, TSC);

	show(bench, 2, 5000, &bench->before);
	batch.cpu = RACE_MOVED;
	live_order_batch(&bench->track, &batch, &bench->before, &bench->before, NULL, 0);
	assert_int_equal(found(bench, VIOLATION_BACKWARDS), 1);
	assert_int_equal(found(bench, VIOLATION_ARITHMETIC), 0);
	assert_int_equal(bench->track.tally.counts.unjudged[RACE_MIGRATED], N);
}

static void coarse_is_never_ahead(void **state)
{
	struct bench *bench = *state;
	struct batch batch = four(10, 10, 10, 10, TSC);

	bench->lane.coarse = true;
	live_order_batch(&bench->track, &batch, NULL, NULL, NULL, 10);
	assert_int_equal(race_violations(&bench->track.tally.counts), 0);
	live_order_batch(&bench->track, &batch, NULL, NULL, NULL, 9);
	assert_int_equal(found(bench, VIOLATION_BACKWARDS), 1);
}

static void page_values(void **state)
{
	struct bench *bench = *state;
	struct batch batch = four(5000, 5000, 5499, 5500, TSC);

	show(bench, 2, 5000, &bench->before);
	bench->after = bench->before;
	live_order_batch(&bench->track, &batch, &bench->before, &bench->after, NULL, 0);
	assert_int_equal(race_violations(&bench->track.tally.counts), 0);
	batch = four(5500, 5500, 5500, 6001, TSC + 1000);
	live_order_batch(&bench->track, &batch, &bench->before, &bench->after, NULL, 0);
	assert_int_equal(found(bench, VIOLATION_ARITHMETIC), 1);
	assert_int_equal(race_violations(&bench->track.tally.counts), 1);
}

static void page_torn(void **state)
{
	struct bench *bench = *state;
	struct batch batch = four(5000, 5400, 90100, 90500, TSC);

	show(bench, 2, 5000, &bench->before);
	show(bench, 4, 90000, &bench->after);
	live_order_batch(&bench->track, &batch, &bench->before, &bench->after, NULL, 0);
	assert_int_equal(race_violations(&bench->track.tally.counts), 0);
	memset(&bench->track.last, 0, sizeof(bench->track.last));
	batch = four(5000, 5400, 47000, 90500, TSC); /* half of each */
	live_order_batch(&bench->track, &batch, &bench->before, &bench->after, NULL, 0);
	assert_int_equal(found(bench, VIOLATION_TORN), 1);
	assert_int_equal(bench->track.tally.first[VIOLATION_TORN].ngenerations, 2);
	live_order_update(&bench->track, &bench->before, TSC);
	assert_int_equal(bench->track.jump, 0);
	live_order_update(&bench->track, &bench->after, TSC);
	assert_int_equal(bench->track.jump, 85000);
	assert_true(bench->track.stable);
}

static void page_updated_twice(void **state)
{
	struct bench *bench = *state;
	struct batch batch = four(5000, 5400, 47000, 90500, TSC);

	show(bench, 2, 5000, &bench->before);
	show(bench, 6, 90000, &bench->after);
	live_order_batch(&bench->track, &batch, &bench->before, &bench->after, NULL, 0);
	assert_int_equal(race_violations(&bench->track.tally.counts), 0);
	assert_int_equal(bench->track.tally.counts.unjudged[RACE_OVERWRITTEN], N);
}

static void odd_page_has_no_snapshot(void **state)
{
	struct bench *bench = *state;

	show(bench, 2, 5000, &bench->before);
	bench->page.version = 3;
	live_snapshot(&bench->lane, &bench->after);
	assert_false(bench->after.good);
}

static void status_of_a_summary(void **state)
{
	struct live_summary *summary = calloc(1, sizeof(*summary));
	struct race_counts *counts = &summary->race.total.counts;

	(void)state;
	assert_int_equal(live_status(summary), 2); /* nothing was read */
	counts->reads = 10;
	assert_int_equal(live_status(summary), 0);
	counts->unjudged[RACE_MIGRATED] = 10;
	assert_int_equal(live_status(summary), 2);
	counts->unjudged[RACE_MIGRATED] = 0;
	summary->driven = true;
	counts->updates = 5;
	assert_int_equal(live_status(summary), 2); /* the control was not caught */
	summary->caught = 1;
	assert_int_equal(live_status(summary), 0);
	summary->nlanes = 2;
	summary->lanes[0].reads = 10;
	assert_int_equal(live_status(summary), 2); /* the other one was never read */
	assert_non_null(strstr(live_untested(summary), "not all pages or clocks were read"));
	summary->lanes[1].reads = 10;
	assert_int_equal(live_status(summary), 0);
	assert_null(live_untested(summary));
	counts->found[VIOLATION_TORN] = 1;
	assert_int_equal(live_status(summary), 1);
	summary->caught = 0;
	assert_int_equal(live_status(summary), 1);
	free(summary);
}

/* No vDSO has the first clock, and each has the second. */
static void who_needs_a_system_call(void **state)
{
	static const clockid_t clocks[] = {CLOCK_PROCESS_CPUTIME_ID, CLOCK_MONOTONIC_COARSE};
	u64 by_syscall = live_by_syscall(clocks, ARRAY_SIZE(clocks));

	(void)state;
	if (!prctl(PR_GET_SECCOMP) && getauxval(AT_SYSINFO_EHDR))
		assert_int_equal(by_syscall, 1);
	else
		assert_true(by_syscall <= 3);
}

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(status_of_a_summary),
		cmocka_unit_test(who_needs_a_system_call),
		BENCH_TEST(order_of_a_thread),
		BENCH_TEST(order_across_threads),
		BENCH_TEST(a_decrease_over_an_update_that_a_late_sample_may_explain),
		BENCH_TEST(a_clock_that_was_set),
		BENCH_TEST(a_batch_that_moved),
		BENCH_TEST(coarse_is_never_ahead),
		BENCH_TEST(page_values),
		BENCH_TEST(page_torn),
		BENCH_TEST(page_updated_twice),
		BENCH_TEST(odd_page_has_no_snapshot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
