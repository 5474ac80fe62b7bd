/* One shared object of some C files: made, or found in the store. */
#ifndef WARPAGE_MAKE_H
#define WARPAGE_MAKE_H

#include "build/store.h"
#include "build/unit.h"

#define MAKE_LINES 10 /* of errors */

struct make {
	struct tools tools;
	struct store store;
	char included
		[STORE_KEY]; /* by make_key(): a hash of what the units include of the user's, or "" */
};

/* false, and why in size bytes, if this can't be done here. */
bool make_begin(struct make *make, char *why, size_t size);

/* Leaves nothing behind but what is kept; an object that is not is gone, too: have it loaded before. */
void make_end(struct make *make);

/*
 * The key of an object of n units; about is what else decides on what they become. false and why: one line, or
 * several that each end in a newline, which are a compiler's.
 */
bool make_key(struct make *make, const struct unit *units, unsigned int n, const char *about,
	      char key[STORE_KEY], char *why, size_t size);

/* Make it, and keep it under that key. Its path; or false and why, as above. */
bool make_object(struct make *make, struct unit *units, unsigned int n, const char key[STORE_KEY],
		 char path[PATH_MAX], char *why, size_t size);

/* What a compiler said of a unit, in the file errors: its lines in why, or that there are none. */
void make_errors(const char *errors, const struct unit *unit, char *why, size_t size);

#endif
