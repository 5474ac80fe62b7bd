/*
 * Inputs that carry their pair: alone they show what they showed in a campaign that had fixed pair, model
 * and deaths, and what they did not carry is told from it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "input/carry.h"
#include "input/input_run.h"
#include "protocols/registry.h"
#include "lib/some_input.h"

#define ALL_MODELS ((1u << MODELS) - 1)
#define INPUTS 400

static const struct {
	const char *format, *host, *guest;
} names[] = {
	{"hyperv-tsc", "single-store", "hv-seed"},
	{"hyperv-tsc", "odd-even", "hv-spin-even"},
	{"hyperv-tsc", "frozen", "hv-spin-even"},
	{"pvclock", "plus-two", "pv-ordered"},
};

static struct carried pair_of(unsigned int i)
{
	struct carried pair = {.format = registry_find_format(names[i].format)};

	assert_non_null(pair.format);
	pair.host = registry_find_host(ENGINE_MACHINE, pair.format, names[i].host);
	pair.guest = registry_find_guest(ENGINE_MACHINE, pair.format, names[i].guest);
	assert_non_null(pair.host);
	assert_non_null(pair.guest);
	return pair;
}

/* One after the other, as a process can use only the machine made last. */
static void run_all(const struct input_options *options, u8 (*data)[SOME_INPUT_MAX + CARRY_ROOM],
		    const size_t *size, struct input_verdict *verdicts)
{
	struct input_runner *runner = input_runner_new(options);

	assert_non_null(runner);
	for (unsigned int i = 0; i < INPUTS; i++)
		input_run(runner, data[i], size[i], &verdicts[i]);
	input_runner_free(runner);
}

static bool same(const struct input_verdict *a, const struct input_verdict *b)
{
	return a->host == b->host && a->guest == b->guest && a->model == b->model &&
	       a->word == b->word && a->violations == b->violations && a->trace == b->trace &&
	       a->updates == b->updates;
}

static unsigned int count_different(const struct input_verdict *a, const struct input_verdict *b)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < INPUTS; i++)
		n += !same(&a[i], &b[i]);
	return n;
}

static void carried_inputs_show_the_same_alone(void **context)
{
	static u8 data[INPUTS][SOME_INPUT_MAX + CARRY_ROOM];
	static struct input_verdict fixed[INPUTS], raw[INPUTS], alone[INPUTS], again[INPUTS];
	const struct input_options bare = {
		.models = ALL_MODELS, .retries = 3, .known = true, .carried = true};
	const struct input_options blind = {.models = ALL_MODELS, .retries = 3, .known = true};
	struct input_pairs *pairs = input_pairs_new();
	unsigned int wrong = 0, mortal = 0;
	size_t size[INPUTS];
	u64 state = 7;

	(void)context;
	assert_non_null(pairs);
	for (unsigned int round = 0; round < 2 * ARRAY_SIZE(names); round++) {
		struct carried pair = pair_of(round % ARRAY_SIZE(names));
		struct input_options options = {.format = pair.format,
						.host = pair.host,
						.guest = pair.guest,
						.retries = 3,
						.known = true};

		pair.model = (enum model)(round % MODELS);
		pair.deaths = options.deaths = round >= ARRAY_SIZE(names);
		options.models = 1u << pair.model;
		for (unsigned int i = 0; i < INPUTS; i++)
			size[i] = i ? some_input(&state, data[i]) : 0;
		run_all(&options, data, size, fixed);
		run_all(&bare, data, size, raw);
		for (unsigned int i = 0; i < INPUTS; i++)
			assert_true(input_carry(pairs, &pair, data[i], &size[i]));
		run_all(&bare, data, size, alone);
		assert_int_equal(count_different(fixed, alone), 0);
		/* and in another campaign like it nothing changes */
		run_all(&options, data, size, again);
		assert_int_equal(count_different(fixed, again), 0);
		wrong += count_different(fixed, raw);
		/* targets go by their environment alone */
		run_all(&blind, data, size, again);
		mortal += count_different(fixed, again);
		assert_true(pair.deaths || !mortal);
	}
	assert_true(wrong > INPUTS); /* so there was something to carry */
	assert_true(mortal > 10);
	input_pairs_free(pairs);
}

static void what_is_carried_is_told(void **context)
{
	struct input_pairs *pairs = input_pairs_new();
	struct carried pair = pair_of(0), found;
	u8 data[INPUT_RECORD + 1] = {0};
	size_t size = 0;
	char text[256];

	(void)context;
	assert_false(input_carries(pairs, data, 0, &found));
	assert_false(input_carries(pairs, data, sizeof(data), &found));
	pair.model = MODEL_WEAK;
	pair.deaths = true;
	assert_true(input_carry(pairs, &pair, data, &size));
	assert_int_equal(size, INPUT_RECORD);
	assert_true(input_carries(pairs, data, size, &found));
	assert_ptr_equal(found.host, pair.host);
	assert_ptr_equal(found.guest, pair.guest);
	assert_int_equal(found.model, MODEL_WEAK);
	assert_true(found.deaths);
	assert_string_equal(carried_text(&found, text, sizeof(text)),
			    "hyperv-tsc:single-store:hv-seed in weak, with deaths");
	pair.deaths = false;
	assert_true(input_carry(pairs, &pair, data, &size));
	assert_true(input_carries(pairs, data, size, &found));
	assert_false(found.deaths);
	assert_false(input_carries(pairs, data, size - 1, &found));
	data[INPUT_AT_CARRIED]++;
	data[INPUT_AT_CARRIED]++;
	assert_false(input_carries(pairs, data, size, &found));
	input_pairs_free(pairs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(carried_inputs_show_the_same_alone),
		cmocka_unit_test(what_is_carried_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
