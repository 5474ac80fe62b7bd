/* Reads and writes schedules. The text may come from anywhere. */
#include "finding/schedule_text.h"

#include <inttypes.h>
#include <stdlib.h>

#include "clock/sequence.h"
#include "machine/log.h"
#include "protocols/registry.h"

#define TICKS_MAX ((u64)1 << 56) /* sums of all ticks of a schedule fit into 64 bits */
#define LEAP_MAX ((s64)1 << 62)	 /* of a step or a jump: can be negated */
#define RATE_MAX (16 * RATE_ONE - 1)

void schedule_parse_start(struct parser *parser, struct schedule *schedule,
			  const struct format *format, const struct host *host)
{
	bool known = false;

	schedule->sequence = parser_number(parser, "sequence", U64_MAX);
	schedule->placement = (u16)parser_number(parser, "placement", 63);
	schedule->tsc = parser_number(parser, "tsc", U64_MAX);
	schedule->value = parser_number(parser, "value", U64_MAX);
	schedule->rate = parser_number(parser, "rate", RATE_MAX);
	schedule->tail = parser_number(parser, "tail", TICKS_MAX);
	for (unsigned int i = 0; i < format->nplacements; i++)
		known = known || format->placements[i] == schedule->placement;
	if (!known)
		parser_complain(parser, "the format allows no page at this placement", NULL);
	if (!sequence_is_legal(format, host, schedule->sequence))
		parser_complain(parser, "the host may not find this sequence on a page", NULL);
}

/* "dies-after=N", or "gapN=TICKS". */
static void parse_extra(struct parser *parser, struct update *update, const char *word)
{
	unsigned long g = GAPS_MAX;
	char *end = NULL;

	if (!strncmp(word, "dies-after=", 11)) {
		update->dies_after = (int)parser_unsigned(parser, word + 11, EVENTS_MAX);
		return;
	}
	if (!strncmp(word, "gap", 3) && word[3] >= '0' && word[3] <= '9')
		g = strtoul(word + 3, &end, 10);
	if (g >= GAPS_MAX || *end != '=') {
		parser_complain(parser, "an update has no", word);
		return;
	}
	update->gaps[g] = parser_unsigned(parser, end + 1, TICKS_MAX);
}

void schedule_parse_update(struct parser *parser, struct schedule *schedule)
{
	struct update *update = &schedule->updates[schedule->nupdates];
	const char *word = parser_word(parser);
	int kind = word ? update_kind_parse(word) : -1;

	if (schedule->nupdates == UPDATES_MAX) {
		parser_complain(parser, "more updates than a schedule can have", NULL);
		return;
	}
	if (kind < 0) {
		parser_complain(parser, "there is no kind of update named", word ? word : "");
		return;
	}
	memset(update, 0, sizeof(*update));
	update->kind = (enum update_kind)kind;
	update->dies_after = -1;
	update->rate = parser_number(parser, "rate", RATE_MAX);
	update->step = parser_signed(parser, parser_value(parser, "step"), LEAP_MAX);
	update->jump = parser_signed(parser, parser_value(parser, "jump"), LEAP_MAX);
	update->hold = parser_number(parser, "hold", TICKS_MAX);
	update->lead = parser_number(parser, "lead", TICKS_MAX);
	update->gap = parser_number(parser, "gap", TICKS_MAX);
	while ((word = parser_word(parser)))
		parse_extra(parser, update, word);
	schedule->nupdates++;
}

static bool is_one_of(const char *key, const char *const *keys, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		if (!strcmp(key, keys[i]))
			return true;
	return false;
}

/* "warpage schedule 1", or "warpage finding 1" and what a finding has before its schedule. */
static void parse_head(struct parser *parser, const struct format *format, bool *finding)
{
	static const char *const keys[] = {"violation", "format", "host", "guest", "model", "word"};
	static const char what[] = "neither a schedule nor a finding: it does not start with";
	const char *key = parser_line(parser);
	const char *word = key ? parser_word(parser) : NULL;

	*finding = word && !strcmp(word, "finding");
	if (!word || strcmp(key, "warpage") || (!*finding && strcmp(word, "schedule"))) {
		parser_complain(parser, parser->line ? what : "the file is empty",
				parser->line ? "warpage schedule 1" : NULL);
		return;
	}
	word = parser_word(parser);
	if (!word || strcmp(word, "1"))
		parser_complain(parser, "this build reads version 1 only, not", word ? word : "");
	for (unsigned int i = 0; *finding && i < ARRAY_SIZE(keys); i++) {
		key = parser_line(parser);
		word = key ? parser_word(parser) : NULL;
		if (!word || strcmp(key, keys[i]))
			parser_complain(parser, "expected a line that starts with", keys[i]);
		else if (!strcmp(key, "format") && registry_find_format(word) != format)
			parser_complain(parser, "this is a finding of another format:", word);
	}
}

bool schedule_parse(struct schedule *schedule, const struct format *format, const struct host *host,
		    const char *text, size_t length, const char *name, char *why, size_t size)
{
	static const char *const reads[] = {"choices", "read",	   "load",	"tsc",
					    "retry",   "returned", "fell-back", "stuck"};
	bool finding, reading = false, ended = false;
	struct parser parser;
	const char *key;

	memset(schedule, 0, sizeof(*schedule));
	parser_begin(&parser, name, text, length, why, size);
	parse_head(&parser, format, &finding);
	key = parser_line(&parser);
	if (key && !strcmp(key, "start"))
		schedule_parse_start(&parser, schedule, format, host);
	else
		parser_complain(&parser, "expected a line that starts with", "start");
	while ((key = parser_line(&parser))) {
		if (ended) {
			parser_complain(&parser, "there is something after the end", NULL);
		} else if (!strcmp(key, "end")) {
			ended = true;
		} else if (!strcmp(key, "update") && !reading) {
			schedule_parse_update(&parser, schedule);
		} else if (finding && is_one_of(key, reads, ARRAY_SIZE(reads))) {
			reading = true;
			parser_skip(&parser);
		} else {
			parser_complain(&parser, "no statement may start here with", key);
		}
	}
	if (!ended)
		parser_complain(&parser, "the schedule is cut short: the line 'end' is missing",
				NULL);
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

void schedule_write_statements(FILE *out, const struct schedule *schedule)
{
	fprintf(out,
		"start sequence=%" PRIu64 " placement=%u tsc=%" PRIu64 " value=%" PRIu64
		" rate=0x%" PRIx64 " tail=%" PRIu64 "\n",
		schedule->sequence, schedule->placement, schedule->tsc, schedule->value,
		schedule->rate, schedule->tail);
	for (unsigned int i = 0; i < schedule->nupdates; i++) {
		const struct update *update = &schedule->updates[i];

		fprintf(out,
			"update %s rate=0x%" PRIx64 " step=%" PRId64 " jump=%" PRId64
			" hold=%" PRIu64 " lead=%" PRIu64 " gap=%" PRIu64,
			update_kind_name(update->kind), update->rate, update->step, update->jump,
			update->hold, update->lead, update->gap);
		for (unsigned int g = 0; g < GAPS_MAX; g++)
			if (update->gaps[g])
				fprintf(out, " gap%u=%" PRIu64, g, update->gaps[g]);
		if (update->dies_after >= 0)
			fprintf(out, " dies-after=%d", update->dies_after);
		fprintf(out, "\n");
	}
}

void schedule_write(FILE *out, const struct schedule *schedule)
{
	fprintf(out, "warpage schedule 1\n");
	schedule_write_statements(out, schedule);
	fprintf(out, "end\n");
}
