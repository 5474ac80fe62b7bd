/*
 * The one registry: every format, host and guest that was linked in. Names are given and taken
 * with hyphens ("odd-even", "hyperv-tsc"), ids in code have underscores.
 */
#ifndef WARPAGE_REGISTRY_H
#define WARPAGE_REGISTRY_H

#include <warpage/protocol.h>

enum engine { ENGINE_MACHINE, ENGINE_NATIVE, ENGINE_GAPPED, ENGINES };

/* The i-th format, host or guest, in order of format and name; NULL past the last. */
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
#define REGISTRY_WHY 1200 /* bytes, for two paths */
bool registry_check(char *why, size_t size);

/* By name, hyphens and underscores being the same; NULL if there is none. */
const struct format *registry_find_format(const char *name);
const struct host *registry_find_host(enum engine engine, const struct format *format,
				      const char *name);
const struct guest *registry_find_guest(enum engine engine, const struct format *format,
					const char *name);

/*
 * The same of a text FORMAT:HOST:GUEST. If the text is none, or not all three are there, false and why
 * (size bytes) gets a part of a line.
 */
bool registry_find_pair(enum engine engine, const char *text, const struct format **format,
			const struct host **host, const struct guest **guest, char *why,
			size_t size);

/* Such a text, into out. Returns out. */
#define REGISTRY_PAIR 200 /* bytes */
char *registry_spell_pair(const struct format *format, const struct host *host,
			  const struct guest *guest, char out[REGISTRY_PAIR]);

/* Copy a name with hyphens for underscores into out (size bytes) and return out. */
char *registry_spell(const char *name, char *out, size_t size);

#endif
