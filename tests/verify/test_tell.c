/*
 * What a verdict is called, and how it is told: no exploration that was left is clean, whoever ended
 * it and wherever; no bound that was met is clean; and a tear that is shown is one that matters.
 */
#include "lib/pair.h"

#include "verify/tell.h"

static char told[4096];

/* What is told of the verdict at hand. The caller frees it. */
static struct outcome *outcome_of(const struct verify_options *options)
{
	struct outcome *outcome = outcome_new("verify");

	assert_non_null(outcome);
	tell_verdict(outcome, options, &the_test_verdict);
	return outcome;
}

/* The verdict in words, and the lines for people. */
static const char *tell(const struct verify_options *options)
{
	struct outcome *outcome = outcome_of(options);

	snprintf(told, sizeof(told), "%s\n%s", outcome->words, said_text(&outcome->text));
	outcome_free(outcome);
	return told;
}

static const char *cell(const struct verify_options *options)
{
	static char out[TELL_CELL];

	return tell_cell(options, &the_test_verdict, out);
}

/* A number among the counts, for programs. */
static u64 count(const struct outcome *outcome, const char *name)
{
	assert_true(json_is_integer(json_object_get(outcome->counts, name)));
	return (u64)json_integer_value(json_object_get(outcome->counts, name));
}

/* The same verdict everywhere, and the exit status that goes with it. */
static void check_told(const struct verify_options *options, enum outcome_verdict verdict,
		       int status, const char *in_table, const char *line)
{
	struct outcome *outcome = outcome_of(options);
	const struct verdict *of = &the_test_verdict;

	if (outcome->verdict != verdict)
		print_error("%s, not %s: %s", outcome_verdict_name(outcome->verdict),
			    outcome_verdict_name(verdict), tell(options));
	assert_int_equal(outcome->verdict, verdict);
	assert_int_equal(verdict_outcome(of), verdict);
	assert_int_equal(verdict_status(of), status);
	assert_int_equal(outcome_status(outcome), status);
	assert_string_equal(cell(options), in_table);
	assert_int_equal(count(outcome, "executions"), of->executions);
	assert_int_equal(count(outcome, "accepted"), of->accepted);
	assert_int_equal(count(outcome, "accepted_overlapped"), of->accepted_overlapped);
	assert_int_equal(count(outcome, "planned"), of->planned);
	assert_int_equal(json_is_true(json_object_get(outcome->counts, "complete")), of->complete);
	assert_int_equal(outcome->nviolations, 0);
	/* there is a reason where there is no result */
	assert_int_equal(outcome->reason[0] != '\0', status == 2);
	outcome_free(outcome);
	if (!strstr(tell(options), line))
		print_error("no '%s' in: %s", line, told);
	assert_non_null(strstr(told, line));
	if (verdict != OUTCOME_CLEAN) {
		assert_null(strstr(told, "CLEAN"));
		assert_null(strstr(told, "clean"));
	}
}

static const struct verdict *searched(const struct verify_options *options)
{
	verdict_free(&the_test_verdict);
	search(the_test_machine, &the_test_oracle, options, &the_test_verdict);
	return &the_test_verdict;
}

static void test_clean_says_of_what(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "by-difference", MODEL_X86);

	(void)state;
	pair_verify(&options);
	check_told(&options, OUTCOME_CLEAN, 0, "clean",
		   "CLEAN of torn, stale, backwards, stuck, wrong-fallback and arithmetic in "
		   "model x86\n");
	assert_int_equal(the_test_verdict.schedules, the_test_verdict.planned);
	assert_int_equal(the_test_verdict.explored, the_test_verdict.planned);
	/* two starts, three paces, one or two updates of seven kinds */
	assert_int_equal(the_test_verdict.planned, 2 * 3 * (7 + 7 * 7));
	assert_in_range(the_test_verdict.accepted_overlapped, 1, the_test_verdict.overlapped - 1);
	assert_true(the_test_verdict.accepted_overlapped < the_test_verdict.accepted);
}

/* Schedules are counted, not the orders of visibility that each is run in. */
static void test_orders_are_no_schedules(void **state)
{
	struct verify_options options =
		pair_options("pvclock", "pvclock-odd-even", "pv-ordered", MODEL_X86);
	u64 planned;

	(void)state;
	options.updates = 1;
	options.quick = options.by_value = true;
	pair_verify(&options);
	assert_int_equal(verdict_outcome(&the_test_verdict), OUTCOME_CLEAN);
	planned = the_test_verdict.planned;
	assert_int_equal(the_test_verdict.schedules, planned);
	assert_true(the_test_verdict.runs > planned);
	options.limit = the_test_verdict.executions / 2;
	pair_verify(&options);
	assert_int_equal(the_test_verdict.planned, planned);
	assert_true(the_test_verdict.schedules < planned);
	assert_true(the_test_verdict.runs > the_test_verdict.schedules);
}

/* A guest that takes no read which overlapped an update is right, and was tested. */
static void test_no_accepted_read_overlaps(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "frozen", "hv-ordered", MODEL_X86);

	(void)state;
	pair_verify(&options);
	assert_int_equal(the_test_verdict.accepted_overlapped, 0);
	assert_true(the_test_verdict.overlapped > 0);
	assert_int_equal(verdict_outcome(&the_test_verdict), OUTCOME_CLEAN);
}

/* Wherever a right pair's exploration ends before its end, it is not clean. */
static void test_a_part_is_not_clean(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "hv-spin-even", MODEL_X86);
	u64 all, planned, explored = 0;

	(void)state;
	options.quick = options.by_value = true; /* schedules alone */
	all = pair_verify(&options)->executions;
	planned = the_test_verdict.planned;
	for (unsigned int part = 1; part <= 8; part++) {
		char line[96];

		options.limit = all * part / 9;
		pair_verify(&options);
		assert_false(the_test_verdict.interrupted);
		assert_int_equal(the_test_verdict.planned, planned);
		assert_in_range(the_test_verdict.explored, explored, planned - 1);
		explored = the_test_verdict.explored;
		snprintf(line, sizeof(line),
			 "UNFINISHED: no violation so far, in %lu of %lu schedules of model x86\n",
			 (unsigned long)explored, (unsigned long)planned);
		check_told(&options, OUTCOME_UNFINISHED, 2, "unfinished", line);
	}
	assert_true(explored > planned / 2);
	/* a limit that is not met changes nothing */
	options.limit = all + 1;
	pair_verify(&options);
	assert_int_equal(verdict_outcome(&the_test_verdict), OUTCOME_CLEAN);
	assert_int_equal(the_test_verdict.executions, all);
}

static void test_stopped_from_outside(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "by-difference", MODEL_X86);
	volatile int stop = 1;

	(void)state;
	options.stop = &stop;
	pair_verify(&options);
	assert_true(the_test_verdict.interrupted);
	check_told(&options, OUTCOME_UNFINISHED, 2, "unfinished",
		   "UNFINISHED: no violation so far, in 0 of 336 schedules of model x86\n");
	stop = 0;
	pair_verify(&options);
	assert_false(the_test_verdict.interrupted);
	assert_int_equal(verdict_outcome(&the_test_verdict), OUTCOME_CLEAN);
	/* there are more than are counted */
	stop = 1;
	options.updates = 12;
	pair_verify(&options);
	check_told(&options, OUTCOME_UNFINISHED, 2, "unfinished",
		   "in 0 of more than 1000000 schedules");
}

/* What was found before the end is found. */
static void test_a_violation_in_a_part(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "single-store", "hv-seed", MODEL_SC);
	struct outcome *outcome;

	(void)state;
	options.limit = 200;
	pair_verify(&options);
	assert_false(the_test_verdict.complete);
	assert_int_equal(verdict_outcome(&the_test_verdict), OUTCOME_VIOLATION);
	assert_int_equal(verdict_status(&the_test_verdict), 1);
	the_test_verdict.interrupted = true;
	assert_non_null(strstr(cell(&options), "torn"));
	assert_non_null(strstr(cell(&options), "+unfinished"));
	assert_non_null(strstr(tell(&options), "; stopped after "));
	outcome = outcome_of(&options);
	assert_int_equal(outcome->nviolations,
			 __builtin_popcount(verdict_violations(&the_test_verdict)));
	assert_string_equal(outcome->violations[0]->kind, "torn");
	assert_string_equal(outcome->violations[0]->grade, "forbidden");
	assert_int_equal(outcome->violations[0]->count, the_test_verdict.counts[VIOLATION_TORN]);
	assert_int_equal(count(outcome, "first_violation_at"), the_test_verdict.first_at);
	assert_int_equal(outcome_status(outcome), 1);
	outcome_free(outcome);
}

static void test_search(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "hv-spin-even", MODEL_X86);
	volatile int stop = 0;

	(void)state;
	options.updates = 8;
	options.executions = 5000;
	options.stop = &stop;
	searched(&options);
	assert_true(the_test_verdict.complete);
	assert_int_equal(verdict_status(&the_test_verdict), 0);
	check_told(
		&options, OUTCOME_CLEAN, 0, "clean",
		"NOT SEEN: torn, stale, backwards, stuck, wrong-fallback and arithmetic, in 5000 "
		"of 5000 random executions of model x86\n");
	assert_null(strstr(told, "CLEAN"));
	assert_non_null(strstr(told, "proves nothing"));
	stop = 1;
	searched(&options);
	assert_true(the_test_verdict.interrupted);
	check_told(&options, OUTCOME_UNFINISHED, 2, "unfinished",
		   "UNFINISHED: no violation so far, in 1 of 5000 random executions of model "
		   "x86\n");
}

/* A bound that was met: whether there is a violation behind it, or none. */
static void test_within_retries(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "carried", MODEL_X86);
	struct outcome *outcome;
	const char *retries;

	(void)state;
	options.updates = 1;
	pair_verify(&options);
	assert_true(the_test_verdict.limited > 0);
	check_told(&options, OUTCOME_WITHIN_RETRIES, 0, "within-3",
		   "NO VIOLATION within 3 retries in model x86: ");
	options.retries = 1;
	pair_verify(&options);
	check_told(&options, OUTCOME_WITHIN_RETRIES, 0, "within-1",
		   "NO VIOLATION within 1 retries in model x86: ");
	outcome = outcome_of(&options);
	retries = json_string_value(json_array_get(outcome->assumes, 1));
	assert_non_null(strstr(retries, "at most 1 retries"));
	outcome_free(outcome);
}

/* What there is to be told of no read at all, or of none in which anything could go wrong. */
static void test_nothing_tested(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "hv-spin-even", MODEL_X86);

	(void)state;
	verdict_free(&the_test_verdict);
	memset(&the_test_verdict, 0, sizeof(the_test_verdict));
	the_test_verdict.complete = the_test_verdict.memoryless = true;
	the_test_verdict.cut = the_test_verdict.overlapped = 1000;
	check_told(&options, OUTCOME_NOTHING_TESTED, 2, "nothing-tested",
		   "NOTHING TESTED: no read was accepted\n");
	the_test_verdict.accepted = 1000;
	the_test_verdict.overlapped = 0;
	check_told(&options, OUTCOME_NOTHING_TESTED, 2, "nothing-tested",
		   "NOTHING TESTED: no read overlapped an update\n");
}

/* By how much the torn value that is shown is off, in units. */
static u64 shown(const struct finding *finding)
{
	const struct finding_read *read = &finding->reads[0];
	struct finding again = *finding;
	char why[256];

	assert_int_equal(finding_replay(&again, the_test_machine, &the_test_oracle, 0x5a, why,
					sizeof(why)),
			 VIOLATION_TORN);
	for (unsigned int a = read->naccesses; a-- > 0;)
		if (read->accesses[a].kind == ACCESS_TSC)
			return oracle_distance(
				&the_test_oracle, read->value,
				(u16)(2 * read->accesses[a].step + read->accesses[a].late));
	return U64_MAX;
}

/* Every torn pair shows a tear that does harm, if it has one, and says how bad it gets. */
static void test_a_tear_that_matters(void **state)
{
	static const struct {
		const char *format, *host, *guest;
	} pairs[] = {
		{"hyperv-tsc", "single-store", "hv-seed"},
		{"hyperv-tsc", "odd-even", "hv-no-recheck"},
		{"hyperv-tsc", "invalidate", "hv-2016"},
		{"hyperv-tsc", "frozen", "hv-no-recheck"},
		{"hyperv-tsc", "dies-odd", "hv-seed"},
		{"pvclock", "clear-low-bit", "pv-signed-delta"},
		{"pvclock", "plus-two", "pv-ordered"},
		{"pvclock", "plus-two", "pv-truncate"},
	};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(pairs); i++) {
		struct verify_options options =
			pair_options(pairs[i].format, pairs[i].host, pairs[i].guest, MODEL_X86);
		const struct finding *finding;
		u64 off;

		options.budget = 20000;
		pair_verify(&options);
		finding = the_test_verdict.found[VIOLATION_TORN];
		assert_non_null(finding);
		off = shown(finding);
		if (!off || off > the_test_verdict.torn_most)
			print_error("%s x %s: off by %lu, at most %lu\n", pairs[i].host,
				    pairs[i].guest, (unsigned long)off,
				    (unsigned long)the_test_verdict.torn_most);
		assert_in_range(off, 1, the_test_verdict.torn_most);
		assert_non_null(strstr(tell(&options), "\n  torn       values off by up to "));
	}
}

/*
 * Two clocks that are one unit apart, with rates too close to tell: which fields came from which is no
 * matter while both are due. A verdict that has nothing else says so; one that has shows that.
 */
static void test_a_tear_without_harm(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "single-store", "hv-seed", MODEL_SC);
	struct schedule schedule = one_update(UPDATE_STEP_FORWARD);
	struct finding *finding;
	FILE *out;

	(void)state;
	schedule.updates[0].rate = schedule.rate + 1;
	schedule.updates[0].step = 1;
	verdict_free(&the_test_verdict);
	verify_schedule(the_test_machine, &the_test_oracle, &options, &schedule, &the_test_verdict);
	assert_true(the_test_verdict.complete);
	finding = the_test_verdict.found[VIOLATION_TORN];
	assert_non_null(finding);
	assert_int_equal(shown(finding), 0);
	assert_int_equal(the_test_verdict.torn_most, 0);
	assert_non_null(strstr(tell(&options), "\n  torn       harmless as far as was seen"));
	out = fmemopen(told, sizeof(told), "w");
	assert_non_null(out);
	finding_print(out, finding, the_test_machine, &the_test_oracle, NULL, NULL);
	fclose(out);
	assert_non_null(strstr(told, "\ntorn, and harmless here: "));
	assert_null(strstr(told, "off by 0 ns"));
	/* here the TSC may be read before the fields: the clock of update 1 is not due then */
	options.model = MODEL_X86;
	verdict_free(&the_test_verdict);
	verify_schedule(the_test_machine, &the_test_oracle, &options, &schedule, &the_test_verdict);
	assert_int_equal(the_test_verdict.torn_most, 1);
	assert_int_equal(shown(the_test_verdict.found[VIOLATION_TORN]), 1);
	assert_non_null(strstr(tell(&options), "\n  torn       values off by up to 100 ns\n"));
}

/* What people read is in lines that fit. */
static void check_lines(void)
{
	char *left = told, *line;

	strsep(&left, "\n"); /* the verdict itself */
	while ((line = strsep(&left, "\n"))) {
		if (strlen(line) > 110)
			print_error("%zu columns: %s\n", strlen(line), line);
		assert_true(strlen(line) <= 110);
	}
}

static const json_t *claim_of(const struct outcome *outcome)
{
	return json_object_get(outcome->counts, "claim");
}

/* No word of any updates, or any values. */
static void check_no_claim(const struct verify_options *options)
{
	struct outcome *outcome = outcome_of(options);
	const json_t *claim = claim_of(outcome);

	assert_false(json_is_true(json_object_get(claim, "any")));
	assert_null(json_object_get(claim, "updates"));
	for (size_t i = 0; i < json_array_size(outcome->assumes); i++)
		assert_null(strstr(json_string_value(json_array_get(outcome->assumes, i)),
				   "any values"));
	outcome_free(outcome);
	tell(options);
	assert_null(strstr(told, "of updates"));
	assert_null(strstr(told, "any values"));
	assert_null(strstr(told, "\n  values "));
	assert_null(strstr(told, "\n  updates    any"));
	assert_null(strstr(told, "\n  structures "));
	assert_non_null(strstr(told, "\n  schedules "));
	assert_non_null(strstr(told, "\n  kinds "));
	assert_non_null(strstr(told, "\n  starts "));
	assert_non_null(strstr(told, "\n  paces "));
}

/* A proof says for how many updates and values, what it rests on and took, and nothing of schedules. */
static void test_a_proof(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "hv-spin-even", MODEL_X86);
	const struct claim *claim = &the_test_verdict.claim;
	struct outcome *outcome;
	char line[160];

	(void)state;
	pair_verify(&options);
	assert_true(claim->any && claim->counted && !claim->why);
	tell(&options);
	assert_non_null(strstr(told, "\n  covers     any number of readers, of retries and of "
				     "updates, with any values\n"));
	snprintf(line, sizeof(line),
		 "\n  updates    any number: %u show what more would, if no read spans %lu (the "
		 "sequence comes round)\n",
		 claim->updates, (unsigned long)claim->span);
	assert_non_null(strstr(told, line));
	snprintf(line, sizeof(line), "at %lu points\n", (unsigned long)claim->points);
	assert_non_null(strstr(told, line));
	snprintf(line, sizeof(line),
		 "\n  structures %lu rows of updates, whatever their values: %lu reads ",
		 (unsigned long)claim->structures, (unsigned long)claim->reads);
	assert_non_null(strstr(told, line));
	assert_true(the_test_verdict.schedules > claim->structures);
	assert_null(strstr(told, "\n  schedules "));
	assert_null(strstr(told, "\n  kinds "));
	assert_null(strstr(told, "\n  no proof "));
	check_lines();
	outcome = outcome_of(&options);
	assert_true(json_is_true(json_object_get(claim_of(outcome), "any")));
	assert_true(json_is_true(json_object_get(claim_of(outcome), "counted")));
	assert_int_equal(json_integer_value(json_object_get(claim_of(outcome), "updates")),
			 claim->updates);
	assert_int_equal(json_integer_value(json_object_get(claim_of(outcome), "points")),
			 claim->points);
	outcome_free(outcome);
	/* where as many were run, and where nothing comes round */
	the_test_verdict.claim.counted = false;
	assert_non_null(strstr(tell(&options), " (so many were run)\n"));
	check_lines();
	the_test_verdict.claim.span = U64_MAX;
	tell(&options);
	assert_non_null(strstr(told, "show what more would\n"));
	/* what was stopped behind it is no proof, and what is wrong is none */
	the_test_verdict.complete = false;
	the_test_verdict.interrupted = true;
	check_no_claim(&options);
	the_test_verdict.complete = true;
	the_test_verdict.interrupted = false;
	the_test_verdict.counts[VIOLATION_STALE] = 1;
	check_no_claim(&options);
}

/* Without a proof it is said for how many updates, and which line of the code has cost the rest. */
static void test_no_proof(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "by-difference", MODEL_X86);
	const struct claim *claim = &the_test_verdict.claim;
	struct outcome *outcome;
	char line[500], against[400];

	(void)state;
	pair_verify(&options);
	assert_int_equal(verdict_outcome(&the_test_verdict), OUTCOME_CLEAN);
	assert_false(claim->any);
	assert_non_null(claim->why);
	assert_non_null(claim->against);
	tell_against(claim, against, sizeof(against));
	assert_non_null(strstr(against, ".c:"));
	snprintf(line, sizeof(line), "\n  no proof   for more updates, or all values: %s\n",
		 against);
	assert_non_null(strstr(tell(&options), line));
	snprintf(line, sizeof(line), "\n  updates    up to %u in a read", the_test_verdict.spans);
	assert_non_null(strstr(told, line));
	check_no_claim(&options);
	outcome = outcome_of(&options);
	assert_string_equal(json_string_value(json_object_get(claim_of(outcome), "why")),
			    claim->why);
	assert_int_equal(json_integer_value(
				 json_object_get(json_object_get(claim_of(outcome), "at"), "line")),
			 claim->against->line);
	outcome_free(outcome);
	/* what is wrong says neither */
	options = pair_options("hyperv-tsc", "single-store", "hv-seed", MODEL_SC);
	pair_verify(&options);
	assert_int_equal(verdict_status(&the_test_verdict), 1);
	check_no_claim(&options);
	assert_null(strstr(told, "\n  no proof "));
	assert_null(strstr(told, "\n  updates "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean_says_of_what),
		cmocka_unit_test(test_orders_are_no_schedules),
		cmocka_unit_test(test_no_accepted_read_overlaps),
		cmocka_unit_test(test_a_part_is_not_clean),
		cmocka_unit_test(test_stopped_from_outside),
		cmocka_unit_test(test_a_violation_in_a_part),
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_within_retries),
		cmocka_unit_test(test_nothing_tested),
		cmocka_unit_test(test_a_tear_that_matters),
		cmocka_unit_test(test_a_tear_without_harm),
		cmocka_unit_test(test_a_proof),
		cmocka_unit_test(test_no_proof),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
