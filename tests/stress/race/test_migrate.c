/* A reader that changes its vCPU: between any two accesses, but not while it is pinned, nor while vCPUs are frozen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "stress/race/vcpu.h"

#define BATCHES 200
#define ACCESSES 1000

static struct schedule vcpus;
static _Atomic u32 freeze;

static struct vcpu make(unsigned int n, enum tscs tscs)
{
	vcpus_give(n, tscs, &vcpus);
	atomic_store(&freeze, 0);
	return (struct vcpu){.vcpus = &vcpus, .freeze = &freeze, .moves = true, .random = 7};
}

/* So many batches of one read each; returns how many numbers it had. */
static unsigned int read_on(struct vcpu *vcpu)
{
	unsigned int seen = 0;

	for (unsigned int i = 0; i < BATCHES * ACCESSES; i++) {
		if (i % ACCESSES == 0) {
			vcpu_batch(vcpu);
			vcpu_read(vcpu);
		}
		vcpu_access(vcpu);
		seen |= 1u << vcpu->number;
	}
	return (unsigned int)__builtin_popcount(seen);
}

static void test_all_are_visited(void **state)
{
	(void)state;
	for (unsigned int n = 2; n <= VCPUS_MAX; n++) {
		struct vcpu vcpu = make(n, TSCS_EQUAL);

		assert_int_equal(read_on(&vcpu), n);
		assert_in_range(vcpu.reads, BATCHES / 4, BATCHES - 1); /* in some it stays */
		assert_true(vcpu.moved > vcpu.reads);
		assert_int_equal(vcpu.held, 0);
	}
}

/* Between two neighbouring accesses as well, both ways within one read. */
static void test_back_and_forth(void **state)
{
	struct vcpu vcpu = make(2, TSCS_AHEAD);
	unsigned int back = 0;

	(void)state;
	for (unsigned int i = 0; i < 20000; i++) {
		unsigned int at[3];

		if (i % 64 == 0)
			vcpu_batch(&vcpu);
		vcpu_read(&vcpu);
		for (unsigned int a = 0; a < 3; a++) {
			vcpu_access(&vcpu);
			at[a] = vcpu.number;
		}
		back += at[0] == at[2] && at[1] != at[0];
	}
	assert_in_range(back, 20, 4000);
}

static void test_stays(void **state)
{
	struct vcpu vcpu = make(4, TSCS_EQUAL);

	(void)state;
	vcpu.moves = false;
	assert_int_equal(read_on(&vcpu), 1);
	vcpu = make(4, TSCS_EQUAL);
	atomic_store(&freeze, 1);
	assert_int_equal(read_on(&vcpu), 1);
	assert_int_equal(vcpu.moved, 0);
}

/* What was put off is made up for at the last vcpu_unpin(). */
static void test_pinned(void **state)
{
	struct vcpu vcpu = make(2, TSCS_EQUAL);

	(void)state;
	while (!vcpu.usual)
		vcpu_batch(&vcpu);
	vcpu_read(&vcpu);
	vcpu_pins(&vcpu);
	vcpu_pins(&vcpu);
	for (unsigned int i = 0; i < ACCESSES; i++)
		vcpu_access(&vcpu);
	vcpu_unpins(&vcpu);
	assert_int_equal(vcpu.moved, 0);
	assert_int_equal(vcpu.reads, 0);
	assert_int_equal(vcpu.held, 1);
	vcpu_unpins(&vcpu);
	assert_int_equal(vcpu.moved, 1);
	assert_int_equal(vcpu.number, 1);
	vcpu_unpins(&vcpu); /* one too many */
	assert_int_equal(vcpu.pins, 0);
}

static void test_tscs(void **state)
{
	struct vcpu vcpu = make(3, TSCS_BEHIND);

	(void)state;
	assert_int_equal(vcpu_tsc(&vcpu, 5000), 5000);
	vcpu.number = 2;
	assert_int_equal(vcpu_tsc(&vcpu, 5000), 5000 + 2 * (u64)vcpus.apart);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_are_visited),
		cmocka_unit_test(test_back_and_forth),
		cmocka_unit_test(test_stays),
		cmocka_unit_test(test_pinned),
		cmocka_unit_test(test_tscs),
	};

	return cmocka_run_group_tests_name("migrations", tests, NULL, NULL);
}
