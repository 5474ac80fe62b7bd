/*
 * Property: text that claims to be a reviewed table of verdicts (verify --expect) is either refused with
 * one line, or it is one: each of its pairs is found in it, and it is written and read back as the same.
 */
#include "fuzz/engine/engine.h"
#include "fuzz/text/text.h"
#include "verify/expected.h"

static bool parse(void *what, const char *text, size_t size, const char *name, char *why,
		  size_t why_size)
{
	return expected_parse(what, text, size, name, why, why_size);
}

static void write(FILE *out, const void *what)
{
	expected_write(out, what);
}

static const struct text_form form = {parse, write};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct expected expected = {0}, copy = {0};

	if (text_take(&form, data, size, &expected, &copy)) {
		if (!expected.count)
			text_fail("an empty table", "is none");
		for (unsigned int i = 0; i < expected.count; i++) {
			const struct expected_row *row = &expected.rows[i];

			if (expected_find(&expected, row->host, row->guest) != row)
				text_fail("a pair", "is not found, or twice");
		}
	}
	expected_free(&expected);
	expected_free(&copy);
	feedback_flush();
	return 0;
}
