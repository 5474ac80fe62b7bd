/* Each line of the columns that stands in the source is a step; a column is a thread. */
#include "analysis/trace.h"

#include <stdlib.h>

#include "finding/print.h"

void trace_add(struct outcome *outcome, struct outcome_violation *violation,
	       const struct finding *finding, struct machine *machine)
{
	struct page page;
	bool whole = print_page(&page, finding, machine);

	outcome->text.lost |= !whole;
	for (unsigned int i = 0; whole && i < page.n; i++) {
		const struct line *line = &page.lines[i];
		struct outcome_step step;

		if (!line->site)
			continue;
		print_column(finding, line->column, step.thread, sizeof(step.thread));
		snprintf(step.path, sizeof(step.path), "%s", line->site->file);
		step.line = line->site->line;
		step.read = line->column >= page.nhosts;
		snprintf(step.text, sizeof(step.text), "%s", line->text);
		outcome_step(outcome, violation, &step);
	}
	if (whole)
		print_page_free(&page);
}

void trace_add_saved(struct outcome *outcome, struct machine *machine, struct oracle *oracle)
{
	struct finding *finding = calloc(1, sizeof(*finding));
	char why[256];

	outcome->text.lost |= !finding;
	for (unsigned int i = 0; finding && i < outcome->nviolations; i++) {
		struct outcome_violation *violation = outcome->violations[i];

		if (violation->finding[0] && !violation->nsteps &&
		    finding_load(finding, violation->finding, why, sizeof(why)) &&
		    finding_replay(finding, machine, oracle, 0xa5, why, sizeof(why)) >= 0)
			trace_add(outcome, violation, finding, machine);
	}
	free(finding);
	for (unsigned int i = 0; i < outcome->nparts; i++)
		trace_add_saved(outcome->parts[i], machine, oracle);
}
