/* An outcome as KTAP: a line for each case, and before it, as diagnostics, what it rests on. */
#include <inttypes.h>
#include <string.h>

#include "file/show.h"
#include "outcome/printer.h"

void ktap_begin(FILE *out, unsigned int cases)
{
	fprintf(out, "KTAP version 1\n1..%u\n", cases);
}

static void diagnose(FILE *out, const char *text)
{
	while (*text) {
		size_t length;

		text += strspn(text, " ");
		length = strcspn(text, "\n");
		if (length)
			fprintf(out, "# %.*s\n", (int)length, text);
		text += length + (text[length] == '\n');
	}
}

void ktap_case(FILE *out, unsigned int number, const struct outcome *outcome)
{
	int status = outcome_status(outcome);
	const char *key;
	json_t *value;
	char line[1024];

	for (unsigned int i = 0; i < outcome->nviolations; i++) {
		if (outcome->violations[i]->brief)
			continue;
		fprintf(out, "# %s %" PRIu64 "\n", outcome->violations[i]->kind,
			outcome->violations[i]->count);
		diagnose(out, said_text(&outcome->violations[i]->text));
	}
	json_object_foreach(outcome->counts, key, value) if (json_is_integer(value))
		fprintf(out, "# %s %" JSON_INTEGER_FORMAT "\n", key, json_integer_value(value));
	diagnose(out, said_text(&outcome->text));
	show(out, "%s %u %s", status == 0 || status == 77 ? "ok" : "not ok", number,
	     outcome->subject);
	if (status == 77)
		show(out, " # SKIP %s", outcome->reason);
	else
		show(out, " # %s", outcome_line(outcome, line, sizeof(line)));
	putc('\n', out);
}
