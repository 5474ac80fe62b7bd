/*
 * How long other kinds of violations are looked for after the first: nothing that many more executions would show
 * is missed; where retries carry something over the budget is used; and what all this costs.
 */
#include "lib/lot_pairs.h"
#include "lib/pair.h"

#define MANY 60000	 /* executions, where nobody looks for an end */
#define ON_AVERAGE 15000 /* of a wrong pair, instead of the budget */

static const enum model models[] = {MODEL_SC, MODEL_X86, MODEL_X86_MANUAL, MODEL_WEAK};

struct total {
	unsigned int wrong, compared, missed, known;
	u64 executions, of_many;
};

/*
 * What is left out all the same, as tests/matrix.expected says: a TSC from before an update with its fields, where two updates have
 * one system_time, which is loaded ahead of it, or from after one that steps back with the fields of before; and a step back by a
 * tear of halves of a word alone.
 */
static bool is_known(const struct verify_options *options, u32 missed)
{
	if (!strcmp(options->guest->name, "runstate_no_recheck") && missed == BACKWARDS)
		return !strcmp(options->host->name, "phys_area")
			       ? options->model == MODEL_X86 || options->model == MODEL_WEAK
			       : !strcmp(options->host->name, "top_byte") &&
					 options->model == MODEL_SC;
	return !strcmp(options->host->name, "version_reset") &&
	       (!strcmp(options->guest->name, "pv_fenced") ||
		!strcmp(options->guest->name, "pv_signed_delta")) &&
	       options->model == MODEL_WEAK && missed == 1u << VIOLATION_ARITHMETIC;
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
	if (is_known(options, all & ~found)) {
		total->known++;
		return;
	}
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
				if (!strcmp(host->format, guest->format) && lot_ships(host->file) &&
				    lot_ships(guest->file))
					look_at(&total, host, guest, models[m],
						lot(host->name, guest->name, models[m]) % 7 == 0);
	print_message("%u wrong, %lu executions each; %u compared with %lu\n", total.wrong,
		      (unsigned long)(total.executions / total.wrong), total.compared,
		      (unsigned long)total.of_many);
	assert_true(total.compared > 30);
	assert_int_equal(total.missed, 0);
	assert_int_equal(total.known, 5); /* else is_known() has had its day */
	assert_true(total.executions / total.wrong < ON_AVERAGE);
}

/* What only one start shows, where logs are large; and what only some pairs of updates show, where they are small. */
static void test_rare_kinds_are_met(void **state)
{
	static const struct {
		const char *format, *host, *guest;
		enum model model;
		u32 kind;
	} rare[] = {
		{"hyperv-tsc", "plain-stores", "hv-minus-one", MODEL_X86, WRONG_FALLBACK},
		{"hyperv-tsc", "plain-stores", "hv-minus-one", MODEL_WEAK, WRONG_FALLBACK},
		{"vdso-data", "update-vsyscall", "do-hres-no-recheck", MODEL_SC, STALE},
		{"vdso-data", "vsyscall-no-wmb", "do-hres-no-recheck", MODEL_X86, STALE},
	};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(rare); i++) {
		struct verify_options options =
			pair_options(rare[i].format, rare[i].host, rare[i].guest, rare[i].model);

		options.quick = true;
		options.budget = PAIR_BUDGET;
		assert_true(verdict_violations(pair_verify(&options)) & rare[i].kind);
		assert_true(the_test_verdict.executions < PAIR_BUDGET);
	}
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
		cmocka_unit_test(test_rare_kinds_are_met),
		cmocka_unit_test(test_carrying_loops_take_the_budget),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
