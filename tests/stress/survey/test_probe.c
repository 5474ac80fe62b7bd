/*
 * How probes of the TSC are judged, by made-up stamps, and rounds of litmus tests, by made-up loads:
 * what is wrong is told, what is on the boundary or not known is not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the first of these before it. */
#include <cmocka.h>

#include "stress/survey/litmus.h"
#include "stress/survey/probe.h"

#define WINDOW 100

static const struct probe_skew none = {0, 0}, loose = {-30, 50};

/* Update n is open from 1000 n to 1000 n + 200; the sample behind its store comes at + 60. */
static struct probe_log *regular_log(u64 updates)
{
	struct probe_log *log = calloc(1, sizeof(*log));

	assert_non_null(log);
	for (u64 n = 1; n <= updates; n++)
		probe_log_write(log, n, 1000 * n, 1000 * n + 60, 1000 * n + 200);
	return log;
}

static struct probe_tally judge(const struct probe_log *log, const struct probe_skew *skew,
				enum probe_kind kind, u64 first, u64 tsc, u64 last)
{
	struct probe_tally tally = {0};
	struct probe probe = {first, tsc, last};

	probe_judge(log, skew, kind, WINDOW, &probe, &tally);
	return tally;
}

static void check(const struct probe_log *log, const struct probe_skew *skew, enum probe_kind kind,
		  const struct probe *probe, u64 able, u64 most)
{
	struct probe_tally tally = judge(log, skew, kind, probe->first, probe->tsc, probe->last);

	assert_int_equal(tally.judged, 1);
	assert_int_equal(tally.unjudged, 0);
	assert_int_equal(tally.able, able);
	assert_int_equal(tally.found, most != 0);
	assert_int_equal(tally.most, most);
	if (most) {
		assert_memory_equal(&tally.worst, probe, sizeof(*probe));
		assert_int_equal(tally.skew.high, skew->high);
	}
}

/* The last load saw update 3, so it came before update 4 was closed, at 4200. */
static void late_is_beyond_the_closing_stamp(void **state)
{
	struct probe_log *log = regular_log(9);

	(void)state;
	check(log, &none, PROBE_LATE, &(struct probe){3, 4201, 3}, 1, 1);
	check(log, &none, PROBE_LATE, &(struct probe){1, 9000, 3}, 1, 4800);
	check(log, &none, PROBE_LATE, &(struct probe){3, 4200, 3}, 1, 0); /* the very stamp */
	check(log, &none, PROBE_LATE, &(struct probe){3, 4101, 3}, 1, 0);
	check(log, &none, PROBE_LATE, &(struct probe){3, 4100, 3}, 0, 0); /* too far off to tell */
	check(log, &none, PROBE_LATE, &(struct probe){3, 3100, 3}, 0, 0);
	/* the reader's TSC may be ahead by 50 */
	check(log, &loose, PROBE_LATE, &(struct probe){3, 4250, 3}, 1, 0);
	check(log, &loose, PROBE_LATE, &(struct probe){3, 4251, 3}, 1, 1);
	free(log);
}

/* The first load saw update 3, so it came after that was opened, at 3000. */
static void early_is_before_the_opening_stamp(void **state)
{
	struct probe_log *log = regular_log(9);

	(void)state;
	check(log, &none, PROBE_EARLY, &(struct probe){3, 2999, 3}, 1, 1);
	check(log, &none, PROBE_EARLY, &(struct probe){3, 500, 7}, 1, 2500);
	check(log, &none, PROBE_EARLY, &(struct probe){3, 3000, 3}, 1, 0);
	check(log, &none, PROBE_EARLY, &(struct probe){3, 3099, 3}, 1, 0);
	check(log, &none, PROBE_EARLY, &(struct probe){3, 3100, 3}, 0, 0);
	/* the reader's TSC may be behind by 30 */
	check(log, &loose, PROBE_EARLY, &(struct probe){3, 2970, 3}, 1, 0);
	check(log, &loose, PROBE_EARLY, &(struct probe){3, 2969, 3}, 1, 1);
	free(log);
}

/* Behind the reader's stamp update 4 was not seen, whose writer had its sample at 4060. */
static void unseen_is_a_sample_before_the_store_was_seen(void **state)
{
	struct probe_log *log = regular_log(9);

	(void)state;
	check(log, &none, PROBE_UNSEEN, &(struct probe){3, 4061, 3}, 1, 1);
	check(log, &none, PROBE_UNSEEN, &(struct probe){3, 4060, 3}, 1, 0);
	check(log, &none, PROBE_UNSEEN, &(struct probe){3, 3960, 3}, 0, 0);
	check(log, &loose, PROBE_UNSEEN, &(struct probe){3, 4110, 3}, 1, 0);
	check(log, &loose, PROBE_UNSEEN, &(struct probe){3, 4111, 3}, 1, 1);
	free(log);
}

static void unjudged(const struct probe_log *log, enum probe_kind kind, u64 first, u64 tsc,
		     u64 last)
{
	struct probe_tally tally = judge(log, &none, kind, first, tsc, last);

	assert_int_equal(tally.unjudged, 1);
	assert_int_equal(tally.judged + tally.able + tally.found, 0);
}

/* However wrong it looks: an update that was overwritten, is to come, or is being written. */
static void what_the_log_does_not_tell_is_unjudged(void **state)
{
	struct probe_log *log = regular_log(PROBE_RING + 9);

	(void)state;
	unjudged(log, PROBE_LATE, 8, 1ull << 50, 8);
	unjudged(log, PROBE_EARLY, 9, 1, 9);
	unjudged(log, PROBE_LATE, 8, 1ull << 50, PROBE_RING + 9);
	unjudged(log, PROBE_UNSEEN, 8, 1ull << 50, PROBE_RING + 9);
	unjudged(log, PROBE_EARLY, 0, 1, 0); /* before the first update */
	check(log, &none, PROBE_EARLY, &(struct probe){10, 9999, 10}, 1, 1);
	atomic_store(&log->ring[10].number, 0);
	unjudged(log, PROBE_EARLY, 10, 9999, 10);
	free(log);
}

/* A writer that lost its CPU while an update was open, and a reader in mid-probe. */
static void stopped_threads_slander_nobody(void **state)
{
	struct probe_log *log = regular_log(3);

	(void)state;
	probe_log_write(log, 4, 4000, 4060, 90000000); /* behind its store */
	probe_log_write(log, 5, 90001000, 0, 90001200);
	probe_log_write(log, 6, 90002000, 0, 990000200); /* before its store */
	check(log, &none, PROBE_LATE, &(struct probe){3, 4900, 3}, 0, 0);
	check(log, &none, PROBE_LATE, &(struct probe){3, 89999999, 3}, 1, 0);
	check(log, &none, PROBE_LATE, &(struct probe){5, 990000150, 5}, 1, 0);
	check(log, &none, PROBE_EARLY, &(struct probe){6, 990000100, 6}, 0, 0);
	/* the reader slept before its sample, and after it */
	check(log, &none, PROBE_EARLY, &(struct probe){2, 90001000, 4}, 0, 0);
	check(log, &none, PROBE_LATE, &(struct probe){2, 3000, 4}, 0, 0);
	free(log);
}

static void skew_is_narrowed_from_both_sides(void **state)
{
	struct probe_log *log = regular_log(PROBE_RING + 9);
	struct probe_skew skew = {-1000000, 1000000}, other = {-1000000, 1000000};
	const u64 base = 1000 * 500;

	(void)state;
	/* the reader's TSC is 40 ahead: it saw update 500, not 501, whose stores came at + 100 */
	probe_narrow(log, &(struct probe){500, base + 150 + 40, 500}, &skew);
	assert_int_equal(skew.high, 190);
	assert_int_equal(skew.low, -1010);
	probe_narrow(log, &(struct probe){500, base + 1090 + 40, 500}, &skew);
	assert_int_equal(skew.high, 190);
	assert_int_equal(skew.low, -70);
	/* what the log does not have narrows nothing */
	probe_narrow(log, &(struct probe){7, 1, 7}, &skew);
	probe_narrow(log, &(struct probe){PROBE_RING + 9, 1ull << 50, PROBE_RING + 9}, &other);
	assert_int_equal(skew.high, 190);
	assert_int_equal(other.low, -1000000);
	assert_true(probe_agree(&skew, &(struct probe_skew){190, 300}));
	assert_false(probe_agree(&skew, &(struct probe_skew){191, 300}));
	assert_false(probe_agree(&(struct probe_skew){191, 300}, &skew));
	free(log);
}

static void tallies_keep_the_worst(void **state)
{
	struct probe_tally sum = {.judged = 5, .able = 4, .found = 1, .most = 70};
	struct probe_tally part = {.judged = 8, .unjudged = 2, .able = 3, .found = 2, .most = 90};

	(void)state;
	part.against = 12;
	probe_tally_add(&sum, &part);
	assert_int_equal(sum.judged, 13);
	assert_int_equal(sum.unjudged, 2);
	assert_int_equal(sum.able, 7);
	assert_int_equal(sum.found, 3);
	assert_int_equal(sum.most, 90);
	assert_int_equal(sum.against, 12);
	part.most = 80;
	part.against = 13;
	probe_tally_add(&sum, &part);
	assert_int_equal(sum.most, 90);
	assert_int_equal(sum.against, 12);
	probe_tally_doubt(&sum);
	assert_int_equal(sum.unjudged, 25);
	assert_int_equal(sum.judged + sum.able + sum.found + sum.most, 0);
}

static void fill(struct litmus_seen *seen, unsigned int n, const u64 *first, const u64 *second)
{
	memset(seen, 0, sizeof(*seen));
	seen->n = n;
	memcpy(seen->first, first, n * sizeof(*first));
	if (second)
		memcpy(seen->second, second, n * sizeof(*second));
}

static u64 seen_of(enum litmus_test test, const u64 *a, const u64 *b, const u64 *c, const u64 *d)
{
	static struct litmus_seen one, other;
	struct litmus_tally tally = {0};

	fill(&one, 4, a, b);
	fill(&other, 4, c, d);
	litmus_judge(test, &one, &other, &tally);
	assert_int_equal(tally.iterations, 4);
	assert_int_equal(tally.seen > 0, tally.first[0] != '\0');
	return tally.seen;
}

static void litmus_outcomes_are_told(void **state)
{
	const u64 up[4] = {1, 2, 3, 4}, slow[4] = {0, 1, 2, 3}, zero[4] = {0};
	const u64 one_back[4] = {1, 2, 2, 4}, all[4] = {4, 4, 4, 4};

	(void)state;
	/* one after the other, and in turn */
	assert_int_equal(seen_of(LITMUS_SB, zero, NULL, all, NULL), 0);
	assert_int_equal(seen_of(LITMUS_SB, slow, NULL, up, NULL), 0);
	/* none saw the other one's store: of iterations 1 to 4, each */
	assert_int_equal(seen_of(LITMUS_SB, slow, NULL, slow, NULL), 4);
	assert_int_equal(seen_of(LITMUS_SB_MFENCE, zero, NULL, zero, NULL), 4);
	assert_int_equal(seen_of(LITMUS_MP, slow, up, zero, zero), 0);
	assert_int_equal(seen_of(LITMUS_MP, up, up, zero, zero), 0);
	assert_int_equal(seen_of(LITMUS_MP, up, one_back, zero, zero), 1);
	assert_int_equal(seen_of(LITMUS_CORR, up, slow, zero, zero), 4);
	/* x = 1 then y = 0, and y = 1 then x = 1: x was first; then with x = 0: no order at all */
	assert_int_equal(seen_of(LITMUS_IRIW, up, slow, up, up), 0);
	assert_int_equal(seen_of(LITMUS_IRIW, up, slow, up, slow), 4);
	assert_int_equal(seen_of(LITMUS_IRIW, zero, zero, up, zero), 0);
	assert_int_equal(seen_of(LITMUS_ALIGNED, up, up, zero, zero), 0);
	assert_int_equal(seen_of(LITMUS_LINE, up, one_back, zero, zero), 1);
	assert_int_equal(seen_of(LITMUS_PAGE, one_back, up, zero, zero), 1);
	assert_string_equal(litmus_tests[LITMUS_MP].allowed, "");
	assert_non_null(strstr(litmus_tests[LITMUS_SB].allowed, "x86"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(late_is_beyond_the_closing_stamp),
		cmocka_unit_test(early_is_before_the_opening_stamp),
		cmocka_unit_test(unseen_is_a_sample_before_the_store_was_seen),
		cmocka_unit_test(what_the_log_does_not_tell_is_unjudged),
		cmocka_unit_test(stopped_threads_slander_nobody),
		cmocka_unit_test(skew_is_narrowed_from_both_sides),
		cmocka_unit_test(tallies_keep_the_worst),
		cmocka_unit_test(litmus_outcomes_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
