/*
 * What is in a file of C, as clang's syntax tree tells it: functions with what they use, variables,
 * types. All strings are the tree's and live as long as it does; "" stands for no name.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "warpage/types.h"

struct c_place {
	const char *file;
	unsigned int line, column;
	size_t offset; /* bytes into the file */
	bool macro;    /* made by a macro that is used here */
};

struct c_member {
	const char *id, *name, *type;
	bool bits;
};

struct c_record {
	const char *id, *name, *alias; /* its tag, and the typedef that names it if it has none */
	bool is_union, whole;
	struct c_place place;
	struct c_member *members;
	unsigned int nmembers;
};

struct c_alias {
	const char *name, *type, *record; /* of a typedef; record: an id, of one without a tag */
};

/* Memory that a pointer of another type is made to point to, or is made from. */
struct c_cast {
	const char *id, *type; /* of a member or a variable */
};

struct c_variable {
	const char *id, *name, *type;
	struct c_place place;
	bool ours, defined, initial, is_static, per_vcpu;
};

struct c_argument {
	const char *name, *type;
	bool used, tested; /* tested: a pointer that may be NULL, for all that the function knows */
};

/* What a function returns in one place. */
struct c_return {
	const char *type, *call; /* before it is converted; the function that is called for it */
	int constant;		 /* -1, 0, 1: its sign; RETURN_OTHER: no constant */
	size_t cast,
		value; /* bytes into the file: from a cast of integers to what it casts; or 0 */
};
#define RETURN_OTHER 2

struct c_names {
	const char **items;
	unsigned int n;
};

struct c_function {
	const char *name, *type, *result; /* result: with the function's own spelling */
	struct c_place place, begin, end;
	bool ours, whole, is_static, variadic, assembly;
	struct c_argument *arguments;
	unsigned int narguments;
	struct c_return *returns;
	unsigned int nreturns;
	struct c_names calls, variables, members; /* names, and ids of members */
};

struct tree {
	const char *source; /* the file, as clang was given it */
	const char *path;   /* as the user knows it; the same until somebody sets it */
	const char *text;   /* of that file; may be NULL */
	size_t length;
	json_t *json;
	bool no_memory;
	struct c_record *records;
	struct c_alias *aliases;
	struct c_cast *casts;
	struct c_variable *variables;
	struct c_function *functions;
	unsigned int nrecords, naliases, ncasts, nvariables, nfunctions;
};

enum c_base { C_OTHER, C_VOID, C_BOOL, C_INTEGER, C_RECORD };

struct c_type {
	enum c_base base;
	unsigned int bits; /* of an integer */
	bool is_signed, is_const;
	unsigned int pointers, length; /* length: of an array of that; 0: none */
	const struct c_record *record;
};

/* A type as clang spells it. */
struct c_type tree_type(const struct tree *tree, const char *spelled);

/* What a pointer to void, or to bytes, of this id is taken for; NULL if for nothing. */
const char *tree_cast(const struct tree *tree, const char *id);

/* By name, the definition if there is one; NULL if there is none. */
const struct c_function *tree_function(const struct tree *tree, const char *name);
const struct c_variable *tree_variable(const struct tree *tree, const char *name);

bool tree_has(const struct c_names *names, const char *name);

/* The name of the file that the place is in, as the user knows it. */
const char *tree_file(const struct tree *tree, const struct c_place *place);

/* "struct NAME" or what else names this record in C; false if nothing does. */
bool tree_spell(const struct c_record *record, char *out, size_t size);

/*
 * The names of all that function uses, of what it calls too: calls, variables and members. The caller
 * calls tree_unreach().
 */
struct c_reach {
	struct c_names calls, variables, members;
	bool assembly;
};
void tree_reach(const struct tree *tree, const struct c_function *function, struct c_reach *reach);
void tree_unreach(struct c_reach *reach);

/* items with room for one more of size bytes, which is zero; NULL without memory, and all stays. */
void *tree_more(void *items, unsigned int n, size_t size);
bool tree_add(struct c_names *names, const char *name);

/*
 * Reads clang's tree (-ast-dump=json) of the file at path, whose text may be given as well. NULL after one
 * line in why (size bytes).
 */
struct tree *tree_read(const char *json, size_t length, const char *path, const char *text,
		       size_t text_length, char *why, size_t size);
void tree_free(struct tree *tree);
