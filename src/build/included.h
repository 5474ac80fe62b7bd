/*
 * What a user's files include of his own: headers beside them, and what those include.
 */
#ifndef WARPAGE_INCLUDED_H
#define WARPAGE_INCLUDED_H

#include "build/store.h"

#define INCLUDED_MAX 100 /* files; others are not looked at */

struct included {
	const char *ours[2]; /* folders that are none of his */
	char *paths[INCLUDED_MAX];
	unsigned int n;
};

/* Those that preprocessed text, in the file seen, names, but for source, which it is made of. */
void included_add(struct included *included, const char *seen, const char *source);

/* A hash of their texts, or "" if there are none; frees what was added. */
void included_hash(struct included *included, char hash[STORE_KEY]);

#endif
