/* Reads of a driven host, judged against the log of what it publishes. */
#include "lib/driven_host.h"
#include "stress/judge/kinds.h"
#include "stress/cpu/stamp.h"

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
	bench_free(bench);
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
	assert_true(bench->tally.counts.found[VIOLATION_TORN]);
	bench_free(bench);
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
	bench_free(bench);
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
	bench_free(bench);
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
					      entry->back, 0, 0, 1},
			    0);
		assert_int_equal(race_violations(&bench->tally.counts), 0);
	}
	assert_int_equal(back, 5);
	bench_free(bench);
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
	assert_true(bench->tally.counts.found[VIOLATION_BACKWARDS]);
	bench_free(bench);
}

/* The array at page 0, and the number of a vCPU, as guests have it; or a page alone. */
static bool read_asking(const void *pages, u64 *time)
{
	u32 vcpu = vcpu_id();
	const u8 *page = (const u8 *)pages + (size_t)vcpu * sizeof(fake.pages[0]);

	*time = ((const struct pvclock_page *)page)->system_time;
	return true;
}

static bool read_alone(const void *page, u64 *time)
{
	*time = ((const struct pvclock_page *)page)->system_time;
	return true;
}

/* A guest that asks which vCPU it is on is told that of the lane, and given the array; any other has the lane's own page. */
static void which_vcpu(void **state)
{
	struct guest asking = {.read = read_asking}, alone = {.read = read_alone};
	struct bench *bench = bench_new(RIGHT, VCPUS);

	(void)state;
	assert_int_equal(update(bench, 3), 0);
	for (unsigned int asks = 0; asks < 2; asks++)
		for (unsigned int i = 0; i < VCPUS; i++) {
			struct live_lane *lane = &bench->lanes[i];
			struct live_versions versions = {0};
			struct batch batch = {.n = RACE_BATCH};

			((struct pvclock_page *)fake.pages[i])->system_time = 100 + i;
			lane->pages = fake.pages[0];
			lane->asks = asks;
			lane->guest = asks ? &asking : &alone;
			live_fill(lane, lane->guest, &batch, &versions);
			assert_int_equal(batch.values[0], 100 + i);
			live_fill(lane, &alone, &batch, &versions); /* the control */
			assert_int_equal(batch.values[RACE_BATCH - 1], 100 + i);
		}
	bench_free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(which_vcpu),
		cmocka_unit_test(a_right_read),
		cmocka_unit_test(a_torn_read),
		cmocka_unit_test(a_late_read),
		cmocka_unit_test(an_update_under_way),
		cmocka_unit_test(order_across_threads),
		cmocka_unit_test(a_decrease_across_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
