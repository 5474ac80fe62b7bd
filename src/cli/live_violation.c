/*
 * A violation of a live clock in words: the read, the updates around it with their fields and
 * stamps, and which fields came from which update.
 */
#include <inttypes.h>
#include <string.h>

#include "cli/live.h"

static void print_fields(FILE *out, const struct format *format, const struct race_generation *g)
{
	const char *comma = "     ";

	for (unsigned int i = 0; i < format->nfields; i++) {
		const struct field *field = &format->fields[i];
		u64 value = 0;

		if (field->role != FIELD_PARAM)
			continue;
		memcpy(&value, g->generation.page + field->offset, field->size);
		if (field->is_signed && value >> (8 * field->size - 1))
			value |= -1ull << (8 * field->size - 1);
		fprintf(out, field->is_signed ? "%s %s %" PRId64 : "%s %s %" PRIu64, comma,
			field->name, value);
		comma = ",";
	}
	fprintf(out, "\n");
}

static void print_generations(FILE *out, const struct format *format,
			      const struct race_violation *violation)
{
	for (unsigned int i = 0; i < violation->ngenerations; i++) {
		const struct race_generation *g = &violation->generations[i];

		fprintf(out, "    update %" PRIu64 " gives %" PRIu64 " to %" PRIu64, g->number,
			(u64)format->time(g->generation.params, violation->s),
			(u64)format->time(g->generation.params, violation->e));
		if (g->end != U64_MAX && g->end)
			fprintf(out, ", made in [%+" PRId64 ", %+" PRId64 "]",
				(s64)(g->begin - violation->s), (s64)(g->end - violation->s));
		fprintf(out, ", version %" PRIu64 " before\n", g->sequence);
		print_fields(out, format, g);
	}
}

static void print_mix(FILE *out, const struct race_violation *violation)
{
	if (!violation->nmix)
		return;
	fprintf(out, "    mix   ");
	for (unsigned int i = 0; i < violation->npieces; i++)
		fprintf(out, "%s %s of %" PRIu64, i ? "," : "", violation->pieces[i].field,
			violation->generations[violation->pieces[i].generation].number);
	fprintf(out, "\n");
}

void live_violation_print(FILE *out, const struct live_summary *total, const char *what,
			  const struct live_lane_summary *lane, u64 count,
			  const struct race_violation *violation)
{
	enum violation kind = violation->kind;

	fprintf(out, "  %s%s  %s   (first of %" PRIu64 ", after %.3f s)\n    ", what,
		violation_name(kind), lane->name, count,
		(double)(violation->e - total->race.start) / (double)total->race.tsc_hz);
	if (violation->told)
		fprintf(out, "the host");
	else
		fprintf(out, "reader %u", violation->reader);
	if (violation->cpu == RACE_MOVED)
		fprintf(out, ", moved from one CPU to another");
	else
		fprintf(out, " on CPU %u", violation->cpu);
	fprintf(out, ", within [0, %" PRIu64 "] ticks of TSC %" PRIu64 "\n",
		violation->e - violation->s, violation->s);
	if (kind == VIOLATION_STUCK)
		fprintf(out, "    did not return within a second\n");
	else if (violation->told == RACE_TOLD_STOPPED)
		fprintf(out,
			"    KVM_KVMCLOCK_CTRL said before update %" PRIu64
			" that the guest was stopped, but the page does not\n",
			violation->value);
	else if (violation->told)
		fprintf(out, "    %" PRIu64 " was asked for, but another clock was published\n",
			violation->value);
	else if (violation->fell_back)
		fprintf(out, "    fell back although the page was valid\n");
	else
		fprintf(out, "    returned %" PRIu64 "\n", violation->value);
	if (violation->by_stamps)
		fprintf(out,
			"    after reader %u had returned %" PRIu64 ", %" PRIu64 " more, %" PRIu64
			" ticks before by the TSC stamps of both\n",
			violation->before_reader, violation->before,
			violation->before - violation->value, violation->s - violation->before_e);
	else if (violation->before_e)
		fprintf(out,
			"    after reader %u had returned %" PRIu64 ", %" PRIu64
			" more, in [%+" PRId64 ", %+" PRId64 "]\n",
			violation->before_reader, violation->before,
			violation->before - violation->value,
			(s64)(violation->before_s - violation->s),
			(s64)(violation->before_e - violation->s));
	if (violation->late)
		fprintf(out,
			"    by a TSC sampled %" PRIu64
			" ticks later than its clock was due: x86-manual "
			"has that, x86 not\n    remedy  %s\n",
			violation->late, RACE_LATE_REMEDY);
	if (lane->format)
		print_generations(out, lane->format, violation);
	print_mix(out, violation);
}
