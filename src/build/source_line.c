/* Lines of source files, as a user would see them in his editor. */
#include <stdio.h>
#include <string.h>

#include "build/build.h"
#include "build/tools.h"

#define OURS "src/protocols/" /* how the files of the tree are called (cmake/protocols.cmake) */

/* A user's file is called as he called it. */
static FILE *open_source(const char *file)
{
	char path[PATH_MAX + 256], why[256];
	struct tools tools;

	if (strncmp(file, OURS, strlen(OURS)))
		return fopen(file, "re");
	if (!tools_find(&tools, why, sizeof(why)))
		return NULL;
	snprintf(path, sizeof(path), "%s/protocols/%.200s", tools.share, file + strlen(OURS));
	return fopen(path, "re");
}

bool build_source(const char *file, unsigned int line, char *out, size_t size)
{
	FILE *stream = open_source(file);
	char text[512];
	bool good = false, whole = true;

	for (unsigned int at = 0; stream && fgets(text, sizeof(text), stream);) {
		at += whole;
		whole = strchr(text, '\n');
		good = at == line;
		if (good)
			break;
	}
	if (stream)
		fclose(stream);
	if (good) {
		const char *start = text + strspn(text, " \t");

		snprintf(out, size, "%.*s", (int)strcspn(start, "\n"), start);
	}
	return good;
}
