/* Writes violations of races, and reads them again. Whatever is read is in bounds. */
#include "stress/race/race_text.h"

#include <inttypes.h>
#include "file/text.h"
#include "finding/parser.h"
#include "protocols/registry.h"

void race_text_write(FILE *out, const struct race_options *race,
		     const struct race_violation *violation)
{
	char format[64], host[64], guest[64];

	fprintf(out, RACE_TEXT_BEGIN "pair %s:%s:%s\n",
		registry_spell(race->format->name, format, sizeof(format)),
		registry_spell(race->host->name, host, sizeof(host)),
		registry_spell(race->guest->name, guest, sizeof(guest)));
	fprintf(out,
		"violation %s value=%" PRIu64 " s=%" PRIu64 " e=%" PRIu64
		" reader=%u mixes=%u stale=%" PRIu64 "\n",
		violation_name(violation->kind), violation->value, violation->s, violation->e,
		violation->reader, violation->nmix, violation->stale);
	for (unsigned int i = 0; i < violation->ngenerations; i++) {
		const struct race_generation *kept = &violation->generations[i];
		const struct generation *generation = &kept->generation;

		fprintf(out,
			"generation number=%" PRIu64 " anchor=%" PRIu64 " rate=%" PRIu64
			" back=%" PRId64 " begin=%" PRIu64 " end=%" PRIu64 " sequence=%" PRIu64
			"\n",
			kept->number, generation->anchor, generation->rate, generation->back,
			kept->begin, kept->end, kept->sequence);
		fprintf(out, "update %s rate=%" PRIu64 " step=%" PRId64 " hold=%" PRIu64 "\n",
			update_kind_name(kept->update.kind), kept->update.rate, kept->update.step,
			kept->update.hold);
		fprintf(out, "params ");
		for (unsigned int b = 0; b < race->format->params_size; b++)
			fprintf(out, "%02x", generation->params[b]);
		fprintf(out, "\n");
	}
	for (unsigned int p = 0; p < violation->npieces; p++)
		fprintf(out, "piece offset=%u size=%u generation=%u\n", violation->pieces[p].offset,
			violation->pieces[p].size, violation->pieces[p].generation);
	fprintf(out, "end\n");
}

static void parse_pair(struct parser *parser, struct race_options *race)
{
	char *format = parser_word(parser), *host = format ? strchr(format, ':') : NULL;
	char *guest = host ? strchr(host + 1, ':') : NULL;

	if (!guest) {
		parser_complain(parser, "expected FORMAT:HOST:GUEST, not", format);
		return;
	}
	*host++ = '\0';
	*guest++ = '\0';
	race->format = registry_find_format(format);
	if (race->format) {
		race->host = registry_find_host(ENGINE_MACHINE, race->format, host);
		race->guest = registry_find_guest(ENGINE_MACHINE, race->format, guest);
	}
	if (!race->host || !race->guest)
		parser_complain(parser, "this build does not know the pair of host", host);
}

static void parse_violation(struct parser *parser, struct race_violation *violation)
{
	const char *name = parser_word(parser);
	unsigned int kind = 0;

	while (kind < VIOLATION_KINDS &&
	       (!name || strcmp(name, violation_name((enum violation)kind))))
		kind++;
	if (kind == VIOLATION_KINDS) {
		parser_complain(parser, "there is no violation named", name);
		return;
	}
	violation->kind = (enum violation)kind;
	violation->value = parser_number(parser, "value", U64_MAX);
	violation->s = parser_number(parser, "s", U64_MAX);
	violation->e = parser_number(parser, "e", U64_MAX);
	violation->reader = (unsigned int)parser_number(parser, "reader", RACE_READERS_MAX);
	violation->nmix = (unsigned int)parser_number(parser, "mixes", UINT32_MAX);
	violation->stale = parser_number(parser, "stale", U64_MAX);
}

static s64 parse_signed(struct parser *parser, const char *key)
{
	return parser_signed(parser, parser_value(parser, key), INT64_MAX);
}

static void parse_generation(struct parser *parser, struct race_violation *violation)
{
	struct race_generation *kept = &violation->generations[violation->ngenerations];

	if (violation->ngenerations == RACE_GENERATIONS_MAX) {
		parser_complain(parser, "there are too many generations", NULL);
		return;
	}
	violation->ngenerations++;
	kept->number = parser_number(parser, "number", U64_MAX);
	kept->generation.anchor = parser_number(parser, "anchor", U64_MAX);
	kept->generation.rate = parser_number(parser, "rate", U64_MAX);
	kept->generation.back = parse_signed(parser, "back");
	kept->begin = parser_number(parser, "begin", U64_MAX);
	kept->end = parser_number(parser, "end", U64_MAX);
	kept->sequence = parser_number(parser, "sequence", U64_MAX);
}

static void parse_update(struct parser *parser, struct race_generation *kept)
{
	const char *name = parser_word(parser);
	int kind = name ? update_kind_parse(name) : -1;

	if (kind < 0) {
		parser_complain(parser, "there is no kind of update named", name);
		return;
	}
	kept->update.kind = (enum update_kind)kind;
	kept->update.rate = parser_number(parser, "rate", U64_MAX);
	kept->update.step = parse_signed(parser, "step");
	kept->update.hold = parser_number(parser, "hold", U64_MAX);
	kept->update.dies_after = -1;
}

static void parse_params(struct parser *parser, const struct format *format,
			 struct race_generation *kept)
{
	const char *word = parser_word(parser);
	unsigned int byte;

	for (unsigned int b = 0; b < format->params_size; b++, word += 2) {
		if (!word || strspn(word, "0123456789abcdef") < 2 ||
		    sscanf(word, "%2x", &byte) != 1) {
			parser_complain(parser, "expected the format's parameters, not", word);
			return;
		}
		kept->generation.params[b] = (u8)byte;
	}
	if (*word)
		parser_complain(parser, "expected the end of the parameters, not", word);
	format->encode(kept->generation.page, kept->generation.params);
}

static void parse_piece(struct parser *parser, const struct format *format,
			struct race_violation *violation)
{
	struct race_piece *piece = &violation->pieces[violation->npieces];

	if (violation->npieces == RACE_UNITS_MAX) {
		parser_complain(parser, "there are too many pieces", NULL);
		return;
	}
	piece->offset = (u16)parser_number(parser, "offset", format->page_size);
	piece->size = (u16)parser_number(parser, "size", sizeof(u64));
	piece->generation =
		(unsigned int)parser_number(parser, "generation", violation->ngenerations - 1);
	for (unsigned int f = 0; f < format->nfields; f++) {
		const struct field *field = &format->fields[f];

		if (piece->offset >= field->offset &&
		    piece->offset + piece->size <= field->offset + field->size)
			piece->field = field->name;
	}
	if (!piece->field || !piece->size)
		parser_complain(parser, "a piece that is no part of a field", NULL);
	violation->npieces++;
}

static void parse_line(struct parser *parser, const char *key, struct race_options *race,
		       struct race_violation *violation)
{
	struct race_generation *newest =
		violation->ngenerations ? &violation->generations[violation->ngenerations - 1]
					: NULL;

	if (!strcmp(key, "pair") && !race->format)
		parse_pair(parser, race);
	else if (!race->format)
		parser_complain(parser, "expected the pair, not", key);
	else if (!strcmp(key, "violation"))
		parse_violation(parser, violation);
	else if (!strcmp(key, "generation"))
		parse_generation(parser, violation);
	else if (newest && !strcmp(key, "update"))
		parse_update(parser, newest);
	else if (newest && !strcmp(key, "params"))
		parse_params(parser, race->format, newest);
	else if (newest && !strcmp(key, "piece"))
		parse_piece(parser, race->format, violation);
	else
		parser_complain(parser, "no statement may start here with", key);
}

bool race_text_parse(const char *text, size_t length, const char *name, struct race_options *race,
		     struct race_violation *violation, char *why, size_t size)
{
	struct parser parser;
	const char *key;
	bool ended = false;

	memset(race, 0, sizeof(*race));
	memset(violation, 0, sizeof(*violation));
	violation->kind = VIOLATION_KINDS;
	parser_begin(&parser, name, text, length, why, size);
	key = parser_line(&parser);
	if (!key || strcmp(key, "warpage"))
		parser_complain(&parser, "not a violation of a race", NULL);
	parser_skip(&parser);
	while (!ended && (key = parser_line(&parser))) {
		ended = !strcmp(key, "end");
		if (!ended)
			parse_line(&parser, key, race, violation);
	}
	if (!ended || violation->kind == VIOLATION_KINDS || !violation->ngenerations)
		parser_complain(&parser, "the violation is cut short", NULL);
	return !parser.failed;
}

static bool same_bytes(const struct race_violation *violation, const struct race_piece *piece,
		       unsigned int a, unsigned int b)
{
	return !memcmp(violation->generations[a].generation.page + piece->offset,
		       violation->generations[b].generation.page + piece->offset, piece->size);
}

/* In how many other generations has the piece the same bytes? */
static unsigned int others(const struct race_violation *violation, const struct race_piece *piece)
{
	unsigned int n = 0;

	for (unsigned int g = 0; g < violation->ngenerations; g++)
		n += g != piece->generation && same_bytes(violation, piece, g, piece->generation);
	return n;
}

/*
 * The generations of the pieces, a bit each; those of which some piece can be of no other one come
 * first: a piece that can be of one of these is.
 */
static u32 settle(const struct race_violation *violation, unsigned int *generations)
{
	u32 sure = 0, all = 0;

	for (unsigned int p = 0; p < violation->npieces; p++)
		if (!others(violation, &violation->pieces[p]))
			sure |= 1u << violation->pieces[p].generation;
	for (unsigned int p = 0; p < violation->npieces; p++) {
		const struct race_piece *piece = &violation->pieces[p];

		generations[p] = piece->generation;
		for (unsigned int g = violation->ngenerations; g-- > 0;)
			if (sure >> g & 1 && same_bytes(violation, piece, g, piece->generation))
				generations[p] = g;
		if (others(violation, piece) + 1 < violation->ngenerations)
			all |= 1u << generations[p];
	}
	return all;
}

/* Is the piece a part of its field only? */
static bool is_half(const struct format *format, const struct race_piece *piece)
{
	for (unsigned int f = 0; f < format->nfields; f++)
		if (!strcmp(format->fields[f].name, piece->field))
			return format->fields[f].size != piece->size;
	return false;
}

void race_signature(const struct race_options *race, const struct race_violation *violation,
		    char *out, size_t size)
{
	struct text text = {.out = out, .size = size};
	unsigned int generations[RACE_UNITS_MAX];
	char format[64], host[64], guest[64];
	const char *separator = " ";
	u32 used;

	text_add(&text, "%s %s:%s:%s", violation_name(violation->kind),
		 registry_spell(race->format->name, format, sizeof(format)),
		 registry_spell(race->host->name, host, sizeof(host)),
		 registry_spell(race->guest->name, guest, sizeof(guest)));
	if (violation->kind != VIOLATION_TORN)
		return;
	if (violation->nmix > 1)
		text_add(&text, " several mixes");
	else if (!violation->npieces)
		text_add(&text, " no mix");
	if (violation->nmix != 1)
		return;
	used = settle(violation, generations);
	for (unsigned int p = 0; p < violation->npieces; p++) {
		const struct race_piece *piece = &violation->pieces[p];

		/* one that is the same in all generations tells nothing */
		if (others(violation, piece) + 1 == violation->ngenerations)
			continue;
		text_add(&text, "%s%s", separator, piece->field);
		separator = ",";
		if (is_half(race->format, piece))
			text_add(&text, "[%u]", piece->offset % 8);
		text_add(&text, "+%d", __builtin_popcount(used & ((1u << generations[p]) - 1)));
	}
}
