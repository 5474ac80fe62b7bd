/* Adds to a buffer as snprintf() would, and spells numbers with three digits. */
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

char *text_count(double number, char *out, size_t size)
{
	static const char *const units[] = {"", " k", " M", " G", " T", " P", " E"};
	unsigned int unit = 0;
	int digits;

	/* 999.6 would be spelled 1000 */
	while (number >= 999.5 && unit + 1 < sizeof(units) / sizeof(units[0])) {
		number /= 1000;
		unit++;
	}
	digits = number >= 99.95 ? 0 : number >= 9.995 ? 1 : 2;
	/* a count below a thousand is whole */
	if (!unit && number - (double)(long)number == 0)
		digits = 0;
	snprintf(out, size, "%.*f%s", digits, number, units[unit]);
	return out;
}
