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

/* One more at the end of an array of the tree; NULL without memory. */
#define MORE(reader, array, count)                                                                 \
	({                                                                                         \
		void *larger = tree_more(array, count, sizeof(*(array)));                          \
		(reader)->tree->no_memory |= !larger;                                              \
		if (larger)                                                                        \
			(array) = larger;                                                          \
		larger ? &(array)[(count)++] : NULL;                                               \
	})

/* The function whose body is being read; NULL: none. */
static inline struct c_function *function_at_hand(struct reader *reader)
{
	return reader->function < 0 ? NULL : &reader->tree->functions[reader->function];
}

/* What a node in a function's body says by itself, besides what lies within it. */
void read_body(struct reader *reader, const json_t *node);
