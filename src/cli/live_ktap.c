/* A live run as KTAP: a test for each source, what its verdict rests on as diagnostics. */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/live.h"
#include "file/show.h"
#include "stress/judge/tell.h"

/* The facts as KTAP's diagnostics. */
static void print_diagnostics(FILE *out, const struct live_part *part)
{
	char *text = NULL, *line, *rest;
	size_t size;
	FILE *facts = open_memstream(&text, &size);

	if (!facts)
		return;
	live_report_facts(facts, part);
	fclose(facts);
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		fprintf(out, "#%s\n", line + 1);
	free(text);
}

void live_report_ktap(FILE *out, const struct live *live)
{
	fprintf(out, "KTAP version 1\n1..%u\n", live->nparts);
	for (unsigned int i = 0; i < live->nparts; i++) {
		const struct live_part *part = &live->parts[i];
		const struct race_counts *counts = &part->total.race.total.counts;
		int status = live_part_status(part);
		char why[LIVE_WHY], judged[64];

		race_judged_text(counts, judged, sizeof(judged));
		for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
			if (counts->found[kind])
				fprintf(out, "# %s %" PRIu64 "\n",
					violation_name((enum violation)kind), counts->found[kind]);
		if (part->ran)
			fprintf(out,
				"# reads %" PRIu64 " judged %" PRIu64 " updates %" PRIu64
				" overlapped %" PRIu64 " control %" PRIu64 " caught %" PRIu64 "\n",
				counts->reads, race_judged(counts), counts->updates,
				counts->overlapped, part->total.control, part->total.caught);
		print_diagnostics(out, part);
		fprintf(out, "%s %u %s",
			status == STATUS_CLEAN || status == STATUS_SKIPPED ? "ok" : "not ok", i + 1,
			part->source->name);
		if (status == STATUS_SKIPPED)
			show(out, " # SKIP %s", part->why);
		else if (part->failed)
			show(out, " # %s", part->why);
		else if (status)
			fprintf(out, " # %s", live_part_word(part));
		if (status == STATUS_ERROR && !part->failed)
			show(out, ": %s", live_part_why(part, why, sizeof(why)));
		if (judged[0])
			fprintf(out, status ? "%s" : " #%s", judged + (status ? 0 : 1));
		fprintf(out, "\n");
	}
}
