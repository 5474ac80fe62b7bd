/*
 * warpage stress --all: every pair for its share of the time, next to what the machine says. What
 * the machine finds and the hardware has not shown is "not seen"; what the hardware shows and the
 * machine does not find is a disagreement.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <unistd.h>

#include "cli/stop.h"
#include "cli/stress.h"
#include "verify/tell.h"
#include "file/show.h"
#include "protocols/registry.h"
#include "verify/verify.h"

#define UPDATES 2 /* as in the matrix of verify */
#define BUDGET 300000
#define CELL 160
#define NOTHING "nothing seen"

/* Violations as bits, by enum violation. */
struct opinion {
	u32 x86, manual;
	bool unfinished;
	char error[256];      /* why there is none */
	char cell[TELL_CELL]; /* of x86, as verify --all has it */
};

struct all {
	struct stress *stress;
	struct race_counts sum;
	unsigned int npairs, number, disagreements, not_seen, untested, agreed, violations;
	unsigned int unfinished;
	json_t *json;
};

static bool collect(struct stress *stress, unsigned int number)
{
	struct race_options *race = &stress->race;
	unsigned int n = 0;

	for (unsigned int h = 0; (race->host = registry_host(ENGINE_NATIVE, h)); h++) {
		for (unsigned int g = 0; (race->guest = registry_guest(ENGINE_NATIVE, g)); g++) {
			race->format = registry_find_format(race->host->format);
			if (registry_find_format(race->guest->format) == race->format &&
			    n++ == number)
				return true;
		}
	}
	return false;
}

static u32 verify_one(struct all *all, enum model model, struct opinion *opinion)
{
	const struct race_options *race = &all->stress->race;
	struct verify_options options = {
		.format = race->format,
		.host = registry_find_host(ENGINE_MACHINE, race->format, race->host->name),
		.guest = registry_find_guest(ENGINE_MACHINE, race->format, race->guest->name),
		.model = model,
		.word = 64,
		.updates = UPDATES,
		.retries = 3,
		.budget = BUDGET,
		.stop = stop_catch(),
	};
	struct machine *machine;
	struct oracle *oracle;
	struct verdict verdict;
	u32 found;

	machine = explainer_machine(all->stress->explainer, &oracle);
	verify(machine, oracle, &options, &verdict);
	found = verdict_violations(&verdict);
	opinion->unfinished |= verdict.interrupted;
	if (verdict_status(&verdict) == STATUS_ERROR)
		snprintf(opinion->error, sizeof(opinion->error), "%s",
			 verdict.error[0] ? verdict.error : "the machine gives no verdict");
	if (model == MODEL_X86)
		tell_cell(&options, &verdict, opinion->cell);
	verdict_free(&verdict);
	return found;
}

/* What is to be said of the difference. */
static char *compare(struct all *all, const struct opinion *opinion, u32 found,
		     const struct race_summary *summary, int status, char *out)
{
	const struct race_violation *arithmetic = &summary->total.first[VIOLATION_ARITHMETIC];
	u32 more = found & ~opinion->x86, less = opinion->x86 & ~found;
	char words[CELL], judged[64];

	/* the clocks that verify gives to hosts never round */
	if (more >> VIOLATION_ARITHMETIC & 1 && arithmetic->host && arithmetic->before_e)
		more &= ~(1u << VIOLATION_ARITHMETIC);

	if (status == RACE_SKIPPED) {
		all->untested++;
		snprintf(out, CELL, "skipped: %.100s", summary->reason);
	} else if (opinion->unfinished) {
		all->unfinished++;
		snprintf(out, CELL, "unfinished: raced %.1f of %.3g s", summary->seconds,
			 summary->asked);
	} else if (opinion->error[0]) {
		all->untested++;
		snprintf(out, CELL, "refused: %.140s", opinion->error);
	} else if (more & ~opinion->manual) {
		all->disagreements++;
		snprintf(out, CELL, "DISAGREES: the machine does not find %s",
			 violation_names(more & ~opinion->manual, "", words, sizeof(words)));
	} else if (more) {
		all->agreed++;
		snprintf(out, CELL, "%s in x86-manual only",
			 violation_names(more, "", words, sizeof(words)));
	} else if (!found && !summary->total.counts.overlapped) {
		all->untested++;
		snprintf(out, CELL, "nothing tested");
	} else if (less) {
		all->not_seen++;
		snprintf(out, CELL, "not seen: %s",
			 violation_names(less, "", words, sizeof(words)));
	} else {
		all->agreed++;
		snprintf(out, CELL, "agrees");
	}
	race_report_judged(&summary->total.counts, judged, sizeof(judged));
	snprintf(out + strlen(out), CELL - strlen(out), "%s", judged);
	if (summary->total.counts.found[VIOLATION_LATE_TSC])
		snprintf(out + strlen(out), CELL - strlen(out), "; late-tsc %llu",
			 (unsigned long long)summary->total.counts.found[VIOLATION_LATE_TSC]);
	return out;
}

static void add_json(struct all *all, const struct race_summary *summary, u32 found,
		     const struct opinion *opinion, const char *remark)
{
	json_t *object = race_json_setup(&all->stress->setup);
	char words[CELL];

	json_object_set_new(object, "stress",
			    json_string(violation_names(found, NOTHING, words, sizeof(words))));
	json_object_set_new(object, "x86", json_string(opinion->cell));
	json_object_set_new(
		object, "x86_manual",
		json_string(violation_names(opinion->manual, "not asked", words, sizeof(words))));
	json_object_set_new(object, "remark", json_string(remark));
	json_object_set_new(object, "counts", race_json_counts(&summary->total.counts));
	json_array_append_new(all->json, object);
}

static void print_row(struct all *all, const struct race_summary *summary, u32 found,
		      const struct opinion *opinion, const char *remark)
{
	const struct race_options *race = &all->stress->race;
	const struct race_counts *counts = &summary->total.counts;
	char host[64], guest[64], here[CELL];

	if (all->number == 1)
		printf("%-17s %-15s %-22s %-31s %8s %8s\n", "host", "guest", "stress",
		       "verify (x86)", "updates", "overlaps");
	printf("%-17s %-15s %-22s %-31s %8.3g %8.3g  %s\n",
	       registry_spell(race->host->name, host, sizeof(host)),
	       registry_spell(race->guest->name, guest, sizeof(guest)),
	       violation_names(found, NOTHING, here, sizeof(here)), opinion->cell,
	       (double)counts->updates, (double)counts->overlapped, remark);
	fflush(stdout);
}

/* A pair that had no turn. */
static void skip_pair(struct all *all, unsigned int number)
{
	static const struct race_summary none = {.unfinished = true};
	const struct opinion opinion = {.unfinished = true, .cell = "not asked"};
	enum style style = all->stress->arguments->style;

	if (style == STYLE_KTAP)
		race_report_ktap_line(stdout, number, &all->stress->race, &none, STATUS_ERROR);
	if (all->json)
		add_json(all, &none, 0, &opinion, "unfinished: not raced");
}

/* Race the pair at hand and ask the machine. false if a signal ended it. */
static bool run_pair(struct all *all, double seconds)
{
	static struct race_summary summary;
	struct stress *stress = all->stress;
	const struct stress_arguments *arguments = stress->arguments;
	struct race_options *race = &stress->race;
	struct opinion opinion = {.cell = "not asked"};
	char remark[CELL], prefix[32];
	int status;
	u32 found;

	if (!arguments->tight) {
		race->gapped_host =
			registry_find_host(ENGINE_GAPPED, race->format, race->host->name);
		race->gapped_guest =
			registry_find_guest(ENGINE_GAPPED, race->format, race->guest->name);
	}
	snprintf(prefix, sizeof(prefix), "%u of %u, ", all->number, all->npairs);
	stress->prefix = prefix;
	memset(&summary, 0, sizeof(summary));
	status = stress_check(stress, opinion.error, sizeof(opinion.error))
			 ? stress_pair(stress, seconds, &summary)
			 : STATUS_ERROR;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K");
	if (status < 0) { /* nor could those after it be raced */
		show(stderr, "warpage stress: %s\n", summary.reason);
		stress->failed = true;
		all->number--;
		skip_pair(all, all->number + 1);
		return false;
	}
	stress_explain_rest(stress, &summary);
	race_counts_add(&all->sum, &summary.total.counts);
	found = stress_seen(&summary);
	all->violations += found != 0;
	opinion.unfinished = summary.unfinished || summary.interrupted;
	if (!opinion.unfinished && !opinion.error[0])
		opinion.x86 = verify_one(all, MODEL_X86, &opinion);
	if (!opinion.unfinished && found & ~opinion.x86)
		opinion.manual = verify_one(all, MODEL_X86_MANUAL, &opinion);
	compare(all, &opinion, found, &summary, status, remark);
	if (arguments->style == STYLE_TEXT)
		print_row(all, &summary, found, &opinion, remark);
	if (arguments->style == STYLE_KTAP)
		race_report_ktap_line(stdout, all->number, race, &summary,
				      status ? status : stress_status(&summary));
	if (all->json)
		add_json(all, &summary, found, &opinion, remark);
	explainer_forget(stress->explainer);
	return !summary.interrupted;
}

static void print_sum(const struct all *all)
{
	printf("\n%u of %u pairs: %u agree with the machine, %u show less than it (not seen yet, "
	       "not passed), %u disagree, %u not tested\n",
	       all->number, all->npairs, all->agreed, all->not_seen, all->disagreements,
	       all->untested);
	if (all->unfinished || all->number < all->npairs)
		printf("UNFINISHED: %u stopped half way, %u not raced\n", all->unfinished,
		       all->npairs - all->number);
	printf("exit status 1 only says that wrong protocols were caught: %u of them\n",
	       all->violations);
}

static int all_status(const struct all *all)
{
	if (all->violations)
		return STATUS_VIOLATION;
	if (all->unfinished || all->number < all->npairs || all->untested == all->number)
		return STATUS_ERROR;
	return STATUS_CLEAN;
}

int stress_all(struct stress *stress)
{
	const struct stress_arguments *arguments = stress->arguments;
	struct all all = {.stress = stress};
	bool go_on = true;
	int status;

	while (collect(stress, all.npairs))
		all.npairs++;
	if (arguments->style == STYLE_JSON)
		all.json = json_array();
	if (arguments->style == STYLE_KTAP)
		printf("KTAP version 1\n1..%u\n", all.npairs);
	for (unsigned int i = 0; i < all.npairs; i++) {
		collect(stress, i);
		if (!i)
			stress_log_start(stress, &stress->race);
		go_on = go_on && !*stress->race.stop;
		if (!go_on) {
			skip_pair(&all, i + 1);
			continue;
		}
		all.number++;
		go_on = run_pair(&all, (double)arguments->seconds / all.npairs);
	}
	status = all_status(&all);
	stress_log_end(stress,
		       status == STATUS_ERROR && (all.unfinished || all.number < all.npairs)
			       ? "unfinished"
			       : race_report_verdict(status),
		       &all.sum);
	if (arguments->style == STYLE_TEXT)
		print_sum(&all);
	if (all.json && json_dumpf(all.json, stdout, JSON_INDENT(2)))
		stress->failed = true;
	json_decref(all.json);
	return stress->failed ? STATUS_ERROR : status;
}
