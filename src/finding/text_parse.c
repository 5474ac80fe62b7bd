/*
 * Reads .warp text. It may come from anywhere: what is wrong is told in one line that names the line
 * at fault, and nothing is taken for granted.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "finding/finding.h"
#include "finding/value.h"
#include "protocols/registry.h"

#define TEXT_MAX (1 << 20)
#define LINE_MAX_LENGTH 400

struct parser {
	struct finding *finding;
	const char *name; /* of the file */
	unsigned int line;
	char *why;
	size_t size;
	char *words; /* rest of the line at hand */
	bool failed;
};

static void complain(struct parser *parser, const char *what, const char *word)
{
	if (parser->failed)
		return;
	parser->failed = true;
	snprintf(parser->why, parser->size, "%s:%u: %s%s%.60s%s", parser->name, parser->line, what,
		 word ? " '" : "", word ? word : "", word ? "'" : "");
}

static char *next_word(struct parser *parser)
{
	char *word;

	while (*parser->words == ' ' || *parser->words == '\t')
		parser->words++;
	if (!*parser->words)
		return NULL;
	word = parser->words;
	while (*parser->words && *parser->words != ' ' && *parser->words != '\t')
		parser->words++;
	if (*parser->words)
		*parser->words++ = '\0';
	return word;
}

static u64 parse_number(struct parser *parser, const char *text, u64 max)
{
	char *end;
	u64 value;

	errno = 0;
	if (*text == '-' || *text == '+' || *text == ' ')
		complain(parser, "this number must be 0 or more:", text);
	value = strtoull(text, &end, 0);
	if (end == text || *end || errno)
		complain(parser, "this is not a number:", text);
	else if (value > max)
		complain(parser, "this number is too large:", text);
	return parser->failed ? 0 : value;
}

static s64 parse_signed(struct parser *parser, const char *text)
{
	char *end;
	s64 value;

	errno = 0;
	value = strtoll(text, &end, 0);
	if (end == text || *end || errno)
		complain(parser, "this is not a number:", text);
	return parser->failed ? 0 : value;
}

/* The value of the next word, which must be key=value. */
static const char *expect(struct parser *parser, const char *key)
{
	char *word = next_word(parser);
	size_t length = strlen(key);

	if (!word || strncmp(word, key, length) || word[length] != '=') {
		complain(parser, "expected, at this place of the line,", key);
		return "0";
	}
	return word + length + 1;
}

static u64 expect_number(struct parser *parser, const char *key, u64 max)
{
	return parse_number(parser, expect(parser, key), max);
}

static void parse_start(struct parser *parser)
{
	struct schedule *schedule = &parser->finding->schedule;
	const struct format *format = parser->finding->format;
	bool known = false;

	schedule->sequence = (u32)expect_number(parser, "sequence", 0xffffffff);
	schedule->placement = (u16)expect_number(parser, "placement", 63);
	schedule->tsc = expect_number(parser, "tsc", U64_MAX);
	schedule->value = expect_number(parser, "value", U64_MAX);
	schedule->rate = expect_number(parser, "rate", 0xffffffff);
	schedule->tail = expect_number(parser, "tail", (u64)1 << 56);
	for (unsigned int i = 0; i < format->nplacements; i++)
		known = known || format->placements[i] == schedule->placement;
	if (!known)
		complain(parser, "the format allows no page at this placement", NULL);
	if (!parser->finding->host->legal_start(schedule->sequence))
		complain(parser, "the host may not find this sequence on a page", NULL);
}

static void parse_gap(struct parser *parser, struct update *update, const char *word)
{
	char *end;
	unsigned long g;

	if (!strncmp(word, "dies-after=", 11)) {
		update->dies_after = (int)parse_number(parser, word + 11, EVENTS_MAX);
		return;
	}
	g = strncmp(word, "gap", 3) ? GAPS_MAX : strtoul(word + 3, &end, 10);
	if (g >= GAPS_MAX || *end != '=') {
		complain(parser, "an update has no", word);
		return;
	}
	update->gaps[g] = parse_number(parser, end + 1, (u64)1 << 56);
}

static void parse_update(struct parser *parser)
{
	struct schedule *schedule = &parser->finding->schedule;
	struct update *update = &schedule->updates[schedule->nupdates];
	char *word = next_word(parser);
	int kind = word ? update_kind_parse(word) : -1;

	if (schedule->nupdates == UPDATES_MAX) {
		complain(parser, "more updates than a schedule can have", NULL);
		return;
	}
	if (kind < 0) {
		complain(parser, "there is no kind of update named", word ? word : "");
		return;
	}
	memset(update, 0, sizeof(*update));
	update->kind = (enum update_kind)kind;
	update->dies_after = -1;
	update->rate = expect_number(parser, "rate", 0xffffffff);
	update->step = parse_signed(parser, expect(parser, "step"));
	update->jump = parse_signed(parser, expect(parser, "jump"));
	update->hold = expect_number(parser, "hold", (u64)1 << 56);
	update->lead = expect_number(parser, "lead", (u64)1 << 56);
	update->gap = expect_number(parser, "gap", (u64)1 << 56);
	while ((word = next_word(parser)))
		parse_gap(parser, update, word);
	schedule->nupdates++;
}

static void parse_choices(struct parser *parser)
{
	struct finding *finding = parser->finding;
	char *word;

	while ((word = next_word(parser))) {
		if (finding->nchoices == FINDING_CHOICES_MAX) {
			complain(parser, "more choices than a finding can have", NULL);
			return;
		}
		finding->choices[finding->nchoices++] = (u16)parse_number(parser, word, 0xffff);
	}
}

static void parse_read(struct parser *parser)
{
	struct finding *finding = parser->finding;
	struct finding_read *read = &finding->reads[finding->nreads];

	if (finding->nreads == 2) {
		complain(parser, "a finding has two reads at the most", NULL);
		return;
	}
	finding->nreads++;
	memset(read, 0, sizeof(*read));
	read->end = READ_ERROR;
	read->vcpu = (u8)expect_number(parser, "vcpu", 1);
	read->start_step = (u16)expect_number(parser, "start", STEPS_MAX - 1);
}

static struct finding_read *open_read(struct parser *parser)
{
	struct finding *finding = parser->finding;

	if (!finding->nreads || finding->reads[finding->nreads - 1].end != READ_ERROR) {
		complain(parser, "this statement belongs to a read, and none is open", NULL);
		return NULL;
	}
	return &finding->reads[finding->nreads - 1];
}

/* "start", or "2.1": the first store of update 2 to this place. */
static void parse_store(struct parser *parser, const char *word, struct finding_access *access)
{
	unsigned int update, nth;
	int used = -1;

	if (!strcmp(word, "start"))
		return;
	if (sscanf(word, "%3u.%3u%n", &update, &nth, &used) != 2 || used < 0 || word[used] ||
	    update - 1 >= parser->finding->schedule.nupdates || !nth || nth > EVENTS_MAX) {
		complain(parser, "no update of this finding makes the store", word);
		return;
	}
	access->update = (u8)update;
	access->nth = (u8)nth;
}

static void parse_access(struct parser *parser, enum access_kind kind)
{
	struct finding_read *read = open_read(parser);
	struct finding_access *access;
	const char *word;

	if (!read)
		return;
	if (read->naccesses == FINDING_ACCESSES_MAX) {
		complain(parser, "more accesses than a read of a finding can have", NULL);
		return;
	}
	access = &read->accesses[read->naccesses++];
	memset(access, 0, sizeof(*access));
	access->kind = (u8)kind;
	if (kind == ACCESS_TSC) {
		access->step = (u16)expect_number(parser, "step", STEPS_MAX - 1);
		access->late = expect_number(parser, "late", 1);
	}
	if (kind != ACCESS_LOAD)
		return;
	word = next_word(parser);
	if (!word ||
	    !value_parse_place(parser->finding->format, word, &access->offset, &access->size)) {
		complain(parser, "the page has no place named", word ? word : "");
		return;
	}
	parse_store(parser, expect(parser, "sees"), access);
	access->value = expect_number(parser, "value", U64_MAX);
}

static void parse_end_of_read(struct parser *parser, enum read_end end)
{
	struct finding_read *read = open_read(parser);
	const char *word;

	if (!read)
		return;
	read->end = end;
	if (end != READ_ACCEPTED)
		return;
	word = next_word(parser);
	read->value = parse_number(parser, word ? word : "", U64_MAX);
}

/* The lines before "start", in their order; each is "key name". */
static void parse_head(struct parser *parser, unsigned int index, const char *key)
{
	static const char *const keys[] = {"warpage", "violation", "format", "host",
					   "guest",   "model",	   "word"};
	struct finding *finding = parser->finding;
	const char *word = next_word(parser);
	int number = 0;

	if (strcmp(key, keys[index]) || !word) {
		complain(parser,
			 index ? "expected a line that starts with"
			       : "this is not a finding: it does not start with",
			 index ? keys[index] : "warpage finding 1");
		return;
	}
	switch (index) {
	case 0:
		if (strcmp(word, "finding") || !(word = next_word(parser)) || strcmp(word, "1"))
			complain(parser, "this is not a finding of version 1", NULL);
		return;
	case 1:
		number = violation_parse(word);
		finding->violation = (enum violation)number;
		break;
	case 2:
		finding->format = registry_find_format(word);
		number = finding->format ? 0 : -1;
		break;
	case 3:
		finding->host = registry_find_host(ENGINE_MACHINE, finding->format, word);
		number = finding->host ? 0 : -1;
		break;
	case 4:
		finding->guest = registry_find_guest(ENGINE_MACHINE, finding->format, word);
		number = finding->guest ? 0 : -1;
		break;
	case 5:
		number = model_parse(word);
		finding->model = (enum model)number;
		break;
	default:
		finding->word = (unsigned int)parse_number(parser, word, 64);
		number = finding->word == 32 || finding->word == 64 ? 0 : -1;
	}
	if (number < 0)
		complain(parser, "this build does not know", word);
}

#define HEAD_LINES 7

static void parse_body(struct parser *parser, const char *key, bool *ended)
{
	const struct finding *finding = parser->finding;

	if (*ended)
		complain(parser, "there is something after the end", NULL);
	else if (!strcmp(key, "update") && !finding->nreads)
		parse_update(parser);
	else if (!strcmp(key, "choices") && !finding->nreads)
		parse_choices(parser);
	else if (!strcmp(key, "read"))
		parse_read(parser);
	else if (!strcmp(key, "load"))
		parse_access(parser, ACCESS_LOAD);
	else if (!strcmp(key, "tsc"))
		parse_access(parser, ACCESS_TSC);
	else if (!strcmp(key, "retry"))
		parse_access(parser, ACCESS_RETRY);
	else if (!strcmp(key, "returned"))
		parse_end_of_read(parser, READ_ACCEPTED);
	else if (!strcmp(key, "fell-back"))
		parse_end_of_read(parser, READ_FELL_BACK);
	else if (!strcmp(key, "stuck"))
		parse_end_of_read(parser, READ_STUCK);
	else if (!strcmp(key, "end"))
		*ended = true;
	else
		complain(parser, "no statement may start here with", key);
}

static void check_whole(struct parser *parser, bool ended)
{
	struct finding *finding = parser->finding;

	if (!ended)
		complain(parser, "the finding is cut short: the line 'end' is missing", NULL);
	else if (!finding->nreads)
		complain(parser, "the finding has no read", NULL);
	for (unsigned int r = 0; r < finding->nreads; r++)
		if (finding->reads[r].end == READ_ERROR)
			complain(parser, "a read has no result", NULL);
}

static bool copy_line(struct parser *parser, char *line, const char *from, size_t length)
{
	if (length >= LINE_MAX_LENGTH) {
		complain(parser, "the line is too long", NULL);
		return false;
	}
	for (size_t i = 0; i < length; i++) {
		if (((u8)from[i] < ' ' && from[i] != '\t') || (u8)from[i] > '~') {
			complain(parser, "the line has bytes that are not plain text", NULL);
			return false;
		}
	}
	memcpy(line, from, length);
	line[length] = '\0';
	return true;
}

bool finding_parse(struct finding *finding, const char *text, size_t length, const char *name,
		   char *why, size_t size)
{
	struct parser parser = {.finding = finding, .name = name, .why = why, .size = size};
	unsigned int head = 0;
	bool started = false, ended = false;
	char line[LINE_MAX_LENGTH];

	memset(finding, 0, sizeof(*finding));
	for (size_t at = 0; at < length && !parser.failed;) {
		const char *newline = memchr(text + at, '\n', length - at);
		size_t n = newline ? (size_t)(newline - text) - at : length - at;
		const char *key;

		parser.line++;
		if (!copy_line(&parser, line, text + at, n))
			break;
		at += n + 1;
		parser.words = line;
		key = next_word(&parser);
		if (!key || *key == '#')
			continue;
		if (head < HEAD_LINES) {
			parse_head(&parser, head++, key);
		} else if (!started) {
			started = true;
			if (strcmp(key, "start"))
				complain(&parser, "expected a line that starts with", "start");
			else
				parse_start(&parser);
		} else {
			parse_body(&parser, key, &ended);
		}
		if (!parser.failed && (key = next_word(&parser)))
			complain(&parser, "there is more on the line than belongs there:", key);
	}
	if (!parser.line)
		complain(&parser, "the file is empty", NULL);
	check_whole(&parser, ended);
	return !parser.failed;
}

bool finding_load(struct finding *finding, const char *path, char *why, size_t size)
{
	FILE *file = fopen(path, "r");
	char *text = malloc(TEXT_MAX + 1);
	size_t length;
	bool good = false;

	if (!file || !text) {
		snprintf(why, size, "%s: %s", path, strerror(errno));
		goto out;
	}
	length = fread(text, 1, TEXT_MAX + 1, file);
	if (ferror(file))
		snprintf(why, size, "%s: %s", path, strerror(errno));
	else if (length > TEXT_MAX)
		snprintf(why, size, "%s: larger than any finding (1 MiB)", path);
	else
		good = finding_parse(finding, text, length, path, why, size);
out:
	if (file)
		fclose(file);
	free(text);
	return good;
}
