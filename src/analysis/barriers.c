/*
 * warpage verify --barriers: leaves out each barrier of host and guest in turn and tells which
 * ones bear load, in which model, with the trace that shows it.
 */
#include "analysis/grid.h"
#include "file/text.h"
#include "outcome/put.h"
#include "protocols/registry.h"
#include "protocols/registry_tell.h"
#include "verify/tell.h"

struct barriers {
	struct trial *trial;
	const struct site *sites[GRID_FENCES_MAX];
	const char *names[GRID_FENCES_MAX];
	unsigned int nsites;
	u32 baseline[MODELS]; /* violations with all barriers in place */
	bool baselines;	      /* are there */
	bool shown;	      /* a trace without the barrier at hand */
	bool error;
	bool met_all; /* one exploration with all barriers went to its end */
	unsigned int unfinished, untried;
};

/* What there is, or what it means that there is nothing. */
static void tell_found(struct text *text, const struct verify_options *options,
		       const struct verdict *verdict, u32 kinds, const char *none)
{
	char names[TELL_CELL], extent[96];
	const char *unfinished = verdict->interrupted ? ", unfinished" : "";

	if (kinds)
		text_add(text, "%s%s", violation_names(kinds, "", names, sizeof(names)),
			 unfinished);
	else if (verdict_outcome(verdict) == OUTCOME_UNFINISHED)
		text_add(text, "unfinished: nothing so far, in %s",
			 tell_extent(options, verdict, extent, sizeof(extent)));
	else if (verdict_outcome(verdict) == OUTCOME_WITHIN_RETRIES)
		text_add(text, "%s within %u retries", none, options->retries);
	else if (verdict_status(verdict) == 2)
		text_add(text, "%s", outcome_verdict_name(verdict_outcome(verdict)));
	else
		text_add(text, "%s%s", none, unfinished);
}

/* The words of a row, and the same for programs. Returns what is wrong besides the baseline. */
static u32 tell_words(const struct barriers *barriers, struct outcome *row,
		      const struct verify_options *options, const struct verdict *verdict,
		      bool tried)
{
	const struct site *dropped = options->dropped;
	struct text words = {.out = row->words, .size = sizeof(row->words)};
	u32 before = dropped ? barriers->baseline[options->model] : 0;
	u32 more = verdict_violations(verdict) & ~before;
	bool known = !verdict->interrupted && !verdict->error[0];
	const char *none = !dropped ? "clean"
			   : before ? "idle: nothing else is wrong without it"
				    : "idle: clean without it";
	char names[TELL_CELL];

	row->words[0] = '\0';
	text_add(&words, "%s",
		 !dropped ? "with all barriers: "
		 : more	  ? "LOAD-BEARING: without it "
			  : "");
	if (tried)
		tell_found(&words, options, verdict, more, none);
	else
		text_add(&words, "unfinished: not tried");
	put_text(row->counts, dropped ? "without_it" : "with_all",
		 violation_names(more, known ? "same" : "unfinished", names, sizeof(names)));
	if (dropped)
		json_object_set_new(row->counts, "load_bearing",
				    more || known ? json_boolean(more) : json_null());
	return more;
}

/* The first row has all barriers in place; each of the others lacks one. */
static void row(void *arg, unsigned int i, struct verify_options *options)
{
	const struct barriers *barriers = arg;

	options->dropped = barriers->baselines ? barriers->sites[i] : NULL;
	options->quick = options->dropped;
}

/* With all barriers in place, what is wrong, and which ones there are. */
static void take_baseline(struct barriers *barriers, const struct grid_cell *cell, u32 violations)
{
	barriers->met_all |= !cell->verdict.interrupted;
	barriers->baseline[cell->options.model] = violations;
	if (cell->nfences <= barriers->nsites)
		return;
	memcpy(barriers->sites, cell->fences, sizeof(cell->fences));
	memcpy(barriers->names, cell->names, sizeof(cell->names));
	barriers->nsites = cell->nfences;
}

static bool tell(void *arg, unsigned int i, struct grid_cell *cell)
{
	struct barriers *barriers = arg;
	struct trial *trial = barriers->trial;
	const struct verify_options *options = &cell->options;
	const struct site *dropped = options->dropped;
	struct verdict *verdict = &cell->verdict;
	struct outcome *part = trial_row(trial);
	u32 more;
	FILE *out;

	if (!part)
		return false;
	barriers->unfinished += cell->tried && verdict->interrupted;
	barriers->untried += !cell->tried;
	barriers->error |= verdict_status(verdict) == 2 && !verdict->interrupted;
	tell_parameters(part, options);
	tell_verdict(part, options, verdict);
	said_free(&part->text);
	more = tell_words(barriers, part, options, verdict, cell->tried);
	out = said_more(&part->text);
	if (dropped) {
		put_text(part->parameters, "barrier", barriers->names[i]);
		barriers->shown &= !cell->first;
		if (cell->first)
			fprintf(out, "\n%s:%u  %s\n", dropped->file, dropped->line,
				barriers->names[i]);
	} else {
		take_baseline(barriers, cell, more);
	}
	fprintf(out, "  %-10s %s\n", model_name(options->model), part->words);
	if (dropped && more && !barriers->shown) {
		barriers->shown = true;
		fprintf(out, "\n");
		trial_print(out, verdict->found[__builtin_ctz(more)], trial->machine,
			    &trial->oracle, NULL, &trial->printer.console);
		fprintf(out, "\n");
	}
	/* it is told, not judged */
	if (part->verdict == OUTCOME_VIOLATION)
		outcome_judge(part, OUTCOME_DONE, NULL);
	trial_print_row(trial, part);
	return dropped || !verdict->error[0];
}

static void judge(const struct barriers *barriers)
{
	struct outcome *outcome = barriers->trial->outcome;
	bool whole = !barriers->unfinished && !barriers->untried;

	put_number(outcome->counts, "barriers", barriers->nsites);
	put_number(outcome->counts, "unfinished", barriers->unfinished);
	put_number(outcome->counts, "untried", barriers->untried);
	if (!whole)
		outcome_say(outcome, "UNFINISHED", "%u stopped half way, %u not tried%s",
			    barriers->unfinished, barriers->untried,
			    barriers->met_all ? "" : "; there may be more barriers than are named");
	else if (!barriers->nsites)
		outcome_note(outcome, "neither host nor guest has a barrier");
	outcome_judge(outcome,
		      barriers->error ? OUTCOME_ERROR
		      : whole	      ? OUTCOME_DONE
				      : OUTCOME_UNFINISHED,
		      "%u barriers, 1 to %u updates", barriers->nsites,
		      barriers->trial->options.updates);
}

void trial_barriers(struct trial *trial)
{
	struct barriers barriers = {.trial = trial};
	struct grid grid = {.trial = trial, .rows = 1, .row = row, .cell = tell, .arg = &barriers};
	const struct verify_options *options = &trial->options;
	char pair[REGISTRY_PAIR + 32];

	outcome_subject(trial->outcome, "%s, without each barrier",
			registry_describe_pair(options->format, options->host, options->guest, pair,
					       sizeof(pair)));
	registry_put_pair(trial->outcome->parameters, options->format, options->host,
			  options->guest);
	tell_bounds(trial->outcome, options);
	trial->rows = (unsigned int)__builtin_popcount(trial_models(trial));
	printer_begin(&trial->printer, trial->outcome, 0);
	if (!grid_explore(&grid))
		return;
	barriers.baselines = true;
	grid.rows = barriers.nsites;
	trial->rows = trial->told * (barriers.nsites + 1);
	if (grid_explore(&grid))
		judge(&barriers);
}
