/*
 * Explains races: the generations around a violation become a schedule for the machine, with the
 * same parameters, and the machine is asked for an execution that mixes them in the same way. What it
 * finds is shrunk, as the parameters of a race are unwieldy.
 */
#include "analysis/explain.h"

#include <stdio.h>
#include <stdlib.h>

#include "clock/scenario.h"
#include "file/folder.h"
#include "finding/shrink.h"
#include "protocols/registry.h"
#include "stress/cpu/upset.h"
#include "verify/verify.h"

#define TAIL 100000
#define HOLD_FIRST 16		       /* the machine's time before the first update */
#define EXECUTIONS 200000	       /* of one attempt, at most */
#define PATIENCE 5000000000ull	       /* ns, after which no further attempt is made */
#define PATIENCE_SHARED 30000000000ull /* ns, of reads that share memory ... */
#define UPDATES_SHARED 2	       /* ... with so many updates at most */

static const enum model models[] = {MODEL_SC, MODEL_X86, MODEL_X86_MANUAL};
static const u64 gaps[] = {100, 1, 5000};    /* ticks between two stores */
static const u64 tails[] = {0, 1000, 10000}; /* after the last one; 0: as the attempt says */

static struct update *add_update(struct schedule *schedule, u64 hold, u64 gap)
{
	struct update *update = &schedule->updates[schedule->nupdates++];

	memset(update, 0, sizeof(*update));
	update->kind = UPDATE_REFRESH;
	update->rate = schedule->rate;
	update->hold = hold;
	update->gap = gap;
	update->dies_after = -1;
	return update;
}

/* A refresh between two updates: a moment to read at. */
enum moment { MOMENT_NONE, MOMENT_HALFWAY, MOMENT_ENDS, MOMENTS };

/* How long before the update at anchor, and not more than hold, that refresh is. */
static u64 moment_before(enum moment moment, const struct race_violation *violation, u64 anchor,
			 u64 hold)
{
	u64 since = anchor - violation->s;

	return moment == MOMENT_ENDS && violation->s < anchor && since < hold ? since
									      : hold - hold / 2;
}

/* How a schedule is made of a violation. */
struct attempt {
	unsigned int first, last; /* generations */
	bool sequence;		  /* start with that of the race, which may be near its wrap */
	enum moment moment;	  /* with MOMENT_ENDS the tail is over when the read was, */
	u64 tail;		  /* but for this, if it is not 0 */
	u64 gap;
};

/* The generations of the violation, as updates with the same parameters. */
static void make_schedule(const struct race_violation *violation, const struct format *format,
			  const struct host *host, const struct attempt *attempt,
			  struct schedule *schedule)
{
	unsigned int first = attempt->first, last = attempt->last;
	const struct race_generation *from = &violation->generations[first];
	enum moment moment = attempt->moment;
	u64 early = 0, gap = attempt->gap;

	memset(schedule, 0, sizeof(*schedule));
	scenario_start(format, host, 0, &schedule->sequence);
	if (attempt->sequence)
		schedule->sequence = violation->generations[first + 1].sequence;
	/* what overflows does so long after the TSC that its page counts from */
	if (violation->kind == VIOLATION_ARITHMETIC)
		early = from->generation.anchor / 8;
	schedule->tsc = from->generation.anchor - early;
	schedule->value = generation_time(format, &from->generation, schedule->tsc);
	schedule->rate = from->generation.rate;
	schedule->tail = violation->e - violation->generations[last].generation.anchor + early;
	if ((schedule->tail < TAIL && moment != MOMENT_ENDS) || schedule->tail >> 56)
		schedule->tail = TAIL;
	if (attempt->tail)
		schedule->tail = attempt->tail;
	for (unsigned int i = first + 1; i <= last; i++) {
		const struct race_generation *prev = &violation->generations[i - 1];
		const struct race_generation *next = &violation->generations[i];
		u64 anchor = next->generation.anchor, hold = anchor - prev->generation.anchor;
		struct update *update;

		if (i == first + 1)
			hold += early - (hold > HOLD_FIRST ? HOLD_FIRST : 0);
		if (moment) {
			u64 before = moment_before(moment, violation, anchor, hold);

			add_update(schedule, hold - before, 1);
			hold = before;
		}
		update = add_update(schedule, hold, gap);
		update->rate = next->generation.rate;
		update->step = (s64)(generation_time(format, &next->generation, anchor) -
				     generation_time(format, &prev->generation, anchor));
		if (next->update.kind != UPDATE_REFRESH)
			update->kind = update->step < 0 ? UPDATE_STEP_BACK : UPDATE_STEP_FORWARD;
	}
}

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
		unsigned int k = (unsigned int)(piece->generation - mix->first);
		u64 meant = log_published(log, k, piece->offset, piece->size);
		bool found = false;

		for (unsigned int a = read->naccesses; a-- > 0 && !found;) {
			const struct access *access = &read->accesses[a];

			if (access->kind != ACCESS_LOAD || access->offset > piece->offset ||
			    access->offset + access->size < piece->offset + piece->size)
				continue;
			if ((access->value >> (8 * (piece->offset - access->offset)) &
			     bytes_mask(piece->size)) != meant)
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

/* From the first to the last generation that the value shows; all of them if it does not tell. */
static void find_span(const struct race_violation *violation, unsigned int *first,
		      unsigned int *last)
{
	*first = 0;
	*last = violation->ngenerations - 1;
	if (violation->kind != VIOLATION_TORN || !violation->npieces)
		return;
	*first = *last = violation->pieces[0].generation;
	for (unsigned int p = 1; p < violation->npieces; p++) {
		unsigned int generation = violation->pieces[p].generation;

		*first = generation < *first ? generation : *first;
		*last = generation > *last ? generation : *last;
	}
}

/* Each host makes one update at least. */
static void widen(const struct race_violation *violation, unsigned int hosts, unsigned int *first,
		  unsigned int *last)
{
	while (hosts > 1 && *last - *first < hosts) {
		if (*first)
			--*first;
		else if (*last + 1 < violation->ngenerations)
			++*last;
		else
			break;
	}
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

/* Does this way make sense? */
static bool applies(const struct race_violation *violation, const struct host *host,
		    const struct attempt *attempt)
{
	unsigned int updates = attempt->last - attempt->first;

	if (attempt->moment && (violation->npieces || 2 * updates > UPDATES_MAX))
		return false;
	return !attempt->sequence ||
	       (updates &&
		host->legal_start((u32)violation->generations[attempt->first + 1].sequence));
}

/* One of n, taken off *rest. */
static unsigned int digit(unsigned int *rest, unsigned int n)
{
	unsigned int taken = *rest % n;

	*rest /= n;
	return taken;
}

/* The next way to go about it, counted in *i; false past the last. */
static bool next_attempt(const struct race_violation *violation, const struct host *host,
			 unsigned int *i, struct attempt *attempt, enum model *model)
{
	do {
		unsigned int rest = (*i)++;

		attempt->gap = gaps[digit(&rest, ARRAY_SIZE(gaps))];
		attempt->tail = tails[digit(&rest, ARRAY_SIZE(tails))];
		attempt->moment = (enum moment)digit(&rest, MOMENTS);
		*model = models[digit(&rest, ARRAY_SIZE(models))];
		attempt->sequence = !rest;
		if (rest > 1)
			return false;
	} while (!applies(violation, host, attempt));
	return true;
}

/* As confirmed, and made small where it is of one read. */
static enum explained save(struct finding *finding, const char *folder, struct machine *machine,
			   struct oracle *oracle, char *path, size_t size)
{
	int error;

	if (!finding_confirm(finding, machine, oracle, path, size))
		return EXPLAINED_REFUSED;
	if (!finding->joint.readers)
		finding_shrink(finding, machine, oracle, NULL, NULL);
	error = finding_save(finding, folder, path, size);
	if (!error)
		return EXPLAINED;
	snprintf(path, size, "%s: the finding is not saved: %s", folder, file_strerror(error));
	return EXPLAINED_ERROR;
}

static enum explained explain_alone(const struct race_options *race,
				    const struct race_violation *violation, const char *folder,
				    struct finding *finding, struct machine *machine,
				    struct oracle *oracle, char *path, size_t size)
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
	unsigned int i = 0;

	if (!options.host || !options.guest || kind >= VIOLATIONS || !violation->ngenerations)
		return EXPLAINED_LATER;
	options.wanted = 1u << kind;
	options.counts = violation->npieces ? same_mix : NULL;
	options.arg = &mix;
	find_span(violation, &attempt.first, &attempt.last);
	widen(violation, race->hosts, &attempt.first, &attempt.last);
	while (!found && next_attempt(violation, options.host, &i, &attempt, &options.model)) {
		if (upset_now() > until)
			return EXPLAINED_LATER;
		make_schedule(violation, race->format, options.host, &attempt, &schedule);
		schedule.vcpus = race->vcpus;
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
	return save(finding, folder, machine, oracle, path, size);
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
 * long before those at hand. So of two hosts, of which some earlier update may have left the page as it is.
 */
static enum explained explain_any(const struct race_options *race, enum violation kind,
				  const char *folder, struct finding *finding,
				  struct machine *machine, struct oracle *oracle, char *path,
				  size_t size)
{
	struct patience patience = {.until = upset_now() + PATIENCE_SHARED};
	struct verify_options options = {
		.format = race->format,
		.word = 64,
		.updates = UPDATES_SHARED,
		.hosts = race->hosts,
		.retries = 3,
		.wanted = 1u << kind,
		.stop = &patience.over,
		.watch = watch,
		.watcher = &patience,
		.host = registry_find_host(ENGINE_MACHINE, race->format, race->host->name),
		.guest = registry_find_guest(ENGINE_MACHINE, race->format, race->guest->name)};
	struct verdict verdict;
	bool found = false;

	for (unsigned int m = 0; m < ARRAY_SIZE(models) && !found && !patience.over; m++) {
		options.model = models[m];
		verify(machine, oracle, &options, &verdict);
		found = verdict.found[kind] != NULL;
		if (found)
			*finding = *verdict.found[kind];
		verdict_free(&verdict);
	}
	return found ? save(finding, folder, machine, oracle, path, size) : EXPLAINED_LATER;
}

enum explained explain(const struct race_options *race, const struct race_violation *violation,
		       const char *folder, struct finding *finding, struct machine *machine,
		       struct oracle *oracle, char *path, size_t size)
{
	enum explained explained = EXPLAINED_NOT;
	bool any = race->shares || race->hosts > 1;

	if (!race->shares || violation->kind != VIOLATION_BACKWARDS)
		explained = explain_alone(race, violation, folder, finding, machine, oracle, path,
					  size);
	if (!any || explained == EXPLAINED || explained == EXPLAINED_ERROR)
		return explained;
	return explain_any(race, violation->kind, folder, finding, machine, oracle, path, size);
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
			 "%s: %u mixes of updates give the value; the first is explained: %s", kind,
			 violation->nmix, path);
	else
		snprintf(out, size, "%s: explained: %s", kind, path);
	return out;
}
