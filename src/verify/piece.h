/*
 * A part of a run that nothing before it has a say in, so that another process may do it: what it comes to is put
 * into a parcel, and added to the verdict of the whole in its turn.
 */
#ifndef WARPAGE_PIECE_H
#define WARPAGE_PIECE_H

#include "verify/run.h"
#include "verify/team.h"

#define PIECE_FENCES 128

/* A schedule, or so many random executions, and what they come to. */
struct piece {
	struct verdict verdict;
	u64 torn_shown;
	bool complete, memoryless;
	const struct site *carries; /* as in the verdict */
	unsigned int nfences;	    /* that were not met before */
	const struct site *fences[PIECE_FENCES];
	const char *names[PIECE_FENCES];
};

/* Before: the run's verdict is the piece's from here on. */
void piece_begin(struct piece *piece, struct run *run);

/* The barriers that a machine has met; those in this piece that none before it had met, of which *known was told. */
unsigned int piece_count_fences(const struct machine *machine);
void piece_take_fences(struct piece *piece, const struct machine *machine, unsigned int *known);

/* After: the piece and its findings are in the parcel, and no longer held here. */
void piece_end(struct piece *piece, struct run *run, struct parcel *parcel);

/* Add to the run's verdict what was got from the parcel; at is where its findings are. */
void piece_add(struct run *run, const struct piece *piece, const struct parcel *parcel, size_t at);

#endif
