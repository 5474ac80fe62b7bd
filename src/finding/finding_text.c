/*
 * Findings as .warp text, version 1: meant to be read, mailed and edited; docs/findings.md describes
 * it. What is read may come from anywhere: nothing is taken for granted.
 */
#include <stdint.h>

#include "finding/finding.h"
#include "finding/schedule_line.h"
#include "finding/value.h"
#include "protocols/registry.h"

static void get_protocol(const struct spot *spot, char *text)
{
	const struct finding *finding = spot->about;
	enum member_kind kind = spot->word->at == offsetof(struct finding, format) ? MEMBER_FORMAT
				: spot->word->at == offsetof(struct finding, host) ? MEMBER_HOST
										   : MEMBER_GUEST;
	char why[REGISTRY_WHY], what[256];
	const void *found;

	if (!registry_load(kind, finding->format, text, why, sizeof(why))) {
		why[strcspn(why, "\n")] = '\0';
		parser_complain(spot->parser, why, NULL);
		return;
	}
	if (kind == MEMBER_FORMAT)
		found = registry_find_format(text);
	else if (kind == MEMBER_HOST)
		found = registry_find_host(ENGINE_MACHINE, finding->format, text);
	else
		found = registry_find_guest(ENGINE_MACHINE, finding->format, text);
	word_store(spot, (uintptr_t)found);
	snprintf(what, sizeof(what),
		 "there is no %s '%.60s' here; one of your own is named by its path, such as "
		 "./mine%s (docs/findings.md)",
		 spot->word->unknown, text, kind == MEMBER_FORMAT ? "" : ".c");
	if (!found)
		parser_complain(spot->parser, what, NULL);
}

static void put_protocol(const struct spot *spot)
{
	const void *member = (const void *)(uintptr_t)word_load(spot);
	char name[REGISTRY_NAME];

	word_begin(spot);
	fputs(registry_spell(registry_name(member), name, sizeof(name)), spot->out);
}

static void compare_text(const struct spot *spot, const char *text, const char *now,
			 enum other_text what)
{
	struct finding *finding = spot->record;

	if (text && now && strcmp(now, text))
		*(spot->word->at == offsetof(struct finding, host) ? &finding->other_host
								   : &finding->other_guest) |= what;
}

static const void *member_at(const struct spot *spot)
{
	return (const void *)(uintptr_t)word_load(spot);
}

/* The file that a host or guest is from: which text it had when the finding was made. */
static void get_text(const struct spot *spot, char *text)
{
	const void *member = member_at(spot);

	compare_text(spot, text, member ? registry_text(member) : NULL, OTHER_FILE);
}

/* And what of the user's it included. Findings did not always tell. */
static void get_included(const struct spot *spot, char *text)
{
	const void *member = member_at(spot);

	compare_text(spot, text, member ? registry_included(member) : NULL, OTHER_INCLUDED);
}

static void put_hash(const struct spot *spot, const char *hash)
{
	if (!hash || !*hash)
		return;
	word_begin(spot);
	fputs(hash, spot->out);
}

static void put_text(const struct spot *spot)
{
	put_hash(spot, registry_text(member_at(spot)));
}

static void put_included(const struct spot *spot)
{
	put_hash(spot, registry_included(member_at(spot)));
}

static const char *size_name(unsigned int size)
{
	return size == 64 ? "64" : size == 32 ? "32" : NULL;
}

static void get_choices(const struct spot *spot, char *text)
{
	struct finding *finding = spot->record;

	for (; *text; text = parser_value(spot->parser, NULL)) {
		if (finding->nchoices == FINDING_CHOICES_MAX) {
			parser_complain(spot->parser, "more choices than a finding can have", NULL);
			return;
		}
		finding->choices[finding->nchoices++] =
			(u16)parser_unsigned(spot->parser, text, 0xffff);
	}
}

static void put_choices(const struct spot *spot)
{
	const struct finding *finding = spot->record;

	for (unsigned int i = 0; i < finding->nchoices; i++) {
		word_begin(spot);
		fprintf(spot->out, "%u", finding->choices[i]);
	}
}

static void get_place(const struct spot *spot, char *text)
{
	const struct finding *finding = spot->about;
	struct finding_access *access = spot->record;

	if (!value_parse_place(finding->format, text, &access->offset, &access->size))
		parser_complain(spot->parser, "the page has no place named", text);
}

static void put_place(const struct spot *spot)
{
	const struct finding *finding = spot->about;
	const struct finding_access *access = spot->record;
	char place[64];

	word_begin(spot);
	fputs(value_place(finding->format, access->offset, access->size, place, sizeof(place)),
	      spot->out);
}

/* "start", or "2.1": the first store of update 2 to this place. */
static void get_store(const struct spot *spot, char *text)
{
	const struct finding *finding = spot->about;
	struct finding_access *access = spot->record;
	unsigned int update, nth;
	int used = -1;

	if (!strcmp(text, "start"))
		return;
	if (finding->schedule.writers && sscanf(text, "guest.%3u%n", &nth, &used) == 1 &&
	    used > 0 && !text[used] && nth && nth <= EVENTS_MAX) {
		access->update = FINDING_GUEST;
		access->nth = (u8)nth;
		return;
	}
	if (sscanf(text, "%3u.%3u%n", &update, &nth, &used) != 2 || used < 0 || text[used] ||
	    update - 1 >= finding->schedule.nupdates || !nth || nth > EVENTS_MAX) {
		parser_complain(spot->parser, "no update of this finding makes the store", text);
		return;
	}
	access->update = (u8)update;
	access->nth = (u8)nth;
}

static void put_store(const struct spot *spot)
{
	const struct finding_access *access = spot->record;

	word_begin(spot);
	if (access->update == FINDING_GUEST)
		fprintf(spot->out, "guest.%u", access->nth);
	else if (access->update)
		fprintf(spot->out, "%u.%u", access->update, access->nth);
	else
		fprintf(spot->out, "start");
}

static const struct word_type protocol_type = {get_protocol, put_protocol};
static const struct word_type text_type = {get_text, put_text};
static const struct word_type included_type = {get_included, put_included};
static const struct word_type choices_type = {get_choices, put_choices};
static const struct word_type place_type = {get_place, put_place};
static const struct word_type store_type = {get_store, put_store};

#define PROTOCOL(member)                                                                           \
	{                                                                                          \
		.type = &protocol_type, WORD_IN(finding, member), .unknown = #member               \
	}
#define TEXT_OF(member)                                                                            \
	{                                                                                          \
		.key = "sha256", .type = &text_type, WORD_IN(finding, member), .how = WORD_LOOSE   \
	}
#define INCLUDED_BY(member)                                                                        \
	{                                                                                          \
		.key = "included", .type = &included_type, WORD_IN(finding, member),               \
		.how = WORD_LOOSE                                                                  \
	}
#define NAME(member, names, last)                                                                  \
	WORD_NAME(finding, member, names, last, "this build does not know")

/* Of these lines; accesses by enum access_kind, ends by enum read_end. */
enum { START = 6, CHOICES = 9, JOINT, READ, ACCESS, END = ACCESS + ACCESS_KINDS, LINES = END + 3 };

static const struct line lines[LINES] = {
	LINE("violation", 0, WORDS(NAME(violation, violation_name, VIOLATIONS - 1))),
	LINE("format", 0, WORDS(PROTOCOL(format))),
	LINE("host", 0, WORDS(PROTOCOL(host), TEXT_OF(host), INCLUDED_BY(host))),
	LINE("guest", 0, WORDS(PROTOCOL(guest), TEXT_OF(guest), INCLUDED_BY(guest))),
	LINE("model", 0, WORDS(NAME(model, model_name, MODELS - 1))),
	LINE("word", 0, WORDS(NAME(word, size_name, 64))),
	[START] = LINE("start", 0, schedule_start),
	LINE("store", 0, schedule_store),
	LINE("update", 0, schedule_update),
	[CHOICES] = LINE("choices", 0, WORDS({.type = &choices_type})),
	[JOINT] =
		LINE("joint", 0,
		     WORDS(WORD("readers", word_number, finding, joint.readers, JOINT_READERS_MAX),
			   WORD("reads", word_number, finding, joint.reads, JOINT_READS_MAX),
			   WORD("retries", word_number, finding, joint.retries, 1000),
			   WORD("as-is", word_number, finding, joint.as_is, 1),
			   {.key = "migrations",
			    .type = &word_number,
			    WORD_IN(finding, joint.moves),
			    .how = WORD_LOOSE | WORD_TERSE,
			    .max = 8})),
	[READ] = LINE("read", 1,
		      WORDS(WORD("vcpu", word_number, finding_read, vcpu, VCPUS_MAX - 1),
			    WORD("start", word_number, finding_read, start_step, STEPS_MAX - 1))),
	[ACCESS + ACCESS_LOAD] =
		LINE("load", 1,
		     WORDS({.type = &place_type}, {.key = "sees", .type = &store_type},
			   WORD("value", word_hex, finding_access, value, U64_MAX))),
	[ACCESS + ACCESS_TSC] =
		LINE("tsc", 1,
		     WORDS(WORD("step", word_number, finding_access, step, STEPS_MAX - 1),
			   WORD("late", word_number, finding_access, late, 1))),
	[ACCESS + ACCESS_RETRY] = LINE("retry", 1, NO_WORDS),
	[ACCESS + ACCESS_VCPU] =
		LINE("asks-vcpu", 1,
		     WORDS(WORD("is", word_number, finding_access, value, VCPUS_MAX - 1))),
	[ACCESS + ACCESS_MOVE] =
		LINE("migrates", 1,
		     WORDS(WORD("to", word_number, finding_access, value, VCPUS_MAX - 1))),
	[END] = LINE("returned", 1, WORDS(WORD(NULL, word_number, finding_read, value, U64_MAX))),
	LINE("fell-back", 1, NO_WORDS),
	LINE("stuck", 1, NO_WORDS),
};
static const enum read_end ends[] = {READ_ACCEPTED, READ_FELL_BACK, READ_STUCK};

const struct form finding_form = {
	.name = "finding",
	.refusal = "this is not a finding (the bytes of an input are replayed with --input): it "
		   "does not start with",
	.lines = lines,
	.nlines = LINES,
	.head = START + 1,
};

static struct finding_read *add_read(struct parser *parser, struct finding *finding)
{
	struct finding_read *read = &finding->reads[finding->nreads];

	if (finding->nreads == 2) {
		parser_complain(parser, "a finding has two reads at the most", NULL);
		return NULL;
	}
	finding->nreads++;
	memset(read, 0, sizeof(*read));
	read->end = READ_ERROR;
	return read;
}

static struct finding_access *add_access(struct parser *parser, struct finding_read *read,
					 enum access_kind kind)
{
	struct finding_access *access = &read->accesses[read->naccesses];

	if (read->naccesses == FINDING_ACCESSES_MAX) {
		parser_complain(parser, "more accesses than a read of a finding can have", NULL);
		return NULL;
	}
	read->naccesses++;
	*access = (struct finding_access){.kind = (u8)kind};
	return access;
}

/* What the words of a line are read into; NULL after a complaint. */
static void *record_of(struct parser *parser, struct finding *finding, unsigned int line)
{
	struct finding_read *read = finding->reads + finding->nreads - 1;

	if (line < READ)
		return finding;
	if (line == READ)
		return add_read(parser, finding);
	if (!finding->nreads || read->end != READ_ERROR) {
		parser_complain(parser, "this statement belongs to a read, and none is open", NULL);
		return NULL;
	}
	if (line < END)
		return add_access(parser, read, (enum access_kind)(line - ACCESS));
	read->end = ends[line - END];
	return read;
}

bool finding_parse(struct finding *finding, const char *content, size_t length, const char *name,
		   char *why, size_t size)
{
	struct parser parser;
	const struct line *line;
	void *record;

	memset(finding, 0, sizeof(*finding));
	parser_begin(&parser, name, content, length, why, size);
	parser.about = finding;
	if (!form_begin(&parser, &finding_form, NULL))
		return false;
	while ((line = form_next(&parser, &finding_form))) {
		if (schedule_take(&parser, line, &finding->schedule, finding->format,
				  finding->host))
			continue;
		record = record_of(&parser, finding, (unsigned int)(line - lines));
		if (record)
			words_get(&parser, line->words, record);
	}
	if (!finding->nreads && !finding->joint.readers && finding->violation != VIOLATION_LOST)
		parser_complain(&parser, "the finding has no read", NULL);
	if (finding->joint.readers && (finding->nreads || !finding->joint.reads))
		parser_complain(&parser, "the reads of a joint finding are found, not given", NULL);
	for (unsigned int r = 0; r < finding->nreads; r++)
		if (finding->reads[r].end == READ_ERROR)
			parser_complain(&parser, "a read has no result", NULL);
	return !parser.failed;
}

static void put_read(FILE *out, const struct finding *finding, const struct finding_read *read)
{
	line_put(out, &lines[READ], read, finding);
	for (unsigned int a = 0; a < read->naccesses; a++)
		line_put(out, &lines[ACCESS + read->accesses[a].kind], &read->accesses[a], finding);
	for (unsigned int i = 0; i < ARRAY_SIZE(ends); i++)
		if (ends[i] == read->end)
			line_put(out, &lines[END + i], read, finding);
}

void finding_write(FILE *out, const struct finding *finding)
{
	fputs(FINDING_MARK, out);
	for (unsigned int i = 0; i < START; i++)
		line_put(out, &lines[i], finding, finding);
	schedule_put(out, &finding->schedule);
	if (finding->nchoices)
		line_put(out, &lines[CHOICES], finding, finding);
	if (finding->joint.readers)
		line_put(out, &lines[JOINT], finding, finding);
	for (unsigned int r = 0; r < finding->nreads; r++)
		put_read(out, finding, &finding->reads[r]);
	fprintf(out, "end\n");
}
