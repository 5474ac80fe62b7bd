/*
 * What a verdict for all values rests on. Where the code decides by the page's sequence alone, and stores each
 * byte of the parameters as it was handed over, what a read mixes does not depend on what is in it: then a
 * parameter is told by the update that stored it, its label, instead of by its bytes. Whether that holds is
 * seen while the code runs (grounds.c), by what the instrumenter found out of each access (site.h).
 */
#ifndef WARPAGE_GROUNDS_H
#define WARPAGE_GROUNDS_H

#include "machine/site.h"

#include <warpage/protocol.h>

#define GROUNDS_LOADS_MAX 48
#define GROUNDS_NUMBERS_MAX 256 /* loads of one file that a store may copy */
#define STACK_NEAR 65536	/* bytes */

/* A place of the page that is loaded there, by code that may go on differently for what it finds. */
struct ground {
	const struct site *site;
	u16 offset, size;
};

struct grounds {
	const char *why;	    /* the first thing that spoils it; NULL: nothing so far ... */
	const struct site *against; /* ... and where, or NULL if that is no single place */
	unsigned int nhost, nguest;
	struct ground host[GROUNDS_LOADS_MAX], guest[GROUNDS_LOADS_MAX];
	unsigned int steering; /* loads of one read that steer it, at most */
	bool freezes; /* the host stops vCPUs by itself: where, matters if the TSC jumps then */
	bool decides; /* what is in a parameter may decide whether there is a time at all */

	/* of the run of the host at hand */
	const u8 *next; /* what is handed over in this update */
	u128 stored; /* parameter bytes that this update has stored so far, by number (layout.h) */
	/* bytes that are neither sequence nor parameter: those that the host computes with, those that have changed */
	u128 used, changed;
	const struct site *used_by;
	const u8 *from[GROUNDS_NUMBERS_MAX]; /* where the load of that number was made last */
	/* of the format */
	const struct format *format;
	bool copies; /* does encode() copy bytes? then, and for each byte of a field, */
	s16 source[WARPAGE_FIELDS_MAX]; /* ... the byte of the parameters that it is, or -1 */
};

struct machine;
struct request;

/* The format at hand, and no code seen yet. */
void grounds_begin(struct machine *machine);

/* An update is handed over; it is done. */
void grounds_update(struct machine *machine, const void *next);
void grounds_updated(struct machine *machine);

/* The host loads from address; stores to the page, what was at from, if it is a copy; does something else. */
void grounds_host_load(struct machine *machine, const void *address, u32 size,
		       const struct site *site);
void grounds_host_store(struct machine *machine, const void *address, u32 size, const void *from,
			const struct site *site);
void grounds_spoil(struct machine *machine, const struct site *site, const char *why);

/* The guest loads from the page, or samples the TSC; its read is over. */
void grounds_guest_load(struct machine *machine, const struct request *request);
void grounds_guest_tsc(struct machine *machine, const struct site *site);
void grounds_read(struct machine *machine);

#endif
