/*
 * warpage stress --all: every pair for its share of the time, next to what the machine says. What
 * the machine finds and the hardware has not shown is "not seen"; what the hardware shows and the
 * machine does not find is a disagreement.
 */
#include <inttypes.h>

#include "analysis/race_log.h"
#include "analysis/stress.h"
#include "file/show.h"
#include "file/text.h"
#include "outcome/put.h"
#include "protocols/registry.h"
#include "stress/judge/tell.h"
#include "verify/tell.h"

#define UPDATES 2 /* as in the matrix of verify */
#define BUDGET 300000
#define CELL 160

/* Violations as bits, by enum violation. */
struct opinion {
	u32 x86, manual;
	bool unfinished;
	char error[256];      /* why there is none */
	char cell[TELL_CELL]; /* of x86, as verify --all has it */
};

struct all {
	struct stress *stress;
	struct outcome *outcome;
	struct printer *printer;
	struct race_counts sum;
	unsigned int npairs, number, disagreements, not_seen, untested, agreed, violations;
	unsigned int unfinished;
};

static bool take_pair(struct stress *stress, unsigned int number)
{
	struct race_options *race = &stress->legs.race;

	if (!registry_pair(ENGINE_NATIVE, number, &race->format, &race->host, &race->guest))
		return false;
	stress_take_pair(stress);
	return true;
}

static u32 verify_one(struct all *all, enum model model, struct opinion *opinion)
{
	const struct legs *legs = &all->stress->legs;
	const struct race_options *race = &legs->race;
	struct verify_options options = {
		.format = race->format,
		.host = registry_find_host(ENGINE_MACHINE, race->format, race->host->name),
		.guest = registry_find_guest(ENGINE_MACHINE, race->format, race->guest->name),
		.model = model,
		.word = 64,
		.updates = UPDATES,
		.retries = 3,
		.budget = BUDGET,
		.stop = legs->asked->stop,
	};
	struct machine *machine;
	struct oracle *oracle;
	struct verdict verdict;
	u32 found;

	machine = explainer_machine(legs->explainer, &oracle);
	verify(machine, oracle, &options, &verdict);
	found = verdict_violations(&verdict);
	opinion->unfinished |= verdict.interrupted;
	if (verdict_status(&verdict) == 2)
		snprintf(opinion->error, sizeof(opinion->error), "%s",
			 verdict.error[0] ? verdict.error : "the machine gives no verdict");
	if (model == MODEL_X86)
		tell_cell(&options, &verdict, opinion->cell);
	verdict_free(&verdict);
	return found;
}

/* What is to be said of the difference. */
static void compare(struct all *all, const struct opinion *opinion, u32 found,
		    const struct race_summary *summary, int status, struct text *remark)
{
	const struct race_counts *counts = &summary->total.counts;
	const struct race_violation *arithmetic = &summary->total.first[VIOLATION_ARITHMETIC];
	u32 more = found & ~opinion->x86, less = opinion->x86 & ~found;
	char words[CELL];

	/* the clocks that verify gives to hosts never round */
	if (more >> VIOLATION_ARITHMETIC & 1 && arithmetic->host && arithmetic->before_e)
		more &= ~(1u << VIOLATION_ARITHMETIC);
	/* a race judges values alone, and those of wrong arithmetic may be any mix's */
	if (opinion->x86 >> VIOLATION_ARITHMETIC & 1)
		more &= ~(1u << VIOLATION_TORN | 1u << VIOLATION_STALE);

	if (status == RACE_SKIPPED) {
		all->untested++;
		text_add(remark, "skipped: %.100s", summary->reason);
	} else if (opinion->unfinished) {
		all->unfinished++;
		text_add(remark, "unfinished: raced %.1f of %.1f s", summary->seconds,
			 summary->asked);
	} else if (opinion->error[0]) {
		all->untested++;
		text_add(remark, "refused: %.140s", opinion->error);
	} else if (more & ~opinion->manual) {
		all->disagreements++;
		text_add(remark, "DISAGREES: the machine does not find %s",
			 violation_names(more & ~opinion->manual, "", words, sizeof(words)));
	} else if (more) {
		all->agreed++;
		text_add(remark, "%s in x86-manual only",
			 violation_names(more, "", words, sizeof(words)));
	} else if (!found && !counts->overlapped) {
		all->untested++;
		text_add(remark, "nothing tested");
	} else if (less) {
		all->not_seen++;
		text_add(remark, "not seen: %s", violation_names(less, "", words, sizeof(words)));
	} else {
		all->agreed++;
		text_add(remark, "agrees");
	}
	text_add(remark, "%s", race_judged_text(counts, words, sizeof(words)));
	if (counts->found[VIOLATION_LATE_TSC])
		text_add(remark, "; late-tsc %" PRIu64, counts->found[VIOLATION_LATE_TSC]);
}

/* A row of the table, and the same for programs. */
static void tell_pair(struct all *all, struct outcome *row, const struct race_summary *summary,
		      const struct opinion *opinion, const char *remark)
{
	const struct legs *legs = &all->stress->legs;
	const struct race_counts *counts = &summary->total.counts;
	u32 found = stress_seen(summary);
	char here[CELL], manual[CELL], updates[TEXT_COUNT], overlaps[TEXT_COUNT];
	FILE *out = said_more(&row->text);

	violation_names(found, "nothing seen", here, sizeof(here));
	put_text(row->counts, "stress", here);
	put_text(row->counts, "x86", opinion->cell);
	put_text(row->counts, "x86_manual",
		 violation_names(opinion->manual, "not asked", manual, sizeof(manual)));
	put_text(row->counts, "remark", remark);
	if (!all->printer->parts)
		fprintf(out, "%-17s %-15s %-22s %-31s %8s %8s\n", "host", "guest", "stress",
			"verify (x86)", "updates", "overlaps");
	fprintf(out, "%-17s %-15s %-22s %-31s %8s %8s  %s\n", legs->host, legs->guest, here,
		opinion->cell, text_count((double)counts->updates, updates, TEXT_COUNT),
		text_count((double)counts->overlapped, overlaps, TEXT_COUNT), remark);
}

/* Race the pair at hand and ask the machine. false if nothing more can be raced. */
static bool race_pair(struct all *all, double seconds, struct outcome *row)
{
	static struct race_summary summary;
	struct stress *stress = all->stress;
	struct legs *legs = &stress->legs;
	struct opinion opinion = {.cell = "not asked"};
	char out[CELL] = "";
	struct text remark = {.out = out, .size = sizeof(out)};
	int status = -1;
	u32 found, wrong;

	snprintf(legs->prefix, sizeof(legs->prefix), "%u of %u, ", all->number + 1, all->npairs);
	memset(&summary, 0, sizeof(summary));
	if (legs_check(legs, false, &wrong, opinion.error, sizeof(opinion.error))) {
		race_log_verified(legs, wrong);
		status = stress_pair(stress, seconds, &summary);
		progress_clear();
		if (status < 0) {
			show(stderr, "warpage stress: %s\n", summary.reason);
			all->outcome->failed = true;
			return false;
		}
		race_tell(row, &stress->setup, &summary, status);
		explainer_tell(legs->explainer, row, &legs->asked->printer.console);
	} else {
		outcome_judge(row, OUTCOME_ERROR, "%s", opinion.error);
	}
	all->number++;
	race_counts_add(&all->sum, &summary.total.counts);
	found = stress_seen(&summary);
	all->violations += found != 0;
	opinion.unfinished = summary.unfinished || summary.interrupted;
	if (!opinion.unfinished && !opinion.error[0])
		opinion.x86 = verify_one(all, MODEL_X86, &opinion);
	if (!opinion.unfinished && found & ~opinion.x86)
		opinion.manual = verify_one(all, MODEL_X86_MANUAL, &opinion);
	compare(all, &opinion, found, &summary, status, &remark);
	tell_pair(all, row, &summary, &opinion, out);
	explainer_forget(legs->explainer);
	return !summary.interrupted;
}

/* A pair that had no turn, which people read of in the sum. */
static void skip_pair(struct all *all, struct outcome *row)
{
	static const struct race_summary none = {.unfinished = true};
	const struct opinion opinion = {.cell = "not asked"};

	race_tell(row, &all->stress->setup, &none, 0);
	tell_pair(all, row, &none, &opinion, "unfinished: not raced");
	said_free(&row->text);
}

static void judge(struct all *all)
{
	struct outcome *outcome = all->outcome;
	bool unfinished = all->unfinished || all->number < all->npairs;
	char stopped[96] = "";

	outcome_say(outcome, "pairs",
		    "%u of %u: %u agree with the machine, %u show less than it (not seen yet, not "
		    "passed), %u disagree, %u not tested",
		    all->number, all->npairs, all->agreed, all->not_seen, all->disagreements,
		    all->untested);
	if (unfinished) {
		outcome_say(outcome, "UNFINISHED", "%u stopped half way, %u not raced",
			    all->unfinished, all->npairs - all->number);
		snprintf(stopped, sizeof(stopped),
			 "stopped after %u of %u pairs, %u of them half way", all->number,
			 all->npairs, all->unfinished);
	}
	outcome_note(outcome,
		     "exit status 1 only says that wrong protocols were caught: %u of them",
		     all->violations);
	race_put_counts(outcome->counts, &all->sum);
	put_number(outcome->counts, "pairs", all->npairs);
	put_number(outcome->counts, "raced", all->number);
	put_number(outcome->counts, "agree", all->agreed);
	put_number(outcome->counts, "show_less", all->not_seen);
	put_number(outcome->counts, "disagree", all->disagreements);
	put_number(outcome->counts, "not_tested", all->untested);
	if (all->violations)
		outcome_judge(outcome, OUTCOME_VIOLATION, NULL);
	else if (unfinished)
		outcome_judge(outcome, OUTCOME_UNFINISHED, "%s", stopped);
	else if (all->untested == all->number)
		outcome_judge(outcome, OUTCOME_NOTHING_TESTED, "no pair was");
	else
		outcome_judge(outcome, OUTCOME_CLEAN, NULL);
	if (all->violations && unfinished)
		snprintf(outcome->words, sizeof(outcome->words), "%s; %s",
			 outcome_verdict_name(outcome->verdict), stopped);
}

void stress_all(struct stress *stress, struct outcome *outcome, struct printer *printer)
{
	struct legs *legs = &stress->legs;
	struct all all = {.stress = stress, .outcome = outcome, .printer = printer};
	bool go_on = true;

	while (take_pair(stress, all.npairs))
		all.npairs++;
	take_pair(stress, 0);
	legs->race.guest = NULL; /* of all pairs */
	race_tell_setup(outcome, &stress->setup);
	race_log_start(legs, legs->cpus, legs->ncpus, outcome->parameters);
	outcome_subject(outcome, "all %u pairs", all.npairs);
	printer_begin(printer, outcome, all.npairs);
	for (unsigned int i = 0; i < all.npairs; i++) {
		struct outcome *row = outcome_part(outcome);

		if (!row)
			return;
		row->row = true;
		take_pair(stress, i);
		race_tell_setup(row, &stress->setup);
		go_on = go_on && !*legs->asked->stop;
		if (go_on)
			go_on = race_pair(&all, (double)legs->asked->seconds / all.npairs, row);
		if (all.number <= i)
			skip_pair(&all, row);
		printer_part(printer, row);
	}
	judge(&all);
	race_log_end(legs, outcome_verdict_name(outcome->verdict), &all.sum);
	outcome->failed |= legs->unsaved;
}
