/* Writing into memory that lives as long as the process. */
#include "fuzz/text/text.h"

#include <stdlib.h>
#include <string.h>

#include "file/show.h"

void text_fail(const char *what, const char *why, const struct text *text)
{
	fprintf(stderr, "%s: %s\n", what, why);
	if (text)
		fwrite(text->bytes, 1, text->length, stderr);
	abort();
}

void text_check_refusal(const char *why)
{
	const char *c = why;
	bool good = *c;

	while (*c && good)
		show_character(&c, &good);
	if (!good)
		text_fail("a refusal is not one line of text", why, NULL);
}

void text_write(struct text *text, void (*write)(FILE *out, const void *what), const void *what)
{
	FILE *memory = fmemopen(text->bytes, sizeof(text->bytes), "w");
	long length;

	if (!memory)
		abort();
	write(memory, what);
	length = ftell(memory);
	if (fclose(memory) || length < 0 || (size_t)length >= sizeof(text->bytes))
		text_fail("what was read does not fit when written", "", NULL);
	text->length = (size_t)length;
}

void text_check_same(const struct text *text, const struct text *again)
{
	if (text->length != again->length || memcmp(text->bytes, again->bytes, text->length))
		text_fail("what was read back is written otherwise", "", again);
}
