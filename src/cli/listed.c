/* What the reviewed table says of a host or a guest, in words and as JSON. */
#include "cli/listed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/known.h"
#include "outcome/put.h"
#include "protocols/registry_tell.h"
#include "protocols/text.h"

#define WIDTH 100 /* of text */
#define ALL_MODELS ((1u << MODELS) - 1)

void listed_wrap(const char *text, int indent)
{
	int column = 0;

	while (*text) {
		int word = (int)strcspn(text, " ");

		if (column && column + 1 + word > WIDTH) {
			putchar('\n');
			column = 0;
		}
		column += printf("%*s%.*s", column ? 1 : indent, "", word, text);
		text += word + (text[word] == ' ');
	}
	putchar('\n');
}

/* One that a member may be paired with, and the models, a bit each, in which the table has the two as clean. */
struct with {
	const struct protocol_member *member;
	unsigned int models;
	bool ran; /* people ran the two together */
};

#define WITH_MAX 256

static unsigned int right_models(const struct host *host, const struct guest *guest)
{
	const struct format *format = registry_find_format(host->format);
	unsigned int models = 0;

	for (enum model model = 0; model < MODELS; model++) {
		const char *verdict = known_verdict(format, host, guest, model);

		models |= verdict && !strcmp(verdict, "clean") ? 1u << model : 0;
	}
	return models;
}

/* All of its format, in the order of names. How many. */
static unsigned int find_all(const struct protocol_member *member, enum member_kind kind,
			     struct with all[WITH_MAX])
{
	bool host = kind == MEMBER_HOST;
	const void *one;
	unsigned int n = 0;

	for (unsigned int i = 0; n < WITH_MAX; i++) {
		one = host ? (const void *)registry_guest(ENGINE_MACHINE, i)
			   : (const void *)registry_host(ENGINE_MACHINE, i);
		if (!one)
			break;
		if (strcmp(((const struct protocol_member *)one)->format, member->format))
			continue;
		all[n].member = one;
		all[n].ran = host ? registry_ran_together((const void *)member, one)
				  : registry_ran_together(one, (const void *)member);
		all[n++].models = host ? right_models((const void *)member, one)
				       : right_models(one, (const void *)member);
	}
	return n;
}

/* Those of most models first, and of the same ones side by side. */
static int compare(const void *a, const void *b)
{
	const struct with *one = a, *other = b;
	int more = __builtin_popcount(other->models) - __builtin_popcount(one->models);

	if (more)
		return more;
	if (one->models != other->models)
		return one->models < other->models ? 1 : -1;
	return strcmp(one->member->name, other->member->name);
}

static void tell_models(FILE *out, unsigned int models)
{
	const char *before = " in";

	if (models == ALL_MODELS) {
		fputs(" in all models", out);
		return;
	}
	for (enum model model = 0; model < MODELS; model++)
		if (models & 1u << model) {
			fprintf(out, "%s %s", before, model_name(model));
			before = ",";
		}
}

/* "right with hv-fenced in all models; with hv-ordered in sc, x86, weak" */
static void print_right(const struct protocol_member *member, enum member_kind kind)
{
	struct with all[WITH_MAX];
	unsigned int n = find_all(member, kind, all);
	char name[REGISTRY_NAME], *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return;
	qsort(all, n, sizeof(all[0]), compare);
	for (unsigned int i = 0; i < n && all[i].models; i++) {
		bool goes_on = i && all[i - 1].models == all[i].models;

		fprintf(out, "%s%s",
			goes_on ? ", "
			: i	? "; with "
				: "right with ",
			registry_spell(all[i].member->name, name, sizeof(name)));
		if (i + 1 == n || all[i + 1].models != all[i].models)
			tell_models(out, all[i].models);
	}
	fclose(out);
	listed_wrap(size ? text : "right with none", 8);
	free(text);
}

/* "people ran it with hv-ordered, sentinel" */
static void print_ran(const struct protocol_member *member, enum member_kind kind)
{
	struct with all[WITH_MAX];
	unsigned int n = find_all(member, kind, all);
	char name[REGISTRY_NAME], *text = NULL;
	const char *before = "people ran it with ";
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return;
	for (unsigned int i = 0; i < n; i++) {
		if (!all[i].ran)
			continue;
		fprintf(out, "%s%s", before,
			registry_spell(all[i].member->name, name, sizeof(name)));
		before = ", ";
	}
	fclose(out);
	listed_wrap(size	  ? text
		    : member->ran ? "people ran it, with none of these"
				  : "nobody ran it, as far as is known",
		    8);
	free(text);
}

void listed_name(const struct console *console, const char *name, int width)
{
	int length = (int)strlen(name);

	console_put(stdout, console, PAINT_NAME, name, (size_t)length);
	printf("%*s", length < width ? width - length : 0, "");
}

void listed_print(const struct protocol_member *member, enum member_kind kind,
		  const struct console *console)
{
	char name[REGISTRY_NAME], does[LISTED_DOES];

	printf("  %-5s ", kind == MEMBER_HOST ? "host" : "guest");
	listed_name(console, registry_spell(member->name, name, sizeof(name)), 20);
	printf(" %s\n", member->origin);
	listed_wrap(protocol_does(member->file, does, sizeof(does)), 8);
	print_right(member, kind);
	print_ran(member, kind);
}

void listed_put(json_t *object, const struct protocol_member *member, enum member_kind kind)
{
	struct with all[WITH_MAX];
	unsigned int n = find_all(member, kind, all);
	char name[REGISTRY_NAME], does[LISTED_DOES];
	json_t *right = json_object(), *ran_with = json_array();

	put_text(object, "does", protocol_does(member->file, does, sizeof(does)));
	put_text(object, "file", member->file);
	for (unsigned int i = 0; i < n; i++) {
		json_t *names = json_array();

		for (enum model model = 0; model < MODELS; model++)
			if (all[i].models & 1u << model)
				json_array_append_new(names, put_string(model_name(model)));
		json_object_set_new(right, registry_spell(all[i].member->name, name, sizeof(name)),
				    names);
		if (all[i].ran)
			json_array_append_new(ran_with, put_string(name));
	}
	json_object_set_new(object, "right", right);
	if (member->ran)
		put_text(object, "ran", member->ran);
	json_object_set_new(object, "ran_with", ran_with);
}
