/*
 * The model of a result: each verdict has its name and exit status, nothing that is put in gets lost, and
 * what is not finished is never clean.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "outcome/outcome.h"
#include "outcome/put.h"

static struct outcome *made(const char *command)
{
	struct outcome *outcome = outcome_new(command);

	assert_non_null(outcome);
	return outcome;
}

static void each_verdict_has_its_name_and_status(void **state)
{
	static const struct {
		enum outcome_verdict verdict;
		const char *name;
		int status;
	} all[] = {
		{OUTCOME_CLEAN, "clean", 0},
		{OUTCOME_WITHIN_RETRIES, "within retries", 0},
		{OUTCOME_NOTHING_NEW, "nothing new", 0},
		{OUTCOME_DONE, "done", 0},
		{OUTCOME_VIOLATION, "violation", 1},
		{OUTCOME_DIFFERENT, "different", 1},
		{OUTCOME_UNFINISHED, "unfinished", 2},
		{OUTCOME_NOTHING_TESTED, "nothing tested", 2},
		{OUTCOME_LOST, "lost", 2},
		{OUTCOME_ERROR, "error", 2},
		{OUTCOME_SKIPPED, "skipped", 77},
	};
	struct outcome *outcome = made("verify");

	(void)state;
	assert_int_equal(sizeof(all) / sizeof(all[0]), OUTCOME_VERDICTS);
	/* what nobody has judged is no result */
	assert_int_equal(outcome_status(outcome), 2);
	for (size_t i = 0; i < OUTCOME_VERDICTS; i++) {
		assert_string_equal(outcome_verdict_name(all[i].verdict), all[i].name);
		outcome_judge(outcome, all[i].verdict, NULL);
		assert_int_equal(outcome_status(outcome), all[i].status);
		outcome->failed = true;
		assert_int_equal(outcome_status(outcome), 2);
		outcome->failed = false;
	}
	outcome_free(outcome);
}

static void a_verdict_is_one_line(void **state)
{
	struct outcome *outcome = made("verify");
	char line[64];

	(void)state;
	outcome_judge(outcome, OUTCOME_CLEAN, NULL);
	assert_string_equal(outcome_line(outcome, line, sizeof(line)), "clean");
	outcome_judge(outcome, OUTCOME_UNFINISHED, "%d of %d", 1, 2);
	assert_string_equal(outcome_line(outcome, line, sizeof(line)), "unfinished: 1 of 2");
	strcpy(outcome->words, "as far as it came");
	assert_string_equal(outcome_line(outcome, line, sizeof(line)), "as far as it came");
	/* a verdict that is judged again has its own reason, or none */
	outcome_judge(outcome, OUTCOME_CLEAN, NULL);
	assert_string_equal(outcome->reason, "");
	outcome_free(outcome);
}

/* The text of a violation stays where it was begun, however many come after it. */
static void a_text_stays_where_it_was_begun(void **state)
{
	struct outcome *outcome = made("fuzz");
	struct outcome_violation *first = outcome_violation(outcome, "torn", "forbidden", 1);

	(void)state;
	fprintf(said_more(&first->text), "begun");
	for (int i = 0; i < 1000; i++)
		fprintf(said_more(&outcome_violation(outcome, "stale", "forbidden", 1)->text), "x");
	fprintf(said_more(&first->text), " and ended");
	assert_string_equal(said_text(&first->text), "begun and ended");
	assert_int_equal(outcome->nviolations, 1001);
	assert_ptr_equal(outcome->violations[0], first);
	outcome_free(outcome);
}

static void lines_obey_nothing_from_outside(void **state)
{
	struct said said = {0};

	(void)state;
	assert_string_equal(said_text(&said), "");
	said_line(&said, "reads", "%d, \033[1m%s", 3, "a\nb");
	assert_string_equal(said_text(&said), "  reads      3, \\x1b[1ma\\nb\n");
	said_line(&said, "", "more");
	assert_string_equal(said_text(&said), "  reads      3, \\x1b[1ma\\nb\n             more\n");
	said_free(&said);
	assert_string_equal(said_text(&said), "");
}

/* What it says of object's member key. */
static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void nothing_put_in_gets_lost(void **state)
{
	struct outcome *outcome = made("live"), *part = outcome_part(outcome);
	struct outcome *look = outcome_look(outcome);
	struct outcome_violation *violation;
	json_t *object, *violations, *findings;

	(void)state;
	outcome_subject(outcome, "%s", "two sources");
	put_number(outcome->parameters, "seconds", 10);
	put_number(outcome->counts, "reads", 7);
	put_text(outcome->counts, "path", "\xff");
	outcome_assume(outcome, "covers", "any number of %s", "readers");
	outcome_note(outcome, "the wall clock was set");
	outcome_judge(outcome, OUTCOME_VIOLATION, NULL);
	violation = outcome_violation(part, "torn", "forbidden", 3);
	strcpy(violation->finding, "findings/torn.warp");
	violation->more = json_pack("{s:i, s:s}", "reader", 1, "kind", "not this");
	outcome_judge(part, OUTCOME_VIOLATION, NULL);
	outcome_judge(look, OUTCOME_CLEAN, NULL);

	object = outcome_json(outcome);
	assert_string_equal(text_of(object, "command"), "live");
	assert_string_equal(text_of(object, "subject"), "two sources");
	assert_string_equal(text_of(object, "verdict"), "violation");
	assert_int_equal(json_integer_value(json_object_get(object, "status")), 1);
	assert_null(json_object_get(object, "reason"));
	assert_string_equal(text_of(json_object_get(object, "counts"), "path"), "\\xff");
	assert_string_equal(
		json_string_value(json_array_get(json_object_get(object, "assumes"), 0)),
		"any number of readers");
	assert_string_equal(json_string_value(json_array_get(json_object_get(object, "notes"), 0)),
			    "the wall clock was set");
	/* the whole names the findings of its parts */
	findings = json_object_get(object, "findings");
	assert_int_equal(json_array_size(findings), 1);
	assert_string_equal(json_string_value(json_array_get(findings, 0)), "findings/torn.warp");
	assert_int_equal(json_array_size(json_object_get(object, "violations")), 0);
	violations =
		json_object_get(json_array_get(json_object_get(object, "parts"), 0), "violations");
	assert_string_equal(text_of(json_array_get(violations, 0), "kind"), "torn");
	assert_int_equal(
		json_integer_value(json_object_get(json_array_get(violations, 0), "reader")), 1);
	assert_string_equal(
		text_of(json_array_get(json_object_get(object, "beyond"), 0), "verdict"), "clean");
	json_decref(object);
	outcome_free(outcome);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_verdict_has_its_name_and_status),
		cmocka_unit_test(a_verdict_is_one_line),
		cmocka_unit_test(a_text_stays_where_it_was_begun),
		cmocka_unit_test(lines_obey_nothing_from_outside),
		cmocka_unit_test(nothing_put_in_gets_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
