/*
 * Inputs as text, one line per record. Every bit of a record has its place in its line, so that what
 * is read back is what was written, byte for byte; what a field stands for follows as a comment. Each
 * line may be edited.
 */
#include <stdlib.h>

#include "clock/vcpus.h"
#include "finding/schedule_line.h"
#include "input/input.h"
#include "protocols/registry.h"

static const char *const classes[NUMBER_CLASSES] = {
	[NUMBER_ADD] = "add",	  [NUMBER_SUB] = "sub",	    [NUMBER_POWER] = "power",
	[NUMBER_BELOW] = "below", [NUMBER_SHIFT] = "shift", [NUMBER_ONES] = "ones",
	[NUMBER_SIGN] = "sign",	  [NUMBER_MINUS] = "minus",
};

static void get_code(const struct spot *spot, char *text)
{
	unsigned int shift, magnitude;
	char name[8];
	int end = -1;

	if (sscanf(text, "%7[a-z]:%3u:%3u%n", name, &shift, &magnitude, &end) != 3 || end < 0 ||
	    text[end] || shift > 63 || magnitude > 127) {
		parser_complain(spot->parser, "expected CLASS:SHIFT:MAGNITUDE, not", text);
		return;
	}
	for (unsigned int class = 0; class < NUMBER_CLASSES; class ++)
		if (!strcmp(name, classes[class])) {
			word_store(spot, magnitude << 9 | class << 6 | shift);
			return;
		}
	parser_complain(spot->parser, "there is no class of numbers named", name);
}

static void put_code(const struct spot *spot)
{
	unsigned int code = (unsigned int)word_load(spot);

	if (!code)
		return;
	word_begin(spot);
	fprintf(spot->out, "%s:%u:%u", classes[code >> 6 & 7], code & 63, code >> 9);
}

/* moves=3+1,0+255: after three choices answered by 0 one by 1, and the next one by 255. */
static void get_moves(const struct spot *spot, char *text)
{
	u8 *moves = (u8 *)spot->record + spot->word->at;

	for (unsigned int i = 0; i < spot->word->max; i++, text++) {
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
	parser_complain(spot->parser, "expected moves as 3+1,0+255, and no more than fit, not",
			text);
}

static void put_moves(const struct spot *spot)
{
	const u8 *moves = (const u8 *)spot->record + spot->word->at;
	u64 n = spot->word->max;

	while (n && !moves[2 * n - 1] && !moves[2 * n - 2])
		n--;
	if (n)
		word_begin(spot);
	for (u64 i = 0; i < n; i++)
		fprintf(spot->out, "%s%u+%u", i ? "," : "", moves[2 * i], moves[2 * i + 1]);
}

struct pair {
	const struct format *format;
	const struct host *host;
	const struct guest *guest;
};

static struct pair pair_of(const struct input_pairs *pairs, const u8 *head)
{
	struct pair pair;

	input_pairs_find(pairs, input_code(head + INPUT_AT_HOST), input_code(head + INPUT_AT_GUEST),
			 &pair.format, &pair.host, &pair.guest);
	return pair;
}

/* A host and a guest have names, unless another value stands for them than the smallest that may. */
static void get_member(const struct spot *spot, const char *text, int value, const char *complaint)
{
	if (text[0] >= '0' && text[0] <= '9')
		value = (int)parser_unsigned(spot->parser, text, 0xffff);
	if (value < 0)
		parser_complain(spot->parser, complaint, text);
	else
		word_store(spot, (u64)value);
}

static void put_member(const struct spot *spot, int value, const char *name)
{
	char spelled[REGISTRY_PAIR];

	word_begin(spot);
	if (value == (int)word_load(spot))
		fputs(registry_spell(name, spelled, sizeof(spelled)), spot->out);
	else
		fprintf(spot->out, "0x%x", (unsigned int)word_load(spot));
}

static void get_host(const struct spot *spot, char *text)
{
	char *colon = strchr(text, ':');
	const struct format *format;
	const struct host *host = NULL;

	if (colon) {
		*colon = '\0';
		format = registry_find_format(text);
		*colon = ':';
		host = format ? registry_find_host(ENGINE_MACHINE, format, colon + 1) : NULL;
	}
	get_member(spot, text, host ? input_pairs_host_value(spot->about, host) : -1,
		   "expected FORMAT:HOST, as this build has them, not");
}

static void put_host(const struct spot *spot)
{
	struct pair pair = pair_of(spot->about, spot->record);
	char name[REGISTRY_PAIR];

	snprintf(name, sizeof(name), "%s:%s", pair.format->name, pair.host->name);
	put_member(spot, input_pairs_host_value(spot->about, pair.host), name);
}

static void get_guest(const struct spot *spot, char *text)
{
	struct pair pair = pair_of(spot->about, spot->record);

	pair.guest = registry_find_guest(ENGINE_MACHINE, pair.format, text);
	get_member(spot, text, pair.guest ? input_pairs_guest_value(spot->about, pair.guest) : -1,
		   "the host's format has no guest named");
}

static void put_guest(const struct spot *spot)
{
	struct pair pair = pair_of(spot->about, spot->record);

	put_member(spot, pair.guest ? input_pairs_guest_value(spot->about, pair.guest) : -1,
		   pair.guest ? pair.guest->name : "");
}

static const char *size_name(unsigned int narrow)
{
	return narrow ? "32" : "64";
}

static const char *tscs_name(unsigned int tscs)
{
	return vcpus_tscs_name((enum tscs)tscs);
}

static const char *carried_name(unsigned int carried)
{
	if (carried == INPUT_CARRIED)
		return "all";
	return carried == INPUT_CARRIED_DEATHS ? "all+deaths" : NULL;
}

static const struct word_type code_type = {get_code, put_code};
static const struct word_type moves_type = {get_moves, put_moves};
static const struct word_type host_type = {get_host, put_host};
static const struct word_type guest_type = {get_guest, put_guest};

/* Words may stand in any order, and be missing: what is missing is 0. */
#define OF(word_key, word_type, place, bytes, terse)                                               \
	.key = word_key, .type = &word_type, .at = place, .size = bytes, .how = WORD_LOOSE | (terse)
#define BITS(word_key, place, from, n)                                                             \
	{                                                                                          \
		OF(word_key, word_number, place, 1, WORD_TERSE), .shift = from, .bits = n,         \
								 .max = (1u << (n)) - 1            \
	}
#define NAME(word_key, place, from, n, last, names, complaint)                                     \
	{                                                                                          \
		OF(word_key, word_name, place, 1, 0), .shift = from, .bits = n, .max = last,       \
						      .name = names, .unknown = complaint          \
	}
#define CODE(word_key, place)                                                                      \
	{                                                                                          \
		OF(word_key, code_type, place, 2, 0)                                               \
	}

static const struct word head_words[] = {
	{OF("host", host_type, INPUT_AT_HOST, 2, 0)},
	{OF("guest", guest_type, INPUT_AT_GUEST, 2, 0)},
	NAME("model", INPUT_AT_MODEL, 0, 2, MODELS - 1, model_name, "there is no model named"),
	NAME("word", INPUT_AT_MODEL, 2, 1, 1, size_name, "a word has 64 or 32 bits, not"),
	BITS("placement", INPUT_AT_MODEL, 3, 5),
	NAME("carries", INPUT_AT_CARRIED, 0, 8, 255, carried_name,
	     "an input carries 'all' or 'all+deaths', not"),
	{OF("unused", word_number, INPUT_AT_CARRIED, 1, WORD_TERSE), .max = 255,
	 .name = carried_name},
	CODE("sequence", INPUT_AT_SEQUENCE),
	CODE("tsc", INPUT_AT_TSC),
	CODE("value", INPUT_AT_VALUE),
	CODE("rate", INPUT_AT_FIRST_RATE),
	CODE("tail", INPUT_AT_TAIL),
	{0},
};
static const struct word update_words[] = {
	{OF("kind", word_number, INPUT_AT_TAG, 1, 0), .shift = 2, .bits = 3, .max = 7},
	BITS("dies-after", INPUT_AT_TAG, 5, 3),
	BITS("gap", INPUT_AT_GAP, 0, 4),
	BITS("stalled", INPUT_AT_GAP, 4, 4),
	CODE("rate", INPUT_AT_RATE),
	CODE("leap", INPUT_AT_LEAP),
	CODE("hold", INPUT_AT_HOLD),
	CODE("lead", INPUT_AT_LEAD),
	CODE("stall", INPUT_AT_STALL),
	{OF("moves", moves_type, INPUT_AT_UPDATE_MOVES, 1, 0), .max = 2},
	{0},
};
static const struct word read_words[] = {
	BITS("vcpu", INPUT_AT_TAG, INPUT_VCPU_SHIFT, 2),
	BITS("unused", INPUT_AT_TAG, 4, 4),
	BITS("start", INPUT_AT_START, 0, 8),
	{OF("moves", moves_type, INPUT_AT_MOVES, 1, 0), .max = (INPUT_RECORD - INPUT_AT_MOVES) / 2},
	{0},
};

static const struct word setting_words[] = {
	BITS("hosts", INPUT_AT_TAG, 2, 1),
	BITS("alone", INPUT_AT_TAG, 3, 1),
	BITS("unused", INPUT_AT_TAG, 4, 4),
	BITS("vcpus", INPUT_AT_VCPUS, 0, 3),
	NAME("tscs", INPUT_AT_VCPUS, INPUT_TSCS_SHIFT, 2, TSCS_KINDS - 1, tscs_name,
	     "TSCs are equal, ahead, behind or faster, not"),
	BITS("given", INPUT_AT_VCPUS, 5, 1),
	BITS("idle", INPUT_AT_VCPUS, 6, 2),
	{OF("moves", moves_type, INPUT_AT_MOVES, 1, 0), .max = (INPUT_RECORD - INPUT_AT_MOVES) / 2},
	{0},
};

enum { HEAD, RECORD, SETTING = RECORD + INPUT_READ_RUNNING + 1, REST, LINES };

static const struct line lines[LINES] = {
	[HEAD] = LINE("head", 0, head_words),
	[RECORD + INPUT_READ] = LINE("read", 0, read_words),
	[RECORD + INPUT_UPDATE] = LINE("update", 0, update_words),
	[RECORD + INPUT_MORE] = LINE("more", 0, read_words),
	[RECORD + INPUT_READ_RUNNING] = LINE("read-running", 0, read_words),
	[SETTING] = LINE("setting", 0, setting_words),
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
	struct input_setting setting;
	struct input_scene scene;
	struct pair pair;

	if (!plan)
		return;
	input_scan(plan, data, size);
	pair = pair_of(pairs, plan->key);
	setting = input_setting_of(plan);
	scene = (struct input_scene){.deaths = true,
				     .hosts = setting.hosts,
				     .vcpus = setting.vcpus,
				     .tscs = setting.tscs};
	input_schedule(plan, pair.format, pair.host, &scene, &schedule);
	words_put(out, "# start", schedule_start, &schedule, NULL);
	for (unsigned int i = 0; i < schedule.nupdates; i++)
		words_put(out, "# update", schedule_brief, &schedule.updates[i], NULL);
	free(plan);
}

static void write_pair(FILE *out, struct pair pair)
{
	char name[3][REGISTRY_NAME];

	fprintf(out, "# %s: host %s, guest %s\n",
		registry_spell(pair.format->name, name[0], sizeof(name[0])),
		registry_spell(pair.host->name, name[1], sizeof(name[1])),
		registry_spell(pair.guest ? pair.guest->name : "none", name[2], sizeof(name[2])));
}

void input_write(FILE *out, const struct input_pairs *pairs, const u8 *data, size_t size)
{
	size_t at;

	fputs(INPUT_MARK, out);
	for (at = 0; at + INPUT_RECORD <= size; at += INPUT_RECORD) {
		const u8 *record = data + at;
		unsigned int line = at ? RECORD + (record[INPUT_AT_TAG] & 3) : HEAD;

		if (at == INPUT_RECORD && line == RECORD + INPUT_MORE)
			line = SETTING;
		line_put(out, &lines[line], record, pairs);
		if (!at)
			write_pair(out, pair_of(pairs, record));
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
		} else if (line == &lines[SETTING] && *size != INPUT_RECORD) {
			parser_complain(&parser, "right behind the head alone there may be a",
					line->key);
		} else {
			memset(record, 0, INPUT_RECORD);
			if (line == &lines[SETTING])
				record[INPUT_AT_TAG] = INPUT_MORE;
			else if (*size)
				record[INPUT_AT_TAG] = (u8)(line - &lines[RECORD]);
			words_get(&parser, line->words, record);
			*size += INPUT_RECORD;
		}
	}
	return !parser.failed;
}
