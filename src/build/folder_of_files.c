/*
 * A folder of protocol files, all of which become one object: a format of a user's own, or hosts and guests of one
 * that is there. See build.h.
 */
#define _GNU_SOURCE
#include "build/build.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "build/loaded.h"

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
static bool add_members(const struct protocol_module *module, const char *folder,
			const char *included, char *why, size_t size)
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
			if (!loaded_text(member->file, &text, why, size))
				return false;
			loaded_hash(text, key);
			free(text);
			if (!registry_add(module, kinds[k], member->name, name, key, included, why,
					  size))
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
	char key[STORE_KEY];
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
		if (make_key(&make, units, (unsigned int)n, path, key, why, size) &&
		    (store_has(&make.store, key, object) ||
		     make_object(&make, units, (unsigned int)n, key, object, why, size)))
			module = loaded_module(object, why, size);
		make_end(&make);
	}
	free(units);
	free(sources);
	return module && add_members(module, path, make.included, why, size);
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
			loaded_headers(known, &tools, headers);
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
