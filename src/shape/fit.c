/* What hosts and guests have in common: arguments that are given or that nobody uses, and the call. */
#include "shape/fit.h"

#include <stdarg.h>
#include <string.h>

#include "file/text.h"
#include "shape/place.h"

bool fit_fail(struct shape *shape, const char *format, ...)
{
	const struct c_function *function = shape->function;
	char line[SHAPE_WHY];
	va_list list;

	va_start(list, format);
	vsnprintf(line, sizeof(line), format, list);
	va_end(list);
	snprintf(shape->why, shape->size, "%s:%u: %s", tree_file(shape->tree, &function->place),
		 function->place.line, line);
	return false;
}

void fit_note(struct shape *shape, const char *format, ...)
{
	size_t used = strlen(shape->note);
	va_list list;

	if (used)
		used += (size_t)snprintf(shape->note + used, sizeof(shape->note) - used, "; ");
	if (used >= sizeof(shape->note))
		return;
	va_start(list, format);
	vsnprintf(shape->note + used, sizeof(shape->note) - used, format, list);
	va_end(list);
}

bool fit_argument(struct shape *shape, unsigned int argument, const char *format, ...)
{
	char *out = shape->arguments[argument];
	va_list list;

	if (*out)
		return fit_fail(shape, "the argument %s of %s is given twice",
				shape->function->arguments[argument].name, shape->function->name);
	va_start(list, format);
	vsnprintf(out, sizeof(shape->arguments[argument]), format, list);
	va_end(list);
	return true;
}

char *fit_spell_argument(const struct shape *shape, unsigned int argument, char out[SHAPE_PLACE])
{
	const struct c_argument *one = &shape->function->arguments[argument];
	size_t length = strlen(one->type);
	const char *gap = length && one->type[length - 1] == '*' ? "" : " ";

	snprintf(out, SHAPE_PLACE, "%s%s%s", one->type, gap, one->name);
	return out;
}

/* One NAME=VALUE. */
static bool given(struct shape *shape, const char *text)
{
	const struct c_function *function = shape->function;
	size_t length = strcspn(text, "=");

	for (unsigned int i = 0; i < function->narguments; i++) {
		const char *name = function->arguments[i].name;

		if (strncmp(name, text, length) != 0 || name[length])
			continue;
		if (!strcmp(text + length + 1, "zero") &&
		    tree_type(shape->tree, function->arguments[i].type).pointers)
			return place_zero(shape, i);
		return fit_argument(shape, i, "%s", text + length + 1);
	}
	return fit_fail(shape, "arg=%s: %s has no argument of that name", text, function->name);
}

bool fit_given(struct shape *shape)
{
	const struct c_function *function = shape->function;

	if (function->variadic)
		return fit_fail(
			shape,
			"%s takes any number of arguments: name a function that calls it with "
			"those that are meant",
			function->name);
	if (function->narguments > SHAPE_ARGUMENTS)
		return fit_fail(shape, "%s takes %u arguments: more than warpage can give",
				function->name, function->narguments);
	for (const char *const *arg = shape->want->args; arg && *arg; arg++)
		if (!given(shape, *arg))
			return false;
	return true;
}

/* Nothing, of a type that has such a thing. */
static bool zero_argument(struct shape *shape, unsigned int argument, struct c_type type)
{
	if (type.base == C_OTHER || (type.base == C_RECORD && !type.pointers))
		return false;
	if (!type.pointers)
		fit_argument(shape, argument, "0");
	else if (!place_zero(shape, argument))
		return false;
	fit_note(shape, "%s is %s", shape->function->arguments[argument].name,
		 type.pointers ? "of zeroes" : "0");
	return true;
}

bool fit_rest(struct shape *shape)
{
	const struct c_function *function = shape->function;
	char what[SHAPE_PLACE], say[SHAPE_PLACE], spelled[SHAPE_PLACE];
	struct text open = {.out = what, .size = sizeof(what)};
	struct text args = {.out = say, .size = sizeof(say)};
	bool number;

	for (unsigned int i = 0; i < function->narguments; i++) {
		struct c_type type = tree_type(shape->tree, function->arguments[i].type);

		if (*shape->arguments[i])
			continue;
		if (!function->arguments[i].used && (type.base != C_RECORD || type.pointers)) {
			fit_argument(shape, i, "0");
			continue;
		}
		if (shape->want->role == SHAPE_GUEST && function->arguments[i].tested &&
		    type.pointers) {
			fit_argument(shape, i, "0");
			fit_note(shape, "%s is NULL", function->arguments[i].name);
			continue;
		}
		/* a host has what it is to publish, and a guest leaves more than the time in numbers */
		number = type.pointers == 1 && !type.is_const &&
			 (type.base == C_INTEGER || type.base == C_BOOL);
		if ((shape->want->role == SHAPE_HOST || number) && zero_argument(shape, i, type))
			continue;
		text_add(&open, "%s%s", open.used ? " and " : "",
			 fit_spell_argument(shape, i, spelled));
		text_add(&args, ",arg=%s=%s", function->arguments[i].name,
			 type.pointers == 1 ? "zero" : "0");
	}
	return !open.used || fit_fail(shape, "what is %s that %s takes? Say, for instance, %s%s",
				      what, function->name, shape->name, say);
}

void fit_call(const struct shape *shape, FILE *out)
{
	fprintf(out, "%s(", shape->wide ? "warpage_wide" : shape->function->name);
	for (unsigned int i = 0; i < shape->function->narguments; i++)
		fprintf(out, "%s%s", i ? ", " : "", shape->arguments[i]);
	fprintf(out, ")");
}
