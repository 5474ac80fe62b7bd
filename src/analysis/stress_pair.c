/*
 * One pair in legs, at one placement after the other, each a race of its own. A pair that verify refuses is
 * not raced, as nobody could tell what its values mean; and one that it calls wrong is not clean because a
 * race has not shown it.
 */
#include "analysis/race_log.h"
#include "analysis/stress.h"
#include "outcome/put.h"
#include "protocols/registry.h"

#define LEG_MIN 1.0 /* seconds that are worth a leg */

static u32 on_late(void *arg, bool wait)
{
	struct legs *legs = arg;

	return explainer_excuse(legs->explainer, wait);
}

static enum race_has on_has(void *arg, const struct race_violation *violation, bool wait)
{
	struct legs *legs = arg;

	return explainer_has(legs->explainer, violation, wait);
}

/* Have what was found and not explained yet explained, and wait until all is. */
static void explain_rest(struct legs *legs, const struct race_tally *total)
{
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (total->counts.found[kind])
			explainer_ask(legs->explainer, &total->first[kind]);
	legs->unsaved |= !legs_explained(legs, true);
}

/* The placements that were asked for and that exist here; the others are named with the reason. */
static bool find_placements(struct stress *stress)
{
	struct legs *legs = &stress->legs;
	int asked = stress->arguments->placement;
	char why[160], text[224];

	if (asked < 0)
		return true;
	stress->topology = topology_new(why, sizeof(why));
	if (!stress->topology) {
		progress_say("stress", "--placement", why);
		return false;
	}
	stress->setup.placement =
		asked == PLACEMENTS ? "all" : placement_name((enum placement)asked);
	for (int i = 0; i < PLACEMENTS; i++) {
		if (asked != PLACEMENTS && asked != i)
			continue;
		if (placement_choose(stress->topology, (enum placement)i, 0, legs->cpus,
				     RACE_CPUS_MAX, why, sizeof(why))) {
			stress->placements[stress->nplacements++] = (enum placement)i;
			continue;
		}
		snprintf(text, sizeof(text), "placement %s: %s", placement_name((enum placement)i),
			 why);
		legs_notice(legs, "skipped", text);
	}
	return true;
}

/* CPUs and readers of a leg. If none of its CPUs is left, all are named. */
static void place(struct stress *stress, unsigned int leg)
{
	const struct legs_asked *asked = stress->legs.asked;
	unsigned int oversubscribe = stress->arguments->oversubscribe, n = asked->ncpus;
	unsigned int hosts = stress->arguments->race.hosts > 1 ? HOSTS_MAX : 1;
	const unsigned int *cpus = asked->cpus;
	struct legs *legs = &stress->legs;
	struct race_options *race = &legs->race;
	char why[160];

	if (stress->nplacements) {
		enum placement placement = stress->placements[leg % stress->nplacements];

		legs->place = placement_name(placement);
		cpus = legs->cpus;
		n = placement_choose(stress->topology, placement, leg / stress->nplacements,
				     legs->cpus, RACE_CPUS_MAX, why, sizeof(why));
	}
	legs_take_cpus(legs, cpus, n);
	race->cpus = legs->cpus;
	race->ncpus = legs->ncpus ? legs->ncpus : n;
	race->readers = asked->readers;
	if (oversubscribe)
		race->readers = oversubscribe * (race->ncpus > hosts ? race->ncpus - hosts : 1);
	if (race->readers > RACE_READERS_MAX)
		race->readers = RACE_READERS_MAX;
}

void stress_take_pair(struct stress *stress)
{
	struct race_options *race = &stress->legs.race;

	legs_take_pair(&stress->legs);
	if (stress->arguments->tight)
		return;
	race->gapped_host = registry_find_host(ENGINE_GAPPED, race->format, race->host->name);
	race->gapped_guest = registry_find_guest(ENGINE_GAPPED, race->format, race->guest->name);
}

bool stress_begin(struct stress *stress, const struct stress_arguments *arguments)
{
	struct legs *legs = &stress->legs;

	memset(stress, 0, sizeof(*stress));
	stress->arguments = arguments;
	stress->setup.race = &legs->race;
	stress->setup.seconds = arguments->asked.seconds;
	stress->setup.schedule = arguments->schedule_path;
	stress->setup.console = &arguments->asked.printer.console;
	stress->setup.model = arguments->asked.model;
	legs->race = arguments->race;
	legs->vcpus = arguments->vcpus;
	legs->race.seed = arguments->asked.seed;
	legs->race.stop = arguments->asked.stop;
	legs->race.calls = legs_calls(legs);
	legs->race.calls.has = on_has;
	if (arguments->asked.model != MODEL_X86_MANUAL)
		legs->race.calls.excuse = on_late;
	if (!arguments->all)
		stress_take_pair(stress);
	if (!legs_begin(legs, &arguments->asked) || !find_placements(stress))
		return false;
	if (arguments->placement < 0 || stress->nplacements)
		place(stress, 0);
	return true;
}

bool stress_end(struct stress *stress)
{
	topology_free(stress->topology);
	return legs_end(&stress->legs);
}

/* How long the next leg is, with left seconds to go (none: until stopped). */
static double leg_length(const struct stress *stress, double seconds, double left)
{
	double length = LEGS_MAX;

	if (stress->nplacements <= 1)
		return seconds > 0 ? left : 0;
	if (seconds > 0 && seconds / stress->nplacements < length)
		length = seconds / stress->nplacements;
	if (length < LEG_MIN)
		length = LEG_MIN;
	return seconds > 0 && left < length ? left : length;
}

/* Race the leg on what is left of its CPUs. As race_run(). */
static int run_leg(struct stress *stress, struct race_summary *leg)
{
	struct legs *legs = &stress->legs;
	int status;

	memset(leg, 0, sizeof(*leg));
	if (legs->lost && stress->nplacements) {
		snprintf(leg->reason, sizeof(leg->reason), "placement %s: one of its CPUs is gone",
			 legs->place);
		return RACE_SKIPPED;
	}
	if (!legs->ncpus) {
		snprintf(leg->reason, sizeof(leg->reason), "none of the CPUs is left");
		return -1;
	}
	legs_leg_begins(legs);
	status = race_run(&legs->race, leg);
	if (!status)
		legs_leg_ends(legs, &leg->total.counts);
	return status;
}

/* All legs, until the time is over, a signal comes, or the host is no more. */
static int run_legs(struct stress *stress, double seconds, struct race_summary *total)
{
	static struct race_summary leg;
	struct legs *legs = &stress->legs;
	unsigned int skipped = 0;
	int status = 0;

	for (unsigned int n = 0;; n++) {
		double left = seconds - (double)(upset_now() - legs->began) / 1e9;

		if (n && seconds > 0 && left < LEGS_REST)
			return status;
		if (*legs->race.stop) {
			total->interrupted = true;
			return status;
		}
		place(stress, n);
		legs->race.seconds = leg_length(stress, seconds, left);
		legs->race.seed = legs->asked->seed + n;
		status = run_leg(stress, &leg);
		if (status < 0 || (status == RACE_SKIPPED && ++skipped >= stress->nplacements)) {
			memcpy(total->reason, leg.reason, sizeof(total->reason));
			if (status == RACE_SKIPPED && total->total.counts.reads)
				legs_notice(legs, "skipped", leg.reason);
			return status;
		}
		if (status == RACE_SKIPPED) {
			legs_notice(legs, "skipped", leg.reason);
			continue;
		}
		skipped = 0;
		race_summary_add(total, &leg);
		if (leg.interrupted || leg.host_died || leg.host_hung)
			return 0;
	}
}

int stress_pair(struct stress *stress, double seconds, struct race_summary *total)
{
	struct legs *legs = &stress->legs;
	int status;

	memset(total, 0, sizeof(*total));
	legs_pair_begins(legs);
	if (stress->arguments->placement >= 0 && !stress->nplacements) {
		snprintf(total->reason, sizeof(total->reason),
			 "this machine has no such placement");
		return RACE_SKIPPED;
	}
	status = run_legs(stress, seconds, total);
	total->asked = seconds;
	total->unfinished = !total->host_died && !total->host_hung && seconds > 0 &&
			    seconds - (double)(upset_now() - legs->began) / 1e9 >= LEGS_REST;
	place(stress, 0); /* what the closing report shows */
	legs->race.seed = legs->asked->seed;
	explain_rest(legs, &total->total);
	return status == RACE_SKIPPED && total->total.counts.reads ? 0 : status;
}

u32 stress_seen(const struct race_summary *summary)
{
	u32 bits = 0;

	for (unsigned int kind = 0; kind < VIOLATIONS; kind++)
		bits |= (u32)(summary->total.counts.found[kind] != 0) << kind;
	return bits;
}

static void race_one(struct stress *stress, struct outcome *outcome, u32 wrong,
		     struct race_summary *summary)
{
	int status = stress_pair(stress, stress->legs.asked->seconds, summary);
	u32 not_seen = wrong & ~stress_seen(summary);
	char words[160];

	race_tell(outcome, &stress->setup, summary, status);
	explainer_tell(stress->legs.explainer, outcome, &stress->legs.asked->printer.console);
	if (!not_seen || !summary->total.counts.reads)
		return;
	violation_names(not_seen, "", words, sizeof(words));
	put_text(outcome->counts, "not_seen", words);
	outcome_say(outcome, "not seen",
		    "%s: verify finds that in this pair; a race is no proof of the contrary",
		    words);
}

void stress_one(struct stress *stress, struct outcome *outcome, struct printer *printer)
{
	static struct race_summary summary;
	struct legs *legs = &stress->legs;
	char why[256];
	u32 wrong;
	bool runs = legs_check(legs, false, &wrong, why, sizeof(why));

	race_tell_setup(outcome, &stress->setup);
	race_log_start(legs, legs->cpus, legs->ncpus, outcome->parameters);
	if (!runs) {
		outcome_judge(outcome, OUTCOME_ERROR, "%s", why);
	} else {
		race_log_verified(legs, wrong);
		if (legs->ncpus && printer)
			printer_begin(printer, outcome, 0);
		race_one(stress, outcome, wrong, &summary);
		progress_clear();
	}
	race_log_end(legs, outcome_verdict_name(outcome->verdict), &summary.total.counts);
	outcome->failed |= legs->unsaved;
}
