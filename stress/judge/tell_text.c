/*
 * A violation in words: the read, the updates around it with their fields and stamps, and which fields
 * came from which update.
 */
#include <inttypes.h>

#include "stress/judge/tell.h"

s64 race_field(const struct field *field, const u8 *page)
{
	u64 value = 0;

	memcpy(&value, page + field->offset, field->size);
	if (field->is_signed && value >> (8 * field->size - 1))
		value |= -1ull << (8 * field->size - 1);
	return (s64)value;
}

/* Of the page of a host that nobody drives, it is not known when it was made, nor for what. */
static bool is_known(const struct race_generation *g)
{
	return g->begin || g->end != U64_MAX;
}

static void print_generation(FILE *out, const struct format *format,
			     const struct race_violation *violation,
			     const struct race_generation *g)
{
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX];
	const char *comma = "     ";

	fprintf(out, "    update %" PRIu64, g->number);
	if (is_known(g))
		fprintf(out, " %s", g->number ? update_kind_name(g->update.kind) : "(start)");
	fprintf(out, " gives %" PRIu64 " to %" PRIu64,
		generation_time(format, &g->generation, violation->s),
		generation_time(format, &g->generation, violation->e));
	if (is_known(g) && g->end == U64_MAX)
		fprintf(out, ", made from %+" PRId64 " on", (s64)(g->begin - violation->s));
	else if (is_known(g) && !g->number)
		fprintf(out, ", there from the start");
	else if (is_known(g) && g->end)
		fprintf(out, ", made in [%+" PRId64 ", %+" PRId64 "]",
			(s64)(g->begin - violation->s), (s64)(g->end - violation->s));
	fprintf(out, ", version %" PRIu64 " before\n", g->sequence);
	generation_page(format, &g->generation, page);
	for (unsigned int i = 0; i < format->nfields; i++) {
		const struct field *field = &format->fields[i];

		if (field->role != FIELD_PARAM)
			continue;
		fprintf(out, field->is_signed ? "%s %s %" PRId64 : "%s %s %" PRIu64, comma,
			field->name, race_field(field, page));
		comma = ",";
	}
	fprintf(out, "\n");
}

static void print_mix(FILE *out, const struct race_violation *violation)
{
	fprintf(out, "    mix   ");
	for (unsigned int i = 0; i < violation->npieces; i++) {
		const struct race_piece *piece = &violation->pieces[i];
		bool half = (i && violation->pieces[i - 1].field == piece->field) ||
			    (i + 1 < violation->npieces &&
			     violation->pieces[i + 1].field == piece->field);

		fprintf(out, "%s %s", i ? "," : "", piece->field);
		if (half)
			fprintf(out, " (byte %u)", piece->offset);
		fprintf(out, " of %" PRIu64, violation->generations[piece->generation].number);
	}
	if (violation->nmix > 1)
		fprintf(out, "; %u mixes fit, this is one", violation->nmix);
	fprintf(out, "\n");
}

static void print_read(FILE *out, const struct race_violation *violation)
{
	if (violation->told || violation->back.host)
		fprintf(out, "    the host");
	else
		fprintf(out, "    reader %u", violation->reader);
	if (violation->cpu == RACE_MOVED)
		fprintf(out, ", moved from one CPU to another");
	else
		fprintf(out, " on CPU %u", violation->cpu);
	fprintf(out, ", within [0, %" PRIu64 "] ticks of TSC %" PRIu64 "\n",
		violation->e - violation->s, violation->s);
}

static void print_put_back(FILE *out, const struct format *format, const struct race_put_back *back)
{
	const char *name = "?";

	for (unsigned int i = 0; i < format->nfields; i++)
		if (back->byte - format->fields[i].offset < format->fields[i].size &&
		    back->byte >= format->fields[i].offset)
			name = format->fields[i].name;
	fprintf(out,
		"    put back bits 0x%02x of byte %u, %s, which others had changed since they were "
		"loaded\n",
		back->bits, back->byte, name);
}

/* What it did. */
static void print_deed(FILE *out, const struct race_site *site,
		       const struct race_violation *violation)
{
	if (violation->kind == VIOLATION_STUCK)
		fprintf(out, "    did not return %s\n",
			site->live ? "within a second" : "although the page no longer changed");
	else if (violation->kind == VIOLATION_LOST)
		print_put_back(out, site->format, &violation->back);
	else if (violation->told == RACE_TOLD_STOPPED)
		fprintf(out,
			"    KVM_KVMCLOCK_CTRL said before update %" PRIu64
			" that the guest was stopped, but the page does not\n",
			violation->value);
	else if (violation->told)
		fprintf(out, "    %" PRIu64 " was asked for, but another clock was published\n",
			violation->value);
	else if (violation->fell_back)
		fprintf(out, "    fell back although the page was valid throughout\n");
	else if (violation->kind == VIOLATION_WRONG_FALLBACK)
		fprintf(out, "    returned %" PRIu64 " although the page was invalid throughout\n",
			violation->value);
	else if (violation->kind == VIOLATION_STALE)
		fprintf(out,
			"    returned %" PRIu64 ", of update %" PRIu64
			" at a TSC at which it was not there\n",
			violation->value, violation->stale);
	else
		fprintf(out, "    returned %" PRIu64 "\n", violation->value);
}

/* The larger value that was there before. */
static void print_before(FILE *out, const struct race_violation *violation)
{
	fprintf(out, "    after reader %u had returned %" PRIu64 ", %" PRIu64 " more, ",
		violation->before_reader, violation->before, violation->before - violation->value);
	if (violation->by_stamps)
		fprintf(out, "%" PRIu64 " ticks before by the TSC stamps of both\n",
			violation->s - violation->before_e);
	else
		fprintf(out, "in [%+" PRId64 ", %+" PRId64 "]\n",
			(s64)(violation->before_s - violation->s),
			(s64)(violation->before_e - violation->s));
}

static void print_late(FILE *out, const struct race_violation *violation)
{
	if (violation->before_e)
		fprintf(out,
			"    which a TSC sampled %" PRIu64
			" ticks after the clock's time, but within the read, explains",
			violation->late);
	else
		fprintf(out,
			"    which is update %" PRIu64
			"'s clock as the read found it, at a TSC sampled %" PRIu64
			" ticks later than that\n    clock was due, after the last look at the "
			"page",
			violation->stale, violation->late);
	/* the machine was asked */
	fprintf(out, "%s\n    remedy  %s\n",
		violation->kind == VIOLATION_LATE_TSC ? ": x86-manual has that, x86 not" : "",
		RACE_LATE_REMEDY);
}

void race_violation_print(FILE *out, const struct race_site *site, const char *what, u64 count,
			  const struct race_violation *violation)
{
	bool known = violation->ngenerations && is_known(&violation->generations[0]);

	fprintf(out, "  %s%s  %s   (first of %" PRIu64 ", after %.3f s)\n", what,
		violation_name(violation->kind), site->name, count,
		(double)(violation->e - site->race->start) / (double)site->race->tsc_hz);
	print_read(out, violation);
	print_deed(out, site, violation);
	if (violation->before_e)
		print_before(out, violation);
	if (violation->late)
		print_late(out, violation);
	if (violation->host && !violation->told)
		fprintf(out, "    both are legal: the host stepped back by itself\n");
	for (unsigned int i = 0; i < violation->ngenerations && site->format; i++)
		print_generation(out, site->format, violation, &violation->generations[i]);
	if (violation->nmix)
		print_mix(out, violation);
	else if (violation->kind == VIOLATION_TORN && known)
		fprintf(out, "    mix    none of these updates' fields gives that value exactly\n");
	else if (violation->kind == VIOLATION_ARITHMETIC && !violation->host)
		fprintf(out, "    which is not the value of the fields that were there\n");
}
