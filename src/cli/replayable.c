/* Looks names up in the registry, and files in their folders. */
#include "cli/replayable.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "build/loaded.h"
#include "build/spec.h"
#include "protocols/registry.h"

#define HASH " sha256="

int replayable_name(const char *name)
{
	const char *hash = strstr(name, HASH);

	return (int)(hash ? (size_t)(hash - name) : strlen(name));
}

/* What became of a user's file; line: what the finding says of it, its hash included. */
static enum replayable look_at_file(const char *path, const char *line, char *why, size_t size)
{
	const char *then = strstr(line, HASH);
	char now[STORE_KEY], *text;

	if (access(path, R_OK)) {
		snprintf(why, size, "there is no file '%.200s' here", path);
		return REPLAYABLE_NOT;
	}
	if (!then || !loaded_text(path, &text, why, size))
		return REPLAYABLE;
	loaded_hash(text, now);
	free(text);
	then += strlen(HASH);
	if (!strncmp(then, now, strlen(now)))
		return REPLAYABLE;
	snprintf(why, size, "%.200s is not what it was then", path);
	return REPLAYABLE_CHANGED;
}

/* One that is built in, or not; format: NULL for a format. */
static enum replayable look_at_name(enum member_kind kind, const struct format *format,
				    const char *name, char *why, size_t size)
{
	char of[REGISTRY_NAME];
	const void *member;

	if (kind == MEMBER_FORMAT)
		member = registry_find_format(name);
	else if (kind == MEMBER_HOST)
		member = registry_find_host(ENGINE_MACHINE, format, name);
	else
		member = registry_find_guest(ENGINE_MACHINE, format, name);
	if (member)
		return REPLAYABLE;
	if (kind == MEMBER_FORMAT)
		snprintf(why, size, "there is no format '%.60s' here", name);
	else
		snprintf(why, size, "%s has no %s '%.60s' here",
			 registry_spell(format->name, of, sizeof(of)),
			 kind == MEMBER_HOST ? "host" : "guest", name);
	return REPLAYABLE_NOT;
}

static enum replayable look(enum member_kind kind, const struct format *format, const char *line,
			    char *why, size_t size)
{
	char name[FINDING_HEAD_NAME];
	struct spec spec;

	snprintf(name, sizeof(name), "%.*s", replayable_name(line), line);
	if (!registry_is_file(
		    name)) /* what is in a folder of a user's is known once that is compiled */
		return format || kind == MEMBER_FORMAT ? look_at_name(kind, format, name, why, size)
						       : REPLAYABLE;
	if (kind == MEMBER_FORMAT) /* a folder */
		return look_at_file(name, "", why, size);
	return spec_parse(&spec, name, why, size) ? look_at_file(spec.path, line, why, size)
						  : REPLAYABLE_NOT;
}

enum replayable replayable(const struct finding_head *head, char *why, size_t size)
{
	const char *lines[] = {[MEMBER_FORMAT] = head->format,
			       [MEMBER_HOST] = head->host,
			       [MEMBER_GUEST] = head->guest};
	static const enum member_kind kinds[] = {MEMBER_FORMAT, MEMBER_HOST, MEMBER_GUEST};
	const struct format *format = registry_find_format(head->format);
	enum replayable worst = REPLAYABLE;
	char one[512];

	why[0] = '\0';
	for (unsigned int i = 0; i < ARRAY_SIZE(kinds) && worst != REPLAYABLE_NOT; i++) {
		enum replayable is = look(kinds[i], format, lines[kinds[i]], one, sizeof(one));

		if (is <= worst)
			continue;
		worst = is;
		snprintf(why, size, "%s", one);
	}
	return worst;
}
