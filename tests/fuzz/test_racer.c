/*
 * The races of the target race: a reader that gets no CPU is not stuck, one that waits for ever is,
 * and a value is illegal if and only if no clock gave it during the read.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "clock/scenario.h"
#include "fuzz/racer.h"
#include "fuzz/racer_kinds.h"
#include "fuzz/racer_pairs.h"
#include "protocols/registry.h"
#include "stress/race/race_text.h"

static struct racer *racer;
static const struct format *format;
static const struct guest *real, *fenced; /* fenced: right on every CPU, with invalidate */

static const struct host *host_of(const char *name)
{
	const struct host *host = registry_find_host(ENGINE_GAPPED, format, name);

	assert_non_null(host);
	return host;
}

static int set_up(void **context)
{
	char why[200];

	(void)context;
	format = registry_find_format("hyperv_tsc");
	assert_non_null(format);
	real = registry_find_guest(ENGINE_GAPPED, format, "hv_spin_even");
	assert_non_null(real);
	fenced = registry_find_guest(ENGINE_GAPPED, format, "hv_fenced");
	assert_non_null(fenced);
	racer = racer_new(1, why, sizeof(why));
	if (!racer)
		print_message("skipped: %s\n", why);
	return 0;
}

/* nupdates steps forward, a little apart. */
static struct schedule plain_schedule(unsigned int nupdates)
{
	struct schedule schedule = {.nupdates = nupdates};

	scenario_plain_clock(&schedule);
	schedule.sequence = 2;
	schedule.tail = 10000;
	for (unsigned int i = 0; i < nupdates; i++) {
		scenario_plain_update(&schedule.updates[i], UPDATE_STEP_FORWARD, schedule.rate,
				      false);
		schedule.updates[i].hold = 5000;
		schedule.updates[i].dies_after = -1;
	}
	return schedule;
}

static void play(const struct host *host, const struct guest *guest, unsigned int nupdates,
		 struct racer_result *result)
{
	struct schedule schedule = plain_schedule(nupdates);

	racer_run(racer, format, host, guest, &schedule, NULL, 0, result);
}

/* Nothing is waited for: that time passes is what must not matter. */
static void let_pass(double seconds)
{
	struct timespec first, now;

	clock_gettime(CLOCK_MONOTONIC, &first);
	do {
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while ((double)(now.tv_sec - first.tv_sec) + (double)(now.tv_nsec - first.tv_nsec) / 1e9 <
		 seconds);
}

/* Longer than whatever patience a clock may have measured, in the middle of the guest. */
static bool read_late(const void *page, u64 *value)
{
	let_pass(0.3);
	return fenced->read(page, value);
}

/* Now and then the whole process stops, between two accesses. */
static bool read_stopped(const void *page, u64 *value)
{
	static unsigned int reads;
	bool good = fenced->read(page, value);

	if (++reads % 1000)
		return good;
	kill(getpid(), SIGSTOP);
	return fenced->read(page, value);
}

static void late_is_not_stuck(void **context)
{
	struct guest late;
	struct racer_result result;

	(void)context;
	if (!racer)
		skip();
	late = *fenced;
	late.read = read_late;
	for (unsigned int updates = 0; updates < 3; updates++) {
		play(host_of("invalidate"), &late, updates, &result);
		assert_false(result.stuck);
		assert_false(result.illegal);
		assert_true(result.accepted > 0);
	}
}

/* One update leaves the sequence of single-store odd, which this guest waits out for ever. */
static void stuck_is_told_with_its_reasons(void **context)
{
	struct racer_result result = {0};
	size_t length;
	char *text;
	FILE *out;

	(void)context;
	if (!racer)
		skip();
	/* the reader has to be at it before the race is over */
	for (unsigned int i = 0; i < 10000 && !result.stuck; i++)
		play(host_of("single_store"), real, 1, &result);
	assert_true(result.stuck);
	assert_true(result.stuck_accesses >= RACER_PATIENCE);
	assert_true(result.stuck_read.s <= result.stuck_read.e);
	assert_true(result.stuck_read.e >= result.log->end[1]);
	out = open_memstream(&text, &length);
	racer_explain(out, format, &result);
	fclose(out);
	assert_non_null(strstr(text, "accesses after the last update"));
	assert_non_null(strstr(text, "clock 1: rate"));
	free(text);
	/* and the next race is none the worse for it */
	play(host_of("invalidate"), fenced, 2, &result);
	assert_false(result.stuck);
	assert_false(result.illegal);
}

static bool read_wrong(const void *page, u64 *value)
{
	bool good = real->read(page, value);

	*value += (u64)1 << 32;
	return good;
}

static void illegal_is_told_with_its_reasons(void **context)
{
	struct guest wrong;
	struct racer_result result = {0};
	size_t length;
	char *text;
	FILE *out;

	(void)context;
	if (!racer)
		skip();
	wrong = *real;
	wrong.read = read_wrong;
	for (unsigned int i = 0; i < 10000 && !result.accepted; i++)
		play(host_of("odd_even"), &wrong, 2, &result);
	assert_true(result.illegal);
	assert_false(result.stuck);
	out = open_memstream(&text, &length);
	racer_explain(out, format, &result);
	fclose(out);
	assert_non_null(strstr(text, "no clock gave that then"));
	assert_non_null(strstr(text, ": gave "));
	free(text);
}

/* A process that is stopped in its reads, as by a user or by an engine, finds nothing. */
static void stopped_finds_nothing(void **context)
{
	struct guest stopped;
	struct racer_result result;
	unsigned int stops = 0;
	pid_t child;
	int status;

	(void)context;
	if (!racer)
		skip();
	stopped = *fenced;
	stopped.read = read_stopped;
	child = fork();
	if (!child) {
		char why[200];

		/* threads do not come along */
		racer = racer_new(1, why, sizeof(why));
		for (unsigned int i = 0; racer && i < 20000; i++) {
			play(host_of("invalidate"), &stopped, i % 4, &result);
			if (result.stuck || result.illegal) {
				racer_explain(stderr, format, &result);
				_exit(1);
			}
		}
		_exit(racer ? 0 : 77);
	}
	assert_true(child > 0);
	while (waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status)) {
		if (stops++ < 20)
			let_pass(0.08);
		kill(child, SIGCONT);
	}
	assert_true(WIFEXITED(status));
	assert_true(WEXITSTATUS(status) == 77 || (WEXITSTATUS(status) == 0 && stops));
}

/* Two clocks: one unit per two ticks from 1000 at TSC 1000, published anew at 2000 to 2100. */
static void make_log(struct racer_log *log)
{
	struct schedule schedule = {.tsc = 1000, .value = 1000, .rate = (u64)1 << 31};
	struct update update = {.kind = UPDATE_STEP_FORWARD, .rate = (u64)1 << 31, .step = 1000000};

	memset(log, 0, sizeof(*log));
	log->nclocks = 2;
	log->margin = 10;
	log->begin[1] = 2000;
	log->end[1] = 2100;
	generation_first(format, &schedule, &log->clocks[0]);
	generation_next(format, &log->clocks[0], &update, 1990, 1990, &log->clocks[1]);
}

static void bounds_are_those_of_the_clocks(void **context)
{
	static const struct {
		u64 s, e, value;
		bool legal;
	} cases[] = {
		{1200, 1400, 1100, true}, /* the first clock at 1200 */
		{1200, 1400, 1200, true},
		{1200, 1400, 1095, true}, /* within the margin */
		{1200, 1400, 1205, true},
		{1200, 1400, 1094, false},
		{1200, 1400, 1206, false},
		{1200, 1400, 1001100, false}, /* the second is not there yet */
		{2050, 2060, 1525, true},     /* both, while one is published */
		{2050, 2060, 1001525, true},
		{2200, 2300, 1600, false}, /* the first is gone */
		{2200, 2300, 1001600, true},
		{1200, 9000, 1555, true},  /* a read that lasted: the first until 2100 */
		{1200, 9000, 1556, false}, /* and 10 ticks */
		{1200, 9000, 1001495, true},
		{1200, 9000, 1001494, false},
		{1200, 9000, 1005005, true},
		{1200, 9000, 1005006, false},
		{2105, 2300, 1555, true}, /* the margin counts for the last store, too */
		{2121, 2300, 1555, false},
	};
	struct racer_log log;

	(void)context;
	make_log(&log);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct racer_read read = {
			.s = cases[i].s, .e = cases[i].e, .value = cases[i].value};

		if (racer_legal(&log, format, &read) != cases[i].legal)
			print_error("case %zu\n", i);
		assert_int_equal(racer_legal(&log, format, &read), cases[i].legal);
	}
}

static u64 clock_value(const struct racer_log *log, unsigned int scale, unsigned int offset,
		       u64 tsc)
{
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX], params[WARPAGE_PARAMS_MAX] = {0};

	memcpy(page, log->clocks[scale].page, sizeof(page));
	memcpy(page + 16, log->clocks[offset].page + 16, 8);
	format->decode(params, page);
	return (u64)format->time(params, tsc);
}

/* By kind and mix; the TSC of the sample is in the middle of the read. */
static void kinds_and_mixes_are_told_apart(void **context)
{
	static const struct {
		u64 s, e;
		unsigned int scale, offset;
		u64 more;
		const char *signature; /* NULL: legal */
	} cases[] = {
		{1200, 1400, 0, 0, 0, NULL},
		{2050, 2060, 1, 1, 0, NULL},
		{2050, 2060, 0, 1, 0, "torn hyperv-tsc:odd-even:hv-seed scale+0,offset+1"},
		{2000, 2090, 0, 1, 0, "torn hyperv-tsc:odd-even:hv-seed scale+0,offset+1"},
		{2050, 2060, 1, 0, 0, "torn hyperv-tsc:odd-even:hv-seed scale+1,offset+0"},
		{3000, 3040, 0, 0, 0, "stale hyperv-tsc:odd-even:hv-seed"},
		{1200, 1400, 1, 1, 0, "stale hyperv-tsc:odd-even:hv-seed"},
		{1200, 1400, 0, 0, 1ull << 40, "arithmetic hyperv-tsc:odd-even:hv-seed"},
	};
	struct update update = {.kind = UPDATE_STEP_FORWARD, .rate = (u64)1 << 29, .step = 1 << 30};
	struct race_options pair = {.format = format,
				    .host = host_of("odd_even"),
				    .guest = registry_find_guest(ENGINE_GAPPED, format, "hv_seed")};
	struct racer_kinds *kinds = racer_kinds_new();
	struct racer_log log;

	(void)context;
	assert_non_null(kinds);
	make_log(&log);
	generation_next(format, &log.clocks[0], &update, 1990, 1990, &log.clocks[1]);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct racer_read read = {.s = cases[i].s, .e = cases[i].e};
		char signature[256] = "none";
		unsigned int found = 0;

		read.value =
			clock_value(&log, cases[i].scale, cases[i].offset, (read.s + read.e) / 2) +
			cases[i].more;
		racer_kinds_begin(kinds, format, false, &log, 0);
		racer_kinds_read(kinds, 0, &read);
		for (int kind = 0; kind < VIOLATION_KINDS; kind++) {
			const struct race_violation *violation =
				racer_kinds_found(kinds, (enum violation)kind);

			if (!violation)
				continue;
			found++;
			assert_int_equal(violation->kind, kind);
			assert_int_equal(violation->value, read.value);
			race_signature(&pair, violation, signature, sizeof(signature));
		}
		assert_int_equal(found, cases[i].signature != NULL);
		assert_int_equal(racer_legal(&log, format, &read), !found);
		if (found)
			assert_string_equal(signature, cases[i].signature);
	}
	/* what a race before had in its log is forgotten */
	log.nclocks = 1;
	racer_kinds_begin(kinds, format, false, &log, 0);
	racer_kinds_stuck(kinds, 0, &(struct racer_read){.s = 5000, .e = 6000});
	assert_int_equal(racer_kinds_found(kinds, VIOLATION_STUCK)->ngenerations, 1);
	assert_null(racer_kinds_found(kinds, VIOLATION_STALE));
	racer_kinds_free(kinds);
}

/* The first clock when the second is due: late if the read began before, and if that is excused. */
static void late_samples_are_told_apart(void **context)
{
	static const struct {
		u64 s, e, tsc;
		u32 excuse;
		bool late;
	} cases[] = {
		{1900, 9000, 5000, 1u << VIOLATION_STALE, true},
		{1900, 9000, 5000, 0, false},
		{1900, 9000, 5000, 1u << VIOLATION_BACKWARDS, false},
		{1900, 9000, 9500, 1u << VIOLATION_STALE, false}, /* after the read */
		{2111, 9000, 5000, 1u << VIOLATION_STALE,
		 false}, /* it was over when the read began */
		{2110, 9000, 5000, 1u << VIOLATION_STALE, true},
	};
	struct racer_kinds *kinds = racer_kinds_new();
	struct racer_log log;
	unsigned int found;
	u64 most;

	(void)context;
	assert_non_null(kinds);
	make_log(&log);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct racer_read read = {.s = cases[i].s, .e = cases[i].e};

		read.value = generation_time(format, &log.clocks[0], cases[i].tsc);
		assert_false(racer_legal(&log, format, &read));
		racer_kinds_begin(kinds, format, false, &log, cases[i].excuse);
		racer_kinds_read(kinds, 0, &read);
		assert_int_equal(racer_kinds_late(kinds, &most), cases[i].late);
		found = 0;
		for (int kind = 0; kind < VIOLATION_KINDS; kind++)
			found += ((enum violation)kind < VIOLATIONS) &&
				 racer_kinds_found(kinds, (enum violation)kind);
		assert_int_equal(found, !cases[i].late);
		if (cases[i].late)
			assert_int_equal(most, 5000 - 2100 - log.margin);
	}
	racer_kinds_free(kinds);
}

static const struct guest *machine_guest(const char *name)
{
	return registry_find_guest(ENGINE_MACHINE, format, name);
}

/* Asked of the machine: which pairs can't be raced, and what is excused of those that can. */
static void pairs_are_asked_about(void **context)
{
	struct racer_pairs *pairs = racer_pairs_new();
	const struct host *host = registry_find_host(ENGINE_MACHINE, format, "odd_even");

	(void)context;
	assert_non_null(pairs);
	for (unsigned int again = 0; again < 2; again++) {
		const struct guest *right = machine_guest("hv_spin_even");
		const struct guest *other = machine_guest("hv_fenced");

		assert_null(racer_pairs_problem(pairs, format, host, right));
		assert_int_equal(racer_pairs_excuse(pairs, format, host, right),
				 1u << VIOLATION_STALE | 1u << VIOLATION_BACKWARDS);
		assert_int_equal(racer_pairs_excuse(pairs, format, host, other), 0);
		assert_non_null(strstr(
			racer_pairs_problem(pairs, format,
					    registry_find_host(ENGINE_MACHINE, format, "dies_odd"),
					    right),
			"freezes vCPUs, or dies"));
	}
	racer_pairs_free(pairs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(late_is_not_stuck),
		cmocka_unit_test(stuck_is_told_with_its_reasons),
		cmocka_unit_test(illegal_is_told_with_its_reasons),
		cmocka_unit_test(stopped_finds_nothing),
		cmocka_unit_test(bounds_are_those_of_the_clocks),
		cmocka_unit_test(kinds_and_mixes_are_told_apart),
		cmocka_unit_test(late_samples_are_told_apart),
		cmocka_unit_test(pairs_are_asked_about),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
