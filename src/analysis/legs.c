/* The frame of a run of legs. What they find is logged and given to the explainer as soon as it is found. */
#include "analysis/legs.h"
#include "analysis/explain.h"

#include <inttypes.h>

#include "analysis/race_log.h"
#include "file/text.h"
#include "protocols/registry.h"
#include "stress/cpu/pin.h"
#include "verify/verify.h"

#define HEARTBEAT_NS 60000000000ull
#define EXECUTIONS 100000 /* some tenths of a second; wrong pairs show it much sooner */

bool legs_begin(struct legs *legs, const struct legs_asked *asked)
{
	legs->asked = asked;
	legs->progress.began = legs->beat = upset_now();
	legs->progress.seconds = asked->seconds;
	upset_sample(&legs->machine_then);
	legs->explainer = explainer_new(&legs->race, &asked->findings);
	if (!legs->explainer)
		progress_say(asked->command, "out of memory or threads",
			     "try again with less load");
	return legs->explainer &&
	       log_open(&legs->log, asked->command, asked->log, asked->printer.force);
}

bool legs_end(struct legs *legs)
{
	explainer_free(legs->explainer);
	return !log_close(&legs->log);
}

void legs_notice(void *arg, const char *what, const char *text)
{
	struct legs *legs = arg;

	progress_say(legs->asked->command, what, text);
	race_log_notice(legs, what, text);
}

bool legs_check(struct legs *legs, bool alone, u32 *wrong, char *why, size_t size)
{
	struct race_options *race = &legs->race;
	struct verdict verdict;
	struct machine *machine;
	struct oracle *oracle;
	char text[256];
	struct verify_options asked = explain_asked(race);

	asked.vcpus = legs->vcpus;
	machine = explainer_machine(legs->explainer, &oracle);
	verify_before_race(machine, oracle, &asked, EXECUTIONS, &verdict);
	*wrong = verdict_violations(&verdict);
	race->vcpus = verdict.vcpus;
	race->shares = verdict.floor && !verdict.error[0];
	race->writes =
		!verdict.error[0] && (verdict.writing.site || verdict_page_store(asked.guest));
	if (race->writes && race->shares)
		snprintf(verdict.error, sizeof(verdict.error),
			 "a guest that writes the page, and keeps memory over reads: not raced, as "
			 "what comes of both is not judged there");
	if (race->tscs && race->vcpus < 2 && !verdict.error[0])
		snprintf(verdict.error, sizeof(verdict.error),
			 "--tscs is of several vCPUs, and this guest is on one: give --vcpus as "
			 "well");
	if (race->format->still && !verdict.error[0])
		snprintf(verdict.error, sizeof(verdict.error),
			 "a clock that stands between updates: not raced, as values do not show "
			 "there of which update they are: use verify or search");
	snprintf(why, size, "%s",
		 alone ? verify_not_shared(&verdict, text, sizeof(text)) : verdict.error);
	verdict_free(&verdict);
	return !*why;
}

/* Counts and rates are those of the pair or source, time and bar those of the run. */
static void print_progress(struct legs *legs, const struct race_counts *leg)
{
	double seconds = (double)(upset_now() - legs->began) / 1e9;
	struct race_counts counts = legs->before;
	char rates[128], number[3][TEXT_COUNT];

	if (!progress_due(&legs->progress))
		return;
	race_counts_add(&counts, leg);
	snprintf(rates, sizeof(rates), "%s reads/s, %s updates/s, %s overlapped",
		 text_count((double)counts.reads / seconds, number[0], TEXT_COUNT),
		 text_count((double)counts.updates / seconds, number[1], TEXT_COUNT),
		 text_count((double)counts.overlapped, number[2], TEXT_COUNT));
	progress_show(&legs->progress, legs->prefix, rates, race_violations(&counts));
}

static void on_explained(void *arg, const struct race_violation *violation, const char *path,
			 const char *text, const char *trace)
{
	race_log_explained(arg, violation, path, text, trace);
}

bool legs_explained(struct legs *legs, bool wait)
{
	return explainer_poll(legs->explainer, wait, on_explained, legs);
}

static void on_progress(void *arg, double seconds, const struct race_counts *leg)
{
	struct legs *legs = arg;

	(void)seconds;
	print_progress(legs, leg);
	legs->unsaved |= !legs_explained(legs, false);
	if (upset_now() - legs->beat >= HEARTBEAT_NS)
		race_log_heartbeat(legs, leg);
}

static void on_violation(void *arg, const char *lane, const struct format *format,
			 const struct race_violation *violation)
{
	struct legs *legs = arg;

	race_log_violation(legs, lane, format, violation);
	if (!lane) /* of a host of ours */
		explainer_ask(legs->explainer, violation);
}

struct race_calls legs_calls(struct legs *legs)
{
	return (struct race_calls){on_progress, on_violation, legs_notice, NULL, NULL, legs};
}

unsigned int legs_take_cpus(struct legs *legs, const unsigned int *cpus, unsigned int ncpus)
{
	memmove(legs->cpus, cpus, ncpus * sizeof(*cpus));
	legs->ncpus = pin_keep(legs->cpus, ncpus);
	legs->lost = ncpus - legs->ncpus;
	return legs->ncpus;
}

void legs_take_pair(struct legs *legs)
{
	registry_spell(legs->race.format->name, legs->format, sizeof(legs->format));
	registry_spell(legs->race.host->name, legs->host, sizeof(legs->host));
	registry_spell(legs->race.guest->name, legs->guest, sizeof(legs->guest));
}

void legs_pair_begins(struct legs *legs)
{
	legs->began = upset_now();
	memset(&legs->before, 0, sizeof(legs->before));
}

void legs_leg_begins(struct legs *legs)
{
	char text[96];

	memset(&legs->beaten, 0, sizeof(legs->beaten));
	if (legs->lost == legs->lost_told)
		return;
	snprintf(text, sizeof(text), "%u of the CPUs %s gone: the race goes on with %u", legs->lost,
		 legs->lost == 1 ? "is" : "are", legs->ncpus);
	legs_notice(legs, "cpus", text);
	legs->lost_told = legs->lost;
}

void legs_leg_ends(struct legs *legs, const struct race_counts *leg)
{
	race_log_heartbeat(legs, leg);
	race_counts_add(&legs->before, leg);
}
