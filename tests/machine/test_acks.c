/* Guests that store to the page: what they and the host do to each other, with a right one beside each wrong one. */
#include "lib/only.h"
#include "lib/pair.h"

#include "finding/shrink.h"

#define LOST BIT(VIOLATION_LOST)

static const enum model models[] = {MODEL_SC, MODEL_X86, MODEL_X86_MANUAL};

static struct verify_options acks_options(const char *host, const char *guest, enum model model,
					  unsigned int updates)
{
	struct verify_options options =
		pair_options(host[0] == 'f' ? "flag-page" : "pvclock", host, guest, model);

	options.updates = updates;
	options.quick = true;
	return options;
}

static void assert_clean(const struct verdict *verdict, const char *host, const char *guest,
			 enum model model)
{
	if (verdict_status(verdict))
		print_error("%s, %s, %s: violations 0x%x %s\n", host, guest, model_name(model),
			    verdict_violations(verdict), verdict->error);
	assert_int_equal(verdict_status(verdict), 0);
}

static void clean(const char *host, const char *guest)
{
	for (unsigned int i = 0; i < 2; i++) {
		struct verify_options options = acks_options(host, guest, models[i], 1);
		const struct verdict *verdict = pair_verify(&options);

		assert_clean(verdict, host, guest, models[i]);
		assert_non_null(verdict->writing.site);
		assert_true(verdict->writing.looked && verdict->writing.complete);
		assert_true(verdict->writing.runs > verdict->writing.schedules);
		assert_true(verdict->accepted_overlapped > 0);
		assert_false(verdict->claim.any);
	}
}

static void is_found(const char *host, const char *guest, unsigned int updates, u32 violations)
{
	for (unsigned int i = 0; i < 2; i++) {
		struct verify_options options = acks_options(host, guest, models[i], updates);
		const struct verdict *verdict;

		options.wanted = violations;
		verdict = pair_verify(&options);
		if (verdict_violations(verdict) != violations)
			print_error("%s, %s, %s: violations 0x%x, not 0x%x %s\n", host, guest,
				    model_name(models[i]), verdict_violations(verdict), violations,
				    verdict->error);
		assert_string_equal(verdict->error, "");
		assert_int_equal(verdict_violations(verdict), violations);
	}
}

static void refuses(const char *host, const char *guest, enum model model, const char *why)
{
	struct verify_options options = acks_options(host, guest, model, 1);
	const struct verdict *verdict = pair_verify(&options);

	if (!strstr(verdict->error, why))
		print_error("%s, %s, %s: '%s'\n", host, guest, model_name(model), verdict->error);
	assert_non_null(strstr(verdict->error, why));
	assert_int_equal(verdict_status(verdict), 2);
}

/* A host that goes by what it has loaded brings back what the guest has cleared meanwhile. */
static void test_lost_acknowledgement(void **state)
{
	(void)state;
	clean("signals-locked", "acks-locked");
	clean("signals-locked", "acks-locked-word");
	clean("signals-locked", "acks-byte");
	/* it stores the flag, whatever is there: that is what it means */
	clean("signals-blind", "acks-locked");
	is_found("signals-loaded", "acks-locked", 2, LOST);
	is_found("signals-loaded", "acks-byte", 2, LOST);
}

/* And the other way round: another flag, which the host has set or cleared meanwhile. */
static void test_lost_flag(void **state)
{
	(void)state;
	is_found("signals-in-turn", "acks-byte", 2, LOST);
}

/* What is beside the flag in a word is the host's. */
static void test_word(void **state)
{
	struct verify_options options = acks_options("signals-locked", "acks-word", MODEL_X86, 1);

	(void)state;
	options.budget = PAIR_BUDGET;
	assert_int_equal(verdict_violations(pair_verify(&options)) & (TORN | LOST), TORN | LOST);
	options = acks_options("flag-base", "flag-takes-both", MODEL_SC, 1);
	options.budget = PAIR_BUDGET;
	assert_int_equal(verdict_violations(pair_verify(&options)) & (TORN | LOST), TORN | LOST);
}

/* A flag that says that there is something new to read, which the reader takes. */
static void test_taken(void **state)
{
	(void)state;
	clean("flag-base", "flag-takes");
	clean("flag-base", "flag-takes-first");
	is_found("flag-toggles", "flag-takes", 1, TORN);
}

static struct verify_options jointly(const char *host, const char *guest, enum model model,
				     unsigned int reads)
{
	struct verify_options options = acks_options(host, guest, model, 1);

	options.quick = false;
	options.readers = reads ? 2 : 0;
	options.reads = reads;
	return options;
}

/* Readers that keep memory over reads as well are judged together, with what they store to the page. */
static void clean_together(const char *host, const char *guest, bool single)
{
	for (unsigned int i = 0; i < 2; i++) {
		struct verify_options options = jointly(host, guest, models[i], 1);
		const struct verdict *verdict = pair_verify(&options);

		assert_clean(verdict, host, guest, models[i]);
		assert_true(verdict->acting.judged && verdict->acting.complete);
		assert_int_equal(verdict->acting.single, single);
		assert_int_equal(verdict->acting.storing, 1);
		assert_true(verdict->acting.stores > verdict->acting.schedules);
		assert_true(verdict->writing.looked && (verdict->writing.complete || !single));
	}
}

static void wrong_together(const char *host, const char *guest, unsigned int reads, u32 violations)
{
	for (unsigned int i = 0; i < 2; i++) {
		struct verify_options options = jointly(host, guest, models[i], reads);
		const struct verdict *verdict;

		options.wanted = violations;
		options.updates = violations & LOST ? 2 : 1;
		verdict = pair_verify(&options);
		if ((verdict_violations(verdict) & violations) != violations || verdict->error[0])
			print_error("%s, %s, %s: violations 0x%x, not 0x%x %s\n", host, guest,
				    model_name(models[i]), verdict_violations(verdict), violations,
				    verdict->error);
		assert_string_equal(verdict->error, "");
		assert_int_equal(verdict_violations(verdict) & violations, violations);
	}
}

static void test_together(void **state)
{
	(void)state;
	clean_together("signals-locked", "acks-clamps-byte", true);
	clean_together("signals-locked", "acks-clamps-locked", true);
	clean_together("signals-locked", "acks-leaves-word", false);
	wrong_together("signals-locked", "acks-leaves-word-late", 1, BIT(VIOLATION_ARITHMETIC));
	wrong_together("signals-locked", "acks-takes-word-back", 1, BIT(VIOLATION_ARITHMETIC));
	wrong_together("signals-rarely", "acks-clamps-stored", 0, BIT(VIOLATION_BACKWARDS));
	wrong_together("signals-locked", "acks-clamps-word", 0, TORN);
	wrong_together("signals-loaded", "acks-clamps-byte", 0, LOST);
}

/* What goes wrong only after the clock has stepped back; and where a read has looked at what it keeps before it stores. */
static void test_together_after(void **state)
{
	(void)state;
	wrong_together("signals-locked", "acks-clamps-zeroes", 1, BIT(VIOLATION_ARITHMETIC));
	wrong_together("signals-locked", "acks-clamps-forgets", 1, BIT(VIOLATION_BACKWARDS));
	assert_false(the_test_verdict.acting.single);
	wrong_together("signals-locked", "acks-passes-by", 0, BIT(VIOLATION_BACKWARDS));
	assert_false(the_test_verdict.acting.single);
}

/* The last time is looked at before the flag is cleared; and a host that means the flag, whatever is there. */
static void slow_together(void **state)
{
	(void)state;
	clean_together("signals-locked", "acks-clamps-behind", false);
	clean_together("signals-blind", "acks-clamps-byte", true);
}

/* Where the flag is not set at first nobody clears it, and two reads of each reader are judged. */
static void test_together_rarely(void **state)
{
	struct verify_options options = jointly("signals-rarely", "acks-clamps-byte", MODEL_X86, 0);
	const struct verdict *verdict = pair_verify(&options);

	(void)state;
	assert_int_equal(verdict_status(verdict), 0);
	assert_int_equal(verdict->acting.reads, 2);
	assert_true(verdict->acting.stores > 0);
}

static struct finding again;

static void test_findings(void **state)
{
	static const char *const pairs[][2] = {{"signals-loaded", "acks-locked"},
					       {"signals-locked", "acks-word"}};
	char why[256], *text = NULL;
	size_t length;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(pairs); i++) {
		struct verify_options options =
			acks_options(pairs[i][0], pairs[i][1], MODEL_X86, 2);

		options.wanted = LOST;
		pair_verify(&options);
		for (int v = 0; v < VIOLATIONS; v++) {
			struct finding *finding = the_test_verdict.found[v];
			FILE *out;

			if (!finding)
				continue;
			assert_true(finding_confirm(finding, the_test_machine, &the_test_oracle,
						    why, sizeof(why)));
			out = open_memstream(&text, &length);
			assert_non_null(out);
			finding_write(out, finding);
			finding_print(out, finding, the_test_machine, &the_test_oracle, NULL, NULL);
			fflush(out);
			assert_non_null(strstr(text, " writers=1"));
			assert_true(v != VIOLATION_LOST || strstr(text, "is put back by the"));
			length = (size_t)(strstr(text, "\nend\n") + 5 - text);
			assert_true(finding_parse(&again, text, length, "text", why, sizeof(why)));
			fclose(out);
			free(text);
			for (unsigned int n = 0; n < 2; n++) {
				assert_int_equal(finding_replay(&again, the_test_machine,
								&the_test_oracle, 0xa5, why,
								sizeof(why)),
						 v);
				finding_shrink(&again, the_test_machine, &the_test_oracle, NULL,
					       NULL);
			}
		}
		assert_int_equal(verdict_violations(&the_test_verdict) & LOST, LOST);
	}
}

/* The stores are lines of the finding, and it comes back, and is made small. */
static void test_finding_together(void **state)
{
	struct verify_options options =
		jointly("signals-locked", "acks-takes-word-back", MODEL_X86, 1);
	const struct finding *finding;
	char why[256], *text = NULL;
	size_t length;
	FILE *out;

	(void)state;
	options.wanted = BIT(VIOLATION_ARITHMETIC);
	pair_verify(&options);
	finding = the_test_verdict.found[VIOLATION_ARITHMETIC];
	assert_non_null(finding);
	assert_int_equal(finding->schedule.nstores, 1);
	assert_int_equal(finding->joint.reads, 1);
	out = open_memstream(&text, &length);
	assert_non_null(out);
	again = *finding;
	finding_write(out, finding);
	assert_true(finding_confirm(&again, the_test_machine, &the_test_oracle, why, sizeof(why)));
	finding_print(out, &again, the_test_machine, &the_test_oracle, NULL, NULL);
	fclose(out);
	assert_non_null(strstr(text, "\nstore offset=29 size=1 value=0x"));
	assert_non_null(strstr(text, "is seen by all"));
	length = (size_t)(strstr(text, "\nend\n") + 5 - text);
	assert_true(finding_parse(&again, text, length, "text", why, sizeof(why)));
	free(text);
	for (unsigned int n = 0; n < 2; n++) {
		assert_int_equal(finding_replay(&again, the_test_machine, &the_test_oracle, 0xa5,
						why, sizeof(why)),
				 VIOLATION_ARITHMETIC);
		finding_shrink(&again, the_test_machine, &the_test_oracle, NULL, NULL);
	}
	/* nobody makes a store of another value */
	again.schedule.stores[0].value ^= 4;
	assert_int_equal(finding_replay(&again, the_test_machine, &the_test_oracle, 0xa5, why,
					sizeof(why)),
			 VIOLATION_NONE);
}

static void test_search(void **state)
{
	struct verify_options options = acks_options("signals-loaded", "acks-locked", MODEL_X86, 4);
	u64 trace;

	(void)state;
	options.seed = 7;
	options.executions = 20000;
	verdict_free(&the_test_verdict);
	search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
	assert_string_equal(the_test_verdict.error, "");
	assert_int_equal(verdict_violations(&the_test_verdict), LOST);
	trace = the_test_verdict.trace;
	verdict_free(&the_test_verdict);
	search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
	assert_int_equal(the_test_verdict.trace, trace);
	options = acks_options("signals-locked", "acks-locked", MODEL_X86, 4);
	options.seed = 7;
	options.executions = 20000;
	verdict_free(&the_test_verdict);
	search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
	assert_string_equal(the_test_verdict.error, "");
	assert_int_equal(verdict_violations(&the_test_verdict), 0);
}

static void test_refused(void **state)
{
	(void)state;
	refuses("signals-locked", "acks-locked", MODEL_WEAK, "the guest writes the page");
	refuses("flag-base", "flag-looks-again", MODEL_X86, "looks at what may come of that");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lost_acknowledgement),
		cmocka_unit_test(test_lost_flag),
		cmocka_unit_test(test_word),
		cmocka_unit_test(test_taken),
		cmocka_unit_test(test_findings),
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_together),
		cmocka_unit_test(test_together_after),
		cmocka_unit_test(slow_together),
		cmocka_unit_test(test_together_rarely),
		cmocka_unit_test(test_finding_together),
		cmocka_unit_test(test_refused),
	};

	only(argc, argv);
	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
