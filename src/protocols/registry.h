/*
 * The one registry: every format, host and guest that was linked in, and those of files that were named
 * since. Names are given and taken with hyphens ("odd-even", "hyperv-tsc"), ids in code have underscores;
 * what came from a file is called as the user named it ("./mine.c", "kvm.c:read_it"), letter by letter.
 */
#ifndef WARPAGE_REGISTRY_H
#define WARPAGE_REGISTRY_H

#include <warpage/module.h>

#define REGISTRY_NAME 256		  /* bytes of a name, a file's included */
#define REGISTRY_PAIR (3 * REGISTRY_NAME) /* bytes */
#define REGISTRY_TEXT 65		  /* of the SHA-256 of a file's text, in hexadecimal */
#define REGISTRY_WHY 4096		  /* of what is wrong: a line, or a compiler's several */

/* The i-th in no order, or in that of format and name; NULL past the last. */
const struct protocol_member *registry_member(enum engine engine, enum member_kind kind, size_t i);
const struct format *registry_format(unsigned int i);
const struct host *registry_host(enum engine engine, unsigned int i);
const struct guest *registry_guest(enum engine engine, unsigned int i);

/* The number-th pair of a host and a guest of one format; false past the last. */
bool registry_pair(enum engine engine, unsigned int number, const struct format **format,
		   const struct host **host, const struct guest **guest);

/*
 * Are all of them fit for use: no name twice, nothing missing, every host and guest of a format that is
 * there? If not, why (size bytes) gets one line that names the file. Ask before anything else.
 */
bool registry_check(char *why, size_t size);

/* By name, hyphens and underscores being the same, or by file if that is loaded; NULL if there is none. */
const struct format *registry_find_format(const char *name);
const struct host *registry_find_host(enum engine engine, const struct format *format,
				      const char *name);
const struct guest *registry_find_guest(enum engine engine, const struct format *format,
					const char *name);

/* Is this the name of a file (FILE[:FUNCTION][,OPTION=VALUE...])? It has a slash, or ends in .c before that. */
bool registry_is_file(const char *name);

/*
 * What makes a host or a guest of a file: it registers it under that name, or puts what is wrong into why
 * (REGISTRY_WHY bytes) and returns false. Set once, by a program that has a compiler at hand; without one
 * there are no files.
 */
typedef bool registry_loader(enum member_kind kind, const struct format *format, const char *name,
			     char *why, size_t size);
void registry_load_by(registry_loader *loader);

/* Have the file of that name loaded, if it is the name of one and is not yet. false and why if it can't be. */
bool registry_load(enum member_kind kind, const struct format *format, const char *name, char *why,
		   size_t size);

/*
 * Register what a module that was loaded calls inner (NULL: it has no other of the kind), under a name of its own,
 * the path of its file (of its folder, for a format), with the SHA-256 of the text that it is made from, and of
 * what that includes of the user's ("" if it includes nothing of his). It has to pass registry_check(). false and
 * why if it does not.
 */
bool registry_add(const struct protocol_module *module, enum member_kind kind, const char *inner,
		  const char *name, const char *text, const char *included, char *why, size_t size);

/* Those hashes of a format, host or guest; NULL for one that was linked in. */
const char *registry_text(const void *member);
const char *registry_included(const void *member);

/* What finds a format, host or guest again, in another run: the name of its file, or its own. */
const char *registry_name(const void *member);

/* The i-th store to a page that the instrumenter noted, of all modules; NULL past the last. */
const struct page_store *registry_page_store(unsigned int i);

/*
 * The same of a text FORMAT:HOST:GUEST. If the text is none, or not all three are there, false and why
 * (size bytes) gets a part of a line.
 */
bool registry_find_pair(enum engine engine, const char *text, const struct format **format,
			const struct host **host, const struct guest **guest, char *why,
			size_t size);

/* Take such a text apart, in place; false if it is none. */
bool registry_split_pair(char *text, char *words[3]);

/* Such a text, into out. Returns out. */
char *registry_spell_pair(const struct format *format, const struct host *host,
			  const struct guest *guest, char out[REGISTRY_PAIR]);

/* Is it one name, hyphens and underscores being the same? */
bool registry_same_name(const char *a, const char *b);

/* Copy a name with hyphens for underscores into out (size bytes) and return out. */
char *registry_spell(const char *name, char *out, size_t size);

#endif
