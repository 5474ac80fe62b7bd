/*
 * Makes the schedule of a finding small and plain: fewer updates, and the values, kinds and times that
 * verify would have used. Each change that is tried costs less than what is there, so it comes to an
 * end.
 */
#include "clock/scenario.h"
#include "clock/sequence.h"
#include "finding/shrinker.h"

/* The paces of scenario.c, in the order in which they read well. */
static const unsigned int pace_order[] = {1, 0, 2};

static const struct pace *nice_pace(unsigned int i)
{
	return scenario_pace(pace_order[i]);
}

/*
 * Leave out the updates from first to last. What was seen of them is then to be seen of the update
 * after them, or of the one before, which may be the start.
 */
static void leave_out(struct shrinker *s, unsigned int first, unsigned int last, bool after)
{
	struct schedule *schedule = &s->candidate.schedule;

	shrinker_begin(s);
	for (unsigned int u = first; u <= schedule->nupdates; u++) {
		s->renumbered[u] = (u8)(u > last ? u - (last - first + 1) : first - !after);
		s->left_out |= (u32)(u <= last) << u;
	}
	for (unsigned int r = 0; r < s->candidate.nreads; r++) {
		struct finding_read *read = &s->candidate.reads[r];

		for (unsigned int a = 0; a < read->naccesses; a++) {
			struct finding_access *access = &read->accesses[a];

			access->update = s->renumbered[access->update];
			if (!access->update)
				access->nth = 0;
		}
	}
	if (first == 1 && !after)
		schedule->rate = schedule->updates[last - 1].rate;
	schedule->nupdates -= last - first + 1;
	memmove(&schedule->updates[first - 1], &schedule->updates[last],
		(schedule->nupdates - (first - 1)) * sizeof(schedule->updates[0]));
}

/*
 * Start with the sequence that n updates of best leave. false: the host may not find it, or no update
 * is left to show how it came about.
 */
static bool advance_sequence(struct shrinker *s, unsigned int n)
{
	const struct format *format = s->best.format;
	const struct log *log = machine_log(s->machine);
	u64 *sequence = &s->candidate.schedule.sequence;
	u8 page[WARPAGE_PAGE_MAX];
	char why[256];

	if (!s->candidate.schedule.nupdates ||
	    !finding_run_host(&s->best, s->machine, SHRINKER_POISON, why, sizeof(why)))
		return false;
	memcpy(page, log->start_page, sizeof(page));
	for (unsigned int i = 0; i < log->nevents && log->events[i].update <= n; i++)
		memcpy(page + log->events[i].offset, &log->events[i].value, log->events[i].size);
	*sequence = sequence_get(format, page);
	return sequence_is_legal(format, s->best.host, *sequence);
}

/* As leave_out(), and try it: as it is, then with the sequences that the updates after it had. */
static bool try_without(struct shrinker *s, unsigned int first, unsigned int last, bool after)
{
	leave_out(s, first, last, after);
	if (shrinker_try(s))
		return true;
	leave_out(s, first, last, after);
	return advance_sequence(s, last - first + 1) && shrinker_try(s);
}

bool shrink_updates(struct shrinker *s)
{
	unsigned int n = s->best.schedule.nupdates;

	/* two at a time as well: a sequence may be even every other time */
	for (unsigned int size = n; size; size = size == 3 ? 2 : size / 2) {
		for (unsigned int first = 1; first + size - 1 <= n; first++) {
			unsigned int last = first + size - 1;

			if (try_without(s, first, last, false) ||
			    (last < n && try_without(s, first, last, true)))
				return true;
		}
	}
	return false;
}

/* 0 to 2 as in pace_order, 3 for a number of ticks that is of no pace. */
static unsigned int odd_ticks(u64 ticks, size_t member)
{
	unsigned int i = 0;

	while (i < ARRAY_SIZE(pace_order) &&
	       ticks != *(const u64 *)((const char *)nice_pace(i) + member))
		i++;
	return i;
}

#define ODD_TICKS(owner, member) odd_ticks((owner)->member, offsetof(struct pace, member))

/* How far the clock of an update is from a plain one. */
static unsigned int odd_clock(const struct update *update, u64 rate)
{
	struct update plain;
	unsigned int odd = 0;

	scenario_plain_update(&plain, update->kind, rate, update->jump < 0);
	odd += plain.rate != update->rate;
	odd += plain.step != update->step;
	odd += plain.jump != update->jump;
	while (scenario_kind(odd / 4) != update->kind)
		odd += 4;
	return odd;
}

static unsigned int odd_start(const struct finding *finding)
{
	const struct schedule *schedule = &finding->schedule;
	struct schedule plain = {0};
	unsigned int n = 0, odd;
	u64 sequence;

	scenario_plain_clock(finding->format, &plain);
	odd = (schedule->tsc != plain.tsc) + (schedule->value != plain.value) +
	      (schedule->rate != plain.rate);
	while (scenario_start(finding->format, finding->host, n, &sequence) &&
	       sequence != schedule->sequence)
		n++;
	odd += n;
	for (n = 0; finding->format->placements[n] != schedule->placement;)
		n++;
	return odd + n;
}

static unsigned int odd_schedule(const struct finding *finding)
{
	const struct schedule *schedule = &finding->schedule;
	unsigned int odd = odd_start(finding) + ODD_TICKS(schedule, tail);
	u64 rate = schedule->rate;

	for (unsigned int i = 0; i < schedule->nupdates; i++) {
		const struct update *update = &schedule->updates[i];

		odd += odd_clock(update, rate) + (update->dies_after >= 0);
		odd += ODD_TICKS(update, hold) + ODD_TICKS(update, lead) + ODD_TICKS(update, gap);
		odd += update->behind != 0;
		for (unsigned int g = 0; g < GAPS_MAX; g++)
			odd += update->gaps[g] != 0;
		rate = update->rate;
	}
	return odd;
}

/* Plain clocks from update first on, where they are plain already if only_plain. */
static void follow_rates(struct schedule *schedule, const struct schedule *old, unsigned int first,
			 bool only_plain)
{
	for (unsigned int i = first; i < schedule->nupdates; i++) {
		u64 old_rate = i ? old->updates[i - 1].rate : old->rate;
		u64 rate = i ? schedule->updates[i - 1].rate : schedule->rate;
		const struct update *was = &old->updates[i];

		if (!only_plain || !(odd_clock(was, old_rate) % 4))
			scenario_plain_update(&schedule->updates[i], was->kind, rate,
					      was->jump < 0);
	}
}

static void set_pace(const struct format *format, struct schedule *schedule,
		     const struct pace *pace)
{
	schedule->tail = scenario_ticks(format, pace->tail);
	for (unsigned int i = 0; i < schedule->nupdates; i++) {
		struct update *update = &schedule->updates[i];

		update->hold = scenario_ticks(format, pace->hold);
		update->lead = scenario_ticks(format, pace->lead);
		update->gap = scenario_ticks(format, pace->gap);
		memset(update->gaps, 0, sizeof(update->gaps));
		update->dies_after = -1;
	}
}

/*
 * Changes to the candidate, which is best, one of each list at a time. false: the list has no i-th one.
 * First everything at once, in each pace.
 */
static bool plain_all(struct shrinker *s, unsigned int i)
{
	struct schedule *schedule = &s->candidate.schedule;

	if (i == ARRAY_SIZE(pace_order))
		return false;
	scenario_start(s->best.format, s->best.host, 0, &schedule->sequence);
	schedule->placement = s->best.format->placements[0];
	scenario_plain_clock(s->best.format, schedule);
	follow_rates(schedule, &s->best.schedule, 0, false);
	set_pace(s->best.format, schedule, nice_pace(i));
	return true;
}

static bool plain_clocks(struct shrinker *s, unsigned int i)
{
	struct schedule *schedule = &s->candidate.schedule, plain = {0};

	scenario_plain_clock(s->best.format, &plain);
	switch (i) {
	case 0:
		scenario_plain_clock(s->best.format, schedule);
		follow_rates(schedule, &s->best.schedule, 0, false);
		return true;
	case 1:
		schedule->rate = plain.rate;
		follow_rates(schedule, &s->best.schedule, 0, true);
		return true;
	case 2:
		schedule->tsc = plain.tsc;
		return true;
	case 3:
		schedule->value = plain.value;
		return true;
	}
	return false;
}

static bool plain_sequence(struct shrinker *s, unsigned int i)
{
	return scenario_start(s->best.format, s->best.host, i, &s->candidate.schedule.sequence);
}

static bool plain_placement(struct shrinker *s, unsigned int i)
{
	if (i == s->best.format->nplacements)
		return false;
	s->candidate.schedule.placement = s->best.format->placements[i];
	return true;
}

static bool plain_pace(struct shrinker *s, unsigned int i)
{
	struct schedule *schedule = &s->candidate.schedule;

	if (i < ARRAY_SIZE(pace_order))
		set_pace(s->best.format, schedule, nice_pace(i));
	else if (i < 2 * ARRAY_SIZE(pace_order))
		schedule->tail =
			scenario_ticks(s->best.format, nice_pace(i - ARRAY_SIZE(pace_order))->tail);
	else
		return false;
	return true;
}

/* For each update: another kind, or its own with plain values; its times; its death. */
static bool plain_update(struct shrinker *s, unsigned int i)
{
	enum {
		TIMES = UPDATE_KINDS,
		NO_GAPS = TIMES + 3 * ARRAY_SIZE(pace_order),
		NOT_BEHIND,
		GAP,
		LIFE = GAP + GAPS_MAX,
		CHANGES
	};
	struct schedule *schedule = &s->candidate.schedule;
	unsigned int u = i / CHANGES, change = i % CHANGES;
	struct update *update = &schedule->updates[u];

	if (u == schedule->nupdates)
		return false;
	if (change < TIMES) {
		scenario_plain_update(update, scenario_kind(change),
				      u ? update[-1].rate : schedule->rate, update->jump < 0);
		follow_rates(schedule, &s->best.schedule, u + 1, true);
	} else if (change < NO_GAPS) {
		const struct pace *pace = nice_pace((change - TIMES) / 3);

		if ((change - TIMES) % 3 == 0)
			update->hold = scenario_ticks(s->best.format, pace->hold);
		else if ((change - TIMES) % 3 == 1)
			update->lead = scenario_ticks(s->best.format, pace->lead);
		else
			update->gap = scenario_ticks(s->best.format, pace->gap);
	} else if (change == NO_GAPS) {
		memset(update->gaps, 0, sizeof(update->gaps));
	} else if (change == NOT_BEHIND) {
		update->behind = 0;
	} else if (change < LIFE) {
		update->gaps[change - GAP] = 0;
	} else {
		update->dies_after = -1;
	}
	return true;
}

bool shrink_schedule(struct shrinker *s)
{
	static bool (*const lists[])(struct shrinker * s, unsigned int i) = {
		plain_all, plain_clocks, plain_sequence, plain_placement, plain_pace, plain_update,
	};

	for (unsigned int l = 0; l < ARRAY_SIZE(lists); l++)
		for (unsigned int i = 0; shrinker_begin(s), lists[l](s, i); i++)
			if (odd_schedule(&s->candidate) < odd_schedule(&s->best) && shrinker_try(s))
				return true;
	return false;
}
