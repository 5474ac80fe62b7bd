/*
 * Inputs with more than one host, one vCPU, or one read at a time: what is wrong with a pair is found, and comes
 * back as a finding and from its text; with a right one beside it nothing is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "clock/vcpus.h"
#include "fuzz/mutator/mutate.h"
#include "input/carry.h"
#include "input/input_run.h"
#include "lib/only.h"
#include "protocols/registry.h"

#define EQUAL (1u << TSCS_EQUAL)
#define ALL_MODELS ((1u << MODELS) - 1)
#define ORDERED (ALL_MODELS & ~(1u << MODEL_X86_MANUAL))
#define POOL 64

struct scene {
	const char *format, *host, *guest;
	unsigned int hosts, vcpus, tscs;
	u32 models, wanted; /* kinds of which one is to be found; 0: nothing is */
};

#define BIT(kind) (1u << VIOLATION_##kind)

static struct input_options options_of(const struct scene *scene)
{
	struct input_options options = {
		.models = scene->models ? scene->models : 1u << MODEL_X86,
		.retries = 3,
		.known = true,
		.hosts = scene->hosts,
		.vcpus = scene->vcpus,
		.tscs = scene->tscs,
		.format = registry_find_format(scene->format),
	};

	options.host = registry_find_host(ENGINE_MACHINE, options.format, scene->host);
	options.guest = registry_find_guest(ENGINE_MACHINE, options.format, scene->guest);
	assert_non_null(options.host);
	assert_non_null(options.guest);
	return options;
}

/* The input that shows it carries what it takes: alone it shows the same. */
static void carries_it(const struct input_verdict *verdict, const u8 *data, size_t size)
{
	const struct input_options bare = {
		.models = ALL_MODELS, .retries = 3, .known = true, .carried = true};
	struct carried carried = {.format = verdict->format,
				  .host = verdict->host,
				  .guest = verdict->guest,
				  .model = verdict->model,
				  .hosts = verdict->hosts,
				  .vcpus = verdict->vcpus,
				  .given = verdict->given,
				  .tscs = verdict->tscs};
	struct input_runner *runner = input_runner_new(&bare);
	u8 copy[512 + CARRY_ROOM];
	struct input_verdict alone;

	assert_non_null(runner);
	memcpy(copy, data, size);
	assert_true(input_carry(input_runner_pairs(runner), &carried, copy, &size));
	input_run(runner, copy, size, &alone);
	assert_int_equal(alone.violations, verdict->violations);
	assert_true(alone.trace == verdict->trace);
	input_runner_free(runner);
}

/* As a finding, and as that is read back from its text. */
static void comes_back(struct input_runner *runner, enum violation violation)
{
	static struct finding finding, parsed;
	char why[256], *text = NULL;
	size_t size;
	FILE *out;

	if (!input_finding(runner, violation, &finding, why, sizeof(why)))
		fail_msg("%s: %s", violation_name(violation), why);
	assert_int_equal(finding.violation, violation);
	out = open_memstream(&text, &size);
	assert_non_null(out);
	finding_write(out, &finding);
	fclose(out);
	if (!finding_parse(&parsed, text, size, "text", why, sizeof(why)))
		fail_msg("%s\n%s", why, text);
	/* joint executions are looked for from the first one on, each time */
	if (!parsed.joint.readers)
		input_shrink(runner, &parsed);
	assert_int_equal(parsed.violation, violation);
	out = fopen("/dev/null", "w");
	assert_non_null(out);
	input_print(out, runner, &parsed, NULL, NULL);
	fclose(out);
	free(text);
}

/* The number of the input that showed it, or 0; what was judged is added up. */
static unsigned int look_for(struct input_runner *runner, unsigned int inputs, u64 seed,
			     struct input_verdict *verdict, u8 *data, size_t *size, u64 *judged)
{
	static u8 pool[POOL][512];
	static size_t sizes[POOL];

	memset(sizes, 0, sizeof(sizes));
	for (unsigned int i = 1; i <= inputs; i++) {
		unsigned int k = (unsigned int)(choice_number(&seed) % POOL);
		enum input_end end;

		sizes[k] =
			mutate(pool[k], sizes[k] > 320 ? 0 : sizes[k], 512, choice_number(&seed));
		end = input_run(runner, pool[k], sizes[k], verdict);
		if (end == INPUT_ERROR)
			fail_msg("%s x %s: %s", verdict->host->name, verdict->guest->name,
				 verdict->error);
		*judged += verdict->overlapped;
		if (end == INPUT_VIOLATION) {
			memcpy(data, pool[k], sizes[k]);
			*size = sizes[k];
			return i;
		}
	}
	return 0;
}

static void look(const struct scene *scene, unsigned int inputs, bool alone)
{
	struct input_options options = options_of(scene);
	struct input_runner *runner = input_runner_new(&options);
	struct input_verdict verdict;
	unsigned int found;
	u64 judged = 0;
	u8 data[512];
	size_t size;

	assert_non_null(runner);
	found = look_for(runner, inputs, 1, &verdict, data, &size, &judged);
	if (!!found != !!scene->wanted || (found && !(verdict.violations & scene->wanted)))
		fail_msg("%s x %s: input %u: %s", scene->host, scene->guest, found,
			 found ? violation_name(verdict.violation) : "nothing");
	if (found)
		comes_back(runner, verdict.violation);
	else
		assert_true(judged > inputs / 10);
	input_runner_free(runner);
	if (found && alone)
		carries_it(&verdict, data, size);
}

/* The first that is wrong is run alone, too: that takes all pairs. */
static void look_at(const struct scene *scenes, unsigned int n, unsigned int inputs)
{
	bool alone = true;

	for (unsigned int i = 0; i < n; i++) {
		look(&scenes[i], inputs, alone);
		alone = alone && !scenes[i].wanted;
	}
}

#define LOOK(scenes, inputs) look_at(scenes, ARRAY_SIZE(scenes), inputs)

#define PV "pvclock"
#define HV "hyperv-tsc"

static void slow_pages_of_several_vcpus(void **state)
{
	static const struct scene scenes[] = {
		{PV, "vcpus-frozen", "vcpus-pinned", .models = ORDERED},
		{PV, "vcpus-frozen", "vcpus-rdtscp", .models = ORDERED},
		{PV, "vcpus-frozen", "vcpus-getcpu-twice", .tscs = EQUAL},
		{PV, "vcpus-frozen", "vcpus-not-pinned", .tscs = EQUAL},
		{PV, "vcpus-frozen", "vcpus-getcpu-twice", .wanted = BIT(STALE)},
		{PV, "vcpus-frozen", "vcpus-not-pinned", .wanted = BIT(STALE)},
		{PV, "vcpus-frozen", "vcpus-mixes", .wanted = BIT(TORN) | BIT(STALE)},
		{PV, "vcpus-first-only", "vcpus-pinned", .wanted = BIT(STALE) | BIT(BACKWARDS)},
		{PV, "vcpus-partly-frozen", "vcpus-pinned",
		 .wanted = BIT(TORN) | BIT(STALE) | BIT(BACKWARDS)},
	};

	(void)state;
	LOOK(scenes, 12000);
}

/* Guests that do not ask have several where somebody says so. */
static void as_many_vcpus_as_asked_for(void **state)
{
	static const struct scene scenes[] = {
		{PV, "vcpus-frozen", "pv-ordered", .vcpus = 2, .tscs = EQUAL},
		{PV, "vcpus-frozen", "pv-ordered", .vcpus = 3, .wanted = BIT(STALE)},
		{PV, "vcpus-frozen", "vcpus-pinned", .vcpus = 4, .models = ORDERED},
		{PV, "vcpus-frozen", "vcpus-not-pinned", .vcpus = 1},
	};

	(void)state;
	LOOK(scenes, 12000);
}

static void two_hosts(void **state)
{
	static const struct scene scenes[] = {
		{HV, "locked", "hv-spin-even", .hosts = 2, .models = ORDERED},
		{HV, "locked", "hv-spin-even", .hosts = 1},
		{HV, "odd-even", "hv-spin-even", .hosts = 2, .wanted = ~0u},
		{HV, "odd-even", "hv-spin-even", .hosts = 1},
		{HV, "unlocks-early", "hv-spin-even", .hosts = 2, .wanted = ~0u},
		{HV, "adds-twice", "hv-spin-even", .hosts = 2, .wanted = ~0u},
	};

	(void)state;
	LOOK(scenes, 12000);
}

static void slow_reads_together(void **state)
{
	static const struct scene scenes[] = {
		{PV, "pvclock-odd-even", "clamp-swaps", .wanted = 0},
		{PV, "pvclock-odd-even", "clamp-stores", .wanted = BIT(BACKWARDS)},
		{PV, "pvclock-odd-even", "clamp-early", .wanted = BIT(BACKWARDS)},
		{PV, "pvclock-odd-even", "clamp-half", .wanted = ~0u},
	};

	(void)state;
	LOOK(scenes, 300);
}

static void guests_that_write_the_page(void **state)
{
	static const struct scene scenes[] = {
		{PV, "signals-locked", "acks-locked", .wanted = 0},
		{PV, "signals-loaded", "acks-locked", .wanted = BIT(LOST)},
		{PV, "signals-locked", "acks-word", .wanted = BIT(LOST) | BIT(TORN)},
	};

	(void)state;
	LOOK(scenes, 12000);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slow_pages_of_several_vcpus),
		cmocka_unit_test(as_many_vcpus_as_asked_for),
		cmocka_unit_test(two_hosts),
		cmocka_unit_test(slow_reads_together),
		cmocka_unit_test(guests_that_write_the_page),
	};

	only(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
