/* Text that is put together in a buffer of fixed size; what does not fit is left out. And numbers for people. */
#pragma once

#include <stddef.h>

struct text {
	char *out;
	size_t size, used; /* used is size or more once something was left out */
};

void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * "812", "9.87", "16.3 k", "1.63 M": three digits, and never an exponent. size: TEXT_COUNT is enough. Returns out.
 */
#define TEXT_COUNT 16
char *text_count(double number, char *out, size_t size);
