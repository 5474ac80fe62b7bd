/* The mutator of inputs: within its bounds, a function of its seed, and no field is out of its reach. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "choice/choice.h"
#include "fuzz/mutator/mutate.h"
#include "input/layout.h"

#define ROOM (INPUT_RECORDS_MAX * INPUT_RECORD + 64)
#define GUARD 0xee

static u64 state = 1;

static unsigned int draw(unsigned int below)
{
	return (unsigned int)(choice_number(&state) % below);
}

static size_t random_input(u8 *data, size_t max)
{
	size_t size = draw((unsigned int)max + 1);

	for (size_t i = 0; i < size; i++)
		data[i] = draw(3) ? (u8)draw(4) : (u8)draw(256);
	return size;
}

static void never_past_its_room(void **context)
{
	u8 data[ROOM + 64], other[ROOM], out[ROOM + 64];

	(void)context;
	for (unsigned int i = 0; i < 100000; i++) {
		size_t max = draw(ROOM + 1), size, crossed;
		size_t n = random_input(other, ROOM);

		memset(data, GUARD, sizeof(data));
		memset(out, GUARD, sizeof(out));
		size = random_input(data, max);
		crossed = mutate_cross(data, size, other, n, out, max, choice_number(&state));
		assert_true(crossed <= max);
		for (size_t b = max; b < sizeof(out); b++)
			assert_int_equal(out[b], GUARD);
		size = mutate(data, size, max, choice_number(&state));
		assert_true(size <= max);
		for (size_t b = max; b < sizeof(data); b++)
			assert_int_equal(data[b], GUARD);
	}
}

static void same_seed_same_result(void **context)
{
	u8 a[ROOM], b[ROOM], other[ROOM], out[2][ROOM];
	unsigned int differed = 0;

	(void)context;
	for (unsigned int i = 0; i < 20000; i++) {
		size_t size = random_input(a, ROOM / 2), n = random_input(other, ROOM), again;
		u64 seed = choice_number(&state);

		memcpy(b, a, size);
		memset(a + size, 0x11, ROOM - size);
		memset(b + size, 0x22, ROOM - size);
		again = mutate_cross(a, size, other, n, out[0], ROOM, seed);
		assert_int_equal(mutate_cross(b, size, other, n, out[1], ROOM, seed), again);
		assert_memory_equal(out[0], out[1], again);
		again = mutate(b, size, ROOM, seed);
		assert_int_equal(mutate(a, size, ROOM, seed), again);
		assert_memory_equal(a, b, again);
		size = mutate(a, again, ROOM, seed + 1);
		differed += size != again || memcmp(a, b, size);
	}
	assert_true(differed > 15000);
}

/* The reads of one input are put into another once; the next time there is something new, mostly. */
static void crossed_again_is_news(void **context)
{
	static const u8 from[2 * INPUT_RECORD] = {[INPUT_RECORD] = INPUT_READ,
						  [INPUT_RECORD + INPUT_AT_START] = 5};
	unsigned int same = 0, crossed = 0;
	u8 once[ROOM], again[ROOM];

	(void)context;
	for (u64 seed = 0; seed < 4000; seed++) {
		size_t size =
			mutate_cross(from, INPUT_RECORD, from, sizeof(from), once, ROOM, seed);
		size_t next = mutate_cross(once, size, from, sizeof(from), again, ROOM, ~seed);

		if (size != sizeof(from))
			continue;
		crossed++;
		same += next == size && !memcmp(once, again, size);
	}
	assert_true(crossed > 2000);
	assert_true(same < crossed / 4);
}

/* One record of each sort; mutations that keep the sorts count what they changed. */
static const u8 tags[] = {0, INPUT_UPDATE, INPUT_READ, INPUT_MORE, INPUT_READ_RUNNING};
#define SORTS (sizeof(tags))

static void every_field_is_reached(void **context)
{
	unsigned int changed[SORTS][INPUT_RECORD][8] = {0}, longer = 0, shorter = 0;
	u8 before[SORTS * INPUT_RECORD] = {0}, after[ROOM];

	(void)context;
	for (size_t sort = 1; sort < SORTS; sort++)
		before[sort * INPUT_RECORD] = tags[sort];
	for (u64 seed = 0; seed < 400000; seed++) {
		size_t size;
		bool same = true;

		memcpy(after, before, sizeof(before));
		size = mutate(after, sizeof(before), ROOM, seed);
		longer += size > sizeof(before);
		shorter += size < sizeof(before);
		for (size_t sort = 1; sort < SORTS; sort++)
			same = same && (after[sort * INPUT_RECORD] & 3) == tags[sort];
		if (size != sizeof(before) || !same)
			continue;
		for (size_t i = 0; i < sizeof(before); i++)
			for (unsigned int bit = 0; bit < 8; bit++)
				changed[i / INPUT_RECORD][i % INPUT_RECORD][bit] +=
					(after[i] ^ before[i]) >> bit & 1;
	}
	assert_true(longer > 1000);
	assert_true(shorter > 1000);
	for (size_t sort = 0; sort < SORTS; sort++)
		for (unsigned int i = 0; i < INPUT_RECORD; i++)
			for (unsigned int bit = 0; bit < 8; bit++) {
				/* the tags, which the loop above holds */
				if (sort && !i && bit < 2)
					continue;
				if (!changed[sort][i][bit])
					print_error("sort %zu byte %u bit %u\n", sort, i, bit);
				assert_true(changed[sort][i][bit] > 0);
			}
}

/* One comes to be, each bit of it changes, and it goes again; its tag stays. */
static void settings_are_reached(void **context)
{
	static const u8 plain[] = {[INPUT_RECORD] = INPUT_UPDATE, [2 * INPUT_RECORD] = INPUT_READ};
	unsigned int changed[INPUT_RECORD][8] = {0}, made = 0, gone = 0;
	u8 data[ROOM], with[4 * INPUT_RECORD] = {0};

	(void)context;
	with[INPUT_RECORD] = INPUT_MORE;
	with[2 * INPUT_RECORD] = INPUT_UPDATE;
	with[3 * INPUT_RECORD] = INPUT_READ;
	for (u64 seed = 0; seed < 200000; seed++) {
		const u8 *setting;
		size_t size;

		memcpy(data, plain, sizeof(plain));
		size = mutate(data, sizeof(plain), ROOM, seed);
		made += !!input_setting(data, size);
		memcpy(data, with, sizeof(with));
		size = mutate(data, sizeof(with), ROOM, seed);
		setting = input_setting(data, size);
		gone += !setting;
		for (unsigned int i = 0; setting && i < INPUT_RECORD; i++)
			for (unsigned int bit = 0; bit < 8; bit++)
				changed[i][bit] += (setting[i] ^ with[INPUT_RECORD + i]) >> bit & 1;
	}
	assert_true(made > 500);
	assert_true(gone > 50);
	for (unsigned int i = 0; i < INPUT_RECORD; i++)
		for (unsigned int bit = i ? 0 : 2; bit < 8; bit++)
			assert_true(changed[i][bit] > 0);
}

/* 0, 1, all ones, sign bits and the last even sequence are one mutation away from the plain value. */
static void boundaries_are_near(void **context)
{
	static const u16 wanted[] = {
		NUMBER_SHIFT << 6,
		NUMBER_SHIFT << 6 | 1 << 9,
		NUMBER_ONES << 6,
		NUMBER_ONES << 6 | 32,
		NUMBER_SIGN << 6,
		NUMBER_SIGN << 6 | 32,
		NUMBER_ONES << 6 | 32 | 1 << 9,
	};
	unsigned int met[sizeof(wanted) / sizeof(*wanted)] = {0};
	u8 data[ROOM];

	(void)context;
	for (u64 seed = 0; seed < 100000; seed++) {
		memset(data, 0, (size_t)3 * INPUT_RECORD);
		data[INPUT_RECORD] = INPUT_UPDATE;
		if (mutate(data, (size_t)3 * INPUT_RECORD, ROOM, seed) < INPUT_RECORD)
			continue;
		for (unsigned int i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
			met[i] += (data[INPUT_AT_SEQUENCE] | data[INPUT_AT_SEQUENCE + 1] << 8) ==
				  wanted[i];
	}
	for (unsigned int i = 0; i < sizeof(wanted) / sizeof(*wanted); i++)
		assert_true(met[i] > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(never_past_its_room),	 cmocka_unit_test(same_seed_same_result),
		cmocka_unit_test(crossed_again_is_news), cmocka_unit_test(every_field_is_reached),
		cmocka_unit_test(boundaries_are_near),	 cmocka_unit_test(settings_are_reached),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
