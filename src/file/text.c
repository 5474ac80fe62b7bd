/* Adds to a buffer as snprintf() would. */
#include "file/text.h"

#include <stdarg.h>
#include <stdio.h>

void text_add(struct text *text, const char *format, ...)
{
	va_list arguments;
	int n;

	if (text->used >= text->size)
		return;
	va_start(arguments, format);
	n = vsnprintf(text->out + text->used, text->size - text->used, format, arguments);
	va_end(arguments);
	text->used += n > 0 ? (size_t)n : 0;
}
