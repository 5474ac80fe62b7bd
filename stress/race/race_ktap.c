/* A race's result as KTAP: a line for each pair, and for a single one the numbers that it rests on. */
#include "stress/race/race_report.h"

#include <inttypes.h>

#include "file/show.h"

#define PAIR_MAX 256

void race_report_ktap_line(FILE *out, unsigned int number, const struct race_options *race,
			   const struct race_summary *summary, int status)
{
	char pair[PAIR_MAX], judged[64];

	race_report_judged(&summary->total.counts, judged, sizeof(judged));
	fprintf(out, "%s %u %s", status == 0 || status == RACE_SKIPPED ? "ok" : "not ok", number,
		race_report_pair(race, pair, sizeof(pair)));
	if (status == RACE_SKIPPED)
		show(out, " # SKIP %s", summary->reason);
	else if (status)
		fprintf(out, " # %s", race_report_word(summary, status));
	if (status == 2 && summary->unfinished && !summary->asked)
		fprintf(out, ": not raced");
	else if (status == 2 && summary->unfinished)
		fprintf(out, ": raced %.1f of %.5g s", summary->seconds, summary->asked);
	if (judged[0] && status != RACE_SKIPPED)
		fprintf(out, status ? "%s" : " #%s", judged + (status ? 0 : 1));
	fprintf(out, "\n");
}

void race_report_ktap(FILE *out, const struct race_setup *setup, const struct race_summary *summary,
		      int status)
{
	const struct race_counts *counts = &summary->total.counts;

	fprintf(out, "KTAP version 1\n1..1\n");
	if (status != RACE_SKIPPED) {
		for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
			fprintf(out, "# %s %" PRIu64 "\n", violation_name((enum violation)kind),
				counts->found[kind]);
		fprintf(out,
			"# reads %" PRIu64 " judged %" PRIu64 " updates %" PRIu64
			" overlapped %" PRIu64 "\n",
			counts->reads, race_judged(counts), counts->updates, counts->overlapped);
	}
	race_report_ktap_line(out, 1, setup->race, summary, status);
}
