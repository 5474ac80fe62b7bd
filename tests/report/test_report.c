/*
 * The sums of logs that were cut, merged twice, or written by somebody else, and what a page says of them.
 */
#include "lib/some_log.h"
#include "report/page/sections.h"

/* The second violation is not in any counts: the run was killed before the next heartbeat. */
static void a_killed_run_loses_no_violation(void **state)
{
	struct history history = {0};

	(void)state;
	assert_string_equal(read_log(&history, START("a") TORN("a", "1030") BEAT(
						       "a", "1060", "500", "1") TORN("a", "1070")),
			    "");
	assert_true(history_finish(&history));
	assert_int_equal(history.total.reads, 500);
	assert_int_equal(history.total.violations[VIOLATION_TORN], 2);
	assert_int_equal(history.violations.count, 1);
	assert_int_equal(ITEM(&history, violations, log_violation, 0)->lines, 2);
	history_free(&history);
}

/* With an end nothing is outstanding; without a heartbeat the end's counts are all there is. */
static void the_end_speaks_for_the_run(void **state)
{
	struct history history = {0};

	(void)state;
	assert_string_equal(
		read_log(&history,
			 START("a") BEAT("a", "1060", "500", "1") TORN(
				 "a",
				 "1070") "{\"event\":\"end\",\"unix\":1071,\"run\":\"a\","
					 "\"elapsed\":71,"
					 "\"counts\":{\"reads\":500,\"violations\":{\"torn\":1}}}"
					 "\n" START("b") TORN(
						 "b",
						 "1070") "{\"event\":\"end\",\"unix\":1071,\"run\":"
							 "\"b\","
							 "\"elapsed\":71,\"counts\":{\"reads\":7,"
							 "\"violations\":{\"torn\":4}}}\n"),
		"");
	assert_true(history_finish(&history));
	assert_int_equal(history.total.reads, 507);
	assert_int_equal(history.total.violations[VIOLATION_TORN], 5);
	assert_int_equal(history.pairs.count, 1);
	assert_int_equal(history.machines.count, 1);
	history_free(&history);
}

static void lines_are_counted_once(void **state)
{
	struct history history = {0};
	const char *log = START("a") BEAT("a", "1060", "500", "0") BEAT("a", "1120", "500", "0");

	(void)state;
	assert_string_equal(read_log(&history, log), "");
	assert_string_equal(read_log(&history, log), "");
	assert_true(history_finish(&history));
	assert_int_equal(history.total.reads, 1000);
	assert_int_equal(ITEM(&history, files, log_file, 1)->repeated, 3);
	history_free(&history);
}

/* Half a line, noise, a later writer's events and members. */
static void what_is_not_understood_is_passed_over(void **state)
{
	struct history history = {0};

	(void)state;
	assert_string_equal(
		read_log(&history,
			 "\n{\"event\":\"heartbe\nnoise\n[1]\n{\"event\":\"end\"}\n"
			 "{\"event\":\"news\",\"unix\":1000,\"run\":\"b\",\"counts\":7}\n"
			 "{\"event\":\"heartbeat\",\"unix\":1060,\"run\":\"a\",\"news\":-1e-320,"
			 "\"counts\":{\"reads\":5,\"updates\":3e4,\"met\":[1,0,null,2],"
			 "\"violations\":{\"novel\":2,\"torn\":null},\"more\":{}}}\n" BEAT(
				 "a", "1120", "9223372036854775802", "0") "{\"event\":\"heartb"),
		"");
	assert_true(history_finish(&history));
	assert_int_equal(history.runs.count, 1);
	assert_int_equal(ITEM(&history, files, log_file, 0)->broken, 4);
	assert_int_equal(ITEM(&history, files, log_file, 0)->lines, 3);
	assert_true(ITEM(&history, files, log_file, 0)->cut);
	assert_true(history.total.reads == INT64_MAX);
	assert_int_equal(history.total.updates, 30000);
	assert_int_equal(history.details.met[3], 2);
	assert_int_equal(history.total.violations[LOG_OTHER], 2);
	history_free(&history);
}

static void long_lines_are_not_understood(void **state)
{
	struct history history = {0};
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	fputs(START("a"), out);
	for (size_t length = HISTORY_LINE - 200; length < HISTORY_LINE + 200; length += 300)
		fprintf(out,
			"{\"event\":\"heartbeat\",\"unix\":1060,\"run\":\"a\",\"interval\":60,"
			"\"counts\":{\"reads\":1},\"x\":\"%0*d\"}\n",
			(int)length, 0);
	fputs(BEAT("a", "1120", "10", "0"), out);
	fclose(out);
	assert_string_equal(read_log(&history, text), "");
	free(text);
	assert_true(history_finish(&history));
	assert_int_equal(ITEM(&history, files, log_file, 0)->broken, 1);
	assert_int_equal(history.total.reads, 11);
	history_free(&history);
}

static void sums_do_not_wrap_round(void **state)
{
	struct history history = {0};

	(void)state;
	assert_string_equal(read_log(&history,
				     BEAT("a", "1060", "9223372036854775807", "0")
					     BEAT("a", "1120", "9223372036854775807", "0")
						     BEAT("a", "1180", "9223372036854775807", "0")),
			    "");
	assert_true(history_finish(&history));
	assert_true(history.total.reads == UINT64_MAX);
	history_free(&history);
}

#define VERIFIED(run, kinds)                                                                       \
	"{\"event\":\"verified\",\"unix\":1000,\"run\":\"" run                                     \
	"\",\"format\":\"f\",\"host\":\"h\",\"guest\":\"g\",\"placement\":\"as given\","           \
	"\"model\":\"x86\",\"violations\":" kinds "}\n"

/* What the page says of the only pair. */
static unsigned int not_seen(const char *text, char *words, size_t size)
{
	struct history history = {0};
	unsigned int kinds;

	assert_string_equal(read_log(&history, text), "");
	assert_true(history_finish(&history));
	assert_int_equal(history.pairs.count, 1);
	kinds = history_not_seen(&history, ITEM(&history, pairs, log_pair, 0));
	section_not_seen(kinds, words, size);
	history_free(&history);
	return kinds;
}

/* A race that shows nothing does not make clean what verify calls wrong. */
static void what_verify_finds_is_not_clean(void **state)
{
	char words[200];

	(void)state;
	assert_int_equal(not_seen(VERIFIED("a", "[\"torn\",\"backwards\"]")
					  BEAT("a", "1060", "9", "0"),
				  words, sizeof(words)),
			 1u << VIOLATION_TORN | 1u << VIOLATION_BACKWARDS);
	assert_string_equal(words, "not seen: torn, backwards");
	assert_int_equal(not_seen(VERIFIED("a", "[\"stale\"]") BEAT("a", "1060", "9", "0"), words,
				  sizeof(words)),
			 1u << VIOLATION_STALE);
	assert_string_equal(words, "not seen: stale");
	/* seen, and called right */
	assert_int_equal(not_seen(VERIFIED("a", "[\"torn\",\"backwards\"]")
					  BEAT("a", "1060", "9", "1"),
				  words, sizeof(words)),
			 0);
	assert_int_equal(
		not_seen(VERIFIED("a", "[]") BEAT("a", "1060", "9", "0"), words, sizeof(words)), 0);
}

#define LATE(unix, n, most)                                                                        \
	"{\"event\":\"heartbeat\",\"unix\":" unix ",\"run\":\"a\"," PAIR                           \
	",\"interval\":60,\"counts\":{\"reads\":9,\"violations\":{\"late-tsc\":" n                 \
	"},\"late_most\":" most "}}\n"

static void late_samples_are_no_violations(void **state)
{
	struct history history = {0};

	(void)state;
	assert_string_equal(read_log(&history, LATE("1060", "2", "70") LATE("1120", "3", "500")
						       LATE("1180", "0", "500")),
			    "");
	assert_true(history_finish(&history));
	assert_int_equal(history.total.violations[VIOLATION_LATE_TSC], 5);
	assert_int_equal(history.details.late_most, 500);
	assert_int_equal(counts_violations(&history.total), 0);
	history_free(&history);
}

static void what_is_no_log_is_refused(void **state)
{
	struct history history = {0};

	(void)state;
	assert_non_null(strstr(read_log(&history, ""), "not a log"));
	assert_non_null(strstr(read_log(&history, "{}\n[]\n"), "not a log"));
	assert_non_null(strstr(read_log(&history, START("a")), "holds no counts"));
	assert_non_null(strstr(read_log(&history, "{\"event\":\"start\",\"unix\":1,\"run\":\"a\","
						  "\"version\":2}\n"),
			       "newer warpage"));
	history_free(&history);
}

/* It has no value, as a fallback has none. */
static void a_lost_store_is_no_fallback(void **state)
{
	static const char *const more[] = {"\"value\":null",
					   "\"value\":null,\"byte\":29,\"bits\":2", "\"value\":7"};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(more); i++) {
		struct history history = {0};
		char log[1024];

		snprintf(log, sizeof(log),
			 START("a") "{\"event\":\"violation\",\"unix\":1030,\"run\":\"a\"," PAIR
				    ",\"kind\":\"%s\",%s}\n",
			 i == 1 ? "lost-store" : "torn", more[i]);
		assert_string_equal(read_log(&history, log), "");
		assert_true(history_finish(&history));
		assert_int_equal(ITEM(&history, violations, log_violation, 0)->fell_back, i == 0);
		history_free(&history);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_killed_run_loses_no_violation),
		cmocka_unit_test(the_end_speaks_for_the_run),
		cmocka_unit_test(lines_are_counted_once),
		cmocka_unit_test(what_is_not_understood_is_passed_over),
		cmocka_unit_test(long_lines_are_not_understood),
		cmocka_unit_test(sums_do_not_wrap_round),
		cmocka_unit_test(what_verify_finds_is_not_clean),
		cmocka_unit_test(late_samples_are_no_violations),
		cmocka_unit_test(what_is_no_log_is_refused),
		cmocka_unit_test(a_lost_store_is_no_fallback),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
