/*
 * From the name of a file to something registered; see build.h. A file is compiled in up to as many
 * processes at once as there are CPUs.
 */
#define _GNU_SOURCE
#include "build/build.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "build/make.h"
#include "build/spec.h"
#include "build/store.h"
#include "file/source.h"

#define TEXT_MAX (4 << 20) /* bytes of a file */

/* The module in a shared object, or NULL and why. It stays until the end of the program. */
static const struct protocol_module *load(const char *path, char *why, size_t size)
{
	void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	const struct protocol_module *module = object ? dlsym(object, "protocol_module") : NULL;

	if (!module)
		snprintf(why, size, "%s", dlerror());
	return module;
}

/* Where the format.h of a format is: a folder of the tree's, or of the user's. */
static void header_folder(const struct format *format, const struct tools *tools, char *out,
			  size_t size)
{
	char name[REGISTRY_NAME];

	if (registry_text(format))
		snprintf(out, size, "%s", registry_name(format));
	else
		snprintf(out, size, "%.3900s/protocols/%.90s", tools->share,
			 registry_spell(format->name, name, sizeof(name)));
}

/* The text of the file, with a zero behind it, which the caller frees; false and why. */
static bool read_text(const char *path, char **text, char *why, size_t size)
{
	size_t length;
	int error = source_read(path, TEXT_MAX, text, &length);

	if (error)
		snprintf(why, size, "%s: %s", path, file_strerror(error));
	return !error;
}

static void hash_of(const char *text, char key[STORE_KEY])
{
	SHA2_CTX hash;

	SHA256Init(&hash);
	SHA256Update(&hash, (const uint8_t *)text, strlen(text));
	SHA256End(&hash, key);
}

static void folder_of_path(const char *path, char *out, size_t size)
{
	char copy[PATH_MAX];

	snprintf(copy, sizeof(copy), "%s", path);
	snprintf(out, size, "%s", dirname(copy));
}

/* The first argument of the text's DEFINE_HOST or DEFINE_GUEST, as a format. */
static const struct format *defined_format(const char *text, enum member_kind kind)
{
	const char *define = kind == MEMBER_HOST ? "DEFINE_HOST(" : "DEFINE_GUEST(";
	char name[REGISTRY_NAME] = "";

	text = strstr(text, define);
	if (text)
		sscanf(text + strlen(define), " %63[A-Za-z0-9_]", name);
	return registry_find_format(name);
}

const struct format *build_format(enum member_kind kind, const char *name, char *why, size_t size)
{
	const struct format *format = NULL;
	struct spec spec;
	char *text;

	if (!spec_parse(&spec, name, why, size))
		return NULL;
	if (!read_text(spec.path, &text, why, size))
		return NULL;
	format = defined_format(text, kind);
	if (!format)
		snprintf(why, size, "%s: it does not tell its format: say --format F", spec.path);
	free(text);
	return format;
}

bool build_member(enum member_kind kind, const struct format *format, const char *name, char *why,
		  size_t size)
{
	char folder[PATH_MAX], headers[PATH_MAX], object[PATH_MAX], key[STORE_KEY];
	const struct protocol_module *module = NULL;
	struct unit unit = {.folder = folder, .headers = headers};
	struct spec spec;
	struct make make;
	char *text;

	if (kind == MEMBER_FORMAT)
		return build_folder(name, &format, why, size);
	if (!spec_parse(&spec, name, why, size))
		return false;
	if (!read_text(spec.path, &text, why, size))
		return false;
	hash_of(text, key);
	unit.source = spec.path;
	folder_of_path(spec.path, folder, sizeof(folder));
	if (make_begin(&make, why, size)) {
		header_folder(format, &make.tools, headers, sizeof(headers));
		if (make_object(&make, &unit, 1, name, object, why, size))
			module = load(object, why, size);
		make_end(&make);
	}
	free(text);
	return module && registry_add(module, kind, spec.function, name, key, why, size);
}

/* Is this one of a folder's protocol files? */
static int is_part(const struct dirent *entry)
{
	const char *name = entry->d_name;
	size_t length = strlen(name);

	return !strcmp(name, "format.c") ||
	       (length > 2 && !strcmp(name + length - 2, ".c") &&
		(!strncmp(name, "host_", 5) || !strncmp(name, "guest_", 6)));
}

/* Is it one of several of its kind in its file? */
static bool shares_file(const struct protocol_range *range, const struct protocol_member *member)
{
	unsigned int n = 0;

	for (const struct protocol_member *const *at = range->start; at < range->stop; at++)
		n += !strcmp((*at)->file, member->file);
	return n > 1;
}

/* Names of a folder's are names beside those that are there: none may be taken. */
static bool is_free(const struct protocol_member *member, enum member_kind kind, char *why,
		    size_t size)
{
	const struct format *format = registry_find_format(member->format);
	char name[REGISTRY_NAME], of[REGISTRY_NAME];
	const struct protocol_member *other;

	if (kind == MEMBER_FORMAT || !format)
		return true; /* registry_add() looks at those */
	if (kind == MEMBER_HOST)
		other = (const void *)registry_find_host(ENGINE_MACHINE, format, member->name);
	else
		other = (const void *)registry_find_guest(ENGINE_MACHINE, format, member->name);
	if (other)
		snprintf(why, size, "the %s %s of %s is defined twice, in %s and in %s: rename one",
			 kind == MEMBER_HOST ? "host" : "guest",
			 registry_spell(member->name, name, sizeof(name)),
			 registry_spell(format->name, of, sizeof(of)), other->file, member->file);
	return !other;
}

/* What is in the module goes by the names of the files that it is from. */
static bool add_members(const struct protocol_module *module, const char *folder, char *why,
			size_t size)
{
	static const enum member_kind kinds[] = {MEMBER_FORMAT, MEMBER_HOST, MEMBER_GUEST};
	const struct protocol_range *range;
	char name[REGISTRY_NAME], key[STORE_KEY], *text;

	for (unsigned int k = 0; k < ARRAY_SIZE(kinds); k++) {
		range = &module->members[ENGINE_MACHINE][kinds[k]];
		for (const struct protocol_member *const *at = range->start; at < range->stop;
		     at++) {
			const struct protocol_member *member = *at;

			if (kinds[k] == MEMBER_FORMAT)
				snprintf(name, sizeof(name), "%s", folder);
			else if (shares_file(range, member))
				snprintf(name, sizeof(name), "%s:%s", member->file, member->name);
			else
				snprintf(name, sizeof(name), "%s", member->file);
			if (!is_free(member, kinds[k], why, size))
				return false;
			if (!read_text(member->file, &text, why, size))
				return false;
			hash_of(text, key);
			free(text);
			if (!registry_add(module, kinds[k], member->name, name, key, why, size))
				return false;
		}
	}
	return true;
}

/* The name of a folder as that of a format: what is behind its last slash. */
static const struct format *named_after(const char *path, char *name, size_t size)
{
	char whole[PATH_MAX];

	snprintf(name, size, "%s", realpath(path, whole) ? strrchr(whole, '/') + 1 : path);
	return registry_find_format(name);
}

static bool build_units(const char *path, const char *headers, struct dirent **entries, int n,
			char *why, size_t size)
{
	struct unit *units = calloc((size_t)n, sizeof(*units));
	char(*sources)[PATH_MAX] = calloc((size_t)n, sizeof(*sources)), object[PATH_MAX];
	const struct protocol_module *module = NULL;
	struct make make;

	for (int i = 0; units && sources && i < n; i++) {
		snprintf(sources[i], sizeof(sources[i]), "%s/%s", path, entries[i]->d_name);
		units[i].source = sources[i];
		units[i].folder = path;
		units[i].headers = headers;
		units[i].is_format = !strcmp(entries[i]->d_name, "format.c");
	}
	if (!units || !sources) {
		snprintf(why, size, "out of memory");
	} else if (make_begin(&make, why, size)) {
		if (make_object(&make, units, (unsigned int)n, path, object, why, size))
			module = load(object, why, size);
		make_end(&make);
	}
	free(units);
	free(sources);
	return module && add_members(module, path, why, size);
}

bool build_folder(const char *path, const struct format **format, char *why, size_t size)
{
	char name[REGISTRY_NAME], plain[REGISTRY_NAME], headers[PATH_MAX] = "", own[PATH_MAX];
	const struct format *known = named_after(path, name, sizeof(name));
	struct dirent **entries = NULL;
	struct tools tools;
	bool good = false;
	int n;

	snprintf(plain, sizeof(plain), "%s", path);
	for (size_t end = strlen(plain); end > 1 && plain[end - 1] == '/'; end--)
		plain[end - 1] = '\0';
	snprintf(own, sizeof(own), "%s/format.c", plain);
	n = scandir(plain, &entries, is_part, alphasort);
	if (n < 0)
		snprintf(why, size, "%s: %s", plain, strerror(errno));
	else if (!n)
		snprintf(why, size, "%s: it has no host_*.c, guest_*.c or format.c", plain);
	else if (access(own, F_OK) && !known)
		snprintf(why, size,
			 "%s: there is no format '%.60s', after which the folder is named; a new "
			 "one is a format.h and a format.c in the folder",
			 plain, name);
	else if (tools_find(&tools, why, size)) {
		if (access(own, F_OK))
			header_folder(known, &tools, headers, sizeof(headers));
		good = build_units(plain, headers, entries, n, why, size);
	}
	for (int i = 0; i < n; i++)
		free(entries[i]);
	free(entries);
	*format = good ? registry_find_format(access(own, F_OK) ? name : plain) : NULL;
	if (good && !*format)
		snprintf(why, size, "%s: format.c has no DEFINE_FORMAT", plain);
	return *format;
}
