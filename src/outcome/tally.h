/* A table of outcomes for people, as jcstress has it: what came out, how often, and whether it may. */
#pragma once

#include "outcome/console.h"
#include "warpage/types.h"

struct tally {
	FILE *out;
	const struct console *console;
	const char *of; /* what is counted: "reads" */
	u64 all;	/* of which shares are */
	int decimals;	/* of a share in percent */
};

/* The line above the rows. */
void tally_head(const struct tally *tally);

/* A row; a "forbidden" one that is not empty has its name in the colour of what is wrong. */
void tally_row(const struct tally *tally, const char *name, u64 count, const char *grade,
	       const char *sentence);
