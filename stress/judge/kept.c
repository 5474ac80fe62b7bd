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

#define RECENT                                                                                     \
	512 /* updates after which nothing is kept by then: steps back of a race of drawn ones are short */
#define RECENT_LATE 16 /* and after which nothing is that came of a late sample */

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

static void note_keeping(struct judge *judge)
{
	judge_add(&judge->tally->counts.kept, 1);
	if (judge->keeps && !atomic_load_explicit(judge->keeps, memory_order_relaxed))
		atomic_store_explicit(judge->keeps, true, memory_order_relaxed);
}

/* The newest clock that gave value; *lost: there may have been one that the log no longer has. */
static bool find_kept(struct judge *judge, const struct window *window, u64 value, bool *lost)
{
	u64 span = judge->patient ? HOSTLOG_SIZE : RECENT, k = window->high;
	const struct log_entry *entry;

	*lost = false;
	entry = judge->kept_of < k ? judge_entry(judge, judge->kept_of) : NULL; /* likely again */
	if (entry && was_of(judge, window, entry, value))
		return true;
	for (u64 n = 0; n < span; n++, k--) {
		entry = judge_entry(judge, k);
		if (entry && was_of(judge, window, entry, value)) {
			judge->kept_of = k;
			return true;
		}
		*lost = !entry;
		if (!entry || !k)
			return false;
	}
	*lost = judge->patient;
	return false;
}

enum kept judge_kept(struct judge *judge, const struct window *window, u64 value, unsigned int cpu)
{
	bool lost;

	if (!judge->shares || !judge_is_ahead(judge, window, value))
		return KEPT_NOT;
	if (find_kept(judge, window, value, &lost)) {
		note_keeping(judge);
		return KEPT;
	}
	if (find_late(judge, window, value, cpu))
		return KEPT_LATE;
	if (!lost)
		return KEPT_NOT;
	judge_add(&judge->tally->counts.unjudged[RACE_OVERWRITTEN], 1);
	return KEPT_LATE;
}

bool judge_keeps(const struct judge *judge)
{
	return judge->shares && judge->keeps &&
	       atomic_load_explicit(judge->keeps, memory_order_relaxed);
}

void judge_inherited(struct judge *judge, struct race_violation *violation, u64 low, u64 high)
{
	struct race_tally *tally = judge->tally;
	struct picks picks;

	judge_pick(&picks, low, high);
	violation->tentative = true;
	judge_record(judge, violation, &picks, &tally->counts.inherited, &tally->first_inherited);
}
