/*
 * Hosts, guests and formats from files that a user names: compiled for all three engines into one shared
 * object, which is kept (store.h), loaded, and registered.
 */
#ifndef WARPAGE_BUILD_H
#define WARPAGE_BUILD_H

#include "protocols/registry.h"

/*
 * A host or guest from a file, for registry_load_by(). What is wrong is one line in why, or the compiler's
 * errors, ten lines at most.
 */
bool build_member(enum member_kind kind, const struct format *format, const char *name, char *why,
		  size_t size);

/*
 * All host_*.c, guest_*.c and format.c of a folder. It is named after the format, and *format is that:
 * its own, or one that is there already.
 */
bool build_folder(const char *path, const struct format **format, char *why, size_t size);

/*
 * A line of a file that a site or a member names, without the blanks before it: of a user's, or of one of
 * warpage's own, which lies with the formats. false if it can't be read.
 */
bool build_source(const char *file, unsigned int line, char *out, size_t size);

/* The format that a file is for, by what it defines; NULL and why if that can't be told. */
const struct format *build_format(enum member_kind kind, const char *name, char *why, size_t size);

#endif
