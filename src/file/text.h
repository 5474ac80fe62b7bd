/* Text that is put together in a buffer of fixed size; what does not fit is left out. */
#pragma once

#include <stddef.h>

struct text {
	char *out;
	size_t size, used; /* used is size or more once something was left out */
};

void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
