/* Turns a violation seen on real CPUs into a finding of the machine. */
#ifndef ANALYSIS_EXPLAIN_H
#define ANALYSIS_EXPLAIN_H

#include "finding/finding.h"
#include "stress/race/race.h"

enum explained {
	EXPLAINED,	   /* saved: the machine does the same */
	EXPLAINED_NOT,	   /* no execution of any x86 model does it, and all were explored */
	EXPLAINED_LATER,   /* not among the executions that were explored, and there are more */
	EXPLAINED_REFUSED, /* the machine can't run this pair */
	EXPLAINED_ERROR,   /* it does, but the finding could not be saved */
};

/*
 * Look for an execution that shows what the race showed: for a torn value the same mix of
 * generations, else the same kind of violation with the same generations. It is shrunk, put into
 * *finding and kept as findings say as path; with EXPLAINED_ERROR and EXPLAINED_REFUSED path is one line
 * that tells why not; *known: the path is of another finding of the same bug. Of race only the pair counts.
 */
enum explained explain(const struct race_options *race, const struct race_violation *violation,
		       const struct findings *findings, struct finding *finding,
		       struct machine *machine, struct oracle *oracle, char *path, size_t size,
		       bool *known);

/*
 * Has the machine, of a guest that stores to the page, what the violation is? As struct race_calls has it: a lost store, or a
 * violation of that kind with those generations in a read that is alone with them.
 */
enum race_has explain_has(const struct race_options *race, const struct race_violation *violation,
			  struct machine *machine, struct oracle *oracle);

/* The machine's view of a race: its pair, hosts, vCPUs and TSCs; host or guest is NULL if the machine has none such. */
struct verify_options explain_asked(const struct race_options *race);

/* What became of a violation, in one sentence; path is the finding's. Returns out. */
const char *explain_sentence(enum explained explained, const struct race_violation *violation,
			     const char *path, char *out, size_t size);

#endif
