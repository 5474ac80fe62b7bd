/* What becomes of a finding when it is replayed. */
#ifndef WARPAGE_ANALYSIS_AGAIN_H
#define WARPAGE_ANALYSIS_AGAIN_H

#include "finding/finding.h"
#include "outcome/console.h"
#include "outcome/outcome.h"

/*
 * Replay the finding, from the file at path, and tell what it comes to; if its reads are right now, or not
 * made any more, its schedule is explored anew, until *stop is set. What people read begins with a line of
 * its own; full: the numbers and the two columns follow.
 */
void again_replay(struct outcome *outcome, struct finding *finding, struct machine *machine,
		  struct oracle *oracle, const char *path, bool full, const struct console *console,
		  volatile int *stop);

#endif
