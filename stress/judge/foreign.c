/*
 * Several vCPUs with a page each: a page that the host has left to an older clock, and a clock of one vCPU's page by the TSC of
 * another one. Both are stale.
 */
#include "stress/judge/kinds.h"
#include "stress/judge/look.h"

void judge_look(const struct format *format, const u8 *at, u8 *params)
{
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX];

	page_look(format, at, page);
	format->decode(params, page);
}

/* What the page of that vCPU gives within the window, whoever may be at it. */
static void look_at_times(const struct judge *judge, const struct window *window, unsigned int vcpu,
			  u64 times[2])
{
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX] = {0};
	const struct judge_pages *pages = judge->pages;
	const struct format *format = judge->format;

	judge_look(format, pages->at + (size_t)vcpu * pages->stride, params);
	times[0] = (u64)format->time(params, vcpus_tsc(pages->vcpus, vcpu, window->s));
	times[1] = (u64)format->time(params, vcpus_tsc(pages->vcpus, vcpu, window->e));
}

/* What the entry's clock gives on the page of that vCPU, by its TSC. */
static u64 time_on(const struct judge *judge, const struct log_entry *entry, unsigned int vcpu,
		   u64 tsc)
{
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX] = {0};

	if (!judge_rounds(judge)) /* all give the same, whatever they begin at */
		return judge_time(judge, entry, tsc);
	judge_params(judge, entry, vcpu, params);
	return (u64)judge->format->time(params, vcpus_tsc(judge->pages->vcpus, vcpu, tsc));
}

/* Which update is the one that left it so, at one of these times? false: none that the log has, and it has the first. */
static bool find_update(struct judge *judge, const struct window *window, unsigned int vcpu,
			const u64 times[2], u64 *found)
{
	const struct log_entry *entry;

	for (*found = window->low; (entry = judge_entry(judge, *found)); --*found) {
		if (time_on(judge, entry, vcpu, window->s) == times[0] &&
		    time_on(judge, entry, vcpu, window->e) == times[1])
			return true;
		if (!*found)
			return false;
	}
	*found = 0; /* or so long ago that nobody knows */
	return true;
}

bool judge_left(struct judge *judge, const struct window *window, struct race_violation *violation)
{
	u64 times[2], low = window->low;

	for (unsigned int vcpu = 0; judge->pages && vcpu < judge->pages->n; vcpu++) {
		look_at_times(judge, window, vcpu, times);
		if (!mix_within(violation->value, times[0], times[1]) ||
		    !find_update(judge, window, vcpu, times, &violation->stale))
			continue;
		judge_count(judge, violation, low ? low - 1 : low, window->high);
		return true;
	}
	return false;
}

/* The TSCs of the judge's vCPUs are not one. */
static bool is_apart(const struct judge *judge)
{
	return judge->pages && vcpus_apart(judge->pages->vcpus);
}

/*
 * What the entry's clock gives on the page of one vCPU by the TSC of another one, at one of the window's ends. Before it was
 * made guests take the ticks since then for what they are modulo 2^64.
 */
static u64 time_by(const struct judge *judge, const struct log_entry *entry, unsigned int page,
		   unsigned int vcpu, u64 tsc)
{
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX] = {0};
	const struct schedule *vcpus = judge->pages->vcpus;
	const struct format *format = judge->format;
	u64 from = page && vcpus->drift ? entry->taken : entry->made;

	format->anchor(params, 0, judge_time(judge, entry, from),
		       vcpus_rate(vcpus, page, entry->rate));
	return (u64)format->time(params,
				 vcpus_tsc(vcpus, vcpu, tsc) - vcpus_tsc(vcpus, page, from));
}

/* Is it what a clock of the window gives on the page of one vCPU by the TSC of another one? */
static bool find_foreign(struct judge *judge, const struct window *window, u64 value, u64 *found)
{
	unsigned int n = is_apart(judge) ? judge->pages->n : 0;

	for (*found = window->high + 1; n && (*found)-- > window->low;) {
		const struct log_entry *entry = judge_entry(judge, *found);

		for (unsigned int i = 0; entry && i < n * n; i++)
			if (i / n != i % n &&
			    mix_within(value, time_by(judge, entry, i / n, i % n, window->s),
				       time_by(judge, entry, i / n, i % n, window->e)))
				return true;
	}
	return false;
}

bool judge_foreign(struct judge *judge, const struct window *window,
		   struct race_violation *violation)
{
	struct race_counts *counts = &judge->tally->counts;
	struct picks picks;
	u64 found;

	if (find_foreign(judge, window, violation->value, &found)) {
		violation->stale = found;
		judge_add(&counts->foreign, 1);
		judge_count(judge, violation, window->low, window->high);
		return true;
	}
	if (!is_apart(judge) || window->low != window->high)
		return false;
	violation->tentative = true;
	judge_add(&counts->odd, 1);
	judge_pick(&picks, window->low, window->high);
	judge_record(judge, violation, &picks, &counts->unexplained,
		     &judge->tally->first_unexplained);
	return true;
}
