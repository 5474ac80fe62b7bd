/*
 * The race engine: CPU lists, and short real races. A real race that must
 * find something repeats until it does, so a loaded machine makes it slow, not wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "protocols/registry.h"

#include "stress/cpu/pin.h"
#include "stress/race/race.h"
#include "verify/verify.h"

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

/* A real race; skips the test where the TSC cannot be trusted. */
static void race(struct race_options *options, struct race_summary *summary)
{
	static unsigned int cpus[RACE_CPUS_MAX];
	int status;

	if (!options->cpus) {
		options->cpus = cpus;
		options->ncpus = pin_allowed(cpus, RACE_CPUS_MAX);
	}
	assert_non_null(options->host);
	assert_non_null(options->guest);
	status = race_run(options, summary);
	if (status == RACE_SKIPPED)
		skip();
	assert_int_equal(status, 0);
}

static struct race_options pair(const char *format, const char *host, const char *guest)
{
	struct race_options options = {.seconds = 0.3, .seed = 1};

	options.format = registry_find_format(format);
	options.host = registry_find_host(ENGINE_NATIVE, options.format, host);
	options.guest = registry_find_guest(ENGINE_NATIVE, options.format, guest);
	options.gapped_host = registry_find_host(ENGINE_GAPPED, options.format, host);
	options.gapped_guest = registry_find_guest(ENGINE_GAPPED, options.format, guest);
	return options;
}

/* A late sample of the TSC is no violation, on CPUs that make them: the machine says of which pairs. */
static u32 ask_machine(void *arg, bool wait)
{
	const struct race_options *options = arg;
	struct verify_options asked = {.format = options->format, .hosts = 1};
	struct machine *machine = machine_new();
	struct oracle oracle;
	u32 kinds;

	(void)wait;
	assert_non_null(machine);
	assert_true(oracle_init(&oracle));
	asked.host = registry_find_host(ENGINE_MACHINE, options->format, options->host->name);
	asked.guest = registry_find_guest(ENGINE_MACHINE, options->format, options->guest->name);
	kinds = verify_late(machine, &oracle, &asked);
	oracle_free(&oracle);
	machine_free(machine);
	return (kinds >> VIOLATION_STALE & 1) << VIOLATION_STALE |
	       (kinds >> VIOLATION_BACKWARDS & 1) << VIOLATION_BACKWARDS;
}

static void assert_clean(struct race_options *options)
{
	static struct race_summary summary;

	options->calls.excuse = ask_machine;
	options->calls.arg = options;
	for (unsigned int tries = 0; tries < 100; tries++) {
		race(options, &summary);
		assert_int_equal(race_violations(&summary.total.counts), 0);
		if (summary.total.counts.updates && summary.total.counts.reads)
			return;
	}
	fail_msg("100 races without a read, or without an update");
}

/* Paused, tight, and with the readers parked around each update. */
static void assert_right(const char *format, const char *host, const char *guest)
{
	struct race_options options = pair(format, host, guest);

	assert_clean(&options);
	options.gapped_host = NULL;
	options.gapped_guest = NULL;
	assert_clean(&options);
	options = pair(format, host, guest);
	options.freeze = RACE_FREEZE_PARTIAL;
	options.readers = 2;
	assert_clean(&options);
	options.freeze = RACE_FREEZE_ALL;
	assert_clean(&options);
}

/* With gaps a tear is sure to come, on one CPU as well. */
static void assert_shows(struct race_options *options, enum violation kind)
{
	static struct race_summary summary;

	for (options->seed = 1; options->seed <= 100; options->seed++) {
		race(options, &summary);
		if (summary.total.counts.found[kind]) {
			assert_int_equal(summary.total.first[kind].kind, kind);
			return;
		}
	}
	fail_msg("100 races of %s x %s found no %s", options->host->name, options->guest->name,
		 violation_name(kind));
}

static void assert_wrong(const char *format, const char *host, const char *guest,
			 enum violation kind)
{
	struct race_options options = pair(format, host, guest);

	assert_shows(&options, kind);
}

static void test_right_pairs_race_clean(void **state)
{
	(void)state;
	assert_right("hyperv-tsc", "odd-even", "hv-spin-even");
	assert_right("hyperv-tsc", "invalidate", "hv-ordered");
	assert_right("hyperv-tsc", "frozen", "hv-ordered");
	assert_right("pvclock", "pvclock-odd-even", "pv-ordered");
}

/* What can't be late needs no excuse, on any CPU. */
static void test_fenced_pairs_race_clean(void **state)
{
	(void)state;
	assert_right("hyperv-tsc", "invalidate", "hv-fenced");
	assert_right("hyperv-tsc", "frozen", "hv-fenced");
	assert_right("pvclock", "pvclock-odd-even", "pv-fenced");
}

/* Where the kernel tells the CPU of a stamp: right pairs are clean, all reads judged, wrong ones torn. */
static void test_races_without_rdtscp(void **state)
{
	struct race_options options = pair("hyperv-tsc", "invalidate", "hv-fenced");
	static struct race_summary summary;

	(void)state;
	options.no_rdtscp = true;
	assert_clean(&options);
	for (unsigned int tries = 0; tries < 100; tries++) {
		race(&options, &summary);
		assert_int_equal(race_violations(&summary.total.counts), 0);
		assert_int_equal(summary.total.counts.unjudged[RACE_MIGRATED], 0);
		if (race_judged(&summary.total.counts))
			break;
	}
	assert_true(race_judged(&summary.total.counts));
	options = pair("hyperv-tsc", "single-store", "hv-seed");
	options.no_rdtscp = true;
	assert_shows(&options, VIOLATION_TORN);
}

static void test_single_store_tears(void **state)
{
	(void)state;
	assert_wrong("hyperv-tsc", "single-store", "hv-seed", VIOLATION_TORN);
}

static void test_plus_two_tears(void **state)
{
	(void)state;
	assert_wrong("pvclock", "plus-two", "pv-ordered", VIOLATION_TORN);
}

static void test_deferred_tsc_is_stale(void **state)
{
	(void)state;
	assert_wrong("hyperv-tsc", "odd-even", "hv-deferred", VIOLATION_STALE);
}

static void test_reader_of_a_dead_host_is_stuck(void **state)
{
	(void)state;
	assert_wrong("hyperv-tsc", "dies-odd", "hv-spin-even", VIOLATION_STUCK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cpu_lists),
		cmocka_unit_test(test_right_pairs_race_clean),
		cmocka_unit_test(test_fenced_pairs_race_clean),
		cmocka_unit_test(test_races_without_rdtscp),
		cmocka_unit_test(test_single_store_tears),
		cmocka_unit_test(test_plus_two_tears),
		cmocka_unit_test(test_deferred_tsc_is_stale),
		cmocka_unit_test(test_reader_of_a_dead_host_is_stuck),
	};

	return cmocka_run_group_tests_name("race", tests, NULL, NULL);
}
