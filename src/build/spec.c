/* Takes the name of a file apart; see spec.h. */
#include "build/spec.h"

#include <stdio.h>
#include <string.h>

static bool take_option(struct spec *spec, char *option, char *why, size_t size)
{
	char *value = strchr(option, '=');

	if (!value || value == option || !value[1] || spec->noptions == SPEC_OPTIONS) {
		snprintf(why, size,
			 "behind a file and a comma there is OPTION=VALUE, such as page=tsc_pg, "
			 "not '%.60s'",
			 option);
		return false;
	}
	*value = '\0';
	spec->options[spec->noptions].key = option;
	spec->options[spec->noptions++].value = value + 1;
	return true;
}

bool spec_parse(struct spec *spec, const char *name, char *why, size_t size)
{
	char *rest = spec->text, *dot, *option;

	memset(spec, 0, sizeof(*spec));
	if (strlen(name) >= sizeof(spec->text) || strpbrk(name, " \t\n\"\\")) {
		snprintf(why, size,
			 "'%.60s...': a file's name has at most %zu characters, and none that is a "
			 "blank, a quote or a backslash: go to its folder, or make a link to it",
			 name, sizeof(spec->text) - 1);
		return false;
	}
	strcpy(spec->text, name);
	/* colons and commas of folders are theirs: what is ours is behind the last .c */
	for (dot = strstr(rest, ".c"); dot; dot = strstr(dot + 1, ".c"))
		if (!dot[2] || dot[2] == ':' || dot[2] == ',')
			rest = dot + 2;
	if (rest == spec->text)
		rest += strlen(rest);
	spec->path = spec->text;
	option = strchr(rest, ',');
	if (option)
		*option++ = '\0';
	if (*rest == ':' && rest[1])
		spec->function = rest + 1;
	*rest = '\0';
	for (char *next; option; option = next) {
		next = strchr(option, ',');
		if (next)
			*next++ = '\0';
		if (!take_option(spec, option, why, size))
			return false;
	}
	return true;
}
