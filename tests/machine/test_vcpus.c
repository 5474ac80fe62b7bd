/*
 * Pages of several vCPUs: reads that come to another one in between, TSCs that are apart, and updates of one
 * page after the other.
 */
#include "lib/only.h"
#include "lib/pair.h"

#include "clock/vcpus.h"
#include "finding/shrink.h"

#define EQUAL (1u << TSCS_EQUAL)
#define APART (1u << TSCS_AHEAD | 1u << TSCS_BEHIND | 1u << TSCS_FASTER)

static const enum model models[] = {MODEL_SC, MODEL_X86, MODEL_X86_MANUAL, MODEL_WEAK};

static struct verify_options vcpus_options(const char *host, const char *guest, enum model model,
					   unsigned int tscs)
{
	struct verify_options options = pair_options("pvclock", host, guest, model);

	options.updates = 1;
	options.tscs = tscs;
	options.vcpus = 2;
	return options;
}

/* As it is, as text, and made small. */
static void comes_back(struct finding *finding)
{
	static struct finding parsed;
	char why[256], *text = NULL;
	bool whole;
	size_t size;
	FILE *out;

	if (!finding_confirm(finding, the_test_machine, &the_test_oracle, why, sizeof(why)))
		fail_msg("%s: %s", violation_name(finding->violation), why);
	out = open_memstream(&text, &size);
	assert_non_null(out);
	finding_write(out, finding);
	fclose(out);
	if (!finding_parse(&parsed, text, size, "text", why, sizeof(why)))
		fail_msg("%s\n%s", why, text);
	assert_int_equal(parsed.schedule.vcpus, 2);
	if (!finding_confirm(&parsed, the_test_machine, &the_test_oracle, why, sizeof(why)))
		fail_msg("%s: %s\n%s", violation_name(finding->violation), why, text);
	finding_shrink(&parsed, the_test_machine, &the_test_oracle, NULL, &whole);
	assert_true(whole);
	assert_int_equal(parsed.violation, finding->violation);
	if (!finding_confirm(&parsed, the_test_machine, &the_test_oracle, why, sizeof(why)))
		fail_msg("small: %s: %s", violation_name(finding->violation), why);
	free(text);
}

static u32 shown(const char *host, const char *guest, enum model model, unsigned int tscs)
{
	struct verify_options options = vcpus_options(host, guest, model, tscs);
	const struct verdict *verdict;

	options.budget = PAIR_BUDGET;
	verdict = pair_verify(&options);
	if (verdict->error[0])
		print_error("%s x %s, %s: %s\n", host, guest, model_name(model), verdict->error);
	assert_string_equal(verdict->error, "");
	assert_true(verdict->accepted > 0);
	for (int v = 0; v < VIOLATIONS; v++)
		if (verdict->found[v])
			comes_back(verdict->found[v]);
	return verdict_violations(verdict);
}

/* Where nobody runs before all pages are new, a reader is right that stays, or that sees whose TSC it has. */
static void right_readers(enum model model)
{
	if (model != MODEL_X86_MANUAL)
		assert_int_equal(shown("vcpus-frozen", "vcpus-pinned", model, 0), 0);
	if (model != MODEL_X86_MANUAL)
		assert_int_equal(shown("vcpus-frozen", "vcpus-rdtscp", model, 0), 0);
}

static void test_right_readers(void **state)
{
	(void)state;
	right_readers(MODEL_X86);
	assert_int_equal(shown("vcpus-frozen", "vcpus-not-pinned", MODEL_X86, EQUAL), 0);
}

/* The CPU is the same before and after, and another one in between: wrong if TSCs are apart, and only then. */
static void aba(enum model model)
{
	assert_int_equal(shown("vcpus-frozen", "vcpus-getcpu-twice", model, EQUAL), 0);
	assert_true(shown("vcpus-frozen", "vcpus-getcpu-twice", model, APART) & STALE);
}

static void test_aba(void **state)
{
	struct verify_options options;

	(void)state;
	aba(MODEL_SC);
	/* that takes two migrations */
	options = vcpus_options("vcpus-frozen", "vcpus-getcpu-twice", MODEL_X86, APART);
	options.moves = 1;
	assert_int_equal(verdict_violations(pair_verify(&options)), 0);
	assert_int_equal(verdict_status(&the_test_verdict), 0);
}

/* To another vCPU just before the TSC is read. */
static void test_migration_before_rdtsc(void **state)
{
	struct verify_options options;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(models); i++)
		assert_true(shown("vcpus-frozen", "vcpus-not-pinned", models[i], APART) & STALE);
	options = vcpus_options("vcpus-frozen", "vcpus-not-pinned", MODEL_X86, APART);
	options.moves = 1;
	assert_true(verdict_violations(pair_verify(&options)) & STALE);
}

/* vCPU 0's page for all, as since 2016: right if TSCs are equal. */
static void first_page_for_all(enum model model)
{
	if (model != MODEL_X86_MANUAL)
		assert_int_equal(shown("vcpus-frozen", "pv-ordered", model, EQUAL), 0);
	assert_true(shown("vcpus-frozen", "pv-ordered", model, APART) & STALE);
}

static void test_first_page_for_all(void **state)
{
	(void)state;
	first_page_for_all(MODEL_SC);
	assert_int_equal(shown("pvclock-odd-even", "pv-ordered", MODEL_X86, EQUAL), 0);
}

/* vCPU 1 on its old page after vCPU 0 on its new one: each is right by itself. */
static void test_one_page_after_the_other(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(models); i++)
		if (models[i] != MODEL_X86_MANUAL)
			assert_int_equal(shown("pvclock-odd-even", "vcpus-pinned", models[i], 0),
					 BACKWARDS);
	/* one that is not kept up is stale for good */
	assert_true(shown("vcpus-first-only", "vcpus-pinned", MODEL_SC, 0) & STALE);
	assert_int_equal(shown("vcpus-first-only", "pv-ordered", MODEL_SC, EQUAL), 0);
}

/* Parameters of two pages are torn, though TSCs that are equal make them equal. */
static void test_two_pages(void **state)
{
	(void)state;
	assert_true(shown("vcpus-frozen", "vcpus-mixes", MODEL_SC, APART) & TORN);
	assert_int_equal(shown("vcpus-frozen", "vcpus-mixes", MODEL_SC, EQUAL) & STALE, 0);
}

/* A vCPU that runs on while others are stopped may be come to, but not while it is about to be left. */
static void partly_frozen(enum model model)
{
	assert_true(shown("vcpus-partly-frozen", "vcpus-not-pinned", model, EQUAL) & TORN);
}

static void test_partly_frozen(void **state)
{
	(void)state;
	partly_frozen(MODEL_X86);
	assert_int_equal(shown("vcpus-frozen", "vcpus-not-pinned", MODEL_WEAK, EQUAL), 0);
}

/* The same in all of them. */
static void slow_models(void **state)
{
	(void)state;
	assert_int_equal(shown("pvclock-odd-even", "pv-ordered", MODEL_WEAK, EQUAL), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(models); i++) {
		right_readers(models[i]);
		aba(models[i]);
		first_page_for_all(models[i]);
		partly_frozen(models[i]);
	}
}

/* A guest that asks has two vCPUs by itself, others have one. */
static void test_asking(void **state)
{
	struct verify_options options = vcpus_options("vcpus-frozen", "vcpus-pinned", MODEL_SC, 0);

	(void)state;
	options.vcpus = 0;
	assert_int_equal(pair_verify(&options)->vcpus, 2);
	options = vcpus_options("vcpus-frozen", "pv-ordered", MODEL_SC, 0);
	options.vcpus = 0;
	assert_int_equal(pair_verify(&options)->vcpus, 1);
	options.vcpus = 2;
	options.updates = UPDATES_MAX;
	pair_verify(&options);
	assert_non_null(strstr(the_test_verdict.error, "at most 15 updates"));
}

/* What verify enumerates, search draws: it comes to the same of each pair. */
static void searched(const char *guest)
{
	for (unsigned int tscs = EQUAL; tscs <= APART; tscs += APART - EQUAL) {
		u32 all = shown("vcpus-frozen", guest, MODEL_X86, tscs);
		struct verify_options options =
			vcpus_options("vcpus-frozen", guest, MODEL_X86, tscs);

		options.executions = 20000;
		options.seed = 1;
		verdict_free(&the_test_verdict);
		search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
		assert_string_equal(the_test_verdict.error, "");
		assert_int_equal(verdict_violations(&the_test_verdict) & ~all, 0);
		assert_int_equal(verdict_violations(&the_test_verdict) & STALE, all & STALE);
	}
}

static void test_search(void **state)
{
	(void)state;
	searched("pv-ordered");
}

static void slow_search(void **state)
{
	static const char *const guests[] = {"vcpus-pinned", "vcpus-rdtscp", "vcpus-not-pinned",
					     "vcpus-getcpu-twice"};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(guests); i++)
		searched(guests[i]);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_right_readers),
		cmocka_unit_test(test_aba),
		cmocka_unit_test(test_migration_before_rdtsc),
		cmocka_unit_test(test_first_page_for_all),
		cmocka_unit_test(test_one_page_after_the_other),
		cmocka_unit_test(test_two_pages),
		cmocka_unit_test(test_partly_frozen),
		cmocka_unit_test(test_asking),
		cmocka_unit_test(test_search),
		cmocka_unit_test(slow_models),
		cmocka_unit_test(slow_search),
	};

	only(argc, argv);
	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
