/* Which function of a file is meant. */
#include <stdlib.h>
#include <string.h>

#include "file/text.h"
#include "shape/fit.h"
#include "shape/place.h"

static bool text_open(struct shape_text *text)
{
	text->stream = open_memstream(&text->text, &text->size);
	return text->stream;
}

static void text_close(struct shape_text *text)
{
	if (text->stream)
		fclose(text->stream);
	text->stream = NULL;
}

void shape_free(struct shape *shape)
{
	struct shape_text *texts[] = {&shape->macros, &shape->globals, &shape->locals,
				      &shape->after};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		text_close(texts[i]);
		free(texts[i]->text);
	}
	tree_unreach(&shape->reach);
	free(shape);
}

/* The function as what is wanted; NULL after a line in why. */
static struct shape *try(const struct tree *tree, const struct c_function *function,
			 const struct shape_want *want, char *why, size_t size)
{
	struct shape *shape = calloc(1, sizeof(*shape));

	snprintf(why, size, "%s: not enough memory to look at it", tree->path);
	if (!shape)
		return NULL;
	*shape = (struct shape){.tree = tree, .want = want, .function = function};
	shape->format = want->format;
	if (want->name)
		snprintf(shape->name, sizeof(shape->name), "%s", want->name);
	else
		snprintf(shape->name, sizeof(shape->name), "%s:%s", tree->path, function->name);
	shape->why = why;
	shape->size = size;
	tree_reach(tree, function, &shape->reach);
	if (text_open(&shape->macros) && text_open(&shape->globals) && text_open(&shape->locals) &&
	    text_open(&shape->after) &&
	    (want->role == SHAPE_HOST ? fit_host(shape) : fit_guest(shape))) {
		text_close(&shape->macros);
		text_close(&shape->globals);
		text_close(&shape->locals);
		text_close(&shape->after);
		return shape;
	}
	shape_free(shape);
	return NULL;
}

/* Does it, or what it calls, ask for the time of the CPU? */
static bool reads_tsc(const struct shape *shape)
{
	static const char *const names[] = {"rdtsc", "cycles", "raw_timer", "cntvct"};

	for (unsigned int i = 0; i < shape->reach.calls.n; i++)
		for (size_t n = 0; n < ARRAY_SIZE(names); n++)
			if (strstr(shape->reach.calls.items[i], names[n]))
				return true;
	return shape->reach.assembly;
}

#define FITTING 32

struct fitting {
	struct shape *shapes[FITTING];
	unsigned int n;
};

/* Keep those that keep() says, if there is one. */
static void narrow(struct fitting *fitting,
		   bool (*keep)(const struct fitting *fitting, const struct shape *shape))
{
	bool good[FITTING], some = false;
	unsigned int n = 0;

	for (unsigned int i = 0; i < fitting->n; i++)
		some |= good[i] = keep(fitting, fitting->shapes[i]);
	for (unsigned int i = 0; some && i < fitting->n; i++) {
		if (good[i])
			fitting->shapes[n++] = fitting->shapes[i];
		else
			shape_free(fitting->shapes[i]);
	}
	if (some)
		fitting->n = n;
}

static bool keep_readers(const struct fitting *fitting, const struct shape *shape)
{
	(void)fitting;
	return reads_tsc(shape);
}

/* Those whose page is one by the name of its type. */
static bool keep_named(const struct fitting *fitting, const struct shape *shape)
{
	(void)fitting;
	return shape->page && place_format(shape, shape->page);
}

/* Those whose time is of the page alone: not what looks into the vDSO's data which clock to read. */
static bool keep_plain(const struct fitting *fitting, const struct shape *shape)
{
	const struct tree *tree = shape->tree;

	(void)fitting;
	for (unsigned int r = 0; r < tree->nrecords; r++)
		for (unsigned int m = 0; m < tree->records[r].nmembers; m++)
			if (!strcmp(tree->records[r].members[m].name, "vclock_mode") &&
			    !strcmp(tree->records[r].name, "vsyscall_gtod_data") &&
			    tree_has(&shape->reach.members, tree->records[r].members[m].id))
				return false;
	return true;
}

/* Those that none of the others calls. */
static bool keep_callers(const struct fitting *fitting, const struct shape *shape)
{
	for (unsigned int i = 0; i < fitting->n; i++)
		if (fitting->shapes[i] != shape &&
		    tree_has(&fitting->shapes[i]->reach.calls, shape->function->name))
			return false;
	return true;
}

static const char *role_name(const struct shape_want *want)
{
	return want->role == SHAPE_HOST ? "host" : "guest";
}

/* "FILE has two functions that could be the guest: a (line 1), b (line 2): say FILE:a or FILE:b" */
static void tell_several(const struct fitting *fitting, const struct shape_want *want, char *why,
			 size_t size)
{
	static const char *const numbers[] = {"two", "three", "four", "five", "six"};
	const char *path = fitting->shapes[0]->tree->path;
	struct text text = {.out = why, .size = size};
	unsigned int n = fitting->n;

	text_add(&text, "%s has %s functions that could be the %s:", path,
		 n - 2 < ARRAY_SIZE(numbers) ? numbers[n - 2] : "many", role_name(want));
	for (unsigned int i = 0; i < n && i < 6; i++)
		text_add(&text, "%s %s (line %u)", i ? "," : "", fitting->shapes[i]->function->name,
			 fitting->shapes[i]->function->place.line);
	for (unsigned int i = 0; i < n && i < 6; i++)
		text_add(&text, "%s %s:%s", i ? " or" : ": say", path,
			 fitting->shapes[i]->function->name);
}

static bool called_by_others(const struct tree *tree, const char *name)
{
	for (unsigned int i = 0; i < tree->nfunctions; i++)
		if (tree->functions[i].ours && strcmp(tree->functions[i].name, name) != 0 &&
		    tree_has(&tree->functions[i].calls, name))
			return true;
	return false;
}

/* A host that was given as a guest, or the other way about. */
static void tell_other_role(const struct tree *tree, const struct shape_want *want,
			    const struct c_function *function, char *why, size_t size)
{
	struct shape_want other = {.format = want->format};
	char reason[SHAPE_WHY];
	struct shape *shape;
	struct text text = {.out = why, .size = size, .used = strlen(why)};

	other.role = want->role == SHAPE_HOST ? SHAPE_GUEST : SHAPE_HOST;
	shape = try(tree, function, &other, reason, sizeof(reason));
	if (!shape)
		return;
	text_add(&text, "; it could be a %s: give it in the %s's place", role_name(&other),
		 role_name(&other));
	shape_free(shape);
}

#define LIKELY_MOST 4

/* How much is in favour of a function, of those that don't fit. */
static unsigned int likelihood(const struct tree *tree, const struct c_function *function)
{
	struct shape shape = {.tree = tree, .function = function};
	struct place place;
	unsigned int likely = 1;

	tree_reach(tree, function, &shape.reach);
	likely += 2 * (place_search(&shape, &place, 1) > 0);
	likely += reads_tsc(&shape);
	tree_unreach(&shape.reach);
	return likely;
}

/* No function fits: why the likeliest one doesn't. */
static void tell_none(const struct tree *tree, const struct shape_want *want, char *why,
		      size_t size)
{
	const struct c_function *likely = NULL, *header = NULL;
	unsigned int most = 0, one_is;
	struct shape *shape;

	for (unsigned int i = 0; i < tree->nfunctions; i++) {
		const struct c_function *one = &tree->functions[i];

		if (!one->whole || (!one->ours && *one->place.file == '/'))
			continue;
		if (!one->ours) {
			shape = try(tree, one, want, why, size);
			if (shape)
				shape_free(shape);
			header = shape ? one : header;
		} else {
			one_is = 2 * likelihood(tree, one) + !called_by_others(tree, one->name);
			if (one_is > most) {
				most = one_is;
				likely = one;
			}
		}
	}
	if (header)
		snprintf(why, size,
			 "%s has no function that could be the %s, but %s has: say %s:%s",
			 tree->path, role_name(want),
			 header->place.file + 2 * !strncmp(header->place.file, "./", 2), tree->path,
			 header->name);
	else if (likely && !try(tree, likely, want, why, size))
		tell_other_role(tree, want, likely, why, size);
	else if (!likely)
		snprintf(why, size, "%s defines no function: the %s is one that %s a page",
			 tree->path, role_name(want),
			 want->role == SHAPE_HOST ? "writes" : "reads");
}

/* Is there a function that reads a page, and the TSC, where those that fit do not? */
static bool is_reader_left(const struct tree *tree, const struct fitting *fitting)
{
	for (unsigned int i = 0; i < fitting->n; i++)
		if (reads_tsc(fitting->shapes[i]))
			return false;
	for (unsigned int i = 0; i < tree->nfunctions; i++)
		if (tree->functions[i].ours && tree->functions[i].whole &&
		    likelihood(tree, &tree->functions[i]) == LIKELY_MOST)
			return true;
	return false;
}

static struct shape *choose_any(const struct tree *tree, const struct shape_want *want, char *why,
				size_t size)
{
	struct fitting fitting = {.n = 0};
	struct shape *shape;

	for (unsigned int i = 0; i < tree->nfunctions && fitting.n < FITTING; i++) {
		if (!tree->functions[i].ours || !tree->functions[i].whole)
			continue;
		shape = try(tree, &tree->functions[i], want, why, size);
		if (shape)
			fitting.shapes[fitting.n++] = shape;
	}
	if (want->role == SHAPE_GUEST && is_reader_left(tree, &fitting)) {
		while (fitting.n)
			shape_free(fitting.shapes[--fitting.n]);
	}
	narrow(&fitting, keep_named);
	if (want->role == SHAPE_GUEST) {
		narrow(&fitting, keep_readers);
		narrow(&fitting, keep_plain);
	}
	narrow(&fitting, keep_callers);
	if (fitting.n == 1)
		return fitting.shapes[0];
	if (want->several)
		*want->several = fitting.n;
	if (fitting.n)
		tell_several(&fitting, want, why, size);
	else
		tell_none(tree, want, why, size);
	for (unsigned int i = 0; i < fitting.n; i++)
		shape_free(fitting.shapes[i]);
	return NULL;
}

/* The line in which a file defines that macro; 0: it does not. */
static unsigned int macro_line(const struct tree *tree, const char *name)
{
	unsigned int line = 1;
	size_t length = strlen(name);

	for (const char *at = tree->text; at && *at; line++) {
		const char *word = at + strspn(at, " \t");

		if (*word == '#') {
			word += 1 + strspn(word + 1, " \t");
			if (!strncmp(word, "define", 6)) {
				word += 6 + strspn(word + 6, " \t");
				if (!strncmp(word, name, length) &&
				    strcspn(word, "( \t\n") == length)
					return line;
			}
		}
		at = strchr(at, '\n');
		at += at != NULL;
	}
	return 0;
}

/* There is no function of that name, or no more than its name. */
static void tell_unknown(const struct tree *tree, const struct shape_want *want, char *why,
			 size_t size)
{
	const struct c_function *declared = tree_function(tree, want->function);
	unsigned int line = macro_line(tree, want->function), n = 0;
	const char *names[200], *near;

	for (unsigned int i = 0; i < tree->nfunctions && n < ARRAY_SIZE(names); i++)
		if (tree->functions[i].ours && tree->functions[i].whole)
			names[n++] = tree->functions[i].name;
	near = nearest_name(want->function, names, n);
	if (!near && n == 1)
		near = names[0];
	if (line)
		snprintf(why, size, "%s:%u: %s is a macro: name a function that uses it",
			 tree->path, line, want->function);
	else if (declared)
		snprintf(why, size,
			 "%s:%u: %s is only declared here: give the file that defines it",
			 tree_file(tree, &declared->place), declared->place.line, want->function);
	else if (near)
		snprintf(why, size, "%s has no function %s; do you mean %s:%s?", tree->path,
			 want->function, tree->path, near);
	else
		snprintf(why, size, "%s has no function %s", tree->path, want->function);
}

struct shape *shape_choose(const struct tree *tree, const struct shape_want *want, char *why,
			   size_t size)
{
	const struct c_function *function;
	struct shape *shape;

	if (!want->function)
		return choose_any(tree, want, why, size);
	function = tree_function(tree, want->function);
	if (!function || !function->whole) {
		tell_unknown(tree, want, why, size);
		return NULL;
	}
	shape = try(tree, function, want, why, size);
	if (!shape)
		tell_other_role(tree, want, function, why, size);
	return shape;
}
