/*
 * Where shared objects that were compiled from users' files are kept: $XDG_CACHE_HOME/warpage, or
 * ~/.cache/warpage. They are named by a hash of all that they are made from, so one that is there is right,
 * whatever the file that was named is called by now. A hash of itself behind it tells whether it is whole.
 * Without such a folder they are kept nowhere.
 */
#ifndef WARPAGE_STORE_H
#define WARPAGE_STORE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sha2.h>

#define STORE_KEY 65 /* bytes of a SHA-256 in hexadecimal */

struct store {
	char folder[PATH_MAX]; /* "" if there is none */
	char work[PATH_MAX];   /* a folder for what is made on the way; removed in the end */
};

/* Makes both. false and why (size bytes) if there is nowhere to work. */
bool store_open(struct store *store, char *why, size_t size);

/* Removes the work folder. */
void store_close(struct store *store);

/* Is there a whole shared object of this key? Its path. */
bool store_has(const struct store *store, const char key[STORE_KEY], char path[PATH_MAX]);

/* Keeps made, a file of the work folder, under the key; path is where it is now. The oldest give way. */
void store_keep(const struct store *store, const char key[STORE_KEY], const char *made,
		char path[PATH_MAX]);

/*
 * Hashes of a file's text, but for the lines of a preprocessor that name what lies in the folder passing; and
 * of when a file was last changed, its size and its path.
 */
bool store_hash_text(SHA2_CTX *hash, const char *path, const char *passing);
void store_hash_state(SHA2_CTX *hash, const char *path);
void store_key(SHA2_CTX *hash, char key[STORE_KEY]);

#endif
