/* An outcome for people: what is wrong, what the verdict rests on, the parameters, the verdict last. */
#include "file/show.h"
#include "outcome/printer.h"

#include <string.h>

void terminal_begin(FILE *out, const struct outcome *outcome)
{
	show(out, "%-10s %s\n", outcome->command, outcome->subject);
	fputs(said_text(&outcome->opening), out);
}

static void print_body(FILE *out, const struct outcome *outcome)
{
	for (unsigned int i = 0; i < outcome->nviolations; i++)
		if (!outcome->violations[i]->brief)
			fputs(said_text(&outcome->violations[i]->text), out);
	fputs(said_text(&outcome->text), out);
}

void terminal_part(FILE *out, const struct outcome *part)
{
	char line[1024];

	if (part->verdict == OUTCOME_SKIPPED && !part->row)
		return; /* stderr has said why */
	if (!part->row) {
		putc('\n', out);
		show(out, "%s\n", part->subject);
	}
	print_body(out, part);
	if (!part->row)
		show(out, "  verdict    %s\n", outcome_line(part, line, sizeof(line)));
}

void terminal_end(FILE *out, const struct outcome *outcome)
{
	char line[1024];

	/* a run that did not even begin has nothing to say but why, and stderr has that */
	if (outcome->reason[0] && !json_object_size(outcome->counts) && !outcome->nparts)
		return;
	putc('\n', out);
	print_body(out, outcome);
	terminal_begin(out, outcome);
	show(out, "  verdict    %s\n", outcome_line(outcome, line, sizeof(line)));
}
