/* What a verdict rests on: for which readers, retries, updates and values it holds, and in which model. */
#include "verify/tell.h"

#include <inttypes.h>

#include "clock/scenario.h"
#include "file/text.h"

/* The vCPUs, if there are several. */
static void assume_vcpus(struct outcome *outcome, const struct verify_options *options,
			 const struct verdict *verdict)
{
	char tscs[80] = "";
	struct text text = {.out = tscs, .size = sizeof(tscs)};

	if (verdict->vcpus <= 1)
		return;
	for (int kind = 0; kind < TSCS_KINDS; kind++)
		if (!options->tscs || options->tscs >> kind & 1)
			text_add(&text, "%s%s", text.used ? ", " : "",
				 vcpus_tscs_name((enum tscs)kind));
	outcome_assume(outcome, "vcpus",
		       "%u, %s; a read comes to another at most %u times; TSCs %s", verdict->vcpus,
		       options->format->per_vcpu ? "with a page each, one published after the other"
						 : "with one page",
		       options->moves ? options->moves : VERIFY_MOVES, tscs);
}

static const char *what_is_carried(const struct verdict *verdict, char *out, size_t size)
{
	const struct site *loop = verdict->carries;

	if (!loop)
		return "a retry loop carries something over";
	snprintf(out, size, "%s:%u: the loop carries %s%s%s over from one try to the next",
		 loop->file, loop->line, loop->variable ? "'" : "",
		 loop->variable ? loop->variable : "something", loop->variable ? "'" : "");
	return out;
}

void tell_retries(struct outcome *outcome, const struct verify_options *options,
		  const struct verdict *verdict)
{
	char carried[300];

	if (!verdict->memoryless && verdict->complete && !verdict->limited)
		outcome_assume(
			outcome, "retries",
			"any number of retries (%s, but none comes round more than %u times)",
			what_is_carried(verdict, carried, sizeof(carried)), options->retries);
	else if (!verdict->memoryless)
		outcome_assume(outcome, "retries", "at most %u retries (%s)", options->retries,
			       what_is_carried(verdict, carried, sizeof(carried)));
	else if (verdict->pruning_checked)
		outcome_assume(outcome, "retries",
			       "any number of retries (no loop carries anything over; checked with "
			       "up to %u real one%s)",
			       verdict->pruning_checked, verdict->pruning_checked == 1 ? "" : "s");
	else
		outcome_assume(outcome, "retries",
			       "any number of retries (no loop carries anything over)");
}

static const char *plural(unsigned int n)
{
	return n == 1 ? "" : "s";
}

/* Which reads that act on each other the verdict is of. */
static void assume_acting(struct outcome *outcome, const struct verify_options *options,
			  const struct verdict *verdict)
{
	const struct acting *acting = &verdict->acting;
	char kept[300], storing[160] = "";

	if (!acting->judged) {
		tell_floor(outcome, verdict->floor);
		if (acting->overflowed)
			outcome_assume(outcome, "joint", "none: %s", acting->overflowed);
		return;
	}
	outcome_assume(outcome, "floor", "%s, which begins as the file has it",
		       verdict_kept(verdict->floor, kept, sizeof(kept)));
	if (options->executions) {
		outcome_assume(outcome, "joint",
			       "%u reader%s of %u read%s each, in schedules of up to %u update%s",
			       acting->readers, plural(acting->readers), acting->reads,
			       plural(acting->reads), acting->updates, plural(acting->updates));
		return;
	}
	if (acting->stores)
		snprintf(storing, sizeof(storing),
			 "; where they store to the page %u read%s each, and never between plain "
			 "stores of the host with no barrier between them",
			 acting->storing, plural(acting->storing));
	outcome_assume(outcome, "joint",
		       "%u reader%s of %u read%s each%s, with any page reads between, up to %u "
		       "update%s, from one start and placement and at one pace%s%s%s",
		       acting->readers, plural(acting->readers), acting->reads,
		       plural(acting->reads), acting->complete ? "" : ", not to the end",
		       acting->updates, plural(acting->updates),
		       acting->all_starts ? "; but from all starts, as a sequence reaches what is "
					    "kept"
					  : "",
		       storing,
		       acting->stopped ? "; without such stores where vCPUs stop or the host dies"
				       : "");
}

void tell_floor(struct outcome *outcome, const struct site *floor)
{
	char kept[300];

	if (floor)
		outcome_assume(outcome, "floor",
			       "%s; here that starts anew in each read, and how reads act on each "
			       "other through it is not judged",
			       verdict_kept(floor, kept, sizeof(kept)));
}

const char *tell_readers(const struct site *floor)
{
	return floor ? "each read by itself" : "any number of readers";
}

bool tell_proved(const struct verdict *verdict)
{
	return verdict->claim.any && !verdict_status(verdict);
}

const char *tell_against(const struct claim *claim, char *out, size_t size)
{
	const struct site *site = claim->against;

	if (site)
		snprintf(out, size, "%s:%u: %s", site->file, site->line, claim->why);
	else
		snprintf(out, size, "%s", claim->why);
	return out;
}

/* How many updates, and which values, the verdict holds for; or why not for any. */
static void assume_updates(struct outcome *outcome, const struct verdict *verdict)
{
	const struct claim *claim = &verdict->claim;
	char span[128] = "", against[400];

	if (claim->any && claim->span != U64_MAX)
		snprintf(span, sizeof(span), ", if no read spans %" PRIu64 " (%s)", claim->span,
			 claim->counted ? "the sequence comes round" : "so many were run");
	if (claim->any) {
		outcome_assume(outcome, "updates", "any number: %u show what more would%s",
			       claim->updates, span);
		outcome_assume(outcome, "values",
			       "any: a mix is told by the updates in it; what the guest computes "
			       "is checked at %" PRIu64 " points",
			       claim->points);
		return;
	}
	outcome_assume(outcome, "updates", "up to %u in a read%s", verdict->spans,
		       verdict->rows ? ": two kinds of them in rows that long, from each start"
				     : "");
	if (claim->why)
		outcome_assume(outcome, "no proof", "for more updates, or all values: %s",
			       tell_against(claim, against, sizeof(against)));
}

/* Readers, and what else it is for any of; retries have a line of their own. */
static void assume_all(struct outcome *outcome, const struct verdict *verdict)
{
	const struct acting *acting = &verdict->acting;

	if (acting->judged && !acting->single) {
		outcome_assume(
			outcome, "covers", "%u reader%s of %u read%s, as below%s", acting->readers,
			plural(acting->readers), acting->reads, plural(acting->reads),
			verdict->complete ? "" : "; stopped some time after the first violation");
		return;
	}
	outcome_assume(outcome, "covers", "%s%s%s%s", tell_readers(verdict->floor),
		       acting->judged ? " (for how they act on each other see below)" : "",
		       tell_proved(verdict) ? ", of retries and of updates, with any values" : "",
		       verdict->complete      ? ""
		       : verdict->interrupted ? "; but not all schedules"
					      : "; stopped some time after the first violation");
}

/* What was explored of what a guest stores to the page. */
static void assume_writing(struct outcome *outcome, const struct verdict *verdict)
{
	const struct writing *writing = &verdict->writing;

	if (!writing->site)
		return;
	outcome_assume(
		outcome, "writes",
		writing->looked
			? "%s:%u: the guest stores to the page: one other read does so beside the "
			  "host%s, up to %u update%s without a TSC jump or a pause, from one "
			  "start and placement and at one pace; it loads where its program does%s"
			: "%s:%u: the guest stores to the page",
		writing->site->file, writing->site->line,
		writing->complete ? "" : ", not to the end", writing->updates,
		plural(writing->updates),
		verdict->acting.judged && !verdict->acting.single
			? "; its memory is as at first there, and its TSC one of many"
			: "");
}

void tell_assumes(struct outcome *outcome, const struct verify_options *options,
		  const struct verdict *verdict)
{
	if (options->executions) {
		outcome_assume(
			outcome, "covers",
			"random executions: to see none proves nothing, warpage verify does");
	} else if (verdict_outcome(verdict) == OUTCOME_UNFINISHED) {
		outcome_assume(outcome, "covers", "nothing as a whole: it was stopped");
	} else {
		assume_all(outcome, verdict);
		tell_retries(outcome, options, verdict);
	}
	assume_acting(outcome, options, verdict);
	assume_vcpus(outcome, options, verdict);
	if (options->hosts > 1)
		outcome_assume(outcome, "hosts",
			       "%u, each of which loads where its program does, and makes none of "
			       "its stores before a load in front of it",
			       options->hosts);
	assume_writing(outcome, verdict);
	outcome_assume(outcome, "model", "a CPU that does what model %s allows, and nothing else",
		       model_name(options->model));
	if (verdict->timed)
		outcome_assume(outcome, "waits",
			       "%s:%u: the loop looks at the TSC: whether it ends as more time "
			       "passes is not judged",
			       verdict->timed->file, verdict->timed->line);
	if (verdict->held && options->model != MODEL_SC)
		outcome_assume(outcome, "tsc",
			       "%s:%u: smp_mb() or MFENCE alone keeps this RDTSC in its place; "
			       "AMD's manual "
			       "promises that of MFENCE, Intel's of LFENCE only",
			       verdict->held->file, verdict->held->line);
	if (!options->executions && !verdict_status(verdict) &&
	    (verdict->acting.single || !verdict->acting.judged))
		assume_updates(outcome, verdict);
}
