/* Names as people write them, and files in their place; see registry.h. */
#include <stdio.h>

#include "protocols/registry.h"

bool registry_is_file(const char *name)
{
	const char *dot = strstr(name, ".c");

	for (; dot; dot = strstr(dot + 1, ".c"))
		if (!dot[2] || dot[2] == ':' || dot[2] == ',')
			return true;
	return strchr(name, '/');
}

char *registry_spell(const char *name, char *out, size_t size)
{
	bool file = registry_is_file(name);
	size_t i;

	for (i = 0; name[i] && i + 1 < size; i++)
		out[i] = name[i] == '_' && !file ? '-' : name[i];
	out[i] = '\0';
	return out;
}

/*
 * Where the guest begins in HOST:GUEST. A file may have a function behind a colon, so the guest is what
 * follows the last colon, or the one before that if a file stands there. NULL if there is no colon.
 */
static char *guest_of(char *text)
{
	char *last = strrchr(text, ':'), *before;

	if (!last)
		return NULL;
	*last = '\0';
	before = strrchr(text, ':');
	if (before && registry_is_file(before + 1)) {
		*last = ':';
		last = before;
		*last = '\0';
	}
	return last + 1;
}

bool registry_split_pair(char *text, char *words[3])
{
	words[0] = text;
	words[1] = strchr(text, ':');
	if (words[1])
		*words[1]++ = '\0';
	words[2] = words[1] ? guest_of(words[1]) : NULL;
	return words[2] && *words[0] && *words[1] && *words[2] &&
	       (registry_is_file(words[1]) || !strchr(words[1], ':'));
}

bool registry_find_pair(enum engine engine, const char *text, const struct format **format,
			const struct host **host, const struct guest **guest, char *why,
			size_t size)
{
	static const char *const kinds[] = {"format", "host", "guest"};
	char copy[REGISTRY_PAIR], *words[3];
	unsigned int missing;

	*host = NULL;
	*guest = NULL;
	snprintf(copy, sizeof(copy), "%s", text);
	if (strlen(text) >= sizeof(copy) || !registry_split_pair(copy, words)) {
		snprintf(why, size, "'%.60s' is not FORMAT:HOST:GUEST", text);
		return false;
	}
	if (!registry_load(MEMBER_FORMAT, NULL, words[0], why, size))
		return false;
	*format = registry_find_format(words[0]);
	if (*format) {
		if (!registry_load(MEMBER_HOST, *format, words[1], why, size) ||
		    !registry_load(MEMBER_GUEST, *format, words[2], why, size))
			return false;
		*host = registry_find_host(engine, *format, words[1]);
		*guest = registry_find_guest(engine, *format, words[2]);
	}
	missing = !*format ? 0 : !*host ? 1 : 2;
	snprintf(why, size, "there is no %s '%s'", kinds[missing], words[missing]);
	return *host && *guest;
}

char *registry_spell_pair(const struct format *format, const struct host *host,
			  const struct guest *guest, char out[REGISTRY_PAIR])
{
	char names[3][REGISTRY_NAME];

	snprintf(out, REGISTRY_PAIR, "%s:%s:%s",
		 registry_spell(registry_name(format), names[0], sizeof(names[0])),
		 registry_spell(host->name, names[1], sizeof(names[1])),
		 registry_spell(guest->name, names[2], sizeof(names[2])));
	return out;
}
