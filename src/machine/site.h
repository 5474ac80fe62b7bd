/* What the instrumenter tells the machine of a protocol's code: see src/instrument. */
#ifndef WARPAGE_SITE_H
#define WARPAGE_SITE_H

#include <warpage/types.h>

#define USES_COMPARED_MAX 4
#define USES_SPECIAL_MAX 12

/* Of as many bytes of a store: byte from of what the load of that number has found. */
#define COPIES_BYTES 16
#define COPIES_NUMBER_MAX 4095
#define COPIES_BYTE(number, from) ((number) << 4 | (from))

/*
 * What the code does with a value that it loads, for all values (src/instrument/uses.c). Bits are those of the
 * loaded value.
 */
struct uses {
	u32 steers; /* it may reach a branch over accesses, an address, a call, or memory that is no page,
		     * or a comparison as below may decide whether a guest returns a time */
	u32 stored; /* it may reach what the code stores, otherwise than as a plain copy */
	u32 odd; /* it is used, but for a sum that the time is, in a way that none of these tells */
	u32 counter; /* all that is stored of it is the whole of it, plus a constant, but for ... */
	u32 ncompared; /* it is held against an earlier load: (earlier & first) == (this & second) */
	u32 nspecial;  /* constants that the whole of it is held against, for equality */
	u32 bytes; /* those bytes of it that do more than to be stored as they are, a bit each */
	u32 padding;
	u64 first[USES_COMPARED_MAX], second[USES_COMPARED_MAX];
	u64 special[USES_SPECIAL_MAX];
	u64 tested; /* bits that are held against constants, or that an index is made of */
	u64 fixed;  /* ... these lowest bits, which are constants then */
};

/* Of an access: it is plain; ORDERED: it loads and acquires, or samples the TSC after the loads before it. */
enum site_order { SITE_PLAIN = 1, SITE_ORDERED = 2 };

/* A place in the source: a constant for each access and fence. */
struct site {
	const char *file, *function;
	u32 line, column;
	u32 data;   /* the value loaded here steers nothing: no branch, no address */
	u32 unused; /* nor does it reach the result: it is thrown away */
	u32 leads; /* a read begins with this load: all other accesses come after it; 2: of variables, too */
	u32 floor; /* of memory that reads keep, and touch only after all else (src/instrument/floor.c) */
	u32 number; /* of a load, from 1 on, in its file; 0: none */
	u32 loops; /* that it is in, a bit each, of those that carry at most a count over (src/instrument/past.c) */
	u32 loop;  /* where such a loop comes round: its own bit, from 1 on */
	u32 order; /* enum site_order, a bit each */
	/* of a store, for each of its bytes: which byte of which load it is, as it is; 0: computed. NULL: all are */
	const u16 *copies;
	/* the variable that is stored to, or kept, or that a loop carries over, if one with a name is; or NULL */
	const char *variable;
	const struct uses *uses; /* of a load; NULL: nothing is known */
};

/* A loop; see src/instrument/loops.c. */
enum loop_class {
	LOOP_COUNTED,	 /* not a retry: a copy or a delay */
	LOOP_MEMORYLESS, /* a retry that carries nothing over */
	LOOP_CARRIES,	 /* a retry that may carry something over ... */
	LOOP_COUNTS,	 /* ... but no more than a count of its rounds ... */
	LOOP_LAST_ROUND, /* ... or that, and what the last round loaded */
};

#endif
