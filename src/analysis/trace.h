/* The trace of a finding as steps of the outcome's violation, for forms that show it beside the source. */
#ifndef WARPAGE_ANALYSIS_TRACE_H
#define WARPAGE_ANALYSIS_TRACE_H

#include "finding/finding.h"
#include "outcome/outcome.h"

/* After a replay of the finding on the machine. What is lost for want of memory, the outcome knows. */
void trace_add(struct outcome *outcome, struct outcome_violation *violation,
	       const struct finding *finding, struct machine *machine);

/* The same of all violations of the outcome and its parts that have a finding saved, and no trace. */
void trace_add_saved(struct outcome *outcome, struct machine *machine, struct oracle *oracle);

#endif
