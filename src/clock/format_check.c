/* Properties that every format has; see format_check.h. Each is tried at many a clock. */
#include "clock/format_check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "clock/generation.h"
#include "clock/sequence.h"

#define ROOM 32 /* bytes behind a page and behind parameters that must stay as they were */

struct check {
	const struct format *format;
	char *why;
	size_t size;
	u64 tsc, value, rate;
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX + ROOM];
	_Alignas(16) u8 decoded[WARPAGE_PARAMS_MAX + ROOM];
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX + ROOM];
};

static bool wrong(const struct check *check, const char *text, ...)
	__attribute__((format(printf, 2, 3)));
static bool wrong(const struct check *check, const char *text, ...)
{
	va_list arguments;
	int used = snprintf(check->why, check->size, "%s: ", check->format->file);

	va_start(arguments, text);
	if (used >= 0 && (size_t)used < check->size)
		vsnprintf(check->why + used, check->size - (size_t)used, text, arguments);
	va_end(arguments);
	return false;
}

static bool check_sizes(const struct check *check)
{
	const struct format *format = check->format;

	if (!format->anchor || !format->time || !format->encode || !format->decode)
		return wrong(check, "anchor, time, encode or decode is missing");
	if (!format->page_size || format->page_size > WARPAGE_PAGE_MAX)
		return wrong(check, "a page of %u bytes: it has 1 to %u", format->page_size,
			     WARPAGE_PAGE_MAX);
	if (!format->params_size || format->params_size > WARPAGE_PARAMS_MAX)
		return wrong(check, "parameters of %u bytes: they have 1 to %u",
			     format->params_size, WARPAGE_PARAMS_MAX);
	if (!format->unit_ns)
		return wrong(check, "a unit of 0 ns");
	if ((!format->nstarts && sequence_max(format)) || format->nstarts > WARPAGE_STARTS_MAX)
		return wrong(check, "%u starting sequences: give 1 to %u", format->nstarts,
			     WARPAGE_STARTS_MAX);
	if (format->nstarts && !sequence_max(format))
		return wrong(check, "%u starting sequences, and no field that is one",
			     format->nstarts);
	if (format->counter_bits && (format->counter_bits < 24 || format->counter_bits > 63))
		return wrong(check, "a counter of %u bits: 24 to 63, or 0 for the whole TSC",
			     format->counter_bits);
	if (format->whole == 1)
		return wrong(check, "a whole of 1 unit leaves no rest");
	if (!format->nplacements)
		return wrong(check, "no placement of the page in a cache line");
	for (unsigned int i = 0; i < format->nplacements; i++)
		if (format->placements[i] > 63)
			return wrong(check, "placement %u: a cache line has 64 bytes",
				     format->placements[i]);
	return true;
}

static bool check_field(const struct check *check, unsigned int f)
{
	const struct format *format = check->format;
	const struct field *field = &format->fields[f];
	const struct field *other;

	if (!field->name || !field->size)
		return wrong(check, "field %u has no name, or no bytes", f + 1);
	if (field->offset + field->size > format->page_size)
		return wrong(check, "field %s reaches past the end of the page", field->name);
	if (field->role == FIELD_PARAM && field->size > 8)
		return wrong(check, "field %s is a parameter of %u bytes: at most 8", field->name,
			     field->size);
	if (field->role == FIELD_SEQUENCE && (field->size > 8 || field->size & (field->size - 1)))
		return wrong(check, "field %s is a sequence of %u bytes, not of 1, 2, 4 or 8",
			     field->name, field->size);
	for (unsigned int b = 0; b < field->size; b++) {
		other = field_at(format, field->offset + b, f);
		if (other)
			return wrong(check, "fields %s and %s overlap", other->name, field->name);
	}
	return true;
}

static bool check_fields(const struct check *check)
{
	const struct format *format = check->format;
	unsigned int nparams = 0, nbytes = 0;

	for (unsigned int f = 0; f < format->nfields; f++) {
		if (!check_field(check, f))
			return false;
		nparams += format->fields[f].role == FIELD_PARAM;
		nbytes += format->fields[f].size;
	}
	if (nbytes > WARPAGE_FIELDS_MAX)
		return wrong(
			check,
			"fields of %u bytes in all: at most %u; what nobody looks at needs none",
			nbytes, WARPAGE_FIELDS_MAX);
	return nparams || wrong(check, "no field is a parameter (FIELD_PARAM)");
}

/* anchor and time: exact where the clock is anchored, and at the rate from there on. */
static bool check_clock(struct check *check)
{
	const struct format *format = check->format;
	u64 ticks = (u64)1 << 20, shown, gain, meant = (u64)((u128)check->rate * ticks >> 32);

	memset(check->params, 0, WARPAGE_PARAMS_MAX);
	memset(check->params + format->params_size, 0xa5, ROOM);
	format->anchor(check->params, check->tsc, check->value, check->rate);
	for (unsigned int b = 0; b < ROOM; b++)
		if (check->params[format->params_size + b] != 0xa5)
			return wrong(check, "anchor() writes past the end of the parameters");
	memset(check->params + format->params_size, 0, ROOM);
	shown = (u64)format->time(check->params, check->tsc);
	if (shown != check->value)
		return wrong(check,
			     "anchor() and time() disagree: a clock anchored to be %" PRIu64
			     " at TSC %" PRIu64 " is %" PRIu64 " there",
			     check->value, check->tsc, shown);
	gain = (u64)format->time(check->params, check->tsc + ticks) - shown;
	if (format->still && gain)
		return wrong(check, "time() goes on with the TSC, of a clock that is .still");
	if (!format->still && gain - meant + 2 + (meant >> 10) > 2 * (2 + (meant >> 10)))
		return wrong(check,
			     "anchor() and time() lose the rate: a clock of 0x%" PRIx64
			     "/2^32 units a tick gains %" PRId64 " in 2^20 ticks, not %" PRIu64,
			     check->rate, (s64)gain, meant);
	return true;
}

/* time sees the bits of the TSC that the counter has, and no others; and all of them. */
static bool check_counter(const struct check *check)
{
	const struct format *format = check->format;
	u64 ticks = (u64)1 << (format->counter_bits ? format->counter_bits : 41), gain,
	    meant = (u64)((u128)check->rate * ticks >> 32), may = 2 + (meant >> 10);

	gain = (u64)format->time(check->params, check->tsc + ticks) -
	       (u64)format->time(check->params, check->tsc);
	if (format->counter_bits && gain)
		return wrong(check, "time() looks at more of the TSC than a counter of %u bits",
			     format->counter_bits);
	if (format->still && (format->counter_bits || format->with_tsc))
		return wrong(check, "a clock that is .still has no counter, and is of no TSC");
	if (!format->counter_bits && !format->still && gain - meant + may > 2 * may)
		return wrong(check,
			     "time() loses its clock after 2^41 ticks: say .counter_bits if the "
			     "counter is shorter than the TSC");
	return true;
}

/* encode writes every byte of every parameter, and none but those of fields that are no sequence. */
static bool check_encode(struct check *check)
{
	const struct format *format = check->format;
	unsigned int size = format->page_size + ROOM;
	_Alignas(16) u8 filled[sizeof(check->page)];

	memset(check->page, 0, size);
	memset(filled, 0xff, size);
	format->encode(check->page, check->params);
	format->encode(filled, check->params);
	for (unsigned int b = 0; b < size; b++) {
		const struct field *field = field_at(format, b, format->nfields);
		bool written = check->page[b] != 0 || filled[b] != 0xff;
		bool whole = check->page[b] == filled[b];

		if (written && (!field || field->role == FIELD_SEQUENCE))
			return wrong(check, "encode() writes byte %u of the page, which is %s%s", b,
				     field ? "of the sequence " : "of no field",
				     field ? field->name : "");
		if (!whole && field && field->role == FIELD_PARAM)
			return wrong(check, "encode() does not write byte %u of the parameter %s",
				     b - field->offset, field->name);
	}
	return true;
}

/* decode undoes encode, whatever else is on the page. */
static bool check_decode(struct check *check)
{
	const struct format *format = check->format;

	for (unsigned int b = 0; b < format->page_size; b++) {
		const struct field *field = field_at(format, b, format->nfields);

		if (!field || field->role != FIELD_PARAM)
			check->page[b] = 0x5a;
	}
	memset(check->decoded, 0, sizeof(check->decoded));
	format->decode(check->decoded, check->page);
	for (unsigned int i = 0; i < 4; i++) {
		u64 tsc = check->tsc + ((u64)i << 15 * i);

		if (format->time(check->params, tsc) != format->time(check->decoded, tsc))
			return wrong(check,
				     "decode() does not undo encode(): the clock is another at TSC "
				     "%" PRIu64,
				     tsc);
	}
	return true;
}

static bool check_valid(struct check *check)
{
	const struct format *format = check->format;

	for (unsigned int i = 0; !i || i < format->nstarts; i++) {
		u64 sequence = format->nstarts ? format->starts[i] : 0;

		memset(check->page, 0, format->page_size);
		format->encode(check->page, check->params);
		sequence_put(format, check->page, sequence);
		if (format_valid(format, check->page))
			return true;
	}
	return wrong(check, "valid() takes no page, whatever sequence of the starts it has");
}

bool format_check(const struct format *format, char *why, size_t size)
{
	static const u64 tscs[] = {1000, 0x98765, 0xfffffff0, 0x123456789ab, (u64)1 << 50};
	static const u64 values[] = {10000, 0xfffffffe, 0x123456789abcd, (u64)1 << 60};
	/* halves and quarters; all bits in use; the slow ones are those of a 3 GHz TSC */
	static const u64 rates[] = {RATE_ONE / 2, RATE_ONE / 4, RATE_ONE * 3 / 4,
				    0x9ac5e731,	  0x15795175,	0x00da740d};
	struct check check = {.format = format, .why = why, .size = size};

	if (!check_sizes(&check) || !check_fields(&check))
		return false;
	for (unsigned int i = 0; i < ARRAY_SIZE(tscs) * ARRAY_SIZE(values) * ARRAY_SIZE(rates);
	     i++) {
		check.tsc = tscs[i % ARRAY_SIZE(tscs)];
		check.value = values[i / ARRAY_SIZE(tscs) % ARRAY_SIZE(values)];
		check.rate = rates[i / ARRAY_SIZE(tscs) / ARRAY_SIZE(values)];
		if (!check_clock(&check) || !check_counter(&check) || !check_encode(&check) ||
		    !check_decode(&check))
			return false;
	}
	return check_valid(&check);
}
