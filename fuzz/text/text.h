/* What the targets that read text have between them: a complaint is one line, and writing is steady. */
#ifndef WARPAGE_FUZZ_TEXT_H
#define WARPAGE_FUZZ_TEXT_H

#include <stddef.h>
#include <stdio.h>

/* One text, as it was written. */
struct text {
	size_t length;
	char bytes[1 << 18];
};

/* Say what is wrong, and with which text, and abort. */
_Noreturn void text_fail(const char *what, const char *why, const struct text *text);

/* A refusal must be one line, and all of it text. */
void text_check_refusal(const char *why);

/* What a callback writes of what. */
void text_write(struct text *text, void (*write)(FILE *out, const void *what), const void *what);

/* Both must be the same. */
void text_check_same(const struct text *text, const struct text *again);

#endif
