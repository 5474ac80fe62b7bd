/*
 * warpage verify --barriers: leaves out each barrier of host and guest in turn and tells which
 * ones bear load, in which model, with the trace that shows it.
 */
#include <stdlib.h>

#include "cli/verify_modes.h"
#include "cli/words.h"
#include "protocols/registry.h"

#define UPDATES 2
#define SITES_MAX 64

struct barriers {
	const struct trial *trial;
	struct verify_options options;
	struct machine *machine;
	struct oracle oracle;
	const struct site *sites[SITES_MAX];
	const char *names[SITES_MAX];
	unsigned int nsites;
	u32 baseline[MODELS]; /* violations with all barriers in place */
	bool error;
	bool met_all; /* one exploration with all barriers went to its end */
	unsigned int unfinished, untried;
	json_t *json;
};

static bool chosen(const struct barriers *barriers, int model)
{
	return !barriers->trial->one_model || model == (int)barriers->options.model;
}

/* false after one line on stderr: the machine can't run the pair. */
static bool run(struct barriers *barriers, enum model model, const struct site *dropped,
		struct verdict *verdict)
{
	struct verify_options options = barriers->options;

	options.model = model;
	options.dropped = dropped;
	options.quick = dropped != NULL;
	verify(barriers->machine, &barriers->oracle, &options, verdict);
	common_confirm(barriers->machine, &barriers->oracle, verdict);
	barriers->unfinished += verdict->interrupted;
	if (verdict_status(verdict) != STATUS_ERROR || verdict->interrupted)
		return true;
	barriers->error = true;
	words_complain("verify", &options, verdict);
	return !verdict->error[0];
}

/* What there is, or what it means that there is nothing. */
static void print_found(const struct barriers *barriers, const struct verdict *verdict, u32 kinds,
			const char *none)
{
	char words[WORDS_CELL], extent[96];

	if (kinds) {
		printf("%s%s\n", words_kinds(kinds, "", words, sizeof(words)),
		       verdict->interrupted ? ", unfinished" : "");
		return;
	}
	switch (verdict_word(verdict)) {
	case VERDICT_UNFINISHED:
		printf("unfinished: nothing so far, in %s\n",
		       words_extent(&barriers->options, verdict, extent, sizeof(extent)));
		break;
	case VERDICT_WITHIN_RETRIES:
		printf("%s within %u retries\n", none, barriers->options.retries);
		break;
	case VERDICT_NOTHING_TESTED:
		printf("nothing tested\n");
		break;
	case VERDICT_ERROR:
		printf("error\n");
		break;
	default:
		printf("%s%s\n", none, verdict->interrupted ? ", unfinished" : "");
	}
}

/* A row of JSON; site NULL: all barriers are in place. */
static void add_json(struct barriers *barriers, enum model model, const struct site *site,
		     const char *name, const struct verdict *verdict, u32 more)
{
	json_t *object = json_object();
	char words[WORDS_CELL];
	bool known = !verdict->interrupted && !verdict->error[0];

	json_object_set_new(object, "file", site ? json_string(site->file) : json_null());
	json_object_set_new(object, "line", json_integer(site ? (int)site->line : 0));
	json_object_set_new(object, "barrier", site ? json_string(name) : json_null());
	json_object_set_new(object, "model", json_string(model_name(model)));
	json_object_set_new(object, "load_bearing",
			    more && site    ? json_true()
			    : known && site ? json_false()
					    : json_null());
	json_object_set_new(object, site ? "without_it" : "with_all",
			    json_string(words_kinds(more, known ? "same" : "unfinished", words,
						    sizeof(words))));
	json_object_set_new(object, "verdict",
			    json_string(verdict_word_name(verdict_word(verdict))));
	json_object_set_new(object, "explored", json_integer((json_int_t)verdict->explored));
	json_object_set_new(object, "planned", json_integer((json_int_t)verdict->planned));
	json_array_append_new(barriers->json, object);
}

static void skip_baseline(struct barriers *barriers, enum model model)
{
	struct verdict none = {.first = VIOLATION_NONE, .interrupted = true};

	barriers->untried++;
	if (barriers->json)
		add_json(barriers, model, NULL, NULL, &none, 0);
	else
		printf("  %-10s with all barriers: unfinished: not tried\n", model_name(model));
}

/* All barriers in place: what is wrong already, and which barriers are there? false: as run(). */
static bool run_baseline(struct barriers *barriers)
{
	for (int model = 0; model < MODELS; model++) {
		const struct site *sites[SITES_MAX];
		const char *names[SITES_MAX];
		struct verdict verdict;
		unsigned int n;

		if (!chosen(barriers, model))
			continue;
		if (*barriers->options.stop) {
			skip_baseline(barriers, (enum model)model);
			continue;
		}
		if (!run(barriers, (enum model)model, NULL, &verdict)) {
			verdict_free(&verdict);
			return false;
		}
		barriers->met_all |= !verdict.interrupted;
		barriers->baseline[model] = verdict_violations(&verdict);
		n = machine_fences(barriers->machine, sites, names, SITES_MAX);
		if (n > barriers->nsites) {
			memcpy(barriers->sites, sites, n * sizeof(*sites));
			memcpy(barriers->names, names, n * sizeof(*names));
			barriers->nsites = n;
		}
		if (barriers->json) {
			add_json(barriers, (enum model)model, NULL, NULL, &verdict,
				 barriers->baseline[model]);
		} else {
			printf("  %-10s with all barriers: ", model_name((enum model)model));
			print_found(barriers, &verdict, barriers->baseline[model], "clean");
		}
		verdict_free(&verdict);
	}
	return true;
}

static void drop(struct barriers *barriers, unsigned int i, enum model model, bool *printed)
{
	const struct site *site = barriers->sites[i];
	struct finding *shown = NULL;
	struct verdict verdict;
	char why[256];
	u32 more;

	if (!run(barriers, model, site, &verdict)) {
		verdict_free(&verdict);
		return;
	}
	more = verdict_violations(&verdict) & ~barriers->baseline[model];
	if (more)
		shown = verdict.found[__builtin_ctz(more)];
	if (barriers->json) {
		add_json(barriers, model, site, barriers->names[i], &verdict, more);
	} else {
		printf("  %-10s %s", model_name(model), more ? "LOAD-BEARING: without it " : "");
		print_found(barriers, &verdict, more,
			    barriers->baseline[model] ? "idle: nothing else is wrong without it"
						      : "idle: clean without it");
	}
	if (shown && !barriers->json && !*printed) {
		*printed = true;
		finding_replay(shown, barriers->machine, &barriers->oracle, 0xa5, why, sizeof(why));
		printf("\n");
		finding_print(stdout, shown, barriers->machine, &barriers->oracle, NULL);
		printf("\n");
	}
	verdict_free(&verdict);
}

/* The run ended before this barrier had its turn: said, as nothing else would tell. */
static void skip(struct barriers *barriers, unsigned int i, enum model model)
{
	struct verdict none = {.first = VIOLATION_NONE, .interrupted = true};

	barriers->untried++;
	if (barriers->json)
		add_json(barriers, model, barriers->sites[i], barriers->names[i], &none, 0);
	else
		printf("  %-10s unfinished: not tried\n", model_name(model));
}

static void run_drops(struct barriers *barriers)
{
	for (unsigned int i = 0; i < barriers->nsites; i++) {
		bool printed = false;

		if (!barriers->json)
			printf("\n%s:%u  %s\n", barriers->sites[i]->file, barriers->sites[i]->line,
			       barriers->names[i]);
		for (int model = 0; model < MODELS; model++) {
			if (!chosen(barriers, model))
				continue;
			if (*barriers->options.stop)
				skip(barriers, i, (enum model)model);
			else
				drop(barriers, i, (enum model)model, &printed);
		}
	}
}

static int barriers_end(struct barriers *barriers)
{
	bool whole = !barriers->unfinished && !barriers->untried;

	if (barriers->json) {
		json_dumpf(barriers->json, stdout, JSON_INDENT(2));
		printf("\n");
	} else if (!whole) {
		printf("\nUNFINISHED: %u stopped half way, %u not tried%s\n", barriers->unfinished,
		       barriers->untried,
		       barriers->met_all ? "" : "; there may be more barriers than are named");
	} else if (!barriers->nsites) {
		printf("\nneither host nor guest has a barrier\n");
	}
	return barriers->error || !whole ? STATUS_ERROR : STATUS_CLEAN;
}

int verify_barriers(const struct trial *trial)
{
	const struct verify_options *options = &trial->options;
	struct barriers barriers = {.trial = trial, .options = *options};
	char format[64], host[64], guest[64];
	int status;

	if (!barriers.options.updates)
		barriers.options.updates = UPDATES;
	barriers.machine = machine_new();
	if (trial->json)
		barriers.json = json_array();
	if (!barriers.machine || !oracle_init(&barriers.oracle)) {
		fprintf(stderr, "warpage verify: out of memory\n");
		machine_free(barriers.machine);
		return STATUS_ERROR;
	}
	if (!trial->json)
		printf("barriers  %s: host %s x guest %s   (1 to %u updates)\n",
		       registry_spell(options->format->name, format, sizeof(format)),
		       registry_spell(options->host->name, host, sizeof(host)),
		       registry_spell(options->guest->name, guest, sizeof(guest)),
		       barriers.options.updates);
	fflush(stdout);
	status = STATUS_ERROR;
	if (run_baseline(&barriers)) {
		run_drops(&barriers);
		status = barriers_end(&barriers);
	}
	json_decref(barriers.json);
	oracle_free(&barriers.oracle);
	machine_free(barriers.machine);
	return status;
}
