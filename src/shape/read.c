/*
 * Reads the declarations of clang's syntax tree, and by the way what stands in bodies (read_body.c). Where a
 * file or a line is the same as that of the place before, clang leaves it out: so all places are visited, in the order of the text, whatever they belong to.
 */
#include "shape/node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 1500 /* of trees; a read that is refused beats a stack that is full */

static void visit(struct reader *reader, const json_t *node);

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
	variable->per_vcpu = *node_string(node, "tls") != '\0';
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
		read_body(reader, node);
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
