/*
 * Inputs: every string of bytes is one, a run is a function of the bytes alone, and the mutator finds
 * what is wrong with a pair, and nothing with a right one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "fuzz/mutator/mutate.h"
#include "input/covered.h"
#include "input/input_config.h"
#include "input/input_run.h"
#include "input/known.h"
#include "protocols/registry.h"
#include "version/version.h"
#include "lib/only.h"
#include "lib/some_input.h"

#define ALL_MODELS ((1u << MODELS) - 1)

static u64 state = 1;
static u8 features[INPUT_FEATURES];

static struct input_runner *make_runner(const char *host, const char *guest, u32 models)
{
	struct input_options options = {.models = models, .retries = 3, .features = features};
	struct input_runner *runner;

	if (host) {
		const char *name = strncmp(guest, "pv-", 3) ? "hyperv-tsc" : "pvclock";

		options.known = true;
		options.format = registry_find_format(name);
		options.host = registry_find_host(ENGINE_MACHINE, options.format, host);
		options.guest = registry_find_guest(ENGINE_MACHINE, options.format, guest);
		assert_non_null(options.host);
		assert_non_null(options.guest);
	}
	runner = input_runner_new(&options);
	assert_non_null(runner);
	return runner;
}

static void slow_all_bytes_are_inputs(void **context)
{
	struct input_runner *runner = make_runner(NULL, NULL, ALL_MODELS);
	unsigned int accepted = 0, overlapped = 0;
	struct input_verdict verdict;
	u8 data[SOME_INPUT_MAX];

	(void)context;
	for (unsigned int i = 0; i < 100000; i++) {
		size_t size = some_input(&state, data);
		enum input_end end = input_run(runner, data, size, &verdict);

		if (end == INPUT_ERROR)
			print_error("%s x %s: %s\n", verdict.host->name, verdict.guest->name,
				    verdict.error);
		assert_int_not_equal(end, INPUT_ERROR);
		accepted += verdict.accepted;
		overlapped += verdict.overlapped;
	}
	assert_true(accepted > 10000);
	assert_true(overlapped > 10000);
	assert_int_not_equal(input_run(runner, NULL, 0, &verdict), INPUT_ERROR);
	assert_int_equal(verdict.violations, 0);
	input_runner_free(runner);
}

static void numbers_have_their_boundaries(void **context)
{
#define CODE(class, shift, magnitude) ((u16)((magnitude) << 9 | (class) << 6 | (shift)))
	(void)context;
	assert_int_equal(input_number(0, 77), 77);
	assert_int_equal(input_number(CODE(NUMBER_ADD, 4, 1), 77), 93);
	assert_int_equal(input_number(CODE(NUMBER_SUB, 0, 1), 77), 76);
	assert_int_equal(input_number(CODE(NUMBER_SHIFT, 0, 0), 77), 0);
	assert_int_equal(input_number(CODE(NUMBER_SHIFT, 0, 1), 77), 1);
	assert_true(input_number(CODE(NUMBER_ONES, 0, 0), 77) == ~(u64)0);
	assert_int_equal(input_number(CODE(NUMBER_ONES, 32, 1), 77), 0xfffffffe);
	assert_true(input_number(CODE(NUMBER_SIGN, 0, 0), 77) == (u64)1 << 63);
	assert_int_equal(input_number(CODE(NUMBER_SIGN, 32, 0), 77), 0x80000000);
	assert_int_equal(input_number(CODE(NUMBER_POWER, 33, 0), 77), (u64)1 << 33);
	assert_int_equal(input_number(CODE(NUMBER_BELOW, 33, 1), 77), ((u64)1 << 33) - 2);
	assert_true(input_number(CODE(NUMBER_MINUS, 1, 3), 77) == (u64)-6);
}

/* Each host, and each guest of its format, has its share of the values; the first stands for it. */
static void every_pair_has_values(void **context)
{
	struct input_pairs *pairs = input_pairs_new();
	const struct format *format;
	const struct guest *guest;
	const struct host *host;

	(void)context;
	for (unsigned int h = 0; registry_host(ENGINE_MACHINE, h); h++) {
		const struct host *wanted = registry_host(ENGINE_MACHINE, h);
		int value = input_pairs_host_value(pairs, wanted);

		assert_in_range(value, 0, 65535);
		for (unsigned int g = 0; registry_guest(ENGINE_MACHINE, g); g++) {
			const struct guest *other = registry_guest(ENGINE_MACHINE, g);
			int guest_value = input_pairs_guest_value(pairs, other);

			assert_in_range(guest_value, 0, 65535);
			input_pairs_find(pairs, (u16)value, (u16)guest_value, &format, &host,
					 &guest);
			assert_ptr_equal(host, wanted);
			assert_ptr_equal(format, registry_find_format(wanted->format));
			if (!strcmp(other->format, wanted->format))
				assert_ptr_equal(guest, other);
		}
	}
	input_pairs_free(pairs);
}

#define KEPT 4000

/* All that an input leaves, features included. */
static u64 trace_of(struct input_runner *runner, const u8 *data, size_t size)
{
	struct input_verdict verdict;
	u64 hash;

	memset(features, 0, sizeof(features));
	input_run(runner, data, size, &verdict);
	hash = verdict.trace;
	for (unsigned int i = 0; i < INPUT_FEATURES; i++)
		hash = (hash ^ features[i]) * 0x100000001b3;
	hash = (hash ^ verdict.overlapped) * 0x100000001b3;
	return (hash ^ verdict.retries) * 0x100000001b3;
}

/*
 * The same inputs again, backwards, and by another runner, leave the same traces: in each order
 * others find their host's run and some of their reads made already, and that runner finds none.
 */
static void runs_are_deterministic(void **context)
{
	struct input_runner *runner = make_runner(NULL, NULL, ALL_MODELS);
	static u8 data[KEPT][SOME_INPUT_MAX];
	static size_t size[KEPT];
	static u64 trace[KEPT];
	unsigned int different = 0;

	(void)context;
	for (unsigned int i = 0; i < KEPT; i++) {
		size[i] = some_input(&state, data[i]);
		/* now and then the same schedule, so that the host's run is kept */
		if (i % 3) {
			memcpy(data[i], data[i - 1], size[i - 1]);
			size[i] = mutate(data[i], size[i - 1] < 512 ? size[i - 1] : 512, 512,
					 choice_number(&state));
		}
		trace[i] = trace_of(runner, data[i], size[i]);
		different += i && trace[i] != trace[i - 1];
	}
	assert_true(different > KEPT / 4);
	for (unsigned int i = KEPT; i-- > 0;)
		assert_true(trace_of(runner, data[i], size[i]) == trace[i]);
	input_runner_free(runner);
	runner = make_runner(NULL, NULL, ALL_MODELS);
	for (unsigned int i = 0; i < KEPT; i += 7)
		assert_true(trace_of(runner, data[i], size[i]) == trace[i]);
	input_runner_free(runner);
}

/* Words of 32 bits are for formats whose sequence fits into one, unless it is the user who names the pair. */
static void words_fit_the_format(void **context)
{
	struct input_runner *runner = make_runner(NULL, NULL, ALL_MODELS);
	const struct format *other = registry_find_format("xen-runstate");
	unsigned int small = 0, others = 0;
	struct input_verdict verdict;
	u8 data[SOME_INPUT_MAX];

	(void)context;
	for (unsigned int i = 0; i < KEPT; i++) {
		input_run(runner, data, some_input(&state, data), &verdict);
		assert_false(verdict.format == other && verdict.word == 32);
		small += verdict.word == 32;
		others += verdict.format == other;
	}
	assert_true(small > KEPT / 10 && others > 0);
	input_runner_free(runner);
}

#define POOL 256

/*
 * The simplest of fuzzers: mutate one of a few inputs and keep it. Returns the number of the input
 * that showed a violation, 0 if none did.
 */
static unsigned int look_for(struct input_runner *runner, unsigned int inputs, u64 seed,
			     struct input_verdict *verdict)
{
	static u8 pool[POOL][512];
	static size_t size[POOL];

	memset(size, 0, sizeof(size));
	for (unsigned int i = 1; i <= inputs; i++) {
		unsigned int k = (unsigned int)(choice_number(&seed) % POOL);
		enum input_end end;

		size[k] = mutate(pool[k], size[k] > 320 ? 0 : size[k], 512, choice_number(&seed));
		end = input_run(runner, pool[k], size[k], verdict);
		assert_int_not_equal(end, INPUT_ERROR);
		if (end == INPUT_VIOLATION)
			return i;
	}
	return 0;
}

static void wrong_pairs_are_found(void **context)
{
	static const struct {
		const char *host, *guest;
		enum model model;
	} pairs[] = {
		{"single-store", "hv-seed", MODEL_X86},
		{"odd-even", "hv-ordered", MODEL_X86},
		{"invalidate", "hv-2016", MODEL_SC},
		{"frozen", "hv-spin-even", MODEL_X86},
		{"no-wmb", "hv-spin-even", MODEL_WEAK},
		{"partly-frozen", "hv-ordered", MODEL_X86},
		{"plus-two", "pv-ordered", MODEL_X86},
		{"clear-low-bit", "pv-ordered", MODEL_SC},
		{"pvclock-odd-even", "pv-truncate", MODEL_X86},
	};
	struct input_verdict verdict;
	static struct finding finding;
	char why[256];

	(void)context;
	for (unsigned int i = 0; i < ARRAY_SIZE(pairs); i++) {
		struct input_runner *runner =
			make_runner(pairs[i].host, pairs[i].guest, 1u << pairs[i].model);

		for (u64 seed = 1; seed <= 3; seed++) {
			unsigned int found = look_for(runner, 200000, seed, &verdict);

			if (!found)
				print_error("%s x %s\n", pairs[i].host, pairs[i].guest);
			assert_true(found > 0);
			if (!input_finding(runner, verdict.violation, &finding, why, sizeof(why)))
				fail_msg("%s x %s: %s", pairs[i].host, pairs[i].guest, why);
			assert_int_equal(finding.violation, verdict.violation);
		}
		input_runner_free(runner);
	}
}

static void slow_right_pairs_are_not(void **context)
{
	static const struct {
		const char *host, *guest;
		u32 models;
	} pairs[] = {
		{"odd-even", "hv-spin-even", ALL_MODELS & ~(1u << MODEL_X86_MANUAL)},
		{"frozen", "hv-seed", ALL_MODELS},
		{"invalidate", "hv-ordered", 1u << MODEL_WEAK},
		{"pvclock-odd-even", "pv-ordered", ALL_MODELS & ~(1u << MODEL_X86_MANUAL)},
		{"pvclock-odd-even", "pv-signed-delta", 1u << MODEL_X86},
	};
	struct input_verdict verdict;

	(void)context;
	for (unsigned int i = 0; i < ARRAY_SIZE(pairs); i++) {
		struct input_runner *runner =
			make_runner(pairs[i].host, pairs[i].guest, pairs[i].models);
		unsigned int found = look_for(runner, 200000, 1, &verdict);

		if (found)
			print_error("%s x %s: %s\n", pairs[i].host, pairs[i].guest,
				    violation_name(verdict.violation));
		assert_int_equal(found, 0);
		input_runner_free(runner);
	}
}

/* What the matrix lists is counted, unless asked for. */
static void slow_known_violations_are_counted(void **context)
{
	struct input_runner *runner = make_runner(NULL, NULL, ALL_MODELS);
	const struct input_pairs *pairs = input_runner_pairs(runner);
	const struct format *format = registry_find_format("hyperv-tsc");
	const struct host *host = registry_find_host(ENGINE_MACHINE, format, "frozen");
	const struct guest *guest = registry_find_guest(ENGINE_MACHINE, format, "hv-spin-even");
	const struct guest *seed = registry_find_guest(ENGINE_MACHINE, format, "hv-seed");
	struct input_verdict verdict;

	(void)context;
	assert_int_equal(input_pairs_known(pairs, host, guest, MODEL_X86), 1u << VIOLATION_STUCK);
	assert_int_equal(input_pairs_known(pairs, host, seed, MODEL_X86), 0);
	if (look_for(runner, 100000, 3, &verdict))
		fail_msg("%s x %s, %s, %u hosts, word %u: %s", verdict.host->name,
			 verdict.guest->name, model_name(verdict.model), verdict.hosts,
			 verdict.word, violation_name(verdict.violation));
	input_runner_free(runner);
}

/* A guest that takes a value for an invalid page may do so with a wrong one; falling back for the sequence is news. */
static void wrong_values_may_say_invalid(void **context)
{
	const struct format *format = registry_find_format("hyperv-tsc");
	const struct host *host = registry_find_host(ENGINE_MACHINE, format, "early-anchor");
	const struct guest *guest = registry_find_guest(ENGINE_MACHINE, format, "sentinel");
	u32 known = known_violations(format, host, guest, MODEL_SC);
	struct read mix = {.end = READ_FELL_BACK, .fell_back = true, .parameters = true};
	struct read whole = mix, none = mix;

	(void)context;
	whole.generations = 1;
	none.parameters = false;
	assert_false(known >> VIOLATION_WRONG_FALLBACK & 1);
	assert_int_equal(known_as(VIOLATION_WRONG_FALLBACK, &mix, known), VIOLATION_TORN);
	assert_int_equal(known_as(VIOLATION_WRONG_FALLBACK, &whole, known), VIOLATION_ARITHMETIC);
	assert_int_equal(known_as(VIOLATION_WRONG_FALLBACK, &none, known),
			 VIOLATION_WRONG_FALLBACK);
	assert_int_equal(known_as(VIOLATION_WRONG_FALLBACK, &mix, 1u << VIOLATION_STUCK),
			 VIOLATION_WRONG_FALLBACK);
	assert_int_equal(known_as(VIOLATION_STUCK, &mix, known), VIOLATION_STUCK);
}

/* Each pair once, whoever saw it, and however often. */
static void known_pairs_are_counted_once(void **context)
{
	struct input_pairs *pairs = input_pairs_new();
	const struct format *format = registry_find_format("hyperv-tsc");
	const struct host *host = registry_find_host(ENGINE_MACHINE, format, "frozen");
	const struct guest *guest = registry_find_guest(ENGINE_MACHINE, format, "hv-spin-even");
	const struct guest *seed = registry_find_guest(ENGINE_MACHINE, format, "hv-seed");
	struct covered *mine, *other;

	(void)context;
	assert_int_equal(covered_make("covered-of-test", &mine), 0);
	other = covered_open("covered-of-test");
	assert_non_null(mine);
	assert_non_null(other);
	unlink("covered-of-test");
	assert_int_equal(covered_known_pairs(mine), 0);
	covered_add_known(mine, input_pairs_number(pairs, host, guest));
	covered_add_known(other, input_pairs_number(pairs, host, guest));
	assert_int_equal(covered_known_pairs(mine), 1);
	covered_add_known(other, input_pairs_number(pairs, host, seed));
	covered_add_known(other, COVERED_PAIRS_MAX - 1);
	assert_int_equal(covered_known_pairs(mine), 3);
	assert_int_equal(mine->known, 4);
	assert_int_equal(mine->again, 0);
	covered_add_again(other);
	assert_int_equal(mine->again, 1);
	covered_add_shown(mine, VIOLATION_NONE);
	covered_add_shown(other, VIOLATION_NONE);
	covered_add_shown(other, VIOLATION_LATE_TSC);
	assert_int_equal(mine->shown[VIOLATION_NONE], 2);
	assert_int_equal(mine->shown[VIOLATION_LATE_TSC], 1);
	assert_int_equal(mine->shown[VIOLATION_TORN], 0);
	covered_add_shown(NULL, VIOLATION_NONE); /* nobody asks */
	covered_add_known(NULL, 0);
	covered_add_again(NULL);
	covered_close(mine);
	covered_close(other);
	input_pairs_free(pairs);
}

static void environment_decides(void **context)
{
	struct input_options options;
	bool feedback;
	char why[400];

	(void)context;
	assert_true(input_configure(&options, &feedback, why, sizeof(why)));
	assert_true(feedback && !options.known && !options.host && options.models == ALL_MODELS);
	setenv("WARPAGE_FUZZ_PROTOCOL", "hyperv-tsc:odd-even:hv-spin-even", 1);
	assert_true(input_configure(&options, &feedback, why, sizeof(why)));
	assert_string_equal(options.host->name, "odd_even");
	assert_true(options.known && options.models == 1u << MODEL_X86);
	setenv("WARPAGE_FUZZ_MODEL", "all", 1);
	assert_true(input_configure(&options, &feedback, why, sizeof(why)));
	assert_int_equal(options.models, ALL_MODELS);
	setenv("WARPAGE_FUZZ_MODEL", "weak,sc", 1);
	assert_true(input_configure(&options, &feedback, why, sizeof(why)));
	assert_int_equal(options.models, 1u << MODEL_SC | 1u << MODEL_WEAK);
	setenv("WARPAGE_FUZZ_MODEL", "sc,arm", 1);
	assert_false(input_configure(&options, &feedback, why, sizeof(why)));
	assert_non_null(strstr(why, "'arm' is none of sc"));
	setenv("WARPAGE_FUZZ_MODEL", "all", 1);
	setenv("WARPAGE_FUZZ_KNOWN", "maybe", 1);
	assert_false(input_configure(&options, &feedback, why, sizeof(why)));
	assert_string_equal(why, "WARPAGE_FUZZ_KNOWN: 'maybe' is neither count nor report");
	setenv("WARPAGE_FUZZ_PROTOCOL", "hyperv-tsc:odd-even:nobody", 1);
	assert_false(input_configure(&options, &feedback, why, sizeof(why)));
	/* whose build lacks it: this one's, which may be older than the program that asks */
	assert_non_null(strstr(why, "WARPAGE_FUZZ_PROTOCOL: there is no guest 'nobody': this "
				    "target is of warpage "));
	assert_non_null(strstr(why, version_commit));
	unsetenv("WARPAGE_FUZZ_PROTOCOL");
	unsetenv("WARPAGE_FUZZ_MODEL");
	unsetenv("WARPAGE_FUZZ_KNOWN");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slow_all_bytes_are_inputs),
		cmocka_unit_test(numbers_have_their_boundaries),
		cmocka_unit_test(every_pair_has_values),
		cmocka_unit_test(runs_are_deterministic),
		cmocka_unit_test(words_fit_the_format),
		cmocka_unit_test(wrong_pairs_are_found),
		cmocka_unit_test(slow_right_pairs_are_not),
		cmocka_unit_test(slow_known_violations_are_counted),
		cmocka_unit_test(wrong_values_may_say_invalid),
		cmocka_unit_test(known_pairs_are_counted_once),
		cmocka_unit_test(environment_decides),
	};

	only(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
