/*
 * Which values clocks gave during a read, and the reasons in full: what was found in a race is
 * seldom found again, so a report has to do.
 */
#include "fuzz/racer/racer.h"

#include <inttypes.h>
#include <string.h>

/*
 * What clock k gave during the read: at least *low, at most *high. false: nothing, as it was not
 * published until the read was over, or replaced before it began.
 */
static bool bounds(const struct racer_log *log, const struct format *format, unsigned int k,
		   const struct racer_read *read, u64 *low, u64 *high)
{
	u64 from = read->s - log->margin, to = read->e + log->margin;

	if (k && log->begin[k] - log->margin > from)
		from = log->begin[k] - log->margin;
	if (k + 1 < log->nclocks && log->end[k + 1] + log->margin < to)
		to = log->end[k + 1] + log->margin;
	if (from > to)
		return false;
	*low = generation_time(format, &log->clocks[k], from);
	*high = generation_time(format, &log->clocks[k], to);
	return true;
}

bool racer_legal(const struct racer_log *log, const struct format *format,
		 const struct racer_read *read)
{
	u64 low, high;

	for (unsigned int k = 0; k < log->nclocks; k++)
		if (bounds(log, format, k, read, &low, &high) && read->value >= low &&
		    read->value <= high)
			return true;
	return false;
}

static void print_clocks(FILE *out, const struct format *format, const struct racer_log *log,
			 const struct racer_read *read)
{
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX];
	u64 low, high;

	for (unsigned int k = 0; k < log->nclocks; k++) {
		generation_page(format, &log->clocks[k], page);
		fprintf(out, "  clock %u: rate %#" PRIx64, k, log->clocks[k].rate);
		if (k)
			fprintf(out, ", published between TSC %" PRIu64 " and %" PRIu64,
				log->begin[k], log->end[k]);
		if (bounds(log, format, k, read, &low, &high))
			fprintf(out, ": gave %" PRIu64 " to %" PRIu64 "\n", low, high);
		else
			fprintf(out, ": not there during the read\n");
		for (unsigned int f = 0; f < format->nfields; f++) {
			const struct field *field = &format->fields[f];
			u64 value = 0;

			if (field->role != FIELD_PARAM)
				continue;
			memcpy(&value, page + field->offset, field->size);
			fprintf(out, "    %s %#" PRIx64 "\n", field->name, value);
		}
	}
}

void racer_explain(FILE *out, const struct format *format, const struct racer_result *result)
{
	const struct racer_log *log = result->log;
	const struct racer_read *read = &result->illegal_read;

	if (result->illegal) {
		fprintf(out,
			"reader %u returned %" PRIu64 " from a read between TSC %" PRIu64
			" and %" PRIu64 "; no clock gave that then\n",
			result->illegal_reader, read->value, read->s, read->e);
		print_clocks(out, format, log, read);
	}
	if (result->stuck) {
		read = &result->stuck_read;
		fprintf(out,
			"reader %u made %u accesses after the last update in a read that began at "
			"TSC %" PRIu64 ", and was let go at %" PRIu64 "\n",
			result->stuck_reader, result->stuck_accesses, read->s, read->e);
		print_clocks(out, format, log, read);
	}
	fprintf(out,
		"%" PRIu64 " reads, %" PRIu64 " accepted, %" PRIu64 " met an update; TSC %" PRIu64
		" Hz, the CPUs' at most %" PRIu64 " ticks apart\n",
		result->reads, result->accepted, result->overlapped, log->tsc_hz, log->margin);
}
