/* What the targets that read text have between them: a complaint is one line, and writing is steady. */
#ifndef WARPAGE_FUZZ_TEXT_H
#define WARPAGE_FUZZ_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What a text stands for: how it is read, and written again. */
struct text_form {
	bool (*parse)(void *what, const char *text, size_t size, const char *name, char *why,
		      size_t why_size);
	void (*write)(FILE *out, const void *what);
};

/* Say what is wrong, and with which text if one was written, and abort. */
_Noreturn void text_fail(const char *what, const char *why);

/* A refusal must be one line, and all of it text. */
void text_check_refusal(const char *why);

/* What was read must be written as a text that is read back, into copy, and written as the same. */
void text_check_round(const struct text_form *form, const void *what, void *copy);

/* Is an input such a text? Then what it stands for goes round; else it must be refused as above. */
bool text_take(const struct text_form *form, const uint8_t *data, size_t size, void *what,
	       void *copy);

#endif
