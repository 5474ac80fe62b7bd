/* The frame of a live run: parameters, turns, and what is told of them. */
#include <inttypes.h>
#include <string.h>

#include "analysis/live.h"
#include "analysis/race_log.h"
#include "outcome/put.h"
#include "stress/judge/tell.h"
#include "stress/live/tell.h"

static void put_parameters(json_t *object, const struct live_arguments *arguments)
{
	const struct legs_asked *asked = &arguments->asked;
	json_t *sources = json_array();

	put_text(object, "model", model_name(asked->model));
	put_number(object, "seconds", asked->seconds);
	put_number(object, "seed", asked->seed);
	put_number(object, "readers", asked->readers);
	put_number(object, "vcpus", arguments->vcpus);
	if (arguments->guest)
		put_text(object, "guest", arguments->guest);
	put_cpus(object, "cpus", asked->cpus, asked->ncpus);
	for (unsigned int i = 0; i < arguments->nsources; i++)
		json_array_append_new(sources, put_string(arguments->sources[i]->name));
	json_object_set_new(object, "sources", sources);
}

static void print_cpus(FILE *out, const struct live *live)
{
	const struct live_arguments *arguments = live->arguments;
	const struct legs_asked *asked = &arguments->asked;
	unsigned int kvm = 0;

	for (unsigned int i = 0; i < asked->ncpus; i++)
		fprintf(out, "%s%u", i ? "," : "", asked->cpus[i]);
	if (asked->readers)
		fprintf(out, ", %u reader%s", asked->readers, asked->readers == 1 ? "" : "s");
	else
		fprintf(out, ", a reader on each");
	for (unsigned int i = 0; i < live->nparts; i++)
		kvm += live->parts[i].exists && !strncmp(live->parts[i].source->name, "kvm", 3);
	if (kvm)
		fprintf(out, "; kvm: %u vCPU%s, host on %u%s", arguments->vcpus,
			arguments->vcpus == 1 ? "" : "s", asked->cpus[0],
			asked->ncpus > 1 ? ", readers on the others" : "");
}

static void tell_setup(struct outcome *outcome, const struct live *live)
{
	const struct live_arguments *arguments = live->arguments;
	struct said said = {0};

	for (unsigned int i = 0, n = 0; i < live->nparts; i++)
		if (live->parts[i].exists)
			fprintf(said_more(&said), "%s%s", n++ ? ", " : "",
				live->parts[i].source->name);
	outcome_subject(outcome, "%s", said_text(&said));
	said_free(&said);
	if (arguments->asked.seconds)
		outcome_open(outcome, "for", "%u s, seed %" PRIu64, arguments->asked.seconds,
			     arguments->asked.seed);
	else
		outcome_open(outcome, "for", "as long as nobody stops it, seed %" PRIu64,
			     arguments->asked.seed);
	outcome_open(outcome, "guest", "%s",
		     arguments->guest ? arguments->guest : "the right one of each page");
	print_cpus(said_more(&said), live);
	outcome_open(outcome, "cpus", "%s", said_text(&said));
	said_free(&said);
}

/* A source as a part of the whole, and in the log. */
static void tell_part(struct live *live, const struct live_part *part, struct outcome *outcome)
{
	char guest[64] = "";

	if (part->total.has_page)
		live_guest_name(part, guest, sizeof(guest));
	outcome_subject(outcome, "%s: %s%s%s", part->source->name, part->source->text,
			*guest ? ", guest " : "", guest);
	put_text(outcome->parameters, "source", part->source->name);
	if (*guest)
		put_text(outcome->parameters, "guest", guest);
	live_judge_part(outcome, part);
	if (!part->ran)
		return;
	live_tell(outcome, &part->total);
	race_log_measured(&live->legs, part->source->name, outcome);
	live_tell_control(outcome, &part->total);
}

/* What of all that was asked for was tested. */
static void tell_covered(struct outcome *outcome, const struct live *live)
{
	struct said covered = {0}, skipped = {0}, unfinished = {0};

	for (unsigned int i = 0; i < live->nparts; i++) {
		const struct live_part *part = &live->parts[i];
		const char *name = part->source->name;

		if (part->ran) {
			fprintf(said_more(&covered), "%s%s: ", *said_text(&covered) ? "; " : "",
				name);
			live_print_covered(said_more(&covered), &part->total);
		} else if (!part->unfinished) {
			fprintf(said_more(&skipped), "%s%s", *said_text(&skipped) ? ", " : "",
				name);
		}
		if (part->unfinished)
			fprintf(said_more(&unfinished), "%s%s%s",
				*said_text(&unfinished) ? ", " : "", name,
				part->ran ? "" : " (had no turn)");
	}
	if (*said_text(&covered))
		outcome_say(outcome, "covered", "%s", said_text(&covered));
	if (*said_text(&skipped))
		outcome_say(outcome, "skipped", "%s", said_text(&skipped));
	if (*said_text(&unfinished))
		outcome_say(outcome, "unfinished", "%s", said_text(&unfinished));
	said_free(&covered);
	said_free(&skipped);
	said_free(&unfinished);
}

static void run(struct live *live, struct outcome *outcome, struct printer *printer, unsigned int n)
{
	struct outcome *part;

	if (n) {
		printer_begin(printer, outcome, live->nparts);
		live_run_all(live, n);
		progress_clear();
	}
	for (unsigned int i = 0; i < live->nparts; i++) {
		part = outcome_part(outcome);
		if (!part)
			return;
		tell_part(live, &live->parts[i], part);
	}
	tell_covered(outcome, live);
	live_judge(outcome, live);
}

/* What all parts counted, and in which time. */
static void sum_up(struct outcome *outcome, const struct live *live, struct race_counts *total)
{
	double seconds = 0;

	for (unsigned int i = 0; i < live->nparts; i++) {
		race_counts_add(total, &live->parts[i].total.race.total.counts);
		seconds += live->parts[i].total.race.seconds;
	}
	race_put_counts(outcome->counts, total);
	put_real(outcome->counts, "seconds", seconds);
}

void live_all(struct live *live, struct outcome *outcome, struct printer *printer)
{
	const struct legs_asked *asked = live->legs.asked;
	struct legs *legs = &live->legs;
	struct race_counts total = {0};
	char why[256];
	unsigned int n;

	put_parameters(outcome->parameters, live->arguments);
	race_log_start(legs, asked->cpus, asked->ncpus, outcome->parameters);
	n = live_find_parts(live);
	tell_setup(outcome, live);
	if (live_check(live, why, sizeof(why)))
		run(live, outcome, printer, n);
	else
		outcome_judge(outcome, OUTCOME_ERROR, "%s", why);
	if (outcome->nparts)
		sum_up(outcome, live, &total);
	race_log_end(legs, outcome_verdict_name(outcome->verdict), &total);
}
