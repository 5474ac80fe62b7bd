/*
 * A driven host, in KVM's place: what it publishes is held against what was asked of it; then real
 * races against it.
 */
#include "lib/driven_host.h"
#include "stress/cpu/pin.h"

/* How often something else was published than what was asked for. */
static u64 off(const struct bench *bench)
{
	return bench->tracks[0].tally.counts.found[VIOLATION_ARITHMETIC] +
	       bench->tracks[1].tally.counts.found[VIOLATION_ARITHMETIC];
}

static void what_is_asked_is_checked(void **state)
{
	struct bench *bench = bench_new(RIGHT, VCPUS);

	(void)state;
	assert_int_equal(update(bench, 1000), 0);
	assert_int_equal(bench->writer.checked, 1000 * VCPUS);
	assert_int_equal(off(bench), 0);
	assert_int_equal(bench->writer.vcpus_worst, 0);
	assert_int_equal(bench->writer.counts.updates, 1000 * VCPUS);
	assert_true(bench->writer.counts.kinds[UPDATE_STEP_FORWARD]);
	assert_true(bench->writer.counts.kinds[UPDATE_STEP_BACK]);
	assert_true(bench->writer.counts.kinds[UPDATE_REFRESH]);
	bench_free(bench);
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
	assert_int_equal(off(bench), 0);
	bench_free(bench);
	bench = bench_new(FORGETS_FLAG, 1);
	assert_int_equal(update(bench, 2000), 0);
	assert_in_range(bench->writer.lost, 1, bench->writer.told);
	assert_int_equal(off(bench), bench->writer.lost);
	assert_int_equal(bench->tracks[0].tally.first[VIOLATION_ARITHMETIC].told,
			 RACE_TOLD_STOPPED);
	bench_free(bench);
}

static void a_host_that_is_behind(void **state)
{
	struct bench *bench = bench_new(BEHIND, 1);

	(void)state;
	assert_int_equal(update(bench, 1000), 0);
	assert_in_range(off(bench), 124, 126);
	assert_true(bench->writer.asked_worst > 40000);
	assert_int_equal(bench->tracks[0].tally.first[VIOLATION_ARITHMETIC].told, RACE_TOLD_CLOCK);
	assert_true(bench->tracks[0].mailbox.full); /* for the log, at once */
	bench_free(bench);
}

static void a_host_that_forgets(void **state)
{
	struct bench *bench = bench_new(FORGETS, 1);

	(void)state;
	assert_int_equal(update(bench, 1000), 0);
	assert_true(off(bench));
	bench_free(bench);
}

static void a_vcpu_that_is_off(void **state)
{
	struct bench *bench = bench_new(ONE_VCPU_OFF, VCPUS);

	(void)state;
	assert_int_equal(update(bench, 10), 0);
	assert_in_range(bench->writer.vcpus_worst, 99990, 100010);
	assert_true(off(bench));
	bench_free(bench);
}

/* Stamps of a CPU whose TSC may be off are widened by that much, and nothing else is. */
static void a_writer_that_was_moved(void **state)
{
	struct bench *bench = bench_new(RIGHT, 1);
	const struct log_entry *entry = &bench->writer.entries[0];

	(void)state;
	bench->writer.runner.cpu = 0x1000 + 0xffe; /* no CPU of ours */
	bench->writer.margin = fake.tsc_hz * 100;
	assert_int_equal(update(bench, 1), 0);
	assert_true(entry->end - entry->begin >= 2 * bench->writer.margin);
	assert_int_equal(off(bench), 0);
	bench->writer.margin = 0;
	assert_int_equal(update(bench, 1), 0);
	assert_true(entry->end - entry->begin < fake.tsc_hz * 100);
	bench_free(bench);
}

static void a_host_that_fails(void **state)
{
	struct bench *bench = bench_new(FAILS, 1);

	(void)state;
	assert_int_equal(update(bench, 1000), EIO);
	bench_free(bench);
}

static const struct live_source source = {
	.name = "fake", .text = "", .format = "pvclock", .guest = "pv-ordered", .open = open_fake};

static unsigned int told[RACE_TOLD_STOPPED + 1]; /* violations that were passed on */

static void on_violation(void *arg, const char *lane, const struct format *format,
			 const struct race_violation *violation)
{
	(void)arg;
	assert_string_equal(lane, "page");
	assert_non_null(format);
	told[violation->told]++;
}

static unsigned int cpus[2], ncpus; /* those of the process, before anything is pinned */
static unsigned int measured;
static s64 moves_by; /* ticks, from the third measurement of a TSC on */

static int moving_tsc(unsigned int a, unsigned int b, s64 *low, s64 *high)
{
	int error = tsc_measure_skew(a, b, low, high);

	if (++measured > 2) {
		*low += moves_by;
		*high += moves_by;
	}
	return error;
}

/* Real threads against the host in KVM's place. Returns as live_run(). */
static int race(const char *publisher, enum fault fault, const char *guest,
		struct live_summary *summary)
{
	const struct format *format = registry_find_format("pvclock");
	static const volatile int never;
	struct live_options options = {
		.source = &source,
		.cpus = cpus,
		.ncpus = ncpus,
		.vcpus = 1,
		.seconds = 1,
		.seed = 1,
		.stop = &never,
		.measure_skew = moving_tsc,
		.calls = {.violation = on_violation},
	};

	if (guest)
		options.guest = registry_find_guest(ENGINE_NATIVE, format, guest);
	fake.publisher = registry_find_host(ENGINE_NATIVE, format, publisher);
	fake.fault = fault;
	memset(told, 0, sizeof(told));
	measured = 0;
	return live_run(&options, summary);
}

/* Was the race judged to its end? What the machine does to its TSCs amid a race is no host's fault. */
static bool is_judged(int status, const struct live_summary *summary)
{
	return status != RACE_SKIPPED && (status || !summary->why[0]);
}

static void right_host_right_guest(void **state)
{
	struct live_summary *summary = calloc(1, sizeof(*summary));
	/* right on every CPU, as nobody is asked what a late TSC sample is */
	int status = race("pvclock-odd-even", RIGHT, "pv-fenced", summary);

	(void)state;
	if (is_judged(status, summary)) {
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
	if (is_judged(status, summary)) {
		assert_int_equal(status, 0);
		assert_true(summary->race.total.counts.found[VIOLATION_ARITHMETIC]);
		assert_int_equal(summary->race.total.first[VIOLATION_ARITHMETIC].told,
				 RACE_TOLD_CLOCK);
		assert_true(summary->lanes[0].found);
		assert_true(told[RACE_TOLD_CLOCK]);
		assert_int_equal(live_status(summary), 1);
	}
	free(summary);
}

/* What was found before the TSCs moved stands, and was told. */
static void tscs_that_move_amid_the_race(void **state)
{
	struct live_summary *summary = calloc(1, sizeof(*summary));
	unsigned int stood = 0;

	(void)state;
	moves_by = 1ll << 40;
	for (unsigned int i = 0; i < 5 && !stood; i++) {
		if (race("pvclock-odd-even", BEHIND, NULL, summary) == RACE_SKIPPED || ncpus < 2)
			break;
		assert_true(summary->why[0]);
		stood = (unsigned int)summary->race.total.counts.found[VIOLATION_ARITHMETIC];
		assert_int_equal(!stood, !told[RACE_TOLD_CLOCK]);
	}
	moves_by = 0;
	if (!stood)
		print_message("no race that was judged and then not: nothing tested\n");
	free(summary);
}

static void host_forgets_what_it_was_told(void **state)
{
	struct live_summary *summary = calloc(1, sizeof(*summary));
	int status = race("pvclock-odd-even", FORGETS_FLAG, NULL, summary);

	(void)state;
	if (is_judged(status, summary) && summary->told) {
		assert_int_equal(status, 0);
		assert_true(summary->lost);
		assert_true(told[RACE_TOLD_STOPPED]);
		assert_int_equal(live_status(summary), 1);
	}
	free(summary);
}

static void host_that_fails_ends_the_race(void **state)
{
	struct live_summary *summary = calloc(1, sizeof(*summary));
	int status = race("pvclock-odd-even", FAILS, NULL, summary);

	(void)state;
	if (is_judged(status, summary)) {
		assert_int_equal(status, -1);
		assert_non_null(strstr(summary->why, "did not publish"));
		/* what was found before stands */
		assert_true(summary->race.total.counts.updates);
		assert_int_equal(live_status(summary), 1);
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
		cmocka_unit_test(right_host_right_guest),
		cmocka_unit_test(host_publishes_something_else),
		cmocka_unit_test(tscs_that_move_amid_the_race),
		cmocka_unit_test(host_forgets_what_it_was_told),
		cmocka_unit_test(host_that_fails_ends_the_race),
	};

	ncpus = pin_allowed(cpus, 2);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
