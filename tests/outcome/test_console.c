/* What a terminal is told: colours where they are wanted, lines that fit, and files without either. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "outcome/console.h"

static char told[4096];

/* What console_fold() makes of it with so many columns. */
static const char *folded(unsigned int columns, const char *text)
{
	struct console console = {.columns = columns};
	FILE *out = fmemopen(told, sizeof(told), "w");

	assert_non_null(out);
	console_fold(out, &console, text, CONSOLE_BY_NAME);
	fclose(out);
	return told;
}

static void lines_go_on_below_their_text(void **state)
{
	(void)state;
	assert_string_equal(folded(0, "  name       one two three four\n"),
			    "  name       one two three four\n");
	assert_string_equal(folded(31, "  name       one two three four\n"),
			    "  name       one two three four\n");
	assert_string_equal(folded(30, "  name       one two three four\n"),
			    "  name       one two three\n             four\n");
	assert_string_equal(folded(28, "  executions one two three four"),
			    "  executions one two three\n             four");
	assert_string_equal(folded(12, "  torn   12  three words\n"),
			    "  torn   12\n    three\n    words\n");
}

static void what_is_to_be_copied_stays_whole(void **state)
{
	static const char command[] = "  next       warpage stress a b c --seconds 10\n";
	static const char text[] = "update slower rate=0x40000000 step=0\n";
	static const char word[] = "  aWordThatIsLongerThanTheLine\n";

	(void)state;
	assert_string_equal(folded(30, command), command);
	assert_string_equal(folded(20, text), text);
	assert_string_equal(folded(20, word), word);
}

static void colours_and_characters_take_their_columns(void **state)
{
	(void)state;
	assert_int_equal(console_escape("\033[1;30;43mTORN"), 10);
	assert_int_equal(console_escape("\033[K"), 0);
	assert_int_equal(console_escape("TORN"), 0);
	assert_string_equal(folded(14, "  \033[1mone\033[0m two three\n"),
			    "  \033[1mone\033[0m two\n    three\n");
	assert_string_equal(folded(15, "  \033[1mone\033[0m two three\n"),
			    "  \033[1mone\033[0m two three\n");
	assert_string_equal(folded(11, "  \u00fc\u00fc\u00fc \u00fc\u00fc\u00fc \u00fc\n"),
			    "  \u00fc\u00fc\u00fc \u00fc\u00fc\u00fc \u00fc\n");
}

/* What is put of a word in that colour. */
static const char *painted(bool coloured, enum console_paint paint)
{
	struct console console = {.coloured = coloured};
	FILE *out = fmemopen(told, sizeof(told), "w");

	assert_non_null(out);
	console_put(out, &console, paint, "torn", 4);
	fclose(out);
	return told;
}

/* The numbers of a sequence that set red or green, of letters or behind them. */
static bool is_red_or_green(const char *text)
{
	for (const char *at = text; (at = strpbrk(at, "[;")); at++) {
		long number = strtol(at + 1, NULL, 10), colour = number % 10;

		if (number >= 30 && number < 108 && (colour == 1 || colour == 2))
			return true;
	}
	return false;
}

static void words_stay_whatever_the_colour(void **state)
{
	(void)state;
	assert_true(is_red_or_green("\033[1;31m"));
	assert_true(is_red_or_green("\033[102m"));
	for (enum console_paint paint = PAINT_WRONG; paint <= PAINT_CODE; paint++) {
		assert_string_equal(painted(false, paint), "torn");
		assert_non_null(strstr(painted(true, paint), "mtorn\033[0m"));
		assert_false(is_red_or_green(told));
	}
}

static void a_file_has_neither(void **state)
{
	FILE *file = tmpfile();
	enum console_when when;

	(void)state;
	assert_non_null(file);
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	assert_int_equal(console_columns(fileno(file)), 0);
	assert_false(console_colours(fileno(file), CONSOLE_AUTO));
	assert_false(console_colours(fileno(file), CONSOLE_NEVER));
	assert_true(console_colours(fileno(file), CONSOLE_ALWAYS));
	fclose(file);
	assert_true(console_option("always", &when));
	assert_int_equal(when, CONSOLE_ALWAYS);
	assert_true(console_option("auto", &when));
	assert_int_equal(when, CONSOLE_AUTO);
	assert_true(console_option("never", &when));
	assert_int_equal(when, CONSOLE_NEVER);
	assert_false(console_option("yes", &when));
	assert_int_equal(when, CONSOLE_NEVER);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_go_on_below_their_text),
		cmocka_unit_test(what_is_to_be_copied_stays_whole),
		cmocka_unit_test(colours_and_characters_take_their_columns),
		cmocka_unit_test(words_stay_whatever_the_colour),
		cmocka_unit_test(a_file_has_neither),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
