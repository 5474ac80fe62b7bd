/*
 * Explains races: the generations around a violation become a schedule for the machine, with the
 * same parameters, and the machine is asked for an execution that mixes them in the same way. What it
 * finds is shrunk, as the parameters of a race are unwieldy.
 */
#include "analysis/explain.h"

#include <stdio.h>
#include <stdlib.h>

#include "analysis/attempt.h"
#include "file/folder.h"
#include "finding/shrink.h"
#include "clock/vcpus.h"
#include "protocols/registry.h"
#include "stress/cpu/upset.h"
#include "verify/verify.h"

#define EXECUTIONS 200000	       /* of one attempt, at most */
#define PATIENCE 5000000000ull	       /* ns, after which no further attempt is made */
#define PATIENCE_SHARED 30000000000ull /* ns, of reads that share memory ... */
#define UPDATES_SHARED 2	       /* ... with so many updates at most */

/* The mix of a torn value, whose first generation is that of the schedule's start. */
struct mix {
	const struct race_violation *violation;
	unsigned int first;
};

/* Has the read last loaded each piece from the generation that the race's value shows? */
static bool same_mix(const void *arg, const struct log *log, const struct read *read)
{
	const struct mix *mix = arg;
	const struct race_violation *violation = mix->violation;

	for (unsigned int p = 0; p < violation->npieces; p++) {
		const struct race_piece *piece = &violation->pieces[p];
		unsigned int k = (unsigned int)(piece->generation - mix->first) * log->nclocks;
		bool found = false;

		for (unsigned int a = read->naccesses; a-- > 0 && !found;) {
			const struct access *access = &read->accesses[a];
			u16 at = log_in_page(log, access->offset);

			if (access->kind != ACCESS_LOAD || at > piece->offset ||
			    at + access->size < piece->offset + piece->size)
				continue;
			if ((access->value >> (8 * (piece->offset - at)) &
			     bytes_mask(piece->size)) !=
			    log_published(log, k + log_clock_of(log, access->offset), piece->offset,
					  piece->size))
				return false;
			found = true;
		}
	}
	return true;
}

/* How far a search has come. */
struct search {
	bool cut;	 /* there are more: other updates, or more retries */
	char error[256]; /* why the machine does not run the pair, or "" */
};

/* An execution of the schedule with that kind of violation, and with the same mix, if there is one. */
static bool find_kind(enum violation kind, const struct verify_options *options,
		      const struct schedule *schedule, struct finding *finding,
		      struct machine *machine, struct oracle *oracle, struct search *search)
{
	struct verdict verdict;
	bool found;

	verify_schedule(machine, oracle, options, schedule, &verdict);
	found = verdict.found[kind] != NULL;
	if (found)
		*finding = *verdict.found[kind];
	search->cut |= verdict.limited || !verdict.complete;
	memcpy(search->error, verdict.error, sizeof(search->error));
	verdict_free(&verdict);
	return found;
}

/* Is a field of the mix in two halves? */
static bool has_halves(const struct race_violation *violation)
{
	for (unsigned int p = 1; p < violation->npieces; p++)
		if (violation->pieces[p].field == violation->pieces[p - 1].field)
			return true;
	return false;
}

/* The schedules that are made of a violation have no pauses, in which readers stand still. */
static bool has_pause(const struct race_violation *violation)
{
	for (unsigned int i = 0; i < violation->ngenerations; i++)
		if (violation->generations[i].update.kind == UPDATE_PAUSE)
			return true;
	return false;
}

/* As confirmed, and made small where it is of one read; without a folder, path is "". */
static enum explained save(struct finding *finding, const struct findings *findings,
			   struct machine *machine, struct oracle *oracle, char *path, size_t size,
			   bool *known)
{
	int error;

	if (!finding_confirm(finding, machine, oracle, path, size))
		return EXPLAINED_REFUSED;
	if (!finding->joint.readers)
		finding_shrink(finding, machine, oracle, NULL, NULL);
	path[0] = '\0';
	error = findings->folder ? finding_keep(finding, findings, path, size, known) : 0;
	if (!error)
		return EXPLAINED;
	snprintf(path, size, "%s: the finding is not saved: %s", findings->folder,
		 file_strerror(error));
	return EXPLAINED_ERROR;
}

/* An execution with these generations and one reader, until *stop if not NULL; of EXPLAINED_REFUSED path tells why. */
static enum explained find_alone(const struct race_options *race, const volatile int *stop,
				 const struct race_violation *violation, struct finding *finding,
				 struct machine *machine, struct oracle *oracle, char *path,
				 size_t size)
{
	struct verify_options options = {
		.format = race->format,
		.word = has_halves(violation) ? 32 : 64,
		.retries = 3,
		.limit = EXECUTIONS,
		.host = registry_find_host(ENGINE_MACHINE, race->format, race->host->name),
		.guest = registry_find_guest(ENGINE_MACHINE, race->format, race->guest->name)};
	enum violation kind = violation->kind;
	struct schedule schedule;
	struct attempt attempt;
	struct search search = {.cut = has_pause(violation)};
	struct mix mix = {.violation = violation};
	bool found = false;
	u64 until = upset_now() + PATIENCE;

	if (!options.host || !options.guest || kind >= VIOLATIONS || !violation->ngenerations)
		return EXPLAINED_LATER;
	options.wanted = 1u << kind;
	options.counts = violation->npieces ? same_mix : NULL;
	options.arg = &mix;
	attempt_begin(&attempt, violation, race->hosts);
	while (!found && attempt_next(&attempt, violation, options.host)) {
		if (upset_now() > until || (stop && *stop))
			return EXPLAINED_LATER;
		options.model = attempt.model;
		attempt_schedule(&attempt, violation, race->format, options.host, &schedule);
		vcpus_give(race->vcpus, violation->tscs, &schedule);
		schedule.hosts = race->hosts;
		mix.first = attempt.first;
		found = find_kind(kind, &options, &schedule, finding, machine, oracle, &search);
		if (search.error[0]) {
			snprintf(path, size, "%s", search.error);
			return EXPLAINED_REFUSED;
		}
	}
	if (!found)
		return search.cut ? EXPLAINED_LATER : EXPLAINED_NOT;
	return EXPLAINED;
}

static enum explained explain_alone(const struct race_options *race,
				    const struct race_violation *violation,
				    const struct findings *findings, struct finding *finding,
				    struct machine *machine, struct oracle *oracle, char *path,
				    size_t size, bool *known)
{
	enum explained explained =
		find_alone(race, NULL, violation, finding, machine, oracle, path, size);

	return explained == EXPLAINED ? save(finding, findings, machine, oracle, path, size, known)
				      : explained;
}

struct verify_options explain_asked(const struct race_options *race)
{
	return (struct verify_options){
		.format = race->format,
		.host = registry_find_host(ENGINE_MACHINE, race->format, race->host->name),
		.guest = registry_find_guest(ENGINE_MACHINE, race->format, race->guest->name),
		.hosts = race->hosts,
		.vcpus = race->vcpus,
		.tscs = race->tscs};
}

enum race_has explain_has(const struct race_options *race, const struct race_violation *violation,
			  struct machine *machine, struct oracle *oracle)
{
	struct verify_options asked = explain_asked(race);
	enum explained explained;
	struct finding *finding;
	char why[256];
	int loses;

	if (violation->kind == VIOLATION_LOST) {
		loses = verify_loses(machine, oracle, &asked, race->stop);
		return loses < 0 ? RACE_HAS_UNKNOWN : loses ? RACE_HAS : RACE_HAS_NOT;
	}
	finding = malloc(sizeof(*finding));
	if (!finding)
		return RACE_HAS_UNKNOWN;
	explained =
		find_alone(race, race->stop, violation, finding, machine, oracle, why, sizeof(why));
	free(finding);
	return explained == EXPLAINED	    ? RACE_HAS
	       : explained == EXPLAINED_NOT ? RACE_HAS_NOT
					    : RACE_HAS_UNKNOWN;
}

/* How long reads that act on each other may be looked at. */
struct patience {
	u64 until; /* ns */
	volatile int over;
};

static void watch(void *watcher, const struct verify_options *options,
		  const struct verdict *verdict)
{
	struct patience *patience = watcher;

	(void)options;
	(void)verdict;
	if (upset_now() > patience->until)
		patience->over = 1;
}

/*
 * Of reads that share memory any with that violation will do, whatever the updates: what is kept may have come from
 * long before those at hand. So of two hosts, and of guests that write the page, as some earlier update or read may
 * have left the page as it is.
 */
static enum explained explain_any(const struct race_options *race, enum violation kind,
				  const struct findings *findings, struct finding *finding,
				  struct machine *machine, struct oracle *oracle, char *path,
				  size_t size, bool *known)
{
	struct patience patience = {.until = upset_now() + PATIENCE_SHARED};
	struct verify_options options = {
		.format = race->format,
		.word = 64,
		.updates = UPDATES_SHARED,
		.hosts = race->hosts,
		.vcpus = race->vcpus,
		.tscs = race->tscs,
		.retries = 3,
		.wanted = 1u << kind,
		.stop = &patience.over,
		.watch = watch,
		.watcher = &patience,
		.host = registry_find_host(ENGINE_MACHINE, race->format, race->host->name),
		.guest = registry_find_guest(ENGINE_MACHINE, race->format, race->guest->name)};
	struct verdict verdict;
	bool found = false;

	for (unsigned int m = 0; m < ATTEMPT_MODELS && !found && !patience.over; m++) {
		options.model = attempt_models[m];
		verify(machine, oracle, &options, &verdict);
		found = verdict.found[kind] != NULL;
		if (found)
			*finding = *verdict.found[kind];
		verdict_free(&verdict);
	}
	return found ? save(finding, findings, machine, oracle, path, size, known)
		     : EXPLAINED_LATER;
}

enum explained explain(const struct race_options *race, const struct race_violation *violation,
		       const struct findings *findings, struct finding *finding,
		       struct machine *machine, struct oracle *oracle, char *path, size_t size,
		       bool *known)
{
	enum explained explained = EXPLAINED_NOT;
	bool any = race->shares || race->writes || race->hosts > 1;

	*known = false;
	if (violation->kind != VIOLATION_LOST &&
	    (!race->shares || violation->kind != VIOLATION_BACKWARDS))
		explained = explain_alone(race, violation, findings, finding, machine, oracle, path,
					  size, known);
	if (!any || explained == EXPLAINED || explained == EXPLAINED_ERROR)
		return explained;
	return explain_any(race, violation->kind, findings, finding, machine, oracle, path, size,
			   known);
}

const char *explain_sentence(enum explained explained, const struct race_violation *violation,
			     const char *path, char *out, size_t size)
{
	const char *kind = violation_name(violation->kind);

	if (explained == EXPLAINED_ERROR)
		snprintf(out, size, "%s: explained, but not saved", kind);
	else if (explained == EXPLAINED_LATER)
		snprintf(out, size,
			 "%s: not explained yet: not all executions of these updates were tried, "
			 "with as many retries and pauses as there may be",
			 kind);
	else if (explained == EXPLAINED_REFUSED)
		snprintf(out, size, "%s: not explained: the machine does not run this pair: %s",
			 kind, path);
	else if (explained == EXPLAINED_NOT)
		snprintf(out, size,
			 "%s: not explained: no execution of sc, x86 or x86-manual with these "
			 "updates does this; it is the most interesting result there is",
			 kind);
	else if (violation->kind == VIOLATION_TORN && violation->nmix > 1)
		snprintf(out, size,
			 "%s: %u mixes of updates give the value; the first is explained%s%s", kind,
			 violation->nmix, *path ? ": " : "", path);
	else
		snprintf(out, size, "%s: explained%s%s", kind, *path ? ": " : "", path);
	return out;
}
