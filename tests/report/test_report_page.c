/*
 * What a report is made of: escaping, numbers, medians; numbers of a log that are none; and the thinning and
 * the axis of its charts.
 */
#include <math.h>

#include "lib/some_log.h"
#include "report/chart/axis.h"
#include "report/chart/series.h"
#include "report/html/html.h"
#include "report/page/page.h"

#define WEEK 10080

static void prints(const char *wanted, const char *string)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	html(out, "<b>%s</b>", string);
	fclose(out);
	text[size - 4] = '\0';
	assert_string_equal(text + 3, wanted);
	free(text);
}

static void strings_are_no_markup(void **state)
{
	char string[1000], cut[1000];

	(void)state;
	prints("plain text", "plain text");
	prints("&#60;script&#62;", "<script>");
	prints("&#34;&#39;&#38;amp;", "\"'&amp;");
	prints("%s%n", "%s%n");
	prints("&#228;&#8364;&#128512;", "ä€😀");
	prints("a&#65533;b&#65533;", "a\x01"
				     "b\x7f");
	prints("&#65533;", "\xe2\x80\xae");	  /* turns the line round */
	prints("&#65533;", "\xef\xbf\xbf");	  /* no character of XML */
	prints("&#65533;x", "\xc3x");		  /* cut short */
	prints("&#65533;", "\xc0\xbc");		  /* '<', too long */
	prints("&#65533;", "\xe2\x82");		  /* cut short by the end */
	prints("&#65533;&#65533;x", "\xff\x80x"); /* none at all */
	prints("&#65533;", "\xed\xa0\x80");	  /* half a pair */
	memset(string, 'x', sizeof(string) - 1);
	string[sizeof(string) - 1] = '\0';
	memset(cut, 'x', 600);
	strcpy(&cut[600], "…");
	prints(cut, string);
	prints("&#8211;", NULL);
}

static void numbers_are_for_people(void **state)
{
	char out[NUMBER_MAX];

	(void)state;
	assert_string_equal(number_whole(0, out), "0");
	assert_string_equal(number_whole(999, out), "999");
	assert_string_equal(number_whole(UINT64_MAX, out), "18,446,744,073,709,551,615");
	assert_string_equal(number_quantity(0, out), "0");
	assert_string_equal(number_quantity(7.25, out), "7.25");
	assert_string_equal(number_quantity(999.7, out), "1.0\u00a0k");
	assert_string_equal(number_quantity(5.74e6, out), "5.7\u00a0M");
	assert_string_equal(number_quantity(NAN, out), "–");
	assert_string_equal(number_percent(0.15, out), "15 %");
	assert_string_equal(number_percent(0.029, out), "2.9 %");
	assert_string_equal(number_percent(1e-9, out), "< 0.001 %");
	assert_string_equal(number_percent(0.99999, out), "> 99.9 %");
	assert_string_equal(number_percent(NAN, out), "–");
	assert_string_equal(number_time(1795370400.5, out), "2026-11-22 18:00:00");
	assert_string_equal(number_length(7.26, out), "7.3 s");
	assert_string_equal(number_length(59.9, out), "1 min 0 s");
	assert_string_equal(number_length(3 * 3600 + 120, out), "3 h 2 min");
	assert_string_equal(number_length(7 * 86400, out), "7 d 0 h");
}

static void medians_lie_in_their_bucket(void **state)
{
	u64 none[BUCKETS] = {0}, zeros[BUCKETS] = {5}, one[BUCKETS] = {[4] = 8};
	u64 split[BUCKETS] = {[2] = 10, [9] = 11};

	(void)state;
	assert_true(isnan(histogram_median(none)));
	assert_true(histogram_median(zeros) == 0);
	assert_true(histogram_median(one) == 3.5); /* in 8 to 15 */
	assert_true(histogram_median(split) > 8 && histogram_median(split) < 9);
}

/* A heartbeat with one member of the line, and one of its counts, replaced. */
static const char *beat_with(char line[1000], const char *name, const char *value)
{
	static const char *const members[] = {"unix", "1060",	   "interval",
					      "60",   "placement", "\"core\""};
	static const char *const counts[] = {"reads",	     "7",   "updates",	  "7",
					     "torn_updates", "0",   "steal",	  "0.5",
					     "late_most",    "3",   "stamped",	  "7",
					     "met",	     "[7]", "overlapped", "7",
					     "unjudged",     "{}"};
	size_t used = (size_t)sprintf(line, "{\"event\":\"heartbeat\",\"run\":\"a\"");

	for (size_t i = 0; i < ARRAY_SIZE(members); i += 2)
		used += (size_t)sprintf(line + used, ",\"%s\":%s", members[i],
					strcmp(members[i], name) ? members[i + 1] : value);
	used += (size_t)sprintf(line + used, ",\"counts\":{\"violations\":{\"torn\":0}");
	for (size_t i = 0; i < ARRAY_SIZE(counts); i += 2)
		used += (size_t)sprintf(line + used, ",\"%s\":%s", counts[i],
					strcmp(counts[i], name) ? counts[i + 1] : value);
	strcpy(line + used, "}}\n");
	return line;
}

/* Is a line with this one member understood? The page has no number that is none either way. */
static bool understood(const char *name, const char *value)
{
	struct history history = {0};
	char line[1000], why[200], *page = NULL;
	size_t size;
	FILE *in, *out;
	bool good;

	beat_with(line, name, value);
	in = fmemopen(line, strlen(line), "r");
	good = history_read_stream(&history, in, "log", why, sizeof(why));
	fclose(in);
	if (good) {
		assert_true(history_finish(&history));
		out = open_memstream(&page, &size);
		assert_true(page_write(out, &history));
		fclose(out);
		assert_null(strstr(page, "inf"));
		assert_null(strstr(page, ">nan") ? "nan" : strstr(page, " nan"));
	}
	free(page);
	history_free(&history);
	return good;
}

static void numbers_out_of_range_are_not_understood(void **state)
{
	static const struct {
		const char *name, *right, *wrong;
	} cases[] = {
		{"interval", "60 0 0.0 -0.0 1e-9 0.25 null 1060",
		 "1e-320 -1 1e-10 1e308 1e400 "
		 "5e-324 \"60\" 1061 [] true"},
		{"unix", "1060 1e9 32503680000", "-1 1e-320 1e11 1e400 \"1\" 32503680001 {} null"},
		{"reads", "0 7 3e4 9223372036854775807 null 0.0",
		 "-1 0.5 1e-320 1e400 -1e300 1e300 9223372036854775808 \"7\" [7] {}"},
		{"updates", "0 7 3e4", "-1 0.5 1e-320 1e17"},
		{"stamped", "0 7", "-1 7.5"},
		{"overlapped", "0 7", "-7 7.5"},
		{"torn_updates", "0 7", "-7 1e-9"},
		{"late_most", "0 7", "-7 1.5"},
		{"steal", "0 1 0.25 1e-320", "-0.1 1.01 1e300 1e400 \"0\""},
		{"met", "[] [0,1] [3e4] null", "[-1] [0.5] [1e-320] [\"7\"] 7 {} [[7]]"},
		{"unjudged", "{} {\"late\":7} null", "{\"late\":-1} {\"late\":0.5} [] 7"},
		{"placement", "\"\" \"core\" null", "7 {} [\"core\"]"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		for (int wrong = 0; wrong < 2; wrong++) {
			char *values = strdup(wrong ? cases[i].wrong : cases[i].right);

			for (char *value = strtok(values, " "); value; value = strtok(NULL, " "))
				if (understood(cases[i].name, value) == wrong)
					fail_msg("%s %s is %s", cases[i].name, value,
						 wrong ? "understood" : "not understood");
			free(values);
		}
	}
}

/* Any member of any event as anything: the page is made, and all its numbers are numbers. */
static void no_number_of_a_page_is_none(void **state)
{
	static const char *const values[] = {"0",
					     "-1",
					     "1e-320",
					     "5e-324",
					     "1e308",
					     "-1e308",
					     "0.5",
					     "1e18",
					     "null",
					     "1e-9",
					     "1e11",
					     "[]",
					     "{}",
					     "[1]",
					     "true",
					     "1e400",
					     "1060",
					     "3e4",
					     "9223372036854775807",
					     "-9223372036854775808"};
	static const char *const names[] = {"unix",	    "interval", "reads", "updates",
					    "steal",	    "stamped",	"met",	 "overlapped",
					    "torn_updates", "late_most"};
	unsigned int pages = 0;

	(void)state;
	for (size_t n = 0; n < ARRAY_SIZE(names); n++)
		for (size_t v = 0; v < ARRAY_SIZE(values); v++)
			pages += understood(names[n], values[v]);
	assert_in_range(pages, 40, 100);
}

/* A week, with one extreme each way and a pause in the middle. */
static void thinning_keeps_extremes_and_pauses(void **state)
{
	struct history history = {0};
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct series_set set;
	struct series_step *steps;
	double least = INFINITY, greatest = 0;
	unsigned int n, pauses = 0;

	(void)state;
	fputs(START("a"), out);
	for (int i = 1; i <= WEEK; i++)
		fprintf(out,
			"{\"event\":\"heartbeat\",\"unix\":%d,\"run\":\"a\",\"interval\":60,"
			"\"counts\":{\"reads\":%d}}\n",
			1000 + 60 * i + (i > 5000 ? 9000 : 0),
			i == 1234   ? 600
			: i == 4321 ? 6000000
				    : 60000 + i % 7);
	fclose(out);
	assert_string_equal(read_log(&history, text), "");
	free(text);
	assert_true(history_finish(&history));
	assert_true(series_make(&history, &set));
	assert_int_equal(set.count, 1);
	assert_true(set.items[0].thinned);
	steps = calloc(WEEK, sizeof(*steps));
	n = series_steps(&set, &set.items[0], METRIC_READS, steps);
	assert_in_range(n, POINTS_MAX / 2, POINTS_MAX + 1);
	for (unsigned int i = 0; i < n; i++) {
		least = fmin(least, steps[i].value);
		greatest = fmax(greatest, steps[i].value);
		assert_true(steps[i].end > steps[i].begin);
		pauses += i && steps[i].begin - steps[i - 1].end > 2;
	}
	assert_true(least == 10 && greatest == 100000);
	assert_int_equal(pauses, 1);
	assert_int_equal(series_steps(&set, &set.items[0], METRIC_SHARE, steps), 0);
	free(steps);
	series_free(&set);
	history_free(&history);
}

/* Two short runs years apart: the pause is cut out, and time goes from left to right. */
static void long_pauses_are_cut_out(void **state)
{
	struct history history = {0};
	struct axis axis;

	(void)state;
	assert_string_equal(read_log(&history,
				     BEAT("a", "1060", "5", "0") BEAT("b", "99999960", "5", "0")),
			    "");
	assert_true(history_finish(&history));
	assert_true(axis_make(&history, 50, 450, &axis));
	assert_int_equal(axis.count, 2);
	assert_true(axis_x(&axis, 1000) == 50);
	assert_true(fabs(axis_x(&axis, 99999960) - 450) < 0.1);
	assert_true(axis_x(&axis, 1060) > 200 && axis_x(&axis, 99999900) < 300);
	assert_true(axis_x(&axis, 1060) < axis_x(&axis, 99999900));
	assert_true(axis_x(&axis, 50000000) == axis_x(&axis, 1060));
	history_free(&history);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_are_no_markup),
		cmocka_unit_test(numbers_are_for_people),
		cmocka_unit_test(medians_lie_in_their_bucket),
		cmocka_unit_test(numbers_out_of_range_are_not_understood),
		cmocka_unit_test(no_number_of_a_page_is_none),
		cmocka_unit_test(thinning_keeps_extremes_and_pauses),
		cmocka_unit_test(long_pauses_are_cut_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
