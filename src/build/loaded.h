/* What the makers of members from files and folders have in common. */
#ifndef WARPAGE_LOADED_H
#define WARPAGE_LOADED_H

#include "build/make.h"
#include "protocols/registry.h"

/* The module in a shared object, or NULL and why. It stays until the end of the program. */
const struct protocol_module *loaded_module(const char *path, char *why, size_t size);

/* The text of a file, with a zero behind it, which the caller frees; false and why. */
bool loaded_text(const char *path, char **text, char *why, size_t size);

/* The same, of clang's tree of a file. */
bool loaded_tree(const char *path, char **json, char *why, size_t size);

/* Its SHA-256. */
void loaded_hash(const char *text, char key[STORE_KEY]);

/* Where the format.h of a format is: a folder of the tree's, or of the user's. */
void loaded_headers(const struct format *format, const struct tools *tools, char out[PATH_MAX]);

#endif
