/* The tables of tests/mutants/: what public checkers say of pairs, and where that is wrong. */
#ifndef WARPAGE_MUTANTS_TABLE_H
#define WARPAGE_MUTANTS_TABLE_H

#include <stddef.h>

#define MUTANT_MODELS 3 /* sc, x86, weak */

enum mutant_verdict { MUTANT_NOT_ASKED, MUTANT_CLEAN, MUTANT_TORN, MUTANT_ERROR };

struct mutant_pair {
	char host[16], guest[16];
	enum mutant_verdict expected[MUTANT_MODELS];
};

/* One verdict of the table that is wrong: ours is right, and the row says why. */
struct mutant_reason {
	char host[16], guest[16];
	int model;
	enum mutant_verdict ours;
};

extern const char *const mutant_models[MUTANT_MODELS];

const char *mutant_verdict_name(enum mutant_verdict verdict);

/* Rows of a file, in an array that is the caller's; exits with one line if a row is malformed. */
size_t mutant_pairs_read(const char *file, struct mutant_pair **pairs);
size_t mutant_reasons_read(const char *file, struct mutant_reason **reasons);

#endif
