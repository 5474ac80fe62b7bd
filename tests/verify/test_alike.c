/*
 * A verdict that is said to hold in another model as well is the one that the other model gives; and models
 * that differ in what a pair does are told apart.
 */
#include "lib/same_verdict.h"

static struct verdict first;

/* Explore in one model; if the other is alike, what is copied is what it gives. Is it? */
static bool alike(struct verify_options *options, enum model model, enum model other)
{
	struct verdict copy;
	bool copied;

	options->model = model;
	verdict_free(&first);
	verify(the_test_machine, &the_test_oracle, options, &first);
	copied = verdict_copy(&first, model, other, &copy);
	assert_true(first.error[0] || first.alike >> model & 1);
	if (!copied)
		return false;
	assert_string_equal(copy.same_as, model_name(model));
	options->model = other;
	same_verdict(&copy, pair_verify(options));
	verdict_free(&copy);
	return true;
}

/* Pairs of the tests and of warpage, as far as some thousand executions go. */
static void test_all_pairs(void **state)
{
	static const enum model models[][2] = {
		{MODEL_SC, MODEL_X86},	      {MODEL_X86, MODEL_SC},  {MODEL_X86, MODEL_X86_MANUAL},
		{MODEL_X86_MANUAL, MODEL_SC}, {MODEL_SC, MODEL_WEAK}, {MODEL_WEAK, MODEL_X86},
	};
	unsigned int n[ARRAY_SIZE(models)] = {0};
	const struct guest *guest;
	const struct host *host;

	(void)state;
	for (unsigned int h = 0; (host = registry_host(ENGINE_MACHINE, h)); h++)
		for (unsigned int g = 0; (guest = registry_guest(ENGINE_MACHINE, g)); g++) {
			struct verify_options options = {.format =
								 registry_find_format(host->format),
							 .host = host,
							 .guest = guest,
							 .word = 64,
							 .updates = 2,
							 .retries = 2,
							 .limit = 3000,
							 .quick = true};
			unsigned int i = (h + g) % ARRAY_SIZE(models);

			/* a fourth of them */
			if ((h + g / ARRAY_SIZE(models)) % 4 == 0 &&
			    !strcmp(host->format, guest->format) &&
			    strncmp(guest->name, "unseen", 6))
				n[i] += alike(&options, models[i][0], models[i][1]);
		}
	for (unsigned int i = 0; i < 4; i++)
		assert_true(n[i] > 10);
	/* nothing is said of weak */
	assert_int_equal(n[4] + n[5], 0);
}

static bool pair_alike(const char *host, const char *guest, enum model model, enum model other)
{
	struct verify_options options = pair_options("hyperv-tsc", host, guest, model);

	options.updates = 1;
	return alike(&options, model, other);
}

static void test_what_differs(void **state)
{
	(void)state;
	/* a TSC that is read in its place, or anywhere; late, as manuals allow, or not */
	assert_true(pair_alike("odd-even", "hv-ordered", MODEL_SC, MODEL_X86));
	assert_true(pair_alike("odd-even", "hv-ordered", MODEL_X86, MODEL_SC));
	assert_false(pair_alike("odd-even", "hv-ordered", MODEL_X86, MODEL_X86_MANUAL));
	assert_false(pair_alike("odd-even", "hv-ordered", MODEL_X86_MANUAL, MODEL_X86));
	assert_false(pair_alike("odd-even", "hv-seed", MODEL_SC, MODEL_X86));
	assert_false(pair_alike("odd-even", "hv-seed", MODEL_X86, MODEL_SC));
	assert_true(pair_alike("odd-even", "hv-seed", MODEL_X86, MODEL_X86_MANUAL));
	assert_true(pair_alike("odd-even", "hv-seed", MODEL_X86_MANUAL, MODEL_X86));
	/* a host whose stores may still be under way when it reads the TSC */
	assert_false(pair_alike("anchors-late", "hv-ordered", MODEL_SC, MODEL_X86));
	assert_false(pair_alike("anchors-late", "hv-ordered", MODEL_X86, MODEL_SC));
	assert_true(pair_alike("anchors-after-mb", "hv-ordered", MODEL_SC, MODEL_X86));
	/* a verdict that there is not, or not wholly, is none elsewhere either */
	assert_false(pair_alike("odd-even", "unseen-field", MODEL_SC, MODEL_X86));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_pairs),
		cmocka_unit_test(test_what_differs),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
