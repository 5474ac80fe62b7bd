/*
 * A run of one pair: legs at one placement after the other, each a race of its own; what they
 * find is explained, logged and saved as soon as it is found.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cli/stop.h"
#include "cli/stress.h"
#include "stress/cpu/pin.h"

#define HEARTBEAT_NS 60000000000ull
#define LEG_MAX 60.0  /* seconds at one placement before the next one */
#define LEG_MIN 1.0   /* seconds that are worth a leg */
#define REST_MIN 0.05 /* seconds that are not worth another leg */

/* Counts and rates are those of the pair, time and bar those of the run. */
static void print_progress(struct stress *stress, const struct race_counts *counts)
{
	double pair = (double)(upset_now() - stress->pair_began) / 1e9;
	char rates[128];

	if (!progress_due(&stress->progress))
		return;
	snprintf(rates, sizeof(rates), "%.1f M reads/s, %.4g updates/s, %.3g M overlapped",
		 (double)counts->reads / pair / 1e6, (double)counts->updates / pair,
		 (double)counts->overlapped / 1e6);
	progress_show(&stress->progress, stress->prefix, rates, race_violations(counts));
}

static void on_explained(void *arg, const struct race_violation *violation, const char *path,
			 const char *text)
{
	stress_log_explained(arg, violation, path, text);
}

static void on_progress(void *arg, double seconds, const struct race_counts *leg)
{
	struct stress *stress = arg;
	struct race_counts sum = stress->legs;

	(void)seconds;
	race_counts_add(&sum, leg);
	print_progress(stress, &sum);
	stress->failed |= !explainer_poll(stress->explainer, false, on_explained, stress);
	if (upset_now() - stress->beat >= HEARTBEAT_NS)
		stress_log_heartbeat(stress, leg);
}

static void say(const char *what, const char *text)
{
	progress_say("stress", what, text);
}

static void on_notice(void *arg, const char *what, const char *text)
{
	say(what, text);
	stress_log_notice(arg, what, text);
}

static void on_violation(void *arg, const char *lane, const struct format *format,
			 const struct race_violation *violation)
{
	struct stress *stress = arg;

	(void)lane;
	(void)format;
	stress_log_violation(stress, violation);
	explainer_ask(stress->explainer, violation);
}

static u32 on_late(void *arg, bool wait)
{
	struct stress *stress = arg;

	return explainer_excuse(stress->explainer, wait);
}

void stress_explain_rest(struct stress *stress, struct race_summary *total)
{
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (total->total.counts.found[kind])
			explainer_ask(stress->explainer, &total->total.first[kind]);
	stress->failed |= !explainer_poll(stress->explainer, true, on_explained, stress);
	/* what looked like one when it was found may be another kind by now */
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (!total->total.counts.found[kind])
			explainer_drop(stress->explainer, (enum violation)kind);
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++) {
		struct race_violation *first = &total->total.first[kind];

		snprintf(first->finding, sizeof(first->finding), "%s",
			 explainer_path(stress->explainer, (enum violation)kind));
	}
}

/* The placements that were asked for and that exist here; the others are named with the reason. */
static bool find_placements(struct stress *stress)
{
	const struct stress_arguments *arguments = stress->arguments;
	char why[160], text[224];

	if (arguments->placement < 0)
		return true;
	stress->topology = topology_new(why, sizeof(why));
	if (!stress->topology) {
		say("--placement", why);
		return false;
	}
	for (int i = 0; i < PLACEMENTS; i++) {
		if (arguments->placement != PLACEMENTS && arguments->placement != i)
			continue;
		if (placement_choose(stress->topology, (enum placement)i, 0, stress->cpus,
				     RACE_CPUS_MAX, why, sizeof(why))) {
			stress->placements[stress->nplacements++] = (enum placement)i;
			continue;
		}
		snprintf(text, sizeof(text), "placement %s: %s", placement_name((enum placement)i),
			 why);
		on_notice(stress, "skipped", text);
	}
	return true;
}

/*
 * CPUs and readers of a leg. CPUs that are gone by now are left out, and counted in stress->lost; if
 * none is left, all are named.
 */
static void place(struct stress *stress, unsigned int leg)
{
	const struct stress_arguments *arguments = stress->arguments;
	struct race_options *race = &stress->race;
	unsigned int kept;
	char why[160];

	if (stress->nplacements) {
		enum placement placement = stress->placements[leg % stress->nplacements];

		stress->place = placement_name(placement);
		race->ncpus =
			placement_choose(stress->topology, placement, leg / stress->nplacements,
					 stress->cpus, RACE_CPUS_MAX, why, sizeof(why));
	} else {
		race->ncpus = arguments->ncpus;
		memcpy(stress->cpus, arguments->cpus, sizeof(stress->cpus));
	}
	race->cpus = stress->cpus;
	kept = pin_keep(stress->cpus, race->ncpus);
	stress->lost = race->ncpus - kept;
	stress->stranded = !kept;
	race->ncpus = kept ? kept : race->ncpus;
	race->readers = arguments->readers;
	if (arguments->oversubscribe)
		race->readers = arguments->oversubscribe * (race->ncpus > 1 ? race->ncpus - 1 : 1);
	if (race->readers > RACE_READERS_MAX)
		race->readers = RACE_READERS_MAX;
	stress->setup.race = race;
	stress->setup.readers = race_readers(race);
}

bool stress_begin(struct stress *stress, const struct stress_arguments *arguments)
{
	char why[512], node[64] = "";

	memset(stress, 0, sizeof(*stress));
	stress->arguments = arguments;
	stress->race = arguments->race;
	stress->prefix = "";
	stress->progress.began = stress->beat = upset_now();
	stress->progress.seconds = arguments->seconds;
	stress->race.stop = stop_catch();
	stress->setup.race = &stress->race;
	stress->setup.seconds = arguments->seconds;
	stress->setup.schedule = arguments->schedule_path;
	if (arguments->placement >= 0)
		stress->setup.placement =
			arguments->placement == PLACEMENTS
				? "all"
				: placement_name((enum placement)arguments->placement);
	gethostname(node, sizeof(node) - 1);
	snprintf(stress->name, sizeof(stress->name), "%s-%ld-%lld", node, (long)getpid(),
		 (long long)time(NULL));
	stress->race.calls =
		(struct race_calls){on_progress, on_violation, on_notice, on_late, stress};
	if (arguments->model == MODEL_X86_MANUAL)
		stress->race.calls.excuse = NULL;
	stress->explainer = explainer_new(&stress->race, arguments->findings);
	if (!stress->explainer) {
		say("out of memory or threads", "try again with less load");
		return false;
	}
	if (arguments->log) {
		stress->journal = journal_open(arguments->log, arguments->force, why, sizeof(why));
		if (!stress->journal) {
			say("--log", why);
			return false;
		}
	}
	upset_sample(&stress->machine_then);
	if (!find_placements(stress))
		return false;
	if (arguments->placement < 0 || stress->nplacements)
		place(stress, 0);
	return true;
}

bool stress_end(struct stress *stress)
{
	bool whole = !journal_close(stress->journal);

	stress->journal = NULL;
	explainer_free(stress->explainer);
	topology_free(stress->topology);
	return whole;
}

/* How long the next leg is, with left seconds to go (none: until stopped). */
static double leg_length(const struct stress *stress, double seconds, double left)
{
	double length = LEG_MAX;

	if (stress->nplacements <= 1)
		return seconds > 0 ? left : 0;
	if (seconds > 0 && seconds / stress->nplacements < length)
		length = seconds / stress->nplacements;
	if (length < LEG_MIN)
		length = LEG_MIN;
	return seconds > 0 && left < length ? left : length;
}

/* May the leg be raced on what is left of its CPUs? 0, or as race_run() with its reason. */
static int check_cpus(struct stress *stress, struct race_summary *leg)
{
	const struct race_options *race = &stress->race;
	char text[96];

	memset(leg, 0, sizeof(*leg));
	if (stress->lost && stress->nplacements) {
		snprintf(leg->reason, sizeof(leg->reason), "placement %s: one of its CPUs is gone",
			 stress->place);
		return RACE_SKIPPED;
	}
	if (stress->stranded) {
		snprintf(leg->reason, sizeof(leg->reason), "none of the CPUs is left");
		return -1;
	}
	if (stress->lost != stress->lost_told) {
		snprintf(text, sizeof(text), "%u of the CPUs %s gone: the race goes on with %u",
			 stress->lost, stress->lost == 1 ? "is" : "are", race->ncpus);
		on_notice(stress, "cpus", text);
		stress->lost_told = stress->lost;
	}
	return 0;
}

int stress_pair(struct stress *stress, double seconds, struct race_summary *total)
{
	static struct race_summary leg;
	unsigned int skipped = 0;
	bool ended = false; /* by itself: there is no more host to race against */
	int status = 0;

	stress->pair_began = upset_now();
	memset(total, 0, sizeof(*total));
	memset(&stress->legs, 0, sizeof(stress->legs));
	if (stress->arguments->placement >= 0 && !stress->nplacements) {
		snprintf(total->reason, sizeof(total->reason),
			 "this machine has no such placement");
		return RACE_SKIPPED;
	}
	for (unsigned int n = 0;; n++) {
		double left = seconds - (double)(upset_now() - stress->pair_began) / 1e9;

		if (n && seconds > 0 && left < REST_MIN)
			break;
		if (*stress->race.stop) {
			total->interrupted = true;
			break;
		}
		place(stress, n);
		stress->race.seconds = leg_length(stress, seconds, left);
		stress->race.seed = stress->arguments->race.seed + n;
		memset(&stress->beaten, 0, sizeof(stress->beaten));
		status = check_cpus(stress, &leg);
		if (!status)
			status = race_run(&stress->race, &leg);
		if (status < 0 || (status == RACE_SKIPPED && ++skipped >= stress->nplacements)) {
			memcpy(total->reason, leg.reason, sizeof(total->reason));
			if (status == RACE_SKIPPED && total->total.counts.reads)
				on_notice(stress, "skipped", leg.reason);
			break;
		}
		if (status == RACE_SKIPPED) {
			on_notice(stress, "skipped", leg.reason);
			continue;
		}
		skipped = 0;
		stress_log_heartbeat(stress, &leg.total.counts);
		race_summary_add(total, &leg);
		race_counts_add(&stress->legs, &leg.total.counts);
		ended = leg.host_died || leg.host_hung;
		if (leg.interrupted || ended)
			break;
	}
	total->asked = seconds;
	total->unfinished = !ended && seconds > 0 &&
			    seconds - (double)(upset_now() - stress->pair_began) / 1e9 >= REST_MIN;
	place(stress, 0); /* what the closing report shows */
	stress->race.seed = stress->arguments->race.seed;
	return status == RACE_SKIPPED && total->total.counts.reads ? 0 : status;
}

int stress_status(const struct race_summary *total)
{
	if (race_violations(&total->total.counts))
		return STATUS_VIOLATION;
	if (total->host_hung || total->unfinished || !total->total.counts.overlapped)
		return STATUS_ERROR;
	return STATUS_CLEAN;
}
