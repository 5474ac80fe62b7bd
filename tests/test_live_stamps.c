/*
 * Order by TSC stamps: what two CPUs' stamps say about two values, when they are believed, and that
 * nothing rests on them once they are not. The marks are made by hand; then real races are run
 * whose guest gives some threads less than the others.
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
#include "stress/live_engine.h"
#include "stress/tsc.h"

#define TSC (1ull << 42)

static void add(struct live_ring *ring, u64 end, u64 value)
{
	live_ring_add(ring, &(struct live_mark){end, value, 0});
}

static void a_ring_gives_the_newest(void **state)
{
	struct live_ring *ring = aligned_alloc(64, sizeof(*ring));
	struct live_mark marks[LIVE_RING / 2];

	(void)state;
	memset(ring, 0, sizeof(*ring));
	assert_int_equal(live_ring_copy(ring, 0, marks), 0);
	for (u64 i = 1; i <= 10; i++)
		add(ring, 100 * i, i);
	assert_int_equal(live_ring_copy(ring, 0, marks), 10);
	assert_int_equal(marks[0].value, 10);
	assert_int_equal(marks[9].value, 1);
	assert_int_equal(live_ring_copy(ring, 800, marks), 4); /* 10, 9, 8, and one before */
	assert_int_equal(marks[3].value, 7);
	for (u64 i = 11; i <= 3 * LIVE_RING; i++)
		add(ring, 100 * i, i);
	assert_int_equal(live_ring_copy(ring, 0, marks), LIVE_RING / 2);
	assert_int_equal(marks[0].value, 3 * LIVE_RING);
	free(ring);
}

static void a_board_gives_what_was_written(void **state)
{
	static struct live_board board;
	struct outcome outcome;

	(void)state;
	live_board_read(&board, &outcome);
	assert_int_equal(outcome.set, 0);
	live_board_write(&board, &(struct outcome){.value = 7, .low = 3, .set = 1});
	live_board_read(&board, &outcome);
	assert_true(outcome.set && outcome.value == 7 && outcome.low == 3);
	atomic_fetch_add(&board.sequence, 1); /* its writer is at it */
	live_board_read(&board, &outcome);
	assert_int_equal(outcome.set, 0);
	atomic_fetch_add(&board.sequence, 1);
}

/* A reader's track, another's ring, and one batch. */
struct bench {
	struct live_lane lane;
	struct live_track track;
	struct live_ring ring;
	struct batch batch;
};

static int set_up(void **state)
{
	struct bench *bench = aligned_alloc(64, (sizeof(*bench) + 63) / 64 * 64);

	memset(bench, 0, sizeof(*bench));
	bench->lane.kind = LIVE_CLOCK;
	bench->track.lane = &bench->lane;
	bench->batch = (struct batch){
		.n = 4, .stamps = {TSC, TSC + 400}, .values = {500, 501, 502, 503}, .cpu = 1};
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

/* Suspects more after the batch was held against a mark. */
static u64 suspects(struct bench *bench, u64 end, u64 value, u64 ahead)
{
	u64 before = bench->track.suspects;

	memset(&bench->ring, 0, sizeof(bench->ring));
	add(&bench->ring, end, value);
	live_stamps_judge(&bench->track, &bench->batch, 1, &bench->ring, 5, ahead);
	return bench->track.suspects - before;
}

static void stamps_decide(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(suspects(bench, TSC - 1, 500, 0), 0);
	assert_int_equal(suspects(bench, TSC - 1, 501, 0), 1);
	assert_int_equal(suspects(bench, TSC, 501, 0), 0); /* at once: nobody knows */
	assert_int_equal(suspects(bench, TSC + 1, 501, 0), 0);
	assert_int_equal(suspects(bench, TSC - 100, 501, 100), 0); /* the other TSC is behind */
	assert_int_equal(suspects(bench, TSC - 101, 501, 100), 1);
	assert_int_equal(bench->track.ordered, 3);
	assert_int_equal(bench->track.closest, 1);
	assert_int_equal(bench->track.suspect.before, 501);
	assert_int_equal(bench->track.suspect.before_reader, 5);
	assert_true(bench->track.suspect.by_stamps);
	assert_true(bench->track.mailbox.violation.by_stamps);
	assert_int_equal(race_violations(&bench->track.tally.counts), 0); /* not yet */
}

static void what_stamps_cannot_decide(void **state)
{
	struct bench *bench = *state;

	bench->track.epoch = 1; /* somebody has set the clock since the mark */
	assert_int_equal(suspects(bench, TSC - 1000, 900, 0), 0);
	bench->track.epoch = 0;
	bench->batch.cpu = RACE_MOVED;
	assert_int_equal(suspects(bench, TSC - 1000, 900, 0), 0);
	bench->batch.cpu = 1;
	bench->batch.fell_back = 15;
	assert_int_equal(suspects(bench, TSC - 1000, 900, 0), 0);
	assert_int_equal(bench->track.ordered, 0);
	bench->batch.fell_back = 3;
	assert_int_equal(suspects(bench, TSC - 1000, 502, 0), 0);
	assert_int_equal(suspects(bench, TSC - 1000, 503, 0), 1);
}

/* Of many marks the one that ended last before a batch counts. */
static void each_batch_has_its_mark(void **state)
{
	struct bench *bench = *state;
	struct batch batches[8];

	for (unsigned int b = 0; b < ARRAY_SIZE(batches); b++) {
		batches[b] = bench->batch;
		batches[b].stamps[0] = TSC + 1000 * b;
		batches[b].stamps[1] = TSC + 1000 * b + 900;
		for (unsigned int i = 0; i < 4; i++)
			batches[b].values[i] = 1000 * b + i;
		add(&bench->ring, TSC + 1000 * b - 10, 1000 * b);
	}
	live_stamps_judge(&bench->track, batches, ARRAY_SIZE(batches), &bench->ring, 1, 5);
	assert_int_equal(bench->track.ordered, ARRAY_SIZE(batches));
	assert_int_equal(bench->track.suspects, 0);
	batches[5].values[0] = 4999;
	batches[7].values[0] = 6999;
	live_stamps_judge(&bench->track, batches, ARRAY_SIZE(batches), &bench->ring, 1, 5);
	assert_int_equal(bench->track.suspects, 2);
	batches[6].stamps[1] -= 1000; /* the TSC began anew: stamps before and after say nothing */
	live_stamps_judge(&bench->track, batches, ARRAY_SIZE(batches), &bench->ring, 1, 5);
	assert_int_equal(bench->track.suspects, 2);
}

static void find(struct live_track *track, bool by_stamps, u64 value)
{
	live_stand_record(track, &(struct race_violation){.kind = RACE_BACKWARDS,
							  .by_stamps = by_stamps,
							  .value = value,
							  .e = TSC + value});
}

/* What is kept, and waits to be told, is never one that was taken back. */
static void the_first_that_stands(void **state)
{
	struct bench *bench = *state;
	struct live_track *track = &bench->track;
	const struct race_violation *first = &track->tally.first[RACE_BACKWARDS];

	find(track, false, 1);
	find(track, false, 2);
	assert_int_equal(first->value, 1);
	assert_int_equal(live_stand_take_back(track, RACE_BACKWARDS, &track->older[RACE_BACKWARDS]),
			 2);
	assert_int_equal(live_stand_count(track, RACE_BACKWARDS), 0);
	assert_false(track->mailbox.full);
	find(track, false, 3);
	assert_int_equal(first->value, 3);
	assert_int_equal(track->mailbox.violation.value, 3);
	live_stand_level(track, track->older);
	track->mailbox.full = false;
	find(track, false, 4); /* goes, and 3 stays */
	live_stand_level(track, track->settled);
	find(track, false, 5);
	assert_int_equal(live_stand_take_back(track, RACE_BACKWARDS, &track->older[RACE_BACKWARDS]),
			 2);
	assert_false(track->mailbox.full);
	assert_int_equal(track->settled[RACE_BACKWARDS].standing, 1); /* no level is above it */
	find(track, false, 6);
	assert_int_equal(first->value, 3);
	assert_int_equal(
		live_stand_take_back(track, RACE_BACKWARDS, &track->settled[RACE_BACKWARDS]), 1);
	assert_int_equal(live_stand_count(track, RACE_BACKWARDS), 1);
	assert_int_equal(live_stand_sum(track), 0);
	assert_int_equal(track->tally.counts.found[RACE_BACKWARDS], 1);
	assert_int_equal(first->value, 3);
}

/* The same for suspects; of both, the earlier one is the first. */
static void the_first_suspect_that_stands(void **state)
{
	struct bench *bench = *state;
	struct live_track *track = &bench->track;

	find(track, true, 1);
	assert_int_equal(live_stand_take_back(track, LIVE_SUSPECTS, &track->settled[LIVE_SUSPECTS]),
			 1);
	find(track, true, 2);
	find(track, true, 3);
	find(track, false, 4);
	assert_int_equal(track->suspect.value, 2);
	assert_int_equal(live_stand_sum(track), 2);
	assert_int_equal(track->tally.counts.found[RACE_BACKWARDS], 3);
	assert_int_equal(track->tally.first[RACE_BACKWARDS].value, 2);
}

/* What the TSCs of CPUs 1 and 2 are measured to be ahead of that of CPU 0. */
static s64 skews[3][2];
static int skew_error;

static int measure_skew(unsigned int a, unsigned int b, s64 *low, s64 *high)
{
	assert_int_equal(a, 0);
	*low = skews[b][0];
	*high = skews[b][1];
	return skew_error;
}

static const char *a_problem(void)
{
	return "no TSC to trust";
}

static const char *no_problem(void)
{
	return NULL;
}

static void who_is_trusted(void **state)
{
	struct live_engine *engine = aligned_alloc(64, (sizeof(*engine) + 63) / 64 * 64);
	static const unsigned int cpus[] = {0, 1, 2};
	struct live_options options = {
		.cpus = cpus, .ncpus = 3, .tsc_problem = a_problem, .measure_skew = measure_skew};
	struct live_reader readers[3];
	s64 low = 0, high = 0;
	char why[LIVE_WHY];

	(void)state;
	memset(engine, 0, sizeof(*engine));
	engine->options = &options;
	engine->tsc_hz = 1000000000;
	assert_false(live_trust_start(engine, why, sizeof(why)));
	assert_string_equal(why, "no TSC to trust");
	options.tsc_problem = no_problem;
	skew_error = EAGAIN;
	assert_false(live_trust_start(engine, why, sizeof(why)));
	skew_error = 0;
	skews[1][0] = -40;
	skews[1][1] = 60;
	skews[2][0] = 200;
	skews[2][1] = 150000; /* 150 us */
	assert_false(live_trust_start(engine, why, sizeof(why)));
	assert_non_null(strstr(why, "CPU 2"));
	assert_false(atomic_load(&engine->trust.good));
	skews[2][1] = 300;
	assert_true(live_trust_start(engine, why, sizeof(why)));
	assert_true(atomic_load(&engine->trust.good));

	for (unsigned int r = 0; r < 3; r++)
		readers[r].where = r;
	assert_int_equal(live_trust_ahead(engine, &readers[0], &readers[0]), 0);
	assert_int_equal(live_trust_ahead(engine, &readers[0], &readers[1]), 60);
	assert_int_equal(live_trust_ahead(engine, &readers[1], &readers[0]), 40);
	assert_int_equal(live_trust_ahead(engine, &readers[1], &readers[2]), 340);
	assert_int_equal(live_trust_ahead(engine, &readers[2], &readers[0]), 0);

	skews[1][0] = 55; /* it may still be what it was */
	skews[1][1] = 155;
	assert_int_equal(live_trust_again(engine, true, &low, &high, why, sizeof(why)),
			 LIVE_AGAIN_SAME);
	assert_int_equal(low, 0);
	assert_int_equal(high, 300);
	skew_error = EAGAIN; /* no measurement is no evidence, neither for nor against */
	skews[1][0] = 61;
	assert_int_equal(live_trust_again(engine, true, NULL, NULL, why, sizeof(why)),
			 LIVE_AGAIN_UNKNOWN);
	assert_non_null(strstr(why, "cannot be measured again"));
	skew_error = 0;
	assert_int_equal(live_trust_again(engine, true, NULL, NULL, why, sizeof(why)),
			 LIVE_AGAIN_OTHER);
	assert_non_null(strstr(why, "CPU 1"));
	free(engine);
}

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

static unsigned int open_page(unsigned int vcpus, struct live_lane *lanes, void **state, char *why,
			      size_t size)
{
	const struct format *format = registry_find_format("pvclock");
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX];

	(void)vcpus;
	(void)state;
	(void)why;
	(void)size;
	format->anchor(params, rdtsc(), 1ull << 40,
		       (u64)(1e9 / (double)tsc_measure_hz() * 4294967296.0));
	format->encode(page, params);
	((struct pvclock_page *)page)->version = 2;
	((struct pvclock_page *)page)->flags = stable;
	return live_lane_page(lanes, "page", "pvclock", page);
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

static struct live_summary *race(const struct guest *guest, const char *(*problem)(void))
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
	assert_int_equal(live_run(&options, summary), 0);
	return summary;
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
	assert_true(summary->race.total.counts.found[RACE_BACKWARDS]);
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
	assert_int_equal(summary->race.total.counts.found[RACE_BACKWARDS], 0);
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
		assert_false(summary->race.total.first[RACE_BACKWARDS].by_stamps);
	}
	assert_true(summary->race.total.counts.found[RACE_BACKWARDS]);
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
		assert_non_null(strstr(summary->order_why, "cannot be measured again"));
		assert_true(summary->race.total.counts.unjudged[RACE_CLOCK]);
	}
	free(summary);
}

static void without_a_tsc_to_trust(void **state)
{
	struct live_summary *summary = race(&warped, a_problem);

	(void)state;
	assert_int_equal(summary->ordered, 0);
	assert_int_equal(told, 0);
	assert_string_equal(summary->order_why, "no TSC to trust");
	assert_true(summary->race.total.counts.found[RACE_BACKWARDS]);
	free(summary);
}

#define BENCH_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ring_gives_the_newest),
		cmocka_unit_test(a_board_gives_what_was_written),
		BENCH_TEST(stamps_decide),
		BENCH_TEST(what_stamps_cannot_decide),
		BENCH_TEST(each_batch_has_its_mark),
		BENCH_TEST(the_first_that_stands),
		BENCH_TEST(the_first_suspect_that_stands),
		cmocka_unit_test(who_is_trusted),
		cmocka_unit_test(a_right_guest_is_in_order),
		cmocka_unit_test(a_warp_between_threads),
		cmocka_unit_test(a_warp_that_is_allowed),
		cmocka_unit_test(a_warp_while_the_tscs_drift),
		cmocka_unit_test(a_warp_that_is_not_confirmed),
		cmocka_unit_test(without_a_tsc_to_trust),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
