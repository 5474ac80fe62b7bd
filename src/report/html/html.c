/* Escapes, and formats numbers for people. */
#include "report/html/html.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "file/show.h"

char *number_whole(u64 value, char out[NUMBER_MAX])
{
	char digits[24];
	int length = snprintf(digits, sizeof(digits), "%" PRIu64, value), used = 0;

	for (int i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			out[used++] = ',';
		out[used++] = digits[i];
	}
	out[used] = '\0';
	return out;
}

char *number_quantity(double value, char out[NUMBER_MAX])
{
	static const char *const units[] = {"", " k", " M", " G", " T", " P", " E"};
	unsigned int unit = 0;
	double size = fabs(value);

	if (!isfinite(value))
		return strcpy(out, "–");
	while (size >= 999.5 && unit + 1 < ARRAY_SIZE(units)) {
		size /= 1000;
		unit++;
	}
	snprintf(out, NUMBER_MAX, "%s%.*f", value < 0 ? "-" : "",
		 size >= 99.95 || size == floor(size) ? 0
		 : size >= 9.995 || unit	      ? 1
						      : 2,
		 size);
	return strcat(out, units[unit]);
}

char *number_percent(double share, char out[NUMBER_MAX])
{
	double percent = 100 * share, nearest = round(percent);

	if (!isfinite(share))
		return strcpy(out, "–");
	if (percent > 0 && percent < 0.001)
		return strcpy(out, "< 0.001 %");
	if (percent < 100 && percent >= 99.95)
		return strcpy(out, "> 99.9 %");
	if (fabs(percent - nearest) < 1e-9)
		percent = nearest;
	snprintf(out, NUMBER_MAX, "%.*f %%",
		 percent == floor(percent) ? 0
		 : percent >= 0.95	   ? 1
		 : percent >= 0.0095	   ? 2
					   : 3,
		 percent);
	return out;
}

char *number_time(double unix_time, char out[NUMBER_MAX])
{
	time_t seconds = (time_t)unix_time;
	struct tm parts;

	if (!isfinite(unix_time) || !gmtime_r(&seconds, &parts) ||
	    !strftime(out, NUMBER_MAX, "%Y-%m-%d %H:%M:%S", &parts))
		strcpy(out, "–");
	return out;
}

char *number_length(double seconds, char out[NUMBER_MAX])
{
	u64 whole = seconds > 0 && seconds < 1e15 ? (u64)llround(seconds) : 0;

	if (!isfinite(seconds))
		strcpy(out, "–");
	else if (seconds < 10)
		snprintf(out, NUMBER_MAX, "%.1f s", seconds);
	else if (whole < 60)
		snprintf(out, NUMBER_MAX, "%" PRIu64 " s", whole);
	else if (whole < 3600)
		snprintf(out, NUMBER_MAX, "%" PRIu64 " min %" PRIu64 " s", whole / 60, whole % 60);
	else if (whole < 86400)
		snprintf(out, NUMBER_MAX, "%" PRIu64 " h %" PRIu64 " min", whole / 3600,
			 whole / 60 % 60);
	else
		snprintf(out, NUMBER_MAX, "%" PRIu64 " d %" PRIu64 " h", whole / 86400,
			 whole / 3600 % 24);
	return out;
}

static void escape(FILE *out, const char *text, unsigned int most)
{
	for (unsigned int n = 0; *text; n++) {
		bool good;
		u32 code = show_character(&text, &good);

		if (n == most) {
			fputs("…", out);
			return;
		}
		if (!good && code != '\n' && code != '\t')
			code = 0xfffd;
		if (code == '<' || code == '>' || code == '&' || code == '"' || code == '\'' ||
		    code >= 0x80)
			fprintf(out, "&#%" PRIu32 ";", code);
		else
			putc((int)code, out);
	}
}

static void coordinate(FILE *out, double value)
{
	double tenth = round(value * 10) / 10;

	if (!isfinite(tenth))
		abort(); /* what was read is in range, so what is drawn is, too */
	fprintf(out, tenth == floor(tenth) ? "%.0f" : "%.1f", tenth);
}

void html(FILE *out, const char *format, ...)
{
	char number[NUMBER_MAX];
	const char *text;
	va_list list;

	va_start(list, format);
	for (const char *c = format; *c; c++) {
		if (*c != '%') {
			putc(*c, out);
			continue;
		}
		switch (*++c) {
		case 's':
			text = va_arg(list, const char *);
			escape(out, text ? text : "–", HTML_TEXT_MAX);
			break;
		case 'S':
			text = va_arg(list, const char *);
			escape(out, text ? text : "–", HTML_LONG_MAX);
			break;
		case 'T':
			text = va_arg(list, const char *);
			escape(out, text ? text : "–", UINT_MAX);
			break;
		case 'd':
			fprintf(out, "%d", va_arg(list, int));
			break;
		case 'n':
			fputs(number_whole(va_arg(list, u64), number), out);
			break;
		case 'r':
			fprintf(out, "%" PRIu64, va_arg(list, u64));
			break;
		case 'q':
			fputs(number_quantity(va_arg(list, double), number), out);
			break;
		case 'f':
			coordinate(out, va_arg(list, double));
			break;
		case 'p':
			escape(out, number_percent(va_arg(list, double), number), NUMBER_MAX);
			break;
		case 't':
			fputs(number_time(va_arg(list, double), number), out);
			break;
		case 'l':
			fputs(number_length(va_arg(list, double), number), out);
			break;
		case '%':
			putc('%', out);
			break;
		default:
			abort(); /* the format is ours */
		}
	}
	va_end(list);
}
