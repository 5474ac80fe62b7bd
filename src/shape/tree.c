/* Questions to a tree: names, and what uses what. */
#include "shape/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *tree_more(void *items, unsigned int n, size_t size)
{
	char *larger = items;

	if (!(n & (n - 1)))
		larger = realloc(items, (n ? 2 * (size_t)n : 1) * size);
	if (larger)
		memset(larger + n * size, 0, size);
	return larger;
}

bool tree_has(const struct c_names *names, const char *name)
{
	for (unsigned int i = 0; i < names->n; i++)
		if (!strcmp(names->items[i], name))
			return true;
	return false;
}

bool tree_add(struct c_names *names, const char *name)
{
	const char **larger;

	if (tree_has(names, name))
		return true;
	larger = tree_more(names->items, names->n, sizeof(*names->items));
	if (!larger)
		return false;
	names->items = larger;
	names->items[names->n++] = name;
	return true;
}

const char *tree_cast(const struct tree *tree, const char *id)
{
	for (unsigned int i = 0; i < tree->ncasts; i++)
		if (!strcmp(tree->casts[i].id, id))
			return tree->casts[i].type;
	return NULL;
}

const struct c_function *tree_function(const struct tree *tree, const char *name)
{
	const struct c_function *found = NULL;

	for (unsigned int i = 0; i < tree->nfunctions; i++)
		if (!strcmp(tree->functions[i].name, name) && (!found || tree->functions[i].whole))
			found = &tree->functions[i];
	return found;
}

const struct c_variable *tree_variable(const struct tree *tree, const char *name)
{
	for (unsigned int i = 0; i < tree->nvariables; i++)
		if (!strcmp(tree->variables[i].name, name))
			return &tree->variables[i];
	return NULL;
}

const char *tree_file(const struct tree *tree, const struct c_place *place)
{
	return strcmp(place->file, tree->source) ? place->file : tree->path;
}

bool tree_spell(const struct c_record *record, char *out, size_t size)
{
	if (*record->name)
		snprintf(out, size, "%s %s", record->is_union ? "union" : "struct", record->name);
	else
		snprintf(out, size, "%s", record->alias);
	return *out;
}

void tree_reach(const struct tree *tree, const struct c_function *function, struct c_reach *reach)
{
	const struct c_function *next = function;
	unsigned int done = 0;

	memset(reach, 0, sizeof(*reach));
	while (next) {
		for (unsigned int i = 0; i < next->calls.n; i++)
			tree_add(&reach->calls, next->calls.items[i]);
		for (unsigned int i = 0; i < next->variables.n; i++)
			tree_add(&reach->variables, next->variables.items[i]);
		for (unsigned int i = 0; i < next->members.n; i++)
			tree_add(&reach->members, next->members.items[i]);
		reach->assembly |= next->assembly;
		for (next = NULL; !next && done < reach->calls.n; done++)
			next = tree_function(tree, reach->calls.items[done]);
	}
}

void tree_unreach(struct c_reach *reach)
{
	free(reach->calls.items);
	free(reach->variables.items);
	free(reach->members.items);
}
