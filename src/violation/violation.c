/* Answers from the table of violations. */
#include "violation/violation.h"

#include <stdio.h>
#include <string.h>

#define ROW(id, name, meaning) [VIOLATION_##id] = {name, meaning},

static const struct {
	const char *name, *meaning;
} kinds[VIOLATION_KINDS] = {VIOLATION_TABLE(ROW) INTERESTING_TABLE(ROW)};

const char *violation_name(enum violation violation)
{
	return violation < VIOLATION_KINDS ? kinds[violation].name : "none";
}

char *violation_names(u32 violations, const char *none, char *out, size_t size)
{
	size_t used = 0;

	snprintf(out, size, "%s", none);
	for (int kind = 0; kind < VIOLATION_KINDS && used < size; kind++)
		if (violations >> kind & 1)
			used += (size_t)snprintf(out + used, size - used, "%s%s", used ? "+" : "",
						 kinds[kind].name);
	return out;
}

int violation_kind_parse(const char *name)
{
	for (int kind = 0; kind < VIOLATION_KINDS && name; kind++)
		if (!strcmp(kinds[kind].name, name))
			return kind;
	return -1;
}

const char *violation_grade(enum violation kind)
{
	return kind < VIOLATIONS ? "forbidden" : "interesting";
}

const char *violation_meaning(enum violation kind)
{
	return kinds[kind].meaning;
}
