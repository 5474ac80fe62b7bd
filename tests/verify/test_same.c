/*
 * A barrier of a host without which all is said to be the same: exploring says so, too. And one without which
 * the host's stores may come otherwise is not among them, nor is a guest's.
 */
#include "lib/only.h"
#include "lib/pair.h"

#define FENCES_MAX 32

static const struct site *sites[FENCES_MAX];
static const char *names[FENCES_MAX];

/* Of all fences of the pair, or those of one file: how many are idle, and how many are not? */
static void look(struct verify_options *options, const char *file, unsigned int *idle,
		 unsigned int *other)
{
	struct verdict with = *pair_verify(options), without;
	unsigned int n = machine_fences(the_test_machine, sites, names, FENCES_MAX);

	/* some hosts can't be run */
	for (unsigned int i = 0; i < n && !with.error[0]; i++) {
		if (file && strcmp(sites[i]->file, file) != 0)
			continue;
		options->dropped = sites[i];
		if (!verify_idle(the_test_machine, &the_test_oracle, options, names[i])) {
			++*other;
			continue;
		}
		++*idle;
		without = *pair_verify(options);
		/* with a fence left out, whichever, first loads are not pruned: there may be more executions */
		if ((!options->limit && with.complete != without.complete) ||
		    verdict_violations(&with) != verdict_violations(&without) ||
		    !with.first_at != !without.first_at || with.floor != without.floor)
			fail_msg("%s x %s in %s is not the same without %s of line %u",
				 options->host->name, options->guest->name,
				 model_name(options->model), names[i], sites[i]->line);
	}
	options->dropped = NULL;
}

static void test_all_hosts(void **state)
{
	static const enum model models[] = {MODEL_SC, MODEL_X86, MODEL_WEAK};
	unsigned int idle = 0, other = 0;
	const struct host *host;

	(void)state;
	for (unsigned int h = 0; (host = registry_host(ENGINE_MACHINE, h)); h++) {
		const char *guest = !strcmp(host->format, "hyperv_tsc") ? "hv-ordered"
				    : !strcmp(host->format, "pvclock")	? "pv-ordered"
									: NULL;

		for (unsigned int i = 0; guest && i < ARRAY_SIZE(models); i++) {
			struct verify_options options =
				pair_options(host->format, host->name, guest, models[i]);

			options.updates = 1;
			options.quick = true;
			look(&options, NULL, &idle, &other);
		}
	}
	print_message("%u idle, %u not\n", idle, other);
	assert_true(idle > 20 && other > 20);
}

/* A guest's barrier for the compiler, in weak: the one place where it is idle. */
static void test_guests(void **state)
{
	unsigned int idle = 0, other = 0, before;
	const struct guest *guest;

	(void)state;
	for (unsigned int g = 0; (guest = registry_guest(ENGINE_MACHINE, g)); g++) {
		struct verify_options options;

		if (strcmp(guest->format, "hyperv_tsc") != 0)
			continue;
		options = pair_options(guest->format, "single-store", guest->name, MODEL_WEAK);
		options.updates = 1;
		options.quick = true;
		options.limit = 5000;
		look(&options, guest->file, &idle, &other);
		before = idle;
		options.model = MODEL_SC;
		look(&options, guest->file, &idle, &other);
		assert_int_equal(idle, before);
	}
	print_message("%u idle, %u not\n", idle, other);
	assert_true(idle > 5 && other > 20);
}

/* The fence of that name, of one file. */
static const struct site *fence_of(const char *file, const char *name)
{
	unsigned int n = machine_fences(the_test_machine, sites, names, FENCES_MAX);

	for (unsigned int i = 0; i < n; i++)
		if (!strcmp(sites[i]->file, file) && !strcmp(names[i], name))
			return sites[i];
	fail_msg("%s has no %s", file, name);
	return NULL;
}

/* Marked stores are in order in x86 by themselves, and in weak by the fence alone. */
static void test_known(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "hv-spin-even", MODEL_X86);

	(void)state;
	for (int weak = 0; weak < 2; weak++) {
		options.model = weak ? MODEL_WEAK : MODEL_X86;
		options.dropped = NULL;
		pair_verify(&options);
		options.dropped = fence_of(options.host->file, "smp_wmb");
		assert_int_equal(verify_idle(the_test_machine, &the_test_oracle, &options,
					     "smp_wmb"),
				 !weak);
		options.dropped = NULL;
		pair_verify(&options);
		options.dropped = fence_of(options.guest->file, "smp_rmb");
		assert_false(verify_idle(the_test_machine, &the_test_oracle, &options, "smp_rmb"));
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_hosts),
		cmocka_unit_test(test_guests),
		cmocka_unit_test(test_known),
	};

	only(argc, argv);
	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
