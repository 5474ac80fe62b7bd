/* A node of clang's syntax tree, in JSON: what its members say. For the reader of the tree. */
#pragma once

#include "shape/tree.h"

struct reader {
	struct tree *tree;
	struct c_place last;
	int function; /* its body is being read; -1: none's */
	unsigned int depth;
};

/* A member that is a string; "" if there is none. */
const char *node_string(const json_t *object, const char *key);

bool node_is(const json_t *node, const char *kind);
bool node_flag(const json_t *node, const char *key);

/* As the file spells it, where that tells what it is. */
const char *node_type(const json_t *node);

/* The first node within. */
const json_t *node_inner(const json_t *node);

/* A place; of what a macro made, where it is used. All of them are to be asked for. */
struct c_place node_place(struct reader *reader, const json_t *loc);

/* Is it in the file that was asked for? */
bool node_is_ours(const struct reader *reader, const struct c_place *place);
