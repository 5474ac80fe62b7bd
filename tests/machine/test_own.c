/*
 * What is thread-local is no local variable, wherever it lies: in a thread of glibc's it is right above the stack, and there a
 * guest with memory of each vCPU's own comes to the same as elsewhere.
 */
#include <pthread.h>

#include "lib/pair.h"

struct seen {
	const struct verify_options *options;
	bool keeps, judged;
	u64 executions, joint;
	u32 violations;
};

static void *look(void *arg)
{
	struct seen *seen = arg;
	const struct verdict *verdict = pair_verify(seen->options);

	if (verdict->error[0])
		print_error("%s\n", verdict->error);
	seen->keeps = verdict->floor || machine_shares(the_test_machine);
	seen->judged = verdict->acting.judged;
	seen->executions = verdict->executions;
	seen->joint = verdict->acting.executions;
	seen->violations = verdict_violations(verdict);
	return NULL;
}

static void test_own_memory_in_a_thread(void **state)
{
	struct verify_options options =
		pair_options("pvclock", "pvclock-odd-even", "per-vcpu-scratch", MODEL_X86);
	struct seen here = {.options = &options}, there = {.options = &options};
	pthread_t thread;

	(void)state;
	options.updates = options.readers = 1;
	options.first_only = true;
	look(&here);
	assert_int_equal(pthread_create(&thread, NULL, look, &there), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_true(here.keeps && there.keeps);
	assert_true(here.judged && there.judged);
	assert_int_equal(here.executions, there.executions);
	assert_int_equal(here.joint, there.joint);
	assert_true(here.joint > 0);
	assert_int_equal(here.violations, 0);
	assert_int_equal(there.violations, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own_memory_in_a_thread),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
