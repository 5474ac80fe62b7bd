/*
 * Placement on machines of many shapes: the exact CPUs, in order, and what a machine is said to
 * lack. CPUs are numbered as Linux does it on x86 where it matters: all first threads of the cores,
 * then all second ones.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "stress/cpu/placement.h"

#define ROOM 64

/* Two packages of two cores with two threads: 0 and 4 share a core, 0-1 and 4-5 a package. */
#define SERVER "pack:2 l3:1 core:2 pu:2(indexes=0,4,1,5,2,6,3,7)"
/* One package of two chiplets, each with a cache of its own above two cores with two threads. */
#define CHIPLETS "pack:1 l3:2 core:2 pu:2(indexes=0,4,1,5,2,6,3,7)"
#define DESKTOP "pack:1 l3:1 core:4 pu:1"

/* What is chosen on that machine, as "0 1 2", or why nothing is. */
static const char *chosen(const char *machine, const char *allowed, enum placement placement,
			  unsigned int turn, unsigned int max)
{
	static char text[256];
	unsigned int cpus[ROOM], n;
	size_t length = 0;
	struct topology *topology = topology_synthetic(machine, allowed, text, sizeof(text));

	if (!topology)
		return text;
	n = placement_choose(topology, placement, turn, cpus, max, text, sizeof(text));
	topology_free(topology);
	assert_true(n <= max);
	for (unsigned int i = 0; i < n; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%u",
					   i ? " " : "", cpus[i]);
	return text;
}

#define assert_chosen(machine, allowed, placement, turn, max, expected)                            \
	assert_string_equal(chosen(machine, allowed, PLACEMENT_##placement, turn, max), expected)

#define NO_SMT "no core has two allowed CPUs"
#define NO_CACHE "no two cores with allowed CPUs are known to share a last-level cache"
#define NO_PACKAGE "the allowed CPUs are all in one package"

static void test_names(void **state)
{
	(void)state;
	for (int placement = 0; placement < PLACEMENTS; placement++)
		assert_int_equal(placement_parse(placement_name((enum placement)placement)),
				 placement);
	assert_int_equal(placement_parse("spread"), PLACEMENT_SPREAD);
	assert_int_equal(placement_parse("sprea"), -1);
	assert_int_equal(placement_parse(""), -1);
}

/* Elsewhere the host's counterpart is first; the last of all is its own second thread. */
static void test_two_packages(void **state)
{
	(void)state;
	assert_chosen(SERVER, NULL, SMT, 0, ROOM, "0 4");
	assert_chosen(SERVER, NULL, SMT, 6, ROOM, "6 2");
	assert_chosen(SERVER, NULL, CACHE, 0, ROOM, "0 1 5");
	assert_chosen(SERVER, NULL, CACHE, 7, ROOM, "7 6 2");
	assert_chosen(SERVER, NULL, PACKAGE, 0, ROOM, "0 2 3 6 7");
	assert_chosen(SERVER, NULL, PACKAGE, 5, ROOM, "5 7 6 3 2");
	assert_chosen(SERVER, NULL, SPREAD, 0, ROOM, "0 2 3 1 6 5 7 4");
	assert_chosen(SERVER, NULL, SPREAD, 3, ROOM, "3 1 0 2 5 6 4 7");
}

static void test_max_cuts(void **state)
{
	(void)state;
	assert_chosen(SERVER, NULL, SPREAD, 0, 3, "0 2 3");
	assert_chosen(SERVER, NULL, SPREAD, 0, 2, "0 2");
	assert_chosen(SERVER, NULL, PACKAGE, 0, 1, "0");
	assert_chosen(SERVER, NULL, CACHE, 0, 2, "0 1");
}

static void test_turns_wrap(void **state)
{
	(void)state;
	assert_chosen(SERVER, NULL, SMT, 8, 2, "0 4");
	assert_chosen(SERVER, NULL, SPREAD, 19, 2, "3 1");
	assert_chosen(SERVER, NULL, SPREAD, 4294967295u, 2, "7 5");
}

static void test_chiplets(void **state)
{
	(void)state;
	assert_chosen(CHIPLETS, NULL, SMT, 1, ROOM, "1 5");
	assert_chosen(CHIPLETS, NULL, CACHE, 0, ROOM, "0 1 5");
	assert_chosen(CHIPLETS, NULL, CACHE, 2, ROOM, "2 3 7");
	assert_chosen(CHIPLETS, NULL, PACKAGE, 0, ROOM, NO_PACKAGE);
	assert_chosen(CHIPLETS, NULL, SPREAD, 0, ROOM, "0 2 3 1 6 5 7 4");
	assert_chosen("pack:1 l3:4 core:2 pu:1", NULL, SPREAD, 2, ROOM, "2 4 6 0 5 7 1 3");
}

static void test_one_thread_per_core(void **state)
{
	(void)state;
	assert_chosen(DESKTOP, NULL, SMT, 0, ROOM, NO_SMT);
	assert_chosen(DESKTOP, NULL, CACHE, 0, ROOM, "0 1 2 3");
	assert_chosen(DESKTOP, NULL, CACHE, 2, ROOM, "2 3 0 1");
	assert_chosen(DESKTOP, NULL, PACKAGE, 0, ROOM, NO_PACKAGE);
	assert_chosen(DESKTOP, NULL, SPREAD, 1, ROOM, "1 2 3 0");
}

static void test_four_threads_per_core(void **state)
{
	(void)state;
	assert_chosen("pack:1 l3:1 core:2 pu:4", NULL, SMT, 1, ROOM, "1 2 3 0");
	assert_chosen("pack:1 l3:1 core:2 pu:4", NULL, CACHE, 1, ROOM, "1 5 6 7 4");
	assert_chosen("pack:1 l3:1 core:2 pu:4", NULL, SPREAD, 0, 5, "0 4 5 1 6");
}

static void test_single_core(void **state)
{
	(void)state;
	assert_chosen("pack:1 l3:1 core:1 pu:2", NULL, SMT, 1, ROOM, "1 0");
	assert_chosen("pack:1 l3:1 core:1 pu:2", NULL, CACHE, 0, ROOM, NO_CACHE);
	assert_chosen("pack:1 l3:1 core:1 pu:2", NULL, PACKAGE, 0, ROOM, NO_PACKAGE);
	assert_chosen("pack:1 l3:1 core:1 pu:2", NULL, SPREAD, 0, ROOM, "0 1");
}

static void test_one_allowed(void **state)
{
	(void)state;
	assert_chosen(SERVER, "5", SMT, 0, ROOM, NO_SMT);
	assert_chosen(SERVER, "5", CACHE, 0, ROOM, NO_CACHE);
	assert_chosen(SERVER, "5", PACKAGE, 0, ROOM, NO_PACKAGE);
	assert_chosen(SERVER, "5", SPREAD, 0, ROOM, "5");
	assert_chosen(SERVER, "5", SPREAD, 3, ROOM, "5");
}

/* Hosts without a reader are passed over: of 0, 1, 4 | 6 only 0 and 4 share a core. */
static void test_some_allowed(void **state)
{
	(void)state;
	assert_chosen(SERVER, "0-1,4,6", SMT, 0, ROOM, "0 4");
	assert_chosen(SERVER, "0-1,4,6", SMT, 1, ROOM, "4 0");
	assert_chosen(SERVER, "0-1,4,6", SMT, 2, ROOM, "0 4");
	assert_chosen(SERVER, "0-1,4,6", CACHE, 0, ROOM, "0 1");
	assert_chosen(SERVER, "0-1,4,6", CACHE, 1, ROOM, "1 0 4");
	assert_chosen(SERVER, "0-1,4,6", CACHE, 3, ROOM, "0 1");
	assert_chosen(SERVER, "0-1,4,6", PACKAGE, 3, ROOM, "6 4 1 0");
	assert_chosen(SERVER, "0-1,4,6", SPREAD, 0, ROOM, "0 6 1 4");
	assert_chosen(SERVER, "0-1,4-5", PACKAGE, 0, ROOM, NO_PACKAGE);
	assert_chosen(SERVER, "0,2", CACHE, 0, ROOM, NO_CACHE);
	assert_chosen(SERVER, "6-99", SMT, 0, ROOM, NO_SMT);
}

/* A package of which little is allowed does not use up its threads before the other's cores. */
static void test_uneven_packages(void **state)
{
	(void)state;
	assert_chosen("pack:2 l3:1 core:4 pu:2", "0-9", SPREAD, 0, ROOM, "0 8 2 4 6 9 3 5 7 1");
}

static void test_last_level_that_exists(void **state)
{
	(void)state;
	assert_chosen("pack:2 l2:2 core:2 pu:1", NULL, CACHE, 0, ROOM, "0 1");
	assert_chosen("pack:2 l2:2 core:2 pu:1", NULL, CACHE, 7, ROOM, "7 6");
	assert_chosen("pack:1 l3:1 l2:2 core:2 pu:1", NULL, CACHE, 0, ROOM, "0 2 3 1");
	assert_chosen("pack:1 l2:4 core:1 pu:1", NULL, CACHE, 0, ROOM, NO_CACHE);
	assert_chosen("pack:1 core:4 pu:1", NULL, CACHE, 0, ROOM, NO_CACHE);
}

static void test_missing_levels(void **state)
{
	(void)state;
	assert_chosen("l3:2 core:2 pu:2", NULL, PACKAGE, 0, ROOM, NO_PACKAGE);
	assert_chosen("pack:2 pu:2", NULL, SMT, 0, ROOM, NO_SMT);
	assert_chosen("pack:2 pu:2", NULL, PACKAGE, 1, ROOM, "1 3 2");
	assert_chosen("pack:1 l2:1 pu:3", NULL, CACHE, 1, ROOM, "1 2 0");
	assert_chosen("pu:3", NULL, SPREAD, 2, ROOM, "2 0 1");
}

/* Two cores with two threads and an L2 each (0-1, 4-5), and two with one thread that share one. */
static void test_hybrid(void **state)
{
	const char *machine = "pack:1 l3:1 l2:3 core:2 pu:2", *allowed = "0-1,4-5,8,10";

	(void)state;
	assert_chosen(machine, allowed, SMT, 0, ROOM, "0 1");
	assert_chosen(machine, allowed, SMT, 3, ROOM, "5 4");
	assert_chosen(machine, allowed, SMT, 4, ROOM, "0 1");
	assert_chosen(machine, allowed, CACHE, 0, ROOM, "0 4 8 10 5");
	assert_chosen(machine, allowed, CACHE, 4, ROOM, "8 0 4 10 1 5");
	assert_chosen(machine, allowed, SPREAD, 0, ROOM, "0 4 8 10 5 1");
}

static unsigned int different(const unsigned int *cpus, unsigned int n, unsigned int threads)
{
	bool seen[ROOM] = {false};
	unsigned int count = 0;

	for (unsigned int i = 0; i < n; i++) {
		count += !seen[cpus[i] / threads];
		seen[cpus[i] / threads] = true;
	}
	return count;
}

/* 2 packages with 16 threads, 4 caches with 8, 16 cores with 2: each kind is used up in turn. */
static void test_spread_fills_evenly(void **state)
{
	char why[128];
	unsigned int cpus[ROOM];
	struct topology *topology =
		topology_synthetic("pack:2 l3:2 core:4 pu:2", NULL, why, sizeof(why));

	(void)state;
	assert_non_null(topology);
	for (unsigned int turn = 0; turn < 32; turn++) {
		assert_int_equal(placement_choose(topology, PLACEMENT_SPREAD, turn, cpus, ROOM, why,
						  sizeof(why)),
				 32);
		assert_int_equal(cpus[0], turn);
		assert_int_equal(different(cpus, 2, 16), 2);
		assert_int_equal(different(cpus, 4, 8), 4);
		assert_int_equal(different(cpus, 16, 2), 16);
		assert_int_equal(different(cpus, 32, 1), 32);
	}
	topology_free(topology);
}

static void test_bad_descriptions(void **state)
{
	(void)state;
	assert_chosen("pack:", NULL, SMT, 0, ROOM, "'pack:' is not a synthetic topology of hwloc");
	assert_chosen("pu:2", "one", SMT, 0, ROOM, "'one' is not a list of CPUs");
	assert_chosen("pu:2", "2-3", SMT, 0, ROOM, "'pu:2' has none of the CPUs 2-3");
}

/* All that sched_getaffinity() tells of, each once. */
static void assert_spread_is(const cpu_set_t *expected)
{
	char why[128];
	unsigned int cpus[CPU_SETSIZE], n;
	cpu_set_t set;
	struct topology *topology = topology_new(why, sizeof(why));

	if (!topology)
		fail_msg("%s", why);
	n = placement_choose(topology, PLACEMENT_SPREAD, 1, cpus, CPU_SETSIZE, why, sizeof(why));
	CPU_ZERO(&set);
	for (unsigned int i = 0; i < n; i++)
		CPU_SET(cpus[i], &set);
	assert_int_equal(CPU_COUNT(&set), n);
	assert_true(CPU_EQUAL(&set, expected));
	topology_free(topology);
}

static void test_this_machine(void **state)
{
	cpu_set_t allowed, one;

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof(allowed), &allowed), 0);
	assert_spread_is(&allowed);
	for (unsigned int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &allowed))
			continue;
		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
		assert_spread_is(&one);
	}
	assert_int_equal(sched_setaffinity(0, sizeof(allowed), &allowed), 0);
}

static void test_another_machine_is_refused(void **state)
{
	char why[128] = "";

	(void)state;
	setenv("HWLOC_SYNTHETIC", "pack:2 core:2 pu:2", 1);
	assert_null(topology_new(why, sizeof(why)));
	unsetenv("HWLOC_SYNTHETIC");
	assert_non_null(strstr(why, "unset HWLOC_XMLFILE"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_two_packages),
		cmocka_unit_test(test_max_cuts),
		cmocka_unit_test(test_turns_wrap),
		cmocka_unit_test(test_chiplets),
		cmocka_unit_test(test_one_thread_per_core),
		cmocka_unit_test(test_four_threads_per_core),
		cmocka_unit_test(test_single_core),
		cmocka_unit_test(test_one_allowed),
		cmocka_unit_test(test_some_allowed),
		cmocka_unit_test(test_uneven_packages),
		cmocka_unit_test(test_last_level_that_exists),
		cmocka_unit_test(test_missing_levels),
		cmocka_unit_test(test_hybrid),
		cmocka_unit_test(test_spread_fills_evenly),
		cmocka_unit_test(test_bad_descriptions),
		cmocka_unit_test(test_this_machine),
		cmocka_unit_test(test_another_machine_is_refused),
	};

	return cmocka_run_group_tests_name("placement", tests, NULL, NULL);
}
