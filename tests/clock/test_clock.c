/*
 * Ideal clocks: each is anchored exactly where the one before was left, in both formats, against
 * an arithmetic of this test's own that works on 32-bit digits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "clock/generation.h"
#include "protocols/hyperv-tsc/format.h"
#include "protocols/registry.h"

#define ROUNDS 20000

static u64 seed = 1;

/* xorshift64 */
static u64 draw(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

/* Of any magnitude, up to bits. */
static u64 draw_bits(unsigned int bits)
{
	return draw() >> (64 - bits) >> draw() % bits;
}

/* (a * b) >> 64, digit by digit. */
static u64 high_product(u64 a, u64 b)
{
	u64 a1 = a >> 32, a0 = (u32)a, b1 = b >> 32, b0 = (u32)b;
	u64 middle = (a0 * b0 >> 32) + (u32)(a1 * b0) + (u32)(a0 * b1);

	return a1 * b1 + (a1 * b0 >> 32) + (a0 * b1 >> 32) + (middle >> 32);
}

static const struct format *format_of(const char *name)
{
	const struct format *format = registry_find_format(name);

	assert_non_null(format);
	return format;
}

static u64 draw_rate(void)
{
	u64 rate = draw_bits(32);

	return rate ? rate : 1;
}

static struct update draw_update(enum update_kind kind, u64 rate)
{
	struct update update = {.kind = kind, .rate = rate};

	if (kind == UPDATE_FASTER || kind == UPDATE_SLOWER)
		update.rate = draw_rate();
	if (kind == UPDATE_STEP_FORWARD)
		update.step = (s64)draw_bits(40);
	if (kind == UPDATE_STEP_BACK)
		update.step = -(s64)draw_bits(40);
	if (kind == UPDATE_TSC_JUMP)
		update.jump = (s64)draw_bits(40) * (draw() & 1 ? 1 : -1);
	return update;
}

/* One generation after the other; each must go on exactly where the one before was left. */
static void check_anchors(const struct format *format)
{
	struct schedule schedule = {.tsc = (u64)1 << 50, .value = 12345, .rate = draw_rate()};
	struct generation prev, next;
	u64 tsc = schedule.tsc;

	generation_first(format, &schedule, &prev);
	assert_int_equal(generation_time(format, &prev, tsc), schedule.value);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		enum update_kind kind = (enum update_kind)(i % UPDATE_KINDS);
		struct update update = draw_update(kind, prev.rate);
		u64 left, anchor, expected;

		tsc += draw_bits(44);
		left = anchor = tsc;
		if (kind == UPDATE_TSC_JUMP)
			anchor += (u64)update.jump;
		if (kind == UPDATE_PAUSE)
			anchor += draw_bits(30);
		tsc = anchor;
		generation_next(format, &prev, &update, left, anchor, &next);
		expected = generation_time(format, &prev, left) + (u64)update.step;
		if (kind == UPDATE_REFRESH)
			expected = generation_time(format, &prev, anchor);
		assert_int_equal(generation_time(format, &next, anchor), expected);
		assert_int_equal(next.anchor, anchor);
		assert_int_equal(next.back, update.step < 0 ? -update.step : 0);
		prev = next;
	}
}

static void test_anchors_are_exact(void **state)
{
	(void)state;
	seed = 1;
	for (unsigned int i = 0; i < 8; i++) {
		check_anchors(format_of("hyperv-tsc"));
		check_anchors(format_of("pvclock"));
	}
}

static void test_refresh_is_equal(void **state)
{
	static const char *const names[] = {"hyperv-tsc", "pvclock"};

	(void)state;
	for (unsigned int f = 0; f < ARRAY_SIZE(names); f++) {
		const struct format *format = format_of(names[f]);
		struct schedule schedule = {.tsc = 10000, .value = 77, .rate = 0x55555555};
		struct update update = {.kind = UPDATE_REFRESH, .rate = schedule.rate};
		struct generation prev, next;

		generation_first(format, &schedule, &prev);
		prev.back = 5;
		generation_next(format, &prev, &update, 99999, 99999, &next);
		assert_memory_equal(next.params, prev.params, sizeof(prev.params));
		assert_int_equal(next.back, 0);
		assert_int_equal(next.anchor, 99999);
		assert_int_equal(next.rate, prev.rate);
	}
}

static void test_hyperv_arithmetic(void **state)
{
	const struct format *format = format_of("hyperv-tsc");

	(void)state;
	seed = 2;
	for (unsigned int i = 0; i < ROUNDS; i++) {
		struct hyperv_tsc_params params = {
			.scale = draw_bits(64), .offset = (s64)draw_bits(63) - (s64)draw_bits(63)};
		u64 tsc = draw_bits(64), product = high_product(tsc, params.scale);
		s128 time = format->time(&params, tsc);

		assert_int_equal((u64)time, product + (u64)params.offset);
		/* the sign is kept: the time may be before 0, or past 2^63 */
		assert_int_equal(time < 0, params.offset < 0 && product < -(u64)params.offset);
		assert_int_equal(hyperv_tsc_time(tsc, params.scale, params.offset), (u64)time);
	}
}

/* The layout of struct pvclock_params, whose header can't be had beside hyperv-tsc's. */
struct pvclock_parameters {
	u64 tsc_timestamp, system_time;
	u32 mul;
	s8 shift;
};

static u64 pvclock_ns(u64 delta, const struct pvclock_parameters *params)
{
	u64 low, high;

	delta = params->shift < 0 ? delta >> -params->shift : delta << params->shift;
	low = (delta & 0xffffffff) * params->mul;
	high = (delta >> 32) * params->mul;
	return high + (low >> 32);
}

static void test_pvclock_arithmetic(void **state)
{
	const struct format *format = format_of("pvclock");

	(void)state;
	seed = 3;
	for (unsigned int i = 0; i < ROUNDS; i++) {
		struct pvclock_parameters params = {.tsc_timestamp = draw_bits(50),
						    .system_time = draw_bits(60),
						    .mul = (u32)draw(),
						    .shift = (s8)(draw() % 40) - 31};
		u64 delta = draw_bits(50), ns = pvclock_ns(delta, &params);

		assert_int_equal(format->params_size, sizeof(params));
		assert_int_equal((u64)format->time(&params, params.tsc_timestamp + delta),
				 params.system_time + ns);
		if (delta > params.tsc_timestamp)
			continue;
		/* a delta below 0 runs back, and to below 0 if need be */
		assert_int_equal((u64)format->time(&params, params.tsc_timestamp - delta),
				 params.system_time - ns);
		assert_int_equal(format->time(&params, params.tsc_timestamp - delta) < 0,
				 ns > params.system_time);
	}
}

/* A rate that the format can hold is kept, and a clock runs at it. */
static void check_rates(const struct format *format)
{
	for (unsigned int i = 0; i < ROUNDS; i++) {
		u64 tsc = draw_bits(50), value = draw_bits(50), rate = draw_rate();
		u64 ticks = draw_bits(40), moved, expected;
		_Alignas(16) u8 params[WARPAGE_PARAMS_MAX] = {0};

		format->anchor(params, tsc, value, rate);
		assert_int_equal((u64)format->time(params, tsc), value);
		moved = (u64)format->time(params, tsc + ticks) - value;
		expected = high_product(ticks << 8, rate << 24);
		/*
		 * Floors: of the product, and of the part that was cut off before the anchor. A
		 * parameter may have bits that are finer than the rate's.
		 */
		assert_in_range(moved - expected + 1, 0, 3 + (ticks >> 32));
	}
}

static void test_rates(void **state)
{
	(void)state;
	seed = 4;
	check_rates(format_of("hyperv-tsc"));
	check_rates(format_of("pvclock"));
}

static void check_adopt(const struct format *format)
{
	for (unsigned int i = 0; i < 1000; i++) {
		struct generation generation, meant;
		struct schedule schedule = {
			.tsc = draw_bits(50), .value = draw_bits(50), .rate = draw_rate()};
		u8 page[WARPAGE_PAGE_MAX], pages[2][WARPAGE_PAGE_MAX];

		generation_first(format, &schedule, &meant);
		for (unsigned int b = 0; b < sizeof(page); b++)
			page[b] = (u8)draw();
		memset(&generation, 0xee, sizeof(generation));
		generation.anchor = 4711;
		generation.rate = 815;
		generation.back = 42;
		format->encode(page, meant.params);
		generation_adopt(format, &generation, page);
		/* parameters of the page alone: neither its sequence nor its padding */
		generation_page(format, &generation, pages[0]);
		generation_page(format, &meant, pages[1]);
		assert_memory_equal(pages[0], pages[1], format->page_size);
		for (unsigned int t = 0; t < 10; t++) {
			u64 tsc = draw_bits(50);

			assert_int_equal(generation_time(format, &generation, tsc),
					 generation_time(format, &meant, tsc));
		}
		assert_int_equal(generation.anchor, 4711);
		assert_int_equal(generation.rate, 815);
		assert_int_equal(generation.back, 42);
	}
}

static void test_adopt(void **state)
{
	(void)state;
	seed = 5;
	check_adopt(format_of("hyperv-tsc"));
	check_adopt(format_of("pvclock"));
}

static void test_update_kind_names(void **state)
{
	(void)state;
	for (unsigned int kind = 0; kind < UPDATE_KINDS; kind++)
		for (unsigned int other = 0; other < kind; other++)
			assert_string_not_equal(update_kind_name(kind), update_kind_name(other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_anchors_are_exact),
		cmocka_unit_test(test_refresh_is_equal),
		cmocka_unit_test(test_hyperv_arithmetic),
		cmocka_unit_test(test_pvclock_arithmetic),
		cmocka_unit_test(test_rates),
		cmocka_unit_test(test_adopt),
		cmocka_unit_test(test_update_kind_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
