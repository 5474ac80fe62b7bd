/* What a verdict rests on, for people in sentences and for programs in numbers. */
#include "verify/tell.h"

#include <inttypes.h>

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
		put_number(parameters, "reads", options->reads);
		snprintf(joint, sizeof(joint), ", readers %u, reads %u", options->readers,
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
static void assume_acting(struct outcome *outcome, const struct verdict *verdict)
{
	const struct acting *acting = &verdict->acting;
	char kept[300];

	if (!acting->judged) {
		tell_floor(outcome, verdict->floor);
		return;
	}
	outcome_assume(outcome, "floor", "%s, which begins as the file has it",
		       verdict_kept(verdict->floor, kept, sizeof(kept)));
	outcome_assume(outcome, "joint",
		       "%u reader%s of %u read%s each%s, with any page reads between, up to %u "
		       "update%s, from one start and placement and at one pace%s",
		       acting->readers, plural(acting->readers), acting->reads,
		       plural(acting->reads), acting->complete ? "" : ", not to the end",
		       acting->updates, plural(acting->updates),
		       acting->all_starts ? "; but from all starts, as a sequence reaches what is "
					    "kept"
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

/* For any number of updates and any values. */
static bool is_proved(const struct verdict *verdict)
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
			       "any, told by label; what the guest computes of them, and if it "
			       "does, at %" PRIu64 " points",
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
		       is_proved(verdict) ? ", of retries and of updates, with any values" : "",
		       verdict->complete      ? ""
		       : verdict->interrupted ? "; but not all schedules"
					      : "; stopped some time after the first violation");
}

static void assume(struct outcome *outcome, const struct verify_options *options,
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
	assume_acting(outcome, verdict);
	assume_vcpus(outcome, options, verdict);
	if (options->hosts > 1)
		outcome_assume(outcome, "hosts",
			       "%u, each of which loads where its program does, and makes none of "
			       "its stores before a load in front of it",
			       options->hosts);
	outcome_assume(outcome, "model", "a CPU that does what model %s allows, and nothing else",
		       model_name(options->model));
	if (!options->executions && !verdict_status(verdict) &&
	    (verdict->acting.single || !verdict->acting.judged))
		assume_updates(outcome, verdict);
}

/* What was explored of reads that act on each other. */
static void say_acting(struct outcome *outcome, const struct verdict *verdict)
{
	const struct acting *acting = &verdict->acting;

	outcome_say(outcome, "joint",
		    "%" PRIu64 " executions of %" PRIu64 " schedules (%" PRIu64
		    " of them near where what is kept wraps), none twice; %" PRIu64
		    " interleavings were left as they show nothing new",
		    acting->executions, acting->schedules, acting->near, acting->blocked);
}

/* What a proof took. */
static void say_structures(struct outcome *outcome, const struct verdict *verdict)
{
	const struct claim *claim = &verdict->claim;

	outcome_say(outcome, "structures",
		    "%" PRIu64 " rows of updates, by label: %" PRIu64
		    " reads came to an end; and %" PRIu64 " schedules at rest, by value",
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
		say_acting(outcome, verdict);
	if (verdict->acting.judged && !verdict->acting.single)
		; /* that was all */
	else if (is_proved(verdict))
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
	outcome_say(outcome, "overlapped",
		    "%" PRIu64 " of the accepted reads overlapped an update, and %" PRIu64
		    " of the others%s",
		    verdict->accepted_overlapped,
		    verdict->overlapped - verdict->accepted_overlapped,
		    !verdict->accepted_overlapped && verdict_outcome(verdict) == OUTCOME_CLEAN
			    ? ": whatever overlapped one was not taken"
			    : "");
	if (verdict->interesting)
		outcome_say(outcome, "by luck",
			    "%" PRIu64 " values were late, and legal all the same",
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
		if (scenario_shared((enum update_kind)kind) || options->hosts <= 1)
			text_add(&text, "%s%s", kind ? ", " : "",
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
	const struct site *uncovered = verdict_uncovered(options->guest);

	if (uncovered)
		outcome_say(outcome, "uncovered",
			    "%s:%u: no execution came to this store to the page", uncovered->file,
			    uncovered->line);
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

static void put_site(json_t *object, const char *key, const struct site *site)
{
	json_t *place = json_object();

	put_text(place, "file", site->file);
	put_number(place, "line", site->line);
	json_object_set_new(object, key, place);
}

static void put_claim(json_t *counts, const struct claim *claim)
{
	json_t *object = json_object();

	put_bool(object, "any", claim->any);
	if (claim->any) {
		put_number(object, "updates", claim->updates);
		put_number(object, "period", claim->period);
		if (claim->span != U64_MAX)
			put_number(object, "span", claim->span);
		put_bool(object, "counted", claim->counted);
		put_number(object, "structures", claim->structures);
		put_number(object, "reads", claim->reads);
		put_number(object, "points", claim->points);
	} else if (claim->why) {
		put_text(object, "why", claim->why);
		if (claim->against)
			put_site(object, "at", claim->against);
	}
	json_object_set_new(counts, "claim", object);
}

static void put_acting(json_t *counts, const struct acting *acting)
{
	json_t *object = json_object();

	put_number(object, "readers", acting->readers);
	put_number(object, "reads", acting->reads);
	put_number(object, "updates", acting->updates);
	put_number(object, "schedules", acting->schedules);
	put_number(object, "near_wraps", acting->near);
	put_number(object, "executions", acting->executions);
	put_number(object, "blocked", acting->blocked);
	put_bool(object, "complete", acting->complete);
	json_object_set_new(counts, "joint", object);
}

void tell_counts(struct outcome *outcome, const struct verify_options *options,
		 const struct verdict *verdict)
{
	const struct site *uncovered = verdict_uncovered(options->guest);
	json_t *counts = outcome->counts;

	for (int v = 0; v < VIOLATIONS; v++)
		if (verdict->counts[v])
			outcome_violation(outcome, violation_name((enum violation)v),
					  violation_grade((enum violation)v), verdict->counts[v]);
	if (verdict->vcpus > 1)
		put_number(counts, "vcpus", verdict->vcpus);
	put_number(counts, "schedules", verdict->schedules);
	put_number(counts, "explored", verdict->explored);
	put_number(counts, "planned", verdict->planned);
	if (options->hosts > 1) {
		put_number(counts, "interleaved", verdict->runs + verdict->repeated);
		put_number(counts, "orders", verdict->runs);
		put_number(counts, "asleep", verdict->asleep);
	}
	put_number(counts, "executions", verdict->executions);
	put_number(counts, "accepted", verdict->accepted);
	put_number(counts, "fell_back", verdict->fell_back);
	put_number(counts, "cut", verdict->cut);
	put_number(counts, "limited", verdict->limited);
	put_number(counts, "stuck", verdict->stuck);
	put_number(counts, "overlapped", verdict->overlapped);
	put_number(counts, "accepted_overlapped", verdict->accepted_overlapped);
	put_number(counts, "interesting", verdict->interesting);
	put_number(counts, "host_steps_back", verdict->host_steps_back);
	put_number(counts, "unordered_tsc", verdict->unordered_tsc);
	put_number(counts, "torn_most", verdict->torn_most);
	put_number(counts, "first_violation_at", verdict->first_at);
	put_bool(counts, "complete", verdict->complete);
	put_bool(counts, "interrupted", verdict->interrupted);
	put_real(counts, "seconds", verdict->seconds);
	if (!options->executions && !verdict_status(verdict))
		put_number(counts, "spans", verdict->spans);
	if (!options->executions && !verdict_status(verdict))
		put_claim(outcome->counts, &verdict->claim);
	if (!verdict->error[0] && uncovered)
		put_site(counts, "uncovered", uncovered);
	if (verdict->floor) {
		put_site(counts, "floor", verdict->floor);
		if (verdict->floor->variable)
			put_text(json_object_get(counts, "floor"), "variable",
				 verdict->floor->variable);
	}
	if (verdict->acting.judged)
		put_acting(counts, &verdict->acting);
	if (verdict->undone) {
		put_site(counts, "undone", verdict->undone);
		put_number(json_object_get(counts, "undone"), "by", verdict->undone_by->line);
	}
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
	assume(outcome, options, verdict);
	say_reads(outcome, options, verdict);
	if (!options->executions && !is_proved(verdict) &&
	    (verdict->acting.single || !verdict->acting.judged))
		say_scope(outcome, options);
	say_notes(outcome, options, verdict);
}
