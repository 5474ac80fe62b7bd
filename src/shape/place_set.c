/*
 * C that leaves a value in a place before the function is called: objects for the pointers on the way, on
 * the stack if an argument leads there, else static, and in the end one store.
 */
#include "shape/place.h"

#include <string.h>

#include "file/text.h"
#include "shape/fit.h"

/* The name of the object that the pointer at this place leads to; it is made if it is new. */
static const char *object_at(struct shape *shape, const char *at, const struct c_record *record,
			     bool is_static)
{
	char type[128];
	unsigned int i;

	for (i = 0; i < shape->nobjects; i++)
		if (!strcmp(shape->objects[i].at, at))
			return shape->objects[i].name;
	if (!record || !record->whole || !tree_spell(record, type, sizeof(type))) {
		fit_fail(shape, "the file doesn't say what %s points to", at);
		return NULL;
	}
	if (i == ARRAY_SIZE(shape->objects)) {
		fit_fail(shape, "more structs lead to what it needs than warpage makes");
		return NULL;
	}
	shape->nobjects++;
	snprintf(shape->objects[i].at, sizeof(shape->objects[i].at), "%s", at);
	snprintf(shape->objects[i].name, sizeof(shape->objects[i].name), "warpage_object_%u", i);
	fprintf(is_static ? shape->globals.stream : shape->locals.stream, "%s%s %s%s;\n",
		is_static ? "static " : "\t", type, shape->objects[i].name,
		is_static ? "" : " = {0}");
	return shape->objects[i].name;
}

/* A variable that the file only declares. */
static void define(struct shape *shape, const struct c_variable *variable, const char *name)
{
	if (!variable->defined)
		fprintf(shape->globals.stream, "%s__typeof__(%s) %s;\n",
			variable->per_vcpu ? "_Thread_local " : "", name, name);
}

/* The object that an argument points to, and the argument with it. */
static const char *argument_object(struct shape *shape, unsigned int argument)
{
	struct c_type type = tree_type(shape->tree, shape->function->arguments[argument].type);
	const char *object =
		object_at(shape, shape->function->arguments[argument].name, type.record, false);

	if (object && !*shape->arguments[argument])
		fit_argument(shape, argument, "&%s", object);
	return object;
}

bool place_zero(struct shape *shape, unsigned int argument)
{
	const char *spelled = shape->function->arguments[argument].type;
	struct c_type type = tree_type(shape->tree, spelled);

	if (type.base == C_RECORD && type.pointers == 1)
		return argument_object(shape, argument);
	if (type.pointers != 1 || type.base == C_VOID)
		return fit_argument(shape, argument, "0");
	fprintf(shape->locals.stream, "\t__typeof__(*(%s)0) warpage_argument_%u = 0;\n", spelled,
		argument);
	return fit_argument(shape, argument, "&warpage_argument_%u", argument);
}

/*
 * Have the pointer that at stands for lead to the object. What is static leads there from the start: it is
 * no state of the function's then.
 */
static void point_to(struct shape *shape, const struct c_variable *variable, const char *at,
		     const char *object)
{
	size_t root = strcspn(at, ".[");
	const char *tree_at = variable ? variable->name : "";
	bool is_root = !strncmp(at, tree_at, root) && !tree_at[root];

	if (!variable || at[root] == '[' || (is_root && (variable->initial || !variable->ours))) {
		fprintf(shape->locals.stream, "\t%s = (void *)&%s;\n", at, object);
		return;
	}
	fprintf(shape->globals.stream,
		"%s%s__typeof__(%.*s) %.*s = ", !is_root || variable->is_static ? "static " : "",
		variable->per_vcpu ? "_Thread_local " : "", (int)root, at, (int)root, at);
	if (at[root])
		fprintf(shape->globals.stream, "{%s = (void *)&%s};\n", at + root, object);
	else
		fprintf(shape->globals.stream, "(void *)&%s;\n", object);
}

/* What a function returns that is only declared: it is defined, and so is what it returns a pointer to. */
static const char *function_object(struct shape *shape, const struct c_function *function,
				   const struct c_record *record)
{
	unsigned int nobjects = shape->nobjects;
	const char *object = object_at(shape, function->name, record, true);

	if (object && shape->nobjects > nobjects)
		fprintf(shape->globals.stream, "%s %s(void)\n{\n\treturn (void *)&%s;\n}\n",
			function->result, function->name, object);
	return object;
}

/* What stands in C for the place, for an assignment. */
static bool lvalue(struct shape *shape, const struct place *place, char out[SHAPE_PLACE])
{
	unsigned int nobjects;
	struct text text = {.out = out, .size = SHAPE_PLACE};
	const char *object;
	struct c_type type;

	if (place->variable) {
		text_add(&text, "%s%s", place->variable->name, place->element ? "[0]" : "");
		define(shape, place->variable, place->variable->name);
		type = tree_type(shape->tree, place->variable->type);
	} else if (place->function) {
		type = tree_type(shape->tree, place->function->result);
		object = function_object(shape, place->function, type.record);
		if (!object)
			return false;
		text_add(&text, "%s", object);
	} else {
		object = argument_object(shape, (unsigned int)place->argument);
		if (!object)
			return false;
		text_add(&text, "%s", object);
		type = tree_type(shape->tree, shape->function->arguments[place->argument].type);
	}
	for (unsigned int i = 0; i < place->nsteps; i++) {
		const struct c_member *member = place->steps[i].member;
		const char *cast =
			i ? tree_cast(shape->tree, place->steps[i - 1].member->id) : NULL;

		if (!type.record && cast)
			type = tree_type(shape->tree, cast);
		if (place->steps[i].arrow && (i || place->variable)) { /* other roots are objects */
			nobjects = shape->nobjects;
			object = object_at(shape, out, type.record, place->argument < 0);
			if (!object)
				return false;
			if (!place->variable || shape->nobjects > nobjects)
				point_to(shape, place->variable, out, object);
			text.used = 0;
			text_add(&text, "%s", object);
		}
		if (*member->name)
			text_add(&text, ".%s%s", member->name,
				 place->steps[i].element ? "[0]" : "");
		type = tree_type(shape->tree, member->type);
	}
	return true;
}

void place_lead(struct shape *shape, const struct place *place)
{
	char at[SHAPE_PLACE];

	lvalue(shape, place, at);
}

bool place_set(struct shape *shape, const struct place *place, const char *value)
{
	char at[SHAPE_PLACE];

	if (place->argument >= 0 && !place->nsteps) {
		const struct c_argument *argument = &shape->function->arguments[place->argument];
		struct c_type type = tree_type(shape->tree, argument->type);

		if (!type.pointers)
			return fit_argument(shape, (unsigned int)place->argument, "%s", value);
		fprintf(shape->locals.stream, "\t__typeof__(*(%s)0) warpage_argument_%d = %s;\n",
			argument->type, place->argument, value);
		return fit_argument(shape, (unsigned int)place->argument, "&warpage_argument_%d",
				    place->argument);
	}
	if (!lvalue(shape, place, at))
		return false;
	fprintf(shape->locals.stream, "\t%s = %s;\n", at, value);
	return true;
}

bool place_target(struct shape *shape, const struct place *place, char out[SHAPE_PLACE])
{
	char at[SHAPE_PLACE];
	const char *object;

	if (place->object) {
		snprintf(at, sizeof(at), "%s%s", place->variable->name,
			 place->type.length ? "[0]" : "");
		define(shape, place->variable, place->variable->name);
		object = at;
	} else if (place->argument >= 0 && !place->nsteps) {
		object = argument_object(shape, (unsigned int)place->argument);
	} else {
		if (!lvalue(shape, place, at))
			return false;
		object = object_at(shape, at, place->type.record, place->variable);
		if (object)
			fprintf(shape->locals.stream, "\t%s = (void *)&%s;\n", at, object);
	}
	if (object)
		snprintf(out, SHAPE_PLACE, "%.200s%s%.120s", object, *place->inside ? "." : "",
			 place->inside);
	return object;
}

/* The address of what the page lies in, of the pointer to the page of that name. */
static bool page_address(struct shape *shape, const struct place *place, const char *pointer,
			 char out[SHAPE_PLACE])
{
	char type[200];

	if (!*place->inside) {
		snprintf(out, SHAPE_PLACE, "(void *)%s", pointer);
		return true;
	}
	if (!tree_spell(place->type.record, type, sizeof(type)) && place->object)
		snprintf(type, sizeof(type), "__typeof__(%.150s%s)", place->variable->name,
			 place->type.length ? "[0]" : "");
	if (!*type)
		return fit_fail(shape, "the struct that holds the page has no name: give it one");
	snprintf(out, SHAPE_PLACE, "(void *)((char *)%s - __builtin_offsetof(%s, %s))", pointer,
		 type, place->inside);
	return true;
}

/* The function in use that has an argument of that name; NULL if none has. */
static const struct c_function *function_with(const struct shape *shape, const char *argument)
{
	const struct tree *tree = shape->tree;

	for (unsigned int i = 0; i < tree->nfunctions; i++) {
		const struct c_function *one = &tree->functions[i];

		if (!one->ours || !one->whole ||
		    (one != shape->function && !tree_has(&shape->reach.calls, one->name)))
			continue;
		for (unsigned int a = 0; a < one->narguments; a++)
			if (!strcmp(one->arguments[a].name, argument))
				return one;
	}
	return NULL;
}

/* A variable that is the page: in the file it becomes a pointer to one, by a macro. */
static bool set_object(struct shape *shape, const struct place *place, const char *address)
{
	const struct c_variable *variable = place->variable;
	const struct c_function *other;
	char at[SHAPE_PLACE];

	if (!variable->ours)
		return fit_fail(shape,
				"the page is the variable %s of %s: have it read through a pointer "
				"of the file, and say %s,page=POINTER",
				variable->name, variable->place.file, shape->name);
	if (variable->initial)
		return fit_fail(
			shape,
			"the page is the variable %s, which has a value to begin with (line "
			"%u): take the value away",
			variable->name, variable->place.line);
	other = function_with(shape, variable->name);
	if (other)
		return fit_fail(shape,
				"the page is the variable %s, and %s (line %u) has an argument of "
				"that name: give one of them another name",
				variable->name, other->name, other->place.line);
	snprintf(at, sizeof(at), "warpage_at_%.300s", variable->name);
	fprintf(shape->macros.stream, "#define %s (*%s)\n", variable->name, at);
	define(shape, variable, at);
	fprintf(shape->locals.stream, "\t%s = %s;\n", at, address);
	return true;
}

/* A function that is only declared, and gives the page. */
static bool set_function(struct shape *shape, const struct place *place)
{
	char address[SHAPE_PLACE];

	if (!page_address(shape, place, "warpage_the_page", address))
		return false;
	fprintf(shape->globals.stream,
		"static const void *warpage_the_page;\n%s %s(void)\n{\n\treturn %s;\n}\n",
		place->function->result, place->function->name, address);
	fprintf(shape->locals.stream, "\twarpage_the_page = warpage_page;\n");
	return true;
}

bool place_set_page(struct shape *shape, const struct place *place)
{
	const struct c_member *last = place->nsteps ? place->steps[place->nsteps - 1].member : NULL;
	char at[SHAPE_PLACE], address[SHAPE_PLACE];
	const char *cast;
	struct c_type type;

	if (place->function && !place->nsteps)
		return set_function(shape, place);
	if (!page_address(shape, place, "warpage_page", address))
		return false;
	if (place->object)
		return set_object(shape, place, address);
	type = tree_type(shape->tree, last ? last->type
				      : place->variable
					      ? place->variable->type
					      : shape->function->arguments[place->argument].type);
	cast = type.pointers ? "" : "(unsigned long)";
	if (place->argument >= 0 && !last)
		return fit_argument(shape, (unsigned int)place->argument, "%s%s", cast, address);
	if (!lvalue(shape, place, at))
		return false;
	if (last &&
	    !strcmp(last->name, "hv_tsc_page")) /* a register: the frame's number, and a bit */
		fprintf(shape->locals.stream, "\t%s = %s%s << 12 | 1;\n", at, cast, address);
	else
		fprintf(shape->locals.stream, "\t%s = %s%s;\n", at, cast, address);
	return true;
}
