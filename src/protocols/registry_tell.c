/* How a pair is called. */
#include "protocols/registry_tell.h"

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
}
