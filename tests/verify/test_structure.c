/*
 * What is judged by label, for all values, against what is judged by value for those of short schedules: of
 * every pair at hand the same kinds of violations.
 */
#include "lib/only.h"
#include "lib/lot_pairs.h"
#include "lib/pair.h"
#include "verify/proof.h"

static const char *names(u32 kinds, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (int v = 0; v < VIOLATIONS && used < size; v++)
		if (kinds & BIT(v))
			used += (size_t)snprintf(out + used, size - used, "%s%s", used ? "+" : "",
						 violation_name((enum violation)v));
	return out;
}

/* By label; false if it can't be. */
static bool by_label(const struct verify_options *options, u32 *kinds)
{
	struct verdict verdict;
	struct run run;
	enum proof proof;

	assert_true(run_begin(&run, the_test_machine, &the_test_oracle, options, &verdict));
	proof = proof_kinds(&run, options->updates, kinds);
	run_end(&run);
	verdict_free(&verdict);
	return proof == PROOF_HOLDS;
}

/*
 * By value a refresh that is torn is no tear, but may be stale, and wrong reads, those of wrong arithmetic among
 * them, are held against each other as well. If not all values were tried, some kinds may not have shown.
 */
static bool agree(u32 labels, u32 values, bool complete)
{
	u32 more = values & ~labels & ~ARITHMETIC;

	if (labels & TORN)
		more &= ~STALE;
	if (labels & (TORN | STALE))
		more &= ~(BACKWARDS | WRONG_FALLBACK);
	if (values & ARITHMETIC)
		more &= ~BACKWARDS;
	return !more && (!complete || !(labels & ~values));
}

/* Of all shipped pairs, and of one in so many others. */
static void compare_kinds(unsigned int word, unsigned int every)
{
	static const enum model models[] = {MODEL_SC, MODEL_X86, MODEL_WEAK, MODEL_X86_MANUAL};
	unsigned int compared = 0, refused = 0, differ = 0;
	const struct guest *guest;
	const struct host *host;

	for (unsigned int h = 0; (host = registry_host(ENGINE_MACHINE, h)); h++)
		for (unsigned int g = 0; (guest = registry_guest(ENGINE_MACHINE, g)); g++)
			for (unsigned int m = 0; m < ARRAY_SIZE(models); m++) {
				struct verify_options options = {
					.format = registry_find_format(host->format),
					.host = host,
					.guest = guest,
					.model = models[m],
					.word = word,
					.updates = 2,
					.retries = 2,
					.limit = 20000,
					.quick = true,
					.by_value = true};
				u32 labels, values;
				char a[128], b[128];

				if (strcmp(host->format, guest->format) ||
				    !lot_has(host, guest, models[m], every))
					continue;
				if (host->own_params || !by_label(&options, &labels)) {
					refused++;
					continue;
				}
				values = verdict_violations(pair_verify(&options));
				compared++;
				if (agree(labels, values, the_test_verdict.complete))
					continue;
				differ++;
				print_error("%s x %s, %s: by label %s, by value %s\n", host->name,
					    guest->name, model_name(options.model),
					    names(labels, a, sizeof(a)),
					    names(values, b, sizeof(b)));
			}
	print_message("%u compared, %u differ, %u by value alone\n", compared, differ, refused);
	assert_int_equal(differ, 0);
	assert_true(compared > 200);
}

static void test_same_kinds(void **state)
{
	(void)state;
	compare_kinds(64, 97);
}

static void slow_halves(void **state)
{
	(void)state;
	compare_kinds(32, 997);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_kinds),
		cmocka_unit_test(slow_halves),
	};

	only(argc, argv);
	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
