/* The one table of violations. */
#include "violation/violation.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name, *meaning;
} kinds[VIOLATION_KINDS] = {
	[VIOLATION_TORN] = {"torn", "fields of several updates in one read"},
	[VIOLATION_STALE] = {"stale", "a clock at a time at which it was not on the page"},
	[VIOLATION_BACKWARDS] = {"backwards", "less than a read that had ended before"},
	[VIOLATION_STUCK] = {"stuck", "never returned, though the page no longer changed"},
	[VIOLATION_WRONG_FALLBACK] = {"wrong-fallback",
				      "did without a valid page, or used an invalid one"},
	[VIOLATION_ARITHMETIC] = {"arithmetic", "not the value of the fields that were there"},
	[VIOLATION_UNORDERED_TSC] = {"unordered-tsc",
				     "a decrease without any update: rdtsc unordered"},
	[VIOLATION_LATE_TSC] = {"late-tsc",
				"the TSC was read late, as x86-manual allows and x86 not"},
};

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
