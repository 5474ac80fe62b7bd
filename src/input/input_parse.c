/* Inputs from text, as input_write.c writes it; each line of it may be edited. */
#include "finding/parser.h"
#include "input/input_text.h"
#include "protocols/registry.h"

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

	if (sscanf(text, "%7[a-z]:%3u:%3u%n", name, &shift, &magnitude, &end) != 3 || end < 0 ||
	    text[end] || shift > 63 || magnitude > 127) {
		parser_complain(parser, "expected CLASS:SHIFT:MAGNITUDE, not", text);
		return;
	}
	for (unsigned int class = 0; class < NUMBER_CLASSES; class ++)
		if (!strcmp(name, input_classes[class])) {
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
	char name[INPUT_NAME_MAX];
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

static void get_carried(struct parser *parser, const char *text, u8 *at)
{
	if (!strcmp(text, "all"))
		*at = INPUT_CARRIED;
	else if (!strcmp(text, "all+deaths"))
		*at = INPUT_CARRIED_DEATHS;
	else
		parser_complain(parser, "an input carries 'all' or 'all+deaths', not", text);
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
	} else if (!strcmp(key, "carries")) {
		get_carried(parser, value, head + INPUT_AT_CARRIED);
	} else if (!strcmp(key, "unused")) {
		head[INPUT_AT_CARRIED] = (u8)get_byte(parser, value, 255);
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

	for (unsigned int n = 0; word && *word; word += 2) {
		if (++n == INPUT_RECORD || *size == INPUT_BYTES_MAX ||
		    strspn(word, "0123456789abcdefABCDEF") < 2 || sscanf(word, "%2x", &byte) != 1) {
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
