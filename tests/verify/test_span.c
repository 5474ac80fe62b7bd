/*
 * How many updates a read may span for a verdict to hold: what comes round only after more updates than
 * schedules of every kind have, and what comes round after more than any row has.
 */
#include <signal.h>
#include <sys/time.h>

#include "lib/pair.h"

static const struct verdict *one_update_and_rows(const char *host, const char *guest)
{
	struct verify_options options = pair_options("hyperv-tsc", host, guest, MODEL_X86);

	options.updates = 1;
	options.wanted = TORN;
	return pair_verify(&options);
}

static void torn_in_a_row(const char *host, const char *guest)
{
	const struct verdict *verdict = one_update_and_rows(host, guest);
	char why[256];

	assert_string_equal(verdict->error, "");
	if (!verdict->counts[VIOLATION_TORN])
		print_error("%s x %s is not torn\n", host, guest);
	assert_true(verdict->counts[VIOLATION_TORN] > 0);
	/* not by a schedule of every kind, each of which was explored */
	assert_int_equal(verdict->explored, verdict->planned);
	assert_true(verdict->found[VIOLATION_TORN]->schedule.nupdates > 3);
	assert_int_equal(finding_replay(verdict->found[VIOLATION_TORN], the_test_machine,
					&the_test_oracle, 0x5a, why, sizeof(why)),
			 VIOLATION_TORN);
}

static void test_what_comes_round(void **state)
{
	(void)state;
	torn_in_a_row("four-bit-sequence", "hv-spin-even");
	torn_in_a_row("not-odd-at-28", "hv-spin-even");
	torn_in_a_row("odd-even", "four-bits");
	torn_in_a_row("odd-even", "five-bits");
}

static void test_what_does_not(void **state)
{
	static const struct {
		const char *guest;
		bool proved;
		u64 span;
	} guests[] = {
		{"all-bits", true, (u64)1 << 31},
		{"hv-spin-even", true, (u64)1 << 31},
		/* wrong, by a read that spans more than any that was looked at: that is said */
		{"six-bits", true, 32},
		{"by-difference", false, 0},
	};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(guests); i++) {
		const struct verdict *verdict = one_update_and_rows("odd-even", guests[i].guest);

		assert_int_equal(verdict_status(verdict), 0);
		assert_int_equal(verdict->claim.any, guests[i].proved);
		if (!guests[i].proved) {
			assert_int_equal(verdict->spans, UPDATES_MAX);
			assert_true(verdict->rows > 0);
			assert_non_null(verdict->claim.why);
			assert_non_null(strstr(verdict->claim.against->file, "guest_difference.c"));
			continue;
		}
		assert_true(verdict->claim.counted);
		assert_in_range(verdict->claim.span, guests[i].span - 1, guests[i].span);
	}
}

/* A page with more stores has shorter rows; a guest that carries something over may have none. */
static void test_no_more_than_was_explored(void **state)
{
	const struct verdict *verdict = pair_verdict("odd-even", "carried", MODEL_X86);

	(void)state;
	assert_int_equal(verdict_status(verdict), 0);
	assert_true(verdict->spans == 2 || verdict->rows > 0);
}

static volatile int stop;

static void on_alarm(int signal)
{
	(void)signal;
	stop = 1;
}

/* Wherever it is stopped, also after all schedules: what is clean was explored to the end of its rows. */
static void test_a_stop_leaves_nothing_clean(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "hv-spin-even", MODEL_SC);
	const struct verdict *verdict;
	unsigned int spans, stopped_late = 0;
	double seconds;
	u64 executions;

	(void)state;
	options.stop = &stop;
	options.updates = 1;
	verdict = pair_verify(&options);
	assert_int_equal(verdict_outcome(verdict), OUTCOME_CLEAN);
	spans = verdict->spans;
	executions = verdict->executions;
	seconds = verdict->seconds;
	signal(SIGALRM, on_alarm);
	for (unsigned int i = 1; i <= 200; i++) {
		suseconds_t wait = (suseconds_t)(seconds * 1e6 * i / 200) + 1;
		const struct itimerval timer = {.it_value = {wait / 1000000, wait % 1000000}};

		stop = 0;
		setitimer(ITIMER_REAL, &timer, NULL);
		verdict = pair_verify(&options);
		if (verdict_outcome(verdict) == OUTCOME_CLEAN) {
			assert_int_equal(verdict->spans, spans);
			assert_int_equal(verdict->executions, executions);
		} else {
			assert_int_equal(verdict_outcome(verdict), OUTCOME_UNFINISHED);
			stopped_late += verdict->explored == verdict->planned;
		}
	}
	setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
	signal(SIGALRM, SIG_DFL);
	assert_true(stopped_late > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_comes_round),
		cmocka_unit_test(test_what_does_not),
		cmocka_unit_test(test_no_more_than_was_explored),
		cmocka_unit_test(test_a_stop_leaves_nothing_clean),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
