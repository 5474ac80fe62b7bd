/* What the writer of a race plans: both promises of plan.h, and that every byte of a format changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka.h wants those before it. */
#include <cmocka.h>

#include "protocols/registry.h"
#include "stress/judge/mix.h"

#include "choice/choice.h"
#include "stress/race/plan.h"

#define TSC (1ull << 42)

/* Both promises of plan.h, over many updates of every format. */
static void test_plan(void **state)
{
	const struct format *format;

	(void)state;
	for (unsigned int i = 0; (format = registry_format(i)); i++) {
		struct plan plan;
		struct update chosen = {.dies_after = -1};
		u64 tsc = TSC, hz = 2600000000;

		if (format->still) /* it is not raced */
			continue;
		assert_non_null(plan_start(&plan, format, false, 7, hz, tsc, NULL));
		for (unsigned int n = 1; n < 3000; n++) {
			struct generation prev = plan.recent[plan.newest % PLAN_RECENT];
			const struct generation *next;
			u64 allowance = 4000, inseparable = plan.inseparable;

			tsc += 1 + choice_draw(&plan.random, 20000);
			plan_choose(&plan, tsc, &chosen);
			next = plan_next(&plan, tsc, tsc, allowance, true, &chosen);
			assert_int_equal(next->back, chosen.step < 0 ? -chosen.step : 0);
			for (u64 t = tsc; t <= tsc + allowance; t += 500)
				assert_true((s64)(generation_time(format, next, t) -
						  generation_time(format, &prev, t)) >=
					    chosen.step);
			if (plan.inseparable == inseparable &&
			    (!mix_separable(format, &prev, next, &prev, 1, tsc, plan.tolerance) ||
			     !mix_separable(format, &prev, next, next, 1, tsc, plan.tolerance)))
				fail_msg("%s: update %u is told from no mix", format->name, n);
		}
		/* ClockBound's rest of a second, and mlx5's part of a ns, hardly move their clocks */
		assert_in_range(plan.inseparable, 0,
				strcmp(format->name, "clock_bound") &&
						strcmp(format->name, "mlx5_clock")
					? 0
					: 30);
	}
}

/* Does this byte of a field change in a race? Not what is above the TSC, beyond steps of a minute, below a ns. */
static bool byte_changes(const struct field *field, unsigned int byte)
{
	static const struct {
		const char *name;
		unsigned int from, to;
	} fewer[] = {
		{"tsc_timestamp", 0, 7},
		{"counter_value", 0, 7},
		{"cycle_last", 0, 7},
		{"nt_tsc_base", 0, 7},
		{"cycles", 0, 7},
		{"epoch_cyc0", 0, 7},
		{"epoch_cyc1", 0, 7},
		{"sysclock_time_ns", 0, 7},
		{"time_sec", 0, 2},
		{"sec", 0, 2},
		{"as_of_sec", 0, 2},
		{"void_after_sec", 0, 2},
		{"as_of_nsec", 0, 4},
		{"void_after_nsec", 0, 4},
		{"nsec", 4, 7}, /* of vDSO data: shifted; mlx5's has more that change */
		{"coef_ppb", 0, 4},
		{"frac", 0, 4},
		/* 32, but for rates that are not tried */
		{"time_shift", 0, 0},
		{"shift", 0, 0},
		{"shift0", 0, 0},
		{"shift1", 0, 0},
		{"nt_shift", 0, 0},
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(fewer); i++)
		if (!strcmp(field->name, fewer[i].name))
			return byte >= fewer[i].from && byte < fewer[i].to;
	return true;
}

/*
 * What never changes is never tested: but for what is above the TSC's highest bit, and what steps of a minute do not
 * reach, nothing stays.
 */
static void test_plan_changes_every_byte(void **state)
{
	const struct format *format;

	(void)state;
	for (unsigned int i = 0; (format = registry_format(i)); i++) {
		u8 changed[WARPAGE_PAGE_MAX] = {0};
		u64 tsc = 0x00051223344556ull << 8, hz = 2600000000;
		struct update chosen = {.dies_after = -1};
		struct plan plan;

		if (format->still)
			continue;
		assert_non_null(plan_start(&plan, format, false, 7, hz, tsc, NULL));
		for (unsigned int n = 1; n < 3000; n++) {
			struct generation prev = plan.recent[plan.newest % PLAN_RECENT];
			const struct generation *next;
			u8 pages[2][WARPAGE_PAGE_MAX];

			tsc += 1 + choice_draw(&plan.random, 20000);
			plan_choose(&plan, tsc, &chosen);
			next = plan_next(&plan, tsc, tsc, 4000, true, &chosen);
			generation_page(format, &prev, pages[0]);
			generation_page(format, next, pages[1]);
			for (unsigned int b = 0; b < format->page_size; b++)
				changed[b] |= pages[0][b] ^ pages[1][b];
		}
		for (unsigned int f = 0; f < format->nfields; f++) {
			const struct field *field = &format->fields[f];

			for (unsigned int b = 0; b < field->size; b++)
				if (field->role == FIELD_PARAM && byte_changes(field, b) &&
				    !changed[field->offset + b])
					fail_msg("%s: byte %u of %s stays", format->name, b,
						 field->name);
		}
	}
}

/* A pause: the new clock goes on from where the old one was when the readers were parked. */
static void test_plan_pauses(void **state)
{
	const struct format *format = registry_find_format("pvclock");
	struct update update = {.kind = UPDATE_PAUSE, .dies_after = -1};
	const struct generation *next;
	struct generation prev;
	struct plan plan;
	u64 hz = 2600000000, before, after;

	(void)state;
	prev = *plan_start(&plan, format, false, 5, hz, TSC, NULL);
	update.rate = prev.rate;
	next = plan_next(&plan, TSC + hz, TSC + 3 * hz, 0, false, &update);
	before = generation_time(format, &prev, TSC + hz);
	after = generation_time(format, next, TSC + 3 * hz);
	assert_true(after >= before && after <= before + 8);
	assert_in_range(next->back, 2000000000 - 1000, 2000000000 + 1000);
}

/* Only steps step, as in the machine: what else a schedule's update says of one is idle. */
static void test_plan_steps_with_steps_alone(void **state)
{
	static const enum update_kind kinds[] = {UPDATE_REFRESH, UPDATE_FASTER, UPDATE_PAUSE};
	const struct format *format = registry_find_format("hyperv-tsc");
	u64 hz = 2600000000, tsc = TSC;
	struct plan plan;

	(void)state;
	assert_non_null(plan_start(&plan, format, false, 5, hz, tsc, NULL));
	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++, tsc += 10000) {
		struct generation prev = plan.recent[plan.newest % PLAN_RECENT];
		struct update update = {.kind = kinds[i], .rate = prev.rate, .step = -1000000};
		const struct generation *next = plan_next(&plan, tsc, tsc, 0, false, &update);
		u64 before = generation_time(format, &prev, tsc);

		assert_in_range(generation_time(format, next, tsc), before, before + 8);
		assert_int_equal(next->back, 0);
		assert_int_equal(update.step, 0);
	}
}

static void test_plan_repeats_from_its_seed(void **state)
{
	const struct format *format = registry_find_format("pvclock");
	struct update one = {.dies_after = -1}, other = one;
	struct plan a, b;

	(void)state;
	assert_non_null(plan_start(&a, format, false, 3, 1000000000, TSC, NULL));
	assert_non_null(plan_start(&b, format, false, 3, 1000000000, TSC, NULL));
	for (unsigned int n = 1; n < 100; n++) {
		u64 tsc = TSC + n * 5000;

		plan_choose(&a, tsc, &one);
		plan_choose(&b, tsc, &other);
		assert_memory_equal(plan_next(&a, tsc, tsc, 0, true, &one),
				    plan_next(&b, tsc, tsc, 0, true, &other),
				    sizeof(struct generation));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plan),
		cmocka_unit_test(test_plan_changes_every_byte),
		cmocka_unit_test(test_plan_pauses),
		cmocka_unit_test(test_plan_steps_with_steps_alone),
		cmocka_unit_test(test_plan_repeats_from_its_seed),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
