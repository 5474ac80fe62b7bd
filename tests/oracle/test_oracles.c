/*
 * Each oracle alone: a pair or a schedule that only it flags, and a right one that it does not;
 * what is legal to the tick; steps back that were meant; TSC reads out of order.
 */
#include "lib/pair.h"

/* The pair shows exactly these violations in one schedule. */
static u32 shown(const char *host, const char *guest, enum model model,
		 const struct schedule *schedule)
{
	struct verify_options options = pair_options("hyperv-tsc", host, guest, model);

	return explore(&options, schedule, NULL, NULL);
}

static void test_torn(void **state)
{
	struct schedule schedule = one_update(UPDATE_STEP_BACK);

	(void)state;
	/* among steps back that were meant, a torn value says nothing of what came before it */
	schedule.updates[0].rate += schedule.updates[0].rate / 2;
	assert_int_equal(shown("single-store", "hv-ordered", MODEL_SC, &schedule), TORN);
	assert_int_equal(shown("odd-even", "hv-spin-even", MODEL_SC, &schedule), 0);
	/* rates so close that a mix is off by a unit or two */
	schedule = one_update(UPDATE_SLOWER);
	schedule.updates[0].rate = schedule.rate - 800000;
	assert_int_equal(shown("single-store", "hv-ordered", MODEL_SC, &schedule) & TORN, TORN);
	assert_int_equal(shown("odd-even", "hv-spin-even", MODEL_SC, &schedule), 0);
	/* equal bytes are the same */
	schedule = one_update(UPDATE_REFRESH);
	assert_int_equal(shown("single-store", "hv-ordered", MODEL_SC, &schedule), 0);
	assert_int_equal(shown("single-store", "hv-ordered", MODEL_WEAK, &schedule), 0);
	/* one field alone can't be mixed */
	schedule = one_update(UPDATE_STEP_FORWARD);
	assert_int_equal(shown("single-store", "hv-ordered", MODEL_SC, &schedule) & TORN, 0);
}

/* A load whose value is thrown away made no result; one whose value is used did, wherever it stands. */
static void test_torn_by_what_was_used(void **state)
{
	(void)state;
	pair_clean("odd-even", "reload-thrown-away", MODEL_X86);
	pair_clean("odd-even", "reload-atomic-thrown-away", MODEL_X86);
	pair_clean("odd-even", "reload-computed-away", MODEL_X86);
	pair_shows("odd-even", "reload-used", MODEL_X86, TORN);
	pair_shows("odd-even", "reload-hides", MODEL_X86, TORN);
}

static void test_stale(void **state)
{
	struct schedule schedule = one_update(UPDATE_STEP_BACK);

	(void)state;
	/* the old clock after a step back that was meant: ahead, but no more so than reads before */
	assert_int_equal(shown("odd-even", "hv-deferred", MODEL_SC, &schedule), STALE);
	assert_int_equal(shown("odd-even", "hv-spin-even", MODEL_SC, &schedule), 0);
	schedule = one_update(UPDATE_SLOWER);
	assert_int_equal(shown("odd-even", "hv-deferred", MODEL_SC, &schedule) & STALE, STALE);
	assert_int_equal(shown("odd-even", "hv-spin-even", MODEL_SC, &schedule), 0);
	/* the old clock behind a faster one gives what that one gave a little before */
	schedule = one_update(UPDATE_FASTER);
	assert_int_equal(shown("odd-even", "hv-deferred", MODEL_SC, &schedule), 0);
	schedule = one_update(UPDATE_REFRESH);
	assert_int_equal(shown("odd-even", "hv-deferred", MODEL_SC, &schedule), 0);
}

/* A late value that is legal is counted, and is no violation. */
static void test_stale_by_luck(void **state)
{
	const struct verdict *verdict = pair_verdict("odd-even", "hv-deferred", MODEL_SC);

	(void)state;
	assert_true(verdict->counts[VIOLATION_STALE] > 0);
	assert_true(verdict->interesting > 0);
	verdict = pair_verdict("odd-even", "hv-spin-even", MODEL_SC);
	assert_int_equal(verdict->interesting, 0);
}

static void test_backwards(void **state)
{
	struct schedule schedule = one_update(UPDATE_SLOWER);

	(void)state;
	schedule.updates[0].lead = 50;
	assert_int_equal(shown("early-anchor", "hv-spin-even", MODEL_SC, &schedule),
			 BACKWARDS | ARITHMETIC);
	assert_int_equal(shown("odd-even", "hv-spin-even", MODEL_SC, &schedule), 0);
	/* anchored early, a faster clock jumps ahead of the engine's */
	schedule = one_update(UPDATE_FASTER);
	schedule.updates[0].lead = 50;
	assert_int_equal(shown("early-anchor", "hv-spin-even", MODEL_SC, &schedule), ARITHMETIC);
	pair_verdict("early-anchor", "hv-spin-even", MODEL_SC);
	assert_int_equal(verdict_violations(&the_test_verdict), BACKWARDS | ARITHMETIC);
	assert_int_equal(the_test_verdict.found[VIOLATION_BACKWARDS]->blame, BLAME_HOST);
	assert_int_equal(the_test_verdict.host_steps_back,
			 the_test_verdict.counts[VIOLATION_BACKWARDS]);
}

static void test_stuck(void **state)
{
	struct schedule schedule = one_update(UPDATE_SLOWER);

	(void)state;
	assert_int_equal(shown("dies-odd", "hv-spin-even", MODEL_SC, &schedule), STUCK);
	assert_int_equal(shown("odd-even", "hv-spin-even", MODEL_SC, &schedule), 0);
	/* a host that dies after its last store leaves nobody waiting, after its third one it does */
	schedule.updates[0].dies_after = 4;
	assert_int_equal(shown("odd-even", "hv-spin-even", MODEL_SC, &schedule), 0);
	schedule.updates[0].dies_after = 3;
	assert_int_equal(shown("odd-even", "hv-spin-even", MODEL_SC, &schedule), STUCK);
	schedule.updates[0].dies_after = 1;
	assert_int_equal(shown("odd-even", "hv-spin-even", MODEL_SC, &schedule), STUCK);
}

static void test_wrong_fallback(void **state)
{
	struct schedule schedule = one_update(UPDATE_SLOWER);

	(void)state;
	assert_int_equal(shown("odd-even", "always-falls-back", MODEL_SC, &schedule),
			 WRONG_FALLBACK);
	/* the page is invalid for a moment: who falls back then is right */
	assert_int_equal(shown("invalidate", "hv-ordered", MODEL_SC, &schedule), 0);
	/* a page that starts invalid, and is used */
	schedule.sequence = 0;
	schedule.updates[0].hold = 100000;
	assert_int_equal(shown("store-one-field", "load-volatile", MODEL_SC, &schedule) &
				 WRONG_FALLBACK,
			 WRONG_FALLBACK);
}

static void test_arithmetic(void **state)
{
	struct verify_options wrong =
		pair_options("pvclock", "pvclock-odd-even", "pv-truncate", MODEL_SC);
	struct verify_options right =
		pair_options("pvclock", "pvclock-odd-even", "pv-ordered", MODEL_SC);
	struct schedule schedule = one_update(UPDATE_REFRESH);

	(void)state;
	schedule.updates[0].hold = schedule.tail = 1000;
	assert_int_equal(explore(&wrong, &schedule, NULL, NULL), 0);
	/* 2^34 ticks at half a ns each: past 2^32 ns, where the product overflows */
	schedule.updates[0].hold = schedule.tail = (u64)1 << 34;
	assert_int_equal(explore(&wrong, &schedule, NULL, NULL) & ~BACKWARDS, ARITHMETIC);
	assert_int_equal(explore(&right, &schedule, NULL, NULL), 0);
}

/* Steps back by half a second that were meant; the reads go back, and nobody is to blame. */
static void lowest_and_highest(const struct read *read, enum violation violation, void *context)
{
	u64 *extremes = context;

	(void)violation;
	if (read->end != READ_ACCEPTED)
		return;
	if (read->s / 2 == 0 && read->value > extremes[0])
		extremes[0] = read->value;
	if (read->s / 2 == 4 && read->value < extremes[1])
		extremes[1] = read->value;
}

static void test_step_back_that_was_meant(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "hv-spin-even", MODEL_SC);
	struct schedule schedule = one_update(UPDATE_STEP_BACK);
	u64 extremes[2] = {0, U64_MAX};

	(void)state;
	assert_int_equal(explore(&options, &schedule, lowest_and_highest, extremes), 0);
	assert_true(extremes[1] != U64_MAX && extremes[1] < extremes[0]);
	/* a step back that was not meant, of as much: the host's own */
	schedule = one_update(UPDATE_SLOWER);
	schedule.updates[0].lead = 2000;
	assert_int_equal(shown("early-anchor", "hv-spin-even", MODEL_SC, &schedule),
			 BACKWARDS | ARITHMETIC);
}

/* One update from a_1 to b_1 (steps 1 to 4); a tail of one tick. */
static const struct log *log_of(const char *host, struct verify_options *options,
				struct schedule *schedule)
{
	const struct log *log;

	*options = pair_options("hyperv-tsc", host, "hv-spin-even", MODEL_SC);
	*schedule = one_update(UPDATE_SLOWER);
	schedule->updates[0].rate = 0;
	schedule->rate = 0xffffffff;
	schedule->tail = 1;
	log = run_host(options, schedule);
	assert_non_null(log);
	assert_int_equal(log->nsteps, 5);
	oracle_begin(&the_test_oracle, the_test_machine, options->format);
	return log;
}

static const struct log *legal_log(struct verify_options *options, struct schedule *schedule)
{
	return log_of("odd-even", options, schedule);
}

static u64 ideal(const struct verify_options *options, const struct log *log, unsigned int k,
		 u64 time)
{
	return generation_time(options->format, &log->generations[k], log->tsc + time);
}

static bool is_legal(const struct oracle *oracle, u64 value, u16 s, u16 e)
{
	const struct read read = {.value = value, .s = s, .e = e};

	return legal(oracle, &read);
}

static void test_legal_to_the_tick(void **state)
{
	struct verify_options options;
	struct schedule schedule;
	const struct log *log = legal_log(&options, &schedule);
	const struct oracle *oracle = &the_test_oracle;
	u64 a = log->begin[1], b = log->done[1];

	(void)state;
	/* positions 2 and 8 are the first tick of the first store and of the last */
	assert_int_equal(log_time(oracle->log, 2), a);
	assert_int_equal(log_time(oracle->log, 1), a - 1);
	assert_int_equal(log_time(oracle->log, 8), b);
	assert_int_equal(log_time(oracle->log, 9), b + 1);
	assert_int_equal(b - a, 30);

	/* the old clock, up to b_1 and no further */
	assert_true(is_legal(oracle, ideal(&options, log, 0, b), 8, 8));
	assert_true(is_legal(oracle, ideal(&options, log, 0, b), 0, 9));
	assert_false(is_legal(oracle, ideal(&options, log, 0, b) + 1, 0, 9));
	assert_false(is_legal(oracle, ideal(&options, log, 0, b + 1), 9, 9));
	assert_false(is_legal(oracle, ideal(&options, log, 0, b + 1), 0, 9));
	/* and only while the read lasts */
	assert_false(is_legal(oracle, ideal(&options, log, 0, b), 0, 7));
	assert_true(is_legal(oracle, ideal(&options, log, 0, b - 1), 0, 7));
	assert_false(is_legal(oracle, ideal(&options, log, 0, a), 0, 1));
	assert_true(is_legal(oracle, ideal(&options, log, 0, a - 1), 1, 1));
	assert_false(is_legal(oracle, ideal(&options, log, 0, a - 2), 1, 9));

	/* the new clock stands still at its anchor, a_1, which the old one passes there, too */
	assert_int_equal(ideal(&options, log, 1, b), ideal(&options, log, 0, a));
	assert_true(is_legal(oracle, ideal(&options, log, 1, b), 9, 9));
	assert_true(is_legal(oracle, ideal(&options, log, 1, b), 2, 2));
	assert_false(is_legal(oracle, ideal(&options, log, 1, b), 0, 1));
	assert_false(is_legal(oracle, ideal(&options, log, 1, b) - 1, 2, 9));
}

static void test_due_to_the_tick(void **state)
{
	struct verify_options options;
	struct schedule schedule;
	const struct oracle *oracle = &the_test_oracle;

	(void)state;
	legal_log(&options, &schedule);
	for (u16 position = 0; position < 10; position++) {
		assert_int_equal(due(oracle, 0, position), position <= 8);
		assert_int_equal(due(oracle, 1, position), position >= 2);
	}
}

static void remember(u16 s, u16 e, u64 value, u32 generations, enum violation violation)
{
	static struct read read;

	read = (struct read){.end = READ_ACCEPTED,
			     .s = s,
			     .e = e,
			     .value = value,
			     .generations = generations,
			     .parameters = true};
	oracle_remember(&the_test_oracle, &read, violation, NULL, 0);
}

/* Made by hand: which pairs are in order at all, and who is to blame for those that go back. */
static void test_blame(void **state)
{
	struct verify_options options;
	struct schedule schedule;
	struct step_back found;

	(void)state;
	/* one clock, no update near: the TSC was read out of order */
	legal_log(&options, &schedule);
	remember(0, 0, 100, 1, VIOLATION_NONE);
	remember(1, 1, 99, 1, VIOLATION_NONE);
	assert_true(oracle_backwards(&the_test_oracle, &found));
	assert_int_equal(found.blame, BLAME_TSC);
	/* the same after the update */
	legal_log(&options, &schedule);
	remember(9, 9, 99, 2, VIOLATION_NONE);
	remember(0, 0, 98, 1, VIOLATION_NONE);
	assert_false(oracle_backwards(&the_test_oracle, &found));
	/* two clocks of the host's own making */
	log_of("early-anchor", &options, &schedule);
	remember(0, 1, 100, 1, VIOLATION_NONE);
	remember(8, 9, 99, 2, VIOLATION_NONE);
	assert_true(oracle_backwards(&the_test_oracle, &found));
	assert_int_equal(found.blame, BLAME_HOST);
	assert_int_equal(found.first_end, 1);
	assert_int_equal(found.second_start, 8);
	/* clocks that the engine anchored go on: somebody sampled the TSC late */
	legal_log(&options, &schedule);
	remember(0, 1, 100, 1, VIOLATION_NONE);
	remember(8, 9, 99, 2, VIOLATION_NONE);
	assert_true(oracle_backwards(&the_test_oracle, &found));
	assert_int_equal(found.blame, BLAME_RACE);
	/* a value that was none of a clock's */
	legal_log(&options, &schedule);
	remember(0, 1, 100, 0, VIOLATION_TORN);
	remember(8, 9, 99, 2, VIOLATION_NONE);
	assert_true(oracle_backwards(&the_test_oracle, &found));
	assert_int_equal(found.blame, BLAME_RACE);
	/* equal values, and reads that overlap */
	legal_log(&options, &schedule);
	remember(0, 1, 100, 1, VIOLATION_NONE);
	remember(8, 9, 100, 2, VIOLATION_NONE);
	assert_false(oracle_backwards(&the_test_oracle, &found));
	remember(4, 9, 102, 2, VIOLATION_NONE);
	remember(7, 9, 101, 2, VIOLATION_NONE);
	assert_false(oracle_backwards(&the_test_oracle, &found));
}

static void test_names(void **state)
{
	(void)state;
	for (int kind = 0; kind < VIOLATION_KINDS; kind++)
		assert_int_equal(violation_kind_parse(violation_name((enum violation)kind)), kind);
	assert_int_equal(violation_kind_parse("none"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_torn),
		cmocka_unit_test(test_torn_by_what_was_used),
		cmocka_unit_test(test_stale),
		cmocka_unit_test(test_stale_by_luck),
		cmocka_unit_test(test_backwards),
		cmocka_unit_test(test_stuck),
		cmocka_unit_test(test_wrong_fallback),
		cmocka_unit_test(test_arithmetic),
		cmocka_unit_test(test_step_back_that_was_meant),
		cmocka_unit_test(test_legal_to_the_tick),
		cmocka_unit_test(test_due_to_the_tick),
		cmocka_unit_test(test_blame),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
