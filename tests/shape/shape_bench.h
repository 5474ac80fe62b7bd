/* For tests of src/shape: clang's tree of a file, and what is chosen and written of it. */
#pragma once

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shape/shape.h"

/* Its output, whole; the caller frees it. NULL if there is none. */
static char *bench_run(const char *command, size_t *length)
{
	FILE *pipe = popen(command, "r");
	char *text = NULL, *larger;
	size_t room = 0;

	*length = 0;
	while (pipe) {
		if (*length + 1 >= room) {
			room = 2 * room + 65536;
			larger = realloc(text, room);
			if (!larger)
				break;
			text = larger;
		}
		size_t n = fread(text + *length, 1, room - *length - 1, pipe);

		if (!n)
			break;
		*length += n;
	}
	if (pipe)
		pclose(pipe);
	if (text)
		text[*length] = '\0';
	return text;
}

#define BENCH_FLAGS                                                                                \
	"-std=gnu11 -w -I" SOURCE "/tests/shape/fixed -I" SOURCE "/include -include "              \
	"warpage/kernel.h "

struct bench {
	char name[64], *json, *text;
	struct tree *tree;
	char why[SHAPE_WHY];
};

static void bench_done(struct bench *bench)
{
	tree_free(bench->tree);
	free(bench->json);
	free(bench->text);
	memset(bench, 0, sizeof(*bench));
}

/* A file of cases/; the last one is kept. */
static bool bench_look(struct bench *bench, const char *name)
{
	char command[1000];
	size_t length, text_length;

	if (bench->tree && !strcmp(bench->name, name))
		return true;
	bench_done(bench);
	snprintf(bench->name, sizeof(bench->name), "%s", name);
	snprintf(command, sizeof(command),
		 "cd " SOURCE "/tests/shape/cases && " CLANG " " BENCH_FLAGS
		 "-fsyntax-only -Xclang -ast-dump=json %s",
		 name);
	bench->json = bench_run(command, &length);
	snprintf(command, sizeof(command), "cat " SOURCE "/tests/shape/cases/%s", name);
	bench->text = bench_run(command, &text_length);
	bench->tree = bench->json ? tree_read(bench->json, length, bench->name, bench->text,
					      text_length, bench->why, sizeof(bench->why))
				  : NULL;
	return bench->tree;
}

/*
 * What is written of a shape, compiled and loaded: the struct host or struct guest. NULL, and what the
 * compiler says in why, if it isn't C.
 */
static const void *bench_load(const struct shape *shape, const char *name, char *why, size_t size)
{
	char c[] = "/tmp/warpage-shape-XXXXXX.c", so[64], path[500], command[1000];
	const void *(*get)(void) = NULL;
	size_t length;
	char *text, *said;
	void *loaded;
	FILE *out;

	snprintf(path, sizeof(path), SOURCE "/tests/shape/cases/%s", shape->tree->source);
	text = shape_wrap(shape, path, name);
	out = fdopen(mkstemps(c, 2), "w");
	snprintf(so, sizeof(so), "%s.so", c);
	fprintf(out, "%s\nconst void *get_it(void)\n{\n\treturn &warpage_one_it;\n}\n", text);
	fclose(out);
	free(text);
	snprintf(command, sizeof(command), CLANG " " BENCH_FLAGS "-shared -fPIC -O1 -o %s %s 2>&1",
		 so, c);
	said = bench_run(command, &length);
	snprintf(why, size, "%s", said);
	free(said);
	loaded = dlopen(so, RTLD_NOW);
	if (loaded)
		*(void **)&get = dlsym(loaded, "get_it");
	unlink(c);
	unlink(so);
	return get ? get() : NULL;
}
