/*
 * What a guest of a user's file says of its time, if its types don't: it is called, on a page that stands still,
 * in a process of its own.
 */
#ifndef WARPAGE_PROBE_H
#define WARPAGE_PROBE_H

#include "protocols/registry.h"

struct probe {
	bool in_ns; /* its time is in ns, where the format's is in larger units */
	bool made_time; /* on an invalid page it gives, as a time, what has nothing to do with page or TSC ... */
	u64 no_time; /* ... this */
};

/* Tries the native guest in a shared object. false if there is nothing to tell; then *probe is all zero. */
bool probe_guest(const char *object, const struct format *format, struct probe *probe);

#endif
