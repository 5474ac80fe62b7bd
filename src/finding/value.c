/* Spelling of fields and values. */
#include "finding/value.h"

#include <inttypes.h>
#include <stdio.h>

#include "clock/schedule.h"
#include "file/text.h"

#define DENOMINATOR_MAX 4096

const struct field *value_field(const struct format *format, u16 offset, u16 size)
{
	offset %= format->page_size;
	for (unsigned int f = 0; f < format->nfields; f++) {
		const struct field *field = &format->fields[f];

		if (offset >= field->offset && offset + size <= field->offset + field->size)
			return field;
	}
	return NULL;
}

char *value_place(const struct format *format, u16 offset, u16 size, char *out, size_t length)
{
	const struct field *field = value_field(format, offset, size);
	unsigned int page = offset / format->page_size;
	struct text text = {.out = out, .size = length};

	offset %= format->page_size;
	if (page)
		text_add(&text, "vcpu%u.", page);
	if (!field)
		text_add(&text, "@%u:%u", offset, size);
	else if (field->size == size)
		text_add(&text, "%s", field->name);
	else
		text_add(&text, "%s[%u:%u]", field->name, offset - field->offset, size);
	return out;
}

bool value_parse_place(const struct format *format, const char *text, u16 *offset, u16 *size)
{
	unsigned int from = 0, n = 0, page = 0;
	int used = -1;

	if (sscanf(text, "vcpu%1u.%n", &page, &used) == 1 && used > 0)
		text += used;
	used = -1;
	if (page >= (format->per_vcpu ? VCPUS_MAX : 1))
		return false;
	if (sscanf(text, "@%u:%u%n", &from, &n, &used) == 2 && used > 0 && !text[used])
		goto found;
	for (unsigned int f = 0; f < format->nfields; f++) {
		const struct field *field = &format->fields[f];
		size_t length = strlen(field->name);

		if (strncmp(text, field->name, length))
			continue;
		n = field->size;
		from = 0;
		used = -1;
		if (!text[length] || (sscanf(text + length, "[%u:%u]%n", &from, &n, &used) == 2 &&
				      used > 0 && !text[length + (size_t)used])) {
			from += field->offset;
			goto found;
		}
	}
	return false;
found:
	if (!n || n > 8 || from > format->page_size || from + n > format->page_size)
		return false;
	*offset = (u16)(page * format->page_size + from);
	*size = (u16)n;
	return true;
}

static bool spell_fraction(u64 value, unsigned int bits, char *out, size_t length)
{
	unsigned int zeros;
	u64 denominator;

	if (!value)
		return false;
	zeros = (unsigned int)__builtin_ctzll(value);
	if (zeros > bits || bits - zeros > 12)
		return false;
	denominator = (u64)1 << (bits - zeros);
	snprintf(out, length, "%" PRIu64 "/%" PRIu64, value >> zeros, denominator);
	return denominator <= DENOMINATOR_MAX;
}

char *value_spell(const struct format *format, u16 offset, u16 size, u64 value, char *out,
		  size_t length)
{
	const struct field *field = value_field(format, offset, size);

	if (field && field->size == size && field->fraction &&
	    spell_fraction(value, field->fraction, out, length))
		return out;
	if (field && field->size == size && field->is_signed) {
		s64 number = (s64)(value << (64 - 8 * size)) >> (64 - 8 * size);

		snprintf(out, length, "%" PRId64, number);
		return out;
	}
	if (value >> 48 || (field && field->fraction) || value == 0xffffffff || value == 0xfffffffe)
		snprintf(out, length, "0x%" PRIx64, value);
	else
		snprintf(out, length, "%" PRIu64, value);
	return out;
}
