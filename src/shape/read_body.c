/* What stands in a function's body, node by node: what it names, tests for NULL, casts, and returns. */
#include "shape/node.h"

#include <stdlib.h>
#include <string.h>

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

void read_body(struct reader *reader, const json_t *node)
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
