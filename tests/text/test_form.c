/* Forms of text: one table reads and writes, and what does not follow it is told with its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "text/form.h"

#define MARK FORM_MARK("menu")

struct dish {
	u8 taste, bits; /* bits: 0-1 size, 2-7 spice */
	u16 price;
	u64 code;
	s64 change;
	u32 table;
};

static const char *taste_name(unsigned int taste)
{
	static const char *const names[] = {"sweet", NULL, "sour"};

	return names[taste];
}

#define MAYBE(word_key, member, from, n, none)                                                     \
	{                                                                                          \
		.key = word_key, .type = &word_number, WORD_IN(dish, member), .shift = from,       \
		.bits = n, .max = n ? (1u << n) - 1 : 1000, .plain = none,                         \
		.how = WORD_LOOSE | WORD_TERSE                                                     \
	}

static const struct line lines[] = {
	LINE("title", 0, NO_WORDS),
	LINE("dish", 0,
	     WORDS(WORD_NAME(dish, taste, taste_name, 2, "no taste is named"),
		   WORD("price", word_number, dish, price, 500),
		   WORD("code", word_hex, dish, code, ~(u64)0),
		   WORD("change", word_signed, dish, change, 1000), MAYBE("size", bits, 0, 2, 0),
		   MAYBE("spice", bits, 2, 6, 0), MAYBE("table", table, 0, 0, 7))),
	LINE("coffee", 1, NO_WORDS),
};
static const struct form menu = {"menu", "not a menu: it does not start with", lines, 3, 1};
static const struct form other = {"card", "", lines, 3, 1};

static char why[256];

/* The last dish of a text; NULL if it is refused. */
static struct dish *parse(const char *text)
{
	static struct dish dish;
	struct parser parser;
	const struct line *line;

	parser_begin(&parser, "m", text, strlen(text), why, sizeof(why));
	if (!form_begin(&parser, &menu, &other))
		return NULL;
	while ((line = form_next(&parser, &menu))) {
		if (line == &lines[0])
			parser_rest(&parser);
		if (line == &lines[1])
			dish = (struct dish){.table = 7};
		words_get(&parser, line->words, &dish);
	}
	return parser.failed ? NULL : &dish;
}

static void check_written(const struct dish *dish, const char *wanted)
{
	char *text = NULL;
	size_t length;
	FILE *memory = open_memstream(&text, &length);

	line_put(memory, &lines[1], dish, NULL);
	fclose(memory);
	assert_string_equal(text, wanted);
	free(text);
}

static void lines_are_read_and_written_alike(void **context)
{
	static const char *const texts[] = {
		"dish sour price=500 code=0xffffffffffffffff change=-1000\n",
		"dish sweet price=0 code=0x0 change=5 size=3 spice=63 table=0\n",
		"dish sweet price=0 code=0x10 change=0 spice=1\n",
	};
	char text[256];

	(void)context;
	for (unsigned int i = 0; i < 3; i++) {
		snprintf(text, sizeof(text), "%s# a comment\n\ntitle of it\n%send", MARK, texts[i]);
		assert_non_null(parse(text));
		assert_string_equal(why, "");
		check_written(parse(text), texts[i]);
	}
	/* loose words in any order, the last one counts; bits leave others alone */
	check_written(parse(MARK
			    "title x\ndish sour price=0x10 code=1 change=1 table=9 size=1 spice=2 "
			    "size=2\ncoffee\nend\n"
			    "# and no more\n"),
		      "dish sour price=16 code=0x1 change=1 size=2 spice=2 table=9\n");
	assert_non_null(parse("warpage card 1\ntitle x\nend\n"));
}

static void what_does_not_follow_is_told(void **context)
{
	static const char *const cases[][2] = {
		{"", "m:0: the file is empty"},
		{"\n# x\n", "m:2: not a menu: it does not start with 'warpage menu 1'"},
		{"warpage bill 1\n", "m:1: not a menu: it does not start with 'warpage menu 1'"},
		{"warpage menu\n", "m:1: this build reads version 1 only, not ''"},
		{"warpage card 2\n", "m:1: this build reads version 1 only, not '2'"},
		{"warpage menu 1 1\n", "m:1: there is more on the line than belongs there: '1'"},
		{MARK, "m:1: the menu is cut short: the line 'end' is missing"},
		{MARK "title\n", "m:2: expected a line that starts with 'title'"},
		{MARK "end\n", "m:2: expected a line that starts with 'title'"},
		{MARK "title x\ntitle y\nend\n", "m:3: no statement may start here with 'title'"},
		{MARK "title x\ncoffee\ndish\n", "m:4: no statement may start here with 'dish'"},
		{MARK "title x\ncoffee black\nend\n",
		 "m:3: there is more on the line than belongs there: 'black'"},
		{MARK "title x\nend\n\nsee you\n> warpage bill 1\n",
		 "m:6: there is another one after the end"},
		{MARK "title x\ncoffee\n", "m:3: the menu is cut short: the line 'end' is missing"},
		{MARK "title x\ndish\n", "m:3: no taste is named ''"},
		{MARK "title x\ndish bitter\n", "m:3: no taste is named 'bitter'"},
		{MARK "title x\ndish sour code=1\n",
		 "m:3: expected, at this place of the line, 'price'"},
		{MARK "title x\ndish sour price=501\n", "m:3: this number is too large: '501'"},
		{MARK "title x\ndish sour price=-1\n", "m:3: this number must be 0 or more: '-1'"},
		{MARK "title x\ndish sour price=1 code=z\n", "m:3: this is not a number: 'z'"},
		{MARK "title x\ndish sour price=1 code=0 change=-1001\n",
		 "m:3: this number is too large: '-1001'"},
		{MARK "title x\ndish sour price=1 code=0 change=0 size=4\n",
		 "m:3: this number is too large: '4'"},
		{MARK "title x\ndish sour price=1 code=0 change=0 size\n",
		 "m:3: the statement has no 'size'"},
		{MARK "title x\ndish sour price=1 code=0 change=0 sugar=1\n",
		 "m:3: the statement has no 'sugar'"},
		{MARK "title \x1b[2J\n", "m:2: the line has bytes that are not plain text"},
		{MARK "title caf\xc3\xa9\n", "m:2: the line has bytes that are not plain text"},
	};

	(void)context;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_null(parse(cases[i][0]));
		assert_string_equal(why, cases[i][1]);
	}
}

static void lines_end(void **context)
{
	char text[PARSER_LINE_MAX + 8];
	struct parser parser;

	(void)context;
	memset(text, 'x', sizeof(text));
	parser_begin(&parser, "m", text, PARSER_LINE_MAX - 1, why, sizeof(why));
	assert_non_null(parser_line(&parser));
	parser_begin(&parser, "m", text, PARSER_LINE_MAX, why, sizeof(why));
	assert_null(parser_line(&parser));
	assert_string_equal(why, "m:1: the line is too long");
	/* a zero within a line is no end of it */
	parser_begin(&parser, "m", "a\0b", 3, why, sizeof(why));
	assert_null(parser_line(&parser));
	/* other characters where they may be, but nothing that a terminal obeys */
	parser_begin(&parser, "m", "caf\xc3\xa9\nx \xe2\x80\xae\n", 11, why, sizeof(why));
	parser.foreign = true;
	assert_string_equal(parser_line(&parser), "caf\xc3\xa9");
	assert_null(parser_line(&parser));
	assert_string_equal(why, "m:2: the line has bytes that are not plain text");
}

static void bytes_are_pairs_of_digits(void **context)
{
	static const struct {
		const char *text, *rest;
		size_t n;
	} cases[] = {{"", "", 0},	{"0aFf", "", 2},    {"0aF", "F", 1},
		     {"-1", "-1", 0},	{"0x", "0x", 0},    {"01020304", "04", 3},
		     {"010203", "", 3}, {"01 02", " 02", 1}};
	u8 data[3];

	(void)context;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *text = cases[i].text;

		assert_int_equal(parser_bytes(&text, data, sizeof(data)), cases[i].n);
		assert_string_equal(text, cases[i].rest);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_read_and_written_alike),
		cmocka_unit_test(what_does_not_follow_is_told),
		cmocka_unit_test(lines_end),
		cmocka_unit_test(bytes_are_pairs_of_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
