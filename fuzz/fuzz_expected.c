/*
 * Property: text that claims to be a reviewed table of verdicts (verify --expect) is either refused with
 * one line, or it is one: each of its pairs is found in it, and it is written and read back as the same.
 */
#include <stdio.h>

#include "fuzz/engine/engine.h"
#include "fuzz/text/text.h"
#include "verify/expected.h"

static struct text text, again;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return 0;
}

static void write_expected(FILE *out, const void *what)
{
	expected_write(out, what);
}

static void check(const struct expected *expected)
{
	struct expected copy;
	char why[512];

	if (!expected->count)
		text_fail("an empty table", "is none", NULL);
	for (unsigned int i = 0; i < expected->count; i++) {
		const struct expected_row *row = &expected->rows[i];

		if (expected_find(expected, row->host, row->guest) != row)
			text_fail("a pair", "is not found, or twice", NULL);
	}
	text_write(&text, write_expected, expected);
	if (!expected_parse(&copy, text.bytes, text.length, "again", why, sizeof(why)))
		text_fail("a table is not read back", why, &text);
	text_write(&again, write_expected, &copy);
	text_check_same(&text, &again);
	expected_free(&copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct expected expected;
	char why[512];

	if (expected_parse(&expected, (const char *)data, size, "fuzz", why, sizeof(why)))
		check(&expected);
	else
		text_check_refusal(why);
	expected_free(&expected);
	feedback_flush();
	return 0;
}
