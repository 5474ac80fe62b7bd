/* The options behind a file's name. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shape/shape.h"

/* Is it one of the words? They end with NULL. */
static bool is_one(const char *const *words, const char *value)
{
	while (*words && strcmp(*words, value) != 0)
		words++;
	return *words;
}

static bool add(const char **list, const char *value, char *why, size_t size)
{
	const char *equals = strchr(value, '=');
	unsigned int n = 0;

	while (list[n])
		n++;
	if (!equals || equals == value || !equals[1]) {
		snprintf(why, size,
			 "%.80s: there is to be a name and, behind another =, what it is", value);
		return false;
	}
	if (n < SHAPE_LIST)
		list[n] = value;
	else
		snprintf(why, size, "there are more than %d of them", SHAPE_LIST);
	return n < SHAPE_LIST;
}

bool shape_option(struct shape_want *want, const char *key, const char *value, char *why,
		  size_t size)
{
	static const char *const starts[] = {"any", "even", "not-zero", "even-not-zero", NULL};
	static const char *const successes[] = {"zero", "nonzero", NULL};
	char *end;

	if (!strcmp(key, "page")) {
		want->page = value;
		return true;
	}
	if (!strcmp(key, "param"))
		return add(want->params, value, why, size);
	if (!strcmp(key, "arg"))
		return add(want->args, value, why, size);
	if (!strcmp(key, "set"))
		return add(want->sets, value, why, size);
	if (!strcmp(key, "clock")) {
		want->clock = value;
		return true;
	}
	if (!strcmp(key, "start") && is_one(starts, value)) {
		want->start = value;
		return true;
	}
	if (!strcmp(key, "success") && is_one(successes, value)) {
		want->success = value;
		return true;
	}
	if (!strcmp(key, "unit")) {
		want->unit_ns = (unsigned int)strtoul(value, &end, 10);
		if (!*end && want->unit_ns)
			return true;
	}
	if (!strcmp(key, "none")) {
		errno = 0;
		want->none = strtoull(value, &end, 0);
		want->none_said = !*end && !errno;
		if (want->none_said)
			return true;
	}
	snprintf(
		why, size,
		"'%.40s=%.60s' is none of page=PLACE, param=FIELD=PLACE, clock=PLACE, "
		"set=PLACE=VALUE, arg=NAME=VALUE, "
		"start=any|even|not-zero|even-not-zero, success=zero|nonzero, unit=NS, none=NUMBER",
		key, value);
	return false;
}
