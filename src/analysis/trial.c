/* What verify and search have in common. */
#include "analysis/trial.h"

#include "analysis/beyond.h"
#include "analysis/trace.h"
#include "file/output.h"
#include "file/show.h"
#include "stress/cpu/pin.h"
#include "verify/team.h"
#include "verify/tell.h"

void trial_confirm(struct machine *machine, struct oracle *oracle, struct verdict *verdict)
{
	char why[256];

	for (int violation = 0; violation < VIOLATIONS && !verdict->error[0]; violation++)
		if (verdict->found[violation] &&
		    !finding_confirm(verdict->found[violation], machine, oracle, why, sizeof(why)))
			snprintf(verdict->error, sizeof(verdict->error),
				 "%s does not come back: %.200s",
				 violation_name((enum violation)violation), why);
	if (!verdict->error[0])
		return;
	verdict_free(verdict);
	memset(verdict->counts, 0, sizeof(verdict->counts));
	verdict->first_at = 0;
	verdict->first = VIOLATION_NONE;
}

void trial_explore(struct trial *trial, const struct verify_options *options,
		   struct verdict *verdict)
{
	if (options->executions)
		search(trial->machine, &trial->oracle, options, verdict);
	else
		verify(trial->machine, &trial->oracle, options, verdict);
	trial_confirm(trial->machine, &trial->oracle, verdict);
}

void trial_print(FILE *out, struct finding *finding, struct machine *machine, struct oracle *oracle,
		 const char *path, const struct console *console)
{
	char why[256];

	finding_replay(finding, machine, oracle, 0xa5, why, sizeof(why));
	finding_print(out, finding, machine, oracle, path, console);
}

/* Returns whether another finding of the same bug is kept, and the path is its. */
static bool save(struct trial *trial, const struct finding *finding, struct outcome *outcome,
		 char *path, size_t size)
{
	bool known;
	int error;

	path[0] = '\0';
	if (!trial->findings.folder)
		return false;
	error = finding_keep(finding, &trial->findings, path, size, &known);
	if (!error) {
		trial->saved += !known;
		return known;
	}
	path[0] = '\0';
	outcome->failed = true;
	if (!trial->unsaved)
		show(stderr, "warpage: %s: the finding is not saved: %s%s\n",
		     trial->findings.folder, file_strerror(error),
		     error > 0 ? "; name a folder with --findings" : "");
	trial->unsaved = true;
	return false;
}

void trial_keep(struct trial *trial, const struct verdict *verdict, struct outcome *outcome,
		bool told)
{
	const char *path;
	FILE *out = NULL;
	char why[256];

	for (unsigned int i = 0; i < outcome->nviolations; i++) {
		struct outcome_violation *violation = outcome->violations[i];
		struct finding *finding = verdict->found[violation_kind_parse(violation->kind)];
		bool first = !out, known;

		if (!finding)
			continue;
		path = violation->finding;
		known = save(trial, finding, outcome, violation->finding,
			     sizeof(violation->finding));
		if (trial->printer.sarif && finding_replay(finding, trial->machine, &trial->oracle,
							   0xa5, why, sizeof(why)) >= 0)
			trace_add(outcome, violation, finding, trial->machine);
		if (!told)
			continue;
		out = said_more(&violation->text);
		if (first) {
			trial_print(out, finding, trial->machine, &trial->oracle,
				    path[0] ? path : NULL, &trial->printer.console);
			finding_print_known(out, known);
			fprintf(out, "\n");
		} else {
			show(out, "%s as well%s%s\n", violation->kind,
			     path[0] ? ":  warpage replay " : "", path);
		}
	}
	if (out)
		fprintf(out, "\n");
}

struct outcome *trial_row(struct trial *trial)
{
	struct outcome *row = outcome_part(trial->outcome);

	if (row)
		row->row = true;
	else
		outcome_judge(trial->outcome, OUTCOME_ERROR, "out of memory");
	return row;
}

void trial_print_row(struct trial *trial, const struct outcome *row)
{
	progress_clear();
	if (row->verdict == OUTCOME_ERROR || row->verdict == OUTCOME_NOTHING_TESTED)
		show(stderr, "warpage %s: %s\n", trial->command, row->reason);
	printer_part(&trial->printer, row);
}

/* Is there a verdict to look beyond? */
static bool wants_beyond(const struct trial *trial, const struct verdict *verdict)
{
	return trial->beyond && !verdict->interrupted && verdict_status(verdict) < 2;
}

void trial_pair(struct trial *trial)
{
	struct verdict verdict;

	if (trial->models & (trial->models - 1)) {
		trial_each_model(trial);
		return;
	}
	tell_parameters(trial->outcome, &trial->options);
	printer_begin(&trial->printer, trial->outcome, 0);
	trial_explore(trial, &trial->options, &verdict);
	tell_verdict(trial->outcome, &trial->options, &verdict);
	trial_keep(trial, &verdict, trial->outcome, true);
	if (wants_beyond(trial, &verdict))
		beyond_look(trial->machine, &trial->oracle, &trial->options, &verdict,
			    beyond_patience(&verdict), trial->outcome);
	verdict_free(&verdict);
}

/* How much of a verdict is there. */
static double share_of(const struct verify_options *options, const struct verdict *verdict)
{
	u64 all = options->executions ? options->executions : verdict->planned;
	u64 done = options->executions ? verdict->executions : verdict->explored;
	double share = verdict->foreseen ? (double)verdict->executions / (double)verdict->foreseen
		       : all		 ? (double)done / (double)all
					 : 0;
	double limit = options->limit ? (double)verdict->executions / (double)options->limit : 0;

	share = share < limit ? limit : share;
	return share < 1 ? share : 1;
}

/* A look beyond the verdict is a part of its own. */
static void begin_part(struct trial *trial, const struct verify_options *options)
{
	if (trial->watched_model == options->model && trial->watched_deaths == options->deaths)
		return;
	trial->watched_model = options->model;
	trial->watched_deaths = options->deaths;
	progress_part(&trial->progress);
}

void trial_watch(void *watcher, const struct verify_options *options, const struct verdict *verdict)
{
	struct trial *trial = watcher;
	double share = verdict ? share_of(options, verdict) : 0;
	char rates[96], prefix[32] = "";
	u64 violations = trial->violations;

	if (trial->rows) {
		share = (trial->told + share) / trial->rows;
		snprintf(rates, sizeof(rates), "%u of %u verdicts", trial->told, trial->rows);
	} else {
		begin_part(trial, options);
		tell_extent(options, verdict, rates, sizeof(rates));
		for (int violation = 0; violation < VIOLATIONS; violation++)
			violations += verdict->counts[violation];
	}
	if (!trial->rows && options->model != trial->options.model)
		snprintf(prefix, sizeof(prefix), "%s: ", model_name(options->model));
	else if (!trial->rows && options->deaths && !trial->options.deaths)
		snprintf(prefix, sizeof(prefix), "deaths: ");
	progress_done(&trial->progress, share);
	if (progress_due(&trial->progress))
		progress_show(&trial->progress, prefix, rates, violations);
}

/* What the pair itself takes: looks beyond it have a limit, and tables their rows. */
static void foretell(void *watcher, const struct verify_options *options,
		     const struct verdict *verdict)
{
	struct trial *trial = watcher;
	char text[192];

	if (!trial->rows && options->model == trial->options.model &&
	    options->deaths == trial->options.deaths)
		progress_say(trial->command, "estimate",
			     tell_foreseen(verdict, text, sizeof(text)));
}

int trial_run(struct trial *trial, void (*run)(struct trial *trial))
{
	int status = outcome_verdict_status(OUTCOME_ERROR);
	unsigned int cpus[TEAM_MAX];

	trial->machine = machine_new();
	trial->outcome = outcome_new(trial->command);
	if (!trial->options.jobs)
		trial->options.jobs = pin_allowed(cpus, ARRAY_SIZE(cpus));
	trial->options.watch = trial_watch;
	trial->options.foretell = foretell;
	trial->options.watcher = trial;
	trial->watched_model = trial->options.model;
	trial->watched_deaths = trial->options.deaths;
	progress_begin(&trial->progress);
	if (trial->machine && trial->outcome && oracle_init(&trial->oracle)) {
		run(trial);
		progress_clear();
		status = printer_end(&trial->printer, trial->outcome);
	} else {
		show(stderr, "warpage %s: out of memory\n", trial->command);
	}
	oracle_free(&trial->oracle);
	machine_free(trial->machine);
	outcome_free(trial->outcome);
	return status;
}
