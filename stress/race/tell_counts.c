/* The closing report of a race: what came out, and the numbers that it rests on. */
#include <inttypes.h>
#include <string.h>

#include "file/text.h"
#include "outcome/tally.h"
#include "stress/judge/tell.h"
#include "stress/race/tell.h"

static void print_outcomes(FILE *out, const struct race_counts *counts,
			   const struct console *console)
{
	u64 unjudged = counts->unjudged[RACE_OVERWRITTEN] + counts->unjudged[RACE_LONG] +
		       counts->unjudged[RACE_MIGRATED];
	u64 pairs = counts->unjudged[RACE_LATE] + counts->unjudged[RACE_AMBIGUOUS];
	struct tally tally = {
		.out = out, .console = console, .of = "reads", .all = counts->reads, .decimals = 2};
	u64 wrong = -counts->late_pairs, others;

	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (kind != VIOLATION_BACKWARDS && kind != VIOLATION_UNORDERED_TSC &&
		    kind != VIOLATION_STUCK && kind != VIOLATION_LOST)
			wrong += counts->found[kind];
	others = wrong + unjudged + counts->unjudged[RACE_CLOCK] + counts->fallbacks + counts->kept;
	tally_head(&tally);
	tally_row(&tally, "legal", counts->reads > others ? counts->reads - others : 0,
		  "acceptable", "what a published clock gives, within the stamps");
	if (counts->kept)
		tally_row(&tally, "kept", counts->kept, "acceptable",
			  "what an earlier read had, and no less than is due");
	if (counts->fallbacks)
		tally_row(&tally, "fallback", counts->fallbacks, "acceptable",
			  "the page was not valid, or was being updated");
	if (unjudged)
		tally_row(&tally, "unjudged", unjudged, "interesting",
			  "the log or the stamps do not cover them");
	if (pairs)
		tally_row(&tally, "unjudged pairs", pairs, "interesting",
			  "decreases that a late host may explain");
	if (counts->unjudged[RACE_CLOCK])
		tally_row(&tally, "discarded", counts->unjudged[RACE_CLOCK], "interesting",
			  "the machine's own clocks moved");
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (counts->found[kind] || kind == VIOLATION_TORN)
			tally_row(&tally, violation_name((enum violation)kind), counts->found[kind],
				  violation_grade((enum violation)kind),
				  violation_meaning((enum violation)kind));
	fprintf(out, "\n");
}

/* A histogram on one line: "0: 12, 1: 3, 2-3: 1". */
static void tell_histogram(struct outcome *outcome, const char *name, const u64 *buckets)
{
	char out[512] = "";
	struct text text = {.out = out, .size = sizeof(out)};

	for (unsigned int i = 0; i < RACE_BUCKETS; i++) {
		u64 low = i ? 1ull << (i - 1) : 0;

		if (!buckets[i])
			continue;
		text_add(&text, "%s %" PRIu64, *out ? "," : "", low);
		if (i == RACE_BUCKETS - 1)
			text_add(&text, "+");
		else if (i > 1)
			text_add(&text, "-%" PRIu64, 2 * low - 1);
		text_add(&text, ": %" PRIu64, buckets[i]);
	}
	outcome_say(outcome, "histogram", "%-28s%s", name, *out ? out : " none");
}

static void tell_updates(struct outcome *outcome, const struct race_summary *summary)
{
	const struct race_counts *counts = &summary->total.counts;
	char kinds[256];

	outcome_say(outcome, "updates", "%" PRIu64 ":%s", counts->updates,
		    race_update_kinds(counts, kinds, sizeof(kinds)));
	outcome_say(outcome, "",
		    "with gaps %" PRIu64 ", readers parked %" PRIu64
		    ", host died and was replaced %" PRIu64 ", page initialised again %" PRIu64
		    ", late %" PRIu64,
		    counts->gapped, counts->frozen, counts->deaths, counts->restarts, counts->late);
	if (counts->found[VIOLATION_LATE_TSC])
		outcome_say(outcome, "late-tsc", "by %" PRIu64 " ticks at most (%.2f us); %s",
			    counts->late_most,
			    (double)counts->late_most * 1e6 / (double)summary->tsc_hz,
			    RACE_LATE_REMEDY);
	if (counts->torn_updates)
		outcome_say(outcome, "torn", "%" PRIu64 " of the updates (%.2f %%)",
			    counts->torn_updates,
			    100.0 * (double)counts->torn_updates / (double)counts->updates);
	if (summary->inseparable)
		outcome_note(outcome,
			     "tears of %" PRIu64
			     " updates may be too small to be seen: clocks too close",
			     summary->inseparable);
}

static void tell_vcpus(struct outcome *outcome, const struct race_summary *summary)
{
	const struct race_counts *counts = &summary->total.counts;
	char moves[160] = "none migrates", tscs[64];

	if (summary->migrates)
		snprintf(moves, sizeof(moves),
			 "%" PRIu64 " migrations, in %" PRIu64
			 " reads between two accesses, put off in %" PRIu64 " that were pinned",
			 counts->migrations, counts->migrated_reads, counts->pinned_reads);
	outcome_say(outcome, "vcpus", "%u, with %s; TSCs %s; %s", summary->vcpus,
		    summary->pages > 1 ? "a page each, one published after the other"
				       : "one page for all",
		    vcpus_tscs_names(summary->tscs, tscs, sizeof(tscs)), moves);
}

void race_tell_counts(struct outcome *outcome, const struct race_summary *summary,
		      const struct console *console)
{
	const struct race_counts *counts = &summary->total.counts;

	print_outcomes(said_more(&outcome->text), counts, console);
	outcome_say(outcome, "ran",
		    "%.1f s%s%s; TSC %.6f GHz, skew in [%" PRId64 ", %" PRId64
		    "] ticks, margin %" PRIu64,
		    summary->seconds, summary->interrupted ? ", interrupted" : "",
		    summary->host_died	 ? ", the host died"
		    : summary->host_hung ? ", the host did not return"
					 : "",
		    (double)summary->tsc_hz / 1e9, summary->skew_low, summary->skew_high,
		    summary->margin);
	if (summary->reason[0])
		outcome_note(outcome, "%s", summary->reason);
	if (summary->moves)
		outcome_note(outcome,
			     "readers were moved off their CPUs, and put back: %" PRIu64 " times",
			     summary->moves);
	tell_updates(outcome, summary);
	outcome_say(outcome, "reads",
		    "%" PRIu64 "; of %" PRIu64 " with stamps of their own, %" PRIu64
		    " overlapped an update; %" PRIu64 " paused; %" PRIu64 " times aimed",
		    counts->reads, counts->stamped, counts->overlapped, counts->paused,
		    counts->aimed);
	if (summary->hosts > 1)
		outcome_say(
			outcome, "hosts",
			"%u; %" PRIu64 " updates while the other one was at one as well, %" PRIu64
			" that the engine gave to one host before the other had completed the last",
			summary->hosts, counts->beside, counts->entangled);
	if (summary->vcpus)
		tell_vcpus(outcome, summary);
	if (summary->writes)
		outcome_say(
			outcome, "stores",
			"the guest's, to the page%s; %" PRIu64 " were put back%s; fallbacks are %s",
			summary->gapped ? ", in the build that pauses"
					: ": whether one is put back is not looked at",
			counts->put_back,
			summary->total.put_back_unknown ? ", and it is not known if that is meant"
			: counts->put_back && !counts->found[VIOLATION_LOST]
				? ", which a reader alone with the host does not do"
				: "",
			summary->gapped ? "judged while nobody stores to it" : "not judged");
	if (summary->shares)
		outcome_say(outcome, "shared",
			    "memory of the guest's, by all readers%s; %" PRIu64
			    " returned what an earlier read had",
			    summary->gapped ? ", in the build that pauses" : "", counts->kept);
	tell_histogram(outcome, "updates met by a read", counts->met);
	tell_histogram(outcome, "ticks by which it missed one", counts->distance);
	tell_histogram(outcome, "retries of a read", counts->retries);
	race_tell_unjudged(outcome, summary);
}
