/* The turns of a live run's sources: progress, heartbeats, and what is said while they go on. */
#define _GNU_SOURCE
#include <string.h>

#include "cli/live.h"
#include "cli/stop.h"
#include "stress/cpu/pin.h"

#define LEG_MAX 60.0 /* seconds of one source before the next one has its turn */
#define REST_MIN 0.05
#define HEARTBEAT_NS 60000000000ull

/* A line of its own on stderr, whatever the progress line shows. */
void live_say(const char *what, const char *text)
{
	progress_say("live", what, text);
}

static void print_progress(struct live *live, const struct race_counts *counts, double leg)
{
	char rates[96], prefix[64];

	if (!progress_due(&live->progress))
		return;
	snprintf(rates, sizeof(rates), "%.1f M reads/s, %.4g updates/s",
		 leg > 0 ? (double)counts->reads / leg / 1e6 : 0,
		 leg > 0 ? (double)counts->updates / leg : 0);
	snprintf(prefix, sizeof(prefix), "%s: ", live->part->source->name);
	progress_show(&live->progress, prefix, rates, race_violations(counts));
}

static void on_progress(void *arg, double seconds, const struct race_counts *leg)
{
	struct live *live = arg;

	print_progress(live, leg, seconds);
	if (upset_now() - live->beat >= HEARTBEAT_NS)
		live_log_heartbeat(live, leg);
}

static void on_violation(void *arg, const char *lane, const struct format *format,
			 const struct race_violation *violation)
{
	live_log_violation(arg, lane, format, violation);
}

static void on_notice(void *arg, const char *what, const char *text)
{
	live_say(what, text);
	live_log_notice(arg, what, text);
}

/* The source cannot have this turn, nor any more; what it had before counts. */
static void leg_skipped(struct live *live, struct live_part *part, const char *why)
{
	char text[LIVE_WHY + 32];

	part->over = true;
	part->ran = part->total.race.readers > 0;
	snprintf(part->ran ? part->total.why : part->why, LIVE_WHY, "%s", why);
	snprintf(text, sizeof(text), "%s: %s", part->source->name, why);
	on_notice(live, part->ran ? "ended" : "skipped", text);
}

/* Leave out the CPUs that are gone by now. false: the part has failed, as none is left. */
static bool keep_cpus(struct live *live, struct live_part *part)
{
	const struct live_arguments *arguments = live->arguments;
	unsigned int kept, lost;
	char text[96];

	memcpy(live->cpus, arguments->cpus, sizeof(live->cpus));
	kept = pin_keep(live->cpus, arguments->ncpus);
	lost = arguments->ncpus - kept;
	part->options.cpus = live->cpus;
	part->options.ncpus = kept;
	if (lost && !kept) {
		part->failed = part->over = true;
		snprintf(part->why, sizeof(part->why), "none of the CPUs is left");
		live_say(part->source->name, part->why);
		return false;
	}
	if (lost != live->lost_told) {
		snprintf(text, sizeof(text), "%u of the CPUs %s gone: the race goes on with %u",
			 lost, lost == 1 ? "is" : "are", kept);
		on_notice(live, "cpus", text);
		live->lost_told = lost;
	}
	return true;
}

/* One turn of one source. */
static void run_leg(struct live *live, struct live_part *part, double seconds)
{
	static struct live_summary leg;
	int status;

	live->part = part;
	memset(&live->beaten, 0, sizeof(live->beaten));
	live->beat = upset_now();
	part->options.seconds = seconds;
	part->ran = true;
	part->why[0] = '\0';
	if (!keep_cpus(live, part))
		return;
	status = live_run(&part->options, &leg);
	if (status == RACE_SKIPPED) {
		leg_skipped(live, part, leg.why);
		return;
	}
	if (status) {
		part->failed = part->over = true;
		snprintf(part->why, sizeof(part->why), "%s", leg.why);
		live_say(part->source->name, leg.why);
	}
	if (!leg.nlanes)
		return;
	live_log_heartbeat(live, &leg.race.total.counts);
	live_summary_add(&part->total, &leg);
	part->options.seed++;
}

/* Turns of all sources, until the time is over or a signal comes. */
void live_run_all(struct live *live, unsigned int n)
{
	const volatile int *stop = stop_catch();
	double total = live->arguments->seconds, turn = n > 1 ? LEG_MAX : 0;
	bool ran = true, evicted;

	if (total > 0)
		turn = n > 1 && total / n > LEG_MAX ? LEG_MAX : total / n;
	while (ran && !*stop) {
		ran = evicted = false;
		for (unsigned int i = 0; i < live->nparts && !*stop; i++) {
			struct live_part *part = &live->parts[i];
			double left = total - part->total.race.seconds * n;

			if (!part->exists || part->over || (total > 0 && left / n < REST_MIN))
				continue;
			run_leg(live, part, total > 0 && left / n < turn ? left / n : turn);
			evicted |= live->part->total.race.evicted;
			live->part->total.race.evicted = false;
			ran = true;
		}
		if (!total && n == 1 && !evicted)
			break;
	}
	for (unsigned int i = 0; i < live->nparts; i++) {
		struct live_part *part = &live->parts[i];
		double left = total / n - part->total.race.seconds;

		part->unfinished = *stop && part->exists && !part->over &&
				   (!part->ran || (total > 0 && left >= REST_MIN));
	}
}

/* Which sources exist? Returns how many. */
unsigned int live_find_parts(struct live *live)
{
	const struct live_arguments *arguments = live->arguments;
	unsigned int n = 0;
	char text[LIVE_WHY + 32];

	for (unsigned int i = 0; i < arguments->nsources; i++) {
		struct live_part *part = &live->parts[live->nparts++];

		part->source = arguments->sources[i];
		part->exists = live_source_probe(part->source, part->why, sizeof(part->why));
		n += part->exists;
		if (part->exists) {
			snprintf(part->why, sizeof(part->why), "stopped before its turn");
		} else {
			snprintf(text, sizeof(text), "%s: %s", part->source->name, part->why);
			on_notice(live, "skipped", text);
		}
		if (arguments->guest)
			part->guest = live_guest_of(part->source, arguments->guest);
		part->options = (struct live_options){
			.source = part->source,
			.guest = part->guest,
			.cpus = arguments->cpus,
			.ncpus = arguments->ncpus,
			.readers = arguments->readers,
			.vcpus = arguments->vcpus,
			.seed = arguments->seed,
			.stop = stop_catch(),
			.calls = {on_progress, on_violation, on_notice, NULL, live},
		};
	}
	return n;
}
