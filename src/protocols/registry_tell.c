/* How a pair is called, and whether people have run it. */
#include "protocols/registry_tell.h"

#include <string.h>

#include "file/text.h"
#include "outcome/put.h"
#include "protocols/registry.h"

char *registry_describe_pair(const struct format *format, const struct host *host,
			     const struct guest *guest, char *out, size_t size)
{
	char name[REGISTRY_NAME];
	struct text text = {.out = out, .size = size};

	text_add(&text, "%s: host ", registry_spell(format->name, name, sizeof(name)));
	text_add(&text, "%s x guest ", registry_spell(host->name, name, sizeof(name)));
	text_add(&text, "%s", registry_spell(guest->name, name, sizeof(name)));
	return out;
}

void registry_put_pair(json_t *object, const struct format *format, const struct host *host,
		       const struct guest *guest)
{
	char name[REGISTRY_NAME];

	put_text(object, "format", registry_spell(format->name, name, sizeof(name)));
	put_text(object, "host", registry_spell(host->name, name, sizeof(name)));
	put_text(object, "guest", registry_spell(guest->name, name, sizeof(name)));
	put_text(object, "host_file", host->file);
	put_text(object, "guest_file", guest->file);
}

#define BETWEEN ", " /* names in .ran */

static bool has_name(const char *names, const char *name, size_t length)
{
	const char *end;

	for (; *names; names = *end ? end + strlen(BETWEEN) : end) {
		end = strstr(names, BETWEEN);
		end = end ? end : names + strlen(names);
		if ((size_t)(end - names) == length && !memcmp(names, name, length))
			return true;
	}
	return false;
}

bool registry_ran_together(const struct host *host, const struct guest *guest)
{
	const char *name = host->ran, *end;

	if (!host->ran || !guest->ran)
		return false;
	if (!strcmp(host->ran, "any") || !strcmp(guest->ran, "any"))
		return true;
	for (; *name; name = *end ? end + strlen(BETWEEN) : end) {
		end = strstr(name, BETWEEN);
		end = end ? end : name + strlen(name);
		if (has_name(guest->ran, name, (size_t)(end - name)))
			return true;
	}
	return false;
}
