/* Sequences of any width: see sequence.h. Values are little-endian, as those of x86-64 are. */
#include "clock/sequence.h"

const struct field *field_at(const struct format *format, unsigned int byte, unsigned int nfields)
{
	for (unsigned int f = 0; f < nfields; f++) {
		const struct field *field = &format->fields[f];

		if (byte >= field->offset && byte < (unsigned int)field->offset + field->size)
			return field;
	}
	return NULL;
}

static const struct field *sequence_field(const struct format *format)
{
	for (unsigned int f = 0; f < format->nfields; f++)
		if (format->fields[f].role == FIELD_SEQUENCE)
			return &format->fields[f];
	return NULL;
}

u64 sequence_max(const struct format *format)
{
	const struct field *field = sequence_field(format);

	return field ? ~(u64)0 >> (64 - 8 * field->size) : 0;
}

void sequence_put(const struct format *format, u8 *page, u64 sequence)
{
	for (unsigned int f = 0; f < format->nfields; f++)
		if (format->fields[f].role == FIELD_SEQUENCE)
			memcpy(page + format->fields[f].offset, &sequence, format->fields[f].size);
}

u64 sequence_get(const struct format *format, const u8 *page)
{
	const struct field *field = sequence_field(format);
	u64 sequence = 0;

	if (field)
		memcpy(&sequence, page + field->offset, field->size);
	return sequence;
}

bool sequence_is_legal(const struct format *format, const struct host *host, u64 sequence)
{
	u64 max = sequence_max(format);

	return (!max || sequence <= max) && host->legal_start((u32)sequence);
}
