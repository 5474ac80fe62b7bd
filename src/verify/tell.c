/* What was asked for, and what was explored, in sentences; what else there is of a verdict in its order. */
#include "verify/tell.h"

#include <inttypes.h>
#include <string.h>

#include "choice/strategy.h"
#include "clock/scenario.h"
#include "file/text.h"
#include "outcome/put.h"
#include "protocols/registry.h"
#include "protocols/registry_tell.h"

void tell_bounds(struct outcome *outcome, const struct verify_options *options)
{
	json_t *parameters = outcome->parameters;
	char joint[48] = "";

	put_number(parameters, "word", options->word);
	put_number(parameters, "hosts", options->hosts > 1 ? options->hosts : 1);
	put_number(parameters, "updates", options->updates);
	put_number(parameters, "retries", options->retries);
	put_bool(parameters, "deaths", options->deaths);
	put_bool(parameters, "first", options->first_only);
	if (options->readers) {
		put_number(parameters, "readers", options->readers);
		snprintf(joint, sizeof(joint), ", readers %u", options->readers);
	}
	if (options->reads) {
		put_number(parameters, "reads", options->reads);
		snprintf(joint + strlen(joint), sizeof(joint) - strlen(joint), ", reads %u",
			 options->reads);
	}
	outcome_open(outcome, "bounds", "word %u, %supdates %u, retries %u%s%s%s", options->word,
		     options->hosts > 1 ? "hosts 2, " : "", options->updates, options->retries,
		     joint, options->deaths ? ", deaths" : "",
		     options->first_only ? ", first" : "");
	if (!options->executions)
		return;
	put_text(parameters, "strategy", options->strategy->name);
	put_number(parameters, "depth", options->depth);
	put_number(parameters, "seed", options->seed);
	put_number(parameters, "executions", options->executions);
	outcome_open(outcome, "search",
		     "strategy %s, depth %u, seed %" PRIu64 ", at most %" PRIu64 " executions",
		     options->strategy->name, options->depth, options->seed, options->executions);
}

void tell_parameters(struct outcome *outcome, const struct verify_options *options)
{
	const struct site *dropped = options->dropped;
	json_t *parameters = outcome->parameters;
	char pair[REGISTRY_PAIR + 32];

	outcome_subject(outcome, "%s, model %s%s",
			registry_describe_pair(options->format, options->host, options->guest, pair,
					       sizeof(pair)),
			model_name(options->model), options->deaths ? ", deaths" : "");
	registry_put_pair(parameters, options->format, options->host, options->guest);
	put_text(parameters, "model", model_name(options->model));
	tell_bounds(outcome, options);
	if (!dropped)
		return;
	outcome_subject(outcome, "%s, model %s, without %s:%u", pair, model_name(options->model),
			dropped->file, dropped->line);
	put_text(parameters, "file", dropped->file);
	put_number(parameters, "line", dropped->line);
}

/* What was explored of reads that act on each other. */
static void say_acting(struct outcome *outcome, const struct verify_options *options,
		       const struct verdict *verdict)
{
	const struct acting *acting = &verdict->acting;

	char left[160] = "";

	if (acting->left)
		snprintf(left, sizeof(left),
			 "; of %" PRIu64 " more, reads were judged by themselves: %s", acting->left,
			 acting->overflowed);
	if (options->executions) {
		outcome_say(outcome, "joint",
			    "%" PRIu64 " of them, of %" PRIu64
			    " schedules, were of several readers%s",
			    acting->executions, acting->schedules - acting->left, left);
		return;
	}
	outcome_say(outcome, "joint",
		    "%" PRIu64 " executions of %" PRIu64 " schedules (%" PRIu64
		    " of them near where what is kept wraps), %s; %" PRIu64
		    " interleavings were left as they show nothing new",
		    acting->executions, acting->schedules, acting->near,
		    verdict->vcpus > 1 ? "one for each way to be on vCPUs" : "none twice",
		    acting->blocked);
}

/* What it took, whether it is a proof or not. */
static void say_cost(struct outcome *outcome, const struct verdict *verdict)
{
	const struct cost *cost = &verdict->cost;
	char structures[96] = "no update rows";

	if (cost->planned)
		snprintf(structures, sizeof(structures),
			 "%" PRIu64 " of %" PRIu64 " update rows in %" PRIu64 " ways",
			 cost->structures, cost->planned, cost->structure_maps);
	outcome_say(outcome, "cost",
		    "%s; %" PRIu64 " runs of the host in %" PRIu64 " ways; %" PRIu64
		    " values judged",
		    structures, cost->logs, cost->log_maps, cost->values);
}

/* What a proof is of. */
static void say_structures(struct outcome *outcome, const struct verdict *verdict)
{
	const struct claim *claim = &verdict->claim;

	outcome_say(outcome, "structures",
		    "%" PRIu64 " rows of updates, whatever their values: %" PRIu64
		    " reads came to an end; and %" PRIu64 " schedules with values",
		    claim->structures, claim->reads, verdict->schedules - claim->structures);
}

static void say_reads(struct outcome *outcome, const struct verify_options *options,
		      const struct verdict *verdict)
{
	char of[64] = "", orders[64] = "";

	if (!options->executions)
		snprintf(of, sizeof(of), " of %s%" PRIu64,
			 verdict->planned == PLANNED_MAX ? "more than " : "", verdict->planned);
	if (verdict->runs != verdict->schedules && options->hosts <= 1)
		snprintf(orders, sizeof(orders), ", in %" PRIu64 " orders of visibility",
			 verdict->runs);
	if (verdict->acting.judged)
		say_acting(outcome, options, verdict);
	if (verdict->acting.judged && !verdict->acting.single)
		; /* that was all */
	else if (tell_proved(verdict))
		say_structures(outcome, verdict);
	else
		outcome_say(outcome, "schedules", "%" PRIu64 "%s%s, with %" PRIu64 " update%s",
			    verdict->schedules, of, orders, verdict->updates,
			    verdict->updates == 1 ? "" : "s");
	if (options->hosts > 1)
		outcome_say(outcome, "orders",
			    "%" PRIu64 " of the hosts' steps, and %" PRIu64
			    " of their stores; %" PRIu64
			    " more were left on the way, as like another one",
			    verdict->runs + verdict->repeated, verdict->runs, verdict->asleep);
	outcome_say(outcome, "executions",
		    "%" PRIu64 ": %" PRIu64 " reads accepted, %" PRIu64 " fell back, %" PRIu64
		    " cut at a retry, %" PRIu64 " at the limit, %" PRIu64 " stuck",
		    verdict->executions, verdict->accepted, verdict->fell_back, verdict->cut,
		    verdict->limited, verdict->stuck);
	if (!options->executions)
		say_cost(outcome, verdict);
	outcome_say(outcome, "overlapped",
		    "%" PRIu64 " of the accepted reads overlapped an update, and %" PRIu64
		    " of the others%s",
		    verdict->accepted_overlapped,
		    verdict->overlapped - verdict->accepted_overlapped,
		    !verdict->accepted_overlapped && verdict_outcome(verdict) == OUTCOME_CLEAN
			    ? ": whatever overlapped one was not taken"
			    : "");
	if (verdict->interesting)
		outcome_say(outcome, "late",
			    "%" PRIu64
			    " values were made of an update that was over, and are legal: "
			    "the newer one gives them, too",
			    verdict->interesting);
}

/* The schedules that verify() enumerates. */
static void say_scope(struct outcome *outcome, const struct verify_options *options)
{
	char line[512];
	struct text text = {.out = line, .size = sizeof(line)};
	const struct pace *pace;
	u64 sequence;

	for (int kind = 0; kind < UPDATE_KINDS; kind++)
		if (scenario_told(options->format, options->host, (enum update_kind)kind) &&
		    (scenario_shared((enum update_kind)kind) || options->hosts <= 1))
			text_add(&text, "%s%s", text.used ? ", " : "",
				 update_kind_name((enum update_kind)kind));
	outcome_say(outcome, "kinds", "%s: every sequence of up to %u", line, options->updates);
	text.used = 0;
	for (unsigned int i = 0; scenario_start(options->format, options->host, i, &sequence); i++)
		text_add(&text, " 0x%" PRIx64, sequence);
	if (scenario_blank(options->format))
		text_add(&text, ", or a page of which all else is 0");
	text_add(&text, "; placement");
	for (unsigned int i = 0; i < options->format->nplacements; i++)
		text_add(&text, " %u", options->format->placements[i]);
	outcome_say(outcome, "starts", "sequence%s", line);
	text.used = 0;
	for (unsigned int i = 0; (pace = scenario_pace(i)); i++)
		text_add(&text, "%s%s", i ? ", " : "", pace->name);
	outcome_say(outcome, "paces", "%s; every order of visibility that the model allows", line);
	if (options->deaths)
		outcome_say(outcome, "deaths",
			    "none, or after any of the first 6 stores of the last update");
}

static void say_notes(struct outcome *outcome, const struct verify_options *options,
		      const struct verdict *verdict)
{
	const struct site *uncovered = verdict_uncovered(verdict, options->guest);

	if (uncovered)
		outcome_say(outcome, "uncovered",
			    "%s:%u: no execution came to this store to the page", uncovered->file,
			    uncovered->line);
	if (verdict->writing.looked)
		outcome_say(outcome, "beside",
			    "%" PRIu64 " schedules of the host and a guest that stores, in %" PRIu64
			    " orders of their steps and %" PRIu64 " of their stores; %" PRIu64
			    " more were left on the way, as like another one",
			    verdict->writing.schedules,
			    verdict->writing.runs + verdict->writing.repeated,
			    verdict->writing.runs, verdict->writing.asleep);
	if (verdict->undone)
		outcome_say(outcome, "undone",
			    "what %s:%u stores is put back by line %u in the same update",
			    verdict->undone->file, verdict->undone->line, verdict->undone_by->line);
	if (verdict->unordered_tsc)
		outcome_say(outcome, "unordered-tsc",
			    "the guest's plain rdtsc goes back without any update");
	if (verdict->same_as)
		outcome_say(
			outcome, "time",
			"none: nothing that is executed is different from model %s, where it was "
			"explored",
			verdict->same_as);
	else
		outcome_say(outcome, "time", "%.3f s, %.1f million executions per second",
			    verdict->seconds, (double)verdict->executions / verdict->seconds / 1e6);
}

/* By how much torn values are off. */
static void say_torn(struct outcome *outcome, const struct verify_options *options,
		     const struct verdict *verdict)
{
	unsigned int unit_ns = options->format->unit_ns;
	u64 off = verdict->torn_most;

	if (!off)
		outcome_say(outcome, "torn",
			    "harmless as far as was seen: no torn value was wrong");
	else if (off <= U64_MAX / unit_ns)
		outcome_say(outcome, "torn", "values off by up to %" PRIu64 " ns", off * unit_ns);
	else
		outcome_say(outcome, "torn", "values off by up to %" PRIu64 " x %u ns", off,
			    unit_ns);
}

void tell_verdict(struct outcome *outcome, const struct verify_options *options,
		  const struct verdict *verdict)
{
	tell_counts(outcome, options, verdict);
	tell_judge(outcome, options, verdict);
	if (verdict->error[0])
		return;
	if (verdict->counts[VIOLATION_TORN])
		say_torn(outcome, options, verdict);
	tell_assumes(outcome, options, verdict);
	say_reads(outcome, options, verdict);
	if (!options->executions && !tell_proved(verdict) &&
	    (verdict->acting.single || !verdict->acting.judged))
		say_scope(outcome, options);
	say_notes(outcome, options, verdict);
}
