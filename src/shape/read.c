/*
 * Reads clang's syntax tree. Where a file or a line is the same as that of the place before, clang
 * leaves it out: so all places are visited, in the order of the text, whatever they belong to.
 */
#include "shape/node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 1500 /* of trees; a read that is refused beats a stack that is full */

static void visit(struct reader *reader, const json_t *node);

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
	record->id = node_string(node, "id");
	record->name = node_string(node, "name");
	record->alias = "";
	record->place = *place;
	record->is_union = !strcmp(node_string(node, "tagUsed"), "union");
	record->whole = node_flag(node, "completeDefinition");
	json_array_foreach(json_object_get(node, "inner"), i, child)
	{
		struct c_member *member;

		if (!node_is(child, "FieldDecl"))
			continue;
		member = MORE(reader, record->members, record->nmembers);
		if (!member)
			return;
		member->id = node_string(child, "id");
		member->name = node_string(child, "name");
		member->type = node_type(child);
		member->bits = node_flag(child, "isBitfield");
	}
}

/* The record without a tag that a typedef names, if it does. */
static const char *owned(const json_t *node)
{
	const json_t *tag = json_object_get(node_inner(node), "ownedTagDecl");

	return tag && !*node_string(tag, "name") && node_is(tag, "RecordDecl")
		       ? node_string(tag, "id")
		       : "";
}

static void read_alias(struct reader *reader, const json_t *node)
{
	struct tree *tree = reader->tree;
	struct c_alias *alias = MORE(reader, tree->aliases, tree->naliases);

	if (!alias)
		return;
	alias->name = node_string(node, "name");
	alias->type = node_type(node);
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
	variable->id = node_string(node, "id");
	variable->name = node_string(node, "name");
	variable->type = node_type(node);
	variable->place = *place;
	variable->ours = node_is_ours(reader, place);
	variable->defined = strcmp(node_string(node, "storageClass"), "extern") != 0;
	variable->initial = *node_string(node, "init") != '\0';
	variable->is_static = !strcmp(node_string(node, "storageClass"), "static");
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
	const char *id = node_string(to, "id");

	if (!function)
		return;
	if (node_is(to, "FunctionDecl"))
		name_used(reader, &function->calls, node_string(to, "name"));
	for (unsigned int i = 0; node_is(to, "VarDecl") && i < reader->tree->nvariables; i++)
		if (!strcmp(reader->tree->variables[i].id, id))
			name_used(reader, &function->variables, node_string(to, "name"));
}

/* Is it nothing but another way to write what is within? */
static bool is_wrapping(const json_t *node, bool conversions, bool addresses)
{
	const char *operator= node_string(node, "opcode");

	if (node_is(node, "ParenExpr") || node_is(node, "ConstantExpr") ||
	    node_is(node, "ExprWithCleanups"))
		return true;
	if (node_is(node, "ImplicitCastExpr") || node_is(node, "CStyleCastExpr"))
		return conversions;
	return addresses && ((node_is(node, "UnaryOperator") && *operator== '&') ||
			     (node_is(node, "BinaryOperator") && *operator== '+'));
}

/* What is left without parentheses, without conversions, and of an address or a sum what it begins with. */
static const json_t *strip(const json_t *node, bool conversions, bool addresses)
{
	while (node && is_wrapping(node, conversions, addresses))
		node = node_inner(node);
	return node;
}

/* if (argument), !argument, argument && ..., argument == NULL: it may be NULL. */
static void read_test(struct reader *reader, const json_t *node)
{
	struct c_function *function = function_at_hand(reader);
	const char *sign = node_string(node, "opcode"), *name;
	bool choice = node_is(node, "IfStmt") || node_is(node, "ConditionalOperator");
	bool unary = node_is(node, "UnaryOperator") && *sign == '!';
	bool binary =
		node_is(node, "BinaryOperator") && (!strcmp(sign, "&&") || !strcmp(sign, "||") ||
						    !strcmp(sign, "==") || !strcmp(sign, "!="));
	const json_t *inner = json_object_get(node, "inner"), *one;

	for (size_t i = 0; function && i < (binary ? 2u : choice || unary); i++) {
		one = strip(json_array_get(inner, i), true, false);
		name = node_string(json_object_get(one, "referencedDecl"), "name");
		for (unsigned int a = 0; node_is(one, "DeclRefExpr") && a < function->narguments;
		     a++)
			function->arguments[a].tested |= !strcmp(function->arguments[a].name, name);
	}
}

/* "tc->priv" taken for a pointer to a struct: how else would one know what it leads to? */
static void read_cast(struct reader *reader, const json_t *node)
{
	struct tree *tree = reader->tree;
	const json_t *from = strip(node_inner(node), true, true);
	const char *kind = node_string(node, "castKind"), *id = "";
	struct c_cast *cast;

	if (strcmp(kind, "BitCast") != 0 && strcmp(kind, "IntegralToPointer") != 0)
		return;
	if (node_is(from, "MemberExpr"))
		id = node_string(from, "referencedMemberDecl");
	if (node_is(from, "DeclRefExpr"))
		id = node_string(json_object_get(from, "referencedDecl"), "id");
	if (!*id)
		return;
	cast = MORE(reader, tree->casts, tree->ncasts);
	if (cast) {
		cast->id = id;
		cast->type = node_type(node);
	}
}

/* The sign of a constant. */
static int constant(const json_t *node)
{
	const json_t *plain = strip(node, true, false);
	int sign;

	if (node_is(plain, "IntegerLiteral"))
		return strcmp(node_string(plain, "value"), "0") != 0;
	if (!node_is(plain, "UnaryOperator") || *node_string(plain, "opcode") != '-')
		return RETURN_OTHER;
	sign = constant(node_inner(plain));
	return sign == RETURN_OTHER ? sign : -sign;
}

/* time & 0xffffffff, as good as a cast. */
static bool is_masked(const json_t *node)
{
	const json_t *sides = json_object_get(node, "inner");
	bool masked = false;

	if (!node_is(node, "BinaryOperator") || strcmp(node_string(node, "opcode"), "&") != 0)
		return false;
	for (size_t i = 0; i < json_array_size(sides); i++) {
		const json_t *side = strip(json_array_get(sides, i), true, false);

		masked |= node_is(side, "IntegerLiteral") &&
			  strtoull(node_string(side, "value"), NULL, 10) == UINT32_MAX;
		masked |= node_is(side, "UnaryOperator") && *node_string(side, "opcode") == '~' &&
			  !strcmp(node_type(side), "unsigned int");
	}
	return masked;
}

static const json_t *strip_implicit(const json_t *node)
{
	node = strip(node, false, false);
	while (node && node_is(node, "ImplicitCastExpr"))
		node = strip(node_inner(node), false, false);
	return node;
}

/* Where a node begins in the file's own text: bytes into it. false: a macro made it, or what is before it. */
static bool begins(const json_t *node, bool macro, size_t *offset)
{
	const json_t *begin = json_object_get(json_object_get(node, "range"), "begin");
	const json_t *expansion = json_object_get(begin, "expansionLoc");

	if (expansion && !macro)
		return false;
	*offset = (size_t)json_integer_value(
		json_object_get(expansion ? expansion : begin, "offset"));
	return !json_object_get(expansion, "isMacroArgExpansion");
}

/* (u_int)time: what is cast to fewer bits, as it is without that. */
static const json_t *take_cast(const struct tree *tree, const json_t *node,
			       struct c_return *returned)
{
	const json_t *within = node_inner(node);

	if (!node_is(node, "CStyleCastExpr") ||
	    strcmp(node_string(node, "castKind"), "IntegralCast") != 0 ||
	    tree_type(tree, node_type(node)).bits > 32 || !begins(node, false, &returned->cast) ||
	    !begins(within, true, &returned->value)) {
		returned->cast = returned->value = 0;
		return node;
	}
	return strip_implicit(within);
}

static void read_return(struct reader *reader, const json_t *value)
{
	struct c_function *function = function_at_hand(reader);
	struct c_return *returned;
	const json_t *plain = strip_implicit(value), *called;

	if (!function || !plain)
		return;
	if (node_is(plain, "ConditionalOperator")) {
		read_return(reader, json_array_get(json_object_get(plain, "inner"), 1));
		read_return(reader, json_array_get(json_object_get(plain, "inner"), 2));
		return;
	}
	returned = MORE(reader, function->returns, function->nreturns);
	if (!returned)
		return;
	plain = take_cast(reader->tree, plain, returned);
	returned->type = is_masked(plain) ? "unsigned int" : node_type(plain);
	returned->constant = constant(plain);
	returned->call = "";
	if (node_is(plain, "CallExpr")) {
		called = json_object_get(strip(node_inner(plain), true, false), "referencedDecl");
		returned->call = node_string(called, "name");
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
	argument->name = node_string(node, "name");
	argument->type = node_type(node);
	argument->used = node_flag(node, "isUsed") || node_flag(node, "isReferenced");
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
	function->name = node_string(node, "name");
	function->type = node_string(json_object_get(node, "type"), "qualType");
	function->place = places[0];
	function->begin = places[1];
	function->end = places[2];
	function->ours = node_is_ours(reader, &places[0]);
	function->is_static = !strcmp(node_string(node, "storageClass"), "static");
	function->variadic = node_flag(node, "variadic");
	length = (size_t)(result_of(function->type) - function->type);
	while (length && function->type[length - 1] == ' ')
		length--;
	result = json_stringn(function->type, length);
	function->result = result ? json_string_value(result) : "";
	tree->no_memory |= !result || json_object_set_new(node, "warpage-result", result);
	json_array_foreach(json_object_get(node, "inner"), i, child)
	{
		function->whole |= node_is(child, "CompoundStmt");
		if (node_is(child, "ParmVarDecl"))
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

	read_test(reader, node);
	if (node_is(node, "DeclRefExpr"))
		read_reference(reader, node);
	else if (node_is(node, "ImplicitCastExpr") || node_is(node, "CStyleCastExpr"))
		read_cast(reader, node);
	else if (node_is(node, "ReturnStmt"))
		read_return(reader, node_inner(node));
	else if (node_is(node, "GCCAsmStmt") && function)
		function->assembly = true;
	else if (node_is(node, "MemberExpr") && function)
		name_used(reader, &function->members, node_string(node, "referencedMemberDecl"));
}

static void visit(struct reader *reader, const json_t *node)
{
	const json_t *range = json_object_get(node, "range");
	struct c_place places[3];

	if (++reader->depth > DEPTH_MAX) {
		reader->depth--;
		return;
	}
	places[0] = node_place(reader, json_object_get(node, "loc"));
	places[1] = node_place(reader, json_object_get(range, "begin"));
	places[2] = node_place(reader, json_object_get(range, "end"));
	if (node_is(node, "RecordDecl")) {
		read_record(reader, node, &places[0]);
	} else if (node_is(node, "TypedefDecl")) {
		read_alias(reader, node);
	} else if (node_is(node, "FunctionDecl") && reader->function < 0) {
		reader->function = read_function(reader, (json_t *)node, places);
		visit_all(reader, node);
		reader->function = -1;
		reader->depth--;
		return;
	} else if (node_is(node, "VarDecl") && reader->function < 0) {
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
