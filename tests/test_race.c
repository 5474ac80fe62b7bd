/*
 * The race engine: the plan's promises, CPU lists, and short real races. A real race that must
 * find something repeats until it does, so a loaded machine makes it slow, not wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "protocols/registry.h"
#include "stress/mix.h"
#include "stress/pin.h"
#include "stress/plan.h"
#include "stress/race.h"

#define TSC (1ull << 42)

/* Both promises of plan.h, over many updates of every format. */
static void test_plan(void **state)
{
	const struct format *format;

	(void)state;
	for (unsigned int i = 0; (format = registry_format(i)); i++) {
		struct plan plan;
		struct update chosen;
		u64 tsc = TSC, hz = 2600000000;

		assert_non_null(plan_start(&plan, format, false, 7, hz, tsc));
		for (unsigned int n = 1; n < 3000; n++) {
			struct generation prev = plan.recent[plan.newest % PLAN_RECENT];
			const struct generation *next;
			u64 allowance = 4000;

			tsc += 1 + plan_random(&plan, 20000);
			next = plan_next(&plan, tsc, allowance, &chosen);
			assert_int_equal(next->back, chosen.step < 0 ? -chosen.step : 0);
			for (u64 t = tsc; t <= tsc + allowance; t += 500)
				assert_true((s64)(generation_time(format, next, t) -
						  generation_time(format, &prev, t)) >=
					    chosen.step);
			assert_true(
				mix_separable(format, &prev, next, &prev, 1, tsc, plan.tolerance));
			assert_true(
				mix_separable(format, &prev, next, next, 1, tsc, plan.tolerance));
		}
		assert_int_equal(plan.inseparable, 0);
	}
}

static void test_plan_repeats_from_its_seed(void **state)
{
	const struct format *format = registry_find_format("pvclock");
	struct plan a, b;
	struct update one, other;

	(void)state;
	assert_non_null(plan_start(&a, format, false, 3, 1000000000, TSC));
	assert_non_null(plan_start(&b, format, false, 3, 1000000000, TSC));
	for (unsigned int n = 1; n < 100; n++)
		assert_memory_equal(plan_next(&a, TSC + n * 5000, 0, &one),
				    plan_next(&b, TSC + n * 5000, 0, &other),
				    sizeof(struct generation));
}

static void test_cpu_lists(void **state)
{
	unsigned int cpus[RACE_CPUS_MAX], allowed = pin_allowed(cpus, RACE_CPUS_MAX);
	unsigned int first = cpus[0];
	char error[160], list[64];

	(void)state;
	assert_true(allowed >= 1);
	snprintf(list, sizeof(list), "%u", first);
	assert_int_equal(pin_parse(list, cpus, RACE_CPUS_MAX, error, sizeof(error)), 1);
	assert_int_equal(cpus[0], first);
	snprintf(list, sizeof(list), "%u,%u", first, first);
	assert_int_equal(pin_parse(list, cpus, RACE_CPUS_MAX, error, sizeof(error)), 0);
	assert_non_null(strstr(error, "twice"));
	assert_int_equal(pin_parse("99999", cpus, RACE_CPUS_MAX, error, sizeof(error)), 0);
	assert_non_null(strstr(error, "offline"));
	assert_int_equal(pin_parse("", cpus, RACE_CPUS_MAX, error, sizeof(error)), 0);
	assert_int_equal(pin_parse("0-", cpus, RACE_CPUS_MAX, error, sizeof(error)), 0);
	assert_int_equal(pin_parse("1,x", cpus, RACE_CPUS_MAX, error, sizeof(error)), 0);
}

/* A real race of seconds; skips the test where the TSC cannot be trusted. */
static void race(const char *format, const char *host, const char *guest, u64 seed,
		 unsigned int gaps, struct race_summary *summary)
{
	static unsigned int cpus[RACE_CPUS_MAX];
	struct race_options options = {
		.seconds = 1,
		.seed = seed,
		.cpus = cpus,
		.gaps = gaps,
	};
	int status;

	options.ncpus = pin_allowed(cpus, RACE_CPUS_MAX);
	options.format = registry_find_format(format);
	options.host = registry_find_host(ENGINE_NATIVE, options.format, host);
	options.guest = registry_find_guest(ENGINE_NATIVE, options.format, guest);
	assert_non_null(options.host);
	assert_non_null(options.guest);
	status = race_run(&options, summary);
	if (status == RACE_SKIPPED)
		skip();
	assert_int_equal(status, 0);
}

static void assert_right(const char *format, const char *host, const char *guest)
{
	struct race_summary summary;

	for (unsigned int gaps = 0; gaps <= 100; gaps += 100) {
		race(format, host, guest, 1, gaps, &summary);
		assert_int_equal(race_violations(&summary.total), 0);
		assert_true(summary.updates > 0);
		assert_true(summary.total.reads > 0);
	}
}

/* With gaps a tear is sure to come, on one CPU as well. */
static void assert_wrong(const char *format, const char *host, const char *guest,
			 enum race_kind kind)
{
	struct race_summary summary;

	for (u64 seed = 1; seed <= 30; seed++) {
		race(format, host, guest, seed, 100, &summary);
		if (summary.total.count[kind]) {
			assert_int_equal(summary.total.first[kind].kind, kind);
			return;
		}
	}
	fail_msg("30 races of %s x %s found no %s", host, guest, race_kind_name(kind));
}

static void test_right_pairs_race_clean(void **state)
{
	(void)state;
	assert_right("hyperv-tsc", "odd-even", "hv-spin-even");
	assert_right("hyperv-tsc", "invalidate", "hv-ordered");
	assert_right("hyperv-tsc", "frozen", "hv-ordered");
	assert_right("pvclock", "pvclock-odd-even", "pv-ordered");
}

static void test_single_store_tears(void **state)
{
	(void)state;
	assert_wrong("hyperv-tsc", "single-store", "hv-seed", RACE_TORN);
}

static void test_plus_two_tears(void **state)
{
	(void)state;
	assert_wrong("pvclock", "plus-two", "pv-ordered", RACE_TORN);
}

static void test_deferred_tsc_is_stale(void **state)
{
	(void)state;
	assert_wrong("hyperv-tsc", "odd-even", "hv-deferred", RACE_STALE);
}

static void test_reader_of_a_dead_host_is_stuck(void **state)
{
	(void)state;
	assert_wrong("hyperv-tsc", "dies-odd", "hv-spin-even", RACE_STUCK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plan),
		cmocka_unit_test(test_plan_repeats_from_its_seed),
		cmocka_unit_test(test_cpu_lists),
		cmocka_unit_test(test_right_pairs_race_clean),
		cmocka_unit_test(test_single_store_tears),
		cmocka_unit_test(test_plus_two_tears),
		cmocka_unit_test(test_deferred_tsc_is_stale),
		cmocka_unit_test(test_reader_of_a_dead_host_is_stuck),
	};

	return cmocka_run_group_tests_name("race", tests, NULL, NULL);
}
