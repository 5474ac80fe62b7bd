/* Strings from outside: nothing of them reaches a terminal but text, on one line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the first of these before it. */
#include <cmocka.h>

#include "file/show.h"

#define RANDOM_STRINGS 200000

static void shows(const char *wanted, const char *string)
{
	char out[200];

	assert_string_equal(show_string(string, out, sizeof(out)), wanted);
}

static void text_is_shown_as_it_is(void **state)
{
	(void)state;
	shows("", "");
	shows("findings/torn-hyperv-tsc-3f2a.warp", "findings/torn-hyperv-tsc-3f2a.warp");
	shows("100 % of \\'\"<>", "100 % of \\'\"<>");
	shows("größer – 時計 😀", "größer – 時計 😀");
	shows("\ufffd", "\ufffd");
}

static void what_a_terminal_obeys_is_spelled(void **state)
{
	(void)state;
	shows("\\x1b[31mred\\x1b[0m", "\x1b[31mred\x1b[0m");
	shows("a\\nb\\tc\\x0d\\x07\\x7f", "a\nb\tc\r\a\x7f");
	shows("\\u{9b}31m", "\xc2\x9b"
			    "31m"); /* one character, and the same as ESC [ */
	shows("\\xff\\xfe\\xc3x", "\xff\xfe\xc3x");
	shows("\\xe2\\x82", "\xe2\x82");
	shows("\\xc0\\xaf", "\xc0\xaf");	  /* '/', too long */
	shows("\\xed\\xa0\\x80", "\xed\xa0\x80"); /* half a pair */
	shows("\\xf4\\x90\\x80\\x80", "\xf4\x90\x80\x80");
	shows("\\u{202e}gnp.exe", "\u202egnp.exe");
	shows("\\u{2066}\\u{200f}\\u{2028}\\u{feff}", "\u2066\u200f\u2028\ufeff");
}

static void what_is_too_long_ends_with_dots(void **state)
{
	char out[16];

	(void)state;
	assert_string_equal(show_string("123456789012345", out, sizeof(out)), "123456789012345");
	assert_string_equal(show_string("1234567890123456", out, sizeof(out)), "123456789012...");
	assert_string_equal(show_string("12345678901\x1b\x1b", out, sizeof(out)), "12345678901...");
	assert_string_equal(show_string("12345678901äöüß", out, sizeof(out)), "12345678901...");
}

static void lines_stay_lines(void **state)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	show(out, "warpage: %s: %s\n", "a\nb\x1b", "wrong\n");
	show(out, "%s", "no end\n");
	show(out, "%s\n", "");
	fclose(out);
	assert_string_equal(text, "warpage: a\\nb\\x1b: wrong\\n\nno end\\n\n");
	free(text);
}

static void json_takes_what_comes_out(void **state)
{
	static const char good[] = "a\nb\x1b\u202e";
	char out[40];

	(void)state;
	assert_ptr_equal(show_utf8(good, out, sizeof(out)), good);
	assert_string_equal(show_utf8("a\n\xff", out, sizeof(out)), "a\\n\\xff");
}

/* Whatever the bytes: valid, without controls, and within its room. */
static void any_bytes_are_made_text(void **state)
{
	unsigned int random = 1;

	(void)state;
	for (unsigned int i = 0; i < RANDOM_STRINGS; i++) {
		char string[24], out[40], again[40];
		size_t size = 16 + i % 24;

		for (unsigned int n = 0; n < sizeof(string); n++) {
			random = random * 69069 + 1234567;
			string[n] = (char)(random >> 24);
		}
		string[i % 23] = '\0';
		string[23] = '\0';
		show_string(string, out, size);
		assert_true(strlen(out) < size);
		assert_string_equal(show_string(out, again, sizeof(again)), out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_shown_as_it_is),
		cmocka_unit_test(what_a_terminal_obeys_is_spelled),
		cmocka_unit_test(what_is_too_long_ends_with_dots),
		cmocka_unit_test(lines_stay_lines),
		cmocka_unit_test(json_takes_what_comes_out),
		cmocka_unit_test(any_bytes_are_made_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
