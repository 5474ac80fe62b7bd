/*
 * The locations of a litmus test and their values: bytes that the read loads, cut where another access ends or begins, and
 * the TSC if that is told.
 */
#include <ctype.h>
#include <string.h>

#include "export/litmus.h"
#include "finding/value.h"

#define VALUE_MAX 0xffff /* an operand of AArch64's MOV */

/* What is put together from a finding, byte by byte of the page. */
struct bytes {
	bool loaded[WARPAGE_PAGE_MAX + 1];
	bool cut[WARPAGE_PAGE_MAX + 1]; /* an access begins or ends before it */
};

static void add_bytes(struct bytes *bytes, u16 offset, u16 size)
{
	bytes->cut[offset] = bytes->cut[offset + size] = true;
}

static void find_bytes(const struct litmus *litmus, struct bytes *bytes)
{
	const struct finding_read *read = &litmus->export->finding->reads[0];
	const struct log *log = litmus_log(litmus);

	for (unsigned int a = 0; a < read->naccesses; a++) {
		const struct finding_access *access = &read->accesses[a];

		if (access->kind != ACCESS_LOAD || !litmus_counts(litmus, access))
			continue;
		add_bytes(bytes, access->offset, access->size);
		memset(bytes->loaded + access->offset, true, access->size);
	}
	for (unsigned int e = 0; e < log->nevents; e++)
		add_bytes(bytes, log->events[e].offset, log->events[e].size);
}

/* Letters, digits and '_', behind a word that makes it no keyword of any language; unlike those there are. */
static void name_place(struct litmus *litmus, struct litmus_place *place)
{
	char text[48];
	size_t n;

	value_place(litmus->export->finding->format, place->offset, place->size, text,
		    sizeof(text));
	n = (size_t)snprintf(place->name, sizeof(place->name), "page_%s", text);
	while (n && !isalnum((unsigned char)place->name[n - 1]))
		place->name[--n] = '\0';
	for (char *c = place->name; *c; c++)
		if (!isalnum((unsigned char)*c))
			*c = '_';
	for (unsigned int p = 0; &litmus->places[p] < place; p++)
		if (!strcmp(litmus->places[p].name, place->name))
			snprintf(place->name, sizeof(place->name), "page_%u_%u", place->offset,
				 place->size);
}

static struct litmus_place *add_place(struct litmus *litmus, u16 offset, u16 size)
{
	struct litmus_place *place = &litmus->places[litmus->nplaces];

	if (litmus->nplaces == LITMUS_PLACES_MAX)
		return NULL;
	litmus->nplaces++;
	place->offset = offset;
	place->size = size;
	return place;
}

static bool add_tsc(struct litmus *litmus)
{
	struct litmus_place *place = add_place(litmus, 0, 0);

	if (place)
		strcpy(place->name, "tsc");
	return place != NULL;
}

static bool find_places(struct litmus *litmus, const struct bytes *bytes)
{
	u16 extent = litmus_log(litmus)->extent;

	for (u16 at = 0; at < extent;) {
		u16 end = at + 1;
		struct litmus_place *place;

		while (end < extent && !bytes->cut[end])
			end++;
		if (bytes->loaded[at]) {
			place = add_place(litmus, at, end - at);
			if (!place)
				return false;
			name_place(litmus, place);
		}
		at = end;
	}
	return true;
}

/* The number of a value of a place, which is added if need be; LITMUS_VALUES_MAX: there are too many. */
static unsigned int number_of(struct litmus_place *place, u64 value)
{
	unsigned int i = 0;

	while (i < place->nvalues && place->values[i] != value)
		i++;
	if (i < place->nvalues || i == LITMUS_VALUES_MAX)
		return i;
	place->numbered |= value > VALUE_MAX;
	place->values[place->nvalues++] = value;
	return i;
}

static u16 value_of(struct litmus_place *place, u64 value)
{
	return (u16)(place->numbered ? number_of(place, value) : value);
}

static u64 bytes_at(const struct litmus_place *place, u16 offset, u64 value)
{
	return value >> 8 * (place->offset - offset) & bytes_mask(place->size);
}

u16 litmus_value(struct litmus_place *place, u16 offset, u64 value)
{
	return value_of(place, bytes_at(place, offset, value));
}

bool litmus_covers(const struct litmus_place *place, u16 offset, u16 size)
{
	return place->size && place->offset >= offset &&
	       place->offset + place->size <= offset + size;
}

/* All values first, so that those of a place are told in one way. */
static bool find_values(struct litmus *litmus, unsigned int end)
{
	const struct log *log = litmus_log(litmus);
	_Alignas(16) u8 page[sizeof(log->start_page)];
	unsigned int e = 0;

	memcpy(page, log->start_page, log->extent);
	for (; e < end && log->events[e].update < litmus->first_update; e++)
		log_store(page, &log->events[e]);
	for (unsigned int p = 0; p < litmus->nplaces; p++) {
		struct litmus_place *place = &litmus->places[p];

		if (place->size)
			number_of(place, bytes_get(page + place->offset, place->size));
		for (unsigned int s = e; s < end; s++)
			if (litmus_covers(place, log->events[s].offset, log->events[s].size) &&
			    number_of(place, bytes_at(place, log->events[s].offset,
						      log->events[s].value)) == LITMUS_VALUES_MAX)
				return false;
		litmus->start[p] = place->size ? value_of(place, place->values[0]) : 0;
	}
	return true;
}

bool litmus_places(struct litmus *litmus, unsigned int end)
{
	struct bytes bytes = {0};

	find_bytes(litmus, &bytes);
	return find_places(litmus, &bytes) && (!litmus_tells_tsc(litmus) || add_tsc(litmus)) &&
	       find_values(litmus, end);
}
