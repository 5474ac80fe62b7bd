/*
 * The mutator as afl-fuzz has it: the library itself, loaded, and called as afl-fuzz does. Within
 * the bounds that it is given, the same from the same seed, and crossing with what else is in the
 * queue.
 */
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "choice/choice.h"
#include "input/input.h"

#define ROOM (INPUT_RECORDS_MAX * INPUT_RECORD)
#define MARK 0xa5 /* of the other input; the first has none */

static void *(*init)(void *afl, unsigned int seed);
static void (*deinit)(void *data);
static size_t (*fuzz)(void *data, u8 *buffer, size_t size, u8 **out, u8 *other, size_t other_size,
		      size_t max);
static u64 state = 1;

/* dlsym() returns an object's pointer, which C does not turn into a function's. */
static void find(void *library, const char *name, void *function)
{
	void *symbol = dlsym(library, name);

	assert_non_null(symbol);
	memcpy(function, &symbol, sizeof(symbol));
}

static int load(void **context)
{
	void *library = dlopen(MUTATOR, RTLD_NOW | RTLD_LOCAL);

	(void)context;
	if (!library)
		print_error("%s\n", dlerror());
	assert_non_null(library);
	find(library, "afl_custom_init", (void *)&init);
	find(library, "afl_custom_deinit", (void *)&deinit);
	find(library, "afl_custom_fuzz", (void *)&fuzz);
	return 0;
}

static size_t draw(size_t below)
{
	return choice_number(&state) % below;
}

/* Of exactly that size, so that the sanitizers see a byte more that is read or written. */
static u8 *draw_input(size_t size)
{
	u8 *data = malloc(size ? size : 1);

	assert_non_null(data);
	for (size_t i = 0; i < size; i++)
		data[i] = (u8)(draw(3) ? draw(4) : draw(256));
	return data;
}

static void within_bounds_and_an_input(void **context)
{
	struct input_pairs *pairs = input_pairs_new();
	static u8 again[INPUT_BYTES_MAX];

	(void)context;
	assert_non_null(pairs);
	for (unsigned int seed = 0; seed < 3000; seed++) {
		void *mutator = init(NULL, seed);

		assert_non_null(mutator);
		for (unsigned int i = 0; i < 10; i++) {
			size_t size = draw(2) ? draw(2 * ROOM) : draw(40);
			size_t other_size = draw(2 * ROOM),
			       max = draw(4) ? 1 << 20 : 1 + draw(ROOM);
			u8 *data = draw_input(size), *before = malloc(size + 1), *out = NULL;
			u8 *other = draw(3) ? draw_input(other_size) : NULL;
			size_t n, length, parsed;
			char why[256], *text;
			FILE *file;

			assert_non_null(before);
			memcpy(before, data, size);
			n = fuzz(mutator, data, size, &out, other, other ? other_size : 0, max);
			assert_non_null(out);
			assert_true(n <= max);
			assert_true(n <= ROOM);
			assert_true(out != data && out != other);
			assert_memory_equal(data, before, size);
			file = open_memstream(&text, &length);
			input_write(file, pairs, out, n);
			fclose(file);
			if (!input_parse(pairs, text, length, "out", again, &parsed, why,
					 sizeof(why)))
				fail_msg("%s", why);
			assert_int_equal(parsed, n);
			assert_memory_equal(again, out, n);
			free(text);
			free(before);
			free(other);
			free(data);
		}
		deinit(mutator);
	}
	input_pairs_free(pairs);
}

static void same_seed_same_inputs(void **context)
{
	unsigned int differed = 0;
	u8 data[8 * INPUT_RECORD], other[8 * INPUT_RECORD];

	(void)context;
	for (size_t i = 0; i < sizeof(data); i++) {
		data[i] = (u8)draw(8);
		other[i] = (u8)draw(8);
	}
	for (unsigned int seed = 0; seed < 2000; seed++) {
		void *mutators[] = {init(NULL, seed), init(NULL, seed), init(NULL, seed + 1)};
		bool same = true;

		for (unsigned int i = 0; i < 10; i++) {
			size_t sizes[3];
			u8 *outs[3];

			for (unsigned int m = 0; m < 3; m++)
				sizes[m] = fuzz(mutators[m], data, sizeof(data), &outs[m], other,
						sizeof(other), ROOM);
			assert_int_equal(sizes[0], sizes[1]);
			assert_memory_equal(outs[0], outs[1], sizes[0]);
			same = same && sizes[0] == sizes[2] && !memcmp(outs[0], outs[2], sizes[0]);
		}
		differed += !same;
		for (unsigned int m = 0; m < 3; m++)
			deinit(mutators[m]);
	}
	assert_true(differed > 1900);
}

/* How many of so many outputs have a stretch of marks. */
static unsigned int count_crossed(u8 *other, size_t other_size)
{
	u8 data[6 * INPUT_RECORD] = {0}, stretch[8];
	void *mutator = init(NULL, 7);
	unsigned int crossed = 0;

	memset(stretch, MARK, sizeof(stretch));
	data[INPUT_RECORD] = INPUT_UPDATE;
	for (unsigned int i = 0; i < 4000; i++) {
		bool found = false;
		u8 *out;
		size_t n = fuzz(mutator, data, sizeof(data), &out, other, other_size, ROOM);

		for (size_t at = 0; at + sizeof(stretch) <= n; at++)
			found = found || !memcmp(out + at, stretch, sizeof(stretch));
		crossed += found;
	}
	deinit(mutator);
	return crossed;
}

static void crosses_with_the_other(void **context)
{
	u8 other[6 * INPUT_RECORD];
	unsigned int crossed;

	(void)context;
	memset(other, MARK, sizeof(other));
	for (size_t at = 0; at < sizeof(other); at += INPUT_RECORD)
		other[at] = at % (2 * INPUT_RECORD) ? INPUT_UPDATE : INPUT_READ;
	crossed = count_crossed(other, sizeof(other));
	assert_true(crossed > 400); /* one in four is tried */
	assert_true(crossed < 2000);
	assert_int_equal(count_crossed(NULL, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(within_bounds_and_an_input),
		cmocka_unit_test(same_seed_same_inputs),
		cmocka_unit_test(crosses_with_the_other),
	};

	return cmocka_run_group_tests(tests, load, NULL);
}
