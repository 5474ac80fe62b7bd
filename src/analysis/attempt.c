/* Schedules of violations; see attempt.h. */
#include "analysis/attempt.h"

#include <string.h>

#include "clock/scenario.h"

#define TAIL 100000
#define HOLD_FIRST 16 /* the machine's time before the first update */

const enum model attempt_models[] = {MODEL_SC, MODEL_X86, MODEL_X86_MANUAL};
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

/* How long before what is seen at that moment, and not more than hold, that refresh is. */
static u64 moment_before(enum moment moment, const struct race_violation *violation, u64 at,
			 u64 hold)
{
	u64 since = at - violation->s;

	return moment == MOMENT_ENDS && violation->s < at && since < hold ? since : hold - hold / 2;
}

/*
 * When what generation i stores is first seen: at its anchor, as hosts are to have it, or, of a host that was stopped
 * meanwhile, as late as its stamps and the read allow.
 */
static u64 seen_at(const struct attempt *attempt, const struct race_violation *violation,
		   unsigned int i)
{
	const struct race_generation *generation = &violation->generations[i];
	u64 anchor = generation->generation.anchor, last = violation->e;

	if (generation->end < last)
		last = generation->end;
	return attempt->late && i > attempt->first && generation->begin && last > anchor ? last
											 : anchor;
}

void attempt_schedule(const struct attempt *attempt, const struct race_violation *violation,
		      const struct format *format, const struct host *host,
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
	schedule->tail = violation->e - seen_at(attempt, violation, last) + early;
	if ((schedule->tail < TAIL && moment != MOMENT_ENDS) || schedule->tail >> 56)
		schedule->tail = TAIL;
	if (attempt->tail)
		schedule->tail = attempt->tail;
	for (unsigned int i = first + 1; i <= last; i++) {
		const struct race_generation *prev = &violation->generations[i - 1];
		const struct race_generation *next = &violation->generations[i];
		u64 anchor = next->generation.anchor, at = seen_at(attempt, violation, i);
		u64 hold = at - seen_at(attempt, violation, i - 1);
		struct update *update;

		if (i == first + 1)
			hold += early - (hold > HOLD_FIRST ? HOLD_FIRST : 0);
		if (moment) {
			u64 before = moment_before(moment, violation, at, hold);

			add_update(schedule, hold - before, 1);
			hold = before;
		}
		update = add_update(schedule, hold, gap);
		update->rate = next->generation.rate;
		update->step = (s64)(generation_time(format, &next->generation, anchor) -
				     generation_time(format, &prev->generation, anchor));
		/* a host with a clock of its own takes the TSC for it when it begins */
		*(host->own_params ? &update->lead : &update->behind) = at - anchor;
		if (next->update.kind != UPDATE_REFRESH)
			update->kind = update->step < 0 ? UPDATE_STEP_BACK : UPDATE_STEP_FORWARD;
	}
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

/* Does this way make sense? */
static bool applies(const struct race_violation *violation, const struct host *host,
		    const struct attempt *attempt)
{
	unsigned int updates = attempt->last - attempt->first;
	bool late = false;

	for (unsigned int i = attempt->first + 1; i <= attempt->last; i++)
		late = late ||
		       seen_at(attempt, violation, i) > violation->generations[i].generation.anchor;
	if (attempt->moment && (violation->npieces || 2 * updates > UPDATES_MAX))
		return false;
	if (attempt->late && (violation->npieces || !late))
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

void attempt_begin(struct attempt *attempt, const struct race_violation *violation,
		   unsigned int hosts)
{
	memset(attempt, 0, sizeof(*attempt));
	find_span(violation, &attempt->first, &attempt->last);
	widen(violation, hosts, &attempt->first, &attempt->last);
}

bool attempt_next(struct attempt *attempt, const struct race_violation *violation,
		  const struct host *host)
{
	do {
		unsigned int rest = attempt->made++;

		attempt->gap = gaps[digit(&rest, ARRAY_SIZE(gaps))];
		attempt->tail = tails[digit(&rest, ARRAY_SIZE(tails))];
		attempt->moment = (enum moment)digit(&rest, MOMENTS);
		attempt->model = attempt_models[digit(&rest, ATTEMPT_MODELS)];
		attempt->late = digit(&rest, 2);
		attempt->sequence = !rest;
		if (rest > 1)
			return false;
	} while (!applies(violation, host, attempt));
	return true;
}
