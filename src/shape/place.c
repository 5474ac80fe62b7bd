/* Finds and names places. */
#include "shape/place.h"

#include <ctype.h>
#include <string.h>

#include "file/text.h"
#include "protocols/registry.h"
#include "shape/fit.h"
#include "shape/known.h"

/* Is that how the type of this format's page is called? */
static bool is_named(const struct format *format, const char *name)
{
	char own[80];

	snprintf(own, sizeof(own), "%.60s_page", format->name);
	if (!strcmp(name, own))
		return true;
	for (const char *const *type = format->page_types; type && *type; type++)
		if (!strcmp(name, *type))
			return true;
	return false;
}

static const char *record_name(const struct c_record *record)
{
	return *record->name ? record->name : record->alias;
}

const struct format *place_format_any(const struct c_record *record)
{
	const struct format *format;

	for (unsigned int i = 0; (format = registry_format(i)); i++)
		if (is_named(format, record_name(record)))
			return format;
	return NULL;
}

const struct format *place_format(const struct shape *shape, const struct c_record *record)
{
	if (shape->format)
		return is_named(shape->format, record_name(record)) ? shape->format : NULL;
	return place_format_any(record);
}

static const struct c_record *inside(const struct shape *shape, const struct c_record *record,
				     struct text *text, unsigned int depth)
{
	const struct c_record *page;
	struct text before = *text;

	if (place_format(shape, record))
		return record;
	for (unsigned int i = 0; i < record->nmembers && depth < 4; i++) {
		const struct c_member *member = &record->members[i];
		struct c_type type = tree_type(shape->tree, member->type);

		if (type.base != C_RECORD || !type.record || type.pointers ||
		    known_copy(member->name))
			continue;
		if (*member->name && !tree_has(&shape->reach.members, member->id))
			continue;
		if (*member->name)
			text_add(text, "%s%s%s", text->used ? "." : "", member->name,
				 type.length ? "[0]" : "");
		page = inside(shape, type.record, text, depth + 1);
		if (page)
			return page;
		*text = before;
		text->out[text->used] = '\0';
	}
	return NULL;
}

const struct c_record *place_inside(const struct shape *shape, const struct c_record *record,
				    char *out, size_t size)
{
	struct text text = {.out = out, .size = size};

	*out = '\0';
	return inside(shape, record, &text, 0);
}

struct search {
	const struct shape *shape;
	struct place at, *found;
	unsigned int n, most, arrows, rank;
};

/* What a pointer to nothing in particular, or an array of bytes, is taken for. */
static struct c_type taken_for(const struct tree *tree, struct c_type type, const char *id)
{
	bool bytes = type.base == C_INTEGER && type.bits == 8;
	struct c_type cast;

	if ((type.base != C_VOID && !bytes && !(type.base == C_INTEGER && type.bits == 64)) ||
	    type.pointers > 1 || !tree_cast(tree, id))
		return type;
	cast = tree_type(tree, tree_cast(tree, id));
	if (cast.base != C_RECORD || cast.pointers != 1)
		return type;
	cast.length = 0;
	cast.pointers = !bytes || type.pointers; /* bytes are the object itself */
	return cast;
}

static void search(struct search *s, struct c_type type, const char *id)
{
	const struct shape *shape = s->shape;
	const struct c_record *page;
	struct place *at = &s->at;

	type = taken_for(shape->tree, type, id);
	if (type.base != C_RECORD || !type.record || type.pointers > 1 || s->n == s->most)
		return;
	at->type = type;
	page = place_inside(shape, type.record, at->inside, sizeof(at->inside));
	if (page) {
		at->page = page;
		at->format = place_format(shape, page);
		at->object = !type.pointers;
		if (type.pointers || (at->variable && !at->nsteps))
			s->found[s->n++] = *at;
		return;
	}
	if (at->nsteps == PLACE_STEPS || s->arrows + type.pointers > 3)
		return;
	s->arrows += type.pointers;
	for (unsigned int i = 0; i < type.record->nmembers; i++) {
		const struct c_member *member = &type.record->members[i];
		struct c_type inner = tree_type(shape->tree, member->type);

		if (!tree_has(&shape->reach.members, member->id))
			continue;
		at->steps[at->nsteps].member = member;
		at->steps[at->nsteps].arrow = type.pointers;
		at->steps[at->nsteps++].element = inner.length && inner.pointers;
		search(s, inner, member->id);
		at->nsteps--;
	}
	s->arrows -= type.pointers;
}

/* How sure it is that something of this name is an address in a guest; 0: it isn't. */
static unsigned int name_rank(const char *name)
{
	static const char *const names[] = {"gfn",  "gpa",	 "hva",	       "uhva",
					    "khva", "time_page", "hv_tsc_page"};

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(names[i], name))
			return i + 1;
	return 0;
}

static unsigned int address_rank(const char *name, struct c_type type)
{
	return !type.length && ((type.base == C_VOID && type.pointers == 1) ||
				(type.base == C_INTEGER && type.bits == 64 && !type.pointers))
		       ? name_rank(name)
		       : 0;
}

bool place_is_address(const struct place *place)
{
	return place->nsteps && name_rank(place->steps[place->nsteps - 1].member->name);
}

/* The format whose page's address is in a register of that name. */
static const struct format *registers(const char *name)
{
	return strcmp(name, "hv_tsc_page") != 0 ? NULL : registry_find_format("hyperv_tsc");
}

static void search_address(struct search *s, struct c_type type, const char *name)
{
	struct place *at = &s->at;
	unsigned int rank = address_rank(name, type);

	if (registers(name) && s->shape->format && registers(name) != s->shape->format)
		rank = 0;
	if (rank >= s->rank && rank) {
		s->n = rank > s->rank ? 0 : s->n;
		s->rank = rank;
		at->type = type;
		at->format = registers(name);
		if (s->n < s->most)
			s->found[s->n++] = *at;
	}
	if (type.base != C_RECORD || !type.record || type.pointers > 1 || type.length ||
	    at->nsteps == PLACE_STEPS || s->arrows + type.pointers > 3)
		return;
	s->arrows += type.pointers;
	for (unsigned int i = 0; i < type.record->nmembers; i++) {
		const struct c_member *member = &type.record->members[i];

		if (!tree_has(&s->shape->reach.members, member->id))
			continue;
		at->steps[at->nsteps].member = member;
		at->steps[at->nsteps].element = false;
		at->steps[at->nsteps++].arrow = type.pointers;
		search_address(s, tree_type(s->shape->tree, member->type), member->name);
		at->nsteps--;
	}
	s->arrows -= type.pointers;
}

unsigned int place_search_address(const struct shape *shape, struct place *places,
				  unsigned int most)
{
	const struct c_function *function = shape->function;
	struct search s = {.shape = shape, .found = places, .most = most};

	for (unsigned int i = 0; i < function->narguments; i++) {
		s.at = (struct place){.argument = (int)i};
		if (function->arguments[i].used)
			search_address(&s, tree_type(shape->tree, function->arguments[i].type),
				       function->arguments[i].name);
	}
	return s.n;
}

unsigned int place_search(const struct shape *shape, struct place *places, unsigned int most)
{
	const struct c_function *function = shape->function, *called;
	struct search s = {.shape = shape, .found = places, .most = most};
	struct c_type type;

	for (unsigned int i = 0; i < function->narguments; i++) {
		s.at = (struct place){.argument = (int)i};
		type = tree_type(shape->tree, function->arguments[i].type);
		if (type.pointers == 1)
			search(&s, type, "");
	}
	for (unsigned int i = 0; i < shape->reach.variables.n; i++) {
		s.at = (struct place){.argument = -1};
		s.at.variable = tree_variable(shape->tree, shape->reach.variables.items[i]);
		type = tree_type(shape->tree, s.at.variable->type);
		s.at.element = type.length && type.pointers;
		search(&s, type, s.at.variable->id);
	}
	for (unsigned int i = 0; i < shape->reach.calls.n; i++) {
		called = tree_function(shape->tree, shape->reach.calls.items[i]);
		if (!called || called->whole || called->narguments)
			continue;
		s.at = (struct place){.argument = -1, .function = called};
		type = tree_type(shape->tree, called->result);
		if (type.pointers == 1)
			search(&s, type, "");
	}
	return s.n;
}

bool place_same(const struct place *a, const struct place *b)
{
	bool same = a->argument == b->argument && a->variable == b->variable &&
		    a->function == b->function && a->nsteps == b->nsteps;

	for (unsigned int i = 0; same && i < a->nsteps; i++)
		same = a->steps[i].member == b->steps[i].member;
	return same;
}

char *place_spell(const struct shape *shape, const struct place *place, char out[SHAPE_PLACE])
{
	struct text text = {.out = out, .size = SHAPE_PLACE};

	text_add(&text, "%s%s",
		 place->function   ? place->function->name
		 : place->variable ? place->variable->name
				   : shape->function->arguments[place->argument].name,
		 place->function ? "()" : "");
	for (unsigned int i = 0; i < place->nsteps; i++)
		if (*place->steps[i].member->name)
			text_add(&text, ".%s", place->steps[i].member->name);
	return out;
}

/* A member of a record, or of one without a name in it. */
static const struct c_member *member_named(const struct tree *tree, const struct c_record *record,
					   const char *name, size_t length)
{
	for (unsigned int i = 0; i < record->nmembers; i++) {
		const struct c_member *member = &record->members[i], *within = NULL;
		struct c_type type = tree_type(tree, member->type);

		if (!strncmp(member->name, name, length) && !member->name[length])
			return member;
		if (!*member->name && type.record)
			within = member_named(tree, type.record, name, length);
		if (within)
			return within;
	}
	return NULL;
}

static size_t identifier(const char *text)
{
	size_t length = 0;

	while (isalnum((unsigned char)text[length]) || text[length] == '_')
		length++;
	return length;
}

static bool parse_root(struct shape *shape, const char *text, size_t length, struct place *place)
{
	const struct c_function *function = shape->function;
	char name[128];

	*place = (struct place){.argument = -1};
	snprintf(name, sizeof(name), "%.*s", (int)length, text);
	for (unsigned int i = 0; i < function->narguments; i++)
		if (!strcmp(function->arguments[i].name, name)) {
			place->argument = (int)i;
			place->type = tree_type(shape->tree, function->arguments[i].type);
			return true;
		}
	place->variable = tree_variable(shape->tree, name);
	if (!place->variable)
		return fit_fail(shape,
				"'%s' is neither an argument of %s nor a variable of the file",
				name, function->name);
	place->type = taken_for(shape->tree, tree_type(shape->tree, place->variable->type),
				place->variable->id);
	return true;
}

/* There is no such step from there. */
static bool step_fails(struct shape *shape, const char *whole, const char *name,
		       const struct place *place)
{
	const struct c_record *record = place->type.record;
	const char *names[100], *near;
	unsigned int n = 0;
	char type[128];

	if (!record || !record->whole || place->type.pointers > 1)
		return fit_fail(shape, "'%s': what is before '%s' has no members", whole, name);
	for (unsigned int i = 0; i < record->nmembers && n < ARRAY_SIZE(names); i++)
		names[n++] = record->members[i].name;
	near = nearest_name(name, names, n);
	if (!tree_spell(record, type, sizeof(type)))
		snprintf(type, sizeof(type), "that struct");
	return fit_fail(shape, "'%s': %s has no member '%s'%s%s%s", whole, type, name,
			near ? "; do you mean " : "", near ? near : "", near ? "?" : "");
}

/* Of an array of pointers, the first. */
static void take_element(struct place *place)
{
	bool *element = place->nsteps ? &place->steps[place->nsteps - 1].element : &place->element;

	*element = place->type.length && place->type.pointers;
	if (*element)
		place->type.length = 0;
}

/* A pointer is followed where there is one: "." does for "->", which shells take for their own. */
static bool parse_step(struct shape *shape, const char *whole, const char **text,
		       struct place *place)
{
	const char *name = *text + (**text == '-' && (*text)[1] == '>' ? 2 : **text == '.');
	size_t length = identifier(name);
	const struct c_member *member = NULL;

	if (name == *text || !length || place->nsteps == PLACE_STEPS)
		return fit_fail(shape, "'%s': members are said as a.b.c, up to %d of them", whole,
				PLACE_STEPS);
	if (place->type.pointers <= 1 && place->type.record)
		member = member_named(shape->tree, place->type.record, name, length);
	if (!member)
		return step_fails(shape, whole, name, place);
	place->steps[place->nsteps].member = member;
	place->steps[place->nsteps++].arrow = place->type.pointers;
	place->type = taken_for(shape->tree, tree_type(shape->tree, member->type), member->id);
	take_element(place);
	*text = name + length;
	return true;
}

bool place_parse(struct shape *shape, const char *text, struct place *place)
{
	const char *rest = text + identifier(text);

	if (!parse_root(shape, text, (size_t)(rest - text), place))
		return false;
	take_element(place);
	while (*rest)
		if (!parse_step(shape, text, &rest, place))
			return false;
	return true;
}
