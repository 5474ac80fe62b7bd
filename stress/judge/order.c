/*
 * The judge's other rare path: a value that is behind an earlier one. It is a violation if no
 * pair of generations that the two values may be of explains it: neither by a step back that was
 * meant, nor by one clock that both are of, nor by a host that was late.
 */
#include "stress/judge/kinds.h"

/* May the value of *outcome be of generation k? */
static bool may_be_of(struct judge *judge, const struct outcome *outcome, u64 k)
{
	struct window window = judge_window_of(outcome);

	return judge_legal_as(judge, &window, k, outcome->value);
}

/* By how many ticks must a TSC sample be late for *outcome to be of generation k? U64_MAX: never. */
static u64 lateness(struct judge *judge, const struct outcome *outcome, u64 k)
{
	struct window window = judge_window_of(outcome);
	u64 late;

	if (may_be_of(judge, outcome, k))
		return 0;
	late = judge_late_as(judge, &window, k, outcome->value);
	return late ? late : U64_MAX;
}

/* Is b's value one that clock l gives only before a sample that was late for clock k? */
static bool before_sample(struct judge *judge, u64 k, u64 late, const struct outcome *b, u64 l)
{
	const struct log_entry *clock = judge_entry(judge, l);
	u64 gone = judge_gone(judge, k, l), sample = gone + judge->margin + late;

	return late && (gone == HOSTLOG_OPEN || !clock ||
			judge_behind(b->value, judge_time(judge, clock, sample)));
}

/*
 * The least lateness of a sample in a or b that makes the two come in the order of their
 * generations, and of their samples; 0 if none does.
 */
static u64 late_order(struct judge *judge, const struct outcome *a, const struct outcome *b)
{
	u64 least = U64_MAX;

	for (u64 k = a->low; k <= a->high; k++) {
		u64 first = lateness(judge, a, k);

		for (u64 l = b->low > k ? b->low : k + 1; l <= b->high && first < least; l++) {
			u64 second = lateness(judge, b, l), late = second > first ? second : first;

			if (late && late < least && !before_sample(judge, k, first, b, l))
				least = late;
		}
	}
	return least < U64_MAX ? least : 0;
}

enum order { ORDER_EXPLAINED, ORDER_BACKWARDS, ORDER_ONE_GENERATION, ORDER_LATE, ORDER_LOST };

/* What is to be said of the decrease, if a is of generation k and b of l, whose pages may be apart by so much? */
static enum order order_as(struct judge *judge, const struct outcome *a, const struct outcome *b,
			   u64 k, u64 l, u64 apart)
{
	const struct log_entry *entry = judge_entry(judge, k);
	u64 back, beside;

	if (!entry)
		return ORDER_LOST;
	if (k == l)
		return ORDER_ONE_GENERATION;
	back = entry->back;
	beside = entry->beside;
	entry = judge_entry(judge, l);
	if (!entry)
		return ORDER_LOST;
	if (l < k && judge->early && l == k - beside)
		return ORDER_LATE; /* nobody knows which of the two came later */
	if (l > k && !judge_keeps(judge) && a->value - b->value <= entry->back - back + apart)
		return ORDER_EXPLAINED;
	/* Updates after a->high + 1 were not even planned when a's read ended. */
	for (u64 next = k + 1; next <= l && next <= a->high + 1 && !judge->own_params; next++) {
		entry = judge_entry(judge, next);
		if (!entry)
			return ORDER_LOST;
		if (a->e + judge->pair_margin > entry->settled)
			return ORDER_LATE;
	}
	return ORDER_BACKWARDS;
}

static void begin(const struct judge *judge, const struct outcome *a, const struct outcome *b,
		  unsigned int cpu, struct race_violation *violation)
{
	memset(violation, 0, sizeof(*violation));
	violation->kind = VIOLATION_BACKWARDS;
	violation->host = judge->own_params;
	violation->value = b->value;
	violation->s = b->s;
	violation->e = b->e;
	violation->cpu = cpu;
	violation->before = a->value;
	violation->before_s = a->s;
	violation->before_e = a->e;
	violation->before_reader = (unsigned int)a->reader;
}

void judge_order(struct judge *judge, const struct outcome *a, const struct outcome *b,
		 unsigned int cpu)
{
	struct race_violation violation;
	unsigned int seen[ORDER_LOST + 1] = {0};
	u64 low = a->low < b->low ? a->low : b->low;
	u64 high = a->high > b->high ? a->high : b->high;
	u64 apart = judge_apart(judge, a, b);

	if (apart && a->value - b->value <= apart)
		return; /* each is right by the page that it is of */
	/* The log may have gone on since a; what was meant to be lost is known without it. */
	if (!a->kept && !judge_entry(judge, a->low)) {
		if (a->value - b->value > b->back_high - a->back_low + apart)
			judge_add(&judge->tally->counts.unjudged[RACE_OVERWRITTEN], 1);
		return;
	}
	begin(judge, a, b, cpu, &violation);
	if (a->kept || b->kept) {
		judge_count(judge, &violation, low, high);
		return;
	}
	for (u64 k = a->low; k <= a->high; k++) {
		if (!may_be_of(judge, a, k))
			continue;
		for (u64 l = b->low; l <= b->high; l++)
			if (may_be_of(judge, b, l)) {
				seen[order_as(judge, a, b, k, l, apart)]++;
				if (l < k)
					violation.host = judge->several;
			}
	}
	if (seen[ORDER_EXPLAINED])
		return;
	if (seen[ORDER_LOST] || seen[ORDER_LATE]) {
		judge_add(&judge->tally->counts
				   .unjudged[seen[ORDER_LOST] ? RACE_OVERWRITTEN : RACE_LATE],
			  1);
		return;
	}
	if (seen[ORDER_ONE_GENERATION] && low != high) {
		judge_add(&judge->tally->counts.unjudged[RACE_AMBIGUOUS], 1);
		return;
	}
	if (seen[ORDER_ONE_GENERATION]) {
		violation.kind = VIOLATION_UNORDERED_TSC;
		judge_count(judge, &violation, low, high);
		return;
	}
	if (!seen[ORDER_BACKWARDS])
		return; /* one of the two is not legal and was counted as that */
	violation.late = late_order(judge, a, b);
	if (violation.late && judge_excuse(judge, &violation, low, high))
		return;
	violation.late = 0;
	if (judge->own_params && violation.host && a->value - b->value == 1)
		violation.kind = VIOLATION_ARITHMETIC;
	judge_count(judge, &violation, low, high);
}

void judge_keep_stale(struct judge *judge, const struct window *window, u64 value, u64 k)
{
	const struct log_entry *entry = judge_entry(judge, k);

	if (!entry || judge->own_params || judge->several || judge->shares || judge->pages)
		return;
	judge->stale = (struct outcome){
		.value = value,
		.s = window->s,
		.e = window->e,
		.low = k,
		.high = k,
		.back_low = entry->back,
		.back_high = entry->back,
		.reader = judge->reader,
		.set = 1,
	};
}

/* Did the clocks from a's to l go on from each other, with no host that was late, and was no such step meant? */
static bool is_less_by_itself(struct judge *judge, const struct outcome *a, const struct outcome *b,
			      u64 l)
{
	const struct log_entry *entry;

	for (u64 next = a->low + 1; next <= l; next++) {
		entry = judge_entry(judge, next);
		if (!entry || entry->end > entry->settled)
			return false;
	}
	entry = judge_entry(judge, l);
	return entry && a->value - b->value > entry->back - a->back_low;
}

void judge_order_stale(struct judge *judge, const struct outcome *now, unsigned int cpu)
{
	const struct outcome stale = judge->stale;
	struct race_violation violation;
	unsigned int n = 0;

	judge->stale.set = 0;
	if (!judge_behind(now->value, stale.value))
		return;
	for (u64 l = now->low; l <= now->high; l++) {
		if (!may_be_of(judge, now, l))
			continue;
		if (l < stale.low || !is_less_by_itself(judge, &stale, now, l))
			return;
		n++;
	}
	if (!n)
		return;
	begin(judge, &stale, now, cpu, &violation);
	judge_count(judge, &violation, stale.low, now->high);
}
