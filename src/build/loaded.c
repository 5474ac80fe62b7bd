/* Objects that were made, and the files that they are made of. */
#define _GNU_SOURCE
#include "build/loaded.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "file/source.h"

#define TEXT_MAX (4 << 20)   /* bytes of a file */
#define TREE_MAX (256 << 20) /* ... and of clang's tree of one */

const struct protocol_module *loaded_module(const char *path, char *why, size_t size)
{
	void *object = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
	const struct protocol_module *module = object ? dlsym(object, "protocol_module") : NULL;

	if (!module) {
		snprintf(why, size, "%s", dlerror());
		unlink(path); /* it would be taken from the store again */
	}
	return module;
}

static bool read_all(const char *path, size_t most, char **text, char *why, size_t size)
{
	size_t length;
	int error = source_read(path, most, text, &length);

	if (error)
		snprintf(why, size, "%s: %s", path, file_strerror(error));
	return !error;
}

bool loaded_text(const char *path, char **text, char *why, size_t size)
{
	return read_all(path, TEXT_MAX, text, why, size);
}

bool loaded_tree(const char *path, char **json, char *why, size_t size)
{
	return read_all(path, TREE_MAX, json, why, size);
}

void loaded_hash(const char *text, char key[STORE_KEY])
{
	SHA2_CTX hash;

	SHA256Init(&hash);
	SHA256Update(&hash, (const uint8_t *)text, strlen(text));
	SHA256End(&hash, key);
}

void loaded_headers(const struct format *format, const struct tools *tools, char out[PATH_MAX])
{
	char name[REGISTRY_NAME];

	if (registry_text(format))
		snprintf(out, PATH_MAX, "%s", registry_name(format));
	else
		snprintf(out, PATH_MAX, "%.3900s/protocols/%.90s", tools->share,
			 registry_spell(format->name, name, sizeof(name)));
}
