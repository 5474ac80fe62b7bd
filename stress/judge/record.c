/* What is kept of violations: how many of each kind, and the first with its generations. */
#include <stdatomic.h>

#include "stress/judge/kinds.h"

void judge_keep_generation(const struct log_entry *entry, struct race_generation *kept)
{
	kept->number = entry->number;
	kept->begin = entry->begin;
	kept->sequence = entry->sequence;
	kept->end = entry->end;
	memcpy(kept->generation.params, entry->params, sizeof(entry->params));
	kept->generation.anchor = entry->anchor;
	kept->generation.rate = entry->rate;
	kept->generation.back = entry->step < 0 ? -entry->step : 0;
	kept->update.kind = (enum update_kind)entry->kind;
	kept->update.rate = entry->rate;
	kept->update.step = entry->step;
	kept->update.hold = entry->hold;
	kept->update.dies_after = -1;
}

/* Complete a violation with the generations picked. */
static void complete(struct judge *judge, struct race_violation *violation,
		     const struct picks *picks)
{
	violation->reader = judge->reader;
	violation->tscs = judge->pages ? judge->pages->tscs : TSCS_EQUAL;
	violation->ngenerations = picks->n;
	for (unsigned int i = 0; i < picks->n; i++) {
		const struct log_entry *entry = judge_entry(judge, picks->numbers[i]);

		memset(&violation->generations[i], 0, sizeof(violation->generations[i]));
		violation->generations[i].number = picks->numbers[i];
		if (entry)
			judge_keep_generation(entry, &violation->generations[i]);
	}
}

bool judge_may_tell(const struct mailbox *mailbox)
{
	return mailbox && !atomic_load_explicit(&mailbox->full, memory_order_acquire);
}

void judge_tell(struct mailbox *mailbox, const struct race_violation *violation, u64 number)
{
	if (!judge_may_tell(mailbox))
		return;
	mailbox->violation = *violation;
	mailbox->number = number;
	atomic_store_explicit(&mailbox->full, true, memory_order_release);
}

void judge_record(struct judge *judge, struct race_violation *violation, const struct picks *picks,
		  u64 *counter, struct race_violation *first)
{
	struct mailbox *mailbox = judge->mailbox;
	bool tell = judge_may_tell(mailbox);

	if (!*counter || tell)
		complete(judge, violation, picks);
	if (!*counter)
		*first = *violation;
	judge_add(counter, 1);
	judge_tell(mailbox, violation, *counter);
}

void judge_pick(struct picks *picks, u64 low, u64 high)
{
	if (high - low >= RACE_GENERATIONS_MAX)
		low = high - RACE_GENERATIONS_MAX + 1;
	picks->n = (unsigned int)(high - low) + 1;
	for (unsigned int i = 0; i < picks->n; i++)
		picks->numbers[i] = low + i;
}

void judge_begin(const struct judge *judge, const struct window *window, enum violation kind,
		 u64 value, unsigned int cpu, struct race_violation *violation)
{
	memset(violation, 0, sizeof(*violation)); /* large, and rarely needed */
	violation->kind = kind;
	violation->value = value;
	violation->s = judge_from(judge, window);
	violation->e = judge_to(judge, window);
	violation->cpu = cpu;
}

void judge_count(struct judge *judge, struct race_violation *violation, u64 low, u64 high)
{
	struct race_tally *tally = judge->tally;
	struct picks picks;

	judge_pick(&picks, low, high);
	judge_record(judge, violation, &picks, &tally->counts.found[violation->kind],
		     &tally->first[violation->kind]);
}

/*
 * A guest that is wrong at rest gives values of every kind, and now and then one that some mix, or some
 * clock that is gone, would give as well. Where most of its wrong values are none of these, those are
 * chance.
 */
static void settle_chance(struct race_counts *counts, u64 *found)
{
	if (*found >= counts->wrong_at_rest + counts->unexplained + counts->halved)
		return;
	counts->found[VIOLATION_ARITHMETIC] += *found;
	*found = 0;
}

/* What was open is of that kind. */
static void settle_as(struct race_tally *tally, enum violation kind, u64 *open,
		      struct race_violation *first)
{
	if (!*open)
		return;
	first->kind = kind;
	first->tentative = false;
	if (!tally->counts.found[kind])
		tally->first[kind] = *first;
	tally->counts.found[kind] += *open;
	*open = 0;
}

/*
 * Whose are values that another read may have left? Of the first kind that a read was of which had begun by then. If
 * there was none they are the guest's own, and it is wrong at rest.
 */
static enum violation root_of_inherited(const struct race_tally *tally)
{
	enum violation kind = VIOLATION_ARITHMETIC;
	u64 first = U64_MAX;

	for (unsigned int other = 0; other < VIOLATIONS; other++) {
		const struct race_violation *one = &tally->first[other];

		if (other == VIOLATION_BACKWARDS || !tally->counts.found[other] ||
		    one->s > tally->first_inherited.e || one->e >= first)
			continue;
		kind = (enum violation)other;
		first = one->e;
	}
	return kind;
}

void judge_settle(struct race_tally *tally)
{
	struct race_counts *counts = &tally->counts;
	enum violation root = root_of_inherited(tally), kind;
	bool wrong;

	if (root == VIOLATION_ARITHMETIC)
		counts->wrong_at_rest += counts->inherited;
	/* odd ones are among the unexplained */
	wrong = counts->wrong_at_rest || (counts->odd && !counts->foreign);
	counts->odd = 0;
	kind = wrong ? VIOLATION_ARITHMETIC : counts->foreign ? VIOLATION_STALE : VIOLATION_TORN;
	if (wrong) {
		settle_chance(counts, &counts->found[VIOLATION_STALE]);
		settle_chance(counts, &counts->found[VIOLATION_TORN]);
		if (!counts->found[VIOLATION_TORN])
			counts->torn_updates = 0;
	}
	tally->first[VIOLATION_STALE].tentative = false;
	tally->first[VIOLATION_TORN].tentative = false;
	settle_as(tally, kind, &counts->halved, &tally->first_halved);
	settle_as(tally, kind, &counts->unexplained, &tally->first_unexplained);
	settle_as(tally, kind, &counts->at_rest, &tally->first_at_rest);
	settle_as(tally, root, &counts->inherited, &tally->first_inherited);
}

void judge_stuck(struct judge *judge, u64 s, u64 e, unsigned int cpu)
{
	struct race_violation violation = {.kind = VIOLATION_STUCK, .s = s, .e = e, .cpu = cpu};
	u64 newest = hostlog_newest(judge->log);

	judge_count(judge, &violation, newest ? newest - 1 : 0, newest);
}

void judge_note_put_back(struct judge *judge, u64 n, const struct race_put_back *back, u64 tsc,
			 unsigned int cpu)
{
	struct race_tally *tally = judge->tally;
	u64 newest = hostlog_newest(judge->log);
	struct race_violation violation = {.kind = VIOLATION_LOST,
					   .tentative = true,
					   .s = tsc,
					   .e = tsc,
					   .cpu = cpu,
					   .back = *back};
	struct picks picks;

	judge_pick(&picks, newest ? newest - 1 : 0, newest);
	judge_record(judge, &violation, &picks, &tally->counts.put_back, &tally->first_put_back);
	judge_add(&tally->counts.put_back, n - 1);
}

void judge_settle_wrong(struct race_tally *tally)
{
	tally->counts.wrong_at_rest += tally->counts.at_rest;
}

void judge_settle_lost(struct race_tally *tally)
{
	if (!tally->counts.put_back)
		return;
	tally->counts.found[VIOLATION_LOST] = tally->counts.put_back;
	tally->first[VIOLATION_LOST] = tally->first_put_back;
	tally->first[VIOLATION_LOST].tentative = false;
}
