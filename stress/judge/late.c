/*
 * Late samples: an LFENCE in front of RDTSC holds the loads before it, not those behind it, so a guest
 * may look at the sequence again, find it unchanged, and sample the TSC after that, when the next
 * clock is due. Such a value is exactly what one whole generation gives, one that was due during the
 * read, at a TSC after its time and not after the read.
 *
 * That is all that can be told from the value. Whether the guest can be late is for the model, and so
 * is whether the pair may give such values in another way: see struct race_calls.
 */
#include <stdatomic.h>

#include "stress/judge/kinds.h"

static const enum violation looks_like[RACE_LATES] = {
	[RACE_LATE_STALE] = VIOLATION_STALE,
	[RACE_LATE_BACKWARDS] = VIOLATION_BACKWARDS,
};

u64 judge_late_as(struct judge *judge, const struct window *window, u64 k, u64 value)
{
	u64 due, low, high = window->e, base, end = judge_gone(judge, k, window->high);
	struct times times;
	const struct log_entry *entry = judge_entry(judge, k);

	if (!entry || end >= high - judge->margin)
		return 0;
	due = end + judge->margin; /* by the reader's TSC, and not later */
	if (due < window->s)
		return 0;
	low = due + 1;
	base = judge_times(judge, entry, low).least;
	if (value - base > judge_times(judge, entry, high).most - base)
		return 0;
	while (low < high) {
		u64 middle = low + (high - low) / 2;

		if (judge_times(judge, entry, middle).most - base < value - base)
			low = middle + 1;
		else
			high = middle;
	}
	times = judge_times(judge, entry, low);
	return value - times.least <= times.most - times.least ? low - due : 0;
}

/*
 * Was this thread's last value surely newer than generation k? Then a later read can't have loaded
 * k's fields in time, and no late sample explains what it gives.
 */
static bool is_behind_last(struct judge *judge, u64 k)
{
	const struct outcome *last = &judge->last;
	struct window window = judge_window_of(last);

	if (!last->set)
		return false;
	for (u64 g = last->low; g <= last->high && g <= k; g++)
		if (judge_legal_as(judge, &window, g, last->value) ||
		    judge_late_as(judge, &window, g, last->value))
			return false;
	return true;
}

/* Is value generation k's at the window's end, where the read says which TSC it is of? */
static bool is_of_end(struct judge *judge, const struct window *window, u64 k, u64 value)
{
	const struct log_entry *entry = judge_entry(judge, k);

	return !judge->format->with_tsc || (entry && judge_time(judge, entry, window->e) == value);
}

bool judge_excuse_stale(struct judge *judge, const struct window *window, u64 value,
			unsigned int cpu, u64 k, u64 late)
{
	struct race_violation violation;

	judge_begin(judge, window, VIOLATION_STALE, value, cpu, &violation);
	violation.stale = k;
	violation.late = late;
	return judge_excuse(judge, &violation, k, window->high);
}

bool judge_late(struct judge *judge, const struct window *window, u64 value, unsigned int cpu)
{
	u64 late = 0, found = 0;

	for (u64 k = window->high; k-- > window->low;) {
		u64 ticks = judge_late_as(judge, window, k, value);

		if (!ticks || (late && ticks >= late) || is_behind_last(judge, k) ||
		    !is_of_end(judge, window, k, value))
			continue;
		late = ticks;
		found = k;
	}
	return late && judge_excuse_stale(judge, window, value, cpu, found, late);
}

bool judge_excuse(struct judge *judge, struct race_violation *violation, u64 low, u64 high)
{
	u32 excuse = judge->excuse ? atomic_load_explicit(judge->excuse, memory_order_acquire) : 0;
	enum race_late as =
		violation->kind == VIOLATION_STALE ? RACE_LATE_STALE : RACE_LATE_BACKWARDS;
	struct race_tally *tally = judge->tally;
	struct picks picks;

	if (high - low >= RACE_GENERATIONS_MAX) /* the clock and what replaced it tell why */
		high = low + RACE_GENERATIONS_MAX - 1;
	if (excuse == RACE_EXCUSE_UNKNOWN) {
		violation->tentative = true;
		if (violation->late > tally->late_open_most[as])
			tally->late_open_most[as] = violation->late;
		judge_pick(&picks, low, high);
		judge_record(judge, violation, &picks, &tally->counts.late_open[as],
			     &tally->first_late[as]);
		return true;
	}
	judge_settle_late(tally, excuse);
	if (!(excuse >> violation->kind & 1))
		return false;
	violation->kind = VIOLATION_LATE_TSC;
	if (as == RACE_LATE_BACKWARDS)
		judge_add(&tally->counts.late_pairs, 1);
	if (violation->late > tally->counts.late_most)
		judge_add(&tally->counts.late_most, violation->late - tally->counts.late_most);
	judge_count(judge, violation, low, high);
	return true;
}

void judge_settle_late(struct race_tally *tally, u32 excuse)
{
	struct race_counts *counts = &tally->counts;

	for (unsigned int as = 0; as < RACE_LATES; as++) {
		struct race_violation *first = &tally->first_late[as];
		enum violation kind =
			excuse >> looks_like[as] & 1 ? VIOLATION_LATE_TSC : looks_like[as];
		u64 most = tally->late_open_most[as];

		if (!counts->late_open[as])
			continue;
		first->kind = kind;
		first->tentative = false;
		if (kind != VIOLATION_LATE_TSC)
			first->late = 0;
		else if (most > counts->late_most)
			judge_add(&counts->late_most, most - counts->late_most);
		if (kind == VIOLATION_LATE_TSC && as == RACE_LATE_BACKWARDS)
			judge_add(&counts->late_pairs, counts->late_open[as]);
		if (!counts->found[kind] || first->e < tally->first[kind].e)
			tally->first[kind] = *first;
		judge_add(&counts->found[kind], counts->late_open[as]);
		__atomic_store_n(&counts->late_open[as], 0, __ATOMIC_RELAXED);
	}
}
