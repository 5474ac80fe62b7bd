/* Looks texts up; the build makes protocol_texts.h of the files of src/protocols. */
#include "protocols/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <warpage/types.h>

static const struct protocol_text {
	const char *file, *text;
} texts[] = {
#include "protocol_texts.h"
};

/* A compiler may have been given the path from another folder than the source's. */
static bool is_path_of(const char *path, const char *file)
{
	size_t length = strlen(path), tail = strlen(file);

	return length >= tail && !strcmp(path + length - tail, file);
}

const char *protocol_text(const char *file)
{
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (is_path_of(file, texts[i].file))
			return texts[i].text;
	return NULL;
}

const char *protocol_text_beside(const char *file, const char *name)
{
	const char *slash = strrchr(file, '/');
	char path[256];

	snprintf(path, sizeof(path), "%.*s/%s", slash ? (int)(slash - file) : 0, file, name);
	return protocol_text(path);
}

/* Behind "NAME: ", if that is how it begins: a name has neither blanks nor capitals. */
static const char *behind_name(const char *text)
{
	size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_");

	return length && !strncmp(text + length, ": ", 2) ? text + length + 2 : text;
}

/* Past the end of a comment's line, and what the next one begins with. */
static const char *next_line(const char *c)
{
	c += strspn(c, " \t\n");
	if (*c == '*' && c[1] != '/')
		c += 1 + strspn(c + 1, " \t");
	return c;
}

char *protocol_does(const char *file, char *out, size_t size)
{
	const char *text = protocol_text(file), *c = text ? strstr(text, "/*") : NULL;
	const char *end = c ? strstr(c, "*/") : NULL;
	size_t n = 0;

	*out = '\0';
	if (!end)
		return out;
	c = behind_name(next_line(c + 2));
	while (c < end && n + 1 < size) {
		bool ends = *c == '\n';

		out[n++] = ends ? ' ' : *c;
		c = ends ? next_line(c) : c + 1;
	}
	while (n && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return out;
}
