/*
 * The forms of a result: whatever the verdict, each says it, with what it rests on; a run that is not
 * clean passes in none, and what comes from outside breaks none.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "outcome/printer.h"
#include "outcome/put.h"

static char *told;
static size_t told_size;

/* What the functions of a form write to is in told after taken(). */
static FILE *taking(void)
{
	free(told);
	told = NULL;
	return open_memstream(&told, &told_size);
}

static void taken(FILE *out)
{
	assert_int_equal(fclose(out), 0);
}

static struct outcome *race(void)
{
	struct outcome *outcome = outcome_new("stress");
	struct outcome_violation *violation;

	assert_non_null(outcome);
	outcome_subject(outcome, "format: host a x guest b");
	outcome_open(outcome, "for", "10 s");
	put_number(outcome->counts, "reads", 7);
	put_real(outcome->counts, "seconds", 1.5);
	outcome_say(outcome, "reads", "7 <of> many");
	violation = outcome_violation(outcome, "torn", "forbidden", 3);
	fprintf(said_more(&violation->text), "TORN & \"worn\"\n");
	outcome_judge(outcome, OUTCOME_VIOLATION, NULL);
	return outcome;
}

static const struct console no_terminal;

static void a_report_ends_with_parameters_and_verdict(void **state)
{
	struct outcome *outcome = race();
	FILE *out = taking();

	(void)state;
	terminal_end(out, outcome, &no_terminal);
	taken(out);
	assert_string_equal(told, "\nTORN & \"worn\"\n"
				  "  reads      7 <of> many\n"
				  "stress     format: host a x guest b\n"
				  "  for        10 s\n"
				  "  verdict    violation\n");
	outcome->violations[0]->brief = true;
	out = taking();
	terminal_end(out, outcome, &no_terminal);
	taken(out);
	assert_null(strstr(told, "TORN"));
	outcome_free(outcome);
}

static void a_run_that_never_began_says_why_alone(void **state)
{
	struct outcome *outcome = outcome_new("stress");
	FILE *out = taking();

	(void)state;
	outcome_judge(outcome, OUTCOME_SKIPPED, "one CPU");
	terminal_end(out, outcome, &no_terminal);
	taken(out);
	assert_string_equal(told, "");
	outcome_free(outcome);
}

static const char *case_of(struct outcome *outcome, enum outcome_verdict verdict,
			   const char *reason)
{
	FILE *out = taking();

	outcome_judge(outcome, verdict, reason ? "%s" : NULL, reason);
	ktap_case(out, 4, outcome);
	taken(out);
	return told;
}

static void ktap_is_ok_if_the_status_is(void **state)
{
	struct outcome *outcome = race();
	const char *pair = "format: host a x guest b";
	char line[128];

	(void)state;
	case_of(outcome, OUTCOME_VIOLATION, NULL);
	assert_string_equal(told,
			    "# torn 3\n# TORN & \"worn\"\n# reads 7\n# reads      7 <of> many\n"
			    "not ok 4 format: host a x guest b # violation\n");
	for (int verdict = 0; verdict < OUTCOME_VERDICTS; verdict++) {
		outcome_judge(outcome, (enum outcome_verdict)verdict, NULL);
		snprintf(line, sizeof(line), "\n%s 4 %s # ",
			 outcome_status(outcome) % 77 ? "not ok" : "ok", pair);
		assert_non_null(strstr(case_of(outcome, (enum outcome_verdict)verdict, "x"), line));
	}
	assert_non_null(strstr(case_of(outcome, OUTCOME_SKIPPED, "one CPU"), " # SKIP one CPU\n"));
	assert_non_null(strstr(case_of(outcome, OUTCOME_UNFINISHED, "1 of 2"),
			       "not ok 4 format: host a x guest b # unfinished: 1 of 2\n"));
	outcome_free(outcome);
}

static void junit_counts_what_its_cases_are(void **state)
{
	struct outcome *outcome = race(), *part;
	FILE *out = taking();

	(void)state;
	junit_write(out, outcome);
	taken(out);
	assert_ptr_equal(strstr(told, JUNIT_MARK), told);
	assert_non_null(strstr(told, "tests=\"1\" failures=\"1\" errors=\"0\" skipped=\"0\" "
				     "time=\"1.500\">"));
	assert_non_null(strstr(told, "<failure type=\"torn\" message=\"violation\">"
				     "TORN &amp; &quot;worn&quot;\n</failure>"));
	assert_non_null(strstr(told, "7 &lt;of&gt; many"));
	/* parts take its place */
	part = outcome_part(outcome);
	outcome_subject(part, "a\x01\xff\xc3\xa9");
	outcome_judge(part, OUTCOME_NOTHING_TESTED, "no read");
	outcome_judge(outcome_part(outcome), OUTCOME_SKIPPED, "no CPU");
	out = taking();
	junit_write(out, outcome);
	taken(out);
	assert_non_null(strstr(told, "tests=\"2\" failures=\"0\" errors=\"1\" skipped=\"1\""));
	assert_non_null(strstr(told, "name=\"a\\x01\\xff\xc3\xa9\""));
	assert_non_null(strstr(
		told, "<error type=\"nothing tested\" message=\"nothing tested: no read\">"));
	assert_non_null(strstr(told, "<skipped message=\"no CPU\"/>"));
	/* unless it is judged itself */
	outcome->whole = true;
	out = taking();
	junit_write(out, outcome);
	taken(out);
	assert_non_null(strstr(told, "tests=\"3\" failures=\"1\" errors=\"1\" skipped=\"1\""));
	outcome_free(outcome);
}

/* What the printer writes to stdout goes to a file meanwhile. */
static int printed(struct printer *printer, const struct outcome *outcome, unsigned int early)
{
	FILE *file = tmpfile();
	int before = dup(STDOUT_FILENO), status;
	FILE *out = taking();
	int c;

	assert_non_null(file);
	fflush(stdout);
	dup2(fileno(file), STDOUT_FILENO);
	printer_begin(printer, outcome, outcome->nparts);
	for (unsigned int i = 0; i < early; i++)
		printer_part(printer, outcome->parts[i]);
	status = printer_end(printer, outcome);
	fflush(stdout);
	dup2(before, STDOUT_FILENO);
	close(before);
	rewind(file);
	while ((c = getc(file)) != EOF)
		putc(c, out);
	fclose(file);
	taken(out);
	return status;
}

static void each_part_is_printed_once(void **state)
{
	struct outcome *outcome = outcome_new("verify");
	struct printer printer = {.form = PRINTER_KTAP};
	static const char *const all = "KTAP version 1\n1..3\n"
				       "ok 1 0 # clean\nok 2 1 # clean\nok 3 2 # clean\n";

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct outcome *part = outcome_part(outcome);

		outcome_subject(part, "%d", i);
		outcome_judge(part, OUTCOME_CLEAN, NULL);
	}
	outcome_judge(outcome, OUTCOME_CLEAN, NULL);
	for (unsigned int early = 0; early <= 3; early++) {
		assert_int_equal(printed(&printer, outcome, early), 0);
		assert_string_equal(told, all);
	}
	/* a table's row is its text, at once */
	printer.form = PRINTER_TEXT;
	outcome->parts[1]->row = true;
	fprintf(said_more(&outcome->parts[1]->text), "  row\n");
	assert_int_equal(printed(&printer, outcome, 2), 0);
	assert_non_null(strstr(told, "\n0\n  verdict    clean\n  row\n\n2\n  verdict    clean\n"));
	outcome_free(outcome);
}

static void json_is_one_object(void **state)
{
	struct outcome *outcome = race();
	struct printer printer = {.form = PRINTER_JSON};
	json_t *object;

	(void)state;
	outcome_part(outcome);
	assert_int_equal(printed(&printer, outcome, 1), 1);
	object = json_loads(told, 0, NULL);
	assert_non_null(object);
	assert_int_equal(json_array_size(json_object_get(object, "parts")), 1);
	json_decref(object);
	outcome_free(outcome);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_ends_with_parameters_and_verdict),
		cmocka_unit_test(a_run_that_never_began_says_why_alone),
		cmocka_unit_test(ktap_is_ok_if_the_status_is),
		cmocka_unit_test(junit_counts_what_its_cases_are),
		cmocka_unit_test(each_part_is_printed_once),
		cmocka_unit_test(json_is_one_object),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	free(told);
	return failed;
}
