/*
 * Inputs as text, one line per record. Every bit of a record has its place in its line, so that what
 * is read back is what was written, byte for byte; what a field stands for follows as a comment.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "finding/parser.h"
#include "input/input.h"
#include "protocols/registry.h"

#define NAME_MAX 64

static const char *const classes[NUMBER_CLASSES] = {
	[NUMBER_ADD] = "add",	  [NUMBER_SUB] = "sub",	    [NUMBER_POWER] = "power",
	[NUMBER_BELOW] = "below", [NUMBER_SHIFT] = "shift", [NUMBER_ONES] = "ones",
	[NUMBER_SIGN] = "sign",	  [NUMBER_MINUS] = "minus",
};

static void write_number(FILE *out, const char *key, const u8 *at)
{
	u16 code = input_code(at);

	if (code)
		fprintf(out, " %s=%s:%u:%u", key, classes[code >> 6 & 7], code & 63, code >> 9);
}

static void write_byte(FILE *out, const char *key, unsigned int value)
{
	if (value)
		fprintf(out, " %s=%u", key, value);
}

/* moves=3+1,0+255: after three choices answered by 0 one by 1, and the next one by 255. */
static void write_moves(FILE *out, const u8 *moves, unsigned int n)
{
	while (n && !moves[2 * n - 1] && !moves[2 * n - 2])
		n--;
	for (unsigned int i = 0; i < n; i++)
		fprintf(out, "%s%u+%u", i ? "," : " moves=", moves[2 * i], moves[2 * i + 1]);
}

static void write_head(FILE *out, const struct input_pairs *pairs, const u8 *head)
{
	u16 host_value = input_code(head + INPUT_AT_HOST);
	u16 guest_value = input_code(head + INPUT_AT_GUEST);
	const struct format *format;
	const struct host *host;
	const struct guest *guest;
	char name[3][NAME_MAX];

	input_pairs_find(pairs, host_value, guest_value, &format, &host, &guest);
	registry_spell(format->name, name[0], NAME_MAX);
	registry_spell(host->name, name[1], NAME_MAX);
	registry_spell(guest ? guest->name : "none", name[2], NAME_MAX);
	if (input_pairs_host_value(pairs, host) == host_value)
		fprintf(out, "head host=%s:%s", name[0], name[1]);
	else
		fprintf(out, "head host=0x%x", host_value);
	if (guest && input_pairs_guest_value(pairs, guest) == guest_value)
		fprintf(out, " guest=%s", name[2]);
	else
		fprintf(out, " guest=0x%x", guest_value);
	fprintf(out, " model=%s word=%u", model_name((enum model)(head[INPUT_AT_MODEL] & 3)),
		head[INPUT_AT_MODEL] & 4 ? 32 : 64);
	write_byte(out, "placement", head[INPUT_AT_MODEL] >> 3);
	write_byte(out, "unused", head[INPUT_AT_MODEL + 1]);
	write_number(out, "sequence", head + INPUT_AT_SEQUENCE);
	write_number(out, "tsc", head + INPUT_AT_TSC);
	write_number(out, "value", head + INPUT_AT_VALUE);
	write_number(out, "rate", head + INPUT_AT_FIRST_RATE);
	write_number(out, "tail", head + INPUT_AT_TAIL);
	fprintf(out, "\n# %s: host %s, guest %s\n", name[0], name[1], name[2]);
}

static void write_update(FILE *out, const u8 *record)
{
	unsigned int kind = record[INPUT_AT_TAG] >> 2 & 7;

	fprintf(out, "update kind=%u", kind);
	write_byte(out, "dies-after", record[INPUT_AT_TAG] >> 5);
	write_byte(out, "gap", record[INPUT_AT_GAP] & 15);
	write_byte(out, "stalled", record[INPUT_AT_GAP] >> 4);
	write_number(out, "rate", record + INPUT_AT_RATE);
	write_number(out, "leap", record + INPUT_AT_LEAP);
	write_number(out, "hold", record + INPUT_AT_HOLD);
	write_number(out, "lead", record + INPUT_AT_LEAD);
	write_number(out, "stall", record + INPUT_AT_STALL);
	write_moves(out, record + INPUT_AT_UPDATE_MOVES, 2);
	fprintf(out, "\n");
}

static void write_read(FILE *out, const u8 *record)
{
	static const char *const names[] = {[INPUT_READ] = "read",
					    [INPUT_MORE] = "more",
					    [INPUT_READ_RUNNING] = "read-running"};

	fprintf(out, "%s", names[record[INPUT_AT_TAG] & 3]);
	write_byte(out, "unused", record[INPUT_AT_TAG] >> 2);
	write_byte(out, "start", record[INPUT_AT_START]);
	write_moves(out, record + INPUT_AT_MOVES, (INPUT_RECORD - INPUT_AT_MOVES) / 2);
	fprintf(out, "\n");
}

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
	input_pairs_find(pairs, input_code(plan->key + INPUT_AT_HOST),
			 input_code(plan->key + INPUT_AT_GUEST), &format, &host, &guest);
	input_schedule(plan, format, host, true, &schedule);
	fprintf(out,
		"# start sequence=%" PRIu32 " placement=%u tsc=%" PRIu64 " value=%" PRIu64
		" rate=0x%" PRIx64 " tail=%" PRIu64 "\n",
		schedule.sequence, schedule.placement, schedule.tsc, schedule.value, schedule.rate,
		schedule.tail);
	for (unsigned int i = 0; i < schedule.nupdates; i++)
		fprintf(out,
			"# update %s rate=0x%" PRIx64 " step=%" PRId64 " jump=%" PRId64
			" hold=%" PRIu64 " lead=%" PRIu64 "\n",
			update_kind_name(schedule.updates[i].kind), schedule.updates[i].rate,
			schedule.updates[i].step, schedule.updates[i].jump,
			schedule.updates[i].hold, schedule.updates[i].lead);
	free(plan);
}

void input_write(FILE *out, const struct input_pairs *pairs, const u8 *data, size_t size)
{
	size_t at;

	fprintf(out, "warpage input 1\n");
	for (at = 0; at + INPUT_RECORD <= size; at += INPUT_RECORD) {
		const u8 *record = data + at;

		if (!at)
			write_head(out, pairs, record);
		else if ((record[INPUT_AT_TAG] & 3) == INPUT_UPDATE)
			write_update(out, record);
		else
			write_read(out, record);
	}
	if (at < size)
		fprintf(out, "rest ");
	for (size_t rest = at; rest < size; rest++)
		fprintf(out, "%02x%s", data[rest], rest + 1 == size ? "\n" : "");
	write_schedule(out, pairs, data, size);
	fprintf(out, "end\n");
}

struct reader_state {
	struct parser parser;
	const struct input_pairs *pairs;
	u8 *record; /* of the line at hand */
};

static unsigned int get_byte(struct parser *parser, const char *text, unsigned int max)
{
	return (unsigned int)parser_unsigned(parser, text, max);
}

static void get_number(struct parser *parser, const char *text, u8 *at)
{
	unsigned int shift, magnitude;
	char name[8];
	int end = -1;

	if (sscanf(text, "%7[a-z]:%u:%u%n", name, &shift, &magnitude, &end) != 3 || end < 0 ||
	    text[end] || shift > 63 || magnitude > 127) {
		parser_complain(parser, "expected CLASS:SHIFT:MAGNITUDE, not", text);
		return;
	}
	for (unsigned int class = 0; class < NUMBER_CLASSES; class ++)
		if (!strcmp(name, classes[class])) {
			input_put_code(at, (u16)(magnitude << 9 | class << 6 | shift));
			return;
		}
	parser_complain(parser, "there is no class of numbers named", name);
}

static void get_moves(struct parser *parser, const char *text, u8 *moves, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++, text++) {
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

/* host=FORMAT:HOST or a value */
static void get_host(struct reader_state *state, const char *text)
{
	struct parser *parser = &state->parser;
	const char *colon = strchr(text, ':');
	const struct format *format;
	const struct host *host = NULL;
	char name[NAME_MAX];
	int value;

	if (text[0] >= '0' && text[0] <= '9') {
		input_put_code(state->record + INPUT_AT_HOST,
			       (u16)parser_unsigned(parser, text, 0xffff));
		return;
	}
	if (colon && (size_t)(colon - text) < sizeof(name)) {
		memcpy(name, text, (size_t)(colon - text));
		name[colon - text] = '\0';
		format = registry_find_format(name);
		host = format ? registry_find_host(ENGINE_MACHINE, format, colon + 1) : NULL;
	}
	value = host ? input_pairs_host_value(state->pairs, host) : -1;
	if (value < 0)
		parser_complain(parser, "expected FORMAT:HOST, as this build has them, not", text);
	else
		input_put_code(state->record + INPUT_AT_HOST, (u16)value);
}

static void get_guest(struct reader_state *state, const char *text)
{
	struct parser *parser = &state->parser;
	const struct format *format;
	const struct guest *guest;
	const struct host *host;
	int value;

	if (text[0] >= '0' && text[0] <= '9') {
		input_put_code(state->record + INPUT_AT_GUEST,
			       (u16)parser_unsigned(parser, text, 0xffff));
		return;
	}
	input_pairs_find(state->pairs, input_code(state->record + INPUT_AT_HOST), 0, &format, &host,
			 &guest);
	guest = registry_find_guest(ENGINE_MACHINE, format, text);
	value = guest ? input_pairs_guest_value(state->pairs, guest) : -1;
	if (value < 0)
		parser_complain(parser, "the host's format has no guest named", text);
	else
		input_put_code(state->record + INPUT_AT_GUEST, (u16)value);
}

static bool get_head(struct reader_state *state, const char *key, const char *value)
{
	struct parser *parser = &state->parser;
	u8 *head = state->record;
	int model;

	if (!strcmp(key, "host")) {
		get_host(state, value);
	} else if (!strcmp(key, "guest")) {
		get_guest(state, value);
	} else if (!strcmp(key, "model")) {
		model = model_parse(value);
		if (model < 0)
			parser_complain(parser, "there is no model named", value);
		else
			head[INPUT_AT_MODEL] |= (u8)model;
	} else if (!strcmp(key, "word")) {
		if (!strcmp(value, "32"))
			head[INPUT_AT_MODEL] |= 4;
		else if (strcmp(value, "64"))
			parser_complain(parser, "a word has 64 or 32 bits, not", value);
	} else if (!strcmp(key, "placement")) {
		head[INPUT_AT_MODEL] |= (u8)(get_byte(parser, value, 31) << 3);
	} else if (!strcmp(key, "unused")) {
		head[INPUT_AT_MODEL + 1] = (u8)get_byte(parser, value, 255);
	} else if (!strcmp(key, "sequence")) {
		get_number(parser, value, head + INPUT_AT_SEQUENCE);
	} else if (!strcmp(key, "tsc")) {
		get_number(parser, value, head + INPUT_AT_TSC);
	} else if (!strcmp(key, "value")) {
		get_number(parser, value, head + INPUT_AT_VALUE);
	} else if (!strcmp(key, "rate")) {
		get_number(parser, value, head + INPUT_AT_FIRST_RATE);
	} else if (!strcmp(key, "tail")) {
		get_number(parser, value, head + INPUT_AT_TAIL);
	} else {
		return false;
	}
	return true;
}

static bool get_update(struct reader_state *state, const char *key, const char *value)
{
	struct parser *parser = &state->parser;
	u8 *record = state->record;

	if (!strcmp(key, "kind"))
		record[INPUT_AT_TAG] |= (u8)(get_byte(parser, value, 7) << 2);
	else if (!strcmp(key, "dies-after"))
		record[INPUT_AT_TAG] |= (u8)(get_byte(parser, value, 7) << 5);
	else if (!strcmp(key, "gap"))
		record[INPUT_AT_GAP] |= (u8)get_byte(parser, value, 15);
	else if (!strcmp(key, "stalled"))
		record[INPUT_AT_GAP] |= (u8)(get_byte(parser, value, 15) << 4);
	else if (!strcmp(key, "rate"))
		get_number(parser, value, record + INPUT_AT_RATE);
	else if (!strcmp(key, "leap"))
		get_number(parser, value, record + INPUT_AT_LEAP);
	else if (!strcmp(key, "hold"))
		get_number(parser, value, record + INPUT_AT_HOLD);
	else if (!strcmp(key, "lead"))
		get_number(parser, value, record + INPUT_AT_LEAD);
	else if (!strcmp(key, "stall"))
		get_number(parser, value, record + INPUT_AT_STALL);
	else if (!strcmp(key, "moves"))
		get_moves(parser, value, record + INPUT_AT_UPDATE_MOVES, 2);
	else
		return false;
	return true;
}

static bool get_read(struct reader_state *state, const char *key, const char *value)
{
	struct parser *parser = &state->parser;
	u8 *record = state->record;

	if (!strcmp(key, "unused"))
		record[INPUT_AT_TAG] |= (u8)(get_byte(parser, value, 63) << 2);
	else if (!strcmp(key, "start"))
		record[INPUT_AT_START] = (u8)get_byte(parser, value, 255);
	else if (!strcmp(key, "moves"))
		get_moves(parser, value, record + INPUT_AT_MOVES,
			  (INPUT_RECORD - INPUT_AT_MOVES) / 2);
	else
		return false;
	return true;
}

/* The words of a record's line, each "key=value". */
static void get_record(struct reader_state *state, const char *statement)
{
	static const struct {
		const char *statement;
		u8 tag;
		bool (*get)(struct reader_state *state, const char *key, const char *value);
	} records[] = {
		{"head", 0, get_head},
		{"update", INPUT_UPDATE, get_update},
		{"read", INPUT_READ, get_read},
		{"more", INPUT_MORE, get_read},
		{"read-running", INPUT_READ_RUNNING, get_read},
	};
	unsigned int i = 0;
	char *word;

	while (i < ARRAY_SIZE(records) && strcmp(statement, records[i].statement))
		i++;
	if (i == ARRAY_SIZE(records)) {
		parser_complain(&state->parser, "no statement may start here with", statement);
		return;
	}
	memset(state->record, 0, INPUT_RECORD);
	state->record[INPUT_AT_TAG] = records[i].tag;
	while (!state->parser.failed && (word = parser_word(&state->parser))) {
		char *value = strchr(word, '=');

		if (value)
			*value++ = '\0';
		if (!value || !records[i].get(state, word, value))
			parser_complain(&state->parser, "the statement has no", word);
	}
}

static void get_rest(struct parser *parser, u8 *data, size_t *size)
{
	const char *word = parser_word(parser);
	unsigned int byte;
	int end;

	for (unsigned int n = 0; word && *word; word += 2) {
		end = -1;
		if (++n == INPUT_RECORD || *size == INPUT_BYTES_MAX ||
		    sscanf(word, "%2x%n", &byte, &end) != 1 || end != 2) {
			parser_complain(parser, "expected less than a record, in hexadecimal, not",
					word);
			return;
		}
		data[(*size)++] = (u8)byte;
	}
}

bool input_parse(const struct input_pairs *pairs, const char *text, size_t length, const char *name,
		 u8 *data, size_t *size, char *why, size_t why_size)
{
	struct reader_state state = {.pairs = pairs};
	struct parser *parser = &state.parser;
	bool ended = false, rest = false;
	const char *key, *words[2];

	*size = 0;
	parser_begin(parser, name, text, length, why, why_size);
	key = parser_line(parser);
	words[0] = key ? parser_word(parser) : NULL;
	words[1] = words[0] ? parser_word(parser) : NULL;
	if (!words[1] || strcmp(key, "warpage") || strcmp(words[0], "input") ||
	    strcmp(words[1], "1"))
		parser_complain(parser, "not an input: it does not start with", "warpage input 1");
	while ((key = parser_line(parser))) {
		state.record = data + *size;
		if (ended) {
			parser_complain(parser, "there is something after the end", NULL);
		} else if (!strcmp(key, "end")) {
			ended = true;
		} else if (rest || *size + INPUT_RECORD > INPUT_BYTES_MAX) {
			parser_complain(parser, "no more records may follow, but", key);
		} else if (!strcmp(key, "rest")) {
			rest = true;
			get_rest(parser, data, size);
		} else if (!*size != !strcmp(key, "head")) {
			parser_complain(parser,
					*size ? "no second line may start with"
					      : "the first record is no",
					"head");
		} else {
			get_record(&state, key);
			*size += INPUT_RECORD;
		}
	}
	if (!ended)
		parser_complain(parser, "the input is cut short: the line 'end' is missing", NULL);
	return !parser->failed;
}
