/* Turns a violation seen on real CPUs into a finding of the machine. */
#ifndef WARPAGE_EXPLAIN_H
#define WARPAGE_EXPLAIN_H

#include "finding/finding.h"
#include "stress/race.h"

enum explained {
	EXPLAINED,	 /* saved: the machine does the same */
	EXPLAINED_NOT,	 /* no execution of any x86 model does it */
	EXPLAINED_LATER, /* not among the first millions of executions, and there are more */
	EXPLAINED_ERROR, /* could not be tried, or not be saved; one line is on stderr */
};

/*
 * Look for an execution that shows what the race showed: for a torn value the same mix of
 * generations, else the same kind of violation with the same generations. It is shrunk, put into
 * *finding and saved in folder as path.
 */
enum explained explain(const struct race_options *race, const struct race_violation *violation,
		       const char *folder, struct finding *finding, struct machine *machine,
		       struct oracle *oracle, char *path, size_t size);

#endif
