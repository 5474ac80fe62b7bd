/* Writing into memory that lives as long as the process. */
#include "fuzz/text/text.h"

#include <stdlib.h>
#include <string.h>

#include "file/show.h"

/* One text, as it was written. */
struct text {
	size_t length;
	char bytes[1 << 18];
};

static struct text text, again;

void text_fail(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	fwrite(text.bytes, 1, text.length, stderr);
	abort();
}

void text_check_refusal(const char *why)
{
	const char *c = why;
	bool good = *c;

	while (*c && good)
		show_character(&c, &good);
	if (!good)
		text_fail("a refusal is not one line of text", why);
}

static void write_text(const struct text_form *form, const void *what, struct text *to)
{
	FILE *memory = fmemopen(to->bytes, sizeof(to->bytes), "w");
	long length;

	if (!memory)
		abort();
	form->write(memory, what);
	length = ftell(memory);
	if (fclose(memory) || length < 0 || (size_t)length >= sizeof(to->bytes))
		text_fail("what was read does not fit when written", "");
	to->length = (size_t)length;
}

void text_check_round(const struct text_form *form, const void *what, void *copy)
{
	char why[512];

	write_text(form, what, &text);
	if (!form->parse(copy, text.bytes, text.length, "again", why, sizeof(why)))
		text_fail("what was written is not read back", why);
	write_text(form, copy, &again);
	if (text.length != again.length || memcmp(text.bytes, again.bytes, text.length))
		text_fail("what was read back is written otherwise", "");
}

bool text_take(const struct text_form *form, const uint8_t *data, size_t size, void *what,
	       void *copy)
{
	char why[512];

	text.length = 0;
	if (!form->parse(what, (const char *)data, size, "fuzz", why, sizeof(why))) {
		text_check_refusal(why);
		return false;
	}
	text_check_round(form, what, copy);
	return true;
}
