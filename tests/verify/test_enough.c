/*
 * How long other kinds of violations are looked for after the first: nothing that many more executions would show
 * is missed; where retries carry something over the budget is used; and what all this costs.
 */
#include "lib/pair.h"

#define MANY 60000	 /* executions, where nobody looks for an end */
#define ON_AVERAGE 15000 /* of a wrong pair, instead of the budget */

static const enum model models[] = {MODEL_SC, MODEL_X86, MODEL_X86_MANUAL, MODEL_WEAK};

struct total {
	unsigned int wrong, compared, missed;
	u64 executions, of_many;
};

static bool is_shipped(const char *file)
{
	return !strncmp(file, "src/", 4);
}

/* What there is to find, and what is found. */
static void compare(struct total *total, struct verify_options *options, u32 found)
{
	u32 all;

	options->budget = 0;
	options->limit = MANY;
	options->by_value = true;
	all = verdict_violations(pair_verify(options));
	total->compared++;
	total->of_many += the_test_verdict.executions;
	if (!(all & ~found))
		return;
	total->missed++;
	print_error("%s x %s, %s: 0x%x of 0x%x\n", options->host->name, options->guest->name,
		    model_name(options->model), found, all);
}

static void look_at(struct total *total, const struct host *host, const struct guest *guest,
		    enum model model, bool compared)
{
	struct verify_options options = {.format = registry_find_format(host->format),
					 .host = host,
					 .guest = guest,
					 .model = model,
					 .word = 64,
					 .updates = 2,
					 .retries = 3,
					 .quick = true,
					 .budget = PAIR_BUDGET};
	u32 found = verdict_violations(pair_verify(&options));

	if (!found)
		return;
	total->wrong++;
	total->executions += the_test_verdict.executions;
	if (compared)
		compare(total, &options, found);
}

/* Every shipped pair; some of them are compared. */
static void test_nothing_is_missed(void **state)
{
	struct total total = {0};
	const struct guest *guest;
	const struct host *host;

	(void)state;
	for (unsigned int h = 0; (host = registry_host(ENGINE_MACHINE, h)); h++)
		for (unsigned int g = 0; (guest = registry_guest(ENGINE_MACHINE, g)); g++)
			for (unsigned int m = 0; m < ARRAY_SIZE(models); m++)
				if (!strcmp(host->format, guest->format) &&
				    is_shipped(host->file) && is_shipped(guest->file))
					look_at(&total, host, guest, models[m],
						(h * 5 + g * 3 + m) % 7 == 0);
	print_message("%u wrong, %lu executions each; %u compared with %lu\n", total.wrong,
		      (unsigned long)(total.executions / total.wrong), total.compared,
		      (unsigned long)total.of_many);
	assert_true(total.compared > 30);
	assert_int_equal(total.missed, 0);
	assert_true(total.executions / total.wrong < ON_AVERAGE);
}

/* Where a loop carries something over, what is rare may come late. */
static void test_carrying_loops_take_the_budget(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "single-store", "three-tries", MODEL_WEAK);
	const struct verdict *verdict;

	(void)state;
	options.budget = 50000;
	verdict = pair_verify(&options);
	assert_true(verdict->first_at);
	assert_int_equal(verdict->executions, verdict->first_at + options.budget);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_is_missed),
		cmocka_unit_test(test_carrying_loops_take_the_budget),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
