/* Options, run and report that verify and search have in common. */
#include "cli/trial.h"

#include <inttypes.h>
#include <stdlib.h>

#include "choice/strategy.h"
#include "cli/beyond.h"
#include "cli/words.h"
#include "file/show.h"
#include "protocols/registry.h"

#define RETRIES_MAX 1000

static bool small_number(const struct trial *trial, const char *option, u64 min, u64 max,
			 unsigned int *out)
{
	u64 number;

	if (!common_number(trial->command, option, optarg, min, max, &number))
		return false;
	*out = (unsigned int)number;
	return true;
}

bool trial_option(struct trial *trial, int option)
{
	struct verify_options *options = &trial->options;

	switch (option) {
	case OPT_MODEL:
		trial->one_model = true;
		return common_model(trial->command, optarg, &options->model);
	case OPT_UPDATES:
		return small_number(trial, "updates", 1, UPDATES_MAX, &options->updates);
	case OPT_RETRIES:
		return small_number(trial, "retries", 0, RETRIES_MAX, &options->retries);
	case OPT_WORD:
		if (!small_number(trial, "word", 32, 64, &options->word))
			return false;
		if (options->word == 32 || options->word == 64)
			return true;
		show(stderr, "warpage %s: --word is 32 or 64\n", trial->command);
		return false;
	case OPT_DEATHS:
		options->deaths = true;
		return true;
	case OPT_FINDINGS:
		trial->folder = optarg;
		return true;
	case OPT_JSON:
		trial->json = true;
		return true;
	default:
		return false; /* getopt has complained */
	}
}

/* All parameters: a run opens and closes with them. */
static void print_parameters(const struct trial *trial)
{
	const struct verify_options *options = &trial->options;
	char format[64], host[64], guest[64];

	printf("%s  %s: host %s x guest %s   (model %s, word %u, updates %u, retries %u%s%s",
	       trial->command, registry_spell(options->format->name, format, sizeof(format)),
	       registry_spell(options->host->name, host, sizeof(host)),
	       registry_spell(options->guest->name, guest, sizeof(guest)),
	       model_name(options->model), options->word, options->updates, options->retries,
	       options->deaths ? ", deaths" : "", options->first_only ? ", first" : "");
	if (options->executions)
		printf(", strategy %s, depth %u, seed %" PRIu64 ", at most %" PRIu64 " executions",
		       options->strategy->name, options->depth, options->seed, options->executions);
	printf(")\n");
}

static void print_schedules(const struct trial *trial, const struct verdict *verdict)
{
	printf("  schedules  %" PRIu64, verdict->schedules);
	if (!trial->options.executions)
		printf(" of %s%" PRIu64, verdict->planned == PLANNED_MAX ? "more than " : "",
		       verdict->planned);
	if (verdict->runs != verdict->schedules)
		printf(", in %" PRIu64 " orders of visibility", verdict->runs);
	printf(", with %" PRIu64 " update%s\n", verdict->updates, verdict->updates == 1 ? "" : "s");
}

static void print_coverage(const struct trial *trial, const struct verdict *verdict)
{
	const struct site *uncovered;
	char retries[160];

	if (trial->options.executions)
		printf("  covers     random executions: to see none proves nothing, warpage verify "
		       "does\n");
	else if (verdict_word(verdict) == VERDICT_UNFINISHED)
		printf("  covers     nothing as a whole: it was stopped\n");
	else
		printf("  covers     any number of readers, %s%s\n",
		       words_retries(&trial->options, verdict, retries, sizeof(retries)),
		       verdict->complete      ? ""
		       : verdict->interrupted ? "; but not all schedules"
					      : "; stopped some time after the first violation");
	if (!trial->options.executions && !verdict_status(verdict))
		printf("  spans      reads of up to %u updates%s\n", verdict->spans,
		       verdict->rows ? ": two kinds of them in rows that long, from each start"
				     : "");
	print_schedules(trial, verdict);
	printf("  executions %" PRIu64 ": %" PRIu64 " reads accepted, %" PRIu64
	       " fell back, %" PRIu64 " cut at a retry, %" PRIu64 " at the limit, %" PRIu64
	       " stuck\n",
	       verdict->executions, verdict->accepted, verdict->fell_back, verdict->cut,
	       verdict->limited, verdict->stuck);
	printf("  overlapped %" PRIu64 " of the accepted reads overlapped an update, and %" PRIu64
	       " of the others%s\n",
	       verdict->accepted_overlapped, verdict->overlapped - verdict->accepted_overlapped,
	       !verdict->accepted_overlapped && verdict_word(verdict) == VERDICT_CLEAN
		       ? ": whatever overlapped one was not taken"
		       : "");
	if (verdict->interesting)
		printf("  by luck    %" PRIu64 " values were late, and legal all the same\n",
		       verdict->interesting);
	uncovered = verdict_uncovered(trial->options.guest);
	if (uncovered)
		printf("  uncovered  %s:%u: no execution came to this store to the page\n",
		       uncovered->file, uncovered->line);
	if (verdict->undone)
		printf("  undone     what %s:%u stores is put back by line %u in the same update\n",
		       verdict->undone->file, verdict->undone->line, verdict->undone_by->line);
	if (verdict->unordered_tsc)
		printf("  unordered-tsc: the guest's plain rdtsc goes back without any update\n");
	printf("  time       %.3f s, %.1f million executions per second\n", verdict->seconds,
	       (double)verdict->executions / verdict->seconds / 1e6);
	fflush(stdout);
}

static json_t *make_json(const struct trial *trial, const struct verdict *verdict,
			 char paths[VIOLATIONS][512])
{
	json_t *object = words_json(&trial->options, verdict), *found = json_object();

	for (int v = 0; v < VIOLATIONS; v++)
		if (paths[v][0])
			json_object_set_new(found, violation_name((enum violation)v),
					    common_json_name(paths[v]));
	json_object_set_new(object, "findings", found);
	if (trial->options.executions) {
		json_object_set_new(object, "strategy", json_string(trial->options.strategy->name));
		json_object_set_new(object, "depth", json_integer(trial->options.depth));
		json_object_set_new(object, "seed", json_integer((json_int_t)trial->options.seed));
	}
	return object;
}

/* Is there a verdict to look beyond? */
static bool wants_beyond(const struct trial *trial, const struct verdict *verdict)
{
	switch (verdict_word(verdict)) {
	case VERDICT_CLEAN:
	case VERDICT_VIOLATION:
	case VERDICT_WITHIN_RETRIES:
		return trial->beyond && !verdict->interrupted;
	default:
		return false;
	}
}

static void report(const struct trial *trial, const struct verdict *verdict,
		   char paths[VIOLATIONS][512], struct machine *machine, struct oracle *oracle)
{
	bool beyond = wants_beyond(trial, verdict);
	json_t *object;

	if (trial->json) {
		object = make_json(trial, verdict, paths);
		if (beyond)
			beyond_look(machine, oracle, &trial->options, verdict,
				    beyond_patience(verdict), NULL, object);
		json_dumpf(object, stdout, JSON_INDENT(2));
		printf("\n");
		json_decref(object);
	} else if (!verdict->error[0]) {
		words_print(stdout, &trial->options, verdict);
		print_coverage(trial, verdict);
		if (beyond)
			beyond_look(machine, oracle, &trial->options, verdict,
				    beyond_patience(verdict), stdout, NULL);
		print_parameters(trial);
	}
}

int trial_run(const struct trial *trial)
{
	struct machine *machine = machine_new();
	char paths[VIOLATIONS][512];
	struct verdict verdict;
	struct oracle oracle;
	bool saved;
	int status;

	if (!machine || !oracle_init(&oracle)) {
		show(stderr, "warpage %s: out of memory\n", trial->command);
		machine_free(machine);
		return STATUS_ERROR;
	}
	if (!trial->json) {
		print_parameters(trial);
		if (trial->print_scope)
			trial->print_scope(&trial->options);
		printf("\n");
		fflush(stdout);
	}
	trial->explore(machine, &oracle, &trial->options, &verdict);
	common_confirm(machine, &oracle, &verdict);
	saved = common_findings(machine, &oracle, &verdict, trial->folder, false,
				trial->json ? NULL : stdout, paths);
	report(trial, &verdict, paths, machine, &oracle);
	if (verdict.error[0])
		words_complain(trial->command, &trial->options, &verdict);
	status = verdict_status(&verdict);
	verdict_free(&verdict);
	oracle_free(&oracle);
	machine_free(machine);
	return saved ? status : STATUS_ERROR;
}
