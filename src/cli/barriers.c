/*
 * warpage verify --barriers: leaves out each barrier of host and guest in turn and tells which
 * ones bear load, in which model, with the trace that shows it.
 */
#include <stdlib.h>

#include "cli/verify_modes.h"
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
	json_t *json;
};

static bool chosen(const struct barriers *barriers, int model)
{
	return !barriers->trial->one_model || model == (int)barriers->options.model;
}

static void run(struct barriers *barriers, enum model model, const struct site *dropped,
		struct verdict *verdict)
{
	struct verify_options options = barriers->options;

	options.model = model;
	options.dropped = dropped;
	options.quick = dropped != NULL;
	verify(barriers->machine, &barriers->oracle, &options, verdict);
	if (verdict_status(verdict) != STATUS_ERROR)
		return;
	barriers->error = true;
	fprintf(stderr, "warpage verify: %s\n",
		verdict->error[0]      ? verdict->error
		: verdict->interrupted ? "interrupted"
				       : "nothing tested");
}

static void print_violations(u32 violations)
{
	const char *plus = "";

	for (int v = 0; v < VIOLATIONS; v++)
		if (violations >> v & 1) {
			printf("%s%s", plus, violation_name((enum violation)v));
			plus = "+";
		}
	if (!violations)
		printf("clean");
}

/* All barriers in place: what is wrong already, and which barriers are there? */
static void run_baseline(struct barriers *barriers)
{
	for (int model = 0; model < MODELS; model++) {
		const struct site *sites[SITES_MAX];
		const char *names[SITES_MAX];
		struct verdict verdict;
		unsigned int n;

		if (!chosen(barriers, model))
			continue;
		run(barriers, (enum model)model, NULL, &verdict);
		barriers->baseline[model] = verdict_violations(&verdict);
		verdict_free(&verdict);
		n = machine_fences(barriers->machine, sites, names, SITES_MAX);
		if (n > barriers->nsites) {
			memcpy(barriers->sites, sites, n * sizeof(*sites));
			memcpy(barriers->names, names, n * sizeof(*names));
			barriers->nsites = n;
		}
		if (barriers->json)
			continue;
		printf("  %-10s with all barriers: ", model_name((enum model)model));
		print_violations(barriers->baseline[model]);
		printf("\n");
	}
}

static void drop(struct barriers *barriers, unsigned int i, enum model model, bool *printed)
{
	const struct site *site = barriers->sites[i];
	struct finding *shown = NULL;
	struct verdict verdict;
	char why[256];
	u32 more;

	run(barriers, model, site, &verdict);
	more = verdict_violations(&verdict) & ~barriers->baseline[model];
	if (more) {
		shown = verdict.found[__builtin_ctz(more)];
	}
	if (barriers->json) {
		json_array_append_new(
			barriers->json,
			json_pack("{s:s, s:i, s:s, s:s, s:b, s:s}", "file", site->file, "line",
				  (int)site->line, "barrier", barriers->names[i], "model",
				  model_name(model), "load_bearing", more != 0, "without_it",
				  more ? violation_name((enum violation)__builtin_ctz(more))
				       : "same"));
	} else {
		printf("  %-10s %s", model_name(model),
		       more ? "LOAD-BEARING: without it " : "idle");
		if (more)
			print_violations(more);
		printf("\n");
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

int verify_barriers(const struct trial *trial)
{
	const struct verify_options *options = &trial->options;
	struct barriers barriers = {.trial = trial, .options = *options};
	char format[64], host[64], guest[64];
	int status = STATUS_CLEAN;

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
	run_baseline(&barriers);
	for (unsigned int i = 0; i < barriers.nsites && !*options->stop; i++) {
		bool printed = false;

		if (!trial->json)
			printf("\n%s:%u  %s\n", barriers.sites[i]->file, barriers.sites[i]->line,
			       barriers.names[i]);
		for (int model = 0; model < MODELS; model++)
			if (chosen(&barriers, model))
				drop(&barriers, i, (enum model)model, &printed);
	}
	if (trial->json) {
		json_dumpf(barriers.json, stdout, JSON_INDENT(2));
		printf("\n");
	} else if (!barriers.nsites) {
		printf("\nneither host nor guest has a barrier\n");
	}
	if (barriers.error)
		status = STATUS_ERROR;
	json_decref(barriers.json);
	oracle_free(&barriers.oracle);
	machine_free(barriers.machine);
	return status;
}
