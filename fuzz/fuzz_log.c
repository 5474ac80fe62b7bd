/*
 * Property: bytes that claim to be a log of races are either refused with one line, or they make a page:
 * well-formed, with no markup but ours, no number that is none, of a size that the log answers for; and
 * the same log given twice counts once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/engine/engine.h"
#include "fuzz/text/page_check.h"
#include "fuzz/text/text.h"
#include "report/page/page.h"

static bool read_log(struct history *history, const uint8_t *data, size_t size)
{
	FILE *in = fmemopen((void *)data, size, "r");
	char why[512];
	bool good;

	if (!in)
		abort();
	good = history_read_stream(history, in, "fuzz", why, sizeof(why));
	fclose(in);
	if (!good)
		text_check_refusal(why);
	return good;
}

/* Does the log hold something that may be on the page as a word, and is no number of ours? */
static bool has_word(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i + 3 <= size; i++)
		if (data[i] == '\\' || !strncasecmp((const char *)data + i, "nan", 3) ||
		    !strncasecmp((const char *)data + i, "inf", 3))
			return true;
	return false;
}

static void check_page(const struct history *history, const uint8_t *data, size_t size)
{
	char *page = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&page, &length);

	if (!out || !page_write(out, history) || fclose(out))
		abort();
	page_check(page, length, size, !has_word(data, size));
	free(page);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct history once = {0}, twice = {0};

	if (size && read_log(&once, data, size)) {
		if (!history_finish(&once))
			abort();
		check_page(&once, data, size);
		if (!read_log(&twice, data, size) || !read_log(&twice, data, size) ||
		    !history_finish(&twice))
			text_fail("a log that was read", "is refused the second time");
		if (memcmp(&once.details, &twice.details, sizeof(once.details)) ||
		    memcmp(&once.total, &twice.total, sizeof(once.total)))
			text_fail("a log given twice", "counts twice");
	}
	history_free(&once);
	history_free(&twice);
	feedback_flush();
	return 0;
}
