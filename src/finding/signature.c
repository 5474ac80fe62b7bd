/*
 * Signatures depend on what a finding's reads saw, not on its schedule, values or model, nor on how
 * loads were split: a field counts as its newest part.
 */
#include "finding/signature.h"

#include "file/text.h"
#include "finding/value.h"
#include "protocols/registry.h"

/* The newest update that the last loads of a field, or of its parts, saw; -1 if it was not loaded. */
static int newest(const struct finding *finding, const struct finding_read *read,
		  const struct field *field)
{
	int update = -1;

	for (unsigned int a = 0; a < read->naccesses; a++) {
		const struct finding_access *access = &read->accesses[a];
		bool last = true;

		if (access->kind != ACCESS_LOAD ||
		    value_field(finding->format, access->offset, access->size) != field)
			continue;
		for (unsigned int b = a + 1; b < read->naccesses; b++)
			last &= read->accesses[b].kind != ACCESS_LOAD ||
				read->accesses[b].offset != access->offset;
		if (last && access->update > update)
			update = access->update;
	}
	return update;
}

/* How many different updates before that one do the parameters of all reads come from? */
static unsigned int rank(const struct finding *finding, int update)
{
	const struct format *format = finding->format;
	bool seen[256] = {false};
	unsigned int before = 0;

	for (unsigned int r = 0; r < finding->nreads; r++)
		for (unsigned int f = 0; f < format->nfields; f++) {
			int other = newest(finding, &finding->reads[r], &format->fields[f]);

			if (format->fields[f].role == FIELD_PARAM && other >= 0)
				seen[other] = true;
		}
	for (int k = 0; k < update; k++)
		before += seen[k];
	return before;
}

static void add_read(struct text *text, const struct finding *finding,
		     const struct finding_read *read)
{
	const struct format *format = finding->format;
	unsigned int loaded = 0;
	bool retried = false;

	for (unsigned int f = 0; f < format->nfields; f++) {
		int update = newest(finding, read, &format->fields[f]);

		if (format->fields[f].role == FIELD_PARAM && update >= 0)
			text_add(text, "%s%s+%u", loaded++ ? "," : " ", format->fields[f].name,
				 rank(finding, update));
	}
	for (unsigned int a = 0; a < read->naccesses; a++)
		retried |= read->accesses[a].kind == ACCESS_RETRY;
	text_add(text, "%s%s", loaded ? "" : " -", retried ? ",retried" : "");
}

void finding_signature(const struct finding *finding, char *out, size_t size)
{
	struct text text = {.out = out, .size = size};
	char pair[REGISTRY_PAIR];

	text_add(&text, "%s %s", violation_name(finding->violation),
		 registry_spell_pair(finding->format, finding->host, finding->guest, pair));
	for (unsigned int r = 0; r < finding->nreads; r++)
		add_read(&text, finding, &finding->reads[r]);
}
