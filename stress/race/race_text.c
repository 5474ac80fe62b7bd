/* Writes violations of races, and reads them again. Whatever is read is in bounds. */
#include "stress/race/race_text.h"

#include "file/text.h"
#include "finding/value.h"
#include "protocols/registry.h"
#include "text/form.h"

static void get_pair(const struct spot *spot, char *text)
{
	struct race_options *race = spot->record;
	char what[REGISTRY_WHY];

	if (!registry_find_pair(ENGINE_MACHINE, text, &race->format, &race->host, &race->guest,
				what, sizeof(what))) {
		what[strcspn(what, "\n")] = '\0';
		parser_complain(spot->parser, what, NULL);
	}
}

static void put_pair(const struct spot *spot)
{
	const struct race_options *race = spot->record;
	char pair[REGISTRY_PAIR];

	word_begin(spot);
	fputs(registry_spell_pair(race->format, race->host, race->guest, pair), spot->out);
}

static void get_params(const struct spot *spot, char *text)
{
	const struct format *format = ((const struct race_options *)spot->about)->format;
	struct generation *generation = spot->record;
	const char *rest = text;

	if (parser_bytes(&rest, generation->params, format->params_size) != format->params_size ||
	    *rest)
		parser_complain(spot->parser, "expected the format's parameters, not", rest);
}

static void put_params(const struct spot *spot)
{
	const struct race_options *race = spot->about;
	const struct generation *generation = spot->record;

	word_begin(spot);
	word_put_bytes(spot->out, generation->params, race->format->params_size);
}

static const struct word_type pair_type = {get_pair, put_pair};
static const struct word_type params_type = {get_params, put_params};

enum { PAIR, VIOLATION, GENERATION, UPDATE, PARAMS, PIECE, LINES };

#define NUMBER(key, record, member) WORD(key, word_number, record, member, U64_MAX)
#define SIGNED(key, record, member) WORD(key, word_signed, record, member, INT64_MAX)

static const struct line lines[LINES] = {
	[PAIR] = LINE("pair", 0, WORDS({.type = &pair_type})),
	[VIOLATION] =
		LINE("violation", 0,
		     WORDS(WORD_NAME(race_violation, kind, violation_name, VIOLATION_KINDS - 1,
				     "there is no violation named"),
			   NUMBER("value", race_violation, value), NUMBER("s", race_violation, s),
			   NUMBER("e", race_violation, e),
			   WORD("reader", word_number, race_violation, reader, RACE_READERS_MAX),
			   WORD("mixes", word_number, race_violation, nmix, UINT32_MAX),
			   NUMBER("stale", race_violation, stale))),
	[GENERATION] = LINE("generation", 0,
			    WORDS(NUMBER("number", race_generation, number),
				  NUMBER("anchor", race_generation, generation.anchor),
				  NUMBER("rate", race_generation, generation.rate),
				  SIGNED("back", race_generation, generation.back),
				  NUMBER("begin", race_generation, begin),
				  NUMBER("end", race_generation, end),
				  NUMBER("sequence", race_generation, sequence))),
	[UPDATE] = LINE("update", 0,
			WORDS(WORD_NAME(update, kind, update_kind_name, UPDATE_KINDS - 1,
					"there is no kind of update named"),
			      NUMBER("rate", update, rate), SIGNED("step", update, step),
			      NUMBER("hold", update, hold))),
	[PARAMS] = LINE("params", 0, WORDS({.type = &params_type})),
	[PIECE] = LINE("piece", 0,
		       WORDS(WORD("offset", word_number, race_piece, offset, WARPAGE_PAGE_MAX),
			     WORD("size", word_number, race_piece, size, sizeof(u64)),
			     WORD("generation", word_number, race_piece, generation,
				  RACE_GENERATIONS_MAX - 1))),
};

static const struct form form = {
	.name = "race",
	.refusal = "not a violation of a race: it does not start with",
	.lines = lines,
	.nlines = LINES,
	.head = PAIR + 1,
};

void race_text_write(FILE *out, const struct race_options *race,
		     const struct race_violation *violation)
{
	fputs(RACE_TEXT_BEGIN, out);
	line_put(out, &lines[PAIR], race, race);
	line_put(out, &lines[VIOLATION], violation, race);
	for (unsigned int i = 0; i < violation->ngenerations; i++) {
		const struct race_generation *kept = &violation->generations[i];

		line_put(out, &lines[GENERATION], kept, race);
		line_put(out, &lines[UPDATE], &kept->update, race);
		line_put(out, &lines[PARAMS], &kept->generation, race);
	}
	for (unsigned int p = 0; p < violation->npieces; p++)
		line_put(out, &lines[PIECE], &violation->pieces[p], race);
	fprintf(out, "end\n");
}

/* What the words of a line are read into; NULL: it may not be here. */
static void *record_of(struct race_options *race, struct race_violation *violation,
		       unsigned int line)
{
	struct race_generation *newest = violation->generations + violation->ngenerations - 1;

	if (line == PAIR)
		return race;
	if (line == VIOLATION)
		return violation;
	if (line == GENERATION) {
		if (violation->ngenerations == RACE_GENERATIONS_MAX)
			return NULL;
		violation->ngenerations++;
		newest[1].update.dies_after = -1;
		return newest + 1;
	}
	if (!violation->ngenerations)
		return NULL;
	if (line != PIECE)
		return line == UPDATE ? (void *)&newest->update : &newest->generation;
	return violation->npieces < RACE_UNITS_MAX ? &violation->pieces[violation->npieces++]
						   : NULL;
}

static void check_piece(struct parser *parser, const struct format *format,
			const struct race_violation *violation, struct race_piece *piece)
{
	const struct field *field = value_field(format, piece->offset, piece->size);

	if (!field || !piece->size || piece->generation >= violation->ngenerations)
		parser_complain(parser, "a piece that is no part of a field", NULL);
	else
		piece->field = field->name;
}

bool race_text_parse(const char *text, size_t length, const char *name, struct race_options *race,
		     struct race_violation *violation, char *why, size_t size)
{
	struct parser parser;
	const struct line *line;
	void *record;

	memset(race, 0, sizeof(*race));
	memset(violation, 0, sizeof(*violation));
	violation->kind = VIOLATION_KINDS;
	parser_begin(&parser, name, text, length, why, size);
	parser.about = race;
	if (!form_begin(&parser, &form, NULL))
		return false;
	while ((line = form_next(&parser, &form))) {
		record = record_of(race, violation, (unsigned int)(line - lines));
		if (record)
			words_get(&parser, line->words, record);
		else
			parser_complain(&parser, "no statement may start here with", line->key);
		if (record && line == &lines[PIECE])
			check_piece(&parser, race->format, violation, record);
	}
	if (violation->kind == VIOLATION_KINDS || !violation->ngenerations)
		parser_complain(&parser, "the violation is cut short", NULL);
	return !parser.failed;
}

static bool same_bytes(const struct format *format, const struct race_violation *violation,
		       const struct race_piece *piece, unsigned int a, unsigned int b)
{
	_Alignas(16) u8 pages[2][WARPAGE_PAGE_MAX];

	generation_page(format, &violation->generations[a].generation, pages[0]);
	generation_page(format, &violation->generations[b].generation, pages[1]);
	return !memcmp(pages[0] + piece->offset, pages[1] + piece->offset, piece->size);
}

/* In how many other generations has the piece the same bytes? */
static unsigned int others(const struct format *format, const struct race_violation *violation,
			   const struct race_piece *piece)
{
	unsigned int n = 0;

	for (unsigned int g = 0; g < violation->ngenerations; g++)
		n += g != piece->generation &&
		     same_bytes(format, violation, piece, g, piece->generation);
	return n;
}

/*
 * The generations of the pieces, a bit each; those of which some piece can be of no other one come
 * first: a piece that can be of one of these is.
 */
static u32 settle(const struct format *format, const struct race_violation *violation,
		  unsigned int *generations)
{
	u32 sure = 0, all = 0;

	for (unsigned int p = 0; p < violation->npieces; p++)
		if (!others(format, violation, &violation->pieces[p]))
			sure |= 1u << violation->pieces[p].generation;
	for (unsigned int p = 0; p < violation->npieces; p++) {
		const struct race_piece *piece = &violation->pieces[p];

		generations[p] = piece->generation;
		for (unsigned int g = violation->ngenerations; g-- > 0;)
			if (sure >> g & 1 &&
			    same_bytes(format, violation, piece, g, piece->generation))
				generations[p] = g;
		if (others(format, violation, piece) + 1 < violation->ngenerations)
			all |= 1u << generations[p];
	}
	return all;
}

void race_signature(const struct race_options *race, const struct race_violation *violation,
		    char *out, size_t size)
{
	struct text text = {.out = out, .size = size};
	unsigned int generations[RACE_UNITS_MAX];
	char pair[REGISTRY_PAIR];
	const char *separator = " ";
	u32 used;

	text_add(&text, "%s %s", violation_name(violation->kind),
		 registry_spell_pair(race->format, race->host, race->guest, pair));
	if (violation->kind != VIOLATION_TORN)
		return;
	if (violation->nmix > 1)
		text_add(&text, " several mixes");
	else if (!violation->npieces)
		text_add(&text, " no mix");
	if (violation->nmix != 1)
		return;
	used = settle(race->format, violation, generations);
	for (unsigned int p = 0; p < violation->npieces; p++) {
		const struct race_piece *piece = &violation->pieces[p];

		/* one that is the same in all generations tells nothing */
		if (others(race->format, violation, piece) + 1 == violation->ngenerations)
			continue;
		text_add(&text, "%s%s", separator, piece->field);
		separator = ",";
		if (value_field(race->format, piece->offset, piece->size)->size != piece->size)
			text_add(&text, "[%u]", piece->offset % 8);
		text_add(&text, "+%d", __builtin_popcount(used & ((1u << generations[p]) - 1)));
	}
}
