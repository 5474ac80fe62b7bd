/* The turns of a live run's sources. */
#include "analysis/live.h"

#include <string.h>

#include "analysis/race_log.h"

/* The source cannot have this turn, nor any more; what it had before counts. */
static void leg_skipped(struct live *live, struct live_part *part, const char *why)
{
	char text[LIVE_WHY + 32];

	part->over = true;
	part->ran = part->total.race.readers > 0;
	snprintf(part->ran ? part->total.why : part->why, LIVE_WHY, "%s", why);
	snprintf(text, sizeof(text), "%s: %s", part->source->name, why);
	legs_notice(&live->legs, part->ran ? "ended" : "skipped", text);
}

static void leg_failed(struct live_part *part, const char *why)
{
	part->failed = part->over = true;
	snprintf(part->why, sizeof(part->why), "%s", why);
	progress_say("live", part->source->name, why);
}

/* The leg is the source's, for progress and log. */
static void take_source(struct legs *legs, const struct live_part *part)
{
	const struct live_source *source = part->source;

	snprintf(legs->prefix, sizeof(legs->prefix), "%s: ", source->name);
	snprintf(legs->format, sizeof(legs->format), "%s",
		 source->format ? source->format : source->name);
	snprintf(legs->host, sizeof(legs->host), "%s", source->name);
	legs->source = source->text;
	live_guest_name(part, legs->guest, sizeof(legs->guest));
	legs_pair_begins(legs);
}

/* One turn of one source. */
static void run_leg(struct live *live, struct live_part *part, double seconds)
{
	static struct live_summary leg;
	const struct legs_asked *asked = live->legs.asked;
	struct legs *legs = &live->legs;
	int status;

	live->part = part;
	take_source(legs, part);
	part->options.seconds = seconds;
	part->ran = true;
	part->why[0] = '\0';
	part->options.cpus = legs->cpus;
	part->options.ncpus = legs_take_cpus(legs, asked->cpus, asked->ncpus);
	if (!legs->ncpus) {
		leg_failed(part, "none of the CPUs is left");
		return;
	}
	legs_leg_begins(legs);
	status = live_run(&part->options, &leg);
	if (status == RACE_SKIPPED) {
		leg_skipped(live, part, leg.why);
		return;
	}
	if (status)
		leg_failed(part, leg.why);
	if (!leg.nlanes)
		return;
	legs_leg_ends(legs, &leg.race.total.counts);
	live_summary_add(&part->total, &leg);
	part->options.seed++;
}

void live_run_all(struct live *live, unsigned int n)
{
	const volatile int *stop = live->legs.asked->stop;
	double total = live->legs.asked->seconds, turn = n > 1 ? LEGS_MAX : 0;
	bool ran = true, evicted;

	if (total > 0)
		turn = n > 1 && total / n > LEGS_MAX ? LEGS_MAX : total / n;
	while (ran && !*stop) {
		ran = evicted = false;
		for (unsigned int i = 0; i < live->nparts && !*stop; i++) {
			struct live_part *part = &live->parts[i];
			double left = total - part->total.race.seconds * n;

			if (!part->exists || part->over || (total > 0 && left / n < LEGS_REST))
				continue;
			run_leg(live, part, total > 0 && left / n < turn ? left / n : turn);
			evicted |= part->total.race.evicted;
			part->total.race.evicted = false;
			ran = true;
		}
		if (!total && n == 1 && !evicted)
			break;
	}
	for (unsigned int i = 0; i < live->nparts; i++) {
		struct live_part *part = &live->parts[i];
		double left = total / n - part->total.race.seconds;

		part->unfinished = *stop && part->exists && !part->over &&
				   (!part->ran || (total > 0 && left >= LEGS_REST));
	}
}

unsigned int live_find_parts(struct live *live)
{
	const struct live_arguments *arguments = live->arguments;
	const struct legs_asked *asked = &arguments->asked;
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
			legs_notice(&live->legs, "skipped", text);
		}
		if (arguments->guest)
			part->guest = live_guest_of(part->source, arguments->guest);
		part->excuse = RACE_EXCUSE_UNKNOWN;
		part->options = (struct live_options){
			.source = part->source,
			.guest = part->guest,
			.cpus = asked->cpus,
			.ncpus = asked->ncpus,
			.readers = asked->readers,
			.vcpus = arguments->vcpus,
			.seed = asked->seed,
			.stop = asked->stop,
			.calls = legs_calls(&live->legs),
		};
		if (asked->model != MODEL_X86_MANUAL)
			part->options.calls.excuse = live_excuse;
	}
	return n;
}
