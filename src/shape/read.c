/*
 * Reads clang's syntax tree. Where a file or a line is the same as that of the place before, clang
 * leaves it out: so all places are visited, in the order of the text, whatever they belong to.
 */
#include "shape/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	struct tree *tree;
	struct c_place last;
	int function; /* its body is being read; -1: none's */
	unsigned int depth;
};

#define DEPTH_MAX 1500 /* of trees; a read that is refused beats a stack that is full */

static void visit(struct reader *reader, const json_t *node);

/* A member that is a string; "" if there is none. */
static const char *string(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static bool is(const json_t *node, const char *kind)
{
	return !strcmp(string(node, "kind"), kind);
}

static bool flag(const json_t *node, const char *key)
{
	return json_is_true(json_object_get(node, key));
}

/* As the file spells it, where that tells what it is. */
static const char *spelled_type(const json_t *node)
{
	const json_t *type = json_object_get(node, "type");
	const char *spelled = string(type, "qualType"), *plain = string(type, "desugaredQualType");

	return *plain && strstr(spelled, "typeof") ? plain : spelled;
}

/* The first node within. */
static const json_t *inner(const json_t *node)
{
	return json_array_get(json_object_get(node, "inner"), 0);
}

static void bare_place(struct reader *reader, const json_t *loc, struct c_place *place)
{
	const json_t *value;

	if (!json_object_get(loc, "offset"))
		return;
	if (*string(loc, "file"))
		reader->last.file = string(loc, "file");
	value = json_object_get(loc, "line");
	if (value)
		reader->last.line = (unsigned int)json_integer_value(value);
	reader->last.column = (unsigned int)json_integer_value(json_object_get(loc, "col"));
	reader->last.offset = (size_t)json_integer_value(json_object_get(loc, "offset"));
	*place = reader->last;
}

/* A place; of what a macro made, where it is used. */
static struct c_place place_of(struct reader *reader, const json_t *loc)
{
	struct c_place place = {.file = ""};
	const json_t *spelling = json_object_get(loc, "spellingLoc");

	bare_place(reader, spelling ? spelling : loc, &place);
	if (spelling) {
		bare_place(reader, json_object_get(loc, "expansionLoc"), &place);
		place.macro = true;
	}
	return place;
}

static bool ours(const struct reader *reader, const struct c_place *place)
{
	return !strcmp(place->file, reader->tree->source);
}

/* One more at the end of an array of the tree; NULL without memory. */
#define MORE(reader, array, count)                                                                 \
	({                                                                                         \
		void *larger = tree_more(array, count, sizeof(*(array)));                          \
		(reader)->tree->no_memory |= !larger;                                              \
		if (larger)                                                                        \
			(array) = larger;                                                          \
		larger ? &(array)[(count)++] : NULL;                                               \
	})

static void read_record(struct reader *reader, const json_t *node, const struct c_place *place)
{
	struct tree *tree = reader->tree;
	struct c_record *record = MORE(reader, tree->records, tree->nrecords);
	const json_t *child;
	size_t i;

	if (!record)
		return;
	record->id = string(node, "id");
	record->name = string(node, "name");
	record->alias = "";
	record->place = *place;
	record->is_union = !strcmp(string(node, "tagUsed"), "union");
	record->whole = flag(node, "completeDefinition");
	json_array_foreach(json_object_get(node, "inner"), i, child)
	{
		struct c_member *member;

		if (!is(child, "FieldDecl"))
			continue;
		member = MORE(reader, record->members, record->nmembers);
		if (!member)
			return;
		member->id = string(child, "id");
		member->name = string(child, "name");
		member->type = spelled_type(child);
		member->bits = flag(child, "isBitfield");
	}
}

/* The record without a tag that a typedef names, if it does. */
static const char *owned(const json_t *node)
{
	const json_t *tag = json_object_get(inner(node), "ownedTagDecl");

	return tag && !*string(tag, "name") && is(tag, "RecordDecl") ? string(tag, "id") : "";
}

static void read_alias(struct reader *reader, const json_t *node)
{
	struct tree *tree = reader->tree;
	struct c_alias *alias = MORE(reader, tree->aliases, tree->naliases);

	if (!alias)
		return;
	alias->name = string(node, "name");
	alias->type = spelled_type(node);
	alias->record = owned(node);
	for (unsigned int i = 0; *alias->record && i < tree->nrecords; i++)
		if (!strcmp(tree->records[i].id, alias->record))
			tree->records[i].alias = alias->name;
}

static void read_variable(struct reader *reader, const json_t *node, const struct c_place *place)
{
	struct tree *tree = reader->tree;
	struct c_variable *variable = MORE(reader, tree->variables, tree->nvariables);

	if (!variable)
		return;
	variable->id = string(node, "id");
	variable->name = string(node, "name");
	variable->type = spelled_type(node);
	variable->place = *place;
	variable->ours = ours(reader, place);
	variable->defined = strcmp(string(node, "storageClass"), "extern") != 0;
	variable->initial = *string(node, "init") != '\0';
	variable->is_static = !strcmp(string(node, "storageClass"), "static");
}

static struct c_function *function_at_hand(struct reader *reader)
{
	return reader->function < 0 ? NULL : &reader->tree->functions[reader->function];
}

static void name_used(struct reader *reader, struct c_names *names, const char *name)
{
	reader->tree->no_memory |= !tree_add(names, name);
}

static void read_reference(struct reader *reader, const json_t *node)
{
	struct c_function *function = function_at_hand(reader);
	const json_t *to = json_object_get(node, "referencedDecl");
	const char *id = string(to, "id");

	if (!function)
		return;
	if (is(to, "FunctionDecl"))
		name_used(reader, &function->calls, string(to, "name"));
	for (unsigned int i = 0; is(to, "VarDecl") && i < reader->tree->nvariables; i++)
		if (!strcmp(reader->tree->variables[i].id, id))
			name_used(reader, &function->variables, string(to, "name"));
}

/* Is it nothing but another way to write what is within? */
static bool is_wrapping(const json_t *node, bool conversions, bool addresses)
{
	const char *operator= string(node, "opcode");

	if (is(node, "ParenExpr") || is(node, "ConstantExpr") || is(node, "ExprWithCleanups"))
		return true;
	if (is(node, "ImplicitCastExpr") || is(node, "CStyleCastExpr"))
		return conversions;
	return addresses && ((is(node, "UnaryOperator") && *operator== '&') ||
			     (is(node, "BinaryOperator") && *operator== '+'));
}

/* What is left without parentheses, without conversions, and of an address or a sum what it begins with. */
static const json_t *strip(const json_t *node, bool conversions, bool addresses)
{
	while (node && is_wrapping(node, conversions, addresses))
		node = inner(node);
	return node;
}

/* "tc->priv" taken for a pointer to a struct: how else would one know what it leads to? */
static void read_cast(struct reader *reader, const json_t *node)
{
	struct tree *tree = reader->tree;
	const json_t *from = strip(inner(node), true, true);
	const char *kind = string(node, "castKind"), *id = "";
	struct c_cast *cast;

	if (strcmp(kind, "BitCast") != 0 && strcmp(kind, "IntegralToPointer") != 0)
		return;
	if (is(from, "MemberExpr"))
		id = string(from, "referencedMemberDecl");
	if (is(from, "DeclRefExpr"))
		id = string(json_object_get(from, "referencedDecl"), "id");
	if (!*id)
		return;
	cast = MORE(reader, tree->casts, tree->ncasts);
	if (cast) {
		cast->id = id;
		cast->type = spelled_type(node);
	}
}

/* The sign of a constant. */
static int constant(const json_t *node)
{
	const json_t *plain = strip(node, true, false);
	int sign;

	if (is(plain, "IntegerLiteral"))
		return strcmp(string(plain, "value"), "0") != 0;
	if (!is(plain, "UnaryOperator") || *string(plain, "opcode") != '-')
		return RETURN_OTHER;
	sign = constant(inner(plain));
	return sign == RETURN_OTHER ? sign : -sign;
}

/* time & 0xffffffff, as good as a cast. */
static bool is_masked(const json_t *node)
{
	const json_t *sides = json_object_get(node, "inner");
	bool masked = false;

	if (!is(node, "BinaryOperator") || strcmp(string(node, "opcode"), "&") != 0)
		return false;
	for (size_t i = 0; i < json_array_size(sides); i++) {
		const json_t *side = strip(json_array_get(sides, i), true, false);

		masked |= is(side, "IntegerLiteral") &&
			  strtoull(string(side, "value"), NULL, 10) == UINT32_MAX;
		masked |= is(side, "UnaryOperator") && *string(side, "opcode") == '~' &&
			  !strcmp(spelled_type(side), "unsigned int");
	}
	return masked;
}

static void read_return(struct reader *reader, const json_t *value)
{
	struct c_function *function = function_at_hand(reader);
	struct c_return *returned;
	const json_t *plain = strip(value, false, false), *called;

	if (!function || !plain)
		return;
	while (plain && is(plain, "ImplicitCastExpr"))
		plain = strip(inner(plain), false, false);
	if (is(plain, "ConditionalOperator")) {
		read_return(reader, json_array_get(json_object_get(plain, "inner"), 1));
		read_return(reader, json_array_get(json_object_get(plain, "inner"), 2));
		return;
	}
	returned = MORE(reader, function->returns, function->nreturns);
	if (!returned)
		return;
	returned->type = is_masked(plain) ? "unsigned int" : spelled_type(plain);
	returned->constant = constant(plain);
	returned->call = "";
	if (is(plain, "CallExpr")) {
		called = json_object_get(strip(inner(plain), true, false), "referencedDecl");
		returned->call = string(called, "name");
	}
}

/* "static u64 *" of "u64 *(struct page *)" is the type before the parentheses of its arguments. */
static const char *result_of(const char *type)
{
	const char *end = type;

	while ((end = strchr(end, '('))) {
		if (!strncmp(end, "(unnamed", 8) || !strncmp(end, "(anonymous", 10))
			end++;
		else
			break;
	}
	return end ? end : type + strlen(type);
}

static void read_argument(struct reader *reader, const json_t *node, struct c_function *function)
{
	struct c_argument *argument = MORE(reader, function->arguments, function->narguments);

	if (!argument)
		return;
	argument->name = string(node, "name");
	argument->type = spelled_type(node);
	argument->used = flag(node, "isUsed") || flag(node, "isReferenced");
}

static int read_function(struct reader *reader, json_t *node, const struct c_place places[3])
{
	struct tree *tree = reader->tree;
	struct c_function *function = MORE(reader, tree->functions, tree->nfunctions);
	const json_t *child;
	json_t *result;
	size_t i, length;

	if (!function)
		return -1;
	function->name = string(node, "name");
	function->type = string(json_object_get(node, "type"), "qualType");
	function->place = places[0];
	function->begin = places[1];
	function->end = places[2];
	function->ours = ours(reader, &places[0]);
	function->is_static = !strcmp(string(node, "storageClass"), "static");
	function->variadic = flag(node, "variadic");
	length = (size_t)(result_of(function->type) - function->type);
	while (length && function->type[length - 1] == ' ')
		length--;
	result = json_stringn(function->type, length);
	function->result = result ? json_string_value(result) : "";
	tree->no_memory |= !result || json_object_set_new(node, "warpage-result", result);
	json_array_foreach(json_object_get(node, "inner"), i, child)
	{
		function->whole |= is(child, "CompoundStmt");
		if (is(child, "ParmVarDecl"))
			read_argument(reader, child, function);
	}
	return (int)tree->nfunctions - 1;
}

/* All nodes within: mostly "inner", but an initialiser with a rest keeps them elsewhere. */
static void visit_all(struct reader *reader, const json_t *node)
{
	const char *key;
	json_t *value, *child;
	size_t i;

	json_object_foreach((json_t *)node, key, value)
		json_array_foreach(value, i, child) if (json_object_get(child, "kind"))
			visit(reader, child);
}

/* What stands in a function's body, besides what lies within it. */
static void visit_body(struct reader *reader, const json_t *node)
{
	struct c_function *function = function_at_hand(reader);

	if (is(node, "DeclRefExpr"))
		read_reference(reader, node);
	else if (is(node, "ImplicitCastExpr") || is(node, "CStyleCastExpr"))
		read_cast(reader, node);
	else if (is(node, "ReturnStmt"))
		read_return(reader, inner(node));
	else if (is(node, "GCCAsmStmt") && function)
		function->assembly = true;
	else if (is(node, "MemberExpr") && function)
		name_used(reader, &function->members, string(node, "referencedMemberDecl"));
}

static void visit(struct reader *reader, const json_t *node)
{
	const json_t *range = json_object_get(node, "range");
	struct c_place places[3];

	if (++reader->depth > DEPTH_MAX) {
		reader->depth--;
		return;
	}
	places[0] = place_of(reader, json_object_get(node, "loc"));
	places[1] = place_of(reader, json_object_get(range, "begin"));
	places[2] = place_of(reader, json_object_get(range, "end"));
	if (is(node, "RecordDecl")) {
		read_record(reader, node, &places[0]);
	} else if (is(node, "TypedefDecl")) {
		read_alias(reader, node);
	} else if (is(node, "FunctionDecl") && reader->function < 0) {
		reader->function = read_function(reader, (json_t *)node, places);
		visit_all(reader, node);
		reader->function = -1;
		reader->depth--;
		return;
	} else if (is(node, "VarDecl") && reader->function < 0) {
		read_variable(reader, node, &places[0]);
	} else {
		visit_body(reader, node);
	}
	visit_all(reader, node);
	reader->depth--;
}

/* What is known of one of the declarations of a variable is known of all. */
static void merge(struct tree *tree)
{
	for (unsigned int i = 0; i < tree->nvariables; i++) {
		struct c_variable *one = &tree->variables[i], *other = tree->variables;

		while (strcmp(other->name, one->name) != 0)
			other++;
		other->defined |= one->defined;
		other->initial |= one->initial;
		other->ours &= one->ours;
	}
}

struct tree *tree_read(const char *json, size_t length, const char *path, const char *text,
		       size_t text_length, char *why, size_t size)
{
	struct tree *tree = calloc(1, sizeof(*tree));
	struct reader reader = {.tree = tree, .function = -1, .last = {.file = ""}};
	json_error_t error;

	snprintf(why, size, "%s: not enough memory to look at it", path);
	if (!tree)
		return NULL;
	tree->source = path;
	tree->path = path;
	tree->text = text;
	tree->length = text_length;
	tree->json = json_loadb(json, length, 0, &error);
	if (!tree->json) {
		snprintf(why, size, "%s: clang's tree of it can't be read: %s", path, error.text);
	} else {
		visit(&reader, tree->json);
		merge(tree);
		if (!tree->no_memory)
			return tree;
	}
	tree_free(tree);
	return NULL;
}

void tree_free(struct tree *tree)
{
	if (!tree)
		return;
	for (unsigned int i = 0; i < tree->nrecords; i++)
		free(tree->records[i].members);
	for (unsigned int i = 0; i < tree->nfunctions; i++) {
		struct c_function *function = &tree->functions[i];

		free(function->arguments);
		free(function->returns);
		free(function->calls.items);
		free(function->variables.items);
		free(function->members.items);
	}
	free(tree->records);
	free(tree->aliases);
	free(tree->casts);
	free(tree->variables);
	free(tree->functions);
	json_decref(tree->json);
	free(tree);
}
