/*
 * What stands at the top level of a file: functions, types, variables, lines of the preprocessor, in turn.
 */
#ifndef WARPAGE_ITEM_H
#define WARPAGE_ITEM_H

#include "pasted/token.h"

/* A name that an item gives to something, and whether it only says that there is such a thing. */
struct name {
	const char *at;
	size_t length;
	unsigned int item;
	bool function, declared_only;
	bool typed; /* of a struct, a type, or a constant of an enum */
	bool guess; /* the argument of a macro that may define it */
};

struct item {
	const char *start, *end;
	bool directive, include, define;
	bool dropped; /* only declares what a header of warpage's has as a macro */
};

struct pasted {
	const char *text;
	struct item *items;
	struct name *names;
	unsigned int nitems, nnames, items_room, names_room;
	bool whole; /* the text ended where an item did */
};

/* Fills in items and names. false without memory. */
bool items_find(struct pasted *pasted);

#endif
