/*
 * Order by TSC stamps: what two CPUs' stamps say about two values, and what stands of the violations
 * that they tell. The marks are made by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "stress/live/engine.h"

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
	static struct billboard board;
	struct outcome outcome;

	(void)state;
	billboard_read(&board, &outcome);
	assert_int_equal(outcome.set, 0);
	billboard_write(&board, &(struct outcome){.value = 7, .low = 3, .set = 1});
	billboard_read(&board, &outcome);
	assert_true(outcome.set && outcome.value == 7 && outcome.low == 3);
	atomic_fetch_add(&board.sequence, 1); /* its writer is at it */
	billboard_read(&board, &outcome);
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
	live_stand_record(track, &(struct race_violation){.kind = VIOLATION_BACKWARDS,
							  .by_stamps = by_stamps,
							  .value = value,
							  .e = TSC + value});
}

/* What is kept, and waits to be told, is never one that was taken back. */
static void the_first_that_stands(void **state)
{
	struct bench *bench = *state;
	struct live_track *track = &bench->track;
	const struct race_violation *first = &track->tally.first[VIOLATION_BACKWARDS];

	find(track, false, 1);
	find(track, false, 2);
	assert_int_equal(first->value, 1);
	assert_int_equal(live_stand_take_back(track, VIOLATION_BACKWARDS,
					      &track->older[VIOLATION_BACKWARDS]),
			 2);
	assert_int_equal(live_stand_count(track, VIOLATION_BACKWARDS), 0);
	assert_false(track->mailbox.full);
	find(track, false, 3);
	assert_int_equal(first->value, 3);
	assert_int_equal(track->mailbox.violation.value, 3);
	live_stand_level(track, track->older);
	track->mailbox.full = false;
	find(track, false, 4); /* goes, and 3 stays */
	live_stand_level(track, track->settled);
	find(track, false, 5);
	assert_int_equal(live_stand_take_back(track, VIOLATION_BACKWARDS,
					      &track->older[VIOLATION_BACKWARDS]),
			 2);
	assert_false(track->mailbox.full);
	assert_int_equal(track->settled[VIOLATION_BACKWARDS].standing,
			 1); /* no level is above it */
	find(track, false, 6);
	assert_int_equal(first->value, 3);
	assert_int_equal(live_stand_take_back(track, VIOLATION_BACKWARDS,
					      &track->settled[VIOLATION_BACKWARDS]),
			 1);
	assert_int_equal(live_stand_count(track, VIOLATION_BACKWARDS), 1);
	assert_int_equal(live_stand_sum(track), 0);
	assert_int_equal(track->tally.counts.found[VIOLATION_BACKWARDS], 1);
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
	assert_int_equal(track->tally.counts.found[VIOLATION_BACKWARDS], 3);
	assert_int_equal(track->tally.first[VIOLATION_BACKWARDS].value, 2);
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
