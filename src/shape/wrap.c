/*
 * The C file that makes a function a host or a guest: the user's file as it is, what shows that its page is
 * laid out as the format's, and the adapter. All names in it begin with warpage_, so as to meet none of
 * the user's.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "protocols/registry.h"
#include "shape/fit.h"

/* Text as a string of C. */
static void put_string(FILE *out, const char *text)
{
	putc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putc('\\', out);
		if ((unsigned char)*text < ' ')
			fprintf(out, "\\%03o", (unsigned char)*text);
		else
			putc(*text, out);
	}
	putc('"', out);
}

static void put_line(const struct shape *shape, FILE *out, const struct c_place *place)
{
	fprintf(out, "#line %u ", place->line);
	put_string(out, tree_file(shape->tree, place));
	putc('\n', out);
}

/* C: is one of the members of so many bytes at that offset, or an array around it? */
static void put_members(const struct shape *shape, FILE *out, const struct c_record *record,
			const char *before, unsigned int offset, unsigned int size)
{
	char path[200];

	for (unsigned int i = 0; i < record->nmembers; i++) {
		const struct c_member *member = &record->members[i];
		struct c_type type = tree_type(shape->tree, member->type);
		bool other = type.base == C_INTEGER && !type.pointers && !type.length &&
			     type.bits != 8 * size;

		if (member->bits || other)
			continue;
		snprintf(path, sizeof(path), "%s%s%s", before, *before && *member->name ? "." : "",
			 member->name);
		if (type.base == C_RECORD && type.record && !type.pointers && !type.length)
			put_members(shape, out, type.record, path, offset, size);
		else if (*member->name)
			fprintf(out, " || warpage_%s(%s, %u, %u)", type.length ? "around" : "at",
				path, offset, size);
	}
}

/* One line of the compiler's, at the type, for what the format has and the user's type has elsewhere. */
static void put_layout(const struct shape *shape, FILE *out)
{
	const struct c_record *page = shape->page;
	char type[128], name[64], before[32] = "1";

	if (!page || !page->whole || !tree_spell(page, type, sizeof(type)))
		return;
	fprintf(out,
		"#define warpage_at(member, offset, size) "
		"(__builtin_offsetof(%s, member) == offset && sizeof(((%s *)0)->member) == size)\n"
		"#define warpage_around(member, offset, size) "
		"(__builtin_offsetof(%s, member) <= offset && "
		"__builtin_offsetof(%s, member) + sizeof(((%s *)0)->member) >= offset + size)\n",
		type, type, type, type, type);
	registry_spell(shape->format->name, name, sizeof(name));
	for (unsigned int f = 0; f < shape->format->nfields; f++) {
		const struct field *field = &shape->format->fields[f];
		unsigned int half = field->size / 2;

		if (field->role == FIELD_OTHER)
			continue;
		fprintf(out, "enum { warpage_is_%u = 0", f);
		put_members(shape, out, page, "", field->offset, field->size);
		/* two halves of it do as well */
		fprintf(out, "\n\t|| ((0");
		put_members(shape, out, page, "", field->offset, half);
		fprintf(out, ") && (0");
		put_members(shape, out, page, "", field->offset + half, half);
		fprintf(out, ")) };\n");
		/* the first that is amiss is told, and no other */
		fprintf(out,
			"enum { warpage_has_%u = warpage_is_%u || !(%s), warpage_good_%u = %s && "
			"warpage_is_%u };\n",
			f, f, before, f, before, f);
		snprintf(before, sizeof(before), "warpage_good_%u", f);
		fprintf(out,
			"static void warpage_layout_%u(int good) __attribute__((diagnose_if(!good, "
			"\"%s is not laid out as a %s page: it has nothing of %u byte%s at offset "
			"%u, "
			"where %s is\", \"error\")));\nstatic void warpage_look_%u(void)\n{\n",
			f, type, name, field->size, field->size == 1 ? "" : "s", field->offset,
			field->name, f);
		put_line(shape, out, &page->place);
		fprintf(out, "warpage_layout_%u(warpage_has_%u);\n}\n", f, f);
	}
}

/* Does this byte of the file belong to a cast that a result comes through? */
static bool is_cast(const struct c_function *function, size_t at)
{
	for (unsigned int i = 0; i < function->nreturns; i++)
		if (function->returns[i].cast <= at && at < function->returns[i].value)
			return true;
	return false;
}

/* The function once more, by another name, and its result is not cut. */
static void put_wide(const struct shape *shape, FILE *out)
{
	const struct c_function *function = shape->function;
	const char *text = shape->tree->text + function->begin.offset;
	size_t length, head = function->place.offset - function->begin.offset;
	size_t at = function->place.offset + strlen(function->name);
	const char *type = wide_type(shape, &length);

	put_line(shape, out, &function->begin);
	fprintf(out, "%s%.*su64%.*swarpage_wide", function->is_static ? "" : "static ",
		(int)(type - text), text, (int)(head - (size_t)(type - text) - length),
		type + length);
	text = shape->tree->text;
	for (; at <= function->end.offset; at++)
		if (text[at] == '\n' || !is_cast(function, at))
			putc(text[at], out);
	putc('\n', out);
}

#define OWN "warpage/protocol.h"

/* What protocol.h calls as the user's file calls something else. */
static void put_renames(const struct shape *shape, FILE *out)
{
	static const char *const names[] = {
		"any_sequence",	  "not_zero",	 "not_zero_nor_ones", "even",  "even_and_not_zero",
		"field_role",	  "field",	 "protocol_member",   "host",  "guest",
		"FIELD_SEQUENCE", "FIELD_PARAM", "FIELD_OTHER",	      "format"};
	const struct tree *tree = shape->tree;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct c_function *function = tree_function(tree, names[i]);
		bool taken = tree_variable(tree, names[i]) ||
			     (function && !strstr(function->place.file, OWN));

		for (unsigned int r = 0; r < tree->nrecords; r++)
			taken |= !strcmp(tree->records[r].name, names[i]) &&
				 !strstr(tree->records[r].place.file, OWN);
		if (taken)
			fprintf(out, "#define %s warpage_own_%s\n", names[i], names[i]);
	}
}

/* May a page of that sequence be read? */
static bool valid_with(const struct format *format, u64 sequence)
{
	u8 page[WARPAGE_PAGE_MAX] = {0}, params[WARPAGE_PARAMS_MAX] = {0};

	format->anchor(params, 1000, 1000, (u64)1 << 30);
	format->encode(page, params);
	for (unsigned int f = 0; f < format->nfields; f++)
		if (format->fields[f].role == FIELD_SEQUENCE)
			memcpy(page + format->fields[f].offset, &sequence, format->fields[f].size);
	return format_valid(format, page);
}

/* The predicate for .legal_start: what the user said, or even, and not 0 if that marks a page invalid. */
static const char *legal_start(const struct shape *shape)
{
	static const char *const words[][2] = {{"any", "any_sequence"},
					       {"even", "even"},
					       {"not-zero", "not_zero"},
					       {"even-not-zero", "even_and_not_zero"}};
	const char *start = shape->want->start;

	if (!start)
		start = valid_with(shape->format, 0) ? "even" : "even-not-zero";
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (!strcmp(words[i][0], start))
			return words[i][1];
	return words[0][1];
}

static void put_adapter(const struct shape *shape, FILE *out)
{
	put_line(shape, out, &shape->function->place);
	if (shape->want->role == SHAPE_HOST)
		fprintf(out, "static void warpage_publish(void *warpage_page, const void "
			     "*warpage_next)\n{\n\t(void)warpage_next;\n");
	else
		fprintf(out, "static _Bool warpage_read(const void *warpage_page, u64 "
			     "*warpage_time)\n{\n");
	fprintf(out, "%s%s}\n", shape->locals.text, shape->after.text);
}

static void put_definition(const struct shape *shape, const char *name, FILE *out)
{
	bool host = shape->want->role == SHAPE_HOST;
	char origin[2 * SHAPE_PLACE];

	fprintf(out,
		"static const struct %s warpage_one_it = {\n\t.name = ", host ? "host" : "guest");
	put_string(out, name);
	fprintf(out, ",\n\t.format = \"%s\",\n\t.file = ", shape->format->name);
	put_string(out, shape->tree->path);
	fprintf(out, ",\n\t.origin = ");
	snprintf(origin, sizeof(origin), "%s() of line %u%s%s", shape->function->name,
		 shape->function->place.line, shape->note[0] ? "; " : "", shape->note);
	put_string(out, origin);
	fprintf(out, ",\n");
	if (host)
		fprintf(out, "\t.publish = warpage_publish,\n\t.legal_start = %s,%s\n};\n",
			legal_start(shape), shape->own ? "\n\t.own_params = 1," : "");
	else
		fprintf(out, "\t.read = warpage_read,\n};\n");
	fprintf(out, "WARPAGE_COLLECT(%s, it, warpage_one);\n", host ? "host" : "guest");
}

/* Variables of a kernel that warpage's headers declare, and nobody defines, are zeroes. */
static void put_externs(const struct shape *shape, FILE *out)
{
	for (unsigned int i = 0; i < shape->reach.variables.n; i++) {
		const char *name = shape->reach.variables.items[i];
		const struct c_variable *one = tree_variable(shape->tree, name);

		if (!one->defined && strstr(one->place.file, "warpage/os/"))
			fprintf(out, "__typeof__(%s) %s;\n", name, name);
	}
}

/* Does the file declare a function once more that a header has declared? */
static bool declares_again(const struct tree *tree)
{
	for (unsigned int i = 0; i < tree->nfunctions; i++)
		for (unsigned int j = 0; tree->functions[i].ours && j < i; j++)
			if (!tree->functions[j].ours &&
			    !strcmp(tree->functions[i].name, tree->functions[j].name))
				return true;
	return false;
}

/* What else is in the file, and may call what nobody defines, is not compiled. */
static const char only_used[] =
	"#undef __weak\n#define __weak\n"
	"#pragma clang diagnostic ignored \"-Wundefined-internal\"\n"
	"#pragma clang attribute push(__attribute__((internal_linkage)), apply_to = function)\n";

char *shape_wrap(const struct shape *shape, const char *path, const char *name)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	bool good, part;

	if (!out)
		return NULL;
	part = !declares_again(shape->tree);
	fprintf(out, "%s%s#include ", shape->macros.text, part ? only_used : "");
	put_string(out, path);
	fprintf(out, "\n%s", part ? "#pragma clang attribute pop\n" : "");
	put_renames(shape, out);
	fprintf(out, "#include <warpage/protocol.h>\n%s%s",
		shape->clock ? "#include <warpage/clock.h>\n" : "", shape->globals.text);
	put_externs(shape, out);
	put_layout(shape, out);
	if (shape->wide)
		put_wide(shape, out);
	put_adapter(shape, out);
	put_definition(shape, name, out);
	good = !ferror(out);
	if (!fclose(out) && good)
		return text;
	free(text);
	return NULL;
}
