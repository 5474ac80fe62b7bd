/* The orders in which the host's stores can become visible, as moments; see brute_order.c. */
#ifndef TESTS_BRUTE_ORDER_H
#define TESTS_BRUTE_ORDER_H

#include "brute.h"

#define OPS_MAX 200
#define STORES_MAX 96

struct store {
	u16 offset, size;
	u64 value;
	bool plain, release;
	u8 region, epoch, update;
	u8 access; /* those of one access are its parts */
};

struct op {
	enum brute_op op;
	u8 store;
};

/* What the host did, in the order of its code. */
struct program {
	unsigned int nops, nstores, ngenerations;
	unsigned int update; /* the one at hand */
	bool wide_plain;     /* are there plain stores that a compiler may split? */
	bool partial;	     /* was some vCPU left running while others were frozen? */
	bool died;
	struct op ops[OPS_MAX];
	struct store stores[STORES_MAX];
	struct generation generations[UPDATES_MAX + 1];
	u8 jumps[UPDATES_MAX + 1]; /* of the TSC, before each update */
	u8 start_page[BRUTE_PAGE_MAX];
};

struct moment {
	u8 page[BRUTE_PAGE_MAX];
	u8 shown[BRUTE_PAGE_MAX]; /* what is told apart: by label, parameters' updates */
	u8 low, high;		  /* stores visible; inside a block: before and after it */
	bool frozen[2], valid; /* a vCPU that all freezes stop, and one that some leave running */
	u8 thaw[2];	       /* the last moment not after this one that a thaw began, or 0 */
	u32 due;	       /* generations */
};

struct order {
	unsigned int nmoments;
	bool partial;
	struct moment moments[MOMENTS_MAX];
	unsigned int ngenerations;
	const struct generation *generations;
};

/* Run the host, its wide plain stores in two halves or not. Valid until the next call. */
const struct program *program_make(const struct brute_case *brute_case, bool split_plain);

/* Run the host, and brute_reads() for each order that its stores can have. */
void orders_explore(const struct brute_case *brute_case);
void brute_reads(const struct order *order);

#endif
