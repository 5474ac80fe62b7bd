/* A place in a protocol's source: the instrumenter makes one constant for each access and fence. */
#ifndef WARPAGE_SITE_H
#define WARPAGE_SITE_H

#include <warpage/types.h>

struct site {
	const char *file, *function;
	u32 line, column;
	u32 data;   /* the value loaded here steers nothing: no branch, no address */
	u32 unused; /* nor does it reach the result: it is thrown away */
};

/* A store of a host or guest, by its function, to the page; the instrumenter collects them. */
struct page_store {
	const void *function;
	const struct site *site;
};

#endif
