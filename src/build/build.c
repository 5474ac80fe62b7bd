/*
 * A host or a guest from a file: one that ends in DEFINE_HOST or DEFINE_GUEST as it is, of another one the
 * function that is meant, with an adapter. See build.h.
 */
#define _GNU_SOURCE
#include "build/build.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>

#include "build/headers.h"
#include "build/loaded.h"
#include "build/probe.h"
#include "build/spec.h"
#include "file/text.h"
#include "pasted/pasted.h"
#include "shape/shape.h"

/* What is made, and with what. */
struct work {
	struct spec spec;
	struct make make;
	struct unit unit;
	char *text;	       /* of the file */
	struct pasted *pasted; /* ... taken apart, if it knows nothing of warpage */
	const char *name;      /* as the user said it, options and all */
	char folder[PATH_MAX], headers[PATH_MAX], front[PATH_MAX + 16];
	char whole[PATH_MAX +
		   16]; /* the file, or the part of it that is needed, for the compiler */
	char wrapped[PATH_MAX + 16];
	char function[REGISTRY_NAME]; /* that is meant, if nobody said so */
	bool begun;		      /* make is */
};

/* Leaves text in a file of the work's, and frees it. */
static bool put(const struct work *work, const char *path, char *text, char *why, size_t size)
{
	FILE *out = text ? fopen(path, "we") : NULL;
	bool good = out && fputs(text, out) >= 0;

	good = out && !fclose(out) && good;
	if (!good)
		snprintf(why, size, "%s: there is no room for what is made of %s", path,
			 work->spec.path);
	free(text);
	return good;
}

/* Only what this function needs counts from here on: the rest may be what no compiler here understands. */
static bool take_part(struct work *work, const char *function, char *why, size_t size)
{
	snprintf(work->whole, sizeof(work->whole), "%s/part.c", work->make.store.work);
	work->unit.source = work->whole;
	return put(work, work->whole, pasted_part(work->pasted, function, strchr(work->name, ',')),
		   why, size);
}

static void end(struct work *work)
{
	if (work->begun)
		make_end(&work->make);
	pasted_free(work->pasted);
	free(work->text);
}

/* Compile it with the names of its kernel in front. */
static bool use_front(struct work *work, enum member_kind kind, char *why, size_t size)
{
	char folder[PATH_MAX + 16];
	char *all = headers_with(work->text, work->folder);
	struct pasted *pasted = all ? pasted_read(all) : NULL;
	char *front;

	snprintf(folder, sizeof(folder), "%s/include", work->make.tools.share);
	front = pasted ? pasted_front(pasted, folder, kind == MEMBER_HOST) : NULL;
	if (pasted)
		pasted_free(pasted);
	free(all);
	snprintf(work->front, sizeof(work->front), "%s/front.h", work->make.store.work);
	work->unit.front = work->front;
	work->unit.called = work->spec.path;
	work->unit.whole = work->whole;
	if (!put(work, work->front, front, why, size))
		return false;
	pasted_drop_declarations(work->pasted, folder);
	return take_part(work, work->spec.function, why, size);
}

/* Take the name apart, and read the file. */
static bool begin(struct work *work, enum member_kind kind, const char *name, char *why,
		  size_t size)
{
	char copy[PATH_MAX];

	memset(work, 0, sizeof(*work));
	if (!spec_parse(&work->spec, name, why, size) ||
	    !loaded_text(work->spec.path, &work->text, why, size))
		return false;
	work->begun = make_begin(&work->make, why, size);
	if (!work->begun)
		return false;
	work->name = name;
	snprintf(copy, sizeof(copy), "%s", work->spec.path);
	snprintf(work->folder, sizeof(work->folder), "%s", dirname(copy));
	if (!realpath(work->spec.path, copy))
		snprintf(copy, sizeof(copy), "%s", work->spec.path);
	snprintf(work->whole, sizeof(work->whole), "%s", copy);
	work->unit.source = work->spec.path;
	work->unit.folder = work->folder;
	work->unit.headers = work->headers;
	work->pasted = pasted_read(work->text);
	if (!work->pasted) {
		snprintf(why, size, "%s: not enough memory to look at it", work->spec.path);
		return false;
	}
	return !pasted_header(work->pasted) || use_front(work, kind, why, size);
}

/* Behind a compiler's errors, if there is room for one line more, and something to leave out. */
static void add_hint(const struct work *work, const struct tree *tree, char *why, size_t size)
{
	struct text text = {.out = why, .size = size, .used = strlen(why)};
	unsigned int lines = 0, functions = 0;

	for (unsigned int i = 0; i < tree->nfunctions; i++)
		functions += tree->functions[i].ours && tree->functions[i].whole;
	if (functions < 2)
		return;
	for (const char *at = why; (at = strchr(at, '\n')); at++)
		lines++;
	if (lines && lines < MAKE_LINES)
		text_add(&text, "say %s:FUNCTION to leave out what that function does not need\n",
			 work->spec.path);
}

/* Give each struct that is only a member of another, and that nobody defines, some bytes. How many were there? */
static unsigned int fill_structs(const struct work *work, const char *errors)
{
	static const char sign[] = "field has incomplete type 'struct ";
	FILE *from = fopen(errors, "re"), *to = fopen(work->front, "ae");
	char line[1024], name[64], known[2048] = " ";
	unsigned int n = 0;

	while (from && to && fgets(line, sizeof(line), from)) {
		const char *at = strstr(line, sign);
		size_t used = strlen(known);

		if (!at || sscanf(at + sizeof(sign) - 1, "%60[A-Za-z0-9_]'", name + 1) != 1)
			continue;
		name[0] = ' ';
		strcat(name, " ");
		if (strstr(known, name) || used + strlen(name) > sizeof(known))
			continue;
		strcpy(known + used - 1, name);
		fprintf(to, "struct%s{ long nobody_knows[8]; };\n", name);
		n++;
	}
	if (from)
		fclose(from);
	if (to)
		fclose(to);
	return n;
}

/*
 * What is in the file, also if it is not sound; then why are a compiler's errors. NULL and why, if not even
 * that can be had.
 */
static struct tree *look(struct work *work, bool *sound, char *why, size_t size)
{
	char path[PATH_MAX + 16], errors[PATH_MAX + 16], *json, other[256];
	unsigned int tries = 0;
	struct tree *tree;

	snprintf(path, sizeof(path), "%s/tree", work->make.store.work);
	snprintf(errors, sizeof(errors), "%s/tree.err", work->make.store.work);
	do {
		remove(errors);
		*sound = !unit_tree(&work->unit, &work->make.tools, path, errors);
	} while (!*sound && tries++ < 3 && fill_structs(work, errors));
	if (!*sound)
		make_errors(errors, &work->unit, why, size);
	if (!loaded_tree(path, &json, *sound ? why : other, *sound ? size : sizeof(other)))
		return NULL;
	tree = tree_read(json, strlen(json), work->unit.source, work->text, strlen(work->text),
			 *sound ? why : other, *sound ? size : sizeof(other));
	if (tree)
		tree->path = work->spec.path;
	free(json);
	return tree;
}

/* The tree of a file that is sound, or of that part of it which the function that is meant needs. */
static struct tree *look_at_needed(struct work *work, struct shape_want *want, char *why,
				   size_t size)
{
	char other[REGISTRY_WHY];
	struct shape *shape;
	bool sound, several = false;
	struct tree *tree = look(work, &sound, why, size);

	if (tree && !sound && !want->function) {
		want->several = &several;
		shape = shape_choose(tree, want, other, sizeof(other));
		want->several = NULL;
		if (several) /* the errors may be in none of them */
			snprintf(why, size, "%s", other);
		if (shape) {
			snprintf(work->function, sizeof(work->function), "%s",
				 shape->function->name);
			shape_free(shape);
			want->function = work->function;
			tree_free(tree);
			tree = take_part(work, work->function, why, size)
				       ? look(work, &sound, why, size)
				       : NULL;
		}
	}
	if (tree && !sound) {
		if (!want->function && !several)
			add_hint(work, tree, why, size);
		tree_free(tree);
		tree = NULL;
	}
	return tree;
}

/* What the user said of the function. */
static bool take_options(const struct work *work, struct shape_want *want, char *why, size_t size)
{
	char what[256];

	for (unsigned int i = 0; i < work->spec.noptions; i++)
		if (!shape_option(want, work->spec.options[i].key, work->spec.options[i].value,
				  what, sizeof(what))) {
			snprintf(why, size, "%s: %s", work->spec.path, what);
			return false;
		}
	return true;
}

static void take_probe(struct shape_want *want, const struct probe *probe)
{
	if (probe->in_ns && !want->unit_ns) {
		want->unit_ns = 1;
		want->unit_found = true;
	}
	if (probe->made_time && !want->none_said) {
		want->none_found = true;
		want->none = probe->no_time;
	}
}

/*
 * Find the function, and if a wrapper is wanted, write the C that makes a member of it: that is the unit's source
 * then. probe: what calls have shown, or NULL. The format, or NULL and why.
 */
static const struct format *find_function(struct work *work, enum member_kind kind,
					  const struct format *format, const char *name,
					  bool wrapper, const struct probe *probe, char *why,
					  size_t size)
{
	struct shape_want want = {.role = kind == MEMBER_HOST ? SHAPE_HOST : SHAPE_GUEST,
				  .format = format,
				  .function = work->spec.function,
				  .name = name};
	bool good = take_options(work, &want, why, size);
	struct tree *tree;
	struct shape *shape;

	if (good && probe)
		take_probe(&want, probe);
	tree = good ? look_at_needed(work, &want, why, size) : NULL;
	shape = tree ? shape_choose(tree, &want, why, size) : NULL;
	format = shape ? shape->format : NULL;
	if (shape && wrapper) {
		snprintf(work->wrapped, sizeof(work->wrapped), "%s/wrapped.c",
			 work->make.store.work);
		if (!take_part(work, shape->function->name, why, size) ||
		    !put(work, work->wrapped, shape_wrap(shape, work->whole, "it"), why, size))
			format = NULL;
		work->unit.source = work->wrapped;
	}
	if (shape)
		shape_free(shape);
	if (tree)
		tree_free(tree);
	return format;
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
	struct work work;

	if (begin(&work, kind, name, why, size)) {
		if (work.unit.front)
			format = find_function(&work, kind, NULL, name, false, NULL, why, size);
		else
			format = defined_format(work.text, kind);
		if (!format && !work.unit.front)
			snprintf(why, size, "%s: it does not tell its format: say --format F",
				 work.spec.path);
	}
	end(&work);
	return format;
}

/* The object of a file, of a guest's function with what calls of it show. */
static bool make_it(struct work *work, enum member_kind kind, const struct format *format,
		    const char key[STORE_KEY], char object[PATH_MAX], char *why, size_t size)
{
	struct probe probe;

	if (!work->unit.front)
		return make_object(&work->make, &work->unit, 1, key, object, why, size);
	if (!find_function(work, kind, format, work->name, true, NULL, why, size) ||
	    !make_object(&work->make, &work->unit, 1, key, object, why, size))
		return false;
	if (kind != MEMBER_GUEST || !probe_guest(object, format, &probe))
		return true;
	work->unit.source = work->whole;
	return find_function(work, kind, format, work->name, true, &probe, why, size) &&
	       make_object(&work->make, &work->unit, 1, key, object, why, size);
}

bool build_member(enum member_kind kind, const struct format *format, const char *name, char *why,
		  size_t size)
{
	const struct protocol_module *module = NULL;
	char object[PATH_MAX], key[STORE_KEY], about[REGISTRY_NAME + 96], text[STORE_KEY] = "";
	bool wrapped = false;
	struct work work;

	if (kind == MEMBER_FORMAT)
		return build_folder(name, &format, why, size);
	if (begin(&work, kind, name, why, size)) {
		loaded_hash(work.text, text);
		loaded_headers(format, &work.make.tools, work.headers);
		wrapped = work.unit.front;
		snprintf(about, sizeof(about), "%d %s %s", (int)kind, format->name, name);
		if (make_key(&work.make, &work.unit, 1, about, key, why, size) &&
		    (store_has(&work.make.store, key, object) ||
		     make_it(&work, kind, format, key, object, why, size)))
			module = loaded_module(object, why, size);
	}
	end(&work);
	return module && registry_add(module, kind, wrapped ? NULL : work.spec.function, name, text,
				      work.make.included, why, size);
}
