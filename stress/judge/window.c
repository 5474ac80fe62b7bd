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

/*
 * The oldest generation that the page may show once the update of this entry is complete: of those before it, no other
 * one was not complete when it began, as there are two hosts at most.
 */
static u64 oldest(const struct log_entry *entry)
{
	return entry->number - entry->beside;
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
	if (entry && k && entry->beside) {
		k = oldest(entry);
		entry = window->high - k > JUDGE_SPAN ? NULL : judge_entry(judge, k);
		reason = window->high - k > JUDGE_SPAN ? RACE_LONG : RACE_OVERWRITTEN;
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
	for (u64 k = window->high; k > window->low; k--) {
		entry = judge_entry(judge, k);
		if (!entry || entry->end >= judge_from(judge, window))
			continue;
		if (oldest(entry) > window->low)
			window->low = oldest(entry);
		break;
	}
}

u64 judge_gone(struct judge *judge, u64 k, u64 high)
{
	u64 gone = HOSTLOG_OPEN;

	for (u64 j = k + 1; j <= high; j++) {
		const struct log_entry *entry = judge_entry(judge, j);

		if (!entry || (gone != HOSTLOG_OPEN && entry->begin > gone))
			break;
		if (oldest(entry) != k && entry->end < gone)
			gone = entry->end;
	}
	return gone;
}

u64 judge_time(const struct judge *judge, const struct log_entry *entry, u64 tsc)
{
	return (u64)judge->format->time(entry->params, tsc);
}

void judge_params(const struct judge *judge, const struct log_entry *entry, unsigned int vcpu,
		  u8 *params)
{
	const struct schedule *vcpus = judge->pages ? judge->pages->vcpus : NULL;

	if (!vcpu || !vcpus || !vcpus->drift) {
		memcpy(params, entry->params, judge->format->params_size);
		return;
	}
	judge->format->anchor(params, vcpus_tsc(vcpus, vcpu, entry->taken),
			      judge_time(judge, entry, entry->taken),
			      vcpus_rate(vcpus, vcpu, entry->rate));
}

struct times judge_times(const struct judge *judge, const struct log_entry *entry, u64 tsc)
{
	u64 first = judge_time(judge, entry, tsc);
	struct times times = {first, first};

	for (unsigned int vcpu = 1; judge_rounds(judge) && vcpu < judge->pages->n; vcpu++) {
		_Alignas(16) u8 params[WARPAGE_PARAMS_MAX] = {0};
		u64 time;

		judge_params(judge, entry, vcpu, params);
		time = (u64)judge->format->time(params, vcpus_tsc(judge->pages->vcpus, vcpu, tsc));
		if (judge_behind(time, times.least))
			times.least = time;
		if (judge_behind(times.most, time))
			times.most = time;
	}
	return times;
}

/* The most by which pages round apart in what the outcome may be of. */
static u64 apart(struct judge *judge, const struct outcome *outcome)
{
	u64 most = 0;

	for (u64 k = outcome->low; k <= outcome->high; k++) {
		const struct log_entry *entry = judge_entry(judge, k);
		struct times times = {0, 0};

		if (entry)
			times = judge_times(judge, entry, outcome->e);
		if (times.most - times.least > most)
			most = times.most - times.least;
	}
	return most;
}

u64 judge_apart(struct judge *judge, const struct outcome *a, const struct outcome *b)
{
	return judge_rounds(judge) ? apart(judge, a) + apart(judge, b) : 0;
}

bool judge_legal_as(struct judge *judge, const struct window *window, u64 k, u64 value)
{
	const struct log_entry *entry = judge_entry(judge, k);
	u64 from = window->s, to = window->e, gone, least;

	if (!entry)
		return true;
	if (entry->begin > from + judge->margin)
		from = entry->begin - judge->margin;
	gone = judge_gone(judge, k, window->high);
	if (gone < to - judge->margin)
		to = gone + judge->margin;
	if (from > to)
		return false;
	least = judge_times(judge, entry, from).least;
	return value - least <= judge_times(judge, entry, to).most - least;
}
