/*
 * A finding that does not come back: of a protocol that was mended since, if every execution of its
 * schedule is right now. That is a proof for this schedule alone, and told so.
 */
#include "analysis/again.h"

#include <inttypes.h>

#include "analysis/trace.h"
#include "analysis/trial.h"
#include "outcome/put.h"
#include "protocols/registry.h"
#include "protocols/registry_tell.h"
#include "verify/tell.h"

#define RETRIES 3
#define EXECUTIONS 5000000 /* of one schedule: some seconds */

struct again {
	struct outcome *outcome;
	struct finding *finding;
	struct verify_options options;
	struct verdict verdict;
	struct machine *machine;
	struct oracle *oracle;
	const char *path;
	const struct console *console;
	bool fits; /* the protocol still makes the reads that were recorded */
};

/* All executions of the schedule. That reads do not go back is nothing that a floor lets it say. */
static void explore(struct again *again)
{
	struct verdict *verdict = &again->verdict;
	char kept[160];

	verify_schedule(again->machine, again->oracle, &again->options, &again->finding->schedule,
			verdict);
	trial_confirm(again->machine, again->oracle, verdict);
	if (again->finding->violation == VIOLATION_BACKWARDS && verdict->floor &&
	    !verdict_status(verdict))
		snprintf(verdict->error, sizeof(verdict->error),
			 "%s, and how reads act on each other through it is not judged",
			 verdict_kept(verdict->floor, kept, sizeof(kept)));
}

/* Why nothing can be said of the schedule. */
static const char *why_not(const struct verdict *verdict)
{
	switch (verdict_outcome(verdict)) {
	case OUTCOME_UNFINISHED:
		return verdict->interrupted
			       ? "interrupted"
			       : "its schedule has too many executions to explore all of them";
	case OUTCOME_NOTHING_TESTED:
		return verdict->accepted
			       ? "no read of its schedule overlaps an update: nothing tested"
			       : "no read of its schedule is accepted: nothing tested";
	default:
		return verdict->error;
	}
}

static void say_covered(const struct again *again)
{
	const struct verdict *verdict = &again->verdict;

	outcome_say(again->outcome, "explored",
		    "%" PRIu64 " executions of its schedule in %s, %s: %" PRIu64
		    " reads accepted, of which %" PRIu64 " overlapped an update, %" PRIu64
		    " fell back",
		    verdict->executions, model_name(again->finding->model),
		    verdict->complete ? "all there are" : "not all", verdict->accepted,
		    verdict->accepted_overlapped, verdict->fell_back);
	outcome_assume(again->outcome, "covers", "this schedule alone, %s",
		       tell_readers(verdict->floor));
	tell_retries(again->outcome, &again->options, verdict);
	tell_floor(again->outcome, verdict->floor);
}

static void say_words(const struct again *again)
{
	console_say(said_more(&again->outcome->text), again->console, again->path,
		    again->outcome->words);
}

static void tell_right(const struct again *again)
{
	const struct verdict *verdict = &again->verdict;
	const char *recorded = violation_name(again->finding->violation);
	struct outcome *outcome = again->outcome;

	if (verdict_outcome(verdict) == OUTCOME_WITHIN_RETRIES)
		snprintf(outcome->words, sizeof(outcome->words),
			 "%s recorded, not seen again: no violation within %u retries in %" PRIu64
			 " executions of its schedule",
			 recorded, RETRIES, verdict->executions);
	else
		snprintf(outcome->words, sizeof(outcome->words),
			 "%s recorded, fixed: no violation in all %" PRIu64
			 " executions of its schedule, %" PRIu64 " reads overlapped an update",
			 recorded, verdict->executions, verdict->overlapped);
	say_words(again);
}

static void tell_wrong(const struct again *again, const char *reads)
{
	char kinds[TELL_CELL];

	snprintf(again->outcome->words, sizeof(again->outcome->words),
		 "%s recorded, %s; but its schedule shows %s",
		 violation_name(again->finding->violation), reads,
		 violation_names(verdict_violations(&again->verdict), "", kinds, sizeof(kinds)));
	say_words(again);
}

/* One that shows what was recorded, or else the first. */
static struct finding *shown(const struct again *again)
{
	struct finding *const *found = again->verdict.found;
	enum violation recorded = again->finding->violation, first = again->verdict.first;

	if (found[recorded])
		return found[recorded];
	return first < VIOLATIONS ? found[first] : NULL;
}

static void tell_explored(struct again *again, bool full)
{
	const char *reads = again->fits ? "no violation of these reads now"
					: "and these reads are not made any more";
	struct verdict *verdict = &again->verdict;
	struct outcome *outcome = again->outcome;
	FILE *out;

	explore(again);
	put_text(outcome->counts, "replayed",
		 again->fits ? violation_name(VIOLATION_NONE) : "misfit");
	tell_counts(outcome, &again->options, verdict);
	if (verdict_status(verdict) == 2) {
		outcome_judge(outcome, verdict_outcome(verdict), "%s: %s recorded, %s: %s",
			      again->path, violation_name(again->finding->violation), reads,
			      why_not(verdict));
		return;
	}
	outcome_judge(outcome, verdict_outcome(verdict), NULL);
	if (outcome->verdict == OUTCOME_VIOLATION)
		tell_wrong(again, reads);
	else
		tell_right(again);
	if (!full)
		return;
	say_covered(again);
	if (!shown(again))
		return;
	out = said_more(&outcome->text);
	fprintf(out, "\n");
	trial_print(out, shown(again), again->machine, again->oracle, NULL, again->console);
	fprintf(out, "\n");
}

/* It comes back, maybe as another violation. */
static void tell_replayed(struct again *again, enum violation result, bool full)
{
	struct outcome *outcome = again->outcome;
	struct outcome_violation *violation =
		outcome_violation(outcome, violation_name(result), violation_grade(result), 1);
	FILE *out;

	if (violation)
		snprintf(violation->finding, sizeof(violation->finding), "%s", again->path);
	outcome_judge(outcome, OUTCOME_VIOLATION, NULL);
	put_text(outcome->counts, "replayed", violation_name(result));
	snprintf(outcome->words, sizeof(outcome->words), "%s%s", violation_name(result),
		 result == again->finding->violation ? ", as recorded" : ", recorded otherwise");
	say_words(again);
	again->finding->violation = result;
	if (violation)
		trace_add(outcome, violation, again->finding, again->machine);
	if (!full)
		return;
	out = said_more(&outcome->text);
	fprintf(out, "\n");
	finding_print(out, again->finding, again->machine, again->oracle, NULL, again->console);
	fprintf(out, "\n");
}

/* A file that was changed is no reason not to replay: whether that mended it is what is asked. */
static void note_text(struct outcome *outcome, const void *member, unsigned int other)
{
	if (other & OTHER_FILE)
		outcome_note(outcome, "%s has another text now than when this was found",
			     registry_name(member));
	if (other & OTHER_INCLUDED)
		outcome_note(outcome,
			     "what %s includes has another text now than when this was found",
			     registry_name(member));
}

void again_replay(struct outcome *outcome, struct finding *finding, struct machine *machine,
		  struct oracle *oracle, const char *path, bool full, const struct console *console,
		  volatile int *stop)
{
	struct again again = {.outcome = outcome,
			      .finding = finding,
			      .options = {.format = finding->format,
					  .host = finding->host,
					  .guest = finding->guest,
					  .model = finding->model,
					  .word = finding->word,
					  .retries = RETRIES,
					  .limit = EXECUTIONS,
					  .stop = stop},
			      .machine = machine,
			      .oracle = oracle,
			      .path = path,
			      .console = console};
	char why[512];
	int result = finding_replay_seen(finding, machine, oracle, why, sizeof(why));

	registry_put_pair(outcome->parameters, finding->format, finding->host, finding->guest);
	note_text(outcome, finding->host, finding->other_host);
	note_text(outcome, finding->guest, finding->other_guest);
	put_text(outcome->parameters, "model", model_name(finding->model));
	put_text(outcome->parameters, "recorded", violation_name(finding->violation));
	if (result == FINDING_UNSEEN) {
		outcome_judge(outcome, OUTCOME_ERROR, "%s: %s", path, why);
	} else if (result >= 0 && result != VIOLATION_NONE) {
		tell_replayed(&again, (enum violation)result, full);
	} else {
		again.fits = result >= 0;
		tell_explored(&again, full);
		verdict_free(&again.verdict);
	}
}
