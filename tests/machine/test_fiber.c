/* Fibers: each on a stack of its own, left and begun anew anywhere, deep in a call and by a jump out of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "machine/fiber.h"

#define DEPTH 40

static struct fibers fibers;

struct work {
	unsigned int steps, from;
	u64 sum;
	bool jump;
	void *out[5];
};

/* What is on the stack of one fiber is untouched by others, however deep. */
static __attribute__((noinline)) u64 dig(struct work *work, unsigned int depth)
{
	volatile u64 here[16];

	for (unsigned int i = 0; i < 16; i++)
		here[i] = work->from + depth * 16 + i;
	if (depth == DEPTH) {
		work->steps++;
		fiber_pause(&fibers);
		if (work->jump)
			__builtin_longjmp(work->out, 1);
	} else {
		work->sum += dig(work, depth + 1) & 1;
	}
	for (unsigned int i = 0; i < 16; i++)
		assert_int_equal(here[i], work->from + depth * 16 + i);
	return here[3];
}

static void digs(void *argument)
{
	struct work *work = argument;

	if (__builtin_setjmp(work->out)) {
		work->steps += 100;
		return;
	}
	for (unsigned int i = 0; i < 3; i++)
		dig(work, 0);
	work->steps += 10;
}

static void test_they_take_turns(void **state)
{
	struct work works[FIBERS_MAX];

	(void)state;
	for (unsigned int i = 0; i < FIBERS_MAX; i++) {
		works[i] = (struct work){.from = 1000 * i};
		fiber_begin(&fibers, i, digs, &works[i]);
	}
	for (unsigned int turn = 1; turn <= 3; turn++)
		for (unsigned int i = 0; i < FIBERS_MAX; i++) {
			assert_true(fiber_go(&fibers, i));
			assert_int_equal(works[i].steps, turn);
		}
	for (unsigned int i = 0; i < FIBERS_MAX; i++) {
		assert_false(fiber_go(&fibers, i));
		assert_int_equal(works[i].steps, 13);
		assert_false(fiber_go(&fibers, i));
	}
}

static void test_a_jump_leaves_its_task_alone(void **state)
{
	struct work one = {.from = 1}, other = {.from = 5000};

	(void)state;
	fiber_begin(&fibers, 0, digs, &one);
	fiber_begin(&fibers, 1, digs, &other);
	assert_true(fiber_go(&fibers, 0));
	assert_true(fiber_go(&fibers, 1));
	one.jump = true;
	assert_false(fiber_go(&fibers, 0));
	assert_int_equal(one.steps, 101);
	assert_true(fiber_go(&fibers, 1));
	assert_true(fiber_go(&fibers, 1));
	assert_false(fiber_go(&fibers, 1));
	assert_int_equal(other.steps, 13);
}

/* A hundred thousand are left in the middle, and none takes anything. */
static void test_begun_anew(void **state)
{
	struct work work;

	(void)state;
	for (unsigned int i = 0; i < 100000; i++) {
		work = (struct work){.from = i};
		fiber_begin(&fibers, i % FIBERS_MAX, digs, &work);
		for (unsigned int turn = 0; turn <= i % 3; turn++)
			assert_true(fiber_go(&fibers, i % FIBERS_MAX));
		assert_int_equal(work.steps, 1 + i % 3);
	}
}

static int make(void **state)
{
	(void)state;
	return fibers_make(&fibers) ? 0 : -1;
}

static int unmake(void **state)
{
	(void)state;
	fibers_free(&fibers);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_they_take_turns),
		cmocka_unit_test(test_a_jump_leaves_its_task_alone),
		cmocka_unit_test(test_begun_anew),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
