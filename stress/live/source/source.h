/* Where live clocks come from: pages and clocks of somebody else's, and hosts that can be driven. */
#ifndef STRESS_LIVE_SOURCE_H
#define STRESS_LIVE_SOURCE_H

#include <warpage/protocol.h>

#define LIVE_LANES_MAX 64
#define LIVE_VCPUS_MAX 16
#define LIVE_WHY 256 /* bytes for a reason with its cure */

struct live_lane;

/* What a source is opened for, and where it leaves what it finds. */
struct live_opening {
	unsigned int vcpus;
	u16 stride;		 /* bytes from a vCPU's page to the next one's; 0: a page's size */
	struct live_lane *lanes; /* LIVE_LANES_MAX, zeroed before */
	void *state;		 /* for close() */
	const char *left_out;	 /* what this CPU does not have, and why; NULL: nothing */
	char *why;
	size_t size; /* of why */
};

/*
 * A kind of clock. open: find it and describe its lanes; returns how many, or 0 with the reason and
 * its cure in why. close may be NULL.
 */
struct live_source {
	const char *name, *text;
	const char *format; /* of its pages; NULL: none */
	const char *guest;  /* the right one, by name; NULL: no choice */
	const char *host;   /* of the machine: it publishes as this one does; NULL: none does */
	unsigned int (*open)(const struct live_source *source, struct live_opening *opening);
	void (*close)(void *state);
	bool (*recognise)(const void *page, char *why, size_t size); /* of a page: is this one? */
	const char *cure; /* of a page that the kernel maps: what it takes that there is one */
};

/* The i-th source, NULL past the last; a source by name, NULL if there is none. */
const struct live_source *live_source(unsigned int i);
const struct live_source *live_source_find(const char *name);

/*
 * Does it exist here? true with where it was found or what of it is left out, or "", in why; false with
 * the reason and its cure, one line.
 */
bool live_source_probe(const struct live_source *source, char *why, size_t size);

/*
 * The deliberately wrong guest of a format: one pass over the fields, no look at the sequence.
 * NULL if the format has none.
 */
const struct guest *live_control(const struct format *format);

#endif
