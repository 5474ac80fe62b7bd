/*
 * Stamps and the CPUs that they were taken on: told by RDTSCP and by the kernel alike, and by the
 * kernel taken again if the thread was moved in between.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka.h wants the first of these before it. */
#include <cmocka.h>
#include <sched.h>

#include "stress/cpu/pin.h"
#include "stress/cpu/stamp.h"
#include "stress/cpu/tsc.h"

int __real_sched_getcpu(void);
int __wrap_sched_getcpu(void);

static unsigned int calls, ncpus;
static const int
	*cpus;	  /* what the kernel says, call by call, and then again the last; NULL: the truth */
static u64 asked; /* when it last said another CPU than before */

int __wrap_sched_getcpu(void)
{
	unsigned int call = calls++;

	if (!cpus)
		return __real_sched_getcpu();
	if (call >= ncpus)
		return cpus[ncpus - 1];
	if (!call || cpus[call] != cpus[call - 1])
		asked = stamp();
	return cpus[call];
}

static void kernel_says(const int *sequence, unsigned int n)
{
	cpus = sequence;
	ncpus = n;
	calls = 0;
}

static void each_cpu_is_told(bool rdtscp)
{
	unsigned int allowed[RACE_CPUS_MAX], n = pin_allowed(allowed, RACE_CPUS_MAX);

	kernel_says(NULL, 0);
	assert_true(n);
	for (unsigned int i = 0; i < n; i++) {
		u64 before, tsc;
		u32 cpu;

		assert_int_equal(pin_self(allowed[i]), 0);
		before = stamp();
		tsc = stamp_on(rdtscp, &cpu);
		assert_int_equal(cpu, allowed[i] & STAMP_CPUS);
		assert_true(tsc > before && stamp() > tsc);
	}
}

static void the_kernel_tells_the_cpu(void **state)
{
	(void)state;
	each_cpu_is_told(false);
}

static void rdtscp_tells_the_cpu(void **state)
{
	(void)state;
	if (!tsc_has_rdtscp()) {
		print_message("skipped: rdtscp: " TSC_NO_RDTSCP "\n");
		skip();
	}
	each_cpu_is_told(true);
}

/* The stamp must lie between two looks that agree, whatever was said before. */
static void one_who_is_moved_stamps_again(void **state)
{
	static const int stays[] = {3}, moves[] = {3, 5}, again[] = {3, 5, 3}, far[] = {4096 + 7};
	u32 cpu;

	(void)state;
	kernel_says(stays, 1);
	assert_true(stamp_on(false, &cpu) > asked);
	assert_int_equal(cpu, 3);
	assert_int_equal(calls, 2);
	kernel_says(moves, 2);
	assert_true(stamp_on(false, &cpu) > asked);
	assert_int_equal(cpu, 5);
	assert_int_equal(calls, 3);
	kernel_says(again, 3);
	assert_true(stamp_on(false, &cpu) > asked);
	assert_int_equal(cpu, 3);
	assert_int_equal(calls, 4);
	kernel_says(far, 1); /* as the CPUs that it is compared with */
	stamp_on(false, &cpu);
	assert_int_equal(cpu, 7);
}

static void without_rdtscp_it_takes_a_kernel_that_tells(void **state)
{
	static const int nothing[] = {-1};
	const char *problem;

	(void)state;
	kernel_says(NULL, 0);
	problem = tsc_problem();
	if (problem && !strstr(problem, "RDTSCP"))
		skip();
	assert_null(problem);
	kernel_says(nothing, 1);
	problem = tsc_problem();
	if (tsc_has_rdtscp()) {
		assert_null(problem);
		assert_int_equal(calls, 0);
	} else {
		assert_non_null(strstr(problem, "no RDTSCP"));
	}
}

static int no_skew(unsigned int a, unsigned int b, s64 *low, s64 *high)
{
	(void)a;
	(void)b;
	*low = *high = 0;
	return 0;
}

/* What stamps are taken with is decided once, with the skews, also where they come to nothing. */
static void who_measures_decides(void **state)
{
	static struct tsc_skews skews;
	static const unsigned int two[] = {0, 1};
	char why[160];

	(void)state;
	kernel_says(NULL, 0);
	for (int no_rdtscp = 0; no_rdtscp < 2; no_rdtscp++) {
		skews = (struct tsc_skews){
			.cpus = two, .n = 2, .measure = no_skew, .no_rdtscp = no_rdtscp};
		tsc_skews_measure(&skews, 1000000000, why, sizeof(why));
		assert_int_equal(skews.rdtscp, tsc_has_rdtscp() && !no_rdtscp);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_kernel_tells_the_cpu),
		cmocka_unit_test(rdtscp_tells_the_cpu),
		cmocka_unit_test(one_who_is_moved_stamps_again),
		cmocka_unit_test(without_rdtscp_it_takes_a_kernel_that_tells),
		cmocka_unit_test(who_measures_decides),
	};

	return cmocka_run_group_tests_name("stamp", tests, NULL, NULL);
}
