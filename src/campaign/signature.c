/* Signatures depend on what a finding's reads saw, not on its schedule, values or model. */
#include <stdarg.h>

#include "campaign/collector.h"
#include "finding/value.h"
#include "protocols/registry.h"

struct text {
	char *out;
	size_t size, used;
};

static void add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(struct text *text, const char *format, ...)
{
	va_list arguments;
	int n;

	if (text->used >= text->size)
		return;
	va_start(arguments, format);
	n = vsnprintf(text->out + text->used, text->size - text->used, format, arguments);
	va_end(arguments);
	text->used += n > 0 ? (size_t)n : 0;
}

/* Is it the last load of its place, and is that a parameter? */
static bool decides(const struct finding *finding, const struct finding_read *read, unsigned int a)
{
	const struct finding_access *access = &read->accesses[a];
	const struct field *field;

	if (access->kind != ACCESS_LOAD)
		return false;
	field = value_field(finding->format, access->offset, access->size);
	if (!field || field->role != FIELD_PARAM)
		return false;
	while (++a < read->naccesses)
		if (read->accesses[a].kind == ACCESS_LOAD &&
		    read->accesses[a].offset == access->offset)
			return false;
	return true;
}

/* How many different updates before that one do the deciding loads of all reads see? */
static unsigned int rank(const struct finding *finding, u8 update)
{
	bool seen[256] = {false};
	unsigned int before = 0;

	for (unsigned int r = 0; r < finding->nreads; r++)
		for (unsigned int a = 0; a < finding->reads[r].naccesses; a++)
			if (decides(finding, &finding->reads[r], a))
				seen[finding->reads[r].accesses[a].update] = true;
	for (unsigned int k = 0; k < update; k++)
		before += seen[k];
	return before;
}

static void add_read(struct text *text, const struct finding *finding,
		     const struct finding_read *read)
{
	unsigned int places = 0;
	bool retried = false;

	/* in the order of places: guests may load them in any */
	for (unsigned int offset = 0; offset < WARPAGE_PAGE_MAX; offset++)
		for (unsigned int a = 0; a < read->naccesses; a++) {
			const struct finding_access *access = &read->accesses[a];
			char place[48];

			if (access->offset != offset || !decides(finding, read, a))
				continue;
			value_place(finding->format, access->offset, access->size, place,
				    sizeof(place));
			add(text, "%s%s+%u", places++ ? "," : " ", place,
			    rank(finding, access->update));
		}
	for (unsigned int a = 0; a < read->naccesses; a++)
		retried |= read->accesses[a].kind == ACCESS_RETRY;
	add(text, "%s%s", places ? "" : " -", retried ? ",retried" : "");
}

void finding_signature(const struct finding *finding, char *out, size_t size)
{
	struct text text = {.out = out, .size = size};
	char format[64], host[64], guest[64];

	add(&text, "%s %s:%s:%s", violation_name(finding->violation),
	    registry_spell(finding->format->name, format, sizeof(format)),
	    registry_spell(finding->host->name, host, sizeof(host)),
	    registry_spell(finding->guest->name, guest, sizeof(guest)));
	for (unsigned int r = 0; r < finding->nreads; r++)
		add_read(&text, finding, &finding->reads[r]);
}
