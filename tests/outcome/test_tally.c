/* A table of outcomes: in line, what is there is never 0 %, what is not all never 100, and colour only for what is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "outcome/tally.h"

static char told[1024];

/* The row of so many, of all. */
static const char *row(u64 count, u64 all, int decimals, const char *grade, bool coloured)
{
	struct console console = {.coloured = coloured};
	struct tally tally = {.out = fmemopen(told, sizeof(told), "w"),
			      .console = &console,
			      .of = "inputs",
			      .all = all,
			      .decimals = decimals};

	assert_non_null(tally.out);
	tally_row(&tally, "torn", count, grade, "what it means");
	fclose(tally.out);
	return told;
}

static bool has_share(u64 count, u64 all, int decimals, const char *share)
{
	return strstr(row(count, all, decimals, "forbidden", false), share);
}

static void shares_are_as_they_are(void **state)
{
	(void)state;
	assert_true(has_share(0, 1000, 1, "    0.0%  "));
	assert_true(has_share(0, 0, 1, "    0.0%  "));
	assert_true(has_share(1, 100000, 1, "   <0.1%  "));
	assert_true(has_share(1, 100000, 2, "  <0.01%  "));
	assert_true(has_share(125, 1000, 1, "   12.5%  "));
	assert_true(has_share(99999, 100000, 1, "  >99.9%  "));
	assert_true(has_share(1000, 1000, 1, "  100.0%  "));
	assert_false(has_share(1, 3, 1, "33.4%"));
}

static void rows_are_in_line(void **state)
{
	struct tally tally = {.of = "inputs"};
	const char *columns[] = {"share", "grade", "what it means"};
	char head[256];

	(void)state;
	tally.out = fmemopen(head, sizeof(head), "w");
	tally_head(&tally);
	fclose(tally.out);
	row(1, 2, 1, "forbidden", false);
	assert_int_equal(strstr(head, "inputs") - head + strlen("inputs"),
			 strstr(told, " 1 ") - told + 2);
	assert_int_equal(strstr(head, columns[0]) - head + strlen(columns[0]),
			 strchr(told, '%') - told + 1);
	assert_int_equal(strstr(head, columns[1]) - head, strstr(told, "forbidden") - told);
	assert_int_equal(strstr(head, columns[2]) - head, strstr(told, columns[2]) - told);
}

static void colour_is_for_what_is_wrong(void **state)
{
	(void)state;
	assert_non_null(strstr(row(1, 2, 1, "forbidden", true), "\033["));
	assert_null(strstr(row(0, 2, 1, "forbidden", true), "\033["));
	assert_null(strstr(row(1, 2, 1, "interesting", true), "\033["));
	assert_null(strstr(row(1, 2, 1, "forbidden", false), "\033["));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(shares_are_as_they_are),
		cmocka_unit_test(rows_are_in_line),
		cmocka_unit_test(colour_is_for_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
