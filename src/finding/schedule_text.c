/* Reads and writes schedules. The text may come from anywhere. */
#include "finding/schedule_text.h"

#include <stdlib.h>

#include "finding/finding.h"
#include "finding/schedule_line.h"
#include "protocols/registry.h"

static const struct line lines[] = {
	LINE("start", 0, schedule_start),
	LINE("update", 0, schedule_update),
};

static const struct form form = {
	.name = "schedule",
	.refusal = "neither a schedule nor a finding: it does not start with",
	.lines = lines,
	.nlines = ARRAY_SIZE(lines),
	.head = 1,
};

bool schedule_parse(struct schedule *schedule, const struct format *format, const struct host *host,
		    const char *text, size_t length, const char *name, char *why, size_t size)
{
	const struct form *found;
	const struct line *line;
	struct parser parser;

	memset(schedule, 0, sizeof(*schedule));
	parser_begin(&parser, name, text, length, why, size);
	found = form_begin(&parser, &form, &finding_form);
	while (found && (line = form_next(&parser, found))) {
		const char *word;

		if (schedule_take(&parser, line, schedule, format, host))
			continue;
		word = line < found->lines + found->head ? parser_word(&parser)
							 : parser_rest(&parser);
		if (!strcmp(line->key, "format") && registry_find_format(word) != format)
			parser_complain(&parser, "this is a finding of another format:", word);
	}
	return !parser.failed;
}

bool schedule_load(struct schedule *schedule, const struct format *format, const struct host *host,
		   const char *path, char *why, size_t size)
{
	size_t length;
	char *text = parser_read_file(path, "schedule", &length, why, size);
	bool good = text && schedule_parse(schedule, format, host, text, length, path, why, size);

	free(text);
	return good;
}

void schedule_write(FILE *out, const struct schedule *schedule)
{
	fputs(FORM_MARK("schedule"), out);
	schedule_put(out, schedule);
	fprintf(out, "end\n");
}
