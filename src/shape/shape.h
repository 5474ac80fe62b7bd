/*
 * A function of a file of C that knows nothing of warpage, as a host or a guest: which function, what
 * it is called with, and the C that makes it one. What can't be found out is asked for, in one line
 * that shows what to give.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <warpage/protocol.h>

#include "shape/tree.h"

enum shape_role { SHAPE_HOST, SHAPE_GUEST };

#define SHAPE_LIST 16

/* What the user said; all but the role may be left out. Lists end with NULL. */
struct shape_want {
	enum shape_role role;
	const struct format *format; /* else the name of the page's type tells */
	const char *function;	     /* else the only one that can be meant */
	const char *name;	     /* all that was said, for lines that show what to add to it */
	const char *page;	     /* where the function finds the page */
	const char *params[SHAPE_LIST + 1]; /* FIELD=PLACE: where a host finds a parameter */
	const char *args[SHAPE_LIST + 1];   /* NAME=VALUE: what an argument is, in C */
	const char *sets[SHAPE_LIST + 1];   /* PLACE=VALUE: what else is there, in C */
	const char *clock;	    /* where a host finds a clock to make its parameters of */
	const char *start;	    /* any, even, not-zero, even-not-zero */
	const char *success;	    /* zero, nonzero: of a number that tells it */
	unsigned int unit_ns;	    /* of the time that a guest gives */
	bool unit_found;	    /* ... not said, but found out */
	bool none_said, none_found; /* a guest gives none on an invalid page: ... */
	u64 none;		    /* ... no time, if it is said; else as if it were one */
	bool *several;		    /* set if more than one function fits; may be NULL */
};

/*
 * One option of those: page=PLACE, param=FIELD=PLACE, clock=PLACE, set=PLACE=VALUE, arg=NAME=VALUE, start=...,
 * success=..., unit=NS, none=NUMBER. value must outlive want. false and a part of a line in why (size bytes) if there is
 * no such option.
 */
bool shape_option(struct shape_want *want, const char *key, const char *value, char *why,
		  size_t size);

/* C that is being written. */
struct shape_text {
	FILE *stream;
	char *text;
	size_t size;
};

#define SHAPE_ARGUMENTS 16
#define SHAPE_PLACE 400 /* bytes of one written down */

struct shape {
	const struct tree *tree;
	const struct shape_want *want;
	const struct c_function *function;
	const struct format *format;
	char name[SHAPE_PLACE];	     /* what the user called it, or could have */
	const struct c_record *page; /* the page's type in that file; NULL if none is known */
	struct c_reach reach;
	struct shape_text macros, globals, locals; /* before the file, behind it, before the call */
	char arguments[SHAPE_ARGUMENTS][SHAPE_PLACE];
	u64 fed; /* fields of the format, by number, that the function is given */
	enum { CLOCK_NONE, CLOCK_EXACT, CLOCK_NEAR } clock; /* a host's, in ns: is it there? */
	u32 told;					    /* its parts that the host is given */
	bool asks_time;					    /* the host asks for the time */
	bool own;  /* ... and so on: its parameters are its own */
	bool wide; /* its result is cut to 32 bits: a copy of it gives all of it */
	struct shape_text after;
	char note[SHAPE_PLACE]; /* what is assumed, for people; "" if nothing is */
	struct {
		char at[SHAPE_PLACE], name[32];
	} objects[24]; /* that pointers on the way to the page lead to */
	unsigned int nobjects;
	char *why;
	size_t size;
};

#define SHAPE_WHY 1024

/*
 * Finds the function that is wanted, or the only one that can be. tree and want must outlive the result,
 * which shape_free() frees. NULL after one line in why (size bytes), which begins with the file's name.
 */
struct shape *shape_choose(const struct tree *tree, const struct shape_want *want, char *why,
			   size_t size);
void shape_free(struct shape *shape);

/*
 * The C file that has the function as a host or guest of that name: it includes the user's file by path
 * (absolute). The caller frees it; NULL without memory.
 */
char *shape_wrap(const struct shape *shape, const char *path, const char *name);
