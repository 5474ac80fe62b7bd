/* How a pair is called, for people and for programs: with hyphens. */
#ifndef WARPAGE_REGISTRY_TELL_H
#define WARPAGE_REGISTRY_TELL_H

#include <jansson.h>
#include <warpage/protocol.h>

/* "hyperv-tsc: host odd-even x guest hv-seed"; returns out. */
char *registry_describe_pair(const struct format *format, const struct host *host,
			     const struct guest *guest, char *out, size_t size);

/* The members format, host and guest of an object, so spelled, and the files of the two. */
void registry_put_pair(json_t *object, const struct format *format, const struct host *host,
		       const struct guest *guest);

/* Have people run the two together, as far as is known? */
bool registry_ran_together(const struct host *host, const struct guest *guest);

#endif
