/*
 * Functions as hosts: where they find the parameters that they are to publish. A whole page of them, the
 * format's own struct, numbers whose names tell which they are, or places that the user names.
 */
#include <string.h>

#include "file/text.h"
#include "protocols/registry.h"
#include "shape/fit.h"
#include "shape/known.h"

/*
 * Where a field is in the format's parameters: decode() says so, of a page on which nothing but that
 * field is 1. -1: it isn't there as it is.
 */
static int offset_of(const struct format *format, const struct field *field)
{
	u8 page[WARPAGE_PAGE_MAX] = {0}, zero[WARPAGE_PARAMS_MAX] = {0},
	   one[WARPAGE_PARAMS_MAX] = {0};
	int found = -1;

	format->decode(zero, page);
	page[field->offset] = 1;
	format->decode(one, page);
	for (unsigned int i = 0; i < format->params_size; i++) {
		if (one[i] == zero[i])
			continue;
		if (found >= 0 || one[i] != zero[i] + 1)
			return -1;
		found = (int)i;
	}
	return found;
}

bool fit_value(struct shape *shape, unsigned int field, char *out, size_t size)
{
	static const char *const types[] = {"char", "short", "int", "long"};
	const struct field *one = &shape->format->fields[field];
	int offset = offset_of(shape->format, one);
	unsigned int type = one->size == 8 ? 3 : one->size / 2;

	if (offset < 0 || type >= ARRAY_SIZE(types))
		return fit_fail(shape,
				"%s of the format is no plain number: write a host_*.c for it",
				one->name);
	snprintf(out, size, "*(const %s %s *)(warpage_next + %d)",
		 one->is_signed ? "signed" : "unsigned", types[type], offset);
	return true;
}

static bool is_open(const struct shape *shape, unsigned int field)
{
	return shape->format->fields[field].role == FIELD_PARAM && !(shape->fed >> field & 1);
}

static bool some_open(const struct shape *shape)
{
	for (unsigned int f = 0; f < shape->format->nfields; f++)
		if (is_open(shape, f))
			return true;
	return false;
}

static void feed(struct shape *shape, unsigned int field)
{
	shape->fed |= (u64)1 << field;
}

static bool room(struct shape *shape, unsigned int field, struct c_type type, const char *name)
{
	const struct field *one = &shape->format->fields[field];

	if (type.base == C_INTEGER && type.bits >= 8u * one->size)
		return true;
	return fit_fail(shape, "%s has no room for the format's %s, which has %u bits", name,
			one->name, 8u * one->size);
}

/* One FIELD=PLACE. */
static bool given(struct shape *shape, const char *text)
{
	const struct format *format = shape->format;
	size_t length = strcspn(text, "=");
	char known[300], value[80], name[64];
	struct text all = {.out = known, .size = sizeof(known)};
	struct place place;
	struct c_type type;

	for (unsigned int f = 0; f < format->nfields; f++) {
		if (format->fields[f].role != FIELD_PARAM)
			continue;
		text_add(&all, "%s%s", all.used ? ", " : "", format->fields[f].name);
		if (strncmp(format->fields[f].name, text, length) != 0 ||
		    format->fields[f].name[length])
			continue;
		if (!is_open(shape, f))
			return fit_fail(shape, "param=%s: %s is given twice", text,
					format->fields[f].name);
		if (!place_parse(shape, text + length + 1, &place))
			return false;
		type = place.nsteps || place.variable
			       ? place.type
			       : tree_type(shape->tree,
					   shape->function->arguments[place.argument].type);
		if (!room(shape, f, type, text + length + 1))
			return false;
		feed(shape, f);
		return fit_value(shape, f, value, sizeof(value)) && place_set(shape, &place, value);
	}
	return fit_fail(shape, "param=%s: %s has no such parameter, but %s", text,
			registry_spell(format->name, name, sizeof(name)), known);
}

void fit_own(struct shape *shape)
{
	for (unsigned int f = 0; f < shape->format->nfields; f++)
		if (is_open(shape, f))
			feed(shape, f);
	shape->own = true;
	fit_note(shape, "it computes what it publishes");
}

/* One PLACE=VALUE. */
static bool set(struct shape *shape, const char *text)
{
	const char *equals = strchr(text, '=');
	char name[SHAPE_PLACE];
	struct place place;

	snprintf(name, sizeof(name), "%.*s", (int)(equals - text), text);
	return place_parse(shape, name, &place) && place_set(shape, &place, equals + 1);
}

/* A whole page at another place, with what is new in it; the rest is as it is on the page. */
static bool new_page(struct shape *shape, const struct place *place)
{
	const struct format *format = shape->format;
	char at[SHAPE_PLACE], value[80];

	if (!place_target(shape, place, at))
		return false;
	fprintf(shape->locals.stream,
		"\t__builtin_memcpy(&%s, warpage_page, sizeof(%s) < %u ? sizeof(%s) : %u);\n", at,
		at, format->page_size, at, format->page_size);
	for (unsigned int f = 0; f < format->nfields; f++) {
		if (!is_open(shape, f))
			continue;
		if (!fit_value(shape, f, value, sizeof(value)))
			return false;
		fprintf(shape->locals.stream, "\t__builtin_memcpy((char *)&%s + %u, &%s, %u);\n",
			at, format->fields[f].offset, value, format->fields[f].size);
		feed(shape, f);
	}
	fit_note(shape, "the new values are in %s%s%s", place_spell(shape, place, at),
		 *place->inside ? "." : "", place->inside);
	return true;
}

/* The only other place that is a page by its type. */
static bool find_new_page(struct shape *shape, const struct place *page)
{
	struct place places[8], *other = NULL;
	unsigned int n = place_search(shape, places, ARRAY_SIZE(places));

	for (unsigned int i = 0; i < n; i++) {
		if (place_same(&places[i], page) || places[i].function)
			continue;
		if (other)
			return true;
		other = &places[i];
	}
	return !other || new_page(shape, other);
}

/* Arguments that are a whole set of parameters. */
static void find_sets(struct shape *shape)
{
	const struct c_function *function = shape->function;
	char params[80];

	snprintf(params, sizeof(params), "%.60s_params", shape->format->name);
	for (unsigned int i = 0; i < function->narguments; i++) {
		struct c_type type = tree_type(shape->tree, function->arguments[i].type);

		if (*shape->arguments[i] || type.pointers > 1 || !type.record)
			continue;
		if (!strcmp(type.record->name, params)) {
			fit_argument(shape, i,
				     type.pointers ? "(void *)warpage_next"
						   : "*(const struct %s *)warpage_next",
				     params);
			for (unsigned int f = 0; f < shape->format->nfields; f++)
				if (is_open(shape, f))
					feed(shape, f);
		}
	}
}

#define NAMES 32

/* Numbers that might be parameters, by their names: arguments, and members of structs that are some. */
struct names {
	const char *items[NAMES];
	struct place places[NAMES];
	unsigned int n;
};

static void add_name(struct names *names, const char *name, const struct place *place)
{
	if (names->n == NAMES || !*name)
		return;
	names->places[names->n] = *place;
	names->items[names->n++] = name;
}

static void find_names(const struct shape *shape, struct names *names)
{
	const struct c_function *function = shape->function;

	for (unsigned int i = 0; i < function->narguments; i++) {
		struct place place = {.argument = (int)i};
		struct c_type type = tree_type(shape->tree, function->arguments[i].type);

		if (*shape->arguments[i] || !function->arguments[i].used)
			continue;
		place.type = type;
		if (type.base == C_INTEGER && !type.pointers)
			add_name(names, function->arguments[i].name, &place);
		for (unsigned int m = 0;
		     type.record && type.pointers == 1 && m < type.record->nmembers; m++) {
			place.nsteps = 1;
			place.steps[0].member = &type.record->members[m];
			place.steps[0].arrow = true;
			place.type = tree_type(shape->tree, type.record->members[m].type);
			if (place.type.base == C_INTEGER && !place.type.pointers &&
			    tree_has(&shape->reach.members, type.record->members[m].id))
				add_name(names, type.record->members[m].name, &place);
		}
	}
}

static bool match(struct shape *shape)
{
	struct names names = {.n = 0};
	int fields[NAMES];
	char value[80], spelled[SHAPE_PLACE];

	find_names(shape, &names);
	match_names(shape->format, names.items, names.n, fields);
	for (unsigned int i = 0; i < names.n; i++) {
		const struct place *place = &names.places[i];

		if (fields[i] < 0 || !is_open(shape, (unsigned int)fields[i]))
			continue;
		if (!room(shape, (unsigned int)fields[i], place->type,
			  place_spell(shape, place, spelled)))
			return false;
		feed(shape, (unsigned int)fields[i]);
		if (!fit_value(shape, (unsigned int)fields[i], value, sizeof(value)) ||
		    !place_set(shape, place, value))
			return false;
		fit_note(shape, "%s is %s", place_spell(shape, place, spelled),
			 shape->format->fields[fields[i]].name);
	}
	return true;
}

/* ",param=scale=PLACE,param=offset=my_offset": what is missing, with what it may be. */
static bool ask(struct shape *shape, const struct place *page)
{
	const struct format *format = shape->format;
	const char *items[NAMES];
	int fields[NAMES];
	unsigned int n = 0, own;
	char line[500], clock[SHAPE_PLACE];
	struct text text = {.out = line, .size = sizeof(line)};

	for (unsigned int i = 0; i < shape->function->narguments; i++)
		if (!*shape->arguments[i] && n < NAMES &&
		    tree_type(shape->tree, shape->function->arguments[i].type).base == C_INTEGER)
			items[n++] = shape->function->arguments[i].name;
	own = n;
	for (unsigned int i = 0; i < shape->reach.variables.n && n < NAMES; i++)
		if (tree_type(shape->tree,
			      tree_variable(shape->tree, shape->reach.variables.items[i])->type)
			    .base == C_INTEGER)
			items[n++] = shape->reach.variables.items[i];
	match_names(format, items, n, fields);
	for (unsigned int f = 0; f < format->nfields; f++) {
		const char *guess = "PLACE";

		if (!is_open(shape, f))
			continue;
		for (unsigned int i = n; i-- > 0;)
			if (fields[i] == (int)f || (fields[i] < 0 && i < own))
				guess = items[i];
		text_add(&text, ",param=%s=%s", format->fields[f].name, guess);
	}
	if (text.used && known_guess(shape, page, clock))
		return fit_fail(shape,
				"%s: where does it find the parameters that it is to publish? If "
				"it makes them of the clock in %s, say %s,clock=%s",
				shape->function->name, clock, shape->name, clock);
	return !text.used ||
	       fit_fail(shape,
			"%s: where does it find the parameters that it is to publish? Say %s%s",
			shape->function->name, shape->name, line);
}

bool fit_host(struct shape *shape)
{
	struct place page;
	char spelled[SHAPE_PLACE];

	if (!fit_given(shape) || !fit_page(shape, &page))
		return false;
	if (page.argument >= 0 && !page.nsteps && page.type.is_const)
		return fit_fail(shape, "%s takes %s, and a host writes its page",
				shape->function->name,
				fit_spell_argument(shape, (unsigned int)page.argument, spelled));
	for (const char *const *param = shape->want->params; param && *param; param++)
		if (!given(shape, *param))
			return false;
	find_sets(shape);
	if (shape->want->clock && !known_clock(shape, shape->want->clock))
		return false;
	if ((!shape->fed && !known_places(shape, &page)) ||
	    (!shape->fed && !find_new_page(shape, &page)) || !match(shape))
		return false;
	if (shape->asks_time && some_open(shape))
		fit_own(shape);
	if (!ask(shape, &page) || !fit_rest(shape))
		return false;
	known_ways(shape, &page);
	for (const char *const *one = shape->want->sets; one && *one; one++)
		if (!set(shape, *one))
			return false;
	fprintf(shape->after.stream, "\t");
	fit_call(shape, shape->after.stream);
	fprintf(shape->after.stream, ";\n");
	return true;
}
