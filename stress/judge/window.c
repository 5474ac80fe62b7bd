/* The window of a read in the host's log, and what the clocks in it give. */
#include "stress/judge/window.h"

#include <sched.h>

#define CLOSING_SPINS 100000 /* how long to wait for a host that computes its own parameters */

const struct log_entry *judge_entry(struct judge *judge, u64 k)
{
	struct log_entry *entry = &judge->cache[k % JUDGE_CACHE];

	if (entry->number == k && entry->end != HOSTLOG_OPEN)
		return entry;
	for (unsigned int spins = 0; hostlog_copy(judge->log, k, entry); spins++) {
		if (entry->end != HOSTLOG_OPEN || !judge->own_params)
			return entry;
		if (spins == CLOSING_SPINS)
			break;
		if (spins % 1000 == 999)
			sched_yield();
		cpu_relax();
	}
	entry->end = HOSTLOG_OPEN;
	return NULL;
}

bool judge_window(struct judge *judge, u64 s, u64 e, unsigned int n, struct window *window)
{
	const struct log_entry *entry;
	enum race_unjudged reason = RACE_OVERWRITTEN;
	u64 k = hostlog_newest(judge->log);

	if (k > judge->limit)
		k = judge->limit;
	window->s = s;
	window->e = e;
	while ((entry = judge_entry(judge, k)) && entry->begin > judge_to(judge, window) && k)
		k--;
	window->high = k;
	while (entry && entry->end >= judge_from(judge, window) && k) {
		if (window->high - k == JUDGE_SPAN) {
			reason = RACE_LONG;
			entry = NULL;
			break;
		}
		entry = judge_entry(judge, --k);
	}
	window->low = k;
	if (!entry)
		judge_add(&judge->tally->counts.unjudged[reason], n);
	return entry;
}

void judge_narrow(struct judge *judge, struct window *window, u64 s, u64 e)
{
	const struct log_entry *entry;

	window->s = s;
	window->e = e;
	while (window->high > window->low && (entry = judge_entry(judge, window->high)) &&
	       entry->begin > judge_to(judge, window))
		window->high--;
	for (u64 k = window->high; k > window->low; k--)
		if ((entry = judge_entry(judge, k)) && entry->end < judge_from(judge, window))
			window->low = k;
}

u64 judge_time(const struct judge *judge, const struct log_entry *entry, u64 tsc)
{
	return (u64)judge->format->time(entry->params, tsc);
}

bool judge_legal_as(struct judge *judge, const struct window *window, u64 k, u64 value)
{
	const struct log_entry *entry = judge_entry(judge, k);
	u64 from = window->s, to = window->e;

	if (!entry)
		return true;
	if (entry->begin > from + judge->margin)
		from = entry->begin - judge->margin;
	if (k < window->high) {
		const struct log_entry *next = judge_entry(judge, k + 1);

		if (next && next->end < to - judge->margin)
			to = next->end + judge->margin;
	}
	return from <= to && (value - judge_time(judge, entry, from) <=
			      judge_time(judge, entry, to) - judge_time(judge, entry, from));
}
