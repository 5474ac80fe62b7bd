/*
 * What the target race makes of reads, by logs that are made by hand: which values are illegal, of which
 * kind and mix, which samples were late; and what the machine is asked about a pair.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "fuzz/racer/racer.h"
#include "fuzz/racer/racer_kinds.h"
#include "fuzz/racer/racer_pairs.h"
#include "protocols/registry.h"
#include "stress/race/race_text.h"

static const struct format *format;

static const struct host *host_of(const char *name)
{
	const struct host *host = registry_find_host(ENGINE_GAPPED, format, name);

	assert_non_null(host);
	return host;
}

static int set_up(void **context)
{
	(void)context;
	format = registry_find_format("hyperv_tsc");
	assert_non_null(format);
	return 0;
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
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX], other[WARPAGE_PAGE_MAX];
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX] = {0};

	generation_page(format, &log->clocks[scale], page);
	generation_page(format, &log->clocks[offset], other);
	memcpy(page + 16, other + 16, 8);
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
	struct input_pairs *all = input_pairs_new();
	struct racer_pairs *pairs = all ? racer_pairs_new(all) : NULL;
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
	input_pairs_free(all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bounds_are_those_of_the_clocks),
		cmocka_unit_test(kinds_and_mixes_are_told_apart),
		cmocka_unit_test(late_samples_are_told_apart),
		cmocka_unit_test(pairs_are_asked_about),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
