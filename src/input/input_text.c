/*
 * Inputs as text, one line per record. Every bit of a record has its place in its line, so that what
 * is read back is what was written, byte for byte; what a field stands for follows as a comment. Each
 * line may be edited.
 */
#include <stdlib.h>

#include "finding/schedule_line.h"
#include "input/input.h"
#include "protocols/registry.h"

#define NAME_SIZE 64 /* of a format, a host or a guest */
#define MOVES ((INPUT_RECORD - INPUT_AT_MOVES) / 2)

static const char *const classes[NUMBER_CLASSES] = {
	[NUMBER_ADD] = "add",	  [NUMBER_SUB] = "sub",	    [NUMBER_POWER] = "power",
	[NUMBER_BELOW] = "below", [NUMBER_SHIFT] = "shift", [NUMBER_ONES] = "ones",
	[NUMBER_SIGN] = "sign",	  [NUMBER_MINUS] = "minus",
};

static void get_code(struct parser *parser, const struct word *word, const char *text, void *record)
{
	unsigned int shift, magnitude;
	char name[8];
	int end = -1;

	if (sscanf(text, "%7[a-z]:%3u:%3u%n", name, &shift, &magnitude, &end) != 3 || end < 0 ||
	    text[end] || shift > 63 || magnitude > 127) {
		parser_complain(parser, "expected CLASS:SHIFT:MAGNITUDE, not", text);
		return;
	}
	for (unsigned int class = 0; class < NUMBER_CLASSES; class ++)
		if (!strcmp(name, classes[class])) {
			word_store(word, record, magnitude << 9 | class << 6 | shift);
			return;
		}
	parser_complain(parser, "there is no class of numbers named", name);
}

static void put_code(FILE *out, const struct word *word, const void *record, const void *about)
{
	unsigned int code = (unsigned int)word_load(word, record);

	(void)about;
	if (!code)
		return;
	word_begin(out, word);
	fprintf(out, "%s:%u:%u", classes[code >> 6 & 7], code & 63, code >> 9);
}

/* moves=3+1,0+255: after three choices answered by 0 one by 1, and the next one by 255. */
static void get_moves(struct parser *parser, const struct word *word, const char *text,
		      void *record)
{
	u8 *moves = (u8 *)record + word->at;

	for (unsigned int i = 0; i < word->max; i++, text++) {
		unsigned int skip, answer;
		int end = -1;

		if (sscanf(text, "%3u+%3u%n", &skip, &answer, &end) != 2 || end < 0 || skip > 255 ||
		    answer > 255)
			break;
		moves[2 * i] = (u8)skip;
		moves[2 * i + 1] = (u8)answer;
		text += end;
		if (!*text)
			return;
		if (*text != ',')
			break;
	}
	parser_complain(parser, "expected moves as 3+1,0+255, and no more than fit, not", text);
}

static void put_moves(FILE *out, const struct word *word, const void *record, const void *about)
{
	const u8 *moves = (const u8 *)record + word->at;
	u64 n = word->max;

	(void)about;
	while (n && !moves[2 * n - 1] && !moves[2 * n - 2])
		n--;
	if (n)
		word_begin(out, word);
	for (u64 i = 0; i < n; i++)
		fprintf(out, "%s%u+%u", i ? "," : "", moves[2 * i], moves[2 * i + 1]);
}

/* A host and a guest have a name, unless another value stands for them than the smallest. */
static void get_member(struct parser *parser, const struct word *word, const char *text, int value,
		       const char *complaint, void *record)
{
	if (text[0] >= '0' && text[0] <= '9')
		value = (int)parser_unsigned(parser, text, 0xffff);
	if (value < 0)
		parser_complain(parser, complaint, text);
	else
		word_store(word, record, (u64)value);
}

static void put_member(FILE *out, const struct word *word, const void *record, int value,
		       const char *format, const char *name)
{
	char spelled[2][NAME_SIZE];

	word_begin(out, word);
	if (value != (int)word_load(word, record))
		fprintf(out, "0x%x", (unsigned int)word_load(word, record));
	else
		fprintf(out, "%s%s%s", registry_spell(format, spelled[0], NAME_SIZE),
			*format ? ":" : "", registry_spell(name, spelled[1], NAME_SIZE));
}

static void get_host(struct parser *parser, const struct word *word, const char *text, void *record)
{
	const char *colon = strchr(text, ':');
	const struct format *format;
	const struct host *host = NULL;
	char name[NAME_SIZE];

	if (colon && (size_t)(colon - text) < sizeof(name)) {
		snprintf(name, sizeof(name), "%.*s", (int)(colon - text), text);
		format = registry_find_format(name);
		host = format ? registry_find_host(ENGINE_MACHINE, format, colon + 1) : NULL;
	}
	get_member(parser, word, text, host ? input_pairs_host_value(parser->about, host) : -1,
		   "expected FORMAT:HOST, as this build has them, not", record);
}

static void put_host(FILE *out, const struct word *word, const void *record, const void *about)
{
	const struct format *format;
	const struct host *host;
	const struct guest *guest;

	input_pairs_of(about, record, &format, &host, &guest);
	put_member(out, word, record, input_pairs_host_value(about, host), format->name,
		   host->name);
}

static void get_guest(struct parser *parser, const struct word *word, const char *text,
		      void *record)
{
	const struct format *format;
	const struct guest *guest;
	const struct host *host;

	input_pairs_of(parser->about, record, &format, &host, &guest);
	guest = registry_find_guest(ENGINE_MACHINE, format, text);
	get_member(parser, word, text, guest ? input_pairs_guest_value(parser->about, guest) : -1,
		   "the host's format has no guest named", record);
}

static void put_guest(FILE *out, const struct word *word, const void *record, const void *about)
{
	const struct format *format;
	const struct host *host;
	const struct guest *guest;

	input_pairs_of(about, record, &format, &host, &guest);
	put_member(out, word, record, guest ? input_pairs_guest_value(about, guest) : -1, "",
		   guest ? guest->name : "");
}

static const char *size_name(unsigned int narrow)
{
	return narrow ? "32" : "64";
}

static const char *carried_name(unsigned int carried)
{
	return carried == INPUT_CARRIED		 ? "all"
	       : carried == INPUT_CARRIED_DEATHS ? "all+deaths"
						 : NULL;
}

static const struct word_type code_type = {get_code, put_code};
static const struct word_type moves_type = {get_moves, put_moves};
static const struct word_type host_type = {get_host, put_host};
static const struct word_type guest_type = {get_guest, put_guest};

/* Words may stand in any order, and be missing: what is missing is 0. */
#define OF(word_type, place, bytes) .type = &word_type, .at = place, .size = bytes
#define BITS(word_key, place, from, n)                                                             \
	{                                                                                          \
		.key = word_key, OF(word_number, place, 1), .shift = from, .bits = n,              \
		.max = (1u << (n)) - 1, .how = WORD_LOOSE | WORD_TERSE                             \
	}
#define CODE(word_key, place)                                                                      \
	{                                                                                          \
		.key = word_key, OF(code_type, place, 2), .how = WORD_LOOSE                        \
	}
#define MOVES_WORD(place, n)                                                                       \
	{                                                                                          \
		.key = "moves", OF(moves_type, place, 1), .max = n, .how = WORD_LOOSE              \
	}

static const struct word head_words[] = {
	{.key = "host", OF(host_type, INPUT_AT_HOST, 2), .how = WORD_LOOSE},
	{.key = "guest", OF(guest_type, INPUT_AT_GUEST, 2), .how = WORD_LOOSE},
	{.key = "model",
	 OF(word_name, INPUT_AT_MODEL, 1),
	 .bits = 2,
	 .max = MODELS - 1,
	 .name = model_name,
	 .unknown = "there is no model named",
	 .how = WORD_LOOSE},
	{.key = "word",
	 OF(word_name, INPUT_AT_MODEL, 1),
	 .shift = 2,
	 .bits = 1,
	 .max = 1,
	 .name = size_name,
	 .unknown = "a word has 64 or 32 bits, not",
	 .how = WORD_LOOSE},
	BITS("placement", INPUT_AT_MODEL, 3, 5),
	{.key = "carries",
	 OF(word_name, INPUT_AT_CARRIED, 1),
	 .max = 255,
	 .name = carried_name,
	 .unknown = "an input carries 'all' or 'all+deaths', not",
	 .how = WORD_LOOSE},
	{.key = "unused",
	 OF(word_number, INPUT_AT_CARRIED, 1),
	 .max = 255,
	 .name = carried_name,
	 .how = WORD_LOOSE | WORD_TERSE},
	CODE("sequence", INPUT_AT_SEQUENCE),
	CODE("tsc", INPUT_AT_TSC),
	CODE("value", INPUT_AT_VALUE),
	CODE("rate", INPUT_AT_FIRST_RATE),
	CODE("tail", INPUT_AT_TAIL),
	{0},
};
static const struct word update_words[] = {
	{.key = "kind",
	 OF(word_number, INPUT_AT_TAG, 1),
	 .shift = 2,
	 .bits = 3,
	 .max = 7,
	 .how = WORD_LOOSE},
	BITS("dies-after", INPUT_AT_TAG, 5, 3),
	BITS("gap", INPUT_AT_GAP, 0, 4),
	BITS("stalled", INPUT_AT_GAP, 4, 4),
	CODE("rate", INPUT_AT_RATE),
	CODE("leap", INPUT_AT_LEAP),
	CODE("hold", INPUT_AT_HOLD),
	CODE("lead", INPUT_AT_LEAD),
	CODE("stall", INPUT_AT_STALL),
	MOVES_WORD(INPUT_AT_UPDATE_MOVES, 2),
	{0},
};
static const struct word read_words[] = {
	BITS("unused", INPUT_AT_TAG, 2, 6),
	BITS("start", INPUT_AT_START, 0, 8),
	MOVES_WORD(INPUT_AT_MOVES, MOVES),
	{0},
};

enum { HEAD, RECORD, REST = RECORD + INPUT_READ_RUNNING + 1, LINES };

static const struct line lines[LINES] = {
	[HEAD] = LINE("head", 0, head_words),
	[RECORD + INPUT_READ] = LINE("read", 0, read_words),
	[RECORD + INPUT_UPDATE] = LINE("update", 0, update_words),
	[RECORD + INPUT_MORE] = LINE("more", 0, read_words),
	[RECORD + INPUT_READ_RUNNING] = LINE("read-running", 0, read_words),
	[REST] = LINE("rest", 0, NO_WORDS),
};

static const struct form form = {
	.name = "input",
	.refusal = "not an input: it does not start with",
	.lines = lines,
	.nlines = LINES,
};

/* What the schedule turns out to be in this build, as comments. */
static void write_schedule(FILE *out, const struct input_pairs *pairs, const u8 *data, size_t size)
{
	struct schedule schedule;
	struct input_plan *plan = malloc(sizeof(*plan));
	const struct format *format;
	const struct host *host;
	const struct guest *guest;

	if (!plan)
		return;
	input_scan(plan, data, size);
	input_pairs_of(pairs, plan->key, &format, &host, &guest);
	input_schedule(plan, format, host, true, &schedule);
	words_put(out, "# start", schedule_start, &schedule, NULL);
	for (unsigned int i = 0; i < schedule.nupdates; i++)
		words_put(out, "# update", schedule_brief, &schedule.updates[i], NULL);
	free(plan);
}

static void write_pair(FILE *out, const struct input_pairs *pairs, const u8 *head)
{
	char name[3][NAME_SIZE];
	const struct format *format;
	const struct host *host;
	const struct guest *guest;

	input_pairs_of(pairs, head, &format, &host, &guest);
	fprintf(out, "# %s: host %s, guest %s\n", registry_spell(format->name, name[0], NAME_SIZE),
		registry_spell(host->name, name[1], NAME_SIZE),
		registry_spell(guest ? guest->name : "none", name[2], NAME_SIZE));
}

void input_write(FILE *out, const struct input_pairs *pairs, const u8 *data, size_t size)
{
	size_t at;

	fputs(INPUT_MARK, out);
	for (at = 0; at + INPUT_RECORD <= size; at += INPUT_RECORD) {
		const u8 *record = data + at;

		line_put(out, &lines[at ? RECORD + (record[INPUT_AT_TAG] & 3) : HEAD], record,
			 pairs);
		if (!at)
			write_pair(out, pairs, record);
	}
	if (at < size) {
		fprintf(out, "%s ", lines[REST].key);
		word_put_bytes(out, data + at, size - at);
		fprintf(out, "\n");
	}
	write_schedule(out, pairs, data, size);
	fprintf(out, "end\n");
}

static void get_rest(struct parser *parser, u8 *data, size_t *size)
{
	size_t room = INPUT_BYTES_MAX - *size;
	const char *text = parser_rest(parser);

	*size += parser_bytes(&text, data + *size, room < INPUT_RECORD ? room : INPUT_RECORD - 1);
	if (*text)
		parser_complain(parser, "expected less than a record, in hexadecimal, not", text);
}

bool input_parse(const struct input_pairs *pairs, const char *text, size_t length, const char *name,
		 u8 *data, size_t *size, char *why, size_t why_size)
{
	struct parser parser;
	const struct line *line;
	bool rest = false;

	*size = 0;
	parser_begin(&parser, name, text, length, why, why_size);
	parser.about = pairs;
	if (!form_begin(&parser, &form, NULL))
		return false;
	while ((line = form_next(&parser, &form))) {
		u8 *record = data + *size;

		if (rest || *size + INPUT_RECORD > INPUT_BYTES_MAX) {
			parser_complain(&parser, "no more records may follow, but", line->key);
		} else if (line == &lines[REST]) {
			rest = true;
			get_rest(&parser, data, size);
		} else if (!*size != (line == &lines[HEAD])) {
			parser_complain(&parser,
					*size ? "no second line may start with"
					      : "the first record is no",
					"head");
		} else {
			memset(record, 0, INPUT_RECORD);
			if (*size)
				record[INPUT_AT_TAG] = (u8)(line - &lines[RECORD]);
			words_get(&parser, line->words, record);
			*size += INPUT_RECORD;
		}
	}
	return !parser.failed;
}
