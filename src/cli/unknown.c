/* Which known name is nearest: by how many letters are added, left out, others, or two of them swapped. */
#include "cli/unknown.h"

#include <stdlib.h>
#include <string.h>

#include "file/show.h"

#define SHORT 3 /* shorter ones are the beginning of many */
#define LONG 63 /* longer names are near none */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t distance(const char *a, const char *b)
{
	size_t rows[3][LONG + 1], *before = rows[0], *above = rows[1], *row = rows[2], *next;
	size_t n = strlen(a), m = strlen(b);

	if (n > LONG || m > LONG)
		return n + m;
	for (size_t j = 0; j <= m; j++)
		above[j] = j;
	for (size_t i = 1; i <= n; i++) {
		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			row[j] = least(above[j - 1] + (a[i - 1] != b[j - 1]),
				       least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		next = before;
		before = above;
		above = row;
		row = next;
	}
	return above[m];
}

void unknown_begin(struct unknown *unknown, const char *given)
{
	*unknown = (struct unknown){.given = given, .distance = 1 + strlen(given) / 3};
	unknown->out = open_memstream(&unknown->names, &unknown->size);
}

void unknown_add(struct unknown *unknown, const char *name)
{
	size_t length = strlen(unknown->given), away = distance(unknown->given, name);

	/* whoever begins a name means it */
	if (length >= SHORT && !strncmp(unknown->given, name, length))
		away = 1;
	if (away < unknown->distance || (away == unknown->distance && !unknown->nearest[0])) {
		unknown->distance = away;
		snprintf(unknown->nearest, sizeof(unknown->nearest), "%s", name);
	}
	if (unknown->out)
		fprintf(unknown->out, "%s %s", ftell(unknown->out) > 0 ? "," : "", name);
}

static void tell(struct unknown *unknown, const char *start, const char *end, const char *names)
{
	const char *nearest = unknown->nearest;

	show(stderr, "%s '%s'%s%s%s; %s%s\n", start, unknown->given,
	     *nearest ? " (did you mean " : "", nearest, *nearest ? "?)" : "", end, names);
	free(unknown->names);
}

void unknown_tell(struct unknown *unknown, const char *start, const char *there)
{
	bool whole = unknown->out && !fclose(unknown->out);

	tell(unknown, start, there, whole ? unknown->names : "");
}

void unknown_hint(struct unknown *unknown, const char *start, const char *end)
{
	if (unknown->out)
		fclose(unknown->out);
	tell(unknown, start, end, "");
}
