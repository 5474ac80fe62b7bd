/*
 * Guests that keep the last time that anybody read, and return that rather than less: such a value is no clock's
 * within the stamps of its own read, but it was one before, and it is no less than what is due. Once some read has
 * returned one, the guest is held to what it promises: no read may return less than one that had ended before, not
 * even where a clock was meant to step back.
 *
 * What another read should not have returned comes back from theirs, and is that one's fault: see judge_inherited().
 */
#include <stdatomic.h>

#include "stress/judge/kinds.h"

#define RECENT_LATE                                                                                \
	JUDGE_SPAN /* updates after which none is of a late sample that somebody judged */
#define LEAD_NS                                                                                    \
	500000000 /* that a clock the log has lost may lead by: what a host that is preempted amid an update steps back */

/* Where clock k's reign begins, by any reader's TSC. */
static u64 begin_of(const struct judge *judge, const struct log_entry *entry)
{
	u64 begin = entry->begin ? entry->begin : entry->anchor;

	return begin > judge->margin ? begin - judge->margin : 0;
}

bool judge_is_ahead(struct judge *judge, const struct window *window, u64 value)
{
	for (u64 k = window->low; k <= window->high; k++) {
		const struct log_entry *entry = judge_entry(judge, k);
		u64 from = entry ? begin_of(judge, entry) : 0;

		if (entry && !judge_behind(value, judge_time(judge, entry,
							     from > window->s ? from : window->s)))
			return true;
	}
	return false;
}

/* Was value clock k's at some moment of its reign, up to the window's end? */
static bool was_of(struct judge *judge, const struct window *window, const struct log_entry *entry,
		   u64 value)
{
	u64 k = entry->number;
	struct window then = {begin_of(judge, entry), window->e + judge->pair_margin, k,
			      window->high};

	return judge_legal_as(judge, &then, k, value);
}

/* As late as this a sample of clock k's, whose reign was over by then, gives value. 0: at no time by now. */
static u64 was_late(struct judge *judge, const struct window *window, u64 k, u64 value)
{
	const struct log_entry *next = judge_entry(judge, k + 1);
	struct window then = {next ? next->end : 0, window->e + judge->pair_margin, k, k + 1};

	if (!next || next->end == HOSTLOG_OPEN)
		return 0;
	return judge_late_as(judge, &then, k, value);
}

static bool find_late(struct judge *judge, const struct window *window, u64 value, unsigned int cpu)
{
	u64 oldest = window->high > RECENT_LATE ? window->high - RECENT_LATE : 0;
	u64 late = 0, found = 0;

	for (u64 k = window->high; k-- > oldest;) {
		u64 ticks = was_late(judge, window, k, value);

		if (!ticks || (late && ticks >= late))
			continue;
		late = ticks;
		found = k;
	}
	return late && judge_excuse_stale(judge, window, value, cpu, found, late);
}

/* The TSC since when some other reader may be in the guest, or the window's end; and has nobody judged one that returned value? */
static bool find_passed(struct judge *judge, const struct window *window, u64 value, u64 *since)
{
	*since = window->e;
	for (unsigned int i = 0; i < judge->nreaders; i++) {
		u64 began = unjudged_since(&judge->unjudged[i]);

		if (i != judge->reader && began && began < *since)
			*since = began;
		if (unjudged_has(&judge->unjudged[i], value))
			return true;
	}
	return false;
}

/*
 * May a clock that the log has lost lead by so much, at a TSC since then? Rates that are drawn are within twice the nominal one,
 * so it has run at most four times as far as the newest one.
 */
static bool may_lead(struct judge *judge, const struct window *window, u64 value, u64 since)
{
	const struct log_entry *entry = judge_entry(judge, window->high);
	u64 now, ran;

	if (judge->patient || judge->own_params || !entry)
		return true;
	now = judge_time(judge, entry, window->e + judge->pair_margin);
	ran = now - judge_time(judge, entry, since);
	return judge_behind(value, now + 4 * ran + LEAD_NS / judge->format->unit_ns);
}

/*
 * May it be of a read that nobody can judge, or will? Of one that is not over a late sample is all that is looked for: of
 * a clock that was gone from the page since that read began. Of clocks that the log has lost, it may be of a read in time.
 */
static bool find_unjudged(struct judge *judge, const struct window *window, u64 value, bool lost)
{
	u32 excuse = judge->excuse ? atomic_load_explicit(judge->excuse, memory_order_acquire) : 0;
	bool late = excuse == RACE_EXCUSE_UNKNOWN || excuse >> VIOLATION_STALE & 1;
	u64 since, k = window->high;

	if (!judge->unjudged || !(late || lost))
		return false;
	if (find_passed(judge, window, value, &since)) {
		judge->has_passed = true;
		judge->passed = value;
		return true;
	}
	while (k--) {
		const struct log_entry *next = judge_entry(judge, k + 1);

		if (!next)
			return may_lead(judge, window, value, since);
		if (next->end + judge->pair_margin < since)
			return false;
		if (late && was_late(judge, window, k, value))
			return true;
	}
	return false;
}

static void note_keeping(struct judge *judge)
{
	judge_add(&judge->tally->counts.kept, 1);
	if (judge->keeps && !atomic_load_explicit(judge->keeps, memory_order_relaxed))
		atomic_store_explicit(judge->keeps, true, memory_order_relaxed);
}

/*
 * The newest clock that gave value; *lost: there may have been one that the log no longer has. A host that is preempted
 * amid an update steps back by milliseconds, and so a value is kept for thousands of updates.
 */
static bool find_kept(struct judge *judge, const struct window *window, u64 value, bool *lost)
{
	u64 k = window->high;
	const struct log_entry *entry;

	*lost = false;
	if (judge->last.set && value == judge->last.value)
		return true;
	for (unsigned int n = 0; n < HOSTLOG_SIZE; n++, k--) {
		entry = judge_entry(judge, k);
		if (entry && was_of(judge, window, entry, value)) {
			judge_pass(judge, &value, 1); /* it may be kept for longer than the log */
			return true;
		}
		*lost = !entry;
		if (!entry || !k)
			return false;
	}
	*lost = true;
	return false;
}

enum kept judge_kept(struct judge *judge, const struct window *window, u64 value, unsigned int cpu)
{
	bool lost;

	if (!judge->shares || !judge_is_ahead(judge, window, value))
		return KEPT_NOT;
	if (judge->has_passed && value == judge->passed) {
		judge_add(&judge->tally->counts.unjudged[RACE_LONG], 1);
		return KEPT_LATE;
	}
	if (find_kept(judge, window, value, &lost)) {
		note_keeping(judge);
		return KEPT;
	}
	if (find_late(judge, window, value, cpu)) {
		judge_pass(judge, &value, 1);
		return KEPT_LATE;
	}
	if (find_unjudged(judge, window, value, lost)) {
		judge_add(&judge->tally->counts.unjudged[RACE_LONG], 1);
		return KEPT_LATE;
	}
	if (!lost || !judge->patient)
		return KEPT_NOT;
	judge_add(&judge->tally->counts.unjudged[RACE_OVERWRITTEN], 1);
	return KEPT_LATE;
}

bool judge_keeps(const struct judge *judge)
{
	return judge->shares && judge->keeps &&
	       atomic_load_explicit(judge->keeps, memory_order_relaxed);
}

void judge_pass(struct judge *judge, const u64 *values, unsigned int n)
{
	if (judge->unjudged)
		unjudged_note(&judge->unjudged[judge->reader], values, n);
}

void judge_inherited(struct judge *judge, struct race_violation *violation, u64 low, u64 high)
{
	struct race_tally *tally = judge->tally;
	struct picks picks;

	judge_pick(&picks, low, high);
	violation->tentative = true;
	judge_record(judge, violation, &picks, &tally->counts.inherited, &tally->first_inherited);
}
